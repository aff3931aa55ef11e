"""`python -m deploy.local run|up|down|status|clean|env-example|transitions|covered`: what the Makefile calls."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from deploy.local import background, covered, env_example, supervisor, transitions
from deploy.local.failure import CannotStart
from deploy.local.names import Ports, home
from deploy.local.progress import progress
from deploy.local.stack import Stack

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _end(command: Callable[[], int]) -> None:
    """Exit with the command's status, or with one sentence."""
    try:
        status = command()
    except CannotStart as reason:
        sys.stderr.write(f"roundtable: {reason}\n")
        status = 1
    raise typer.Exit(status)


@app.command()
def run(ended_by: Annotated[str, typer.Option(hidden=True)] = "Ctrl-C") -> None:
    """Start everything, and stop it on Ctrl-C."""
    _end(lambda: supervisor.run(Stack(home(), Ports.from_environment()), progress(), ended_by=ended_by))


@app.command()
def up() -> None:
    """Start everything in the background."""
    _end(lambda: background.up(home(), progress()))


@app.command()
def down() -> None:
    """Stop what runs in the background."""
    _end(lambda: background.down(home(), progress()))


@app.command()
def status() -> None:
    """Tell what runs."""
    _end(lambda: background.status(home(), progress()))


@app.command()
def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Downloads and installed packages, too.")] = False,
) -> None:
    """Delete all data of the stack, after asking."""

    def delete() -> int:
        where = home()
        if not yes:
            asked = f"Delete every consultation, mail, key and log in {where}? This cannot be undone. [y/N] "
            sys.stdout.write(asked)
            sys.stdout.flush()
            if sys.stdin.readline().strip().lower() not in ("y", "yes"):
                sys.stdout.write("\nNothing was deleted.\n")
                return 1
        background.clean(where, everything=everything)
        sys.stdout.write("Deleted.\n")
        return 0

    _end(delete)


@app.command("env-example")
def write_env_example(
    check: Annotated[bool, typer.Option("--check", help="Compare instead of writing.")] = False,
) -> None:
    """Write .env.example from the settings classes."""
    _end(lambda: env_example.check() if check else env_example.write())


@app.command("transitions")
def write_transitions(
    check: Annotated[bool, typer.Option("--check", help="Compare instead of writing.")] = False,
) -> None:
    """Write docs/transitions.md from the domain's table."""
    _end(lambda: transitions.check() if check else transitions.write())


@app.command("covered")
def write_covered(
    check: Annotated[bool, typer.Option("--check", help="Compare instead of writing.")] = False,
) -> None:
    """Write docs/covered.md from the marks in the tests."""
    _end(lambda: covered.check() if check else covered.write())


if __name__ == "__main__":
    app()
