"""Hostile words in every free text, and every page in Chromium: nothing acts, nobody else is asked (SEC-11).

What a page is sent over its socket, shown or not, is searched for canaries on the way (SEC-1).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from dashboard import labels
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.canaries import hostile, net_log, on_a_device, public_pages, readers, scene
from tests.canaries.fields import all_leaves
from tests.canaries.in_a_browser import Reader, Seen
from tests.canaries.places import Search
from tests.canaries.public_rpcs import Known
from tests.canaries.sowing import is_free_text
from tests.canaries.unread import BY_CHANCE, UNREAD
from tests.canaries.unsown import UNSOWN
from tests.conftest import another_browser
from tests.e2e.conftest import Sown, World
from tests.e2e.waiting import until

_STREAMLIT: Final = ("/explore", "/facilitator", "/reviewer", "/verifier", "/registrar")
_FILES: Final = (".atom", ".csv", ".json", ".xlsx", ".ics", ".js", "/healthz", "/assets/{path:path}")
_UPLOADED: Final = ("/document/{sha256}", "/copy/{sha256}", "/file/{file_id}", "/documents/file")
_OF_A_LIAISON: Final = ("/my-lines", "/answer", "/finding", "/evidence", "/hand-over", "/due", "/a/{slug}/own-words")
_OF_A_FACILITATOR: Final = ("/capture", "/work", "/sessions")
_STEPS: Final = ("details", "people", "items", "further", "check")
_TABS: Final = ("people", "bodies", "changes", "calendar", "mails", "audit")


def _known(own: dict[str, Any], **instead: Any) -> Known:
    return Known(own | instead, [], [], [], [])


def _public(own: dict[str, Any]) -> Known:
    return _known(own, number=own["public_number"], statements=own["public_statements"], tracked=own["public_lines"])


def _plain(world: World, known: Known, languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each route that answers with a page of ours, and its addresses."""
    for route, path in public_pages.addresses(world.stack, known, languages):
        if route not in _STREAMLIT and not route.endswith((*_FILES, *_UPLOADED)):
            yield route, path


def _is_theirs(route: str) -> bool:
    return route.startswith((*_OF_A_LIAISON, *_OF_A_FACILITATOR))


def _as_anybody(stranger: Reader, world: World, own: dict[str, Any]) -> None:
    """Every page for everybody, each in both languages; of what there is a lot, most in one."""
    many = _public(own)
    few = _known(many.own, statements=many.own["statements"][:1], tracked=many.own["tracked"][:1])
    for known, languages in ((many, ("en",)), (few, ("ur",))):
        once = set[str]()
        for route, path in _plain(world, known, languages):
            if _is_theirs(route) or (route.startswith(("/r/{number}/", "/suggest")) and route in once):
                continue
            once.add(route)
            stranger.read(path)
    stranger.search("ListLines.filter.text", "/", "/find")
    stranger.search("GetOverview.filter.text", "/")
    for slug in (own["public_slug"], f"{own['public_slug']}-next"):
        stranger.read(f"/a/{slug}?lang=en")
    stranger.work_at("/explore?show=example")
    until(lambda: _is_contradicted(world, own["contradicted"]), "the days for a reply are over")
    stranger.read(f"/r/{own['contradicted']}?lang=en")


def _is_contradicted(world: World, number: str) -> bool:
    asked = pb.GetRecommendationRequest(tracked_number=number)
    found = world.client.recommendations.GetRecommendation(asked, timeout=10)
    return bool(found.lines[0].headline.headline == pb.HEADLINE_CONTRADICTED)


def _as_a_facilitator(facilitator: Reader, world: World, own: dict[str, Any], *, language: str = "en") -> None:
    for route, path in _plain(world, _known(own, tracked=own["tracked"][:1]), (language,)):
        if route.startswith(_OF_A_FACILITATOR):
            facilitator.read(path)
    facilitator.work_at("/facilitator")
    for step in _STEPS:
        facilitator.work_at(f"/facilitator?consultation={own['consultation_id']}&step={step}")
    facilitator.work_at(f"/facilitator?consultation={own['reviewed_id']}&step=items")


def _as_a_liaison(liaison: Reader, world: World, own: dict[str, Any], *, language: str = "en") -> None:
    numbers = [*own["tracked"][:5], *own["public_lines"][:1]]
    for route, path in _plain(world, _known(own, tracked=numbers), (language,)):
        if route.startswith(_OF_A_LIAISON):
            liaison.read(path)


def _at_a_desk(
    person: Reader, _world: World, _own: dict[str, Any], *, path: str, language: labels.Language = "en"
) -> None:
    tabs = [labels.text(f"register_{each}", language) for each in _TABS] if path == "/registrar" else []
    person.work_at(path, *tabs)


_OPENS: Final[Mapping[str, Callable[[Reader, World, dict[str, Any]], None]]] = {
    "": _as_anybody,
    "facilitator": _as_a_facilitator,
    "liaison": _as_a_liaison,
    **{each: partial(_at_a_desk, path=f"/{each}") for each in ("reviewer", "verifier", "registrar")},
}
"""Who opens what; nobody in particular first."""
_IN_URDU: Final[Mapping[str, Callable[[Reader, World, dict[str, Any]], None]]] = {
    "facilitator": partial(_as_a_facilitator, language="ur"),
    "liaison": partial(_as_a_liaison, language="ur"),
    **{each: partial(_at_a_desk, path=f"/{each}", language="ur") for each in ("reviewer", "verifier", "registrar")},
}
"""Those whose pages are in Urdu, too, beside readers'. An operator has none."""


@dataclass
class Logged:
    """A Chromium that writes down whom it spoke to, and where."""

    browser: Browser
    end: Callable[[], None]
    file: Path


@pytest.fixture(scope="module")
def logged(one_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    """A Chromium of these tests alone."""
    file = tmp_path_factory.mktemp("net") / "log.json"
    with ExitStack() as stack:
        started = stack.enter_context(another_browser(one_browser.browser_type, net_log.option(file)))
        yield Logged(started, stack.close, file)


@pytest.fixture(scope="module")
def browser(logged: Logged) -> Browser:
    """The same, instead of the one of all stories."""
    return logged.browser


@pytest.fixture(scope="module")
def met() -> dict[str, Seen]:
    """What everybody met, by who it was."""
    return {}


@pytest.mark.parametrize(
    "made",
    [
        pytest.param("<p>{typed}</p>", id="HTML that is not escaped"),
        pytest.param('<p title="{typed}">x</p>', id="an attribute that is broken out of"),
        pytest.param("<p>{shown}<img src='//x.example/{token}'></p>", id="an image beside the words"),
        pytest.param("<p>{shown} <a href='//x.example'>here</a></p>", id="a link"),
        pytest.param("<p>{shown}</p><script>pwn = []</script>", id="a script"),
        pytest.param("<p>{bold}</p>", id="Markdown"),
        pytest.param("<p>{shown}</p><p>{cut}</p>", id="words that are cut off"),
        pytest.param("<b class=tag>Done</b>", id="a status"),
    ],
)
def test_words_that_act_turn_the_sweep_red(one_browser: Browser, sown: Sown, world: World, made: str) -> None:
    found = Seen()
    reader = Reader(one_browser, world.stack.public_url, sown.here, found)
    token, canary = next((token, each) for token, each in sown.here.book.items() if each.typed)
    shown = hostile.escaped(canary.typed)
    page = made.format(typed=canary.typed, token=token, shown=shown, bold=shown.replace("**", ""), cut=shown[-30:])
    reader.page.route("**/planted", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))
    reader.read("/planted")
    reader.close()
    assert found.faults


@pytest.mark.parametrize("place", on_a_device.PLACES)
def test_what_a_page_leaves_on_a_device_turns_the_sweep_red(
    one_browser: Browser, sown: Sown, world: World, place: str
) -> None:
    reader = Reader(one_browser, world.stack.public_url, sown.here, Seen())
    reader.read("/methodology")
    token = next(token for token, each in sown.here.book.items() if each.data_class == "RESTRICTED")
    assert not _left_by(reader, sown).hits
    reader.page.evaluate(on_a_device.PLACES[place], token)
    assert _left_by(reader, sown).hits
    reader.close()


def _left_by(reader: Reader, sown: Sown, who: str = "") -> Search:
    """Return a search of what somebody's browser keeps: it may hold what they typed themselves and did not send."""
    left, typed = scene.search(sown.here), sown.here.of("SaveUnsentText.fields")
    left.look(
        "what browsers keep",
        "its storage, caches and databases",
        on_a_device.kept(reader.page),
        lambda token: token in typed and sown.here.book[token].author == who,
    )
    return left


@pytest.mark.covers("SEC 1", "SEC 11")
@pytest.mark.parametrize("who", _OPENS, ids=lambda who: who or "anybody")
def test_words_of_people_are_nothing_but_words_on_every_page(
    browser: Browser, sown: Sown, world: World, met: dict[str, Seen], who: str
) -> None:
    session = sown.here.person(who).session if who else ""
    met[who], sent, leaked = Seen(), scene.search(sown.here), scene.search(sown.here)
    theirs, another_s = _into(sent, sown, who), _into(leaked, sown, "archivist")

    def heard(at: str, data: bytes) -> None:
        theirs(at, data)
        another_s(at, data)

    reader = Reader(browser, world.stack.public_url, sown.here, met[who], session=session, heard=heard)
    _OPENS[who](reader, world, sown.own)
    left = _left_by(reader, sown, who)
    reader.close()
    assert left.hits == []
    assert met[who].faults == []
    assert met[who].fields
    assert sent.hits == []
    assert bool(sent.seen) is (who in {"facilitator", "reviewer", "verifier", "registrar"})
    assert bool(leaked.hits) is bool(sent.seen), "sent to somebody of another host, these frames would be no leak"


@pytest.mark.covers("SEC 1", "SEC 3")
@pytest.mark.parametrize(("who", "desk"), [("archivist", "facilitator"), ("archive-reviewer", "reviewer")])
def test_the_desk_of_another_host_is_sent_nothing_of_this_one(
    browser: Browser, sown: Sown, world: World, who: str, desk: str
) -> None:
    sent, session = scene.search(sown.here), sown.here.person(who).session
    reader = Reader(browser, world.stack.public_url, sown.here, Seen(), session=session, heard=_into(sent, sown, who))
    for asked in ("", f"?consultation={sown.own['consultation_id']}", f"?consultation={sown.own['reviewed_id']}"):
        reader.work_at(f"/{desk}{asked}")
    reader.close()
    assert sent.hits == []
    assert sent.places["frames of sockets"][0] > len(("opened", "drawn", "closed"))


def _into(sent: Search, sown: Sown, who: str) -> Callable[[str, bytes], None]:
    """Return what searches the frames that somebody is sent for what they may not read."""

    def heard(at: str, data: bytes) -> None:
        sent.look("frames of sockets", at, data, lambda token: readers.may_read(who, sown.here.book[token], sown.own))

    return heard


@pytest.mark.covers("SEC 11")
@pytest.mark.parametrize("who", _IN_URDU)
def test_words_of_people_are_nothing_but_words_on_own_pages_in_urdu(
    browser: Browser, sown: Sown, world: World, who: str
) -> None:
    found = Seen()
    session = sown.here.person(who).session
    reader = Reader(browser, world.stack.public_url, sown.here, found, session=session, language="ur")
    _IN_URDU[who](reader, world, sown.own)
    spoken = reader.page.locator("html").get_attribute("lang")
    words = reader.page.locator("body").inner_text()
    reader.close()
    assert found.faults == []
    assert found.fields
    assert spoken == "ur" or labels.text("site_name", "ur") in words, "the page is in Urdu"


def test_every_free_text_is_read_on_a_page_or_says_why_not(met: dict[str, Seen]) -> None:
    """What the tests before this one read."""
    assert set(met) == set(_OPENS), "run the whole file"
    read = {field for each in met.values() for field in each.fields}
    every = {leaf.path for leaf in all_leaves() if is_free_text(leaf.path.rpartition(".")[2])}
    assert every - read - set(UNREAD) - set(UNSOWN) - BY_CHANCE == set()
    assert set(UNREAD) - every == set(), "named, but no field any more"
    assert set(UNREAD) & (read | set(UNSOWN)) == set(), "named, but read, or held by nothing"
    assert all(UNREAD.values())


def test_chromium_spoke_to_nobody_and_looked_for_nobody_but_us(met: dict[str, Seen], logged: Logged) -> None:
    """On all these pages, by whatever way. The last test here: the browser has ended then."""
    assert met, "run the whole file"
    logged.end()
    assert net_log.strangers(logged.file) == set()
