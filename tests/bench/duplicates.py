"""Suggesting duplicates among many statements, and among few."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from tests.bench import copies
from tests.bench.judging import Goal, Result, percentile
from tests.bench.parts import Parts, database_of
from tests.bench.rounds import Profile, compare, milliseconds
from tests.integration.consultations_house import House, Office, a_house

_SMALL: Final = 1_000
_MOST: Final = 1.5
_OWN: Final = 10
_TITLE: Final = "A title"
_LANGUAGE: Final = "en"
# Some words stand in very many texts and most in few, as in every language.
_SENTENCE: Final = """
    (SELECT string_agg('w' || (20000 * power(random(), 3))::integer, ' ') FROM generate_series(1, 14) WHERE k > 0)
"""


@dataclass(frozen=True)
class _Archive:
    """Published statements, of which one says what one of the own says."""

    house: House
    office: Office
    number: str

    async def suggest(self) -> None:
        """Ask for duplicates of the own consultation."""
        asked = pb.FindDuplicatesRequest(consultation_number=self.number)
        found = (await self.house.call(self.office.facilitator, asked)).duplicates
        assert found[0].score == 100, "the one that says the same is found among all"


@asynccontextmanager
async def _archive(parts: Parts, statements: int) -> AsyncIterator[_Archive]:
    async with a_house(parts.postgres, parts.certificates, parts.a_folder(f"archive-{statements}")) as house:
        office = await house.office()
        texts = [_words(f"w{n} w{n + 7} w{n * 31} w{n * 57} says w{n * 400} about w{n * 777}") for n in range(_OWN)]
        first = await house.published(office, {"title": _words(_TITLE), "text": texts[3]})
        mine = await house.published(office, *({"title": _words(_TITLE), "text": each} for each in texts))
        await asyncio.to_thread(_multiply, parts, database_of(house.databases.url), first.number, statements)
        yield _Archive(house, office, mine.number)


def _words(said: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language=_LANGUAGE, bodies={_LANGUAGE: said})


def _multiply(parts: Parts, database: str, number: str, statements: int) -> None:
    """Copy a published consultation with its one statement; each copy says something else."""
    moved = {"id": "bench_copy(t.id, k)"}
    frame = "t.frame"
    for name in ("title", "text"):
        frame = f"jsonb_set({frame}, '{{{name}}}', to_jsonb(bench_copy((t.frame ->> '{name}')::uuid, k)))"
    tables = {
        "published_consultations": moved | {"number": "'C-' || (k + 100)", "ordinal": "k + 100"},
        "published_statements": moved
        | {
            "consultation_id": "bench_copy(t.consultation_id, k)",
            "number": "'C-' || (k + 100) || '/1'",
            "frame": frame,
        },
        "texts": {
            "text_id": "bench_copy(t.text_id, k)",
            "body": f"CASE WHEN t.body = '{_TITLE}' THEN t.body ELSE {_SENTENCE} END",
        },
    }
    which = {
        "published_consultations": f"t.number = '{number}'",
        "published_statements": f"t.number = '{number}/1'",
        "texts": f"""t.text_id IN (SELECT (frame ->> name)::uuid
                                     FROM published_statements, unnest(ARRAY['title', 'text']) AS name
                                    WHERE number = '{number}/1')""",
    }
    with parts.postgres.admin(database) as connection:
        copies.prepare(connection)
        with copies.without_indexes(connection, list(tables)):
            for table, changed in tables.items():
                copies.copy_rows(connection, table, changed, first=1, last=statements, where=which[table])
        connection.execute("VACUUM ANALYZE")


async def suggesting(parts: Parts, profile: Profile) -> Result:
    """Compare the suggestion of duplicates among many and among few statements."""
    async with _archive(parts, profile.assignments) as many, _archive(parts, _SMALL) as few:

        async def ours(_round: int) -> float:
            return percentile([await milliseconds(many.suggest) for _ in range(profile.list_calls)], 0.5)

        async def limit(_round: int) -> float:
            return percentile([await milliseconds(few.suggest) for _ in range(profile.list_calls)], 0.5)

        goal = Goal(
            name=f"duplicates of {_OWN} statements, among {profile.assignments:,} to among {_SMALL:,}",
            unit="ms",
            at_most=_MOST,
        )
        return await compare(goal, profile.rounds, ours, limit, note=profile.note())
