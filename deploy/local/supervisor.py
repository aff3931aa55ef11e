"""Run a stack in the foreground: start it, say where to look, watch it, stop it when asked to."""

import json
import signal
import time
from types import FrameType
from typing import NoReturn

from deploy.local.failure import CannotStart
from deploy.local.names import SERVICES
from deploy.local.progress import Progress
from deploy.local.stack import Stack

_SECONDS_BETWEEN_LOOKS = 0.3


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C, closed the terminal, or asked for the end of the stack."""


def run(stack: Stack, progress: Progress, *, ended_by: str = "Ctrl-C") -> int:
    """Run until asked to stop, or until a part ends by itself.

    Args:
        stack: What to run.
        progress: Where to say how far it is.
        ended_by: What a person does to end it.

    Returns:
        The exit status: 0 when it was asked to stop, 1 when something failed.
    """
    _stop_on_signals()
    began = time.monotonic()
    try:
        stack.start(progress)
        progress.say(f"\nReady after {time.monotonic() - began:.0f} seconds.")
        show(stack, progress)
        progress.say(f"\n{ended_by} stops everything; the data are kept.")
        _watch(stack)
    except StopRequested:
        began = time.monotonic()
        progress.say("Stopping …")
        stack.stop()
        progress.say(f"Everything is stopped ({time.monotonic() - began:.1f} s).")
        return 0
    except CannotStart as reason:
        _ignore_signals()
        progress.say(f"\nroundtable: {reason}")
        return 1
    finally:
        _ignore_signals()
        stack.stop()


def show(stack: Stack, progress: Progress) -> None:
    """Say where to look and who can sign in as what."""
    rows = [
        ("The pages", stack.public_url),
        ("Try it as …", f"{stack.public_url}/start"),
        ("Mailboxes", stack.mailbox_url),
        *((name.capitalize(), f"{stack.address(name)}  gRPC") for name in SERVICES),
        ("For your tools", str(stack.home / "clients")),
        ("Logs", str(stack.home / "log")),
    ]
    if link := stack.enrolment_url:
        rows.insert(1, ("First registrar", f"{link}  works once"))
    progress.table("Where to look", rows)
    if people := accounts(stack):
        progress.table("Who can sign in (the code arrives in the mailbox)", people)


def accounts(stack: Stack) -> list[tuple[str, str]]:
    """Return the sample accounts, as what each can be and its address."""
    try:
        cards = json.loads((stack.home / "start.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [(card["name_en"], card["email"]) for card in cards]


def _watch(stack: Stack) -> NoReturn:
    while True:
        if child := stack.failed():
            child.must_run()
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _stop_on_signals() -> None:
    """Turn the first signal that asks for the end into StopRequested; the stopping itself is not interrupted."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise StopRequested

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
