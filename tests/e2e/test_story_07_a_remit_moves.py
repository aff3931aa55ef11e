"""Story 7: a remit moves, comes back and moves again, as cybercrime did between two agencies.

Only lines of that remit move; what was said before each day stays with who said it; both scorecards show the cuts; a
rename keeps every permalink.
"""

import contextlib
import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from deploy.local.sample_data.capture import Capture
from deploy.local.sample_data.content import Calendar
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.boxes import choose
from tests.e2e.conftest import EMAILS, World, today
from tests.e2e.signing_in import sign_in
from tests.e2e.waiting import until

OLD, NEW = "federal-bureau-example", "online-crimes-agency-example"
NAMES = {OLD: "Federal Bureau (example)", NEW: "Online Crimes Agency (example)"}
# Bodies of which nothing was asked: one is split into the other two.
WHOLE, FIRST, SECOND = "whole-office-example", "first-half-example", "second-half-example"
NAMES |= {WHOLE: "Whole Office (example)", FIRST: "First Half (example)", SECOND: "Second Half (example)"}
CYBER, BORDERS = "Offences online", "Borders"
SOURCE = "https://gazette.example/notification"
_SLOW = 60_000
_TRIES = 3


def _words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


class Story:
    """Two agencies, a remit between them, and the registrar who keeps the register."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stub = world.client.recommendations
        self.calendar = Calendar(today())
        self.ids = {slug: self._register(slug) for slug in NAMES}
        self.remits = self.remits_of(self.ids[OLD], CYBER, BORDERS)
        self.moving, self.staying = self._published()

    def call(self, person: str, rpc: str, request: Any) -> Any:
        """Call an RPC in somebody's name."""
        return self.world.person(person).call(getattr(self.stub, rpc), request, "recommendations")

    def _register(self, slug: str) -> str:
        request = pb.RegisterAddresseeRequest(
            idempotency_key=f"story-7:{slug}",
            slug=slug,
            kind=events.ADDRESSEE_KIND_AGENCY,
            name=_words(NAMES[slug]),
            jurisdiction=events.JURISDICTION_FEDERAL,
            illustrative=True,
        )
        answer = self.world.client.operate(self.world.client.operator_recommendations.RegisterAddressee, request)
        return str(answer.addressee.addressee_id)

    def liaison_of(self, slug: str) -> str:
        """Register somebody who answers for a body; the address."""
        operator, email = self.world.client.operator_identity, f"liaison-{secrets.token_hex(4)}@{slug}.example"
        organisation = operator.RegisterOrganisation(
            identity.RegisterOrganisationRequest(idempotency_key=secrets.token_hex(8), name=f"{NAMES[slug]} office"),
            timeout=10,
        ).organisation
        person = operator.RegisterPerson(
            identity.RegisterPersonRequest(
                idempotency_key=secrets.token_hex(8),
                name=f"Liaison of the {NAMES[slug]}",
                email=email,
                language="en",
                organisation_id=organisation.organisation_id,
            ),
            timeout=10,
        ).person
        self.world.client.operate(
            operator.GrantMandate,
            identity.GrantMandateRequest(
                idempotency_key=secrets.token_hex(8), person_id=person.person_id, addressee_id=self.ids[slug]
            ),
        )
        return email

    def remits_of(self, body: str, *named: str) -> dict[str, str]:
        """Let a body be responsible for these; their ids."""
        request = pb.ChangeRemitsRequest(
            idempotency_key=f"story-7:remits:{body}",
            addressee_id=body,
            expected_version=1,
            remits=[pb.RemitEntry(words=_words(each)) for each in named],
            effective_date=self.calendar.days_ago(40),
            source_url=SOURCE,
        )
        after = self.call("registrar", "ChangeRemits", request).addressee
        return {each.words.bodies["en"]: each.remit_id for each in after.remits}

    def _published(self) -> tuple[str, str]:
        """Publish two recommendations to the old agency; their numbers."""
        host = self.world.organisation("Child Safety Forum (example)")
        forum = Capture(
            client=self.world.client,
            calendar=self.calendar,
            facilitator=self.world.person("facilitator"),
            reviewer=self.world.person("reviewer"),
            second_reviewer=self.world.person("second-reviewer"),
            host_name={"en": host.name},
            organisation_id=host.organisation_id,
            addressees=self.ids,
        )
        table = {
            "key": "story-7",
            "published_days_ago": 30,
            "details": {
                "kind": "CONSULTATION_KIND_ROUNDTABLE",
                "state": "CONSULTATION_STATE_HELD",
                "illustrative": True,
                "title": {"en": "A remit that moves (example)"},
                "starts_days_ago": 35,
                "attribution_rule": "ATTRIBUTION_RULE_CHATHAM_HOUSE",
                "themes": ["online_safety"],
                "response_period_days": 60,
                "source": {"type": "own_notes"},
            },
            "statements": [
                {
                    "type": "STATEMENT_TYPE_RECOMMENDATION",
                    "publication": "PUBLICATION_TRACKED",
                    "title": {"en": title},
                    "text": {"en": f"{title}."},
                    "addressees": [OLD],
                    "addressee_basis": "ADDRESSEE_BASIS_EXPLICIT",
                    "verifiable": "VERIFIABLE_YES",
                    "verifiability": {
                        "who": {"en": "The bureau"},
                        "what": {"en": "A page"},
                        "by_when": {"en": "Within a year"},
                        "shown_how": {"en": "By opening it"},
                    },
                }
                for title in ("Publish how many reports of offences online were followed up", "Publish border delays")
            ],
        }
        draft = forum.publish(table, forum.consultation(table, {}))
        moving, staying = (each.tracked_number for each in draft.statements)
        return moving, staying

    def entry(self, slug: str) -> pb.GetRegisterEntryResponse:
        """Return an entry of the register."""
        request = pb.GetRegisterEntryRequest(addressee_id=self.ids[slug])
        found: pb.GetRegisterEntryResponse = self.call("registrar", "GetRegisterEntry", request)
        return found

    def move(self, before: str, after: str, *, days_ago: int) -> pb.RecordSuccessionResponse:
        """Let the remit go to the other agency, with its line."""
        entry = self.entry(before)
        (line,) = [each for each in entry.lines if each.tracked_number == self.moving]
        request = pb.RecordSuccessionRequest(
            idempotency_key=secrets.token_hex(8),
            addressee_id=self.ids[before],
            expected_version=entry.addressee.version,
            kind=events.SUCCESSION_KIND_MOVED_REMIT,
            effective_date=self.calendar.days_ago(days_ago),
            source_url=SOURCE,
            moves=[
                pb.Move(
                    successor_id=self.ids[after],
                    remit_ids=[self.remits[CYBER]],
                    assignment_ids=[line.assignment_id],
                )
            ],
        )
        done: pb.RecordSuccessionResponse = self.call("registrar", "RecordSuccession", request)
        return done

    def page(self, number: str) -> pb.GetRecommendationResponse:
        """Return the public page of a recommendation."""
        return self.stub.GetRecommendation(pb.GetRecommendationRequest(tracked_number=number), timeout=10)

    def card(self, slug: str) -> pb.GetAddresseeResponse:
        """Return a scorecard."""
        return self.stub.GetAddressee(pb.GetAddresseeRequest(slug=slug), timeout=10)


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    told = Story(world)
    until(lambda: len(told.entry(OLD).lines) == 2, "the lines of the old agency")
    request = pb.GetAssignmentRequest(tracked_number=told.moving, addressee_slug=OLD)
    line = told.call("facilitator", "GetAssignment", request).assignment
    told.call(
        "facilitator",
        "RecordHandOver",
        pb.RecordHandOverRequest(
            idempotency_key=secrets.token_hex(8),
            assignment_id=line.assignment_id,
            expected_version=line.version,
            channel=events.CHANNEL_LETTER,
            handed_over_date=told.calendar.days_ago(29),
            reference="Diary no. 7 (example)",
        ),
    )
    return told


class Desk:
    """The registrar at the desk: one body chosen, one change after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def change(self, body: str, what: str) -> None:
        """Choose a body and what shall be changed of it."""
        self._segment("Names and succession")
        self.choose("Body", body)
        self._segment(what)

    def _segment(self, name: str) -> None:
        self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()

    def choose(self, box: str, option: str, *, then: str = "") -> None:
        """Choose in a box; once more if the click met a list that was drawn anew, and the box to come does not come."""
        for _ in range(_TRIES):
            choose(self.page, self.page.get_by_role("combobox", name=box).first, option, typed=option)
            self.page.keyboard.press("Escape")
            if not then:
                return
            with contextlib.suppress(Error):
                self.page.get_by_role("combobox", name=then).first.wait_for(timeout=_SLOW / _TRIES)
                return
        raise AssertionError(f"{option} was chosen in {box}, and {then} does not come")

    def day(self, field: str, day: str) -> None:
        """Type a day, year first, as the field asks for it."""
        self.page.get_by_role("group", name=field).get_by_role("spinbutton").first.click()
        self.page.keyboard.type(day.replace("-", ""))
        self.page.keyboard.press("Enter")

    def choose_among(self, box: int, *options: str) -> None:
        """Choose several in the box at a place, by typing what they begin with."""
        chosen = self.page.get_by_test_id("stMultiSelect").nth(box)
        for option in options:
            chosen.get_by_role("combobox").click()
            self.page.keyboard.type(option)
            expect(self.page.get_by_role("option", name=option).first).to_be_visible()
            self.page.keyboard.press("Enter")
            expect(chosen).to_contain_text(option)
        self.page.keyboard.press("Escape")

    def press_and_say_yes(self, button: str, *told: str) -> None:
        """Press what changes the register, read what follows, and say that it shall be done."""
        main = self.page.get_by_test_id("stMain")
        main.get_by_role("button", name=button, exact=True).last.click()
        for each in told:
            expect(main).to_contain_text(each)
        self.page.get_by_role("button", name="Yes, record it").click()
        expect(main).to_contain_text("Done.")

    def type(self, field: str, words: str) -> None:
        """Fill a field in."""
        self.page.get_by_label(field, exact=True).fill(words)
        self.page.get_by_label(field, exact=True).press("Enter")


def _recorded_by_the_registrar(story: Story, browser: Browser, *, days_ago: int) -> None:
    """Let the remit go to the new agency, at the desk: what follows is said before it is done."""
    page = browser.new_page()
    page.set_default_timeout(_SLOW)
    sign_in(story.world, page, EMAILS["registrar"], "/registrar")
    desk = Desk(page)
    desk.change(NAMES[OLD], "Record what became of it")
    desk.choose("What became of it", "A remit went to another body")
    desk.day("Day from which it is so", story.calendar.days_ago(days_ago))
    desk.type("Page on which anybody can read it (https:// or http://)", SOURCE)
    desk.choose("Successors", NAMES[NEW], then="Remits that go to")
    desk.choose("Remits that go to", CYBER)
    desk.choose("Lines that go to", story.moving)
    page.get_by_test_id("stMain").get_by_role("button", name="Record what became of it", exact=True).last.click()
    for told in (f"1 line(s) move: {story.moving}", "asked anew about 1 line(s)", "mailed to 1 liaison(s)"):
        expect(page.get_by_test_id("stMain")).to_contain_text(told)
    assert story.entry(OLD).successions == [], "nothing was done yet"
    page.get_by_role("button", name="Yes, record it").click()
    until(lambda: story.entry(OLD).successions, "the succession is recorded")
    page.close()


@pytest.fixture(scope="module")
def moved(story: Story, browser: Browser) -> Story:
    """The story after the remit moved, came back and moved again."""
    mailbox = story.liaison_of(NEW)
    until(lambda: story.entry(NEW).addressee.liaisons, "the liaison of the new agency")
    _recorded_by_the_registrar(story, browser, days_ago=20)
    until(lambda: any(story.moving in each["text"] for each in story.world.mails(mailbox)), "the new agency is asked")
    story.move(NEW, OLD, days_ago=10)
    story.move(OLD, NEW, days_ago=5)
    return story


@pytest.mark.covers("row 26", "invariant 2")
def test_only_the_line_of_the_remit_moves_and_its_history_stays(moved: Story) -> None:
    lines = moved.page(moved.moving).lines
    assert [(each.addressee.slug, each.headline.headline == pb.HEADLINE_TRANSFERRED) for each in lines][:1] == [
        (NEW, False)
    ]
    assert sorted(each.addressee.slug for each in lines[1:]) == [OLD, OLD, NEW]
    assert all(each.headline.headline == pb.HEADLINE_TRANSFERRED for each in lines[1:])
    assert moved.calendar.days_ago(29) in {each.request_date for each in lines if each.addressee.slug == OLD}
    assert [each.addressee.slug for each in moved.page(moved.staying).lines] == [OLD]
    days = [
        each.occurred_date for each in moved.page(moved.moving).timeline if each.kind == pb.TIMELINE_KIND_TRANSFERRED
    ]
    assert days == [moved.calendar.days_ago(each) for each in (5, 10, 20)]


def test_the_remit_is_where_it_went_last(moved: Story) -> None:
    assert [each.words.bodies["en"] for each in moved.card(OLD).remits] == [BORDERS]
    assert [each.words.bodies["en"] for each in moved.card(NEW).remits] == [CYBER]


def test_both_scorecards_show_the_cuts(moved: Story, browser: Browser) -> None:
    assert [each.gained for each in moved.card(OLD).cuts] == [False, True, False]
    assert [each.gained for each in moved.card(NEW).cuts] == [True, False, True]
    page = _reader(moved, browser)
    for slug, other in ((OLD, NEW), (NEW, OLD)):
        page.goto(f"{moved.world.stack.public_url}/a/{slug}")
        expect(page.locator(".cuts > li")).to_have_count(3)
        expect(page.locator(".cuts")).to_contain_text(CYBER)
        expect(page.locator(f'.cuts a[href="/a/{other}"]')).to_have_count(3)
        expect(page.locator(f'.cuts a[href="/r/{moved.moving}"]')).to_have_count(3)
        expect(page.locator("main")).to_contain_text("Right of reply")
        expect(page.locator("main")).not_to_contain_text("%")
    page.context.close()


def test_a_reader_sees_where_the_line_is_and_where_it_was(moved: Story, browser: Browser) -> None:
    page = _reader(moved, browser)
    page.goto(f"{moved.world.stack.public_url}/r/{moved.moving}")
    expect(page.locator("table.matrix tbody tr")).to_have_count(4)
    expect(page.locator("table.matrix")).to_contain_text("With another body since")
    expect(page.locator(f'table.matrix .moved a[href="/a/{NEW}"]').first).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("The new body is asked anew")
    page.goto(f"{moved.world.stack.public_url}/r/{moved.moving}?lang=ur")
    expect(page.locator("table.matrix")).to_contain_text("دوسرے ادارے کے پاس")
    page.context.close()


def test_a_rename_keeps_every_permalink_and_the_name_of_the_day(moved: Story, browser: Browser) -> None:
    entry = moved.entry(OLD).addressee
    request = pb.RenameAddresseeRequest(
        idempotency_key="story-7:rename",
        addressee_id=moved.ids[OLD],
        expected_version=entry.version,
        name=_words("National Bureau (example)"),
        slug="national-bureau-example",
        effective_date=moved.calendar.days_ago(3),
        source_url=SOURCE,
    )
    moved.call("registrar", "RenameAddressee", request)
    page = _reader(moved, browser)
    until(lambda: moved.card(OLD).addressee.slug == "national-bureau-example", "the new name")
    site = moved.world.stack.public_url

    def led_on() -> bool:
        page.goto(f"{site}/a/{OLD}")
        return page.url == f"{site}/a/national-bureau-example"

    until(led_on, "the old address leads to the new one, once pages that were read before are old")
    expect(page.locator("h1")).to_contain_text("National Bureau (example)")
    expect(page.locator(".names")).to_contain_text(NAMES[OLD])

    def called_anew() -> bool:
        page.goto(f"{site}/r/{moved.moving}")
        return "National Bureau (example)" in page.locator("table.matrix").inner_text()

    until(called_anew, "the present name in the matrix")
    expect(page.locator(".timeline")).to_contain_text(NAMES[OLD])
    page.context.close()


@pytest.mark.covers("row 26")
def test_a_body_is_split_at_the_desk(story: Story, browser: Browser) -> None:
    story.remits_of(story.ids[WHOLE], "Courses", "Archives")
    site = story.world.stack.public_url
    page = browser.new_page()
    page.set_default_timeout(_SLOW)
    cookie: Any = {"name": "sid", "value": story.world.person("registrar").session, "url": site}
    page.context.add_cookies([cookie])
    page.goto(f"{site}/registrar?lang=en")
    desk, record = Desk(page), "Record what became of it"

    desk.change(NAMES[WHOLE], record)
    desk.choose("What became of it", "Split into several bodies")
    desk.day("Day from which it is so", story.calendar.days_ago(6))
    desk.type("Page on which anybody can read it (https:// or http://)", SOURCE)
    desk.choose_among(0, NAMES[FIRST], NAMES[SECOND])
    desk.choose_among(1, "Courses")
    desk.choose_among(3, "Archives")
    desk.press_and_say_yes(record, "is no more since", "0 line(s) move")
    assert {each.words.bodies["en"] for each in story.card(FIRST).remits} == {"Courses"}
    assert {each.words.bodies["en"] for each in story.card(SECOND).remits} == {"Archives"}
    page.close()

    reader = _reader(story, browser)
    reader.goto(f"{site}/a/{WHOLE}")
    expect(reader.locator("main")).to_contain_text("This body is no more since")
    reader.context.close()


def _reader(story: Story, browser: Browser) -> Page:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(_SLOW)
    assert story.world.stack.public_url
    return context.new_page()
