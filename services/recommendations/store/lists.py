"""Which lines, in which order: every list is keyset-paged and reads ids only; `lines.read_all` reads the rest."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.clock import DUE_SOON_DAYS
from services.recommendations.domain.counts import Count
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.values import DeliveryClock, ResponseClock
from services.recommendations.store.counts import Summary

MOST_WORDS: Final = 8
_FAR: Final = date(9999, 12, 31)


# The clocks, said once more for the database: `domain/clock.py` is the other place, and a test compares the two.
_MOOT_DAY: Final = "CASE WHEN a.closure IN ('closed_not_applicable', 'transferred') THEN a.closed_date END"
_DAY: Final = f"least(%(today)s, r.stopped_date, {_MOOT_DAY})"  # `least` leaves out what is null
_OPEN: Final = "a.answered_date IS NULL AND a.clock_start_date <= " + _DAY
_RESPONSE: Final = {
    ResponseClock.NOT_STARTED: "a.answered_date IS NULL AND coalesce(a.clock_start_date > " + _DAY + ", true)",
    ResponseClock.ON_TIME: _OPEN + " AND " + _DAY + " < a.response_due_date - %(soon)s",
    ResponseClock.DUE_SOON: _OPEN + " AND " + _DAY + " BETWEEN a.response_due_date - %(soon)s AND a.response_due_date",
    ResponseClock.PAST_DATE: _OPEN + " AND " + _DAY + " > a.response_due_date",
    ResponseClock.ANSWERED_ON_TIME: "coalesce(a.answered_date <= a.response_due_date, a.answered_date IS NOT NULL)",
    ResponseClock.ANSWERED_LATE: "a.answered_date > a.response_due_date",
}
_DELIVERY: Final = {
    DeliveryClock.NO_DATE: "a.delivery_date IS NULL",
    DeliveryClock.ON_TRACK: "a.done_date IS NULL AND " + _DAY + " < a.delivery_date - %(soon)s",
    DeliveryClock.DUE_SOON: "a.done_date IS NULL AND "
    + _DAY
    + " BETWEEN a.delivery_date - %(soon)s AND a.delivery_date",
    DeliveryClock.PAST_DATE: "a.done_date IS NULL AND " + _DAY + " > a.delivery_date",
    DeliveryClock.MET: "a.done_date <= a.delivery_date",
    DeliveryClock.MET_LATE: "a.done_date > a.delivery_date",
}
# From the words to the statements, so that a rare word reads few rows; the beginning of a word suffices.
_MATCHES: Final = """
    t.body IS NOT NULL
    AND to_tsvector('simple', folded(t.body)) @@ to_tsquery('simple', quote_literal(folded(%(word_n)s)) || ':*')
"""
_WORD: Final = f"""
    r.id IN (SELECT o.id FROM texts t JOIN recommendations o ON o.title_id = t.text_id WHERE {_MATCHES}
              UNION ALL
             SELECT o.id FROM texts t JOIN recommendations o ON o.text_id = t.text_id WHERE {_MATCHES})
"""  # noqa: S608
# Whoever has, or had, the slug.
_BODY: Final = """
    (SELECT id FROM addressees WHERE slug = %(addressee_slug)s OR former_slugs @> ARRAY[%(addressee_slug)s::text])
"""
_BAR: Final = "CASE WHEN a.bar_until_date < %(today)s THEN a.bar_then ELSE a.bar END"
_FROM: Final = """
    FROM assignments a
    JOIN recommendations r ON r.id = a.recommendation_id
    JOIN addressees b ON b.id = a.addressee_id
"""


def _where(wanted: LineFilter, today: date) -> tuple[str, dict[str, Any]]:
    """Return the conditions of a filter, and their parameters."""
    conditions = ["a.listed", "a.illustrative = %(illustrative)s"]
    parameters: dict[str, Any] = {"illustrative": wanted.illustrative, "today": today, "soon": DUE_SOON_DAYS}
    simple = {
        "theme": "r.themes @> ARRAY[%(theme)s]::text[]",
        "addressee_slug": f"a.addressee_id = {_BODY}",
        "consultation_number": "split_part(r.number, '/', 1) = upper(%(consultation_number)s)",
        "position": "a.position = %(position)s",
        "progress": "a.progress = %(progress)s",
        "verification": "a.verification = %(verification)s",
        "bar_group": f"{_BAR} = %(bar_group)s",
        "count": "%(count)s = ANY(a.counts)",
    }
    for name, condition in simple.items():
        if value := getattr(wanted, name):
            conditions.append(condition)
            parameters[name] = value
    if wanted.response:
        conditions.append(_RESPONSE[wanted.response])
    if wanted.delivery:
        conditions.append(_DELIVERY[wanted.delivery])
    for number, word in enumerate(re.findall(r"\w+", wanted.text)[:MOST_WORDS]):
        conditions.append(_WORD.replace("word_n", f"word_{number}"))
        parameters[f"word_{number}"] = word
    return " AND ".join(conditions), parameters


@dataclass(frozen=True, kw_only=True)
class LinePlace:
    """Where a page of lines ended."""

    tracked_no: int
    lead: bool
    assignment_id: UUID


async def line_ids(
    tx: Transaction, wanted: LineFilter, *, today: date, after: LinePlace | None, limit: int
) -> list[LinePlace]:
    """Return the places of matching lines, newest publication first."""
    where, parameters = _where(wanted, today)
    if after is not None:
        where += """
            AND a.tracked_no <= %(tracked_no)s
            AND (a.tracked_no < %(tracked_no)s OR a.lead < %(lead)s OR (a.lead = %(lead)s AND a.id > %(after)s))
        """
        parameters |= {"tracked_no": after.tracked_no, "lead": after.lead, "after": after.assignment_id}
    statement = f"""
        SELECT a.id, a.tracked_no, a.lead
        {_FROM}
         WHERE {where}
         ORDER BY a.tracked_no DESC, a.lead DESC, a.id
         LIMIT %(limit)s
    """
    found = await (await tx.execute(statement, {**parameters, "limit": limit})).fetchall()
    return [LinePlace(tracked_no=row["tracked_no"], lead=row["lead"], assignment_id=row["id"]) for row in found]


async def count_lines(tx: Transaction, wanted: LineFilter, *, today: date) -> int:
    """Count matching lines."""
    where, parameters = _where(wanted, today)
    row = await (await tx.execute(f"SELECT count(*) AS found {_FROM} WHERE {where}", parameters)).fetchone()
    return int(row["found"]) if row else 0


async def live_summary(tx: Transaction, wanted: LineFilter, *, today: date) -> Summary:
    """Count matching lines one by one: what the summary keeps for all of them, here for any filter."""
    where, parameters = _where(wanted, today)
    statement = f"""
        SELECT a.addressee_id, {_BAR} AS bar, count(*) AS lines,
               count(*) FILTER (WHERE 'asked' = ANY(a.counts)) AS asked,
               count(*) FILTER (WHERE 'answered' = ANY(a.counts)) AS answered,
               count(*) FILTER (WHERE 'say_done' = ANY(a.counts)) AS say_done,
               count(*) FILTER (WHERE 'shown_done' = ANY(a.counts)) AS shown_done
        {_FROM}
         WHERE {where}
         GROUP BY 1, 2
    """
    summary = Summary()
    for row in await (await tx.execute(statement, parameters)).fetchall():
        summary.bars.setdefault(row["addressee_id"], Counter())[row["bar"]] += row["lines"]
        for count in Count:
            if row[count.value]:
                summary.counts.setdefault(row["addressee_id"], Counter())[count.value] += row[count.value]
    statement = f"SELECT count(DISTINCT r.id) AS found {_FROM} WHERE {where} AND r.state = 'published'"
    tracked = await (await tx.execute(statement, parameters)).fetchone()
    summary.statements["tracked"] = int(tracked["found"]) if tracked else 0
    return summary


@dataclass(frozen=True, kw_only=True)
class MyPlace:
    """Where a page of a liaison's lines ended."""

    rank: int
    due_date: date
    tracked_no: int
    assignment_id: UUID


async def my_lines(tx: Transaction, addressees: frozenset[UUID], *, after: MyPlace | None, limit: int) -> list[MyPlace]:
    """Return the lines of some addressees: what needs an answer first, the nearest date first; then the others."""
    statement = """
        SELECT * FROM (
            SELECT a.id, a.tracked_no,
                   CASE WHEN a.answered_date IS NULL AND NOT a.is_commitment
                             AND r.state = 'published' AND a.can_be_asked AND a.closure = 'open'
                        THEN 0 ELSE 1 END AS rank,
                   coalesce(a.response_due_date, %(far)s) AS due_date
              FROM assignments a
              JOIN recommendations r ON r.id = a.recommendation_id
              LEFT JOIN consultations c ON c.id = r.consultation_id
             WHERE a.addressee_id = ANY(%(addressees)s)
               AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
        ) mine
         WHERE %(after)s::uuid IS NULL
            OR (rank, due_date, -tracked_no, id) > (%(rank)s, %(due_date)s::date, -%(tracked_no)s::bigint, %(after)s)
         ORDER BY rank, due_date, tracked_no DESC, id
         LIMIT %(limit)s
    """
    parameters: dict[str, Any] = {
        "addressees": list(addressees),
        "far": _FAR,
        "limit": limit,
        "after": after.assignment_id if after else None,
        "rank": after.rank if after else 0,
        "due_date": after.due_date if after else _FAR,
        "tracked_no": after.tracked_no if after else 0,
    }
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [
        MyPlace(rank=row["rank"], due_date=row["due_date"], tracked_no=row["tracked_no"], assignment_id=row["id"])
        for row in found
    ]


@dataclass(frozen=True, kw_only=True)
class ClaimPlace:
    """Where a page of claims ended."""

    says_done_date: date
    assignment_id: UUID


async def claims(tx: Transaction, *, after: ClaimPlace | None, limit: int) -> list[ClaimPlace]:
    """Return lines that are said to be done and not shown to be, the oldest claim first.

    What was contradicted or called impossible to check waits again once the body has said something since.
    """
    statement = """
        SELECT a.id, a.says_done_date
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE a.says_done_date IS NOT NULL AND a.verification NOT IN ('verified_complete', 'verified_alternative')
           AND (a.verification NOT IN ('contradicted', 'lapsed', 'not_verifiable')
                OR greatest(a.position_date, a.progress_date) > a.verification_date)
           AND a.closure NOT IN ('closed_not_applicable', 'transferred')
           AND r.state = 'published' AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(after)s::uuid IS NULL OR (a.says_done_date, a.id) > (%(day)s::date, %(after)s))
         ORDER BY a.says_done_date, a.id
         LIMIT %(limit)s
    """
    parameters = {
        "after": after.assignment_id if after else None,
        "day": after.says_done_date if after else None,
        "limit": limit,
    }
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [ClaimPlace(says_done_date=row["says_done_date"], assignment_id=row["id"]) for row in found]


async def to_reword(
    tx: Transaction, hosts: frozenset[UUID], *, after: tuple[date, UUID] | None, limit: int
) -> list[tuple[date, UUID]]:
    """Return day and id of the hosts' lines that cannot be checked as they are worded, the oldest first."""
    statement = """
        SELECT a.verification_date, a.id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE a.verification = 'not_verifiable' AND r.host_organisation_id = ANY(%(hosts)s)
           AND r.state = 'published' AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(id)s::uuid IS NULL OR (a.verification_date, a.id) > (%(day)s::date, %(id)s))
         ORDER BY a.verification_date, a.id
         LIMIT %(limit)s
    """
    day, last = after or (None, None)
    found = await (
        await tx.execute(statement, {"hosts": list(hosts), "day": day, "id": last, "limit": limit})
    ).fetchall()
    return [(row["verification_date"], row["id"]) for row in found]


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """How one addressee answers. Lines that went to other bodies count: they are part of its history."""

    asked: int
    answered: int
    answered_on_time: int
    median_response_days: int
    oldest_unanswered: str  # a tracked number; empty if none is past its date
    oldest_due_date: date | None


async def scorecard(tx: Transaction, addressee_id: UUID, *, illustrative: bool, today: date) -> Scorecard:
    """Read how one addressee answers."""
    statement = """
        SELECT count(*) AS asked,
               count(answered_date) AS answered,
               count(*) FILTER (WHERE answered_date <= coalesce(response_due_date, answered_date)) AS on_time,
               coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(answered_date - clock_start_date, 0))
                        FILTER (WHERE answered_date IS NOT NULL), 0) AS median_days
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.addressee_id = %(addressee_id)s AND a.illustrative = %(illustrative)s AND a.listed
           AND a.clock_start_date IS NOT NULL AND r.state = 'published'
    """
    parameters = {"addressee_id": addressee_id, "illustrative": illustrative, "today": today}
    row = await (await tx.execute(statement, parameters)).fetchone()
    assert row is not None
    statement = """
        SELECT r.tracked_number, a.response_due_date
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.addressee_id = %(addressee_id)s AND a.illustrative = %(illustrative)s AND a.listed
           AND a.answered_date IS NULL AND a.response_due_date < %(today)s AND r.state = 'published'
           AND a.closure = 'open'
         ORDER BY a.response_due_date, a.tracked_no
         LIMIT 1
    """
    oldest = await (await tx.execute(statement, parameters)).fetchone()
    return Scorecard(
        asked=row["asked"],
        answered=row["answered"],
        answered_on_time=row["on_time"],
        median_response_days=row["median_days"],
        oldest_unanswered=oldest["tracked_number"] if oldest else "",
        oldest_due_date=oldest["response_due_date"] if oldest else None,
    )
