"""A promise known from the press, through the whole product: tracked, asked about, confirmed by its maker."""

import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard import labels
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.boxes import choose
from tests.e2e import reviewing
from tests.e2e.conftest import World, today
from tests.e2e.scene import Scene, words
from tests.e2e.signing_in import signed_in
from tests.e2e.typing_in import submit, type_in, type_many
from tests.e2e.waiting import until

MEETING, PROMISE = "What a paper reports of the air (example)", "Read safety advice on air every week"
ARTICLE, URL = "The Daily Page (example)", "https://daily.example/air"
_PRESS = {"type": "STATEMENT_TYPE_COMMITMENT", "press_reported": True}


@pytest.mark.covers("row 2", "row 4", "row 7b", "row 8b", "row 13")
def test_it_is_confirmed_by_its_makers_word_and_not_before(world: World) -> None:
    scene = Scene(world, "press-promise", "Diary Office (example)")
    liaison = scene.liaison()
    table = scene.table("a", "The office will print safety advice in school diaries")
    [first] = table["statements"]
    first |= _PRESS
    # Tracked at publication, and recorded only.
    table["statements"].append(first | {"publication": "PUBLICATION_RECORDED", "title": {"en": "It will open a desk"}})
    draft = scene.publish(table)
    one, other = draft.statements[0].tracked_number, _tracked_later(world, scene, draft.statements[1].number)

    for number in (one, other):
        line = scene.page(number).lines[0]
        assert (line.headline.headline, line.request) == (
            pb.HEADLINE_REPORTED_IN_THE_PRESS,
            events.REQUEST_NOT_ASKED,
        )
        for language, says in (("en", "not confirmed by"), ("ur", "نے تصدیق نہیں کی")):
            path = f"/r/{number}?lang={language}"
            until(lambda path=path, says=says: says in scene.read(path), f"{says!r} on {path}")  # type: ignore[misc]
    assert _listed(world, scene) == set()

    # Its maker is asked by hand, says what it plans, and so confirms the one; a letter confirms the other.
    _act(world, scene, one, pb.RecordHandOverRequest, reference="No. 1", **_by_letter("handed_over_date"))
    until(lambda: one in _listed(world, scene), "the promise that its maker was asked about")
    assert scene.page(one).lines[0].unconfirmed
    planned = pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("We said so."))
    work = scene.assignment(liaison, one)
    report = pb.ReportProgressRequest(
        idempotency_key=secrets.token_hex(8),
        assignment_id=work.assignment_id,
        expected_version=work.version,
        progress=planned,
    )
    liaison.call(scene.stub.ReportProgress, report, "recommendations")
    source = events.OutsideSource(reference="No. 2", **_by_letter("date"))
    said = _act(world, scene, other, pb.RecordOutsideAnswerRequest, progress=planned, source=source)
    decision = pb.DecideOutsideAnswerRequest(
        idempotency_key=secrets.token_hex(8), outside_answer_id=said.outside_answer.outside_answer_id, confirm=True
    )
    world.person("reviewer").call(scene.stub.DecideOutsideAnswer, decision, "recommendations")
    for number in (one, other):
        line = scene.page(number).lines[0]
        assert (line.headline.headline, line.unconfirmed) == (pb.HEADLINE_WORK_PLANNED, False)
        path = f"/r/{number}?lang=en"
        until(lambda path=path: "Work planned" in scene.read(path), f"the confirmed promise on {path}")  # type: ignore[misc]
        assert "not confirmed by" not in scene.read(path)
    until(lambda: _listed(world, scene) == {one, other}, "both in the list")


def _tracked_later(world: World, scene: Scene, number: str) -> str:
    """Let a facilitator propose that it is tracked, and a reviewer agree; its number."""
    answers = consultations.VerifiabilityEntry(
        who=words(scene.name), what=words("A desk"), by_when=words("This year"), shown_how=words("By going there")
    )
    proposed = scene.change(
        "ProposeChange",
        consultations.ProposeChangeRequest(number=number, reason=words("Its maker can be asked"), track=answers),
    )
    decision = consultations.DecideProposalRequest(
        idempotency_key=secrets.token_hex(8), proposal_id=proposed.proposal_id, agree=True
    )
    decided = world.person("reviewer").call(world.client.consultations.DecideProposal, decision, "consultations")
    tracked = str(decided.statement.tracked_number)
    until(lambda: scene.arrived(tracked), f"{tracked} on its page")
    return tracked


def _by_letter(day: str) -> dict[str, Any]:
    return {"channel": events.CHANNEL_LETTER, day: today().isoformat()}


def _act(world: World, scene: Scene, number: str, kind: type[Any], **fields: Any) -> Any:
    """Let the forum's facilitator record something of the line."""
    person = world.person("facilitator")
    line = scene.assignment(person, number)
    request = kind(
        idempotency_key=secrets.token_hex(8),
        assignment_id=line.assignment_id,
        expected_version=line.version,
        **fields,
    )
    rpc = getattr(scene.stub, kind.DESCRIPTOR.name.removesuffix("Request"))
    return person.call(rpc, request, "recommendations")


def _listed(world: World, scene: Scene) -> set[str]:
    asked = pb.ListLinesRequest(filter=pb.LineFilter(illustrative=True, addressee_slug=scene.slug), page_size=200)
    return {each.tracked_number for each in world.client.recommendations.ListLines(asked, timeout=10).lines}


def _typed_at_the_desk(world: World, browser: Browser, body: str) -> str:
    """Type a promise, mark it as the press's with the article that reports it, and submit it; the consultation's id.

    All of it on a narrow phone, in Urdu.
    """
    person, stub = world.person("facilitator"), world.client.consultations
    page = signed_in(world, browser, person, width=360, language="ur")
    type_many(page, MEETING, [f"{PROMISE} > {body}"])
    mine = person.call(
        stub.ListMyConsultations, consultations.ListMyConsultationsRequest(page_size=200), "consultations"
    )
    [which] = [each.consultation_id for each in mine.consultations if each.title.bodies["en"] == MEETING]
    asked = consultations.GetDraftRequest(consultation_id=which)

    def draft() -> consultations.Draft:
        found: consultations.Draft = person.call(stub.GetDraft, asked, "consultations").draft
        return found

    address = f"/facilitator?consultation={which}"
    page.goto(f"{address}&step=details")
    choose(
        page,
        _box(page, "capture_kind"),
        labels.value(published.ConsultationKind, published.CONSULTATION_KIND_ROUNDTABLE, "ur"),
    )
    choose(
        page,
        _box(page, "capture_state"),
        labels.value(published.ConsultationState, published.CONSULTATION_STATE_HELD, "ur"),
    )
    page.locator("label").filter(has_text=_text("capture_illustrative")).click()
    until(lambda: draft().details.illustrative and draft().details.state, "the details are saved as typed")
    page.goto(f"{address}&step=items")
    page.locator("summary", has_text=PROMISE).click()
    choose(
        page,
        _box(page, "capture_type"),
        labels.value(published.StatementType, published.STATEMENT_TYPE_COMMITMENT, "ur"),
        exact=True,
    )
    page.locator("label").filter(has_text=_text("capture_press")).click()
    missing = page.get_by_text(_text("capture_press_no_source"))
    expect(missing).to_be_visible()
    choose(page, _box(page, "capture_source_type"), _text("source_published_article"))
    type_in(page.get_by_label(_text("capture_source_name")), ARTICLE)
    type_in(page.get_by_label(_text("capture_source_url")), URL)
    parts = page.get_by_role("group", name=_text("capture_source_read")).get_by_role("spinbutton")
    for place, typed in enumerate(("2026", "03", "02")):
        parts.nth(place).click()
        page.keyboard.type(typed)
    page.get_by_text(_text("capture_press_where_what")).click()  # the day counts once its calendar is closed
    until(lambda: draft().details.source.retrieved_date == "2026-03-02", "the day is saved as typed")
    expect(missing).to_have_count(0)
    assert page.evaluate(_BEYOND) == [], "everything stands within the screen"
    submit(page, address, 1, "ur")
    until(
        lambda: {each.record_state for each in draft().statements} == {consultations.RECORD_STATE_IN_REVIEW}, "it waits"
    )
    page.context.close()
    return str(which)


# What reaches beyond the screen, but for what only a screen reader meets.
_BEYOND = """() => [...document.querySelectorAll("[data-testid=stMain] *")]
    .filter((each) => each.getBoundingClientRect().width > 1 && !each.closest("[aria-hidden=true]"))
    .filter((each) => each.getBoundingClientRect().left < -1 || each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 200))"""


def _text(key: str) -> str:
    return labels.text(key, "ur")


def _box(page: Page, label: str) -> Locator:
    return page.locator("[data-testid=stSelectbox]").filter(has_text=_text(label))


@pytest.mark.timeout(200)
@pytest.mark.covers("row 1", "row 2")
def test_it_is_entered_by_hand_with_the_article_that_reports_it_and_its_page_names_that(
    world: World, browser: Browser
) -> None:
    scene = Scene(world, "press-by-hand", "Radio Office (example)")
    _typed_at_the_desk(world, browser, scene.name)
    page = signed_in(world, browser, world.person("reviewer"))
    reviewing.open_review(page, MEETING)
    reviewing.answer_checklist(page)
    number = reviewing.publish(page, "Publish 1 item(s) – 0 liaisons will be told")
    page.context.close()
    for language, width in (("en", 1280), ("ur", 360)):
        reader = browser.new_page(base_url=world.stack.public_url, viewport={"width": width, "height": 900})
        reader.goto(f"/c/{number}/1?lang={language}")
        room = reader.locator(".room")
        for told in (labels.text("press_reported", language), ARTICLE, labels.day("2026-03-02", language)):
            expect(room).to_contain_text(told)
        expect(room.locator(f'a[href="{URL}"]')).to_be_visible()
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
        reader.close()
