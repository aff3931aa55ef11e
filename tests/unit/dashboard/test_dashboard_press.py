"""A promise known only from the press, entered by hand: what is asked of it, and what is said of it."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels
from dashboard.settings import Settings
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

ARTICLE = {
    "type": "published_article",
    "name": "Daily",
    "url": "https://daily.example/1",
    "retrieved_date": "2026-03-02",
}


@dataclass
class Service:
    """Keeps one consultation with one item."""

    draft: pb.Draft
    asked: list[Any] = field(default_factory=list)

    def ReadUnsentText(self, _request: Any) -> Any:
        """Give an empty box."""
        return pb.ReadUnsentTextResponse()

    def ListRegister(self, _request: Any) -> Any:
        """Give an empty register."""
        return recommendations.ListRegisterResponse()

    def PutStatement(self, request: Any) -> Any:
        """Keep the item."""
        self.asked.append(request)
        [item] = self.draft.statements
        item.details.CopyFrom(request.details)
        item.version += 1
        return pb.PutStatementResponse(statement=item)

    def UpdateConsultation(self, request: Any) -> Any:
        """Keep the details."""
        self.asked.append(request)
        self.draft.details.CopyFrom(request.details)
        self.draft.version += 1
        return pb.UpdateConsultationResponse(draft=self.draft)


def a_draft(*, press: bool = False, **source: str) -> pb.Draft:
    draft = pb.Draft(consultation_id="c-1", version=1)
    draft.details.source.CopyFrom(pb.Source(**source))
    item = draft.statements.add(statement_id="s-1", version=1, position=1, record_state=pb.RECORD_STATE_DRAFT)
    item.details.type = events.STATEMENT_TYPE_COMMITMENT
    item.details.press_reported = press
    return draft


def step(service: Service, language: str) -> AppTest:
    def script(here: object, draft: object) -> None:
        from dashboard.capture import items  # the script runs apart from this file

        read = type(draft).FromString(draft.SerializeToString())  # type: ignore[attr-defined]
        items.step(here, read)  # type: ignore[arg-type]

    here = SimpleNamespace(
        language=language, me=None, person=SimpleNamespace(consultations=service, recommendations=service)
    )
    shown = AppTest.from_function(script, kwargs={"here": here, "draft": service.draft}, default_timeout=30)
    shown.session_state["open-s-1"] = True
    return run(shown)


def run(shown: AppTest) -> AppTest:
    shown.run()
    assert not shown.exception, shown.exception
    return shown


def box(shown: AppTest, language: str) -> list[Any]:
    return [each for each in shown.checkbox if each.label == labels.text("capture_press", language)]


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    desk.configure(settings)


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_it_is_marked_on_the_item_and_the_article_is_asked_for_beside_it(language: str) -> None:
    service = Service(a_draft())
    shown = step(service, language)
    where = labels.text("capture_press_where", language)
    assert where not in [each.value for each in shown.subheader]
    box(shown, language)[0].check()
    run(shown)
    assert service.draft.statements[0].details.press_reported
    assert labels.text("capture_press_public", language) in [each.value for each in shown.caption]
    assert where in [each.value for each in shown.subheader]
    missing = labels.text("capture_press_no_source", language)
    assert [each.value for each in shown.warning] == [missing]
    shown.selectbox(key="details-c-1|source-type").select("published_article")
    run(shown)
    shown.text_input(key="details-c-1|capture_source_url").input(ARTICLE["url"])
    run(shown)
    assert service.draft.details.source.url == ARTICLE["url"]
    assert [each.value for each in shown.warning] == [missing], "the day is missing still"


def test_of_what_is_no_promise_it_is_not_asked() -> None:
    service = Service(a_draft())
    service.draft.statements[0].details.type = events.STATEMENT_TYPE_RECOMMENDATION
    assert not box(step(service, "en"), "en")
    service.draft.statements[0].details.press_reported = True
    assert box(step(service, "en"), "en"), "what is marked so by mistake can be mended"


def test_with_article_address_and_day_nothing_is_missing() -> None:
    assert not step(Service(a_draft(press=True, **ARTICLE)), "en").warning


@pytest.mark.parametrize("path", ["/r/EX-R-2", "/c/EX-C-1/2"])
@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_its_page_names_the_article_its_address_and_the_day(
    reader: TestClient, world: World, path: str, language: str
) -> None:
    consultation, statements = world.consultations["EX-C-1"]
    consultation.source.CopyFrom(pb.Source(**ARTICLE))
    for each in statements:
        each.press_reported = True
    unconfirmed(world, True)
    shown = page(reader, f"{path}?lang={language}").main
    said = words(shown)
    for told in (labels.text("press_reported", language), "Daily", labels.day("2026-03-02", language)):
        assert words_of(told) in said
    assert shown.select_one(f'.room a[href="{ARTICLE["url"]}"]')


@pytest.mark.parametrize("path", ["/r/EX-R-2", "/c/EX-C-1/2"])
@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_its_page_says_that_its_maker_confirmed_it_since(
    reader: TestClient, world: World, path: str, language: str
) -> None:
    for each in world.consultations["EX-C-1"][1]:
        each.press_reported = True
    unconfirmed(world, False)
    said = words(page(reader, f"{path}?lang={language}").main)
    assert words_of(labels.text("press_reported_first", language)) in said
    assert words_of(labels.text("press_reported", language)) not in said


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_while_nobody_can_tell_its_page_does_not_say_that_it_was_never_confirmed(
    reader: TestClient, world: World, language: str
) -> None:
    for each in world.consultations["EX-C-1"][1]:
        each.press_reported = True
    world.down.add("recommendations")
    said = words(page(reader, f"/c/EX-C-1/2?lang={language}").main)
    assert words_of(labels.text("press_reported_unknown", language)) in said
    assert words_of(labels.text("press_reported", language)) not in said


def unconfirmed(world: World, is_so: bool) -> None:
    """Say of every line whether its maker has not confirmed it."""
    lines = [line for found in world.recommendations.values() for line in found.lines]
    for line in (*world.lines, *lines):
        line.unconfirmed = is_so


def words_of(told: str) -> str:
    return told.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))


@pytest.mark.parametrize("key", ["capture_press_public", "review_press"])
@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_desks_quote_the_sentence_that_the_public_will_read(key: str, language: str) -> None:
    value = recommendations.HeadlineValue(headline=recommendations.HEADLINE_REPORTED_IN_THE_PRESS)
    reads = labels.headline(value, language, body="…").translate(dict.fromkeys(map(ord, "\u2068\u2069")))
    assert f"“{reads}”" in labels.text(key, language)
