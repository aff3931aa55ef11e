"""Items from a phone, on a plain page: one per line, each shown before anything is entered, and none lost."""

from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
LINES = """[12/03, 21:14] Fatima: Publish the figures > NCRC, Meta
12/03/2026, 21:15 - Ali Khan: Call me on 0300-1234567 about helplines
> Ministry of Nowhere

میٹا اردو میں جواب دے > میٹا
Publish the figures"""


@pytest.fixture
def facilitator(reader: TestClient, world: World) -> TestClient:
    """A browser of a facilitator; two bodies are in the register."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    commission = recommendations.PublicAddressee(slug="national-commission-rights-of-child")
    commission.name.MergeFrom(text("National Commission on the Rights of Child (NCRC)"))
    meta = recommendations.PublicAddressee(slug="meta")
    meta.name.MergeFrom(text("Meta", urdu="میٹا"))
    world.addressees[:] = [commission, meta]
    return reader


def body(place: int) -> str:
    return f"01890a5d-ac96-774b-bcce-{place:012}"


def ask(facilitator: TestClient, **typed: str) -> Any:
    opened = page(facilitator, "/capture")
    return send(facilitator, "/capture/check", opened, **({"title": "A meetup", "date": "2026-11-20"} | typed))


def post(facilitator: TestClient, opened: Any, name: str, **changed: str) -> Any:
    """Send a form of a page as a browser does, with what was changed; an empty value unticks."""
    form, typed = opened.select_one(f"form#{name}"), {}
    for each in form.select("input, select, textarea"):
        if each.name == "select":
            typed[each["name"]] = (each.select_one("option[selected]") or each.select_one("option"))["value"]
        elif each.get("type") != "checkbox" or each.has_attr("checked"):
            typed[each["name"]] = each.text.removeprefix("\n") if each.name == "textarea" else each.get("value", "")
    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    return facilitator.post(form["action"], content=urlencode(typed | changed), headers=headers)


def entered(world: World) -> list[pb.StatementDetails]:
    return [each.details for draft in world.drafts.values() for each in draft.statements]


def test_every_line_is_shown_before_anything_is_entered(facilitator: TestClient, world: World) -> None:
    shown = read(ask(facilitator, text=LINES))
    assert not world.drafts
    assert not world.asked
    rows = [words(each) for each in shown.select("table.lines tbody tr")]
    assert len(rows) == 4
    assert "Publish the figures" in rows[0]
    assert "National Commission on the Rights of Child (NCRC) Meta" in rows[0]
    assert "“Ministry of Nowhere” is not in the register" in rows[1]
    assert "Meta" in rows[2]
    assert "The same words as in a line above" in rows[3]
    assert "beginnings of chat messages: 2; telephone numbers: 1" in words(shown)
    assert "Taken out: [12/03, 21:14] Fatima:" in rows[0]
    assert "Taken out: 12/03/2026, 21:15 - Ali Khan: 0300-1234567" in rows[1]
    ticked = [each.has_attr("checked") for each in shown.select("input[type=checkbox]")]
    assert ticked == [True, True, True, False]


def test_what_is_ticked_becomes_drafts_of_one_consultation(facilitator: TestClient, world: World) -> None:
    done = read(post(facilitator, read(ask(facilitator, text=LINES)), "confirm"))
    [draft] = world.drafts.values()
    assert (draft.details.title.bodies["en"], draft.details.starts_date) == ("A meetup", "2026-11-20")
    first, second, third = entered(world)
    assert {each.type for each in entered(world)} == {events.STATEMENT_TYPE_RECOMMENDATION}
    assert first.text.bodies["en"] == "Publish the figures"
    assert list(first.addressee_ids) == [body(0), body(1)]
    assert (first.lead_addressee_id, first.addressee_basis) == (body(0), pb.ADDRESSEE_BASIS_EXPLICIT)
    assert second.text.bodies["en"] == "Call me on about helplines"
    assert (list(second.addressee_ids), second.addressee_note.bodies["en"]) == ([], "Ministry of Nowhere")
    assert dict(third.text.bodies) == {"ur": "میٹا اردو میں جواب دے"}
    assert "Saved on the server, as drafts: 3" in words(done)
    assert "Not entered: 1. They are still here." in words(done)
    assert done.select_one("form#left textarea").text.strip() == "Publish the figures"


def test_who_is_meant_and_what_kind_it_is_can_be_chosen(facilitator: TestClient, world: World) -> None:
    shown = read(ask(facilitator, text="Answer in Urdu > the Meta company, NCRC\nWe promise a desk"))
    offered = [each["value"] for each in shown.select_one("#r1-name-0").select("option")]
    assert offered[0] == ""
    assert body(1) in offered
    chosen = {"r1-name-0": body(1), "r2-type": str(events.STATEMENT_TYPE_COMMITMENT)}
    post(facilitator, shown, "confirm", **chosen)
    first, second = entered(world)
    assert list(first.addressee_ids) == [body(0), body(1)]
    assert not first.addressee_note.bodies
    assert second.type == events.STATEMENT_TYPE_COMMITMENT


def test_sent_again_nothing_is_entered_twice(facilitator: TestClient, world: World) -> None:
    shown = read(ask(facilitator, text=LINES))
    for _ in range(2):
        post(facilitator, shown, "confirm")
    assert len(entered(world)) == 3
    assert len(world.drafts) == 1


def test_into_an_own_draft_that_holds_one_of_them_already(facilitator: TestClient, world: World) -> None:
    post(facilitator, read(ask(facilitator, text="One")), "confirm")
    opened = page(facilitator, f"/capture?consultation={ID}")
    assert opened.select_one("option[selected]")["value"] == ID
    shown = read(send(facilitator, "/capture/check", opened, text="One\nTwo", consultation=ID))
    assert "There already in this consultation" in words(shown.select_one("#r1"))
    post(facilitator, shown, "confirm")
    assert [each.text.bodies["en"] for each in entered(world)] == ["One", "Two"]
    assert len(world.drafts) == 1


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        pytest.param("text", {"text": " \n"}, ("At least one line", "کم از کم ایک سطر"), id="nothing"),
        pytest.param("text", {"text": "x\n" * 101}, ("there are 101", "یہ 101 ہیں"), id="too many"),
        pytest.param("date", {"text": "x", "date": "31/02/2026"}, ("A day such as", "دن، مثلاً"), id="no day"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_stays(
    facilitator: TestClient, field: str, typed: dict[str, str], told: tuple[str, str], language: str
) -> None:
    facilitator.cookies.set("lang", language)
    answered = ask(facilitator, **typed)
    refused = read(answered)
    assert answered.status_code == 422
    assert refused.select_one(".problem a")["href"] == f"#{field}"
    at_field = refused.select_one(f"#{refused.select_one(f'#{field}')['aria-describedby'].split()[0]}")
    assert told[language == "ur"] in words(at_field)
    assert refused.select_one("textarea").text.strip() == typed["text"].strip()
    assert refused.select_one("#title")["value"] == "A meetup"


def test_what_the_service_refuses_is_told_and_given_back(facilitator: TestClient, world: World) -> None:
    shown = read(ask(facilitator, text="Good one\nRefused words > Meta"))
    answered = post(facilitator, shown, "confirm")
    assert answered.status_code == 422
    done = read(answered)
    assert "this consultation is full" in words(done.select_one(".problem"))
    box = read(post(facilitator, done, "left"))
    assert box.select_one("textarea").text.strip() == "Refused words > Meta"
    assert box.select_one("option[selected]")["value"] == ID
    assert len(entered(world)) == 1


@pytest.mark.parametrize("form", ["quick", "confirm"])
def test_a_service_that_dies_between_two_steps_loses_nothing(facilitator: TestClient, world: World, form: str) -> None:
    opened = page(facilitator, "/capture") if form == "quick" else read(ask(facilitator, text=LINES))
    typed = {"text": LINES, "title": "A meetup", "date": "2026-11-20"} if form == "quick" else {}
    world.down.add("recommendations" if form == "quick" else "consultations")
    answered = post(facilitator, opened, form, **typed)
    assert answered.status_code == 503
    assert "Nothing you entered is lost" in words(read(answered))
    world.down.clear()
    again = read(post(facilitator, read(answered), "again"))
    if form == "quick":
        again = read(post(facilitator, again, "confirm"))
    assert "Saved on the server, as drafts: 3" in words(again)
    assert len(entered(world)) == 3


def test_after_the_session_ended_the_text_is_still_there(facilitator: TestClient, world: World) -> None:
    opened = page(facilitator, "/capture")
    world.sessions.clear()
    facilitator.cookies.delete("sid")
    answered = post(facilitator, opened, "quick", text="Still here", title="A meetup")
    assert answered.status_code == 401
    kept = read(answered)
    assert kept.select_one("main a")["href"] == "/sign-in?next=/capture"
    coded = send(facilitator, "/sign-in", page(facilitator, "/sign-in"), email=FACILITATOR)
    send(facilitator, "/sign-in/code", read(coded), code=CODE)
    assert "Still here" in words(read(post(facilitator, kept, "again")).select_one("#r1"))


def test_the_box_can_be_filled_while_a_service_is_away(facilitator: TestClient, world: World) -> None:
    world.down.update(("consultations", "recommendations"))
    opened = page(facilitator, f"/capture?consultation={ID}")
    assert opened.select_one("textarea#text")
    assert opened.select_one("option[selected]")["value"] == ID


def test_every_consultation_can_be_chosen_but_what_is_erased(facilitator: TestClient, world: World) -> None:
    for place in range(402):
        world.drafts[body(place)] = pb.Draft(consultation_id=body(place))
    world.erased.add(body(7))
    offered = {each["value"] for each in page(facilitator, "/capture").select("#consultation option")}
    assert offered == {"", *world.drafts} - {body(7)}


def test_back_from_the_preview_the_text_is_as_it_was(facilitator: TestClient) -> None:
    box = read(post(facilitator, read(ask(facilitator, text=LINES)), "change"))
    assert box.select_one("textarea").text.removeprefix("\n") == LINES
    assert box.select_one("#title")["value"] == "A meetup"


def test_only_our_own_script_may_run_there(facilitator: TestClient) -> None:
    answer = facilitator.get("/capture")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    scripts = read(answer).select("script")
    assert [each["src"].partition("?")[0] for each in scripts] == ["/assets/unsent.js", "/assets/capture.js"]
    for each in scripts:
        assert not each.text
        assert facilitator.get(each["src"]).headers["content-type"].startswith("text/javascript")


def test_it_is_for_facilitators(reader: TestClient, facilitator: TestClient, world: World) -> None:
    world.people[FACILITATOR].ClearField("roles")
    assert facilitator.get("/capture").status_code == 403
    facilitator.cookies.delete("sid")
    assert reader.get("/capture").headers["location"] == "/sign-in?next=%2Fcapture"
