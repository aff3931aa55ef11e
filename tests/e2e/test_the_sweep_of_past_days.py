"""What was public on a day that is over, what has become of it since, and that no past day tells more than both allow.

Days pass on the running product. The sweep of everything that it wrote comes after this, and so finds what days that
passed have written, too.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from deploy.local.names import SERVICES
from tests.canaries import past_days, places, public_pages, public_rpcs, readers, scene
from tests.canaries.past_days import DAYS, History
from tests.canaries.places import Search
from tests.e2e.conftest import Sown, World

AFTER = range(DAYS)
"""The days that are over: how many after the first."""


@pytest.fixture(scope="module")
def history(sown: Sown) -> History:
    """Everything that happened; it is the day after."""
    return past_days.lived(sown.here)


@pytest.fixture(scope="module")
def known(history: History, sown: Sown, world: World) -> public_rpcs.Known:
    """All that anybody may ask for: what is listed now, and the numbers of the canaries and of these days."""
    own = sown.own | {
        "statements": [*sown.own["statements"], *history.statements],
        "tracked": [*sown.own["tracked"], *history.tracked],
    }
    found = public_rpcs.known(world.client.consultations, world.client.recommendations, own)
    return replace(found, slugs=list(dict.fromkeys([*found.slugs, *history.slugs])))


@pytest.fixture
def search(
    sown: Sown, history: History, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> Iterator[Search]:
    """A search for the canaries; and beside them for what these days sowed."""
    canaries = scene.search(sown.here)
    both = Search(
        lambda data: canaries.find(data) | history.found(data),
        lambda token: canaries.told(token) if token in sown.here.book else " ".join(history.told({token})),
    )
    yield both
    with capsys.disabled():
        for place, (things, size) in both.places.items():
            record_property(f"searched {place}", f"{things} with {size} bytes")
            sys.stdout.write(f"\n  searched {things:,} {place}, {size:,} bytes")


def of_these_days(known: public_rpcs.Known, history: History, sown: Sown) -> Iterator[public_rpcs.Known]:
    """Yield what pages are asked of: the consultations of these days with all of it, and that of the canaries."""
    first, later = history.consultations
    *lines, last = history.tracked
    yield replace(known, own=known.own | {"number": first, "tracked": lines, "slug": history.slugs[0]})
    yield replace(known, own=sown.own | {"number": later, "tracked": [last], "slug": history.slugs[1]})
    yield replace(known, own=sown.own | {"tracked": sown.own["tracked"][:1]})


def stubs(world: World) -> dict[str, Any]:
    return {"consultations": world.client.consultations, "recommendations": world.client.recommendations}


@pytest.mark.covers("SEC 1", "invariant 9", "loss canary sweep")
@pytest.mark.parametrize("after", [*AFTER, DAYS])
def test_no_public_rpc_tells_of_a_day_more_than_was_public_then_and_is_now(
    history: History, search: Search, world: World, known: public_rpcs.Known, after: int
) -> None:
    day = None if after == DAYS else history.days[after]
    allowed = history.expected(after)
    for request, data in public_rpcs.answers(stubs(world), known, day):
        search.look("answers of public RPCs as at past days", request, data, allowed.__contains__)
    assert search.hits == []
    # A day of which nothing is told would prove nothing: all that may be read is.
    assert history.told(allowed - search.seen) == []


@pytest.mark.covers("SEC 1", "invariant 9", "loss canary sweep")
@pytest.mark.parametrize("after", AFTER)
def test_no_page_or_file_tells_of_a_day_more_than_was_public_then_and_is_now(
    history: History, sown: Sown, search: Search, known: public_rpcs.Known, *, world: World, after: int
) -> None:
    allowed, languages = history.expected(after), public_pages.LANGUAGES[: 1 if after else 2]
    for each in of_these_days(known, history, sown):
        for page, data in public_pages.read_as_at(history.days[after], world.stack, each, languages=languages):
            search.look("pages and files as at past days", page, data, allowed.__contains__)
    assert search.hits == []
    assert history.told(allowed - search.seen) == []


def test_no_page_or_file_tells_now_what_is_hidden_or_erased(
    history: History, sown: Sown, search: Search, known: public_rpcs.Known, world: World
) -> None:
    allowed = history.expected(DAYS)
    for each in of_these_days(known, history, sown):
        for page, data in public_pages.read(world.stack, each, languages=["en"]):
            search.look("pages and files after some days", page, data, allowed.__contains__)
    assert search.hits == []
    assert history.told(allowed - search.seen) == []


@pytest.mark.covers("SEC 3")
@pytest.mark.parametrize("who", ["facilitator", "verifier", "liaison", "facilitator elsewhere"])
def test_nobody_who_is_signed_in_reads_more_of_a_past_day(
    history: History, sown: Sown, search: Search, known: public_rpcs.Known, *, world: World, who: str
) -> None:
    """But for what the classes of fields allow them anyway."""
    session = sown.here.person(who).session
    then = history.expected(0)

    def may(token: str) -> bool:
        return token in then if token not in sown.here.book else readers.may_read(who, sown.here.book[token], sown.own)

    first = next(iter(of_these_days(known, history, sown)))
    asked = public_pages.read_as_at(history.days[0], world.stack, first, session=session, languages=["en"])
    for page, data in asked:
        search.look("pages of people as at past days", page, data, may)
    assert search.hits == []
    assert history.told(then - search.seen) == []


@pytest.mark.covers("SEC 18", "loss erasure")
def test_what_was_erased_is_in_no_table_of_any_service_nor_in_a_backup_of_today(
    history: History, search: Search, world: World, tmp_path: Path
) -> None:
    erased = {history.words[each] for each in past_days.ERASED}
    for service in SERVICES:
        for table, data in places.tables(world.stack, service):
            search.look("tables after some days", table, data, lambda token: token not in erased)
    for part, data in places.backups(world.stack, tmp_path):
        search.look("parts of a backup after some days", part, data, lambda token: token not in erased)
    assert search.hits == []
    assert search.seen & set(history.words.values()), "not even what stays was found"


@contextmanager
def planted(world: World, slug: str) -> Iterator[None]:
    """Let each past day know a body by the names that it has now."""
    with world.stack.postgres.admin("recommendations") as connection:
        known = "SELECT id, valid_from, name, names FROM past_addressees WHERE slug = %s"
        before = connection.execute(known, [slug]).fetchall()
        later = "UPDATE past_addressees AS past SET name = body.name, names = body.names FROM addressees AS body"
        connection.execute(f"{later} WHERE body.id = past.id AND body.slug = %s", [slug])
        try:
            yield
        finally:
            for addressee_id, valid_from, name, names in before:
                as_it_was = "UPDATE past_addressees SET name = %s, names = %s WHERE id = %s AND valid_from = %s"
                connection.execute(as_it_was, [Jsonb(name), Jsonb(names), addressee_id, valid_from])


@pytest.mark.parametrize("place", ["an answer", "a page"])
def test_a_row_of_a_past_day_that_tells_what_came_later_turns_it_red(
    history: History, sown: Sown, search: Search, known: public_rpcs.Known, *, world: World, place: str
) -> None:
    first, *_ = of_these_days(known, history, sown)
    session = sown.here.person("facilitator").session  # to whom no page is given again that was asked for just now
    asked = {
        "an answer": lambda day: public_rpcs.answers(stubs(world), known, day),
        "a page": lambda day: public_pages.read_as_at(day, world.stack, first, session=session, languages=["en"]),
    }
    later = set(history.words.values()) - history.expected(0)
    with planted(world, history.slugs[0]):
        for name, data in asked[place](history.days[0]):
            search.look(place, name, data, lambda token: token not in later)
    assert search.hits
    assert all(each.endswith(" holds a name, taken later") for each in search.hits)
