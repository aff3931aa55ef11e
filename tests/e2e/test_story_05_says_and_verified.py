"""Story 5: reported complete without evidence, partly shown, contradicted – each with its day and role.

The addressee reads and answers before the last is public; a liaison never writes a verification, also over gRPC. The
stack of this run gives seconds for the reply, not ten working days.
"""

import re
import secrets
import urllib.error
import urllib.request
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import labels
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import EMAILS, World
from tests.e2e.signing_in import sign_in
from tests.e2e.waiting import until

# A line that no other story looks at.
NUMBER, SLUG = "EX-R-8", "telecom-regulator-example"
LIAISON, VERIFIER = "regulator-liaison", "verifier"
FOUND, REPLY = "The number was called ten times; nobody answered.", "The line was down that week and answers again."
SEEN, SAW = "https://archive.example/regulator", "A recording of ten calls that were answered."
_SLOW = 60_000
PDF = b"%PDF-1.7\n" + b"x" * 700_000


def _words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


class Story:
    """One line, and what its people do to it over gRPC."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stub = world.client.recommendations
        self.number = NUMBER

    def call(self, person: str, rpc: str, request: Any) -> Any:
        """Call an RPC in somebody's name."""
        return self.world.person(person).call(getattr(self.stub, rpc), request, "recommendations")

    def assignment(self) -> recommendations.Assignment:
        """Return the line as its liaison works on it."""
        asked = recommendations.GetAssignmentRequest(tracked_number=self.number, addressee_slug=SLUG)
        found: recommendations.Assignment = self.call(LIAISON, "GetAssignment", asked).assignment
        return found

    def common(self) -> dict[str, Any]:
        """Return what every command on the line carries."""
        line = self.assignment()
        return {
            "idempotency_key": secrets.token_hex(16),
            "assignment_id": line.assignment_id,
            "expected_version": line.version,
        }

    def line(self) -> recommendations.Line:
        """Return the line as the public sees it."""
        asked = recommendations.GetRecommendationRequest(tracked_number=self.number)
        found = self.stub.GetRecommendation(asked, timeout=10)
        return next(each for each in found.lines if each.addressee.slug == SLUG)

    def finding(self, verification: Any, found: str) -> recommendations.RecordVerificationRequest:
        """Return what a verifier records."""
        return recommendations.RecordVerificationRequest(
            **self.common(),
            verification=verification,
            method=events.METHOD_SERVICE_TESTED,
            finding=_words(found),
            evidence=[events.Evidence(reference="Log of ten calls", seen_date="2026-01-02")],
            verifier_organisation_name="Evidence Desk (example)",
        )

    def page(self) -> str:
        """Return the address of its public page."""
        return f"{self.world.stack.public_url}/r/{self.number}?lang=en"


def _says_done_without_evidence(story: Story, page: Page) -> None:
    report = recommendations.ReportProgressRequest(
        **story.common(),
        progress=recommendations.ProgressAnswer(
            progress=events.PROGRESS_REPORTED_COMPLETE, text=_words("It is done: the number answers.")
        ),
    )
    story.call(LIAISON, "ReportProgress", report)
    assert story.line().headline.headline == recommendations.HEADLINE_SAYS_DONE_NOT_CHECKED
    page.goto(story.page())
    expect(page.locator("main")).to_contain_text("No evidence was given.")


def _a_liaison_writes_no_verification(story: Story) -> None:
    """Also over gRPC directly, whatever the form offers."""
    token = story.world.person(LIAISON).token("recommendations")
    words = recommendations.RecordNotVerifiableRequest(
        **story.common(), reason=_words("No"), verifier_organisation_name="Us"
    )
    attempts: list[tuple[Any, Any]] = [
        (story.stub.RecordVerification, story.finding(events.VERIFICATION_VERIFIED_COMPLETE, "We say so")),
        (story.stub.RecordNotVerifiable, words),
    ]
    for rpc, attempt in attempts:
        with pytest.raises(grpc.RpcError) as refused:
            rpc(attempt, timeout=10, metadata=(("authorization", f"Bearer {token}"),))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def _a_file_is_kept_and_downloaded(story: Story, browser: Browser) -> None:
    """On an old phone, without JavaScript: one that anybody may have, one that is only said to be held."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = phone.new_page()
    page.set_default_timeout(_SLOW)
    form = f"/evidence/{story.number}/attach?body={SLUG}&lang=en"
    sign_in(story.world, page, EMAILS[LIAISON], f"/evidence/{story.number}/attach")
    for title, visible_to in (("Photograph of the desk", "public"), ("List of officers", "owner")):
        page.goto(f"{story.world.stack.public_url}{form}")
        page.set_input_files("#file", {"name": "<b>x.html", "mimeType": "text/html", "buffer": PDF})
        page.fill("#file_title", title)
        page.check(f"#visible_to-{visible_to}")
        page.check("#sure")
        page.click("main form.answer button[type=submit]")
        page.wait_for_url("**attached=yes*")
    page.fill("#file_title", "A page that calls itself a PDF")
    page.set_input_files("#file", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    page.check("#sure")
    page.click("main form.answer button[type=submit]")
    expect(page.locator("#file-error")).to_have_count(1)
    page.goto(story.page())
    main = page.locator("main")
    expect(main).to_contain_text("Photograph of the desk")
    expect(main).to_contain_text("held, not public")
    expect(main).not_to_contain_text("List of officers")
    (link,) = (each.get_attribute("href") for each in main.locator("a[href^='/evidence/file/']").all())
    with urllib.request.urlopen(f"{story.world.stack.public_url}{link}", timeout=10) as answer:
        assert answer.read() == PDF
        told = answer.headers
    assert told["Content-Disposition"].startswith("attachment; ")
    assert told["Cache-Control"] == "no-store"
    assert told["Content-Type"] == "application/pdf"
    assert "sandbox" in told["Content-Security-Policy"]
    held = next(each for each in story.assignment().files if each.visibility == events.EVIDENCE_VISIBILITY_OWNER)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{story.world.stack.public_url}/evidence/file/{held.file_id}", timeout=10)
    phone.close()


def _anybody_suggests_evidence(story: Story, browser: Browser) -> None:
    """On an old phone, without JavaScript and without a name; two people read it, and the line stays as it is."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = phone.new_page()
    page.set_default_timeout(_SLOW)
    before = story.line()
    page.goto(story.page())
    page.click(f"a[href='/suggest/{story.number}?body={SLUG}']")
    page.fill("#url", SEEN)
    page.fill("#note", SAW)
    page.click("main form.answer button[type=submit]")
    expect(page.locator("#sure-error")).to_have_count(1)
    expect(page.locator("#note")).to_have_value(SAW)
    page.check("#sure")
    page.click("main form.answer button[type=submit]")
    page.wait_for_url("**sent=yes*")
    listed = story.call("reviewer", "ListSuggestions", recommendations.ListSuggestionsRequest(page_size=200))
    (waiting,) = [each for each in listed.suggestions if each.url == SEEN]
    screening = recommendations.ScreenSuggestionRequest(
        idempotency_key=secrets.token_hex(16), suggestion_id=waiting.suggestion_id, pass_on=True
    )
    story.call("reviewer", "ScreenSuggestion", screening)
    passed = story.call(VERIFIER, "ListPassedSuggestions", recommendations.ListPassedSuggestionsRequest())
    assert (SEEN, SAW) in [(each.url, each.note) for each in passed.suggestions]
    assert story.line() == before
    page.goto(story.page())
    assert SAW not in page.content()
    phone.close()


def _the_body_reads_and_replies(story: Story, browser: Browser) -> None:
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = phone.new_page()
    page.set_default_timeout(_SLOW)
    sign_in(story.world, page, EMAILS[LIAISON], f"/finding/{story.number}")
    # The time for a reply runs: nothing but the announcement lies between it and this page.
    story.call(VERIFIER, "RecordVerification", story.finding(events.VERIFICATION_CONTRADICTED, FOUND))
    page.goto(f"{story.world.stack.public_url}/finding/{story.number}?body={SLUG}&lang=en")
    expect(page.locator("main")).to_contain_text(FOUND)
    page.fill("#finding_reply", REPLY)
    page.check("#sure")
    page.click("main form.answer button[type=submit]")
    page.wait_for_url("**replied=yes*")
    expect(page.locator("main")).to_contain_text(REPLY)
    reader = browser.new_page()
    reader.goto(story.page())
    public = reader.content()
    assert "being re-checked until" in public
    assert not any(words in public for words in (FOUND, REPLY, "contradicted"))
    assert story.line().headline.headline == recommendations.HEADLINE_SAYS_DONE_PARTLY_SHOWN
    reader.close()
    phone.close()


def _the_body_was_told_by_mail(story: Story) -> None:
    """Its liaison alone, with an address that is no credential; of the finding the mail says nothing."""
    link = f"/finding/{story.number}?body={SLUG}"

    def notice() -> dict[str, Any] | None:
        return next((each for each in story.world.mails(EMAILS[LIAISON]) if link in each["text"]), None)

    mail = until(notice, "the notice of the finding")
    assert not any(words in str(mail) for words in (FOUND, REPLY, "contradicted"))
    for other in EMAILS.keys() - {LIAISON}:
        assert not any(link in each["text"] for each in story.world.mails(EMAILS[other]))
    asked = recommendations.GetAssignmentRequest(tracked_number=story.number, addressee_slug=SLUG)
    token = story.world.person("ministry-liaison").token("recommendations")
    with pytest.raises(grpc.RpcError) as refused:
        story.stub.GetAssignment(asked, timeout=10, metadata=(("authorization", f"Bearer {token}"),))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def _nothing_of_it_went_out_before(story: Story) -> None:
    """On the topic its words stand in the record that makes them public and in none before it; in no log at all."""
    home = story.world.stack.home

    def partitions() -> list[bytes]:
        files = home.rglob("roundtable.recommendations.v1-*/*.log")
        return [data for data in (each.read_bytes() for each in files) if FOUND.encode() in data]

    (topic,) = until(partitions, "the finding is on the topic")
    for words in (FOUND, REPLY):
        places = [each.start() for each in re.finditer(re.escape(words.encode()), topic)]
        # A record holds its event first, then headers, among them the event's type.
        types = [re.search(rb"roundtable\.recommendations\.v1\.(\w+)", topic[place:]) for place in places]
        assert [each and each.group(1) for each in types] == [b"VerificationRecorded"], words
        assert topic.rfind(b"v1.FindingAnnounced", 0, places[0]) > 0, "announced before, without a word of it"
    logs = [each for each in (home / "log").rglob("*") if each.is_file()]
    assert logs
    assert [each.name for each in logs for words in (FOUND, REPLY, SAW) if words.encode() in each.read_bytes()] == []
    topics = list(home.rglob("roundtable.*.v1-*/*.log"))
    assert [each.name for each in topics if SAW.encode() in each.read_bytes()] == [], "row 28: it is on no topic"


@pytest.mark.covers("row 14", "row 17", "row 19", "row 28", "invariant 1", "invariant 9")
@pytest.mark.timeout(300)
def test_says_and_verified(world: World, browser: Browser) -> None:
    story = Story(world)
    page = browser.new_page()
    page.set_default_timeout(_SLOW)
    _says_done_without_evidence(story, page)
    _a_liaison_writes_no_verification(story)
    _a_file_is_kept_and_downloaded(story, browser)
    _anybody_suggests_evidence(story, browser)
    story.call(VERIFIER, "RecordVerification", story.finding(events.VERIFICATION_PARTIAL, "A number exists."))
    assert story.line().headline.headline == recommendations.HEADLINE_SAYS_DONE_PARTLY_SHOWN
    _the_body_reads_and_replies(story, browser)
    _the_body_was_told_by_mail(story)

    until(
        lambda: story.line().headline.headline == recommendations.HEADLINE_CONTRADICTED,
        "the finding becomes public by itself",
    )
    _nothing_of_it_went_out_before(story)
    page.goto(story.page())
    checked = page.locator("section.panel.checked").first
    for words in (FOUND, REPLY, "Evidence Desk (example)", "Contradicted"):
        expect(page.locator("main")).to_contain_text(words)
    expect(checked).to_contain_text(FOUND)
    timeline = page.locator("ol.timeline")
    for told in ("says it is done", "found it partly shown", "is being re-checked", "found the claim contradicted"):
        expect(timeline).to_contain_text(told)
    page.close()


@pytest.mark.timeout(300)
def test_the_queue_shows_the_claim_beside_its_evidence_and_offers_every_decision(
    world: World, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 2200})
    page = context.new_page()
    page.set_default_timeout(_SLOW)
    sign_in(world, page, EMAILS[VERIFIER], "/verifier")
    for words in ("What was asked", "What it points to", "What can be shown?"):
        expect(page.get_by_text(words).first).to_be_visible(timeout=_SLOW)
    for decision in ("Part of it", "I searched and found no evidence", "It cannot be checked as it is worded"):
        expect(page.get_by_text(decision).first).to_be_visible()
    page.get_by_text("It is not as the body says").first.click()
    expect(page.get_by_text(re.compile("reads this first"))).to_be_visible(timeout=_SLOW)
    expect(page.get_by_text("Attached files that show it").first).to_be_visible()
    record = page.get_by_role("button", name="Record this check")
    expect(record).to_be_disabled()
    page.get_by_text("I have read what will be public and who is told").click()
    expect(record).to_be_enabled()
    page.goto(f"{world.stack.public_url}/verifier?lang=ur")
    expect(page.get_by_text("جانچ کے لیے دعوے").first).to_be_visible(timeout=_SLOW)
    context.close()


@pytest.mark.covers("row 8b", "invariant 4")
@pytest.mark.timeout(300)
def test_an_answer_by_letter_counts_from_its_own_day(world: World) -> None:
    """The host records it, another person confirms it, the body is told, and the page says how it was given."""
    story = Story(world)
    before = story.line()
    assert not before.says.HasField("position_entry")
    written = (date.fromisoformat(before.milestones.asked_date) + timedelta(days=1)).isoformat()
    asked = recommendations.GetAssignmentRequest(tracked_number=story.number, addressee_slug=SLUG)
    line = story.call("facilitator", "GetAssignment", asked).assignment
    letter = recommendations.RecordOutsideAnswerRequest(
        idempotency_key=secrets.token_hex(16),
        assignment_id=line.assignment_id,
        expected_version=line.version,
        position=recommendations.PositionAnswer(
            position=events.POSITION_ACKNOWLEDGED, text=_words("Your letter has reached us.")
        ),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=written, reference="Letter 9 (example)"),
    )
    recorded = story.call("facilitator", "RecordOutsideAnswer", letter).outside_answer
    assert not story.line().says.HasField("position_entry"), "nothing is public before it is confirmed"
    confirming = recommendations.DecideOutsideAnswerRequest(
        idempotency_key=secrets.token_hex(16), outside_answer_id=recorded.outside_answer_id, confirm=True
    )
    story.call("reviewer", "DecideOutsideAnswer", confirming)
    entry = story.line().says.position_entry
    assert entry.occurred_date == entry.outside.date == written < entry.recorded_date
    assert entry.assurance == events.ASSURANCE_LETTER
    said = f"Answered by letter of {labels.day(written, 'en')}, recorded by Child Safety Forum (example)"

    def told() -> bool:  # a page may be some seconds old
        with urllib.request.urlopen(story.page(), timeout=20) as answer:
            page = re.sub(r"<[^>]+>|[\u2068\u2069]", "", answer.read().decode())
        return said in " ".join(page.split())

    until(told, "the page says how it was given")
