"""The command line of a service: `python -m services.<name>` serves, its other commands look after it.

A service's `__main__.py` describes it as a `Service` and calls `main`:

    SERVICE = Service(name="recommendations", settings=Settings, build=build)

    if __name__ == "__main__":
        main(SERVICE)
"""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final, NoReturn, TypeVar
from uuid import UUID

import psycopg
import typer
import uvloop

from services.chassis import dead_letters, process, rebuild, telemetry
from services.chassis.database import Database
from services.chassis.errors import NotFound
from services.chassis.kafka.cluster import Cluster
from services.chassis.parts import Clock, Parts, Runtime, Service
from services.chassis.server import NotServable
from services.chassis.settings import MigrationSettings, PurgeSettings, ServiceSettings, SettingsError
from services.chassis.tokens import SigningKeys

__all__ = ["Clock", "Parts", "Runtime", "Service", "SigningKeys", "command_line", "main"]

# A rebuild makes very many objects and hardly a circle: to look for these as often as usual takes a tenth of its time.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000

FAILED: Final = 1
BAD_SETTINGS: Final = 2

Outcome = TypeVar("Outcome")
Loaded = TypeVar("Loaded", ServiceSettings, MigrationSettings, PurgeSettings)


def main(service: Service) -> None:
    """Run the command that the arguments name; without any, serve."""
    command_line(service)(prog_name=f"python -m services.{service.name}")


def command_line(service: Service) -> typer.Typer:
    """Make the commands of a service."""
    line = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=f"The service {service.name}.")

    @line.callback(invoke_without_command=True)
    def serve(context: typer.Context) -> None:
        """Serve until SIGTERM, unless a command is named."""
        if context.invoked_subcommand is None:
            settings = _load(service, service.settings)
            finish = telemetry.configure(service.name, level=settings.log_level, otlp_endpoint=settings.otlp_endpoint)
            _run(_serve(service, settings, finish))

    @line.command("migrate")
    def apply_migrations() -> None:
        """Bring the database to the newest schema, and exit."""
        # Brings alembic and SQLAlchemy; a process that serves does not load them.
        from services.chassis import migrate  # noqa: PLC0415

        settings = _load(service, MigrationSettings)
        telemetry.configure(service.name)
        try:
            migrate.upgrade(settings.migration_database_url, service=service.name)
        except migrate.REFUSALS as reason:
            _fail(f"the database of {service.name} was not migrated: {reason}")

    @line.command("settings")
    def show_settings() -> None:
        """Print the settings, secrets masked."""
        for name, value in _load(service, service.settings).masked().items():
            typer.echo(f"{name}={value}")

    line.add_typer(_dead_letters(service), name="dead-letters")
    _add_purge(line, service)
    if service.rebuild is not None:
        _add_rebuild(line, service, service.rebuild)
    return line


def _add_purge(line: typer.Typer, service: Service) -> None:
    @line.command("purge")
    def purge_erased() -> None:
        """Make the bytes of what was erased leave the database's files and the topic now. The service may run."""
        # Brings Kafka's client for administrators; a process that serves does not load it for this.
        from services.chassis import purge  # noqa: PLC0415

        settings = _load(service, PurgeSettings)
        telemetry.configure(service.name, level="error")
        cluster = Cluster.at(settings.kafka_bootstrap, settings.kafka_properties_file)
        try:
            owner = settings.migration_database_url
            purge.everything({service.name: owner}, owner, cluster, typer.echo)
        except KeyboardInterrupt:
            _fail("interrupted: run it again; what it had set for the topic is as it was")
        except purge.Unfinished as reason:
            _fail(f"not all of it is gone: {reason}")
        except psycopg.Error as reason:
            _fail(f"the database of {service.name} does not answer: {type(reason).__name__}; run it again")


def _add_rebuild(line: typer.Typer, service: Service, how: rebuild.Rebuild) -> None:
    @line.command("rebuild")
    def rebuild_state(
        *, anew: Annotated[bool, typer.Option("--anew", help="forget what an interrupted rebuild has done")] = False
    ) -> None:
        """Fold the event log into empty state tables. Stop the service first; an interrupted rebuild goes on."""
        settings = _load(service, service.settings)
        telemetry.configure(service.name, level="error")
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 50)
        try:
            _run(rebuild.run(settings.database_url, how, typer.echo, zone=settings.time_zone, anew=anew))
        except KeyboardInterrupt:
            _fail("interrupted: run it again, and it goes on; the service does not start before it has ended")
        except rebuild.Refused as reason:
            _fail(f"not rebuilt: {reason}")
        except psycopg.Error as reason:
            _fail(f"the database of {service.name} refused: {type(reason).__name__}; run it again, and it goes on")


async def _serve(service: Service, settings: ServiceSettings, finish: Callable[[], None]) -> NoReturn:
    code = 0
    try:
        await process.serve(service, settings)
    except (process.PartDied, rebuild.BeingRebuilt, NotServable, OSError) as reason:
        typer.echo(f"{service.name} has stopped: {reason}", err=True)
        code = FAILED
    except asyncio.CancelledError:
        pass  # told to stop before it had started
    finish()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed. Without this, Python would wait for threads in which a Kafka client waits for a broker.
    os._exit(code)


def _dead_letters(service: Service) -> typer.Typer:
    line = typer.Typer(help="Look after events that could not be applied.", no_args_is_help=True)

    @line.command("list")
    def list_all() -> None:
        """List them, oldest first."""
        for each in _on_database(service, dead_letters.listed):
            where = f"{each.aggregate_id} {each.public_version}" if each.aggregate_id else each.record
            typer.echo(f"{each.position}\t{each.parked_at:%Y-%m-%dT%H:%M:%S%z}\t{each.type}\t{where}\t{each.reason}")

    @line.command("show")
    def show(position: Annotated[int, typer.Argument(help="first column of the list")]) -> None:
        """Print the content of one. It may hold what is not public."""
        typer.echo(_on_database(service, lambda database: dead_letters.show(database, position)))

    @line.command("replay")
    def replay(aggregate_id: Annotated[UUID, typer.Argument(help="the aggregate, from the list")]) -> None:
        """Apply what is parked of one aggregate, in order; afterwards it flows again."""
        done = _on_runtime(service, lambda runtime: _replay(service, runtime, aggregate_id))
        typer.echo(f"{done.applied} applied, {done.remaining} still parked")
        if done.reason:
            _fail(f"stopped: {done.reason}")

    @line.command("discard")
    def discard(position: Annotated[int, typer.Argument(help="first column of the list")]) -> None:
        """Remove a record that names no event, so that nothing can be replayed."""
        _on_database(service, lambda database: dead_letters.discard(database, position))

    return line


async def _replay(service: Service, runtime: Runtime, aggregate_id: UUID) -> dead_letters.Replayed:
    parts = await process.built(service, runtime)
    return await dead_letters.replay(process.applier_of(service, runtime, parts), aggregate_id)


def _on_database(service: Service, work: Callable[[Database], Coroutine[Any, Any, Outcome]]) -> Outcome:
    return _on_runtime(service, lambda runtime: work(runtime.database))


def _on_runtime(service: Service, work: Callable[[Runtime], Coroutine[Any, Any, Outcome]]) -> Outcome:
    """Do the operator's work on what the service is made from; say in a sentence why it cannot be done."""

    async def run(settings: ServiceSettings) -> Outcome:
        async with process.opened(service, settings) as runtime:
            return await work(runtime)

    settings = _load(service, service.settings)
    telemetry.configure(service.name, level="error")
    try:
        return _run(run(settings))
    except NotFound as reason:
        _fail(str(reason))
    except psycopg.Error as reason:
        _fail(f"the database of {service.name} does not answer: {type(reason).__name__}")


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _load(service: Service, kind: type[Loaded]) -> Loaded:
    try:
        return kind.load()
    except SettingsError as wrong:
        typer.echo(f"{service.name} cannot start with these settings:\n{wrong}", err=True)
        sys.exit(BAD_SETTINGS)


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(FAILED)
