"""Many items in a table: wrong cells say so beneath them, the rest goes to the preview, and nothing typed is lost."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import an_addressee, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
ROWS = {
    "c1-text_en": "Open a desk",
    "c1-addressees": "Meta",
    "c1-who_en": "The ministry",
    "c3-text_ur": "ڈیسک کھولیں",
    "c3-type": "Appeal",
}


@pytest.fixture
def facilitator(reader: TestClient, world: World) -> TestClient:
    """A browser of a facilitator with one draft."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    world.drafts[ID] = pb.Draft(consultation_id=ID, version=1)
    world.addressees.insert(0, an_addressee("meta", name=text("Meta", "میٹا")))
    return reader


def post(facilitator: TestClient, opened: Any, action: str, **changed: str) -> Any:
    form, typed = opened.select_one(f"form[action='{action}']"), {}
    for each in form.select("input, select, textarea"):
        if each.name == "select":
            typed[each["name"]] = (each.select_one("option[selected]") or each.select_one("option")).text
        else:
            typed[each["name"]] = each.text.removeprefix("\n") if each.name == "textarea" else each.get("value", "")
    return facilitator.post(action, data=typed | changed, headers={"origin": ORIGIN})


def check(facilitator: TestClient, **cells: str) -> Any:
    opened = page(facilitator, f"/capture/grid?consultation={ID}")
    return post(facilitator, opened, "/capture/grid/check", **cells)


def test_rows_are_previewed_and_entered_when_confirmed(facilitator: TestClient, world: World) -> None:
    shown = read(check(facilitator, **ROWS))
    assert not world.asked
    assert [words(each)[:14] for each in shown.select("table.lines tbody tr")] == ["1 Open a desk ", "3 ڈیسک کھولیں "]
    post(facilitator, shown, "/capture/import/confirm")
    first, second = (each.details for each in world.drafts[ID].statements)
    assert (first.type, second.type) == (events.STATEMENT_TYPE_RECOMMENDATION, events.STATEMENT_TYPE_APPEAL)
    assert (first.title.bodies["en"], first.text.bodies["en"]) == ("Open a desk", "Open a desk")
    assert len(first.addressee_ids) == 1
    assert first.verifiability.who.bodies["en"] == "The ministry"
    assert dict(second.title.bodies) == {"ur": "ڈیسک کھولیں"}


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_cell_that_means_nothing_says_so_beneath_it_and_all_stays(facilitator: TestClient, language: str) -> None:
    facilitator.cookies.set("lang", language)
    wrong = {"c1-addressees": "Nobody", f"c1-by_when_{language}": "31/02/2031", "c1-who_en": "", "c3-type": ""}
    answered = check(facilitator, **(ROWS | wrong))
    assert answered.status_code == 422
    refused = read(answered)
    links = [each["href"] for each in refused.select(".problem a")]
    assert links == ["#c1-addressees", f"#c1-by_when_{language}"]
    for each in links:
        assert refused.select_one(each)["aria-invalid"] == "true"
        assert words(refused.select_one(f"{each}-error"))
    assert refused.select_one("#c1-addressees")["value"] == "Nobody"
    assert refused.select_one("#c3-text_ur").text.strip() == "ڈیسک کھولیں"


@pytest.mark.parametrize(
    ("language", "own", "titles"),
    [
        pytest.param("en", "A desk", {"en": "A desk", "ur": "ڈیسک کھولیں"}, id="its own"),
        pytest.param("en", "ہمارا ڈیسک", {"en": "Open a desk", "ur": "ہمارا ڈیسک"}, id="in the other language"),
        pytest.param("ur", "ہمارا ڈیسک", {"en": "Open a desk", "ur": "ہمارا ڈیسک"}, id="on the Urdu page"),
        pytest.param("en", "", {"en": "Open a desk", "ur": "ڈیسک کھولیں"}, id="none: the texts"),
    ],
)
def test_an_item_may_have_a_title_of_its_own(
    facilitator: TestClient, world: World, language: str, own: str, titles: dict[str, str]
) -> None:
    facilitator.cookies.set("lang", language)
    cells = {"c1-text_en": "Open a desk", "c1-text_ur": "ڈیسک کھولیں", f"c1-title_{language}": own}
    post(facilitator, read(check(facilitator, **cells)), "/capture/import/confirm")
    [made] = world.drafts[ID].statements
    assert dict(made.details.title.bodies) == titles
    assert dict(made.details.text.bodies) == {"en": "Open a desk", "ur": "ڈیسک کھولیں"}


def test_a_title_that_is_too_long_says_so_where_it_was_typed(facilitator: TestClient) -> None:
    refused = read(check(facilitator, **(ROWS | {"c1-title_en": "ع" * 201})))
    assert refused.select_one("#c1-title_en")["aria-invalid"] == "true"


def test_nothing_at_all_is_told(facilitator: TestClient) -> None:
    answered = check(facilitator)
    assert answered.status_code == 422
    assert read(answered).select_one(".problem a")["href"] == "#c1-text_en"


def test_more_rows_keep_what_is_typed(facilitator: TestClient) -> None:
    more = read(check(facilitator, **ROWS, more="yes"))
    assert len(more.select("tbody tr")) == 20
    assert more.select_one("#c1-text_en").text.strip() == "Open a desk"


def test_nothing_is_lost_while_a_service_is_away(facilitator: TestClient, world: World) -> None:
    opened = page(facilitator, f"/capture/grid?consultation={ID}")
    world.down.add("recommendations")
    away = post(facilitator, opened, "/capture/grid/check", **ROWS)
    assert away.status_code == 503
    world.down.clear()
    again = read(post(facilitator, read(away), "/capture/grid/check"))
    assert "Open a desk" in words(again.select_one("table.lines"))
