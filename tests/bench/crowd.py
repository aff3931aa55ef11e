"""Recommendations with as many assignments as wanted: a small life lived through the service, then copied in SQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.ids import new_id
from services.chassis.principal import MandateClaim, Principal, PrincipalKind, RoleGrant
from services.recommendations.store import counts
from tests.bench import copies, yesterday
from tests.bench.parts import Parts, database_of
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import accepted
from tests.integration.recommendations_things import a_text, evidence, key, words

BODIES: Final = 4
BODY_COPIES: Final = 12
"""With the originals about fifty bodies, however many assignments there are: each has the more of them."""
LINES: Final = 20
"""Assignments in the life that is copied: two consultations of five statements, each put to two bodies."""
DAYS: Final = 365
"""Consultations of a year, evenly: the higher a copy's number, the newer it is, as numbers are given."""
RARE: Final = 3
"""So many copies share a rare word and a rare theme, however many there are: a page of each is as full."""
NUMBERS_FROM: Final = 1000
_SUMMARIES: Final = (
    "counts",
    "count_deltas",
    "line_counts",
    "line_count_deltas",
    "response_counts",
    "response_count_deltas",
)


@dataclass(frozen=True, kw_only=True)
class People:
    """Who reads.

    Attributes:
        liaison: Of one body.
        verifier: Whoever checks.
        facilitator: Of the host of everything, and its reviewer.
        newcomer: The same of a host that has nothing yet.
    """

    liaison: Person
    verifier: Person
    facilitator: Person
    newcomer: Person


@dataclass
class Crowd:
    """The service in this process, on a database with that many assignments."""

    house: House
    assignments: int
    people: "People"
    database: str

    @property
    def servicer(self) -> Any:
        """The RPCs."""
        (_, servicer), *_ = self.house.parts.servicers
        return servicer

    async def call(self, request: Any, person: Person | None = None) -> Any:
        """Call the RPC of a request in this process, as somebody if it needs somebody."""
        if person:
            roles = frozenset(RoleGrant(*each) for each in person.roles)
            mandates = frozenset(MandateClaim(*each) for each in person.mandates)
            name = str(person.id)
            access.act_as(
                Principal(
                    kind=PrincipalKind.PERSON,
                    id=name,
                    workload="dashboard",
                    person_id=person.id,
                    roles=roles,
                    mandates=mandates,
                    assurance="email_code",
                )
            )
        replies.use(self.house.keys)
        return await getattr(self.servicer, type(request).__name__.removesuffix("Request"))(request, None)


@asynccontextmanager
async def crowd(parts: Parts, assignments: int) -> AsyncIterator[Crowd]:
    """Make a database with that many assignments."""
    async with a_house(parts.postgres, parts.certificates, parts.a_folder(f"crowd-{assignments}")) as house:
        people = await live(house)
        database = database_of(house.database.url)
        await asyncio.to_thread(_multiply, parts, database, assignments // LINES - 1, house.clock.today)
        async with house.database.transaction() as tx:
            await tx.execute(f"TRUNCATE {', '.join(_SUMMARIES)}")
            await counts.recount(tx)
        with parts.postgres.admin(database) as connection:
            connection.execute(f"VACUUM ANALYZE {', '.join(_SUMMARIES)}")
        await yesterday.write(parts, house.database, house.clock.today)
        yield Crowd(house, assignments, people, database)


async def live(house: House) -> People:
    """Let statements be published, asked, answered, reported on and checked; return who did it, and a newcomer."""
    bodies = [await house.body() for _ in range(BODIES)]
    liaisons = [await house.liaison(each) for each in bodies]
    verifier, host = await house.person("verifier"), new_id()
    for _ in range(2):
        consultation = await house.consultation(host_id=host)
        for place in range(5):
            chosen = bodies[place % 2 :: 2]
            title = a_text(f"A hotline for children numbered {place}")
            tracked = await house.tracked(*chosen, consultation=consultation, title=title)
            await house.accepted(*tracked.assignments.values())
            if place:
                await _answered(
                    house,
                    tracked.assignments[chosen[0]],
                    by=liaisons[bodies.index(chosen[0])],
                    checked_by=verifier,
                    far=place,
                )
            else:
                await _not_verifiable(house, tracked.assignments[chosen[1]], by=verifier)
    await house.fold()
    return People(
        liaison=liaisons[0],
        verifier=verifier,
        facilitator=await house.person("facilitator", "reviewer", organisation_id=host),
        newcomer=await house.person("facilitator", "reviewer"),
    )


async def _common(house: House, line: UUID) -> dict[str, Any]:
    """Return what every act on a line says."""
    return {"idempotency_key": key(), "assignment_id": str(line), "expected_version": await house.version(line)}


async def _not_verifiable(house: House, line: UUID, *, by: Person) -> None:
    """Let a line wait for other words of its host."""
    worded = pb.RecordNotVerifiableRequest(
        **await _common(house, line), reason=words("No number is named"), verifier_organisation_name="Checking house"
    )
    await house.call(by, "RecordNotVerifiable", worded)


async def _answered(house: House, line: UUID, *, by: Person, checked_by: Person, far: int) -> None:
    """Let a line get as far as the number says: 1 accepted, 2 in progress, 3 said to be done, 4 shown to be done."""
    await house.call(by, "StatePosition", pb.StatePositionRequest(**await _common(house, line), position=accepted()))
    if far > 1:
        done = far > 2
        progress = pb.ProgressAnswer(
            progress=events.PROGRESS_REPORTED_COMPLETE if done else events.PROGRESS_IN_PROGRESS,
            text=words("How it goes"),
            evidence=[evidence()],
        )
        await house.call(
            by, "ReportProgress", pb.ReportProgressRequest(**await _common(house, line), progress=progress)
        )
    if far > 3:
        checked = pb.RecordVerificationRequest(
            **await _common(house, line),
            verification=events.VERIFICATION_VERIFIED_COMPLETE,
            method=events.METHOD_INTERVIEW,
            finding=words("It is there"),
            evidence=[evidence("https://archive.example/interview")],
            verifier_organisation_name="Checking house",
        )
        await house.call(checked_by, "RecordVerification", checked)


def _multiply(parts: Parts, database: str, times: int, today: date) -> None:
    with parts.postgres.admin(database) as connection:
        copies.prepare(connection)
        body = {"id": "bench_copy(t.id, k)", "slug": "t.slug || '-' || k"}
        copies.copy_rows(connection, "addressees", body, first=1, last=BODY_COPIES)
        with copies.without_indexes(connection, [*_TABLES, "changes"]):
            for table, changed in _TABLES.items():
                values = {name: value.replace(":times", str(times)) for name, value in changed.items()}
                copies.copy_rows(connection, table, values, first=1, last=times, where=_WHERE.get(table, "true"))
            connection.execute("ANALYZE events, changes")
            connection.execute("SET enable_nestloop = off")  # millions are looked for, not one
            connection.execute(_CHANGES.replace(":times", str(times)))
            connection.execute("RESET enable_nestloop")
        connection.execute(_CLOCK, [today - timedelta(days=1)])
        connection.execute("VACUUM ANALYZE")


_AGE: Final = f"((:times - k) * {DAYS} / :times)::integer"
_RECORD: Final = f"({NUMBERS_FROM} + k * {LINES // 2} + substring(t.tracked_number from 3)::integer)"
_HOST: Final = f"({NUMBERS_FROM} + k * 2 + substring(t.number from 'C-([0-9]+)')::integer)"


def _moved(*names: str) -> dict[str, str]:
    return {name: f"bench_copy(t.{name}, k)" for name in names}


def _older(*names: str) -> dict[str, str]:
    return {name: f"t.{name} - {_AGE}" for name in names}


_TEXTS: Final = ("title_id", "text_id", "who_id", "what_id", "by_when_id", "shown_how_id")
_THEMES: Final = f"ARRAY['theme_' || k / {RARE}, 'child_safety']"
_TABLES: Final[dict[str, dict[str, str]]] = {
    "consultations": _moved("id", "title_id")
    | _older("published_date")
    | {"number": f"'C-' || {_HOST}", "themes": _THEMES},
    "recommendations": _moved("id", "consultation_id", *_TEXTS)
    | _older("published_date", "said_date")
    | {
        "number": f"'C-' || {_HOST} || '/' || t.item_no",
        "tracked_number": f"'R-' || {_RECORD}",
        "themes": _THEMES,
    },
    "texts": _moved("text_id") | {"body": f"t.body || ' word' || (k / {RARE}) || 'x'"},
    "assignments": _moved("id", "recommendation_id")
    | _older(
        "opened_date",
        "request_date",
        "clock_start_date",
        "response_due_date",
        "position_date",
        "progress_date",
        "answered_date",
        "delivery_date",
        "delivery_given_date",
        "last_word_date",
        "verification_date",
        "bar_until_date",
        "says_done_date",
        "claim_date",
        "done_date",
    )
    | {
        "addressee_id": f"""CASE k % {BODY_COPIES + 1} WHEN 0 THEN t.addressee_id
                            ELSE bench_copy(t.addressee_id, k % {BODY_COPIES + 1}) END""",
        "tracked_no": f"{NUMBERS_FROM} + k * {LINES // 2} + t.tracked_no",
        "themes": _THEMES,
        "consultation_number": f"'C-' || {_HOST.replace('t.number', 't.consultation_number')}",
    },
    "events": _moved("id", "aggregate_id"),
}
_WHERE: Final = {
    "texts": """t.text_id IN (SELECT unnest(ARRAY[title_id, text_id, who_id, what_id, by_when_id, shown_how_id])
                                FROM recommendations UNION SELECT title_id FROM consultations)""",
    "events": "t.aggregate_type <> 'addressee'",
}
# A change names its event by position: the copy's is found by the copy's id.
_CHANGES: Final = f"""
    INSERT INTO changes (position, recommendation_id, assignment_id, illustrative, occurred_date)
    SELECT e.position, bench_copy(h.recommendation_id, k), bench_copy(h.assignment_id, k), h.illustrative,
           h.occurred_date - {_AGE}
      FROM changes h
      JOIN events o ON o.position = h.position
     CROSS JOIN generate_series(1, :times) AS k
      JOIN events e ON e.id = bench_copy(o.id, k)
"""
# As far as the clock would be by now.
_CLOCK: Final = "INSERT INTO clock_days (only_row, done_date) VALUES (true, %s)"
