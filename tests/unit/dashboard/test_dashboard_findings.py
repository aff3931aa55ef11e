"""A finding that waits for a reply on a line which went to another body: whoever has the line now finds it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line, an_addressee, text
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CODE, World

FORMER, BETWEEN, NOW = (
    an_addressee(slug, name=text(slug)) for slug in ("former-example", "between-example", "now-example")
)


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of a liaison of the body that has the line now."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    mine = a_line(tracked_number="EX-R-2", addressee=NOW, origin=BETWEEN)
    world.assignments["EX-R-2"] = recommendations.Assignment(
        assignment_id="7", version=4, line=mine, may_answer=True, may_reply=True
    )
    went = [
        a_line(tracked_number="EX-R-2", addressee=BETWEEN, transferred_to=NOW),
        a_line(tracked_number="EX-R-2", addressee=FORMER, transferred_to=BETWEEN, body_ended_date="2026-11-01"),
    ]
    went[1].checked.rechecked_until_date = "2026-12-10"
    found = world.recommendations["EX-R-2"]
    del found.lines[:]
    found.lines.extend([mine, *went])
    return reader


def links(liaison: TestClient) -> list[Any]:
    return [each["href"] for each in page(liaison, "/my-lines").select("a[href^='/finding/']")]


def test_the_line_leads_to_the_finding_of_the_body_that_had_it(liaison: TestClient, world: World) -> None:
    assert links(liaison) == ["/finding/EX-R-2?body=former-example"]
    world.recommendations["EX-R-2"].lines[1].transferred_to.CopyFrom(FORMER)
    assert links(liaison) == [], "it went somewhere else, or nowhere"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "what former-example claimed. Only former-example and"), ("ur", "دعوے کے بارے میں")]
)
def test_whoever_has_the_line_now_may_reply_though_the_former_body_is_no_more(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    world.assignments["EX-R-2"].line.CopyFrom(world.recommendations["EX-R-2"].lines[2])
    world.assignments["EX-R-2"].finding.reply_until_date = "2026-12-10"
    opened = page(liaison, f"/finding/EX-R-2?body=former-example&lang={language}")
    assert told in words(opened)
    assert opened.select_one("form.answer textarea")
    typed = {"finding_reply": "The line was down", "written_in": "en", "body": "former-example"}
    unread = send(liaison, "/finding/EX-R-2", opened, **typed, sure="")
    assert (unread.status_code, len(read(unread).select("#sure-error"))) == (422, 1)
    assert "The line was down" in str(read(unread).select_one("form.answer")), "nothing typed is lost"
    assert not [each for each in world.asked if isinstance(each, recommendations.AnswerFindingRequest)]
    world.assignments["EX-R-2"].line.ClearField("transferred_to")
    opened = page(liaison, f"/finding/EX-R-2?body=former-example&lang={language}")
    assert not opened.select_one("form.answer"), "nobody speaks for a body that is no more"


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize(("language", "told"), [("en", "by letter only: send"), ("ur", "صرف خط سے جواب دیتا ہے: جواب")])
def test_a_reply_that_is_refused_as_things_stand_says_why_and_not_that_it_is_late(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    world.assignments["EX-R-2"].line.CopyFrom(world.recommendations["EX-R-2"].lines[2])
    world.assignments["EX-R-2"].finding.reply_until_date = "2026-12-10"
    opened = page(liaison, f"/finding/EX-R-2?body=former-example&lang={language}")
    world.refused = (
        "the body answers by letter only: send the answer to the host as a letter, and it is recorded here as one"
    )
    typed = {"finding_reply": "The line was down", "written_in": "en", "body": "former-example", "sure": "yes"}
    refused = send(liaison, "/finding/EX-R-2", opened, **typed)
    assert refused.status_code == 422
    assert told in words(read(refused).select_one(".problem"))
    assert "has passed" not in words(read(refused).select_one(".problem"))


@pytest.mark.covers("row 19")
def test_a_reply_is_changed_and_not_written_anew(liaison: TestClient, world: World) -> None:
    finding = world.assignments["EX-R-2"].finding
    finding.reply_until_date = "2026-12-10"
    assert not words(page(liaison, "/finding/EX-R-2").select_one("#finding_reply"))
    finding.reply.authoritative_language = "ur"
    finding.reply.bodies["ur"] = "لائن بند تھی"
    opened = page(liaison, "/finding/EX-R-2?lang=en")
    assert words(opened.select_one("#finding_reply")) == "لائن بند تھی"
    assert opened.select_one("#written_in-ur").has_attr("checked")


@pytest.mark.parametrize(("waits", "title"), [(True, "A finding for you to answer"), (False, "Findings on this line")])
def test_a_page_without_a_finding_promises_none(liaison: TestClient, world: World, waits: bool, title: str) -> None:
    if waits:
        world.assignments["EX-R-2"].finding.reply_until_date = "2026-12-10"
    assert title in words(page(liaison, "/finding/EX-R-2").select_one("h1"))


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Only somebody who answers for"), ("ur", "یہاں صرف اسی سے پوچھا جاتا ہے جو")]
)
def test_who_may_not_reply_reads_the_finding_and_who_replies_and_finds_no_form(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    theirs = world.assignments["EX-R-2"]
    theirs.finding.reply_until_date = "2026-12-10"
    assert page(liaison, f"/finding/EX-R-2?lang={language}").select_one("form.answer")
    theirs.may_reply = False
    shown = page(liaison, f"/finding/EX-R-2?lang={language}")
    assert not shown.select("form.answer, textarea")
    assert told in words(shown.select_one(".notice"))
    said = words(shown.main)
    assert not [each for each in ("you may reply", "آپ جواب دے") if each in said], (
        "nor is it said to them that they may"
    )


@pytest.mark.parametrize("address", ["/answer/EX-R-2", "/finding/EX-R-2"])
@pytest.mark.parametrize(
    ("language", "told"), [("en", "Only somebody who answers for the body today"), ("ur", "یہاں صرف اسی سے")]
)
def test_who_answers_for_the_body_no_more_is_told_why_and_loses_nothing_typed(
    liaison: TestClient, world: World, address: str, language: str, told: str
) -> None:
    world.assignments["EX-R-2"].finding.reply_until_date = "2026-12-10"
    opened = page(liaison, f"{address}?lang={language}")
    world.denied = {"GetAssignment"}
    refused = liaison.get(f"{address}?lang={language}")
    assert refused.status_code == 403
    assert told in words(read(refused).main)
    typed = {"finding_reply": "The line was down", "answer_text": "The line was down", "sure": "yes", "do": "send"}
    sent = send(liaison, address, opened, **typed)
    assert sent.status_code == 403
    assert "The line was down" in words(read(sent).select_one("dl.typed"))
    assert not read(sent).select("main form"), "sending it again would be refused again"
