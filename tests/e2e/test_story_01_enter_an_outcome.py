"""Story 1: the SocioCivil meetup with its 21 items, typed on a phone; published but for the garbled one."""

import io
import secrets
import urllib.request
import zipfile
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.sample_data import content
from deploy.local.sample_data.capture import Capture
from deploy.local.sample_data.content import Calendar
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.boxes import choose
from tests.e2e import reviewing
from tests.e2e.conftest import World, today
from tests.e2e.signing_in import signed_in
from tests.e2e.typing_in import submit, type_in, type_many
from tests.e2e.waiting import until

TITLE = "SocioCivil meetup, entered on a phone"
MEETUP = next(each for each in content.sources()["consultations"] if each["key"] == "sociocivil")
STATEMENTS: list[dict[str, Any]] = MEETUP["statements"]
IN_URDU = {place: each["title"]["ur"] for place, each in enumerate(STATEMENTS) if "ur" in each["title"]}
URDU = list(IN_URDU.values())
# What is typed at the desk; a request brings the rest of what the article says.
AT_THE_DESK = ("title", "kind", "state", "summary")


class Story:
    """The archive's facilitator and reviewers at work on one consultation."""

    def __init__(self, world: World) -> None:
        self.world, self.archivist = world, world.person("archivist")

        self.capture = Capture(
            client=world.client,
            calendar=Calendar(today()),
            facilitator=self.archivist,
            reviewer=world.person("archive-reviewer"),
            second_reviewer=world.person("archive-second-reviewer"),
            host_name={"en": "Press archive (example)"},
            organisation_id="",
            addressees={},
        )

    def call(self, rpc: str, request: Any) -> Any:
        """Call an RPC of consultations as the archivist."""
        if "idempotency_key" in request.DESCRIPTOR.fields_by_name:
            request.idempotency_key = secrets.token_hex(8)
        return self.archivist.call(getattr(self.world.client.consultations, rpc), request, "consultations")

    def draft(self) -> pb.Draft:
        """Return what the phone made."""
        mine = self.call("ListMyConsultations", pb.ListMyConsultationsRequest(page_size=200)).consultations
        [found] = [each.consultation_id for each in mine if each.title.bodies["en"] == TITLE]
        draft: pb.Draft = self.call("GetDraft", pb.GetDraftRequest(consultation_id=found)).draft
        return draft

    def register(self) -> dict[str, str]:
        """Return the id of each body by its slug."""
        asked = recommendations.ListRegisterRequest(page_size=200)
        stub = self.world.client.recommendations
        found = self.archivist.call(stub.ListRegister, asked, "recommendations").addressees
        return {each.public.slug: each.addressee_id for each in found}

    def complete(self, draft: pb.Draft) -> None:
        """Bring what the article says beside what is typed: kinds, addressees, and who said it."""
        calendar, which = self.capture.calendar, draft.consultation_id
        said = {name: value for name, value in MEETUP["details"].items() if name not in AT_THE_DESK}
        details = calendar.message(
            pb.ConsultationDetails, said | {"title": {"en": TITLE}}, host_name=self.capture.host_name
        )
        update = pb.UpdateConsultationRequest(consultation_id=which, expected_version=draft.version, details=details)
        self.call("UpdateConsultation", update)
        register = self.register()
        for typed, table in zip(draft.statements, STATEMENTS, strict=True):
            assert typed.details.text.bodies["en"] == table["text"]["en"]
            left_out = ("speaker", "addressees", "key", "publication")
            said = {name: value for name, value in table.items() if name not in left_out}
            said["title"] = {"en": table["title"]["en"]}
            request = pb.PutStatementRequest(
                consultation_id=which,
                statement_id=typed.statement_id,
                expected_version=typed.version,
                details=calendar.message(pb.StatementDetails, said),
            )
            request.details.addressee_ids.extend(register[slug] for slug in table.get("addressees", []))
            self.call("PutStatement", request)


def _typed_on_a_phone(story: Story, browser: Browser) -> None:
    """Type the title and every item, and confirm them."""
    page = signed_in(story.world, browser, story.archivist, width=360, height=740)
    type_many(page, TITLE, [each["text"]["en"] for each in STATEMENTS])
    page.context.close()


def _completed_at_the_desk(story: Story, browser: Browser, draft: pb.Draft) -> pb.Draft:
    """Type the details and the Urdu titles at the desk, and submit everything there."""
    page = signed_in(story.world, browser, story.archivist)
    address = f"/facilitator?consultation={draft.consultation_id}"
    page.goto(f"{address}&step=details")
    type_in(page.get_by_label("Title (Urdu)", exact=True), MEETUP["details"]["title"]["ur"])
    choose(page, page.locator("[data-testid=stSelectbox]").filter(has_text="Kind of meeting"), "Meetup")
    choose(page, page.locator("[data-testid=stSelectbox]").filter(has_text="Did it take place?"), "Held")
    type_in(page.get_by_label("What it was about (English)", exact=True), MEETUP["details"]["summary"]["en"])

    def details() -> bool:
        now = story.draft().details
        typed = (dict(now.title.bodies), now.kind, now.state, now.summary.bodies.get("en", ""))
        wanted = {"en": TITLE, "ur": MEETUP["details"]["title"]["ur"]}
        return typed == (
            wanted,
            events.CONSULTATION_KIND_MEETUP,
            events.CONSULTATION_STATE_HELD,
            MEETUP["details"]["summary"]["en"],
        )

    until(details, "the details are saved as typed")
    page.goto(f"{address}&step=items")
    for place, urdu in IN_URDU.items():
        named = page.locator("summary", has_text=STATEMENTS[place]["title"]["en"])
        item = page.locator("[data-testid=stExpander]").filter(has=named)
        item.locator("summary").click()
        type_in(item.get_by_label("A line that names it (Urdu)", exact=True), urdu)
    until(
        lambda: (
            [each.details.title.bodies.get("ur", "") for each in story.draft().statements]
            == [IN_URDU.get(place, "") for place in range(len(STATEMENTS))]
        ),
        "the Urdu titles are saved as typed",
    )
    submit(page, address, len(STATEMENTS))
    in_review = pb.RECORD_STATE_IN_REVIEW
    until(lambda: {each.record_state for each in story.draft().statements} == {in_review}, "it waits for the reviewer")
    page.context.close()
    return story.draft()


def _published_by_the_reviewer(story: Story, browser: Browser) -> pb.Draft:
    """Read all of it beside what was entered, and publish it, but for the garbled one."""
    page = signed_in(story.world, browser, story.capture.reviewer)
    reviewing.open_review(page, TITLE)
    readable = [each["text"]["en"] for each in STATEMENTS if not each.get("garbled")]
    for which in ("What will be public", "As entered"):
        shown = " ".join(reviewing.side(page, which).all_inner_texts())
        assert [each for each in readable if each not in shown] == [], which
    expect(page.get_by_text("Nothing of it is public yet.")).to_be_visible()
    expect(page.get_by_text("Nobody gets a mail.").first).to_be_visible()
    reviewing.answer_checklist(page)
    reviewing.publish(page, f"Publish {len(readable)} item(s) – 0 liaisons will be told")
    page.context.close()
    return story.draft()


def _exported(story: Story, draft: pb.Draft) -> str:
    """Return the sheets of the spreadsheet, as XML."""
    address = (
        f"{story.world.stack.public_url}/capture/items.xlsx?consultation={draft.consultation_id}&filled=yes&lang=ur"
    )
    request = urllib.request.Request(address, headers={"Cookie": f"sid={story.archivist.session}"})
    with urllib.request.urlopen(request, timeout=30) as answer, zipfile.ZipFile(io.BytesIO(answer.read())) as book:
        return "".join(book.read(each).decode() for each in book.namelist() if each.endswith(".xml"))


def _open(page: Page, story: Story, path: str, language: str) -> None:
    page.goto(f"{story.world.stack.public_url}{path}?lang={language}")


def _nobody_is_mailed(world: World, number: str, before: set[str]) -> None:
    """No mail has come, and none waits: the log of deliveries, which has others, has none of it."""
    told = [mail for mail in world.mails("") if mail["id"] not in before]
    assert [mail["to"] for mail in told if f"{number}/" in mail["text"] or TITLE in mail["text"]] == []
    log = world.client.operator_notifications
    assert until(lambda: log.ListDeliveries(notifications.ListDeliveriesRequest(), timeout=10).deliveries, "a delivery")
    of_it = notifications.ListDeliveriesRequest(consultation_number=number)
    assert not log.ListDeliveries(of_it, timeout=10).deliveries


@pytest.mark.timeout(300)
def test_an_outcome_is_entered_published_and_found_and_nobody_is_mailed(world: World, browser: Browser) -> None:
    story = Story(world)
    _typed_on_a_phone(story, browser)
    story.complete(story.draft())
    _completed_at_the_desk(story, browser, story.draft())
    before = {mail["id"] for mail in world.mails("")}
    published = _published_by_the_reviewer(story, browser)

    numbers = [each.number for each in published.statements]
    assert numbers.count("") == 1
    [kept] = [each for each in published.statements if not each.number]
    assert (kept.record_state, kept.details.garbled) == (pb.RECORD_STATE_IN_REVIEW, True)
    number = published.number
    assert [each for each in numbers if each] == [f"{number}/{place}" for place in range(1, 21)]

    stub = world.client.consultations
    found = stub.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10)
    types = Counter(each.type for each in found.statements)
    assert types == {
        events.STATEMENT_TYPE_RECOMMENDATION: 11,
        events.STATEMENT_TYPE_INSIGHT: 6,
        events.STATEMENT_TYPE_COMMITMENT: 2,
        events.STATEMENT_TYPE_OUTCOME_CLAIM: 1,
    }
    assert (found.consultation.recorded, found.consultation.tracked, found.consultation.starts_date) == (20, 0, "")
    asked = recommendations.ListConsultationLinesRequest(consultation_number=number)

    def arrived() -> bool:
        try:
            return len(world.client.recommendations.ListConsultationLines(asked, timeout=10).statements) == 20
        except Exception:  # noqa: BLE001 - not there yet
            return False

    until(arrived, "recommendations knows of all of them")

    page = browser.new_page()
    _open(page, story, f"/c/{number}", "en")
    main = page.locator("main")
    expect(main).to_contain_text("20 recorded, 0 tracked")
    counted = [each.inner_text().split()[-2:] for each in page.locator(".said-by-type tbody tr").all()]
    assert sorted(counted, key=lambda of: int(of[0])) == [["1", "0"], ["2", "0"], ["6", "0"], ["11", "0"]]
    expect(page.locator(".facts").first).to_contain_text("not given")
    for each in found.statements:
        _open(page, story, f"/c/{each.number}", "en")
        expect(page.locator("h1")).to_contain_text(each.title.bodies["en"])
    _open(page, story, f"/c/{number}", "ur")
    shown = page.locator("#items h3 bdi[lang=ur]")
    assert shown.all_inner_texts() == URDU
    assert shown.evaluate_all("all => all.map(each => getComputedStyle(each).direction)") == ["rtl"] * 3
    expect(page.locator("html[dir=rtl]")).to_have_count(1)
    expect(page.locator(".facts").first).to_contain_text("نہیں دیا گیا")
    for said in (each for each in found.statements if "ur" in each.title.bodies):
        _open(page, story, f"/c/{said.number}", "ur")
        expect(page.locator("h1 bdi[lang=ur]")).to_have_text(said.title.bodies["ur"])
    _open(page, story, f"/c/{number}/sheet", "ur")
    expect(page.locator(".outcome a.code svg")).to_have_count(20)
    page.close()

    sheets = _exported(story, published)
    assert 'rightToLeft="1"' in sheets
    assert [each for each in URDU if each not in sheets] == []
    _nobody_is_mailed(world, number, before)
