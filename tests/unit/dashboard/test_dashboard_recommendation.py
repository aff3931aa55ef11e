"""The page of one recommendation, and what is hidden or withdrawn."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import labels
from dashboard.labels import sentences
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_headline, an_entry, text
from tests.dashboard_kit.reading import ORIGIN, page, read, words
from tests.dashboard_kit.world import World


def test_says_and_checked_are_two_panels_never_merged(reader: TestClient) -> None:
    opened = page(reader, "/r/EX-R-2")
    says, checked = opened.select_one(".panel.says"), opened.select_one(".panel.checked")
    assert "Child Rights Commission (example) says" in words(says)
    assert "The guide is on our website" in words(says)
    assert "Both versions were downloaded" not in words(says)
    assert "Both versions were downloaded" in words(checked)
    assert "The guide is on our website" not in words(checked)
    assert "Evidence Desk (example)" in words(checked)


def test_nobody_has_checked_is_said(reader: TestClient) -> None:
    assert "Nobody has checked this yet." in words(page(reader, "/r/EX-R-7").select_one(".panel.checked"))


def test_the_line_of_steps_is_drawn_and_listed(reader: TestClient) -> None:
    opened = page(reader, "/r/EX-R-3")
    dots = [dot["class"] for dot in opened.select(".steps-drawing circle")]
    assert dots == [["dot"]] * 5
    assert [words(each) for each in opened.select(".steps-list li")] == [
        "Said 14 Jan 2026",
        "Asked 3 Feb 2026 20 days later",
        "Answered 10 Mar 2026 35 days later",
        "Says done 10 Mar 2026 0 days later",
        "Checked 18 Nov 2026 253 days later",
    ]


@pytest.mark.parametrize(
    ("found", "looked"),
    [
        (events.VERIFICATION_EVIDENCE_REQUESTED, False),
        (events.VERIFICATION_NOT_VERIFIABLE, False),
        (events.VERIFICATION_NO_EVIDENCE_FOUND, True),
        (events.VERIFICATION_PARTIAL, True),
        (events.VERIFICATION_CONTRADICTED, True),
        (events.VERIFICATION_LAPSED, True),
    ],
)
def test_the_last_step_is_that_somebody_looked_whatever_was_found(
    reader: TestClient, world: World, found: Any, looked: bool
) -> None:
    """Beside "Claim contradicted" the line must not say that nobody has checked."""
    line = world.recommendations["EX-R-2"].lines[0]
    line.milestones.checked_date = ""
    checked = line.checked
    checked.verification = found
    checked.entry.occurred_date = "2026-11-26"
    last = words(page(reader, "/r/EX-R-2").select(".steps-list li")[-1])
    assert last.startswith("Checked 26 Nov 2026" if looked else "Checked not yet")


def test_the_line_runs_from_the_right_in_urdu(reader: TestClient) -> None:
    english = [int(dot["cx"]) for dot in page(reader, "/r/EX-R-2").select(".steps-drawing circle")]
    urdu = [int(dot["cx"]) for dot in page(reader, "/r/EX-R-2?lang=ur").select(".steps-drawing circle")]
    assert english == sorted(english)
    assert urdu == [1000 - x for x in english]


def test_several_bodies_are_a_matrix_with_counts_and_no_percentage(reader: TestClient) -> None:
    opened = page(reader, "/r/EX-R-1")
    assert len(opened.select("table.matrix tbody tr")) == 5
    assert "Put to 5 bodies" in words(opened)
    assert "%" not in opened.main.text
    assert len(opened.select(".panel.says")) == 5
    assert "A group cannot answer" in words(opened)


def test_an_example_says_so_in_headline_title_and_link_preview(reader: TestClient) -> None:
    opened = page(reader, "/r/EX-R-2")
    assert opened.title.text.startswith("EXAMPLE – EX-R-2")
    assert opened.find("meta", property="og:title")["content"].startswith("EXAMPLE – EX-R-2")
    assert "EXAMPLE" in opened.h1.text


def test_a_date_names_the_host_and_is_no_legal_deadline(reader: TestClient) -> None:
    assert "Date asked by Child Safety Forum (example), not a legal deadline." in words(page(reader, "/r/EX-R-7"))


def test_the_citation_is_one_sentence_as_of_a_day(reader: TestClient) -> None:
    said = words(page(reader, "/r/EX-R-7").select_one(".cite"))
    assert said == (
        "As of 20 November 2026: EX-R-7, “A helpline number that works in all provinces”: "
        "Ministry for Rights (example): "
        f"No answer – 228 days past the date asked. {ORIGIN}/r/EX-R-7?as_at=2026-11-20"
    )


@pytest.mark.parametrize(("language", "parted", "never"), [("en", "; ", "؛"), ("ur", "؛ ", ";")])
def test_bodies_in_the_citation_are_parted_as_the_language_does(
    reader: TestClient, language: str, parted: str, never: str
) -> None:
    cited = words(page(reader, "/r/EX-R-1", language=language).select_one(".cite"))
    assert cited.count(parted) == 4
    assert never not in cited


@pytest.fixture
def past(world: World) -> str:
    """A day on which something else was known of EX-R-2 than now."""
    then = recommendations.GetRecommendationResponse()
    then.CopyFrom(world.recommendations["EX-R-2"])
    then.as_of_date = "2026-02-02"
    then.lines[0].headline.CopyFrom(
        a_headline(recommendations.HEADLINE_NOT_ASKED_YET, recommendations.BAR_GROUP_WAITING)
    )
    world.past["EX-R-2", then.as_of_date] = then
    return then.as_of_date


@pytest.mark.parametrize(
    ("language", "known", "now"),
    [
        ("en", "As it stood at the end of 2 Feb 2026, as known then.", "See it as it is now"),
        ("ur", "2 فروری 2026 کے اختتام پر صورتِ حال، جیسی اُس وقت معلوم تھی۔", "آج کی صورت دیکھیں"),
    ],
)
def test_a_past_day_says_so_above_everything_else(
    reader: TestClient, past: str, language: str, known: str, now: str
) -> None:
    opened = page(reader, f"/r/EX-R-2?as_at={past}&lang={language}")
    notice = opened.select_one("main [role=note]")
    assert known in words(notice)
    assert notice.find("a", href="/r/EX-R-2", string=now)
    assert opened.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not page(reader, f"/r/EX-R-2?lang={language}").select_one("main [role=note]")


def test_a_past_day_shows_what_was_known_then_and_offers_nothing_to_do(reader: TestClient, past: str) -> None:
    opened = page(reader, f"/r/EX-R-2?as_at={past}")
    assert "Not asked yet" in words(opened.select_one(".headline"))
    assert not opened.select_one(".room"), "who may be named is known as it is now only"
    assert not opened.select('a[href^="/answer/"]')
    assert words(opened.select_one(".cite")).startswith("As of 2 February 2026: EX-R-2")
    assert words(opened.select_one(".cite")).endswith("/r/EX-R-2?as_at=2026-02-02")
    data = reader.get(opened.find("a", string="This page as data (JSON)")["href"]).json()
    assert data["as_of_date"] == past
    assert data["sentences"][0]["en"] == "Not asked yet"


def test_a_day_before_its_publication_says_that_it_came_later(reader: TestClient) -> None:
    opened = page(reader, "/r/EX-R-2?as_at=2020-01-01", 404)
    assert "EX-R-2 Not yet published on 1 Jan 2020" in words(opened.h1)
    assert opened.find("a", href="/r/EX-R-2")
    assert reader.get("/r/EX-R-2.json?as_at=2020-01-01").status_code == 404


def test_what_is_no_day_leads_to_now(reader: TestClient) -> None:
    answer = reader.get("/r/EX-R-2?as_at=yesterday")
    assert (answer.status_code, answer.headers["location"]) == (303, "/r/EX-R-2")
    assert reader.get("/r/EX-R-2.json?as_at=yesterday").status_code == 400


def test_another_spelling_keeps_the_day(reader: TestClient, past: str) -> None:
    assert reader.get(f"/r/ex-r-2?as_at={past}").headers["location"] == f"/r/EX-R-2?as_at={past}"


@pytest.mark.parametrize(("source", "says"), [("published_article", True), ("own_notes", False)])
def test_what_was_asked_in_an_article_says_from_which(
    reader: TestClient, world: World, source: str, *, says: bool
) -> None:
    held = world.consultations["EX-C-1"][0]
    held.source.type, held.source.name = source, "A paper (example)"
    assert ("Published article: A paper (example)" in words(page(reader, "/r/EX-R-2").select_one(".room"))) is says


def test_in_the_room_shows_the_sentence_and_names_nobody_under_chatham_house(reader: TestClient) -> None:
    room = words(page(reader, "/r/EX-R-2").select_one(".room"))
    assert "Nobody in this room could say" in room
    assert "Said by: a participant" in room


def test_words_that_a_person_translated_say_which_language_counts(reader: TestClient, world: World) -> None:
    found = world.recommendations["EX-R-2"]
    both = text("We count them", "ہم گنتے ہیں", authoritative="ur")
    found.timeline[0].text.CopyFrom(both)
    found.verifiability.what.CopyFrom(both)
    for language, told in (("en", "Urdu counts, English by a person"), ("ur", None)):
        shown = [
            each
            for each in page(reader, "/r/EX-R-2", language=language).select(".said")
            if words(each) == both.bodies[language]
        ]
        beneath = [each.find_next_sibling(class_="note") for each in shown]
        assert [words(each) if each else None for each in beneath] == [told, told], "what counts as done, and the body"


def test_the_page_is_under_sixty_kilobytes_and_needs_no_script(reader: TestClient) -> None:
    for language in ("en", "ur"):
        answer = reader.get(f"/r/EX-R-1?lang={language}")
        style = reader.get(read(answer).select_one('link[rel="stylesheet"]')["href"])
        sent = [int(each.headers["content-length"]) for each in (answer, style)]
        assert sum(sent) < 60_000
        assert sent[1] < len(style.content), "the style is packed"
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_another_spelling_leads_to_the_one_address(reader: TestClient) -> None:
    for typed, there in [("/r/ex-r-2", "/r/EX-R-2"), ("/c/ex-c-1", "/c/EX-C-1"), ("/c/ex-c-1/2", "/c/EX-C-1/2")]:
        answer = reader.get(typed)
        assert (answer.status_code, answer.headers["location"]) == (308, there)


def test_the_data_has_public_fields_and_both_sentences(reader: TestClient) -> None:
    data = reader.get("/r/EX-R-2.json").json()
    assert data["number"] == "EX-R-2"
    assert data["sentences"] == [
        {"addressee": "child-rights-commission-example", "en": "Done – checked", "ur": "ہو گیا – جانچ ہو چکی"}
    ]
    assert data["record"]["lines"][0]["says"]["progress"] == "PROGRESS_REPORTED_COMPLETE"
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", json.dumps(data)), "no uuid7 is public"


@pytest.mark.parametrize("path", ["/r/EX-R-99", "/r/nonsense", "/c/C-99", "/c/C-1/99", "/a/nobody", "/no/such/page"])
def test_an_unknown_reference_is_a_helpful_404(reader: TestClient, path: str) -> None:
    opened = page(reader, path, 404)
    assert opened.find("form", action="/find")
    assert "R-42" in words(opened)


def test_the_search_box_knows_numbers_and_words(reader: TestClient) -> None:
    for typed, there in [("r-42", "/r/R-42"), ("ex-c-1 / 3", "/c/EX-C-1/3"), ("schools", "/?q=schools"), ("", "/")]:
        assert reader.get("/find", params={"q": typed}).headers["location"] == there


@pytest.mark.parametrize("teller", ["consultations", "recommendations"])
def test_hidden_is_hidden_whichever_service_says_so(reader: TestClient, world: World, teller: str) -> None:
    if teller == "consultations":
        world.consultations["EX-C-1"][1][1].hidden = True
    else:
        world.recommendations["EX-R-2"].hidden = True
        hidden = a_headline(recommendations.HEADLINE_HIDDEN, recommendations.BAR_GROUP_OTHER)
        world.recommendations["EX-R-2"].lines[0].headline.CopyFrom(hidden)
    for path in ("/r/EX-R-2", "/c/EX-C-1/2"):
        opened = page(reader, path)
        assert "Hidden while it is being checked" in words(opened)
        assert "guide" not in opened.text
    assert reader.get("/r/EX-R-2.json").json() == {
        "number": "EX-R-2",
        "url": f"{ORIGIN}/r/EX-R-2",
        "illustrative": True,
        "hidden": True,
    }
    assert "guide for schools" not in page(reader, "/c/EX-C-1").text


def test_what_is_hidden_leaves_lists_even_while_recommendations_is_down(reader: TestClient, world: World) -> None:
    assert "guide for schools" in page(reader, "/?show=example").text
    world.consultations["EX-C-1"][1][1].hidden = True
    world.down.add("recommendations")
    assert "guide for schools" not in page(reader, "/?show=example").text


def test_a_moved_date_stands_beside_the_first_one(reader: TestClient, world: World) -> None:
    line = world.recommendations["EX-R-2"].lines[0]
    line.delivery.due_date, line.promised_date, line.slips = "2026-12-01", "2027-03-01", 2
    opened = words(page(reader, "/r/EX-R-2"))
    assert "Now promised for: 1 Mar 2027" in opened
    assert "Moves so far: 2. The first date, 1 Dec 2026, stays the measure." in opened


def test_the_position_before_stays_visible(reader: TestClient, world: World) -> None:
    entry = world.recommendations["EX-R-2"].lines[0].says.position_entry
    entry.position, entry.previous_position = events.POSITION_DECLINED, events.POSITION_ACCEPTED
    assert "Before that it said Will do it" in words(page(reader, "/r/EX-R-2").select_one(".panel.says"))


@pytest.mark.parametrize(
    ("closure", "said"),
    [
        (events.CLOSURE_CLOSED_DECLINED, "Closed: declined, on 1 Nov 2026"),
        (events.CLOSURE_CLOSED_NOT_APPLICABLE, "Closed: no longer applies, on 1 Nov 2026"),
    ],
)
def test_a_closed_line_says_as_what_since_when_and_why(
    reader: TestClient, world: World, closure: events.Closure.ValueType, said: str
) -> None:
    line = world.recommendations["EX-R-2"].lines[0]
    assert not page(reader, "/r/EX-R-2").select(".closed")
    line.closure = closure
    line.closure_entry.CopyFrom(
        an_entry(recommendations.TIMELINE_KIND_CLOSED, "2026-11-01", closure=closure, reason=text("It said no twice."))
    )
    shown = words(page(reader, "/r/EX-R-2").select_one(".closed"))
    assert said in shown
    assert "It said no twice." in shown
    assert ("It stays listed and counted" in shown) is (closure == events.CLOSURE_CLOSED_DECLINED)


@pytest.mark.parametrize(
    ("headline", "last_word", "quiet"),
    [
        pytest.param(recommendations.HEADLINE_ACCEPTED, "2025-09-20", "14 months ago", id="accepted, then nothing"),
        pytest.param(recommendations.HEADLINE_ACCEPTED, "2026-05-21", "", id="a day short of half a year"),
        pytest.param(recommendations.HEADLINE_ACCEPTED, "2026-05-20", "6 months ago", id="half a year"),
        pytest.param(recommendations.HEADLINE_DECLINED, "2025-09-20", "", id="declined"),
    ],
)
def test_an_accepted_line_gone_quiet_says_since_when(
    reader: TestClient, world: World, headline: recommendations.Headline.ValueType, last_word: str, quiet: str
) -> None:
    line = world.recommendations["EX-R-2"].lines[0]
    line.headline.headline, line.last_word_date = headline, last_word
    tag = page(reader, "/r/EX-R-2").select_one(".headline .last-word")
    assert bool(tag) is bool(quiet)
    if quiet:
        assert words(tag) == f"Last word from Child Rights Commission (example): {quiet}"


def test_withdrawn_is_a_tombstone_with_its_reason(reader: TestClient, world: World) -> None:
    found = world.recommendations["EX-R-2"]
    found.withdrawn, found.withdrawn_date = True, "2026-11-01"
    found.withdrawn_reason.CopyFrom(text("Asked for twice."))
    opened = page(reader, "/r/EX-R-2")
    assert "Withdrawn on 1 Nov 2026" in words(opened)
    assert "Asked for twice." in words(opened.select_one(".tombstone"))
    assert "says it is done" in words(opened.select_one(".timeline")), "replies stay"


def test_a_date_that_moved_with_the_calendar_says_when_and_why(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-7"].timeline.insert(
        0,
        an_entry(
            recommendations.TIMELINE_KIND_DUE_DATE_REDERIVED,
            "2026-05-03",
            response_due_date="2026-05-05",
            previous_due_date="2026-05-04",
            corrected_date="2026-05-04",
            calendar_day_kind=events.CALENDAR_DAY_KIND_HOLIDAY,
        ),
    )
    english, urdu = (words(page(reader, f"/r/EX-R-7?lang={each}").select_one(".timeline")) for each in ("en", "ur"))
    assert "The date asked moved: the holiday calendar was corrected" in english
    assert "Now asked for by 5 May 2026" in english
    assert "Asked until then for by 4 May 2026" in english
    assert "4 May 2026 is a public holiday" in english
    assert "تعطیلات کا کیلنڈر درست کیا گیا" in urdu
    assert "عام تعطیل" in urdu


def test_what_the_clock_took_back_is_struck_and_not_removed(reader: TestClient, world: World) -> None:
    past: dict[str, Any] = {"step_rule": events.STEP_RULE_PAST_DATE, "response_due_date": "2026-05-04"}
    world.recommendations["EX-R-7"].timeline.extend(
        [
            an_entry(
                recommendations.TIMELINE_KIND_STEP_RETRACTED,
                "2026-05-06",
                step_rule=events.STEP_RULE_PAST_DATE,
                step_date="2026-05-05",
                retraction_reason=events.RETRACTION_REASON_DATE_MOVED,
                response_due_date="2026-05-05",
            ),
            an_entry(recommendations.TIMELINE_KIND_STEP, "2026-05-05", retracted=True, **past),
            an_entry(recommendations.TIMELINE_KIND_STEP, "2026-05-07", **past),
        ]
    )
    english, urdu = (page(reader, f"/r/EX-R-7?lang={each}").select_one(".timeline") for each in ("en", "ur"))
    (struck,) = english.select("del")
    assert words(struck) == "The date asked has passed without an answer"
    assert words(english).count("The date asked has passed without an answer") == 2
    assert "Taken back: what the clock said was wrong" in words(english)
    assert "The holiday calendar was corrected: it was too early" in words(english)
    assert "Now asked for by 5 May 2026" in words(english)
    assert words(urdu.select_one("del")) == "مانگی گئی تاریخ بغیر جواب کے گزر گئی"
    assert "تعطیلات کا کیلنڈر درست کیا گیا: یہ قبل از وقت تھا" in words(urdu)


@pytest.mark.parametrize(
    ("language", "struck", "beside"),
    [
        ("en", "corrected by the body", "This corrects what was recorded"),
        ("ur", "ادارے نے درست کیا", "یہ اُس بات کو درست کرتا ہے"),
    ],
)
def test_a_letter_that_the_body_corrected_is_struck_with_the_correction_beside_it(
    reader: TestClient, world: World, language: str, struck: str, beside: str
) -> None:
    kind, said = recommendations.TIMELINE_KIND_POSITION, events.POSITION_ACCEPTED
    world.recommendations["EX-R-7"].timeline.extend(
        [
            an_entry(
                kind,
                "2026-05-09",
                position=events.POSITION_DECLINED,
                previous_position=said,
                corrects_outside=True,
            ),
            an_entry(kind, "2026-05-02", position=said, retracted=True),
        ]
    )
    timeline = page(reader, f"/r/EX-R-7?lang={language}").select_one(".timeline")
    (letter,) = [each for each in timeline.select("li") if each.select_one("del")]
    assert struck in words(letter)
    assert beside in words(timeline)
    assert beside not in words(letter)
    assert labels.text("position_before", language) not in words(timeline), "it never said so"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("is no more since 1 Nov 2026: nobody answers for it", "(no more since 1 November 2026): ")),
        ("ur", ("1 نومبر 2026 سے باقی نہیں: اس کی طرف سے کوئی جواب نہیں دیتا", "(1 نومبر 2026 سے باقی نہیں): ")),
    ],
)
@pytest.mark.parametrize("number", ["EX-R-1", "EX-R-2"], ids=["of several", "alone"])
def test_a_line_whose_body_is_no_more_says_so_beside_its_sentence_and_where_it_is_cited(
    reader: TestClient, world: World, number: str, language: str, said: tuple[str, str]
) -> None:
    """Days past the date asked go on being counted: nobody should take them for silence of somebody who could speak."""
    told, cited = said
    line = world.recommendations[number].lines[0]
    assert told not in words(page(reader, f"/r/{number}", language=language).main)
    line.body_ended_date = "2026-11-01"
    opened = page(reader, f"/r/{number}", language=language).main
    assert told in words(opened)
    assert cited in words(opened.select_one(".cite"))
    line.transferred_to.CopyFrom(world.addressees[1])
    assert told not in words(page(reader, f"/r/{number}", language=language).main), "its successor answers"


@pytest.mark.parametrize(
    ("ended_date", "goes_on"),
    [
        pytest.param("2026-05-04", False, id="no more since"),
        pytest.param("", True, id="its end was taken back"),
        pytest.param("2026-09-01", True, id="its end was taken back, and came later"),
    ],
)
def test_a_step_of_a_body_that_was_no_more_is_struck_and_asks_for_no_other_day(
    reader: TestClient, world: World, ended_date: str, goes_on: bool
) -> None:
    line = world.recommendations["EX-R-7"].lines[0]
    line.body_ended_date = ended_date
    world.recommendations["EX-R-7"].timeline.append(
        an_entry(
            recommendations.TIMELINE_KIND_STEP_RETRACTED,
            "2026-11-06",
            addressee=line.addressee,
            step_rule=events.STEP_RULE_PAST_DATE,
            step_date="2026-05-05",
            retraction_reason=events.RETRACTION_REASON_BODY_ENDED,
            response_due_date="2026-05-04",
        )
    )
    english, urdu = (words(page(reader, f"/r/EX-R-7?lang={each}").select_one(".timeline")) for each in ("en", "ur"))
    assert "The body was no more by then: nobody could be late" in english
    assert "4 May 2026" not in english
    assert "تب تک ادارہ باقی نہیں تھا" in urdu
    assert ("has been taken back since" in english) is goes_on
    assert ("بعد میں واپس لیا گیا: مانگی گئی تاریخ" in urdu) is goes_on


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "{stands}, being re-checked until 3 December 2026"),
        ("ur", "{stands}، 3 دسمبر 2026 تک دوبارہ جانچ جاری ہے"),
    ],
)
@pytest.mark.parametrize("number", ["EX-R-1", "EX-R-2"], ids=["of several", "alone"])
def test_a_citation_says_until_when_what_it_cites_is_being_rechecked(
    reader: TestClient, world: World, number: str, language: str, said: str
) -> None:
    line = world.recommendations[number].lines[0]
    stands = labels.headline(line.headline, language, body=labels.name(line.addressee.name, language))
    path = f"/r/{number}?lang={language}"
    before = words(page(reader, path).select_one(".cite"))
    assert stands in before
    line.checked.rechecked_until_date = "2026-12-03"
    cited = words(page(reader, path).select_one(".cite"))
    assert cited == before.replace(stands, said.format(stands=stands), 1), "of this line, and nothing else"
    feed = reader.get(f"/feed.atom?show=example&lang={language}").text
    assert said.format(stands=stands) in feed


@pytest.mark.parametrize(("language", "says"), [("en", ", 20 Nov 2026"), ("ur", "، 20 نومبر 2026")])
def test_who_approved_an_answer_and_when_is_parted_as_the_language_does(
    reader: TestClient, world: World, language: str, says: str
) -> None:
    approval = world.recommendations["EX-R-2"].lines[0].says.position_entry.approval
    approval.approved_by, approval.approved_date = "Secretary", "2026-11-20"
    assert says in words(page(reader, "/r/EX-R-2", language=language).select_one(".panel.says"))


def test_a_line_that_went_to_another_body_says_where_and_asks_for_no_answer(reader: TestClient, world: World) -> None:
    """A body that a remit came back to has two lines: each with a place of its own on the page."""
    found = world.recommendations["EX-R-2"]
    now, gone = found.lines[0], recommendations.Line()
    gone.CopyFrom(now)
    gone.headline.CopyFrom(
        a_headline(recommendations.HEADLINE_TRANSFERRED, recommendations.BAR_GROUP_OTHER, date="2026-03-01")
    )
    gone.transferred_to.CopyFrom(world.addressees[1])
    gone.transferred_date = "2026-03-01"
    now.origin.CopyFrom(world.addressees[1])
    now.came_date = "2026-04-01"
    found.lines.append(gone)
    opened = page(reader, "/r/EX-R-2").main
    rows = opened.select("table.matrix tbody tr")
    assert "With another body since 1 Mar 2026" in words(rows[1])
    assert rows[1].select_one(".moved a")["href"] == f"/a/{world.addressees[1].slug}"
    assert "Until 1 Apr 2026 with" in words(rows[0])
    slug = now.addressee.slug
    assert [each["id"] for each in opened.select(".body-section h2")] == [slug, f"{slug}-2"]
    sections = opened.select(".body-section")
    assert [bool(each.select('a[href*="/answer/"]')) for each in sections] == [True, False]


@pytest.mark.parametrize(
    ("language", "reported", "unasked"),
    [
        ("en", "Reported in the press", "has not been asked about this report"),
        ("ur", "اخبارات میں آیا", "اس خبر کے بارے میں ابھی نہیں پوچھا گیا"),
    ],
)
def test_a_promise_from_the_press_is_no_promise_and_says_that_nobody_asked(
    reader: TestClient, world: World, language: str, reported: str, unasked: str
) -> None:
    line = world.recommendations["EX-R-2"].lines[0]
    line.type, line.unconfirmed = consultations_events.STATEMENT_TYPE_COMMITMENT, True
    address = f"/r/EX-R-2?lang={language}"
    for request, says in ((events.REQUEST_NOT_ASKED, True), (events.REQUEST_HANDED_OVER, False)):
        line.request = request
        opened = page(reader, address)
        assert words(opened.select_one(".steps-list li")).startswith(reported)
        assert (unasked in words(opened)) is says
    line.unconfirmed = False
    assert not words(page(reader, address).select_one(".steps-list li")).startswith(reported)


@pytest.mark.parametrize(
    ("language", "never", "may_come"), [("en", "not of a group", "not yet"), ("ur", "گروہ سے نہیں", "ابھی نہیں")]
)
def test_of_a_group_nothing_is_asked_and_nothing_is_awaited(
    reader: TestClient, world: World, language: str, never: str, may_come: str
) -> None:
    line = world.recommendations["EX-R-2"].lines[0]
    line.addressee.kind = events.ADDRESSEE_KIND_GROUP
    for field in ("asked_date", "answered_date", "says_done_date", "checked_date"):
        line.milestones.ClearField(field)
    steps = page(reader, f"/r/EX-R-2?lang={language}").select(".steps-list li span")
    assert [words(each) for each in steps][1:] == [never, never, never, may_come]


@pytest.mark.parametrize(
    ("headline", "holds"),
    [
        (recommendations.HEADLINE_ACCEPTED, True),
        (recommendations.HEADLINE_LATE, True),
        (recommendations.HEADLINE_DECLINED, False),
        (recommendations.HEADLINE_SAYS_NOT_RESPONSIBLE, False),
        (recommendations.HEADLINE_DROPPED, False),
    ],
)
def test_a_body_that_declined_or_dropped_the_work_is_not_held_to_a_date(
    reader: TestClient, world: World, headline: int, holds: bool
) -> None:
    [line] = world.recommendations["EX-R-7"].lines
    line.delivery.due_date = "2027-03-04"
    line.headline.CopyFrom(a_headline(headline, recommendations.BAR_GROUP_STOPPED))
    assert ("Promised for 4 Mar 2027" in words(page(reader, "/r/EX-R-7").select_one("dl.dates"))) is holds
    assert ("promised for 4 Mar 2027" in words(page(reader, "/?show=example").select_one("table.lines"))) is holds


@pytest.mark.parametrize(
    ("headline", "counted"),
    [
        (recommendations.HEADLINE_WAITING, True),
        (recommendations.HEADLINE_NO_LONGER_APPLIES, False),
        (recommendations.HEADLINE_TRANSFERRED, False),
        (recommendations.HEADLINE_MERGED, False),
        (recommendations.HEADLINE_BODY_ENDED, False),
    ],
)
def test_of_what_is_over_no_days_are_counted_to_the_date_asked(
    reader: TestClient, world: World, headline: int, counted: bool
) -> None:
    [line] = world.recommendations["EX-R-7"].lines
    line.ClearField("delivery")
    line.response.due_date, line.response.state = "2031-03-04", recommendations.CLOCK_STATE_ON_TIME
    line.headline.CopyFrom(a_headline(headline, recommendations.BAR_GROUP_STOPPED))
    for path, where in (("/r/EX-R-7", "dl.dates"), ("/?show=example", "table.lines tbody tr:-soup-contains(EX-R-7)")):
        dates = words(page(reader, path).select_one(where))
        assert "4 Mar 2031" in dates
        assert (re.search(r"\bin [\d,]+ days", dates) is not None) is counted


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "(no more since 1 Nov 2026)"), ("ur", "(1 نومبر 2026 سے باقی نہیں)")]
)
@pytest.mark.parametrize(
    "path", ["/?show=example", "/a/{slug}", "/r/EX-R-1", "/c/EX-C-1", "/c/EX-C-1/{item}", "/c/EX-C-1/sheet"]
)
def test_wherever_a_sentence_stands_it_is_told_that_its_body_is_no_more(
    reader: TestClient, world: World, path: str, language: str, mark: str
) -> None:
    line = world.recommendations["EX-R-1"].lines[0]
    address = path.format(slug=line.addressee.slug, item=line.statement_number.rpartition("/")[2])
    assert mark not in words(page(reader, address, language=language).main)
    line.body_ended_date = "2026-11-01"
    assert mark in words(page(reader, address, language=language).main)
    line.transferred_to.CopyFrom(world.addressees[1])
    assert mark not in words(page(reader, address, language=language).main), "its successor answers"


@pytest.mark.parametrize("path", ["/?show=example", "/r/EX-R-1", "/c/EX-C-1", "/c/EX-C-1/{item}", "/c/EX-C-1/sheet"])
def test_wherever_a_sentence_stands_it_is_told_that_it_is_being_checked_again(
    reader: TestClient, world: World, path: str
) -> None:
    line = world.recommendations["EX-R-1"].lines[0]
    address = path.format(item=line.statement_number.rpartition("/")[2])
    line.checked.rechecked_until_date = ""
    assert "being re-checked until 11 Dec 2026" not in words(page(reader, address).main)
    line.checked.rechecked_until_date = "2026-12-11"
    assert "being re-checked until 11 Dec 2026" in words(page(reader, address).main)


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        (recommendations.CLOCK_STATE_PAST_DATE, True),
        (recommendations.CLOCK_STATE_MET, False),
        (recommendations.CLOCK_STATE_MET_LATE, False),
    ],
)
def test_once_a_body_answered_no_days_are_counted_from_the_date_asked(
    reader: TestClient, world: World, state: Any, counted: bool
) -> None:
    """Beside "Says not responsible" stood "229 days ago", as if nobody had answered."""
    [line] = world.recommendations["EX-R-7"].lines
    line.ClearField("delivery")
    line.response.due_date, line.response.state = "2026-03-04", state
    row = words(page(reader, "/?show=example").select_one("table.lines tbody tr:-soup-contains(EX-R-7)"))
    assert "4 Mar 2026" in row
    assert ("days ago" in row) is counted


@pytest.mark.parametrize("address", ["https://example.org/guide", "http://example.org/guide"])
def test_an_address_that_a_field_takes_is_shown_and_a_link_over_https_only(
    reader: TestClient, world: World, address: str
) -> None:
    entry = world.recommendations["EX-R-2"].lines[0].says.progress_entry
    entry.evidence[0].url = entry.outside.url = address
    panel = page(reader, "/r/EX-R-2").select_one(".panel.says")
    assert [words(each) for each in panel.select("dd bdi[dir=ltr]")] == [address, address]
    assert len(panel.select("dd a")) == (2 if address.startswith("https") else 0)


@pytest.mark.parametrize(
    ("language", "said", "former"),
    [
        ("en", "The wording was corrected on 9 Mar 2026", "As it read until 9 Mar 2026"),
        ("ur", "الفاظ 9 مارچ 2026 کو درست کیے گئے", "9 مارچ 2026 تک یوں لکھا تھا"),
    ],
)
@pytest.mark.covers("row 31")
def test_a_corrected_wording_keeps_the_former_one_in_the_timeline(
    reader: TestClient, world: World, language: str, said: str, former: str
) -> None:
    entry = recommendations.TimelineEntry(
        kind=recommendations.TIMELINE_KIND_CORRECTED, occurred_date="2026-03-09", reason=text("A slip")
    )
    entry.former_text.CopyFrom(text("Open a hotlin"))
    world.recommendations["EX-R-7"].timeline.insert(0, entry)
    shown = page(reader, f"/r/EX-R-7?lang={language}")
    main = shown.select_one("main")
    assert main
    assert said in words(main)
    [entry_shown] = [each for each in shown.select(".timeline li") if each.select_one("del")]
    assert former in words(entry_shown)
    assert words(entry_shown.select_one("del")).startswith("Open a hotlin")
    assert "A slip" in words(entry_shown)


@pytest.mark.parametrize(
    ("language", "said", "facts"),
    [
        (
            "en",
            "The day on which it was said, and its themes, were corrected",
            [("Said on", "12 Mar 2026", "13 Mar 2026"), ("Themes", "none", "Child safety")],
        ),
        (
            "ur",
            "کہنے کا دن اور موضوعات درست کیے گئے",
            [("کہنے کا دن", "12 مارچ 2026", "13 مارچ 2026"), ("موضوعات", "کوئی نہیں", "بچوں کا تحفظ")],
        ),
    ],
    ids=["en", "ur"],
)
@pytest.mark.covers("row 31", "invariant 2")
def test_a_corrected_day_and_themes_keep_the_former_ones_in_the_timeline(
    reader: TestClient, world: World, language: str, said: str, facts: list[tuple[str, str, str]]
) -> None:
    entry = recommendations.TimelineEntry(
        kind=recommendations.TIMELINE_KIND_PARTICULARS_CORRECTED, occurred_date="2026-03-19"
    )
    entry.corrected_said_date.former_date, entry.corrected_said_date.date = "2026-03-12", "2026-03-13"
    entry.corrected_themes.themes.append("child_safety")
    world.recommendations["EX-R-7"].timeline.insert(0, entry)
    shown = page(reader, f"/r/EX-R-7?lang={language}")
    [entry_shown] = [each for each in shown.select(".timeline li") if each.select_one("del")]
    assert said in words(entry_shown)
    for name, was, now in facts:
        [found] = [each for each in entry_shown.select("dl > div") if words(each.select_one("dt")) == name]
        assert words(found.select_one("dd del")) == was
        assert words(found.select_one("dd")) == f"{was} {now}"


@pytest.mark.parametrize(
    ("moved", "themed", "said"),
    [(True, False, "The day on which it was said was corrected"), (False, True, "Its themes were corrected")],
    ids=["day", "themes"],
)
def test_what_was_corrected_is_named(moved: bool, themed: bool, said: str) -> None:
    entry = recommendations.TimelineEntry(kind=recommendations.TIMELINE_KIND_PARTICULARS_CORRECTED)
    if moved:
        entry.corrected_said_date.date = "2026-03-13"
    if themed:
        entry.corrected_themes.SetInParent()
    assert sentences.happened(entry, "en") == said
