"""Pages as at a past day: they say so, ask for that day alone, and lead on within it."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

DAY = "2026-10-01"
BODY = "child-rights-commission-example"
PAGES = ("/?show=example", f"/a/{BODY}", "/c/EX-C-1", "/c/EX-C-1/2")
SHEET = "/c/EX-C-1/sheet"
SAID = {
    "en": ("As it stood at the end of 1 Oct 2026, as known then.", "See it as it is now"),
    "ur": ("1 اکتوبر 2026 کے اختتام پر صورتِ حال، جیسی اُس وقت معلوم تھی۔", "آج کی صورت دیکھیں"),
}


def on(path: str, day: str = DAY) -> str:
    return f"{path}{'&' if '?' in path else '?'}as_at={day}"


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("path", [*PAGES, SHEET])
def test_a_page_of_a_past_day_says_so_and_leads_back_to_now(reader: TestClient, path: str, language: str) -> None:
    opened = page(reader, on(path), language=language)
    known, now = SAID[language]
    notice = opened.select_one("main [role=note]")
    assert known in words(notice)
    assert notice.find("a", string=now)["href"] == path
    assert opened.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not page(reader, path).select_one("main [role=note]")


@pytest.mark.parametrize("path", [*PAGES, SHEET])
def test_everything_on_it_is_asked_about_that_day(reader: TestClient, world: World, path: str) -> None:
    page(reader, on(path))
    assert {day for _, day in world.days} == {DAY}


@pytest.mark.parametrize("path", PAGES)
def test_links_within_keep_the_day(reader: TestClient, path: str) -> None:
    opened = page(reader, on(path))
    links = {each["href"] for each in opened.main.select("a[href]") if each.find_parent(attrs={"role": "note"}) is None}
    leading = [each for each in links if each.startswith(("/r/", "/a/", "/c/", "/?")) and "own-words" not in each]
    assert leading
    assert [each for each in leading if f"as_at={DAY}" not in each] == []


def test_what_was_known_then_and_what_is_known_now_are_kept_apart(reader: TestClient, world: World) -> None:
    page(reader, on("/?show=example"))
    page(reader, "/?show=example")
    assert [day for method, day in world.days if method == "ListLines"] == [DAY, ""]


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", "20261001", "2026-02-30"])
@pytest.mark.parametrize("path", PAGES)
def test_a_day_that_is_not_over_leads_to_now(reader: TestClient, path: str, day: str) -> None:
    answer = reader.get(on(path, day))
    assert (answer.status_code, answer.headers["location"]) == (303, path)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "is being put together"), ("ur", "ترتیب دیا جا رہا ہے")], ids=["en", "ur"]
)
@pytest.mark.parametrize("path", PAGES)
def test_a_day_that_is_being_put_together_is_asked_for_again_and_now_is_shown_meanwhile(
    reader: TestClient, world: World, path: str, language: str, said: str
) -> None:
    world.waits = {DAY}
    answer = reader.get(on(path), headers={"accept-language": language})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert said in answer.text
    assert page(reader, path), "recommendations did answer: nobody waits for it"


def test_an_item_that_was_published_later_is_left_out(reader: TestClient, world: World) -> None:
    _, statements = world.consultations["EX-C-1"]
    for each in statements[1:]:
        each.published_date = "2026-10-02"
    statements[0].published_date = DAY
    shown = page(reader, on("/c/EX-C-1")).select("#items > li")
    assert [each["id"] for each in shown] == [f"i{statements[0].number.split('/')[-1]}"]
    later = page(reader, on(f"/c/{statements[1].number}"), 404)
    assert "Not yet published on 1 Oct 2026" in words(later.h1)
    world.consultations["EX-C-1"][0].published_date = "2026-10-02"
    assert "Not yet published" in words(page(reader, on("/c/EX-C-1"), 404).h1)
    assert page(reader, on("/c/EX-C-99"), 404).find("input", attrs={"type": "search"})


def test_meetings_are_listed_as_they_were_known(reader: TestClient, world: World) -> None:
    meeting, _ = world.consultations["EX-C-1"]
    meeting.published_date = "2026-10-02"
    assert not page(reader, on("/?show=example")).select(".cards h3")
    meeting.published_date = DAY
    (card,) = page(reader, on("/?show=example")).select(".cards h3 a")
    assert card["href"] == on("/c/EX-C-1")


def test_a_body_that_was_renamed_since_is_called_as_it_was(reader: TestClient, world: World) -> None:
    _, statements = world.consultations["EX-C-1"]
    statements[0].addressee_slugs[:] = ["renamed-since"]
    statements[0].added_addressees.add(slug="renamed-since", added_date=DAY)
    then = next(each for each in world.addressees if each.slug == BODY)
    world.cards["renamed-since"] = recommendations.GetAddresseeResponse(addressee=then)
    for path in ("/c/EX-C-1", f"/c/{statements[0].number}"):
        assert "renamed-since" not in words(page(reader, on(path)).main)


def test_a_body_that_was_not_in_the_register_yet_says_so(reader: TestClient, world: World) -> None:
    world.unknown_then = {BODY}
    opened = page(reader, on(f"/a/{BODY}"), 404)
    assert "Not yet published on 1 Oct 2026" in words(opened.h1)
    assert opened.find("a", href=f"/a/{BODY}")
    assert page(reader, on("/a/nobody"), 404).find("input", attrs={"type": "search"})


def test_the_day_is_chosen_where_lines_are_filtered(reader: TestClient) -> None:
    form = page(reader, on("/?show=example&theme=child_safety")).select_one("details.filters[open] form")
    field = form.find("input", attrs={"name": "as_at"})
    assert (field["type"], field["value"]) == ("date", DAY)
    assert form.find("label", attrs={"for": "as_at"})
    assert not page(reader, "/?show=example").select_one("details.filters[open]")
