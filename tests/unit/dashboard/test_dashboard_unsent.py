"""What is typed and not sent yet: saved as typed, resumed anywhere, never written over unseen, kept nowhere else."""

import json
import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import an_addressee, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World
from tests.unit.dashboard.test_dashboard_quick import ask, post

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
TYPED = {"key": "k", "title": "A meetup", "date": "", "consultation": "", "text": "Fatima was hit > NCRC\nدوسری"}
FILLED = {name: value for name, value in TYPED.items() if value}
PLACE = (pb.UNSENT_PAGE_LINES, "")


@pytest.fixture
def facilitator(reader: TestClient, world: World) -> TestClient:
    """A browser of a facilitator with one draft."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    world.drafts[ID] = pb.Draft(consultation_id=ID, version=1)
    world.addressees.insert(0, an_addressee("meta", name=text("Meta", "میٹا")))
    return reader


def save(facilitator: TestClient, version: int = 0, token: str | None = None, **changed: str) -> Any:
    if token is None:
        token = page(facilitator, "/capture").select_one("#quick input[name=form_token]")["value"]
    ours = {"form_token": token, "unsent-page": "lines", "unsent-consultation": "", "unsent-version": str(version)}
    return facilitator.post("/capture/unsent", data=TYPED | ours | changed, headers={"origin": ORIGIN})


def test_it_is_saved_as_typed_and_shown_on_the_next_device(
    facilitator: TestClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        saved = save(facilitator)
        opened = page(facilitator, "/capture")
    assert (saved.json(), saved.headers["cache-control"]) == ({"version": 1}, "no-store")
    assert dict(world.unsent[PLACE].fields) == FILLED
    assert opened.select_one("#text").text.removeprefix("\n") == TYPED["text"]
    assert opened.select_one("#quick")["data-version"] == "1"
    assert opened.select_one("#quick input[name=key]")["value"] == "k"
    assert "Fatima" not in caplog.text
    assert world.unsent[PLACE].version == save(facilitator).json()["version"], "the same state is saved once"


def test_what_was_saved_elsewhere_is_shown_and_not_written_over(facilitator: TestClient, world: World) -> None:
    save(facilitator)
    late = save(facilitator, 0, text="other words")
    assert late.status_code == 409
    assert late.json() == {"version": 1, "fields": FILLED}
    assert save(facilitator, 1, text="other words").json() == {"version": 2}
    ended = save(facilitator, 2, **{"unsent-end": "yes"}).json()
    assert (ended["version"], ended["key"] != "k") == (0, True), "what is typed next is another act"
    assert not world.unsent


@pytest.mark.parametrize(
    ("prepare", "status"),
    [
        pytest.param(lambda world, _: world.down.add("consultations"), 503, id="the service is away"),
        pytest.param(lambda world, _: world.sessions.clear(), 401, id="the session has ended"),
        pytest.param(lambda _, reader: reader.cookies.clear(), 403, id="another browser"),
    ],
)
def test_what_is_not_saved_says_so(facilitator: TestClient, world: World, prepare: Any, status: int) -> None:
    token = page(facilitator, "/capture").select_one("#quick input[name=form_token]")["value"]
    prepare(world, facilitator)
    assert save(facilitator, token=token).status_code == status
    assert not world.unsent


def test_what_was_shown_to_somebody_else_in_this_browser_is_neither_saved_nor_entered(
    facilitator: TestClient, world: World
) -> None:
    form = page(facilitator, "/capture")
    owner, token = (form.select_one(f"#quick input[name={each}]")["value"] for each in ("owner", "form_token"))
    assert save(facilitator, 0, token, **{"unsent-owner": owner}).status_code == 200
    world.unsent.clear()
    assert save(facilitator, 0, token, **{"unsent-owner": "another"}).status_code == 401
    typed = TYPED | {"owner": "another", "form_token": token, "version": "0", "r1-enter": "yes"}
    for path in ("/capture", "/capture/check", "/capture/confirm"):
        assert facilitator.post(path, data=typed, headers={"origin": ORIGIN}).status_code == 401
    cells = {"consultation": ID, "c1-text_en": "Open a desk", "owner": "another", "form_token": token}
    refused = facilitator.post("/capture/grid/check", data=cells, headers={"origin": ORIGIN})
    assert (refused.status_code, "Open a desk" in refused.text) == (401, True)
    assert not world.unsent
    assert not world.drafts[ID].statements
    assert len(world.drafts) == 1


def test_it_is_ended_when_it_is_entered_and_what_is_left_is_kept(facilitator: TestClient, world: World) -> None:
    shown = read(ask(facilitator, text="Good one\nRefused words > Meta"))
    assert world.unsent[PLACE].fields["text"] == "Good one\nRefused words > Meta"
    done = read(post(facilitator, shown, "confirm"))
    assert world.unsent[PLACE].fields["text"] == "Refused words > Meta"
    box = read(post(facilitator, done, "left"))
    shown = read(post(facilitator, box, "quick", text="Better words"))
    post(facilitator, shown, "confirm")
    assert not world.unsent


def test_what_was_typed_elsewhere_meanwhile_outlives_what_is_entered_here(
    facilitator: TestClient, world: World
) -> None:
    shown = read(ask(facilitator, text="Good one"))
    save(facilitator, 1, text="typed on the desk")
    done = read(post(facilitator, shown, "confirm"))
    assert "as drafts: 1" in words(done)
    assert world.unsent[PLACE].fields["text"] == "typed on the desk"


def test_the_table_is_resumed_and_ended_when_all_of_it_is_entered(facilitator: TestClient, world: World) -> None:
    opened = page(facilitator, f"/capture/grid?consultation={ID}")
    cells = {each["name"]: each.get("value", "") for each in opened.select("#grid input") if each.get("name")}
    cells |= {"c1-text_en": "Open a desk", "c12-text_en": "And another", "count": "20", "c1-addressees": "Nobody"}
    refused = facilitator.post("/capture/grid/check", data=cells, headers={"origin": ORIGIN})
    assert refused.status_code == 422
    ours = {"unsent-page": "table", "unsent-consultation": ID, "unsent-version": "0"}
    assert facilitator.post("/capture/unsent", data=cells | ours, headers={"origin": ORIGIN}).json() == {"version": 1}
    again = page(facilitator, f"/capture/grid?consultation={ID}")
    assert again.select_one("#c12-text_en").text.strip() == "And another"
    cells |= {"c1-addressees": "Meta", "version": again.select_one("#grid input[name=version]")["value"]}
    shown = read(facilitator.post("/capture/grid/check", data=cells, headers={"origin": ORIGIN}))
    assert (pb.UNSENT_PAGE_TABLE, ID) in world.unsent
    send(facilitator, "/capture/import/confirm", shown)
    assert len(world.drafts[ID].statements) == 2
    assert not world.unsent


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_kept_for_the_time_without_a_line_holds_nothing_of_anybody(
    facilitator: TestClient, language: str
) -> None:
    save(facilitator)
    mine = facilitator.get(f"/capture/shell?lang={language}")
    facilitator.cookies.clear()
    anybodys = facilitator.get(f"/capture/shell?lang={language}")
    assert mine.text == anybodys.text
    shown = read(mine)
    assert shown.html["lang"] == language
    assert shown.select_one("#quick").has_attr("data-shell")
    assert not shown.select("input[name=form_token], select")
    assert "Fatima" not in mine.text
    assert "script-src 'self'" in mine.headers["content-security-policy"]


def test_the_worker_keeps_the_page_in_both_languages_and_what_it_is_drawn_with_and_nothing_else(
    facilitator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = facilitator.get("/capture/worker.js")
    kept = json.loads(re.search(r"var KEPT = (\{.*\});", answered.text)[1])  # type: ignore[index]
    assert kept["pages"] == {"en": "/capture/shell?lang=en", "ur": "/capture/shell?lang=ur"}
    assert kept["tables"] == {"en": "/capture/grid/shell?lang=en", "ur": "/capture/grid/shell?lang=ur"}
    assert {re.sub(r"\?.*", "", each) for each in kept["files"]} == {
        *("/assets/style.css", "/assets/capture.css", "/assets/unsent.js", "/assets/capture.js", "/assets/mark.svg"),
        "/assets/fonts/noto-nastaliq-urdu-arabic-400-normal.woff2",
        "/assets/fonts/noto-nastaliq-urdu-arabic-700-normal.woff2",
    }
    assert all(facilitator.get(each).status_code == 200 for each in kept["files"])
    assert (
        answered.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
    )
    assert answered.headers["service-worker-allowed"] == "/capture"
    assert facilitator.get("/capture/worker.js").text == answered.text
    monkeypatch.setattr("dashboard.capture.offline.MOST_LINES", 7)  # another release says something else
    assert facilitator.get("/capture/worker.js").text != answered.text


@pytest.mark.parametrize(("language", "said"), [("en", "There is no line now"), ("ur", "ابھی رابطہ نہیں")])
def test_where_the_table_cannot_be_opened_a_page_of_nobody_says_what_to_do(
    facilitator: TestClient, language: str, said: str
) -> None:
    mine = facilitator.get(f"/capture/grid/shell?lang={language}")
    facilitator.cookies.clear()
    assert mine.text == facilitator.get(f"/capture/grid/shell?lang={language}").text
    assert said in words(read(mine))
    assert read(mine).select_one("main a.button")["href"] == "/capture"


@pytest.mark.parametrize(("ticked", "cleared"), [("yes", True), ("", False)])
def test_signing_out_clears_the_device_or_says_what_stays(facilitator: TestClient, ticked: str, cleared: bool) -> None:
    asked = page(facilitator, "/sign-out")
    assert asked.select_one("#clear").has_attr("checked")
    owner = page(facilitator, "/capture").select_one("#quick input[name=owner]")["value"]
    done = send(facilitator, "/sign-out", asked, clear=ticked)
    assert "clear-site-data" not in done.headers, "that would take what others typed, too"
    assert "is still on this device" in words(read(done)), "until a script has cleared it"
    told = read(done).select_one("#forgotten")
    assert (told["data-owner"] if told else None) == (owner if cleared else None)
    assert ("script-src 'self'" in done.headers["content-security-policy"]) is cleared


@pytest.mark.parametrize(
    ("language", "said"), [("en", "sign in and sign out again"), ("ur", "سائن اِن کر کے پھر سائن آؤٹ")]
)
def test_signing_out_of_a_session_that_had_ended_says_how_what_was_typed_is_deleted(
    facilitator: TestClient, world: World, language: str, said: str
) -> None:
    asked = page(facilitator, f"/sign-out?lang={language}")
    world.sessions.clear()  # half an hour went by
    done = read(send(facilitator, "/sign-out", asked, clear="yes"))
    assert said in words(done)
    assert not done.select_one("#forgotten"), "of nobody it is known what is theirs"


def test_signing_out_ends_the_session_although_nobody_says_whose_it_is(facilitator: TestClient, world: World) -> None:
    asked = page(facilitator, "/sign-out")
    world.denied.add("GetMe")
    done = send(facilitator, "/sign-out", asked, clear="yes")
    assert done.status_code == 200
    assert not world.sessions
