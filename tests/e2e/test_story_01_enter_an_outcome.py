"""Story 1: the SocioCivil meetup with its 21 items, begun on a phone; published but for the garbled one."""

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
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World, today
from tests.e2e.waiting import until

TITLE = "SocioCivil meetup, entered on a phone"
BY_HAND = 3
MEETUP = next(each for each in content.sources()["consultations"] if each["key"] == "sociocivil")
STATEMENTS: list[dict[str, Any]] = MEETUP["statements"]
URDU = [each["title"]["ur"] for each in STATEMENTS if "ur" in each["title"]]


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

    def complete(self, draft: pb.Draft) -> pb.Draft:
        """Enter what the article says beside: details, Urdu titles, the other items; and submit it."""
        calendar, which = self.capture.calendar, draft.consultation_id
        details = calendar.message(
            pb.ConsultationDetails, MEETUP["details"] | {"title": {"en": TITLE}}, host_name=self.capture.host_name
        )
        update = pb.UpdateConsultationRequest(consultation_id=which, expected_version=draft.version, details=details)
        changed = self.call("UpdateConsultation", update).draft
        register = self.register()
        for place, table in enumerate(STATEMENTS):
            left_out = ("speaker", "addressees", "key", "publication")
            said = {name: value for name, value in table.items() if name not in left_out}
            request = pb.PutStatementRequest(consultation_id=which, details=calendar.message(pb.StatementDetails, said))
            request.details.addressee_ids.extend(register[slug] for slug in table.get("addressees", []))
            if place < BY_HAND:
                typed = draft.statements[place]
                assert typed.details.text.bodies["en"] == table["text"]["en"]
                request.statement_id, request.expected_version = typed.statement_id, typed.version
            self.call("PutStatement", request)
        submit = pb.SubmitConsultationRequest(consultation_id=which, expected_version=changed.version)
        submitted: pb.Draft = self.call("SubmitConsultation", submit).draft
        return submitted


def _begun_on_a_phone(story: Story, browser: Browser) -> None:
    """Type the title and the first items, and confirm them."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-US")
    cookie: Any = {"name": "sid", "value": story.archivist.session, "url": story.world.stack.public_url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{story.world.stack.public_url}/capture?lang=en")
    page.fill("#title", TITLE)
    page.fill("#text", "\n".join(each["text"]["en"] for each in STATEMENTS[:BY_HAND]))
    page.click("#quick button[type=submit]")
    page.click("#confirm button[type=submit]")
    expect(page.locator("#saved")).to_contain_text(f"{BY_HAND}")
    context.close()


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


@pytest.mark.timeout(300)
def test_an_outcome_is_entered_published_and_found_and_nobody_is_mailed(world: World, browser: Browser) -> None:
    story = Story(world)
    _begun_on_a_phone(story, browser)
    submitted = story.complete(story.draft())
    before = {mail["id"] for mail in world.mails("")}
    published = story.capture.publish(MEETUP | {"key": "story-01"}, submitted)

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
    expect(page.locator(".said-by-type tbody tr")).to_have_count(4)
    expect(page.locator(".facts").first).to_contain_text("not given")
    for each in found.statements:
        _open(page, story, f"/c/{each.number}", "en")
        expect(page.locator("h1")).to_contain_text(each.title.bodies["en"])
    _open(page, story, f"/c/{number}", "ur")
    shown = page.locator("#items h3 bdi[lang=ur]")
    assert shown.all_inner_texts() == URDU
    assert shown.evaluate_all("all => all.map(each => getComputedStyle(each).direction)") == ["rtl"] * 3
    _open(page, story, f"/c/{number}/sheet", "ur")
    expect(page.locator(".outcome a.code svg")).to_have_count(20)
    page.close()

    sheets = _exported(story, published)
    assert 'rightToLeft="1"' in sheets
    assert [each for each in URDU if each not in sheets] == []
    told = [mail for mail in world.mails("") if mail["id"] not in before]
    assert [mail["to"] for mail in told if f"{number}/" in mail["text"] or TITLE in mail["text"]] == []
