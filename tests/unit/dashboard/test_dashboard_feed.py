"""The feed: Atom that a reader of feeds takes, an id that stays whatever becomes of it, and words that stay text."""

from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest
from starlette.testclient import TestClient

from dashboard.backend.public import Public
from dashboard.public import downloads, feed
from roundtable.consultations.v1.service_pb2 import Joined
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import a_headline, a_line, a_recommendation, an_addressee, an_entry, text
from tests.dashboard_kit.reading import ORIGIN, page
from tests.dashboard_kit.world import World

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
EXAMPLES = "/feed.atom?show=example"
REASON = "The participants asked for something else"


def root(reader: TestClient, path: str = EXAMPLES, language: str = "") -> Element:
    """Return a feed as a reader of feeds parses it."""
    answer = reader.get(path, headers={"accept-language": language} if language else {})
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def said(element: Element, name: str) -> str:
    """Return the text of an element that has to be there once, without isolating characters."""
    (found,) = element.findall(f"{ATOM}{name}")
    assert found.get("type", "text") == "text"
    assert not list(found)
    return (found.text or "").translate(dict.fromkeys(map(ord, "\u2068\u2069")))


def entries(reader: TestClient, path: str = EXAMPLES, language: str = "") -> dict[str, Element]:
    """Return the entries by id: none has another's."""
    found = root(reader, path, language).findall(f"{ATOM}entry")
    by_id = {said(each, "id"): each for each in found}
    assert len(by_id) == len(found)
    return by_id


def link(element: Element, kind: str) -> str:
    """Return the address of the one link of a kind."""
    (found,) = [each for each in element.findall(f"{ATOM}link") if each.get("rel") == kind]
    return found.get("href", "")


def put(
    world: World, number: str, *, lines: list[pb.Line] | None = None, **changed: Any
) -> pb.GetRecommendationResponse:
    """Let there be a recommendation, published on a day and no more."""
    timeline = [an_entry(pb.TIMELINE_KIND_PUBLISHED, "2026-06-30")]
    values = {"timeline": timeline, "published_date": "2026-06-30"} | changed
    title = values.get("title", text("Publish yearly figures", "سالانہ اعداد و شمار شائع کریں"))
    made = a_recommendation(lines or [a_line(tracked_number=number, title=title)], **values)
    world.recommendations[number] = made
    return made


def happened(found: pb.GetRecommendationResponse, kind: int, day: str, **changed: Any) -> None:
    """Let something happen to it."""
    found.timeline.insert(0, an_entry(kind, day, **changed))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_feed_has_what_atom_asks_for(reader: TestClient, language: str) -> None:
    feed_root = root(reader, language=language)
    assert feed_root.tag == f"{ATOM}feed"
    assert feed_root.get(f"{XML}lang") == language
    assert said(feed_root, "id") == link(feed_root, "self") == f"{ORIGIN}/feed.atom?show=example&lang={language}"
    (author,) = feed_root.findall(f"{ATOM}author")
    assert said(author, "name")
    found = feed_root.findall(f"{ATOM}entry")
    assert found
    for each in found:
        number = said(each, "id").removeprefix(f"{ORIGIN}/r/")
        assert link(each, "alternate") == f"{ORIGIN}/r/{number}?lang={language}"
        assert said(each, "title").startswith(f"{'EXAMPLE' if language == 'en' else 'مثال'} – {number}: ")
        assert number.startswith("EX-R-")
        assert said(each, "summary")
    updated = [said(each, "updated") for each in found]
    assert all(each.endswith("+05:00") for each in updated)
    assert [each[:10] for each in updated] == sorted((each[:10] for each in updated), reverse=True)
    assert said(feed_root, "updated") == max(updated)


def test_published_sources_and_the_example_are_never_in_one_feed(reader: TestClient, world: World) -> None:
    put(world, "R-1", lines=[a_line(tracked_number="R-1", illustrative=False)], illustrative=False)
    assert set(entries(reader, "/feed.atom")) == {f"{ORIGIN}/r/R-1"}
    assert "EXAMPLE" not in reader.get("/feed.atom").text
    assert f"{ORIGIN}/r/R-1" not in entries(reader)


@pytest.mark.covers("row 5")
def test_the_id_stays_and_what_became_of_it_is_told(reader: TestClient, world: World) -> None:
    found = put(world, "EX-R-70")
    identity = f"{ORIGIN}/r/EX-R-70"
    before = said(entries(reader)[identity], "updated")

    found.title.CopyFrom(text("Called otherwise"))
    happened(found, pb.TIMELINE_KIND_CORRECTED, "2026-07-01")
    found.lines[0].addressee.name.CopyFrom(text("A body with another name"))
    renamed = entries(reader)[identity]
    assert said(renamed, "title") == "EXAMPLE – EX-R-70: Called otherwise"
    assert "A body with another name: " in said(renamed, "summary")

    found.lines[0].body_ended_date = "2026-07-01"
    assert "A body with another name (no more since 1 July 2026): " in said(entries(reader)[identity], "summary")
    found.lines[0].body_ended_date = ""

    found.joined.CopyFrom(Joined(number="EX-R-1"))
    happened(found, pb.TIMELINE_KIND_MERGED, "2026-07-02", joined_number="EX-R-1", reason=text("It says the same"))
    merged = entries(reader)[identity]
    assert "EX-R-1" in said(merged, "summary")
    assert "It says the same" in said(merged, "summary")

    found.withdrawn, found.withdrawn_date = True, "2026-07-03"
    found.withdrawn_reason.CopyFrom(text(REASON))
    found.lines[0].headline.CopyFrom(a_headline(pb.HEADLINE_WITHDRAWN, pb.BAR_GROUP_OTHER, date="2026-07-03"))
    happened(found, pb.TIMELINE_KIND_WITHDRAWN, "2026-07-03", reason=text(REASON))
    gone = entries(reader)[identity]
    told = said(gone, "summary").split("\n")
    assert told[:2] == [f"Withdrawn on 3 July 2026: {REASON}", "Number and replies stay."]
    assert told[2].startswith("A body with another name: Withdrawn")
    days = [before, *(said(each, "updated") for each in (renamed, merged, gone))]
    assert days == sorted(set(days))


def test_a_feed_of_a_past_day_tells_what_was_known_then(reader: TestClient, world: World) -> None:
    past = put(world, "EX-R-70", title=text("As it was called then"))
    world.past[("EX-R-70", "2026-10-01")] = past
    world.lines_then["2026-10-01"] = list(past.lines)
    put(world, "EX-R-70", title=text("As it is called now"))
    feed_root = root(reader, f"{EXAMPLES}&as_at=2026-10-01")
    (entry,) = feed_root.findall(f"{ATOM}entry")
    assert said(entry, "title").endswith(": As it was called then")
    assert (said(entry, "id"), link(entry, "alternate")) == (
        f"{ORIGIN}/r/EX-R-70",
        f"{ORIGIN}/r/EX-R-70?lang=en&as_at=2026-10-01",
    )
    assert link(feed_root, "self").endswith("&as_at=2026-10-01&lang=en")


def test_what_is_hidden_is_gone_and_comes_back_under_its_id(reader: TestClient, world: World) -> None:
    found = put(world, "EX-R-70")
    identity = f"{ORIGIN}/r/EX-R-70"
    assert identity in entries(reader)
    found.hidden = True
    assert identity not in entries(reader)
    found.hidden = False
    assert identity in entries(reader)


def test_while_a_service_is_silent_there_is_no_feed_of_before(
    reader: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = put(world, "EX-R-70")
    assert reader.get(EXAMPLES).status_code == 200
    world.down = {"recommendations"}
    assert reader.get(EXAMPLES).status_code == 503
    # It fell silent after the lines were read: what is kept of the rest may hold what was hidden since.
    page_of_lines = pb.ListLinesResponse(lines=found.lines, as_of_date="2026-11-20")
    monkeypatch.setattr(Public, "all_lines", lambda *_: iter([page_of_lines]))
    assert reader.get(EXAMPLES).status_code == 503


def test_a_second_change_of_a_day_is_newer_and_both_are_told(reader: TestClient, world: World) -> None:
    found = put(world, "EX-R-70")
    happened(found, pb.TIMELINE_KIND_POSITION, "2026-07-01", addressee=found.lines[0].addressee, position=3)
    first = entries(reader)[f"{ORIGIN}/r/EX-R-70"]
    happened(found, pb.TIMELINE_KIND_CORRECTED, "2026-07-01")
    second = entries(reader)[f"{ORIGIN}/r/EX-R-70"]
    assert (said(first, "updated"), said(second, "updated")) == (
        "2026-07-01T00:00:00+05:00",
        "2026-07-01T00:00:01+05:00",
    )
    assert [each.partition(":")[0] for each in said(second, "summary").split("\n")][:2] == ["1 July 2026"] * 2


def test_what_happened_long_ago_and_was_recorded_now_is_news(reader: TestClient, world: World) -> None:
    found = put(world, "EX-R-70")
    happened(found, pb.TIMELINE_KIND_CORRECTED, "2026-07-05")
    happened(found, pb.TIMELINE_KIND_FOLLOW_UP, "2026-07-02", recorded_date="2026-11-19")
    newest = next(iter(entries(reader).values()))
    assert (said(newest, "id"), said(newest, "updated")[:10]) == (f"{ORIGIN}/r/EX-R-70", "2026-11-19")
    assert said(newest, "summary").startswith("2 July 2026: ")


def test_a_feed_tells_of_the_lines_that_were_chosen_and_of_no_others(reader: TestClient, world: World) -> None:
    chosen, other = an_addressee("chosen", name=text("The chosen one")), an_addressee("other", name=text("The other"))
    lines = [a_line(tracked_number="EX-R-70", addressee=each) for each in (chosen, other)]
    found = put(world, "EX-R-70", lines=lines)
    happened(found, pb.TIMELINE_KIND_EVIDENCE_REQUESTED, "2026-11-18", addressee=other)
    path = f"{EXAMPLES}&body=chosen&q=yearly"
    feed_root = root(reader, path)
    assert link(feed_root, "self") == f"{ORIGIN}/feed.atom?q=yearly&body=chosen&show=example&lang=en"
    assert link(feed_root, "alternate") == f"{ORIGIN}/?q=yearly&body=chosen&show=example&lang=en"
    assert "Body: The chosen one" in said(feed_root, "title")
    ((identity, entry),) = entries(reader, path).items()
    assert identity == f"{ORIGIN}/r/EX-R-70"
    assert "The other" not in said(entry, "summary")
    assert said(entry, "updated").startswith("2026-06-30")
    assert entries(reader, f"{EXAMPLES}&q=zzzz") == {}


@pytest.mark.covers("SEC 11")
@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "]]></title><entry/>", "&lt;b&gt; &amp; <b>bold</b>", "Ring\u000b the b\ufffeell"],
    ids=["a script", "an end", "marks", "what XML has no place for"],
)
def test_what_people_wrote_stays_text(reader: TestClient, world: World, typed: str) -> None:
    body = an_addressee("typed", name=text(typed))
    found = put(world, "EX-R-70", lines=[a_line(tracked_number="EX-R-70", title=text(typed), addressee=body)])
    happened(found, pb.TIMELINE_KIND_MERGED, "2026-11-19", reason=text(typed))
    entry = entries(reader, f"{EXAMPLES}&body=typed")[f"{ORIGIN}/r/EX-R-70"]
    kept = " ".join(typed.replace("\u000b", " ").replace("\ufffe", "").split())
    assert said(entry, "title") == f"EXAMPLE – EX-R-70: {kept}"
    assert said(entry, "summary").count(kept) >= 2


@pytest.mark.covers("SEC 14")
def test_words_of_people_do_not_turn_the_sentence_around_them(reader: TestClient, world: World) -> None:
    put(world, "EX-R-70")
    entry = entries(reader, language="ur")[f"{ORIGIN}/r/EX-R-70"]
    title = entry.findtext(f"{ATOM}title")
    figures = a_line().title.bodies["ur"]
    assert title == f"مثال – \u2068EX-R-70\u2069: \u2068{figures}\u2069"
    assert "\u2068بچوں کے حقوق کا کمیشن (مثال)\u2069: " in (entry.findtext(f"{ATOM}summary") or "")


def test_a_translation_and_what_was_erased_say_so(reader: TestClient, world: World) -> None:
    title = text("Publish yearly figures", "شائع کریں")
    title.machine_assisted.append("ur")
    found = put(world, "EX-R-70", title=title)
    identity = f"{ORIGIN}/r/EX-R-70"
    translated = said(entries(reader, language="ur")[identity], "title")
    assert translated.endswith("شائع کریں (مشین کی مدد سے ترجمہ، نظرِ ثانی نہیں ہوئی)")
    assert "معتبر" not in said(entries(reader, language="ur")[identity], "summary"), "it is said in the title"
    found.title.machine_assisted[:] = []
    assert said(entries(reader, language="ur")[identity], "summary").startswith("انگریزی معتبر ہے، اردو انسانی\n")
    assert "counts" not in said(entries(reader)[identity], "summary"), "it is the one that counts"
    found.withdrawn, found.withdrawn_date = True, "2026-11-19"
    found.withdrawn_reason.CopyFrom(text("Raised twice", "دو بار کہی گئی"))
    assert "دو بار کہی گئی (انگریزی معتبر ہے، اردو انسانی)" in said(entries(reader, language="ur")[identity], "summary")
    found.title.CopyFrom(text())
    found.title.erased = True
    assert said(entries(reader)[identity], "title") == "EXAMPLE – EX-R-70: [erased]"


def test_a_feed_holds_the_fifty_that_changed_last(reader: TestClient, world: World) -> None:
    for number in range(100, 100 + feed.MOST):
        put(world, f"EX-R-{number}")
    old = put(world, "EX-R-99", published_date="2026-01-01", timeline=[an_entry(1, "2026-01-01")])
    assert len(entries(reader)) == feed.MOST
    assert f"{ORIGIN}/r/EX-R-99" not in entries(reader)
    happened(old, pb.TIMELINE_KIND_WITHDRAWN, "2026-11-19")
    assert next(iter(entries(reader))) == f"{ORIGIN}/r/EX-R-99"


@pytest.mark.parametrize(
    ("language", "back_to"),
    [
        ("en", "everything that changed since 19 October 2026. What changed before is not in it."),
        ("ur", "19 اکتوبر 2026 سے اب تک کی ہر تبدیلی دیکھی گئی"),
    ],
)
def test_a_rare_choice_is_looked_for_far_back_and_the_feed_tells_how_far_if_there_may_be_more(
    reader: TestClient, world: World, monkeypatch: pytest.MonkeyPatch, language: str, back_to: str
) -> None:
    world.changes_looked_at = 20
    rare = an_addressee("rare", name=text("The rare one"))
    put(world, "EX-R-70", lines=[a_line(tracked_number="EX-R-70", addressee=rare)])
    for number in range(100, 140):
        often = put(world, f"EX-R-{number}")
        happened(often, pb.TIMELINE_KIND_CORRECTED, "2026-10-19", addressee=often.lines[0].addressee)
    path = f"{EXAMPLES}&body=rare&lang={language}"
    assert [*entries(reader, path)] == [f"{ORIGIN}/r/EX-R-70"], "of what changed before everything else"
    assert root(reader, path).find(f"{ATOM}subtitle") is None
    monkeypatch.setattr(feed, "MOST_PAGES", 1)
    assert entries(reader, path) == {}
    assert back_to in said(root(reader, path), "subtitle")


def test_a_choice_that_is_refused_and_a_turn_that_is_not_had_are_as_of_the_files(reader: TestClient) -> None:
    for path in ("/feed.atom", "/lines.csv"):
        refused = reader.get(f"{path}?as_at=yesterday")
        assert (refused.status_code, refused.text) == (400, "as_at_date: a day as YYYY-MM-DD\n")
    networks = [f"network {number}" for number in range(downloads._MOST_AT_ONCE)]
    assert all(map(downloads._AT_WORK.begin, networks))
    try:
        late = reader.get("/feed.atom")
        assert (late.status_code, late.headers["retry-after"]) == (429, "60")
    finally:
        for each in networks:
            downloads._AT_WORK.end(each)
    kept = ("cache-control", "vary", "access-control-allow-origin", "x-robots-tag", "content-language")
    as_file, as_feed = (reader.get(path).headers for path in ("/lines.csv", "/feed.atom"))
    assert [as_feed[each] for each in kept] == [as_file[each] for each in kept]
    assert {reader.get("/feed.atom").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("path", ["/?show=example&theme=child_safety", "/a/child-rights-commission-example"])
def test_a_list_leads_to_the_feed_of_its_choice(reader: TestClient, path: str) -> None:
    opened = page(reader, f"{path}{'&' if '?' in path else '?'}as_at=2026-10-01", language="ur")
    (known,) = opened.select('link[rel="alternate"][type="application/atom+xml"]')
    (shown,) = opened.select('main a[href^="/feed.atom"]')
    assert known["href"] == shown["href"]
    assert "as_at" not in shown["href"], "a past day changes no more"
    assert "lang=ur" in shown["href"]
    assert ("theme=child_safety" if "theme" in path else "body=child-rights") in shown["href"]
    assert entries(reader, shown["href"])
