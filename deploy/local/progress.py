"""Says how far the start is: a moving line on a terminal, plain lines everywhere else."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.table import Table


class Progress(Protocol):
    """Where a start reports to."""

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Report one step, from its beginning to its end."""

    def counted(self, done: int, total: int) -> None:
        """Report how many of how many files have arrived in this step."""

    def say(self, text: str) -> None:
        """Report something else."""

    def table(self, title: str, rows: Sequence[Sequence[str]]) -> None:
        """Show a table."""


class Silent:
    """Reports nothing: for tests."""

    @contextmanager
    def step(self, what: str) -> Iterator[None]:  # noqa: ARG002, D102
        yield

    def counted(self, done: int, total: int) -> None:  # noqa: D102
        pass

    def say(self, text: str) -> None:  # noqa: D102
        pass

    def table(self, title: str, rows: Sequence[Sequence[str]]) -> None:  # noqa: D102
        pass


class Plain:
    """Reports in lines, each complete when it is written."""

    def __init__(self) -> None:
        self._last_count = 0.0

    @contextmanager
    def step(self, what: str) -> Iterator[None]:  # noqa: D102
        began = time.monotonic()
        self.say(f"{what} …")
        yield
        self.say(f"{what}: done in {time.monotonic() - began:.1f} s")

    def counted(self, done: int, total: int) -> None:  # noqa: D102
        if done == total or time.monotonic() - self._last_count > 5:  # noqa: PLR2004 - seconds
            self._last_count = time.monotonic()
            self.say(f"  {done} of {total} files")

    def say(self, text: str) -> None:  # noqa: D102
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def table(self, title: str, rows: Sequence[Sequence[str]]) -> None:  # noqa: D102
        width = max((len(row[0]) for row in rows), default=0)
        self.say(f"\n{title}")
        for first, *others in rows:
            self.say(f"  {first:<{width}}  {'  '.join(others)}")


class OnTerminal:
    """Reports with a moving line for the step under way and a tick for each that is done."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._status = self._console.status("")
        self._what = ""

    @contextmanager
    def step(self, what: str) -> Iterator[None]:  # noqa: D102
        began = time.monotonic()
        self._what = what
        self._status.update(f"{what} …")
        self._status.start()
        try:
            yield
        finally:
            self._status.stop()
        self._console.print(f"[green]✓[/green] {what} [dim]{time.monotonic() - began:.1f} s[/dim]")

    def counted(self, done: int, total: int) -> None:  # noqa: D102
        self._status.update(f"{self._what} … {done} of {total} files")

    def say(self, text: str) -> None:  # noqa: D102
        self._console.print(text, markup=False)

    def table(self, title: str, rows: Sequence[Sequence[str]]) -> None:  # noqa: D102
        table = Table(title=title, title_justify="left", title_style="bold", show_header=False, box=None)
        for row in rows:
            table.add_row(*row)
        self._console.print()
        self._console.print(table, soft_wrap=True)


def progress() -> Progress:
    """Return what suits where standard output goes."""
    return OnTerminal() if sys.stdout.isatty() else Plain()
