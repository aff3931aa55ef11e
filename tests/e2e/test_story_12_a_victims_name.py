"""Story 12: a victim's name never becomes public, in no text and no translation, and lies nowhere in clear."""

import re
import secrets
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.names import SERVICES
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests import documents_kit as kit
from tests.canaries import places
from tests.dashboard_kit.boxes import choose
from tests.e2e import papers
from tests.e2e.conftest import EMAILS, World
from tests.e2e.files import holding
from tests.e2e.reviewing import answer_checklist
from tests.e2e.signing_in import sign_in
from tests.e2e.waiting import until

_SLOW = 60_000
# Names of nobody: tokens that nothing else holds.
ENGLISH, URDU = "Zarqa Zqvxcanary", "زرقا زقوکسکناری"
TOKENS = (b"qvxcanary", "زقوکسکناری".encode())
REMOVED = b"[name removed]"
TITLE = "After the threats (example)"


def _words(english: str, urdu: str = "") -> LocalizedText:
    bodies = {"en": english} | ({"ur": urdu} if urdu else {})
    return LocalizedText(authoritative_language="en", bodies=bodies)


def _submitted(world: World) -> pb.Draft:
    """Enter a consultation with the name in title, text and translation, and submit it."""
    stub, facilitator = world.client.consultations, world.person("facilitator")

    def call(rpc: Any, request: Any) -> Any:
        request.idempotency_key = secrets.token_hex(8)
        return facilitator.call(rpc, request, "consultations")

    details = pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_ROUNDTABLE,
        state=events.CONSULTATION_STATE_HELD,
        title=_words(TITLE),
        host_name=_words("Child Safety Forum (example)"),
        illustrative=True,
        themes=["online_safety"],
    )
    draft = call(stub.CreateConsultation, pb.CreateConsultationRequest(details=details)).draft
    said = pb.StatementDetails(
        type=events.STATEMENT_TYPE_INSIGHT,
        title=_words("What was learned", f"{URDU} سے کیا سیکھا"),
        text=_words(f"The threats against {ENGLISH} were never answered.", f"{URDU} کو دھمکیاں ملیں۔"),
    )
    call(stub.PutStatement, pb.PutStatementRequest(consultation_id=draft.consultation_id, details=said))
    submit = pb.SubmitConsultationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)
    submitted: pb.Draft = call(stub.SubmitConsultation, submit).draft
    return submitted


def _with_documents(world: World, draft: pb.Draft) -> pb.Draft:
    """Add documents that hold the name wherever one can hide but on the page: the last one waits for the browser."""
    facilitator = world.person("facilitator")
    picture = {"kind": events.DOCUMENT_KIND_PICTURE, "uploaded_name": f"{ENGLISH}.jpg"}
    draft = papers.add(world, facilitator, draft, kit.jpeg(ENGLISH), "The room", **picture)
    agenda = {"kind": events.DOCUMENT_KIND_AGENDA, "uploaded_name": "agenda.pdf"}
    draft = papers.add(world, facilitator, draft, kit.pdf(ENGLISH), "Agenda", **agenda)
    papers.confirm(world, world.person("reviewer"), draft)
    minutes = {"kind": events.DOCUMENT_KIND_MINUTES, "uploaded_name": f"{URDU}.docx"}
    return papers.add(world, facilitator, draft, kit.docx(ENGLISH), "Minutes", **minutes)


def _only_the_reviewer_reads_spans(world: World, draft: pb.Draft) -> None:
    """Preview what would be public as the facilitator does, and as the reviewer does."""
    [said] = draft.statements
    decision = pb.StatementDecision(
        statement_id=said.statement_id, expected_version=said.version, publication=events.PUBLICATION_RECORDED
    )
    request = pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=[decision])
    preview = world.client.consultations.PreviewPublication
    spans = {
        who: world.person(who).call(preview, request, "consultations").spans for who in ("facilitator", "reviewer")
    }
    assert not spans["facilitator"]
    assert {ENGLISH, URDU} <= {each.mark.words for each in spans["reviewer"]}


def _searched_and_measured(world: World) -> str:
    """Return what a search for a part of the name finds, the lists that are downloaded, and all metrics."""
    public, ports = world.stack.public_url, world.stack.ports
    files = (f"/{each}?show=example" for each in ("lines.csv", "lines.json", "feed.atom"))
    urls = [f"{public}{path}" for path in ("/?show=example&q=Zarqa", *files)]
    urls += [f"http://127.0.0.1:{getattr(ports, f'{each}_metrics')}/metrics" for each in SERVICES]
    found = []
    for each in urls:
        with urllib.request.urlopen(each, timeout=20) as answer:
            found.append(answer.read().decode())
    assert all(found)
    return "".join(found)


def _written(world: World) -> Iterator[tuple[str, bytes]]:
    """Yield what a file on a disk may hold in other letters: mails, messages of topics, tables, spans."""
    for _, mail, data in places.mails(world.stack):
        yield f"mail {mail}", data
    yield from places.messages(world.stack)
    for service in SERVICES:
        yield from places.tables(world.stack, service)
    yield from world.traces.read(world.client)


def _confirm_the_last_document(page: Page) -> None:
    looked = page.locator("[data-testid=stCheckbox]").filter(has_text="I opened the file").last
    looked.locator("label").click()
    confirm = page.get_by_role("button", name="Confirm that it may be public").last
    expect(confirm).to_be_enabled(timeout=_SLOW)
    confirm.click()
    expect(page.get_by_text("Recorded.", exact=True).first).to_be_visible(timeout=_SLOW)


def _open(world: World, browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 2200})
    page.set_default_timeout(_SLOW)
    sign_in(world, page, EMAILS["reviewer"], "/reviewer")
    _choose(page)
    return page


def _choose(page: Page) -> None:
    box = page.locator("[data-testid=stSelectbox]").filter(has_text="Consultation").first
    choose(page, box, re.compile(re.escape(TITLE)))
    expect(page.locator("mark").first).to_be_visible(timeout=_SLOW)


def _take_out_by_keyboard(page: Page) -> None:
    groups = page.locator("[data-testid=stRadio]").filter(has_text="Take it out")
    expect(groups).to_have_count(3, timeout=_SLOW)
    for index in range(3):
        group = groups.nth(index)
        group.get_by_role("radio", name="Not decided").focus()
        page.keyboard.press("ArrowRight")
        expect(group.get_by_role("radio", name="May stay")).to_be_checked()
        page.keyboard.press("ArrowRight")
        expect(group.get_by_role("radio", name="Take it out")).to_be_checked()
    # One button for the frame, each item and each document: of the others nothing is decided yet.
    record = page.get_by_role("button", name="Record what stays and what goes", disabled=False)
    expect(record).to_have_count(1, timeout=_SLOW)
    record.press("Enter")
    expect(page.get_by_text("Recorded.", exact=True).first).to_be_visible(timeout=_SLOW)


def _published(page: Page) -> str:
    answer_checklist(page)
    page.get_by_role("button", name="Publish 1 item").click()
    done = page.get_by_text(re.compile(r"Published as EX-C-\d+")).first
    expect(done).to_be_visible(timeout=_SLOW)
    found = re.search(r"EX-C-\d+", done.inner_text())
    assert found
    return found.group()


@pytest.mark.timeout(300)
def test_a_victims_name_never_becomes_public(world: World, browser: Browser) -> None:
    _only_the_reviewer_reads_spans(world, _with_documents(world, _submitted(world)))
    page = _open(world, browser)
    assert {each.inner_text() for each in page.locator("mark").all()} == {ENGLISH, URDU}
    answer_checklist(page)
    page.get_by_role("button", name="Publish 1 item").click()
    expect(page.get_by_text("There is a problem")).to_be_visible(timeout=_SLOW)
    page.reload()
    _choose(page)
    _take_out_by_keyboard(page)
    _confirm_the_last_document(page)
    expect(page.get_by_text("The threats against [name removed] were never answered.")).to_be_visible(timeout=_SLOW)
    number = _published(page)
    page.close()

    stub = world.client.consultations
    request = pb.GetStatementRequest(number=f"{number}/1")
    said = until(lambda: stub.GetStatement(request, timeout=10).statement, "the statement")
    assert said.title.bodies["ur"] == "[نام ہٹا دیا گیا] سے کیا سیکھا"
    for page_of in (f"/c/{number}", f"/c/{number}/1", f"/c/{number}/sheet"):
        for language in ("en", "ur"):
            reader = browser.new_page()
            answered = reader.goto(f"{world.stack.public_url}{page_of}?lang={language}")
            assert answered
            assert answered.ok, page_of
            assert not [token for token in TOKENS if token.decode() in reader.content()]
            reader.close()
    copies = papers.downloads(world, number)
    assert list(copies) == [f"{number}-picture.jpg", f"{number}-agenda.pdf", f"{number}-minutes.docx"]
    unpacked = b"".join(map(kit.everything_in, copies.values()))
    assert b"Minutes of the meeting" in unpacked
    assert not [token for token in TOKENS if token in unpacked]
    assert not [token for token in TOKENS if token.decode() in _searched_and_measured(world)]
    # What was redacted lies nowhere in clear; what is public does, so that a search which finds nothing would be seen.
    assert holding(world.stack.home, REMOVED)
    assert [holding(world.stack.home, token) for token in TOKENS] == [set(), set()]
    held = [(token, name) for name, data in _written(world) for token in (*TOKENS, REMOVED) if token in data]
    assert {token for token, _ in held} == {REMOVED}, held
