"""`python -m deploy.local COMMAND`: what the Makefile calls."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from deploy.local import agreeing, background, covered, env_example, supervisor, transitions
from deploy.local import backup as backups
from deploy.local import purge as purging
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


def _sure(asked: str) -> bool:
    """Ask, and tell whether the answer is yes."""
    sys.stdout.write(asked)
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


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
    everything: Annotated[bool, typer.Option("--all", help="Downloads, installed packages and backups, too.")] = False,
) -> None:
    """Delete all data of the stack, after asking."""

    def delete() -> int:
        where = home()
        if not yes:
            more = ", and every backup there" if everything else ""
            asked = f"Delete every consultation, mail, key and log in {where}{more}? This cannot be undone. [y/N] "
            if not _sure(asked):
                sys.stdout.write("\nNothing was deleted.\n")
                return 1
        background.clean(where, everything=everything)
        kept = where / background.BACKUPS
        sys.stdout.write(f"Deleted; the backups in {kept} are kept.\n" if kept.exists() else "Deleted.\n")
        return 0

    _end(delete)


@app.command()
def backup(
    data: Annotated[
        Path | None, typer.Option(help="Folder for the data; backups/data in the home if not given.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="Folder for the keys; backups/keys in the home if not given.")
    ] = None,
) -> None:
    """Back the stack up while it runs: data into one folder, keys into another."""

    def write() -> int:
        own = home() / background.BACKUPS
        stack = Stack(home(), Ports.from_environment())
        backups.backup(stack, (data or own / "data").absolute(), (keys or own / "keys").absolute(), progress())
        return 0

    _end(write)


@app.command()
def restore(
    data: Annotated[Path, typer.Option(help="The archive of the data.")],
    keys: Annotated[Path | None, typer.Option(help="The archive of the keys.")] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="The keys are lost: restore what is public.")
    ] = False,
) -> None:
    """Restore a backup into an empty home."""

    def read() -> int:
        if (keys is None) is not without_keys:
            raise CannotStart("name the archive of the keys with --keys, or say --without-keys if they are lost")
        stack = Stack(home(), Ports.from_environment())
        backups.restore(stack, backups.Sources(data.absolute(), keys and keys.absolute()), progress())
        return 0

    _end(read)


@app.command()
def purge(
    backups_of_data: Annotated[
        Path | None, typer.Option("--backups", help="Folder of backups of data; backups/data in the home if not given.")
    ] = None,
) -> None:
    """Make the bytes of what was erased leave the running stack's disks now."""

    def empty() -> int:
        stack = Stack(home(), Ports.from_environment())
        folder = backups_of_data or home() / background.BACKUPS / "data"
        purging.purge(stack, folder.absolute(), progress())
        return 0

    _end(empty)


@app.command()
def agree(
    proposal: Annotated[str, typer.Argument(help="Its id; every proposal that waits is listed if not given.")] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Drop it instead.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Be the second person where a registrar proposed another mailbox, or one more registrar."""

    def answer() -> int:
        stack = Stack(home(), Ports.from_environment())
        return agreeing.answer(
            stack.certificates,
            stack.address("identity"),
            wanted=proposal,
            drop=drop,
            sure=lambda asked: yes or _sure(asked),
        )

    _end(answer)


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
