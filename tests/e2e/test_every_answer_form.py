"""The form of an answer, sent in a browser for every row that a liaison may move by it.

Each is refused once first, for what it must carry: nothing typed is lost, and the word that is missing is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import labels
from deploy.local.sample_data.client import Person
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene
from tests.e2e.signing_in import signed_in
from tests.e2e.waiting import until

_ASKED: Final = ("Whose it is", "A part of it", "The steps", "The day", "Begun after all")
_CHOICES: Final = ("ours", "answer", "stage", "written_in")
_TYPED: Final = """fields => Object.fromEntries(fields
    .filter(each => each.type == "radio" ? each.checked : each.value)
    .map(each => [each.name, each.value]))"""
WORDS: Final = {
    "en": {
        "whose": "Schools are run by the provinces.",
        "part": "The yearly figures",
        "said": "We will print them in March.",
        "done": "Two of four courses were held.",
        "why": "The tender found no bidder.",
        "officer": "Joint Secretary (Planning)",
    },
    "ur": {
        "whose": "اسکول صوبے چلاتے ہیں۔",
        "part": "سالانہ اعداد",
        "said": "ہم انھیں مارچ میں چھاپیں گے۔",
        "done": "چار میں سے دو کورس ہو گئے۔",
        "why": "ٹینڈر پر کوئی بولی نہیں آئی۔",
        "officer": "جوائنٹ سیکرٹری (منصوبہ بندی)",
    },
}


class Desk:
    """A liaison at the form, in one language, on one screen."""

    def __init__(self, scene: Scene, page: Page, language: labels.Language, numbers: Mapping[str, str]) -> None:
        self.scene, self.page, self.language, self.numbers = scene, page, language, numbers
        self.words = WORDS[language]

    def fill_in(self, line: str, **typed: str) -> dict[str, str]:
        """Open the form of a line and type into it."""
        self.page.goto(f"/answer/{self.numbers[line]}?body={self.scene.slug}&lang={self.language}")
        return self.go_on(**typed)

    def go_on(self, **typed: str) -> dict[str, str]:
        """Type into the form as it is; return everything that stands in it."""
        for name, value in typed.items():
            if name in _CHOICES:
                self.page.check(f"#{name}-{value}")
            elif name == "reason_kind":
                self.page.select_option(f"#{name}", value)
            else:
                self.page.fill(f"#{name}", value)
        return self.typed()

    def typed(self) -> dict[str, str]:
        """Return what stands in the form."""
        held: dict[str, str] = self.page.eval_on_selector_all("form.answer [name]:not([type=hidden], button)", _TYPED)
        return held

    def is_refused(self, *fields: str) -> None:
        """Send it; it is refused for these fields, in the words of the page, and loses nothing."""
        before = self.typed()
        self.page.click("form.answer button[value=send]")
        told = self.page.locator("main .problem [href]")
        expect(told).to_have_count(len(fields))
        assert [each.get_attribute("href") for each in told.all()] == [f"#{each}" for each in fields]
        for each in fields:
            expect(self.page.locator(f"#{each}-error")).to_be_visible()
        assert self.typed() == before
        self.fits()

    def is_sent(self, *shown: str) -> None:
        """Send it: asked once, in sight of what will be public, these words among it, and of who is told."""
        self.page.click("form.answer button[value=send]")
        told = labels.text("answer_public_note", self.language)
        expect(self.page.locator("form:not(.answer) .note")).to_have_text(told)
        for each in shown:
            expect(self.page.locator(".panel.says")).to_contain_text(each)
        self.fits()
        self.page.click("form:not(.answer) button[value=send]")
        self.page.wait_for_url("**/sent*")
        for each in shown:
            expect(self.page.locator(".panel.says")).to_contain_text(each)
        self.fits()

    def fits(self) -> None:
        """No page runs out of the screen."""
        across = self.page.evaluate("document.documentElement.scrollWidth")
        assert across <= self.page.viewport_size["width"]  # type: ignore[index]

    def line(self, name: str) -> pb.Line:
        """Return a line as the public sees it."""
        return self.scene.page(self.numbers[name]).lines[0]

    def public(self, name: str, *said: str) -> None:
        """Wait until the public page says it in both languages' pages."""
        for language in labels.LANGUAGES:
            path = f"/r/{self.numbers[name]}?lang={language}"
            until(lambda path=path: all(each in self.scene.read(path) for each in said), f"{said} on {path}")  # type: ignore[misc]


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world, "every-form", "Courses Office (example)")


@pytest.fixture(scope="module")
def liaisons(scene: Scene) -> dict[str, Person]:
    """Two liaisons of one body: each is told by mail of what the other one sent."""
    return {each: scene.liaison(each) for each in labels.LANGUAGES}


def _published(scene: Scene, language: str) -> dict[str, str]:
    table = scene.table(language, _ASKED[0])
    [first] = table["statements"]
    table["statements"] = [first | {"title": {"en": each}} for each in _ASKED]
    draft = scene.publish(table)
    numbers = {name: each.tracked_number for name, each in zip(_ASKED, draft.statements, strict=True)}
    until(lambda: all(scene.arrived(each) for each in numbers.values()), "all lines on their pages")
    return numbers


@pytest.fixture(params=[("en", 1280), ("ur", 360)], ids=["en", "ur"])
def desk(
    request: pytest.FixtureRequest, world: World, browser: Browser, scene: Scene, liaisons: dict[str, Person]
) -> Iterator[Desk]:
    language, width = request.param
    page = signed_in(world, browser, liaisons[language], width=width, height=900)
    yield Desk(scene, page, language, _published(scene, language))
    page.context.close()


def _whose_it_is(desk: Desk) -> None:
    """Row 10: it belongs to another body, or to a province."""
    line, words = desk.line, desk.words
    if desk.language == "en":
        desk.fill_in("Whose it is", ours="no", responsible="Education Department (example)")
        desk.is_refused("reason")
        desk.go_on(reason=words["whose"])
    else:
        desk.fill_in("Whose it is", ours="provincial", answer_text=words["whose"])
    desk.is_sent()
    assert line("Whose it is").headline.headline == pb.HEADLINE_SAYS_NOT_RESPONSIBLE
    desk.public("Whose it is", words["whose"])


def _a_part_of_it(desk: Desk) -> None:
    """Row 9: which part, and by when."""
    words = desk.words
    desk.fill_in("A part of it", ours="partly", answer="accepted", answer_text=words["said"])
    desk.is_refused("part", "delivery_date")
    desk.go_on(part=words["part"], delivery_date="2031-03-31")
    desk.is_sent()
    assert desk.line("A part of it").headline.headline == pb.HEADLINE_ACCEPTED_IN_PART
    desk.public("A part of it", words["part"], words["said"])


def _the_steps(desk: Desk) -> None:
    """Rows 13 and 14: planned, under way, paused, dropped, begun again, done."""
    words = desk.words
    steps: list[tuple[str, events.Progress.ValueType, bool]] = [
        ("planned", events.PROGRESS_PLANNED, False),
        ("under_way", events.PROGRESS_IN_PROGRESS, False),
        ("paused", events.PROGRESS_ON_HOLD, True),
        ("dropped", events.PROGRESS_ABANDONED, True),
        ("under_way", events.PROGRESS_IN_PROGRESS, True),
        ("done", events.PROGRESS_REPORTED_COMPLETE, False),
    ]
    for stage, progress, reason in steps:
        desk.fill_in("The steps", stage=stage)
        desk.is_refused(*(("stage_text", "stage_reason") if reason else ("stage_text",)))
        desk.go_on(stage_text=words["done"], **({"stage_reason": words["why"]} if reason else {}))
        desk.is_sent()
        assert desk.line("The steps").says.progress == progress
    desk.public("The steps", words["done"], words["why"])


def _the_day(desk: Desk) -> None:
    """Row 15: the day moves, each time with a reason, from the third time on with the officer who approved it."""
    words = desk.words
    desk.fill_in("The day", ours="yes", answer="accepted", answer_text=words["said"], delivery_date="2031-01-31")
    desk.is_sent()
    for slips, day in enumerate(("2031-02-28", "2031-03-31", "2031-04-30"), 1):
        desk.fill_in("The day", moved_date=day)
        officer = ("file_number", "approved_by") if slips == 3 else ()
        desk.is_refused("moved_reason", *officer)
        desk.go_on(
            moved_reason=words["why"], **({"approved_by": words["officer"], "file_number": "F-7/3"} if officer else {})
        )
        desk.is_sent(labels.day(day, desk.language), words["why"], *([words["officer"], "F-7/3"] if officer else []))
        assert (desk.line("The day").slips, desk.line("The day").promised_date) == (slips, day)
    desk.public("The day", words["why"], words["officer"], "F-7/3")


def _begun_after_all(desk: Desk) -> None:
    """Row 10, then 13: declined is not dead."""
    words = desk.words
    desk.fill_in("Begun after all", ours="yes", answer="declined")
    desk.is_refused("reason")
    desk.go_on(reason=words["why"])
    desk.is_sent()
    assert desk.line("Begun after all").headline.headline == pb.HEADLINE_DECLINED
    desk.fill_in("Begun after all", stage="under_way", stage_text=words["done"])
    desk.is_sent()
    assert desk.line("Begun after all").headline.headline == pb.HEADLINE_WORK_UNDER_WAY
    desk.public("Begun after all", words["why"], words["done"])


# Every form in one of the two: the words are the same, and each takes its time.
_SENT: Final[Mapping[str, Sequence[Callable[[Desk], None]]]] = {
    "en": (_whose_it_is, _a_part_of_it, _the_day),
    "ur": (_whose_it_is, _the_steps, _begun_after_all),
}


@pytest.mark.timeout(200)
@pytest.mark.covers("row 9", "row 10", "row 13", "row 14", "row 15", "invariant 7")
def test_every_answer_is_sent_by_the_form_asked_once_and_loses_nothing_on_a_refusal(desk: Desk) -> None:
    for each in _SENT[desk.language]:
        each(desk)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ur", 360)])
def test_who_answers_for_the_body_no_more_is_told_why_keeps_what_was_typed_and_is_shown_no_form(
    world: World, browser: Browser, language: labels.Language, width: int
) -> None:
    scene = Scene(world, f"former-{language}", {"en": "Left Office (example)", "ur": "Gone Bureau (example)"}[language])
    liaison = scene.liaison()
    number = scene.asked("a", "The list of visits is published").tracked_number
    scene.assignment(liaison, number)
    page = signed_in(world, browser, liaison, width=width, height=900)
    desk = Desk(scene, page, language, {"The list": number})
    desk.fill_in("The list", ours="no", reason=desk.words["whose"])
    _end_mandate(world, liaison, scene.story)
    page.click("form.answer button[value=send]")
    expect(page.locator("dl.typed")).to_contain_text(desk.words["whose"])
    page.context.close()

    # The sessions ended with the mandate; whoever signs in again is told why nothing is asked.
    again = world.client.sign_in(scene.email)
    page = signed_in(world, browser, again, width=width, height=900)
    for path, told in (
        (f"/answer/{number}?body={scene.slug}", "answer_others_only"),
        (f"/finding/{number}?body={scene.slug}", "answer_others_only"),
        ("/my-lines?", "my_lines_no_mandate"),
        (f"/a/{scene.slug}/own-words?", ""),
    ):
        page.goto(f"{path}&lang={language}")
        words = (
            labels.text(told, language)
            if told
            else labels.text("answer_not_yours", language, body=labels.isolated(scene.name))
        )
        expect(page.locator("main")).to_contain_text(words)
        expect(page.locator("main form")).to_have_count(0)
        Desk(scene, page, language, {}).fits()
    page.context.close()


def _end_mandate(world: World, liaison: Person, story: str) -> None:
    """Let the operator end what the liaison holds."""
    [mandate] = liaison.call(world.client.identity.GetMe, identity.GetMeRequest(), "identity").person.mandates
    ending = identity.EndMandateRequest(idempotency_key=f"{story}:end", mandate_id=mandate.mandate_id)
    world.client.operate(world.client.operator_identity.EndMandate, ending)
