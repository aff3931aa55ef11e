"""`make bench`: measure what `docs/bench.md` says, judge the ratios, and exit with 0 if all are met."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop

from deploy.local.failure import CannotStart
from services.chassis import telemetry
from tests.bench import commands, duplicates, lists, pgbench, rebuilding, relaying
from tests.bench.crowd import crowd
from tests.bench.judging import Result, exit_status
from tests.bench.parts import Parts, running
from tests.bench.reports import reports
from tests.bench.rounds import PROFILES, Profile, machine
from tests.bench.submissions import submissions

Say = Callable[[Result], None]


async def _submitting(parts: Parts, profile: Profile, say: Say) -> None:
    async with submissions(parts, profile) as many:
        for result in await commands.over_grpc(many, profile):
            say(result)


async def _reporting(parts: Parts, profile: Profile, say: Say) -> None:
    async with (
        reports(parts, "relayed", profile, relay=True) as on,
        reports(parts, "kept", profile, relay=False) as off,
    ):
        off.stop()  # nothing but pgbench is at work on that database
        for result in await commands.over_grpc(commands.Reporting(on, off), profile):
            say(result)
        for result in await commands.without_grpc(off, profile):
            say(result)
        await off.works.start()
        say(await commands.relay_on(on, off, profile))
        off.stop()
        on.stop()
        say(await relaying.on_its_way(parts, on, profile))
        say(await relaying.drain(parts, on, profile))


async def _reading(parts: Parts, profile: Profile, say: Say) -> None:
    async with crowd(parts, profile.assignments) as large, crowd(parts, lists.SMALL) as small:
        say(await lists.summary_to_live(large, profile))
        async for result in lists.lists(large, small, profile):
            say(result)


async def _suggesting(parts: Parts, profile: Profile, say: Say) -> None:
    say(await duplicates.suggesting(parts, profile))


async def _rebuilding(parts: Parts, profile: Profile, say: Say) -> None:
    async with rebuilding.a_log(parts, profile.events) as log:
        for result in await rebuilding.to_copy(log, profile):
            say(result)


SECTIONS: Final[dict[str, Callable[[Parts, Profile, Say], Awaitable[None]]]] = {
    "submitting": _submitting,
    "reporting": _reporting,
    "reading": _reading,
    "suggesting": _suggesting,
    "rebuilding": _rebuilding,
}


def main(
    profile: Annotated[str, typer.Option(help="quick or full")] = "quick",
    file: Annotated[Path | None, typer.Option("--json", help="where to write the results, too")] = None,
    only: Annotated[list[str] | None, typer.Option(help=f"of {', '.join(SECTIONS)}; may be given again")] = None,
) -> None:
    """Measure, judge and say; exit with 1 if a ratio misses its goal, with 2 if the machine was too busy to tell."""
    if profile not in PROFILES or not set(only or ()) <= set(SECTIONS):
        raise typer.BadParameter(f"profiles are {', '.join(PROFILES)}; sections are {', '.join(SECTIONS)}")
    results = list[Result]()

    def say(result: Result) -> None:
        results.append(result)
        sys.stdout.write(f"{_line(result)}\n")
        sys.stdout.flush()

    telemetry.configure("bench", level="error")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end, it leaves nothing behind either
    try:
        pgbench.program()
        with running() as parts, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            for section in only or SECTIONS:
                runner.run(SECTIONS[section](parts, PROFILES[profile], say))  # type: ignore[arg-type]
    except CannotStart as reason:
        sys.stderr.write(f"roundtable: {reason}\n")
        raise typer.Exit(1) from reason
    if file:
        file.write_text(json.dumps([each.as_json(machine()) for each in results], indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{machine()}; profile {profile}\n")
    raise typer.Exit(exit_status(results))


def _line(result: Result) -> str:
    told = result.as_json("")
    bound = f"at least {told['at_least']}" if "at_least" in told else f"at most {told['at_most']}"
    ours, limit = (
        f"{told[side]['median']:g} ({told[side]['min']:g}–{told[side]['max']:g})" for side in ("ours", "limit")
    )
    figures = f"{ours} to {limit} {told['unit']}{f'  [{result.note}]' if result.note else ''}"
    return f"{result.verdict.upper():8} {told['ratio']:<8g} {bound:14} {told['name']}: {figures}"


if __name__ == "__main__":
    typer.run(main)
