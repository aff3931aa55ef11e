"""Which revisions a database has, beside those that this build brings. Applying them is another module's: `migrate`."""

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from services.chassis.database import Database

CHASSIS: Final = Path(__file__).parent / "migrations"
"""What all services have in common: alembic's environment, and the chassis's own revisions in `versions`."""


def folder_of(service: str) -> Path | None:
    """Return the folder of a service's own revisions, None if it has none."""
    found = importlib.util.find_spec(f"services.{service}")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "migrations"
    return folder if any(folder.glob("*.py")) else None


async def at_head(database: Database, *, service: str) -> bool:
    """Tell whether every revision that this build knows has been applied (newer ones may have been, too)."""
    async with database.transaction(read_only=True) as tx:
        found = await (await tx.execute("SELECT to_regclass('alembic_version') IS NOT NULL AS found")).fetchone()
        if not (found and found["found"]):
            return False
        rows = await (await tx.execute("SELECT version_num FROM alembic_version")).fetchall()
    # A later revision than we know comes from a newer build, and old code runs on the new schema.
    applied = dict(_lineage_and_number(row["version_num"]) for row in rows)
    return all(applied.get(lineage, "") >= number for lineage, number in _newest(service).items())


def unknown(revisions: Iterable[str], *, service: str) -> list[str]:
    """Return those of a database's revisions that this build does not bring: a newer one wrote them."""
    newest = _newest(service)
    applied = [(revision, *_lineage_and_number(revision)) for revision in revisions]
    return [revision for revision, lineage, number in applied if number > newest.get(lineage, "")]


def _newest(service: str) -> dict[str, str]:
    """Return the newest number of each lineage. It stands in the file's name, so alembic is not needed to serve."""
    newest = {"chassis": max(file.stem.split("_")[1] for file in (CHASSIS / "versions").glob("chassis_*.py"))}
    if folder := folder_of(service):
        newest[service] = max(file.stem.split("_")[0] for file in folder.glob("[0-9]*.py"))
    return newest


def _lineage_and_number(revision: str) -> tuple[str, str]:
    lineage, _, number = revision.rpartition("_")
    return lineage, number
