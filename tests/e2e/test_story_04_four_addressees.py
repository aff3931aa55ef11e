"""Story 4: four bodies, four answers. A matrix of headlines; each liaison sees only its own form."""

import grpc
import pytest
from playwright.sync_api import Browser, expect

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World
from tests.e2e.waiting import until

NUMBER = "EX-R-1"
HEADLINES = {
    "child-rights-commission-example": recommendations.HEADLINE_ACCEPTED_IN_PART,
    "telecom-regulator-example": recommendations.HEADLINE_LATE,
    "video-platform-example": recommendations.HEADLINE_DECLINED,
    "cybercrime-agency-example": recommendations.HEADLINE_NO_ANSWER,
    "parents-and-teachers-example": recommendations.HEADLINE_ADDRESSED_TO_A_GROUP,
}


@pytest.mark.covers("row 9", "row 10")
def test_each_body_has_its_own_headline(world: World) -> None:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)

    def headlines() -> dict[str, int]:
        found = world.client.recommendations.GetRecommendation(asked, timeout=10)
        return {line.addressee.slug: line.headline.headline for line in found.lines}

    until(lambda: headlines() == HEADLINES, f"{HEADLINES}, but {headlines()}")


SAYS = {
    "en": ("Accepted in part", "Late – promised for", "Declined", "No answer – ", "Addressed to a group"),
    "ur": ("جزوی طور پر", "تاخیر", "انکار", "جواب نہیں آیا", "ایک گروہ"),
}


@pytest.mark.parametrize("language", SAYS)
def test_a_reader_sees_one_row_for_each_body(world: World, browser: Browser, language: str) -> None:
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    phone.goto(f"{world.stack.public_url}/r/{NUMBER}?lang={language}")
    stands = phone.locator("table.matrix tbody tr > td:nth-child(2)")
    expect(stands).to_have_count(len(HEADLINES))
    for each in SAYS[language]:
        expect(stands.filter(has_text=each)).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()


@pytest.mark.covers("row 27")
def test_the_silent_one_passed_the_date_asked_by_the_clock_alone(world: World) -> None:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    found = world.client.recommendations.GetRecommendation(asked, timeout=10)
    silent = next(line for line in found.lines if line.addressee.slug == "cybercrime-agency-example")
    assert silent.response.state == recommendations.CLOCK_STATE_PAST_DATE
    assert silent.headline.days == -silent.response.days_left > 0
    assert not silent.says.HasField("position_entry")


def test_a_liaison_sees_only_its_own_form(world: World) -> None:
    liaison = world.person("commission-liaison")
    stub = world.client.recommendations
    mine = liaison.call(
        stub.ListMyAssignments, recommendations.ListMyAssignmentsRequest(page_size=200), "recommendations"
    )
    assert {each.line.addressee.slug for each in mine.assignments} == {"child-rights-commission-example"}
    token = liaison.token("recommendations")
    foreign = recommendations.GetAssignmentRequest(tracked_number=NUMBER, addressee_slug="video-platform-example")
    with pytest.raises(grpc.RpcError) as refused:
        stub.GetAssignment(foreign, timeout=10, metadata=(("authorization", f"Bearer {token}"),))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize("slug", [slug for slug in HEADLINES if slug != "parents-and-teachers-example"])
def test_each_scorecard_counts_the_line_once(world: World, slug: str) -> None:
    stub = world.client.recommendations
    filtered = recommendations.LineFilter(illustrative=True, addressee_slug=slug)

    def lines() -> list[str]:
        found = stub.ListLines(recommendations.ListLinesRequest(filter=filtered, page_size=200), timeout=10).lines
        return [line.tracked_number for line in found]

    def counted() -> int:
        card = stub.GetAddressee(recommendations.GetAddresseeRequest(slug=slug), timeout=10)
        return sum(part.lines for part in card.bar.parts)

    assert lines().count(NUMBER) == 1
    until(lambda: counted() == len(lines()), "the counts are folded")
