"""Days that pass on the whole stack: a program of ours, run with a clock that is ahead by what a file says.

`python -m tests.e2e.moved_clock FILE MODULE …` runs `python -m MODULE …`. Moved is what the program reads as now and
what it hears from its database of now; not the clock of the machine, by which certificates, Kafka and the mail server
go. So every program of a stack has to be run with the same file.
"""

import importlib
import runpy
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from deploy.local.names import SERVICES
from deploy.local.programs import Programs

_TELL_NOW: Final = {"services": "services.chassis.database", "dashboard": "dashboard.web.site"}
"""By the first name of a program's module, the module in which it reads the clock."""


class Days:
    """How many days have passed, for the programs of a stack and for whoever tests them."""

    def __init__(self, file: Path) -> None:
        """Let none have passed yet."""
        self._file = file
        self.passed = timedelta()
        self._write()

    def programs(self) -> Programs:
        """Return what a stack runs."""
        return Programs(
            services={name: self._moved(f"services.{name}") for name in SERVICES}, dashboard=self._moved("dashboard")
        )

    def go_on(self, days: int) -> None:
        """Let days pass, at once."""
        self.passed += timedelta(days=days)
        self._write()

    def _moved(self, module: str) -> tuple[str, ...]:
        return (sys.executable, "-m", __name__, str(self._file), module)

    def _write(self) -> None:
        whole = self._file.with_suffix(".new")
        whole.write_text(str(self.passed.days), encoding="ascii")
        whole.replace(self._file)


def _ahead(file: Path) -> timedelta:
    return timedelta(days=int(file.read_text(encoding="ascii")))


def _move(file: Path, module: str) -> None:
    """Let a program that is imported after this read a clock that is ahead."""

    class Ahead(datetime):
        """Tells the time."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + _ahead(file)

    kind = module.partition(".")[0]
    importlib.import_module(_TELL_NOW[kind]).datetime = Ahead  # type: ignore[attr-defined]
    if kind == "services":
        clocks: Any = importlib.import_module("services.chassis.clocks")
        of_database = clocks.of_database

        async def ahead(tx: Any) -> datetime:
            return await of_database(tx) + _ahead(file)  # type: ignore[no-any-return]

        clocks.of_database = ahead
        clocks.Clocks.__init__.__defaults__ = (ahead,)


def main(arguments: Sequence[str]) -> None:
    """Run the program."""
    file, module, *rest = arguments
    _move(Path(file), module)
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
