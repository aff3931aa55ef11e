"""The due calendar: what is due month by month, a link for one's own calendar, and the calendar itself, parsed back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from dashboard.due import calendar
from dashboard.due.calendar import Told, uid, written
from dashboard.due.dates import Due, Kind, of_lines
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import a_headline, a_line, a_recommendation, an_addressee, an_entry, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

SLUG = "child-rights-commission-example"
BODY = UUID("0199f3a0-6c1e-7d52-9b1a-5f0e6d2c8a41")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
RUNS = pb.Clock(state=pb.CLOCK_STATE_ON_TIME, due_date="2026-12-24", days_left=34)
GIVEN = pb.Clock(state=pb.CLOCK_STATE_ON_TIME, due_date="2027-01-15", days_left=56)
MET = pb.Clock(state=pb.CLOCK_STATE_MET, due_date="2026-12-24")
PLANNED = a_headline(pb.HEADLINE_WORK_PLANNED, pb.BAR_GROUP_UNDER_WAY)


def waits(number: str = "EX-R-90", **changed: Any) -> pb.Line:
    """A line that waits for an answer until the day before Christmas."""
    return a_line(**({"tracked_number": number, "response": RUNS} | changed))


def put(world: World, *lines: pb.Line) -> None:
    """Let these be all the lines there are, and the liaison's."""
    world.recommendations = {
        each.tracked_number: a_recommendation([each], tracked_number=each.tracked_number) for each in lines
    }
    world.assignments = {each.tracked_number: pb.Assignment(line=each) for each in lines}


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser in which somebody is signed in who answers for a body, and whose language is Urdu."""
    world.people[FACILITATOR].mandates.append(identity.Mandate(mandate_id="m-1", addressee_id=SLUG))
    world.people[FACILITATOR].language = "ur"
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    return reader


def link(liaison: TestClient, **typed: str) -> str:
    """Make a calendar link on the page; return its path."""
    made = send(liaison, "/due/link", page(liaison, "/due"), sure="yes", **({"alarm": ""} | typed))
    assert made.status_code == 200, made.text[:500]
    assert "no-store" in made.headers["cache-control"]
    return str(read(made).select_one("#address")["value"]).removeprefix(ORIGIN)


def stranger(liaison: TestClient, path: str) -> Any:
    """Ask as a calendar does: without a cookie."""
    return TestClient(liaison.app, base_url=ORIGIN, raise_server_exceptions=False).get(path)


def parsed(content: bytes) -> dict[str, Any]:
    """Return the events of a calendar by UID, each once."""
    (read_back,) = Calendar.from_ical(content, multiple=True)
    assert (read_back["version"], read_back["method"]) == ("2.0", "PUBLISH")
    assert not read_back.errors
    found = {str(each["uid"]): each for each in read_back.walk("VEVENT")}
    assert len(found) == len(read_back.walk("VEVENT"))
    return found


def of(lines: list[pb.Line], language: Any = "en", alarm: int = 0) -> dict[str, Any]:
    told = [Told(uid(BODY, each), each) for each in of_lines(lines)]
    return parsed(written(told, language, site=ORIGIN, now=NOW, alarm=alarm))


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        pytest.param({}, [Kind.ANSWER], id="waits for an answer"),
        pytest.param({"response": MET}, [], id="answered"),
        pytest.param({"response": pb.Clock(state=pb.CLOCK_STATE_NOT_STARTED)}, [], id="not asked"),
        pytest.param({"response": MET, "delivery": GIVEN, "headline": PLANNED}, [Kind.PROMISE], id="promised"),
        pytest.param(
            {"response": MET, "delivery": GIVEN, "headline": a_headline(pb.HEADLINE_DECLINED, 1)}, [], id="declined"
        ),
        pytest.param(
            {
                "response": MET,
                "checked": pb.CheckedPanel(
                    verification=events.VERIFICATION_EVIDENCE_REQUESTED,
                    entry=pb.TimelineEntry(reply_by_date="2026-12-01"),
                ),
            },
            [Kind.EVIDENCE],
            id="evidence asked for",
        ),
        pytest.param(
            {"response": MET, "checked": pb.CheckedPanel(rechecked_until_date="2026-12-01")},
            [Kind.CHECK],
            id="re-checked",
        ),
        pytest.param({"closure": events.CLOSURE_CLOSED_DECLINED}, [], id="closed"),
        pytest.param({"body_ended_date": "2026-11-01"}, [], id="the body is no more"),
        *(
            pytest.param({"headline": a_headline(each, pb.BAR_GROUP_OTHER)}, [], id=pb.Headline.Name(each))
            for each in (
                pb.HEADLINE_WITHDRAWN,
                pb.HEADLINE_TRANSFERRED,
                pb.HEADLINE_MERGED,
                pb.HEADLINE_NO_LONGER_APPLIES,
            )
        ),
    ],
)
def test_due_is_what_somebody_waits_for(changed: dict[str, Any], kinds: list[Kind]) -> None:
    assert [each.kind for each in of_lines([waits(**changed)])] == kinds


def test_an_event_is_a_whole_day_with_the_page_of_its_line() -> None:
    [event] = of([waits()]).values()
    assert event.decoded("dtstart") == date(2026, 12, 24)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtstamp") == NOW
    assert event["url"] == f"{ORIGIN}/r/EX-R-90?lang=en"
    assert event["transp"] == "TRANSPARENT"
    assert "EX-R-90" in event["summary"]
    assert event["summary"].startswith("EXAMPLE – ")
    assert "Publish yearly figures" in event["description"]
    assert "not a legal deadline" in event["description"]
    assert event.walk("VALARM") == []


def test_a_title_that_is_translated_says_which_text_counts() -> None:
    [event] = of([waits()], "ur").values()
    assert "(انگریزی معتبر ہے، اردو انسانی)" in str(event["description"])
    [event] = of([waits()]).values()
    assert "counts" not in str(event["description"])


def test_a_day_that_moves_takes_the_place_of_the_former() -> None:
    first = waits(response=MET, delivery=GIVEN, promised_date="2027-01-15", headline=PLANNED)
    moved = waits(response=MET, delivery=GIVEN, promised_date="2027-03-01", slips=1, headline=PLANNED)
    renamed = waits(
        response=MET,
        delivery=GIVEN,
        promised_date="2027-03-01",
        slips=1,
        headline=PLANNED,
        addressee=an_addressee("otherwise", name=text("Called otherwise")),
    )
    before, after, then = of([first]), of([moved]), of([renamed])
    [key] = before
    assert before.keys() == after.keys() == then.keys()
    assert [each[key].decoded("dtstart") for each in (before, after)] == [date(2027, 1, 15), date(2027, 3, 1)]
    assert [each[key]["sequence"] for each in (before, after)] == [0, 1]


def test_no_two_days_are_one_event() -> None:
    both = waits(delivery=GIVEN, headline=PLANNED)
    assert len(of([both, waits("EX-R-91")])) == 3
    other = UUID("0199f3a0-6c1e-7d52-9b1a-5f0e6d2c8a42")
    [due] = of_lines([waits()])
    assert uid(BODY, due) != uid(other, due)
    assert str(BODY)[:8] not in uid(BODY, due)


@pytest.mark.parametrize("days", [1, 3, 7])
def test_an_alarm_rings_at_nine_so_many_days_before(days: int) -> None:
    [event] = of([waits()], alarm=days).values()
    [alarm] = event.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    assert alarm["trigger"].dt == timedelta(hours=9) - timedelta(days=days)


def test_urdu_and_odd_letters_come_back_as_they_were_written() -> None:
    """Lines are folded after 75 octets, within no letter; commas, semicolons, backslashes and quotes are escaped."""
    urdu = "سالانہ اعداد و شمار، ہر صوبے کے لیے؛ " * 12
    odd = 'A \\n title; with, all "of" it\nEND:VEVENT\r\nBEGIN:VALARM\u2028\x07 and 🙂' + " more words" * 20
    told = [Told(str(place), Due("2026-12-24", Kind.ANSWER, waits(title=each))) for place, each in enumerate(
        (text("", urdu, authoritative="ur"), text(odd))
    )]  # fmt: skip
    content = written(told, "ur", site=ORIGIN, now=NOW)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
        assert b"\n" not in line
    first, second = parsed(content).values()
    assert " ".join(urdu.split()) in str(first["description"])
    assert str(first["summary"]).startswith("مثال – ")
    shown = " ".join(odd.replace("\x07", "").split())
    assert shown in str(second["description"])
    assert "VALARM" not in [each.name for each in second.walk()]


def test_the_page_lists_months_and_what_is_past(liaison: TestClient, world: World) -> None:
    late = waits("EX-R-92", response=pb.Clock(state=pb.CLOCK_STATE_PAST_DATE, due_date="2026-04-06", days_left=-200))
    later = waits("EX-R-93", response=pb.Clock(state=pb.CLOCK_STATE_ON_TIME, due_date="2099-02-01", days_left=9))
    put(world, later, late)
    for language, expected in (
        ("en", ["Past the date", "February 2099", "Calendar link"]),
        ("ur", ["تاریخ گزر چکی", "فروری 2099", "کیلنڈر کا لنک"]),
    ):
        soup = page(liaison, f"/due?lang={language}")
        assert [each.text for each in soup.find_all("h2")][:3] == expected
    put(world)
    assert "Nothing is due." in words(page(liaison, "/due?lang=en"))


@pytest.mark.covers("loss calendar link")
def test_a_link_is_shown_once_and_gives_a_calendar_to_whoever_has_it(liaison: TestClient, world: World) -> None:
    put(world, waits(), waits("R-7", illustrative=False), waits("EX-R-8", addressee=an_addressee("another-body")))
    address = link(liaison)
    assert address.rpartition("/")[2] not in liaison.get("/due").text
    answer = stranger(liaison, address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-language"] == "ur", "as the person's"
    assert "set-cookie" not in answer.headers
    found = parsed(answer.content)
    numbers = sorted(str(each["url"]).partition("/r/")[2] for each in found.values())
    assert numbers == ["EX-R-90?lang=ur", "R-7?lang=ur"]
    assert FACILITATOR not in answer.text
    assert world.people[FACILITATOR].name not in answer.text
    assert [each.walk("VALARM") for each in found.values()] == [[], []]
    alarmed = parsed(stranger(liaison, link(liaison, alarm="3")).content)
    assert all(len(each.walk("VALARM")) == 1 for each in alarmed.values())


def test_what_waits_for_a_finding_is_told_as_the_public_reads_it(liaison: TestClient, world: World) -> None:
    """The liaison may read the finding beforehand; nothing of that is asked for a calendar."""
    line = waits(response=MET, checked=pb.CheckedPanel(rechecked_until_date="2026-12-04"))
    put(world, line)
    world.calls.clear()
    address = link(liaison)
    world.calls.clear()
    [event] = parsed(stranger(liaison, address).content).values()
    assert event.decoded("dtstart") == date(2026, 12, 4)
    called = [(service, method) for service, method, _ in world.calls]
    assert called == [("identity", "ResolveCalendarLink"), *[("recommendations", "ListLines")] * 2]
    assert not [each for _, _, metadata in world.calls for each in metadata if each == "authorization"]


def test_made_anew_or_ended_the_former_is_as_absent_as_one_that_never_was(liaison: TestClient, world: World) -> None:
    put(world, waits())
    first = link(liaison)
    second = link(liaison)
    opened = page(liaison, "/due?lang=en")
    assert "You made your calendar link on 20 Nov 2026." in words(opened)
    never = f"/calendar/{'a' * 43}.ics"
    assert stranger(liaison, second).status_code == 200
    ended = send(liaison, "/due/link/end", opened, sure="yes")
    assert ended.headers["location"] == "/due?ended=yes"
    assert "You have no calendar link." in words(page(liaison, "/due?ended=yes&lang=en"))
    answers = [stranger(liaison, each) for each in (first, second, never, "/calendar/short.ics")]
    assert {each.status_code for each in answers} == {404}
    assert {each.headers["cache-control"] for each in answers} == {"no-store"}
    bodies = {each.text.replace(path, "") for each, path in zip(answers, (first, second, never), strict=False)}
    assert len(bodies) == 1


def test_an_answer_that_is_loaded_anew_shows_no_link_that_has_ended(liaison: TestClient) -> None:
    opened = page(liaison, "/due")
    told = [send(liaison, "/due/link", opened, sure="yes", alarm="") for _ in range(2)]
    assert len({read(each).select_one("#address")["value"] for each in told}) == 1
    link(liaison)
    again = send(liaison, "/due/link", opened, sure="yes", alarm="")
    assert (again.status_code, again.headers["location"]) == (303, "/due")


@pytest.mark.parametrize("action", ["/due/link", "/due/link/end"])
def test_nothing_is_made_or_ended_without_the_tick(liaison: TestClient, world: World, action: str) -> None:
    link(liaison)
    opened, before = page(liaison, "/due"), dict(world.calendar_links)
    answer = send(liaison, action, opened, sure="")
    assert answer.status_code == 422
    assert "Say that you have read it." in words(read(answer))
    assert world.calendar_links == before


@pytest.mark.parametrize("action", ["/due/link", "/due/link/end"])
def test_the_answer_to_a_form_in_the_other_language_is_the_page(liaison: TestClient, action: str) -> None:
    link(liaison)
    unsure = read(send(liaison, action, page(liaison, "/due?lang=en"), sure=""))
    [other] = [each["href"] for each in unsure.find_all("a") if each.get("href", "").endswith("lang=ur")]
    assert other == f"{action}?lang=ur"
    led = liaison.get(other)
    assert (led.status_code, led.headers["location"]) == (303, "/due")
    assert liaison.cookies["lang"] == "ur"


def test_a_calendar_that_is_read_too_often_is_told_when_to_come_back(liaison: TestClient, world: World) -> None:
    address = link(liaison)
    world.full_for = 90
    answer = stranger(liaison, address)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("missing", ["identity", "recommendations", "the register"])
def test_a_calendar_that_cannot_be_told_whole_is_not_told_empty(
    liaison: TestClient, world: World, missing: str
) -> None:
    """An empty one would take away every day that stands in the calendars of those who read it."""
    put(world, waits())
    address = link(liaison)
    if missing == "the register":  # of another body it was heard, of this one not yet
        world.people[FACILITATOR].mandates.append(identity.Mandate(mandate_id="m-2", addressee_id=""))
    else:
        world.down.add(missing)
    answer = stranger(liaison, address)
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert "VCALENDAR" not in answer.text


def test_no_log_line_holds_the_secret_not_even_of_a_calendar_that_breaks(
    liaison: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    address = link(liaison)

    def broken(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("broken")

    monkeypatch.setattr(calendar, "written", broken)
    assert stranger(liaison, address).status_code == 500
    assert "dashboard.due.calendar" in caplog.text
    assert address.rpartition("/")[2].removesuffix(".ics") not in caplog.text


@pytest.mark.parametrize("service", ["identity", "recommendations"])
def test_while_a_service_is_away_the_calendar_is_not_emptied(liaison: TestClient, world: World, service: str) -> None:
    address = link(liaison)
    world.down.add(service)
    answer = stranger(liaison, address)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_who_answers_for_no_body_is_told_so(reader: TestClient, world: World) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    world.denied |= {"ListMyAssignments", "MakeCalendarLink"}
    assert "You answer for no body today" in words(page(reader, "/due", 403))


def test_the_entry_of_a_line_has_nothing_of_the_answer(liaison: TestClient, world: World) -> None:
    """What a body said is on the page of the line; the calendar tells title, body and day."""
    said = an_entry(pb.TIMELINE_KIND_POSITION, "2026-03-01", text=text("Said in the answer"))
    put(world, waits(says=pb.SaysPanel(position=events.POSITION_ACCEPTED, position_entry=said)))
    assert "Said in the answer" not in stranger(liaison, link(liaison)).text
