"""What pages print of a meeting and of its programme: as given, not given, not stated, and what contradicts what."""

import pytest
from starlette.testclient import TestClient

from dashboard import labels
from dashboard.labels import figures
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import a_consultation, text
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

PARTS = pb.FigureConflict(
    kind=pb.FIGURE_CONFLICT_KIND_PARTS_EXCEED, label="videos", values=[131, 21], whole=141, sum=152
)


def _programme(world: World) -> pb.PublicProgramme:
    """Two sessions of one programme: C-1, which was held, and C-2, which is planned."""
    planned = a_consultation(
        number="C-2", state=events.CONSULTATION_STATE_PLANNED, title=text("The session in Quetta"), illustrative=False
    )
    world.consultations["C-2"] = (planned, [])
    details = pb.ProgrammeDetails(
        title=text("Media Baithak", "میڈیا بیٹھک"),
        from_date="2019",
        organisers=text("The organisers of it all"),
        partners=text("The partners of it all"),
        themes=["media_literacy"],
        languages=["ur", "zz"],
        figures=[pb.Figure(label="videos", value=141)],
        source=pb.Source(type="published_article", name="A paper", retrieved_date="2026-01-01"),
    )
    made = pb.PublicProgramme(details=details, consultation_numbers=["C-1", "C-2"], figure_conflicts=[PARTS])
    world.public_programmes.append(made)
    return made


@pytest.mark.parametrize("path", ["/?show=published", "/p/C-1"])
def test_a_place_that_is_not_given_leaves_no_sign_behind(reader: TestClient, world: World, path: str) -> None:
    _programme(world)
    world.consultations["C-1"][0].place.CopyFrom(LocalizedText(authoritative_language="en"))
    said = [each.get_text(" ", strip=True) for each in page(reader, path).main.select("p")]
    assert any("not given" in each for each in said)
    assert [each for each in said if each.endswith("·")] == []


def test_a_programme_shows_what_is_known_of_it_and_every_session_by_its_state(reader: TestClient, world: World) -> None:
    _programme(world)
    for number in ("C-1", "C-2"):
        said = words(page(reader, f"/p/{number}"))
        assert "Media Baithak" in said
        for given in (
            "Period 2019 – not given",
            "Organisers, as printed The organisers of it all",
            "Partners, as printed The partners of it all",
            "Languages Urdu · zz",
            "Themes Media literacy",
            "A paper (read on 1 Jan 2026)",
            "131 + 21",
            "Every published consultation of this programme: 2",
            "Planned 1",
            "Held 1",
            "The session in Quetta",
        ):
            assert given in said, given
        assert "Paid for by" not in said


@pytest.mark.covers("row 31", "invariant 2")
@pytest.mark.parametrize("path", ["/c/C-1", "/p/C-1"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["This page was corrected on 9 Mar 2026", "Reason: A slip", "What came out of it 2 A gide"]),
        ("ur", ["یہ صفحہ 9 مارچ 2026 کو درست کیا گیا", "اس سے کیا نکلا 2 A gide"]),
    ],
)
def test_both_pages_tell_when_and_why_they_were_corrected_and_how_they_read(
    reader: TestClient, world: World, path: str, language: str, said: list[str]
) -> None:
    former = pb.FormerTexts(reason=text("A slip"), corrected_date="2026-03-09")
    former.texts.add(field="outputs[1].title", text=text("A gide"))
    former.texts.add(field="summary", text=LocalizedText(authoritative_language="en", erased=True))
    world.consultations["C-1"][0].former.add().CopyFrom(former)
    _programme(world).former.add().CopyFrom(former)
    told = page(reader, path, language=language).select_one("details.former")
    assert told
    for each in said:
        assert each in words(told)
    assert len(told.select("dd del")) == 1, "that a text was erased is no text that was struck"


@pytest.mark.covers("row 31", "invariant 2")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            {
                "Kind of meeting": "Roundtable",
                "Did it take place?": "Planned",
                "When": "12 Mar 2026 – 13 Mar 2026",
                "Themes": "none",
                "Held online, wholly or in part": "No",
                "Languages": "Urdu · English",
            },
        ),
        (
            "ur",
            {
                "اجلاس کی قسم": "گول میز اجلاس",
                "کیا یہ ہوا؟": "طے شدہ، ابھی ہونا ہے",
                "کب": "12 مارچ 2026 – 13 مارچ 2026",
                "موضوعات": "کوئی نہیں",
                "آن لائن ہوا، پورا یا جزوی": "نہیں",
                "زبانیں": "اردو · انگریزی",
            },
        ),
    ],
    ids=["en", "ur"],
)
def test_the_page_tells_kind_days_and_themes_as_they_were_struck(
    reader: TestClient, world: World, language: str, said: dict[str, str]
) -> None:
    former = pb.FormerTexts(reason=text("Typed wrongly"), corrected_date="2026-03-19")
    former.particulars.kind = events.CONSULTATION_KIND_ROUNDTABLE
    former.particulars.state = events.CONSULTATION_STATE_PLANNED
    former.particulars.days.starts_date, former.particulars.days.ends_date = "2026-03-12", "2026-03-13"
    former.particulars.themes.SetInParent()
    former.particulars.online = False
    former.particulars.languages.languages.extend(["ur", "en"])
    undated = pb.FormerTexts(reason=text("Known by now"), corrected_date="2026-03-20")
    undated.particulars.days.SetInParent()
    world.consultations["C-1"][0].former.extend([former, undated])
    first, second = page(reader, "/c/C-1", language=language).select("details.former")
    told = {words(each.select_one("dt")): words(each.select_one("dd del")) for each in first.select("dl > div")}
    assert told == said
    assert [words(each) for each in second.select("del")] == [labels.text("not_given", language)]


@pytest.mark.covers("row 31", "invariant 2", "SEC 2")
@pytest.mark.parametrize("path", ["/c/C-1", "/p/C-1"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Women 1,150", "What they counted before is not shown")),
        ("ur", ("خواتین 1,150", "پہلے کتنے تھے یہ نہیں دکھایا جاتا")),
    ],
)
def test_both_pages_tell_what_figures_counted_before_or_that_it_is_not_told(
    reader: TestClient, world: World, path: str, language: str, said: tuple[str, str]
) -> None:
    counted, withheld = said
    consultation, programme = world.consultations["C-1"][0], _programme(world)
    told = pb.FormerTexts(reason=text("A slip"), corrected_date="2026-03-09")
    told.figures.add(place=1, value=1150)
    kept = pb.FormerTexts(reason=text("Another slip"), corrected_date="2026-03-10", figures_withheld=True)
    figures = [pb.Figure(label="participants", value=2140), pb.Figure(label="women", value=1510)]
    for counting in (consultation, programme.details):
        del counting.figures[:]
        counting.figures.extend(figures)
    for of in (consultation, programme):
        of.former.extend([told, kept])
    first, second = page(reader, path, language=language).select("details.former")
    assert counted in words(first)
    assert [words(each) for each in first.select("dd del")] == ["1,150"]
    assert withheld not in words(first)
    assert withheld in words(second)
    assert not second.select("dl"), "an empty list says nothing"


def test_a_past_day_shows_the_sessions_that_were_known_then(reader: TestClient, world: World) -> None:
    _programme(world)
    for number, published in (("C-1", "2026-03-02"), ("C-2", "2026-05-01")):
        world.consultations[number][0].published_date = published
    soup = page(reader, "/p/C-2?as_at=2026-04-01")
    said = words(soup)
    assert "As it stood at the end of 1 Apr 2026" in said
    assert "Every published consultation of this programme: 1" in said
    assert "Quetta" not in said
    assert soup.select('ul.cards a[href="/c/C-1?as_at=2026-04-01"]')
    assert soup.select('meta[name="robots"][content="noindex"]')
    assert "Every published consultation of this programme: 2" in words(page(reader, "/p/C-2?as_at=2026-05-01"))
    assert "1 Feb 2026" in words(page(reader, "/p/C-1?as_at=2026-02-01", status=404))
    assert (
        reader.get("/p/c-1?as_at=2026-04-01", follow_redirects=False).headers["location"].endswith("as_at=2026-04-01")
    )


def test_a_consultation_leads_to_its_programme_and_what_was_hidden_is_left_out(
    reader: TestClient, world: World
) -> None:
    _programme(world)
    world.consultations["C-1"][0].programme_title.CopyFrom(text("Media Baithak"))
    assert page(reader, "/c/C-1").select('dd a[href="/p/C-1"]')
    world.consultations["C-2"][0].hidden = True
    assert "Quetta" not in words(page(reader, "/p/C-1"))


def test_what_is_no_programme_is_not_found(reader: TestClient, world: World) -> None:
    _programme(world)
    assert reader.get("/p/C-9").status_code == 404
    assert reader.get("/p/media").status_code == 404
    assert reader.get("/p/c-1", follow_redirects=False).headers["location"] == "/p/C-1"


def test_times_stand_with_their_zone_or_say_that_it_is_not_given(reader: TestClient, world: World) -> None:
    held = world.consultations["C-1"][0]
    assert "time zone" not in words(page(reader, "/c/C-1"))
    held.starts_date, held.starts_time, held.ends_time = "2026-03-01", "09:30", "17:00"
    assert "1 Mar 2026, 09:30–17:00 (time zone not given)" in words(page(reader, "/c/C-1"))
    held.time_zone, held.ends_time = "Asia/Karachi", ""
    said = words(page(reader, "/c/C-1"))
    assert "from 09:30 ( Asia/Karachi )" in said
    assert "time zone not given" not in said


def test_the_agenda_stands_line_by_line_in_both_languages(reader: TestClient, world: World) -> None:
    held = world.consultations["C-1"][0]
    held.agenda.extend(
        [
            pb.AgendaItem(starts_time="09:30", ends_time="10:00", title=text("Opening", "آغاز")),
            pb.AgendaItem(title=text("Lunch", "کھانا")),
        ]
    )
    held.partners.CopyFrom(text("A partner"))
    soup = page(reader, "/c/C-1")
    assert [words(each) for each in soup.select("ol.agenda li")] == ["09:30–10:00 Opening", "Lunch"]
    assert "Partners, as printed A partner" in words(soup)
    assert [words(each) for each in page(reader, "/c/C-1", language="ur").select("ol.agenda li")][1] == "کھانا"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Videos: \u2068131 + 21\u2069 = 152, which is 11 more than the 141 printed."),
        ("ur", "ویڈیوز: \u2068131 + 21\u2069 = 152، جو چھپے ہوئے 141 سے 11 زیادہ ہے۔"),
    ],
)
def test_what_contradicts_what_is_said_beside_the_hosts_words(reader: TestClient, language: str, said: str) -> None:
    soup = page(reader, "/c/C-1", language=language)
    assert said in [each.get_text() for each in soup.select(".notice .conflicts li")]
    assert "11 more than the 141 printed." in words(soup.select_one(".notice .said"))
    counted = [words(each) for each in soup.select("section[aria-labelledby=figures] th")]
    assert counted[2] == (
        "Participants, by gender: not stated" if language == "en" else "شرکاء، صنف کے لحاظ سے: نہیں بتایا گیا"
    )
    assert "316" in [words(each) for each in soup.select("section[aria-labelledby=figures] td.count")]
    assert len(counted) == 6


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            pb.FigureConflict(kind=pb.FIGURE_CONFLICT_KIND_TWO_VALUES, label="participants", values=[502, 520]),
            "Participants: printed as 502 and 520.",
        ),
        (
            pb.FigureConflict(
                kind=pb.FIGURE_CONFLICT_KIND_TWO_VALUES,
                label="participants",
                by=pb.FIGURE_BY_REGION,
                group="<b>Sindh",
                values=[5, 6],
            ),
            "Participants, by region: \u2068<b>Sindh\u2069: printed as 5 and 6.",
        ),
        (
            pb.FigureConflict(
                kind=pb.FIGURE_CONFLICT_KIND_PARTS_FALL_SHORT,
                label="participants",
                by=pb.FIGURE_BY_GENDER,
                values=[1186],
                whole=1502,
                sum=1186,
            ),
            "Participants, by gender: 1,186, which is 316 fewer than the 1,502 printed.",
        ),
    ],
)
def test_each_contradiction_is_said_in_one_sentence(found: pb.FigureConflict, said: str) -> None:
    assert figures.conflict(found, "en") == said
    assert figures.conflict(found, "ur") != said
