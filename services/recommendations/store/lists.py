"""Which lines, in which order: every list is keyset-paged and reads ids only; `lines.read_all` reads the rest."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.store.counts import Summary
from services.recommendations.store.filters import BAR, Chosen, LinePlace, Looked, Search, behind

MOST_COUNTED: Final = 500
"""So many lines are counted one by one; of more it is only said that there are more."""
MOST_OF_A_CONSULTATION: Final = 100_000
"""So many lines of one consultation are counted: all, since it has room for some ten thousand items."""


def most_counted(chosen: Chosen) -> int:
    """Return up to how many matching lines are counted one by one."""
    return MOST_OF_A_CONSULTATION if chosen.of_a_consultation else MOST_COUNTED


async def line_ids(
    tx: Transaction, chosen: Chosen, *, after: LinePlace | None, limit: int
) -> tuple[list[LinePlace], LinePlace | None]:
    """Return the places of matching lines, newest publication first, and where the next page goes on, if there is one.

    Of words that stand in many texts a page may be shorter, even empty, and more come later.
    """
    if chosen.search:
        return await _searched_page(tx, chosen.search.behind(after), limit)
    condition, values = behind(after)
    statement = f"SELECT a.id, a.tracked_no, a.lead FROM {chosen.source(condition)}"  # noqa: S608
    parameters = {**chosen.parameters, **values, "limit": limit + 1}
    # Each time planned anew: which way is short depends on how rare the values are.
    found = await (await tx.execute(statement, parameters, prepare=False)).fetchall()
    places = [LinePlace.of(row) for row in found]
    return (places[:limit], places[limit - 1]) if len(places) > limit else (places, None)


async def _searched_page(tx: Transaction, search: Search, limit: int) -> tuple[list[LinePlace], LinePlace | None]:
    looked = list[Looked]()
    for look in (search.first, search.all):
        looked = await look(tx)
        places = [each.place for each in looked if each.has_words]
        if len(places) > limit:
            return places[:limit], places[limit - 1]
    return places, looked[-1].place if search.may_go_on else None


async def count_lines(tx: Transaction, chosen: Chosen) -> tuple[int, bool]:
    """Count matching lines, up to `most_counted`; and tell whether there may be more."""
    if chosen.search:
        found = sum(each.has_words for each in await chosen.search.all(tx))
        return min(found, MOST_COUNTED), found > MOST_COUNTED or chosen.search.may_go_on
    statement = f"SELECT count(*) AS found FROM (SELECT FROM {chosen.source(order='')}) found"  # noqa: S608
    most = most_counted(chosen)
    parameters = {**chosen.parameters, "limit": most + 1}
    row = await (await tx.execute(statement, parameters, prepare=False)).fetchone()
    found = int(row["found"]) if row else 0
    return min(found, most), found > most


async def live_summary(tx: Transaction, chosen: Chosen, *, most: int) -> Summary:
    """Count matching lines one by one, the newest first, and no more than so many.

    What the summary keeps for some filters, here for any. Words of many texts: as far as they are looked for.
    """
    summary = Summary()
    if chosen.search:
        having = [each for each in await chosen.search.all(tx) if each.has_words]
        for each in having[:most]:
            summary.add(each.addressee_id, each.bar, each.counts, 1)
        summary.at_least = len(having) > most or chosen.search.may_go_on
        return summary
    statement = f"""
        SELECT addressee_id, bar, counts, count(*) FILTER (WHERE place <= %(most)s) AS lines, max(place) AS last
          FROM (SELECT *, row_number() OVER () AS place
                  FROM (SELECT a.addressee_id, {BAR} AS bar, a.counts FROM {chosen.source()}) newest) numbered
         GROUP BY 1, 2, 3
    """  # noqa: S608
    parameters = {**chosen.parameters, "most": most, "limit": most + 1}
    found = 0
    for row in await (await tx.execute(statement, parameters, prepare=False)).fetchall():
        found = max(found, row["last"])
        if row["lines"]:
            summary.add(row["addressee_id"], row["bar"], row["counts"], row["lines"])
    summary.at_least = found > most
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
    order = "(NOT a.needs_answer), (coalesce(a.response_due_date, '9999-12-31')), (-a.tracked_no), a.id"
    place = f"AND ({order}) > (%(rank)s::integer > 0, %(due_date)s::date, -%(tracked_no)s::bigint, %(after)s::uuid)"
    statement = f"""
        SELECT mine.*
          FROM unnest(%(addressees)s::uuid[]) AS body
         CROSS JOIN LATERAL (
             SELECT a.id, a.tracked_no, a.needs_answer, coalesce(a.response_due_date, '9999-12-31') AS due_date
               FROM assignments a
              WHERE a.addressee_id = body AND a.shown {place if after else ""}
              ORDER BY {order}
              LIMIT %(limit)s) mine
         ORDER BY NOT needs_answer, due_date, -tracked_no, id
         LIMIT %(limit)s
    """  # noqa: S608
    parameters: dict[str, Any] = {"addressees": list(addressees), "limit": limit}
    if after:
        parameters |= {
            "after": after.assignment_id,
            "rank": after.rank,
            "due_date": after.due_date,
            "tracked_no": after.tracked_no,
        }
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [
        MyPlace(
            rank=0 if row["needs_answer"] else 1,
            due_date=row["due_date"],
            tracked_no=row["tracked_no"],
            assignment_id=row["id"],
        )
        for row in found
    ]


async def claims(tx: Transaction, *, after: tuple[date, UUID] | None, limit: int) -> list[tuple[date, UUID]]:
    """Return day and id of the lines that wait for a verifier, the longest waiting first."""
    statement = """
        SELECT a.claim_date, a.id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE a.claim_date IS NOT NULL
           AND r.state = 'published' AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(id)s::uuid IS NULL OR (a.claim_date, a.id) > (%(day)s::date, %(id)s))
         ORDER BY a.claim_date, a.id
         LIMIT %(limit)s
    """
    day, last = after or (None, None)
    found = await (await tx.execute(statement, {"day": day, "id": last, "limit": limit})).fetchall()
    return [(row["claim_date"], row["id"]) for row in found]


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
    parameters = {"hosts": list(hosts), "day": day, "id": last, "limit": limit}
    # Each time planned anew: a host of few records has few lines, one of many finds its own soon among all.
    found = await (await tx.execute(statement, parameters, prepare=False)).fetchall()
    return [(row["verification_date"], row["id"]) for row in found]
