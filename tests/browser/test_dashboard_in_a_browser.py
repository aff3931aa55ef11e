"""Pages in a real browser: styled under their policy, both ways round, on a phone, by keyboard, without script."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from dashboard.labels import marks
from dashboard.labels.texts import framework
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit import canned, process, services
from tests.dashboard_kit.boxes import choose
from tests.dashboard_kit.messages import an_entry
from tests.dashboard_kit.messages import text as a_text
from tests.dashboard_kit.world import CODE, World

FACILITATOR = "facilitator@forum.example"
SECOND = "second@forum.example"
DRAFT = "01890a5d-ac96-774b-bcce-b302099a8057"
KEPT = "roundtable-capture"
PLAIN: tuple[str, ...] = (
    "/",
    "/?show=published",
    "/?show=example&stands=under_way",
    "/r/EX-R-1",
    "/r/EX-R-2",
    "/c/EX-C-1",
    "/c/EX-C-1/sheet",
    "/c/C-1",
)
PLAIN += (
    "/suggest/EX-R-2?body=child-rights-commission-example",
    "/c/C-1/2",
    "/c/C-2",
    "/c/C-2/sheet",
    "/p/C-1",
    "/p/C-1/report?from=2019-01-01&to=2026-11-20",
    "/p/EX-C-1",
    "/p/EX-C-1/report?from=2025-12-01&to=2026-11-20",
    "/a/video-platform-example",
    "/methodology",
    "/sign-in",
    "/enrol?code=x",
    "/start",
    "/r/EX-R-99",
)
# What a finger has to hit and is lower than 44 pixels; a link within a sentence is as high as the sentence.
LOW = """() => [...document.querySelectorAll("a, button, select, textarea, summary, input:not([type=radio])")]
    .filter((each) => each.getBoundingClientRect().height > 0 && each.getBoundingClientRect().height < 43.9)
    .filter((each) => !(getComputedStyle(each).display === "inline" || each.closest(".skip")))
    .map((each) => each.outerHTML)"""
HOSTILE = '<img src="https://evil.example/p"> **done** ![x](https://evil.example/q) <b>checked</b>'

LONG = a_text(
    "Children's safety online: what platforms, ministries and schools agreed on at the third national roundtable of the"
    " Counter-Disinformation-and-Media-Literacy-Network-of-Universities, papers at example.org/2026/third-roundtable",
    "بچوں کی آن لائن حفاظت: تیسری قومی گول میز پر پلیٹ فارموں، وزارتوں اور اسکولوں نے جن باتوں پر اتفاق کیا، دستاویزات"
    " example.org/2026/third-roundtable-documents-of-the-network پر",
)


@pytest.fixture(scope="module")
def world() -> World:
    """The canned world with a facilitator, and words in it that want to be more than words."""
    made = canned.world()
    forum = identity.Organisation(organisation_id="1", name="Child Safety Forum (example)")
    granted = identity.GrantedRole(role=identity_events.ROLE_FACILITATOR, organisation=forum)
    made.people[FACILITATOR] = identity.Person(name="Facilitator of the Forum", email=FACILITATOR, roles=[granted])
    made.addressees[-1].name.bodies["en"] = HOSTILE
    made.recommendations["EX-R-4"].lines[0].title.bodies["en"] = HOSTILE
    made.recommendations["EX-R-4"].title.bodies["en"] = HOSTILE
    made.consultations["C-2"] = canned.crowded("C-2", 3)
    for consultation, statements in (made.consultations["C-2"], made.consultations["EX-C-1"]):
        consultation.title.CopyFrom(LONG)
        made.public_programmes.append(
            consultations.PublicProgramme(
                details=consultations.ProgrammeDetails(
                    title=LONG,
                    organisers=LONG,
                    figures=made.consultations["C-1"][0].figures,
                    illustrative=consultation.illustrative,
                ),
                consultation_numbers=["EX-C-1"] if consultation.illustrative else ["C-1", "C-2"],
                figure_conflicts=made.consultations["C-1"][0].figure_conflicts,
            )
        )
        statements[-1].title.CopyFrom(LONG)
    return made


class _Mailbox(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<p>mailbox of {self.path.rpartition('/')[2]}</p>".encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a dashboard over stand-in services answers."""
    folder: Path = tmp_path_factory.mktemp("dashboard")
    mailbox = ThreadingHTTPServer(("127.0.0.1", 0), _Mailbox)
    Thread(target=mailbox.serve_forever, daemon=True).start()
    more = {"RT_MAILBOX_URL": f"http://127.0.0.1:{mailbox.server_address[1]}"}
    certificates = services.made_certificates(folder / "certificates")
    with services.serving(world, certificates) as settings, process.dashboard(settings, folder, **more) as running:
        yield running.url
    mailbox.shutdown()


class Visitor:
    """A page, with what it asked of whom and what the browser complained about."""

    def __init__(self, browser: Browser, url: str, *, language: str = "en", width: int = 1280, **more: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, base_url=url, **more)
        self.context.add_cookies([{"name": "lang", "value": language, "url": url}])
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._asked(request.url, url))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def _asked(self, where: str, url: str) -> None:
        if not where.startswith((url, url.replace("http", "ws", 1), "data:", "blob:", "http://127.0.0.1")):
            self.foreign.append(where)

    @property
    def refusals(self) -> list[str]:
        """What the policy refused."""
        return [each for each in self.complaints if "Content Security Policy" in each]


@pytest.fixture
def visit(browser: Browser, url: str, world: World) -> Iterator[Any]:
    """Make visitors; they leave at the end."""
    made: list[Visitor] = []

    def visitor(**more: Any) -> Visitor:
        made.append(Visitor(browser, url, **more))
        return made[-1]

    yield visitor
    for each in made:
        each.context.close()
    world.unsent.clear()  # what a page still saves while it is left, too


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_page_scrolls_sideways_on_a_phone_or_asks_anybody_else(visit: Any, language: str) -> None:
    visitor = visit(language=language, width=360)
    for path in PLAIN:
        visitor.page.goto(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert visitor.page.evaluate("document.documentElement.dir") == ("rtl" if language == "ur" else "ltr")
        assert visitor.page.evaluate(LOW) == [], path
    assert visitor.foreign == []
    assert visitor.refusals == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_an_outcome_sheet_is_one_page_and_a_phone_reads_its_codes(visit: Any, language: str) -> None:
    page = visit(language=language, java_script_enabled=False).page
    page.goto("/c/EX-C-1/sheet")
    assert _pages(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="print")
    drawn = Image.open(io.BytesIO(page.screenshot(full_page=True, scale="css")))
    read = {code.text for code in zxingcpp.read_barcodes(drawn)}
    assert {each.rpartition("/")[2] for each in read} == {f"EX-R-{number}" for number in range(1, 8)}
    assert len({each.rpartition("/r/")[0] for each in read}) == 1


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(("items", "pages"), [(20, 1), (45, 2)])
def test_what_does_not_fit_on_an_outcome_sheet_goes_on_under_the_same_heading(
    visit: Any, world: World, language: str, items: int, pages: int
) -> None:
    number = f"C-{items}"
    world.consultations[number] = canned.crowded(number, items)
    page = visit(language=language).page
    page.goto(f"/c/{number}/sheet")
    printed = page.pdf(prefer_css_page_size=True)
    assert _pages(printed) == pages
    linked = Counter(re.findall(rb"/URI \(https?://[^/]+(/c/[^)]+)\)", printed))
    each_page = linked.pop(f"/c/{number}".encode())
    assert each_page >= pages
    assert linked == {f"/c/{number}/{each}".encode(): 1 for each in range(1, items + 1)}


@pytest.mark.parametrize("language", ["en", "ur"])
def test_an_outcome_sheet_is_read_across_the_whole_of_a_phone(visit: Any, world: World, language: str) -> None:
    world.consultations["C-20"] = canned.crowded("C-20", 20)
    page = visit(language=language, width=360).page
    page.goto("/c/C-20/sheet")
    widths = page.locator(".outcome").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    assert len(widths) == 20
    assert min(widths) > 300


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_plain_pages_work_with_javascript_off(visit: Any) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/")
    page.click("text=EX-R-2 >> nth=0")
    expect(page.locator("h1")).to_contain_text("A guide for schools")
    expect(page.locator(".panel.checked")).to_contain_text("Shown to be done")


def test_urdu_is_set_in_our_own_nastaliq(visit: Any) -> None:
    page = visit(language="ur").page
    fonts: list[str] = []
    page.on("response", lambda answer: fonts.append(answer.url) if answer.url.endswith(".woff2") else None)
    page.goto("/r/EX-R-2")
    page.wait_for_function(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Noto Nastaliq Urdu Roundtable\"', '\u0627'))"
    )
    assert any("/assets/fonts/noto-nastaliq-urdu-arabic-400" in font for font in fonts)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"


def test_an_english_page_without_urdu_loads_no_font(visit: Any) -> None:
    page = visit().page
    fonts: list[str] = []
    page.on("response", lambda answer: fonts.append(answer.url) if answer.url.endswith(".woff2") else None)
    page.goto("/methodology")
    page.evaluate("document.querySelector('.switch').remove()")
    page.wait_for_load_state("networkidle")
    assert len(fonts) <= 1, "at most the one weight that the word on the language switch needs"


def test_the_first_tab_is_the_skip_link_and_focus_is_seen(visit: Any) -> None:
    page = visit().page
    page.goto("/r/EX-R-2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("skip")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# Where the focus is, and how it is told: by a frame.
FOCUSED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return at === document.body ? null : {
        what: at.outerHTML.slice(0, 120), top: box.top + scrollY, bottom: box.bottom + scrollY,
        start: document.dir === "rtl" ? -box.right : box.left,
        framed: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
    };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((each) => each.type !== "hidden" && each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}))
    .length"""


def _walk(page: Page, key: str) -> list[dict[str, Any]]:
    """Press a key until the focus leaves the page; return where it was."""
    page.evaluate("document.activeElement.blur()")
    seen: list[dict[str, Any]] = []
    while len(seen) < 300:
        page.keyboard.press(key)
        if (now := page.evaluate(FOCUSED)) is None:
            return seen
        seen.append(now)
    raise AssertionError(f"the focus does not leave the page: {seen[-1]['what']}")


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("path", ["/r/EX-R-1", "/a/video-platform-example", "/my-words", "/suggest/EX-R-2?body=x"])
def test_tab_goes_as_a_reader_does_reaches_everything_and_traps_nobody(visit: Any, path: str, language: str) -> None:
    page = visit(language=language, reduced_motion="reduce").page
    page.goto(path)
    seen = _walk(page, "Tab")
    assert [each["what"] for each in seen if not each["framed"]] == []
    assert len(seen) == page.evaluate(REACHABLE)
    turns = [
        (before["what"], after["what"])
        for before, after in pairwise(seen[1:])  # the first is the link that skips the rest
        if after["bottom"] <= before["top"] + 1
        or (abs(after["top"] - before["top"]) < 4 and after["start"] < before["start"])
    ]
    assert turns == []
    assert [each["what"] for each in _walk(page, "Shift+Tab")] == [each["what"] for each in reversed(seen)]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_on_paper_the_matrix_is_a_table_and_fits(visit: Any, language: str) -> None:
    page = visit(language=language, width=718).page  # A4 between its margins
    page.emulate_media(media="print")
    page.goto("/r/EX-R-1")
    assert page.evaluate("getComputedStyle(document.querySelector('.matrix tr')).display") == "table-row"
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    for hidden in ("nav", ".switch", "text=JSON"):
        assert not page.locator(hidden).first.is_visible(), hidden


def test_on_paper_stands_how_it_read_before_it_was_corrected(visit: Any, world: World) -> None:
    former_text = a_text("Open a hotlin", "ہاٹ لائن کھولی جائے گی")
    entry = an_entry(recommendations.TIMELINE_KIND_CORRECTED, "2026-11-06", former_text=former_text)
    world.recommendations["EX-R-7"].timeline.append(entry)
    for language in ("en", "ur"):
        page = visit(language=language).page
        page.goto("/r/EX-R-7")
        former = page.locator(".timeline del")
        assert not former.is_visible(), "on a screen it is opened"
        page.emulate_media(media="print")
        assert former.is_visible()


def test_the_steps_stand_upright_on_a_phone_and_lie_on_a_desk(visit: Any) -> None:
    wide, narrow = visit().page, visit(width=360).page
    for page in (wide, narrow):
        page.goto("/r/EX-R-2")
    assert wide.locator(".steps-drawing").bounding_box()["width"] > 900
    assert not narrow.locator(".steps-drawing").is_visible()
    assert narrow.locator(".steps-list li").nth(4).is_visible()
    gap = narrow.locator(".crumbs a").first.evaluate("each => getComputedStyle(each).columnGap")
    assert gap != "normal", "number and title of the consultation do not touch"


@pytest.mark.covers("SEC 8")
def test_signing_in_by_hand_sets_the_host_cookie_that_scripts_cannot_read(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(f"/sign-in?email={FACILITATOR}&next=/work")
    expect(page.frame_locator("iframe").locator("p")).to_contain_text("mailbox of")
    page.click("text=Send me a code")
    page.fill("#code", CODE.lower())
    page.press("#code", "Enter")
    expect(page.locator(".lead")).to_contain_text("Signed in as")
    kept = {each["name"]: each for each in visitor.context.cookies()}
    assert kept["__Host-sid"]["httpOnly"]
    assert kept["__Host-sid"]["secure"]
    assert kept["__Host-sid"]["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == "lang=en", "the one that this test set itself"
    page.click("text=Sign out >> nth=0")
    page.click("button:has-text('Sign out')")
    expect(page.locator("h1")).to_contain_text("You are signed out")
    assert "__Host-sid" not in {each["name"] for each in visitor.context.cookies()}
    assert visitor.refusals == []


@pytest.mark.covers("SEC 11")
def test_words_of_people_stay_words_on_every_page(visit: Any) -> None:
    visitor = visit()
    for path in ("/", "/r/EX-R-4", "/a/video-platform-example"):
        visitor.page.goto(path)
        assert HOSTILE in visitor.page.inner_text("main"), path
    assert visitor.foreign == []


# Streamlit under its policy


def explore(visitor: Visitor, address: str = "/explore?show=example") -> Page:
    """Open /explore and wait for its chart."""
    visitor.page.goto(address)
    expect(visitor.page.locator(".stVegaLiteChart").locator("canvas, svg.marks")).to_be_visible(timeout=30_000)
    return visitor.page


@pytest.fixture(scope="module")
def explored(browser: Browser, url: str) -> Iterator[Visitor]:
    """A visitor of /explore, for those who only look: a Streamlit page is the dearest thing here to open."""
    visitor = Visitor(browser, url)
    explore(visitor)
    yield visitor
    visitor.context.close()


def test_explore_is_styled_and_drawn_under_its_policy_and_asks_nobody_else(explored: Visitor) -> None:
    visitor, page = explored, explored.page
    expect(page.locator(".stHeading h1")).to_have_text("Explore")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).position") == "absolute"
    expect(page.locator("table.bars tbody tr")).to_have_count(6)
    assert page.locator("[data-testid=stSidebar]").count() == 0
    assert page.locator("[data-testid=stAppDeployButton]").count() == 0
    assert visitor.refusals == []
    assert visitor.foreign == []
    assert page.title() == "Explore"
    axes = page.locator(".stVegaLiteChart .role-axis-label text, .stVegaLiteChart .role-axis-title text")
    assert set(axes.evaluate_all("all => all.map(each => each.getAttribute('fill'))")) == {marks.INK}


@pytest.mark.covers("SEC 11")
def test_explore_shows_words_of_people_as_words(explored: Visitor) -> None:
    visitor, page = explored, explored.page
    expect(page.locator("table.bars")).to_contain_text(HOSTILE)
    assert page.locator(".stApp img").count() == 0
    assert visitor.foreign == []


def test_explore_keeps_its_choice_in_the_address_and_in_the_other_language_which_turns_it_round(visit: Any) -> None:
    page = explore(visit())
    choose(page, page.get_by_label("Where it stands"), "No answer")
    expect(page.locator("table.bars tbody tr")).to_have_count(2)
    page.wait_for_url(re.compile("stands=no_answer"))

    again = explore(visit(), page.url)
    expect(again.locator("table.bars tbody tr")).to_have_count(2)
    again.click("a.switch")
    heading = again.locator(".stHeading h1")
    expect(heading).to_have_text("تلاش و تجزیہ", timeout=30_000)
    expect(again.locator("table.bars tbody tr")).to_have_count(2)
    assert "stands=no_answer" in again.url
    assert "lang=" not in again.url
    bar = again.locator(".stVegaLiteChart .role-mark path").first
    expect(bar).to_have_attribute("aria-label", re.compile(r" · جواب نہیں آیا · \d+$"))
    bar.hover()
    expect(again.locator("#vg-tooltip-element .key")).to_have_text(["ادارہ", "کیا صورتِ حال ہے", "سطروں کی تعداد"])
    assert again.evaluate("getComputedStyle(document.querySelector('.stApp h1')).textAlign") in ("start", "right")
    assert again.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    box = heading.bounding_box()
    assert box
    assert box["x"] + box["width"] > 900
    assert again.locator(again.locator(".skip").get_attribute("href") or "nowhere").count() == 1
    for english in ("stSkipToContent", "stHeaderActionElements"):
        expect(again.get_by_test_id(english).first).to_be_hidden()
    again.get_by_role("combobox").first.click()
    option = again.get_by_role("option").first
    expect(option).to_be_visible()
    assert option.evaluate("each => getComputedStyle(each).direction") == "rtl", "a list begins where the page does"


def test_a_streamlit_page_for_a_role_asks_strangers_to_sign_in(visit: Any) -> None:
    page = visit().page
    page.goto("/facilitator")
    expect(page.locator(".stApp")).to_contain_text("You are signed out", timeout=30_000)
    expect(page.locator(".stLinkButton a")).to_have_attribute("href", re.compile(r"/sign-in\?next=%2Ffacilitator"))


# Entering a consultation


class Entering:
    """The facilitator's desk with a new consultation open, and what has been saved of it."""

    def __init__(self, page: Page, world: World) -> None:
        self.page, self.world = page, world
        page.goto(f"/sign-in?email={FACILITATOR}&next=/facilitator")
        page.click("text=Send me a code")
        page.fill("#code", CODE)
        page.press("#code", "Enter")
        page.get_by_role("button", name="New consultation").click(timeout=30_000)

    @property
    def saved(self) -> consultations.ConsultationDetails:
        """What the service has of it."""
        return next(iter(self.world.drafts.values())).details

    def choose(self, box: str, option: str) -> None:
        """Choose an option."""
        choose(self.page, self.page.get_by_role("combobox", name=box), option, exact=True)

    def fill(self, box: str, words: str) -> None:
        """Fill in a field and see it saved."""
        before = self.world.saves
        self.page.get_by_label(box, exact=True).fill(words)
        self.page.get_by_label(box, exact=True).press("ControlOrMeta+Enter")
        while self.world.saves == before:
            self.page.wait_for_timeout(20)

    def has_saved(self, field: str, words: str) -> None:
        """See that a text is saved within ten seconds, without anybody leaving its field."""
        for _ in range(500):
            if getattr(self.saved, field).bodies["en"] == words:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"not saved: {getattr(self.saved, field)}")

    def has_rows(self, count: int) -> None:
        """See that so many figures and outputs are on the page."""
        expect(self.page.get_by_role("button", name="Remove")).to_have_count(count)


def test_what_is_chosen_of_a_list_is_as_high_as_nastaliq_and_its_cross_stands_off(visit: Any, world: World) -> None:
    page = visit().page
    Entering(page, world)
    box = page.get_by_role("combobox", name="Themes")
    box.click(timeout=30_000)
    box.press_sequentially("Online safety")
    expect(page.get_by_role("option", name="Online safety")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    chosen = page.locator("[data-tag]").first
    expect(chosen).to_be_visible()
    high, tall, gap = chosen.evaluate("""tag => {
        const [words, cross] = ["span", "button"].map(each => tag.querySelector(each)), style = getComputedStyle(words)
        const [left, right] = [words, cross].map(each => each.getBoundingClientRect())
        return [parseFloat(style.lineHeight) / parseFloat(style.fontSize), tag.clientHeight - words.clientHeight,
                right.left - left.right]
    }""")
    assert high >= 2, "without their strokes two letters of Urdu are one"
    assert tall >= 0
    assert gap >= 4


# What Streamlit has for its own words, whatever is on the page: names of controls, and texts of its own parts.
SAID = """() => [
    ...[...document.querySelectorAll("[aria-label], [placeholder], [title]")]
        .filter(each => !each.closest("header") && each.checkVisibility())
        .flatMap(each => ["aria-label", "placeholder", "title"].map(name => each.getAttribute(name))),
    ...[...document.querySelectorAll("[role=listbox], [data-testid=InputInstructions], [data-testid=stStatusWidget]")]
        .map(each => each.innerText),
].filter(Boolean)"""


def test_an_urdu_desk_says_nothing_in_the_english_of_its_framework(visit: Any, world: World) -> None:
    page = visit(language="ur").page
    page.goto(f"/sign-in?email={FACILITATOR}&next=/facilitator")
    page.click("form[action='/sign-in'] button")
    page.fill("#code", CODE)
    page.press("#code", "Enter")
    page.get_by_role("button", name="نئی مشاورت").click(timeout=30_000)
    box = page.get_by_role("combobox", name="موضوعات")
    box.click(timeout=30_000)
    box.press_sequentially("qqqq")
    expect(page.get_by_text("کچھ نہیں ملا")).to_be_visible()
    said = page.evaluate(SAID)
    box.fill("")
    box.press("ArrowDown")
    box.press("Enter")
    box.press("Escape")
    expect(page.locator("[data-tag] button").first).to_have_attribute("aria-label", re.compile("ہٹائیں$"))
    field = page.locator(".stTextInput input").first
    field.fill("Words")
    expect(page.get_by_test_id("InputInstructions").first).to_contain_text("دبائیں")
    said += page.evaluate(SAID)
    english = "|".join(re.escape(each).replace(re.escape("{item}"), ".+") for each, _ in framework.WORDS.values())
    assert [each for each in said if re.fullmatch(english, each.strip())] == []
    latin = {each for each in said if re.search("[A-Za-z]{3}", each) and not re.search("[\u0600-\u06ff]", each)}
    assert latin - {"Words"} == set(), "nothing but what was typed is in Latin letters alone"
    world.drafts.clear()


def test_a_form_of_a_desk_is_saved_while_somebody_types_and_is_there_on_another_device(
    visit: Any, world: World
) -> None:
    reason = "It names a child, وہ ایک بچہ ہے"

    def opened() -> Page:
        page: Page = visit(width=360).page
        sign_in(page, FACILITATOR, "/facilitator")
        page.get_by_test_id("stExpander").filter(has_text="Hide now").locator("summary").click(timeout=30_000)
        return page

    page = opened()
    page.get_by_label("Why? Never public.").press_sequentially(reason)  # and the field is not left
    expect(page.get_by_text("Saved on the server as you typed it").first).to_be_visible(timeout=10_000)
    [kept] = world.unsent.values()
    assert list(kept.fields.values()) == [reason]
    page.context.close()
    elsewhere = opened()
    expect(elsewhere.get_by_label("Why? Never public.")).to_have_value(reason, timeout=10_000)
    expect(elsewhere.get_by_text("Saved on the server as you typed it").first).to_be_visible()
    assert elsewhere.evaluate("document.documentElement.scrollWidth") <= 360
    assert reason not in elsewhere.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    world.unsent.clear()


def test_the_optional_parts_of_a_consultation_are_saved_as_they_are_entered(visit: Any, world: World) -> None:
    page = visit().page
    desk = Entering(page, world)
    page.get_by_text("4. More (optional)").click()
    desk.choose("Where does this record come from?", "Published article")
    desk.fill("Name of the article or paper", "A daily (example)")
    page.get_by_role("button", name="Add a line to the agenda").click()
    desk.fill("What it is (English)", "Opening")
    desk.fill("Begins at, as 09:30 (empty: not given)", "09:30")
    page.get_by_role("button", name="Remove").wait_for()
    desk.choose("Add a figure: what is counted?", "Participants")
    desk.fill("The figure", "186")
    desk.choose("Of people: broken down?", "By gender")
    desk.choose("Which group", "Women")
    desk.fill("Do figures contradict each other? Say how; leave it empty if they do not. (English)", "186 is not 37 %.")
    desk.choose("Add something that came out of it: what is it?", "Video")
    desk.has_rows(3)
    desk.choose("Add something that came out of it: what is it?", "Picture")
    desk.has_rows(4)
    page.get_by_role("button", name="Remove").nth(2).click()
    desk.has_rows(3)
    desk.fill("Where it can be seen, beginning with https:// or http://", "https://example.org/picture")
    expect(page.get_by_text("Without their agreement the address is not published.")).to_be_visible()
    page.get_by_text("Everybody who can be seen or heard in it agreed").click()
    expect(page.get_by_text("Without their agreement")).to_have_count(0)
    page.get_by_text("5. Check and submit").click()
    expect(page.get_by_text("4 of 6 entered")).to_be_visible()
    expect(page.get_by_text("186 is not 37 %.")).to_be_visible()
    assert (desk.saved.source.type, desk.saved.source.name) == ("published_article", "A daily (example)")
    women = consultations.Figure(label="participants", by=consultations.FIGURE_BY_GENDER, group="women", value=186)
    assert list(desk.saved.figures) == [women]
    assert [(each.starts_time, each.title.bodies["en"]) for each in desk.saved.agenda] == [("09:30", "Opening")]
    address = "https://example.org/picture"
    picture = consultations.Output(kind=consultations.OUTPUT_KIND_PICTURE, url=address, consented=True)
    assert list(desk.saved.outputs) == [picture]


# Types, and hides the page in the same moment; returns how often what was typed is handed over meanwhile.
TYPED_AND_LEFT = """() => {
    let handed = 0;
    document.addEventListener("keydown", (event) => { handed += event.key === "Enter"; });
    document.execCommand("insertText", false, " more");
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
    delete document.hidden;
    return handed;
}"""


def test_what_is_typed_is_saved_while_it_is_typed_and_the_field_stays_as_it_is(visit: Any, world: World) -> None:
    """Whoever types on is saved every few seconds; whoever pauses, or looks at something else, at once."""
    world.drafts.clear()
    page = visit().page
    desk = Entering(page, world)
    title, before = page.get_by_label("Title (English)", exact=True), world.saves
    title.click(timeout=30_000)
    title.press_sequentially("Word after word, no pause until all is said", delay=130)
    assert world.saves > before, "whoever types on is saved"
    expect(title).to_be_focused()
    expect(title).to_have_value("Word after word, no pause until all is said")
    desk.has_saved("title", "Word after word, no pause until all is said")
    summary = page.get_by_label("What it was about (English)", exact=True)
    summary.press_sequentially("Said")
    desk.has_saved("summary", "Said")
    expect(summary).to_be_focused()
    assert page.evaluate(TYPED_AND_LEFT) == 1, "no second is waited for when the page is hidden"
    desk.has_saved("summary", "Said more")
    world.drafts.clear()


def test_a_programme_is_made_on_the_way_and_the_consultation_belongs_to_it(visit: Any, world: World) -> None:
    page = visit().page
    desk = Entering(page, world)
    page.get_by_text("4. More (optional)").click()
    desk.choose("Programme", "A new programme …")
    name = page.get_by_label("Name of the programme (English)", exact=True)
    name.fill("Many meetings (example)")
    name.press("Enter")
    page.get_by_role("button", name="Make this programme").click()
    expect(page.get_by_text("What is known of the programme")).to_be_visible(timeout=15_000)
    page.get_by_text("5. Check and submit").click()
    expect(page.get_by_text("1 of 6 entered")).to_be_visible()
    assert desk.saved.programme_id == world.programmes[0].programme_id


# What is typed on a device that several people use


def sign_in(page: Page, email: str, next_: str) -> None:
    page.goto(f"/sign-in?email={email}&next={next_}")
    page.click("text=Send me a code")
    page.fill("#code", CODE)
    page.press("#code", "Enter")


def left_by_one_to_the_next(visit: Any, world: World) -> Page:
    """Type on a phone, without a line; the session ends by itself, and the next person signs in there."""
    page: Page = visit(width=360).page
    world.people[SECOND] = identity.Person(person_id="2", email=SECOND, roles=world.people[FACILITATOR].roles)
    sign_in(page, FACILITATOR, "/capture")
    world.down.add("consultations")
    page.fill("#text", "the girl from ward 7")
    expect(page.locator("#kept")).to_contain_text("queued")
    page.goto("/about")  # no sign-out: the session ended by itself
    page.context.clear_cookies(name="__Host-sid")
    world.down.clear()
    sign_in(page, SECOND, "/capture")
    return page


def test_what_one_person_typed_is_not_shown_to_the_next_on_that_device_and_comes_back(visit: Any, world: World) -> None:
    page = left_by_one_to_the_next(visit, world)
    expect(page.locator("#text")).to_have_value("")
    page.fill("#text", "words of the next")
    expect(page.locator("#kept")).to_contain_text("Saved on the server")
    assert [each.fields["text"] for each in world.unsent.values()] == ["words of the next"]
    world.unsent.clear()
    sign_in(page, FACILITATOR, "/capture")
    expect(page.locator("#text")).to_have_value("the girl from ward 7")


def test_signing_out_clears_what_this_person_typed_and_nothing_of_anybody_else(visit: Any, world: World) -> None:
    """On a shared phone: the text put aside for somebody else stays, and what another tab keeps of nobody known."""
    page = left_by_one_to_the_next(visit, world)
    page.fill("#text", "words of the next")
    expect(page.locator("#kept")).to_contain_text("Saved on the server")
    elsewhere = {"owner": page.input_value("#quick [name=owner]"), "tab": "other", "apart": True, "version": 0}
    elsewhere["fields"] = {"text": "typed in the other tab"}
    page.evaluate("([name, held]) => localStorage.setItem(name, JSON.stringify(held))", [f"{KEPT}~x~other", elsewhere])
    page.goto("/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#forgotten")).to_contain_text("What somebody else typed")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "words of the next" not in kept
    assert "typed in the other tab" in kept
    world.unsent.clear()
    sign_in(page, FACILITATOR, "/capture")
    expect(page.locator("#text")).to_have_value("the girl from ward 7")


@pytest.mark.parametrize(("language", "said"), [("en", "There is no line now"), ("ur", "ابھی رابطہ نہیں")])
def test_the_table_without_a_line_says_what_to_do_and_what_was_typed_is_there_again(
    visit: Any, world: World, language: str, said: str
) -> None:
    page = visit(width=360, language=language).page
    world.drafts[DRAFT] = consultations.Draft(consultation_id=DRAFT, version=1)
    page.goto(f"/sign-in?email={FACILITATOR}&next=/capture/grid?consultation={DRAFT}")
    page.click("form[action='/sign-in'] button")
    page.fill("#code", CODE)
    page.press("#code", "Enter")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/capture/language').then((noted) => !!noted)")
    page.context.set_offline(True)
    page.fill("#c1-text_en", "Open a hotline")
    page.click("#grid button[type=submit]")
    expect(page.locator("#kept")).not_to_be_empty()
    expect(page.locator("#c1-text_en")).to_have_value("Open a hotline")
    page.reload()
    expect(page.locator("main .notice")).to_contain_text(said)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("main a.button")
    expect(page.locator("#text")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("main .notice")).to_have_count(0)  # /capture itself is back
    page.goto(f"/capture/grid?consultation={DRAFT}")
    expect(page.locator("#c1-text_en")).to_have_value("Open a hotline")
    world.drafts.clear()
    world.unsent.clear()
