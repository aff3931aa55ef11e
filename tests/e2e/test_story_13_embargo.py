"""Story 13: an embargo until an instant. Nothing anywhere before; public within a minute after, a restart included."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import EMAILS, World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

_SLOW = 60_000
TOKEN = "Embqvxcanary"
TITLE = f"A form for schools ({TOKEN})"


class Story:
    """A consultation that asks one body for one thing, approved until an instant."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scene = Scene(world, "story-13", "Form office (example)")
        self.liaison = self.scene.liaison()
        self.facilitator, self.reviewer = world.person("facilitator"), world.person("reviewer")
        self.ends = datetime.now(UTC)

    def call(self, who: Any, rpc: str, request: Any) -> Any:
        """Call an RPC of consultations in somebody's name."""
        if "idempotency_key" in request.DESCRIPTOR.fields_by_name:
            request.idempotency_key = secrets.token_hex(8)
        return who.call(getattr(self.world.client.consultations, rpc), request, "consultations")

    def submitted(self) -> pb.Draft:
        """Enter it and submit it."""
        details = pb.ConsultationDetails(
            kind=events.CONSULTATION_KIND_ROUNDTABLE,
            state=events.CONSULTATION_STATE_HELD,
            title=words(f"Before the press conference ({TOKEN}) (example)"),
            host_name=words("Child Safety Forum (example)"),
            illustrative=True,
            themes=["online_safety"],
        )
        draft = self.call(self.facilitator, "CreateConsultation", pb.CreateConsultationRequest(details=details)).draft
        said = pb.StatementDetails(
            type=events.STATEMENT_TYPE_RECOMMENDATION,
            title=words(TITLE),
            text=words(f"Publish the form ({TOKEN}) on paper."),
            addressee_basis=pb.ADDRESSEE_BASIS_EXPLICIT,
            addressee_ids=[self.scene.addressee_id],
            verifiability=pb.VerifiabilityEntry(
                who=words("The office"), what=words("A form"), by_when=words("In a year"), shown_how=words("On paper")
            ),
        )
        ids = {"consultation_id": draft.consultation_id}
        self.call(self.facilitator, "PutStatement", pb.PutStatementRequest(**ids, details=said))
        submit = pb.SubmitConsultationRequest(**ids, expected_version=draft.version)
        return self.call(self.facilitator, "SubmitConsultation", submit).draft  # type: ignore[no-any-return]

    def decided(self, draft: pb.Draft) -> pb.StatementDecision:
        """What the reviewer decides about the statement."""
        return pb.StatementDecision(
            statement_id=draft.statements[0].statement_id,
            expected_version=draft.statements[0].version,
            publication=events.PUBLICATION_TRACKED,
            risk=pb.RISK_HIGH,
        )

    def approved(self, draft: pb.Draft, ahead: timedelta) -> pb.Draft:
        """Approve it until an instant so far ahead."""
        decision = self.decided(draft)
        preview = pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=[decision])
        read = self.call(self.reviewer, "PreviewPublication", preview).final_text_digest
        self.ends = datetime.now(UTC).replace(microsecond=0) + ahead
        request = pb.PublishConsultationRequest(
            consultation_id=draft.consultation_id,
            expected_version=draft.version,
            decisions=[decision],
            checklist=pb.ChecklistAnswers(
                names_private_person=pb.ANSWER_NO,
                alleges_crime=pb.ANSWER_NO,
                could_harm_if_attendance_known=pb.ANSWER_NO,
                identifies_child=pb.ANSWER_NO,
                consent_checked=True,
                final_text_read=True,
            ),
            final_text_digest=read,
            embargo_until=self.ends.astimezone(ZoneInfo("Asia/Karachi")).replace(tzinfo=None).isoformat(),
        )
        return self.call(self.reviewer, "PublishConsultation", request).draft  # type: ignore[no-any-return]

    def numbers(self) -> list[str]:
        """The numbers of all consultations that the public can list."""
        listed = pb.ListConsultationsRequest(illustrative=True, page_size=200)
        return [
            each.number for each in self.world.client.consultations.ListConsultations(listed, timeout=10).consultations
        ]

    def found(self) -> int:
        """How many lines a search finds."""
        only = recommendations.LineFilter(text=TOKEN, illustrative=True)
        asked = recommendations.ListLinesRequest(filter=only)
        return len(self.world.client.recommendations.ListLines(asked, timeout=10).lines)

    def shown(self, number: str) -> list[str]:
        """Where strangers would see it, or the number that it will get: pages, counts, what is downloaded, the API."""
        chosen = f"show=example&body={self.scene.slug}"
        paths = ["/?show=example", f"/?{chosen}", f"/?show=example&q={TOKEN[:-1]}", f"/a/{self.scene.slug}"]
        paths += [
            f"/lines.csv?{chosen}",
            f"/lines.json?{chosen}",
            f"/feed.atom?{chosen}",
            f"/find?q={number}",
            f"/c/{number}",
            f"/c/{number}/1",
        ]
        return [path for path in paths if TOKEN in self.scene.read(path)]

    def counted(self) -> str:
        """What is counted of the body, whatever day it is."""
        asked = recommendations.GetAddresseeRequest(slug=self.scene.slug)
        found = self.world.client.recommendations.GetAddressee(asked, timeout=10)
        return f"{found.bar} {found.asked} {found.answered} {found.oldest_unanswered}"

    def previewed(self, draft: pb.Draft) -> str:
        """The mail as the reviewer reads it: it has the text, which nobody else has, and no number yet."""
        decision = self.decided(draft)
        request = pb.PreviewPublicationRequest(
            consultation_id=draft.consultation_id, decisions=[decision], mail_to_slug=self.scene.slug
        )
        return "".join(each.text for each in self.call(self.reviewer, "PreviewPublication", request).mails)

    def mailed(self) -> bool:
        """Tell whether the liaison of the body was told."""
        return any(TOKEN in mail["text"] for mail in self.world.mails(self.scene.email))


def _holding(folder: Path) -> set[str]:
    """Return the files of the whole stack that hold the token in clear: databases, topics, logs, mails."""
    found = set()
    for file in folder.rglob("*"):
        try:
            if file.is_file() and not file.is_symlink() and TOKEN.encode() in file.read_bytes():
                found.add(str(file.relative_to(folder)))
        except FileNotFoundError:
            continue  # rolled over meanwhile
    return found


@pytest.mark.covers("row 2")
@pytest.mark.timeout(300)
def test_nothing_before_the_end_of_an_embargo_and_everything_after(world: World, browser: Browser) -> None:
    story = Story(world)
    draft = story.submitted()
    before, counted = story.numbers(), story.counted()
    coming = f"EX-C-{1 + max(int(each.rpartition('-')[2]) for each in before)}"
    preview = story.previewed(draft)
    assert TOKEN in preview
    assert coming not in preview

    # A day ahead, so that there is time to look: nothing for the public, nothing for another service, nothing in clear
    # on any disk. The facilitator reads when.
    draft = story.approved(draft, timedelta(days=1))
    assert draft.statements[0].record_state == pb.RECORD_STATE_SCHEDULED
    page = browser.new_page(viewport={"width": 1280, "height": 2200})
    page.set_default_timeout(_SLOW)
    session = world.person("facilitator").session
    page.context.add_cookies([{"name": "sid", "value": session, "url": world.stack.public_url}])
    page.goto(f"{world.stack.public_url}/facilitator?lang=en")
    said = page.get_by_text(re.compile(r"1 item\(s\) become public on .*\(Pakistan time\)"))
    expect(said).to_be_visible(timeout=_SLOW)
    page.close()
    assert (story.numbers(), story.found(), story.mailed()) == (before, 0, False)
    assert (story.shown(coming), story.counted()) == ([], counted)
    told = [mail for who in ("facilitator", "reviewer") for mail in world.mails(EMAILS[who])]
    assert [mail for mail in told if TOKEN in mail["text"]] == []  # the warning stands on the page alone
    assert _holding(world.stack.home) == set()

    # Taken back, approved until a moment ahead, and the service dies in between.
    back = pb.UnschedulePublicationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)
    draft = story.call(story.facilitator, "UnschedulePublication", back).draft
    story.approved(draft, timedelta(seconds=5))
    world.stack.parts["consultations"].child.kill()
    world.stack.restart_part("consultations")
    [number] = until(lambda: [each for each in story.numbers() if each not in before], "it is public")
    assert datetime.now(UTC) >= story.ends
    assert number == coming, "no number was kept free or used up"
    until(lambda: story.found() == 1, "a line is found")
    until(story.mailed, "the addressee is told")
    for language in ("en", "ur"):
        reader = browser.new_page()
        reader.goto(f"{world.stack.public_url}/c/{number}?lang={language}")
        assert TOKEN in reader.content()
        reader.close()
