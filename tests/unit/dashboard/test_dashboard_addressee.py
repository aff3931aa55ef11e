"""The page of one body: its names, and what its lines say of it."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

SLUG = "child-rights-commission-example"
OLD = "child-board-example"


@pytest.fixture
def renamed(world: World) -> World:
    """The commission under a name and a slug that it has not always had."""
    names = [
        recommendations.AddresseeName(
            name=text("Child Rights Commission (example)"),
            from_date="2026-02-02",
            source_url="https://gazette.example/1",
        ),
        recommendations.AddresseeName(
            name=text("Child Board (example)", "بچوں کا بورڈ (مثال)"), until_date="2026-02-02"
        ),
    ]
    remits = [
        recommendations.PublicRemit(words=text("Rights of children")),
        recommendations.PublicRemit(words=text("Schools"), from_date="2026-03-01"),
    ]
    addressee = recommendations.PublicAddressee(slug=SLUG)
    card = recommendations.GetAddresseeResponse(names=names, remits=remits)
    world.cards = {SLUG: card, OLD: recommendations.GetAddresseeResponse(addressee=addressee)}
    return world


@pytest.mark.usefixtures("renamed")
def test_an_old_slug_leads_to_the_present_one_for_ever(reader: TestClient) -> None:
    answer = reader.get(f"/a/{OLD}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/a/{SLUG}")


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["since 2 Feb 2026", "Child Board (example)", "until 2 Feb 2026", "Schools since 1 Mar 2026"]),
        ("ur", ["بچوں کا بورڈ (مثال)", "اس کے نام"]),
    ],
)
def test_names_and_remits_stand_with_their_days(reader: TestClient, language: str, expected: list[str]) -> None:
    opened = page(reader, f"/a/{SLUG}?lang={language}")
    for each in expected:
        assert each in words(opened.main)
    assert opened.main.select_one(".names a")["href"] == "https://gazette.example/1"


def test_a_body_with_one_name_has_no_list_of_names(reader: TestClient) -> None:
    assert not page(reader, f"/a/{SLUG}").main.select(".names")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Undone on 3 Feb 2026: it never had this name. Mistyped"), ("ur", "اس کا یہ نام کبھی نہ تھا")],
)
def test_a_name_entered_by_mistake_is_struck_with_the_reason(
    reader: TestClient, renamed: World, language: str, expected: str
) -> None:
    wrong = recommendations.UndoneName(
        name=text("Child Rigths (example)"), undone_date="2026-02-03", undone_reason=text("Mistyped")
    )
    renamed.cards[SLUG].undone_names.append(wrong)
    opened = page(reader, f"/a/{SLUG}?lang={language}")
    (struck,) = opened.main.select("del")
    assert "Child Rigths (example)" in words(struck)
    assert expected in words(opened.main)
    assert "Child Rigths" not in words(opened.main.select_one("[aria-labelledby=names]"))


def test_cuts_stand_on_the_page_with_bodies_lines_source_and_what_was_undone(reader: TestClient, world: World) -> None:
    other = world.addressees[1]
    cut = recommendations.Cut(
        kind=events.SUCCESSION_KIND_MOVED_REMIT,
        others=[other],
        effective_date="2026-03-01",
        recorded_date="2026-03-09",
        source_url="https://gazette.example/7",
        remits=[text("Offences online")],
        lines=1,
        tracked_numbers=["EX-R-1"],
        undone_date="2026-04-01",
        undone_reason=text("The notification was misread"),
    )
    world.cards = {SLUG: recommendations.GetAddresseeResponse(cuts=[cut], ended_date="2026-05-01")}
    opened = page(reader, f"/a/{SLUG}").main
    (shown,) = opened.select(".cuts > li")
    for each in ("1 Mar 2026", "recorded here on 9 Mar 2026", "Offences online", "Undone on 1 Apr 2026", "was misread"):
        assert each.lower() in words(shown).lower()
    links = {each["href"] for each in shown.select("a")}
    assert links == {f"/a/{other.slug}", "https://gazette.example/7", "/r/EX-R-1"}
    assert shown.select_one("del a"), "struck, not removed"
    assert "no more since 1 May 2026" in words(opened)
    assert not opened.select('a[href="/my-lines"]'), "nobody answers for it any more"
    assert "can answer every line" not in words(opened)


@pytest.mark.parametrize(("language", "says"), [("en", "by letter only"), ("ur", "صرف خط سے")])
def test_a_body_that_answers_by_letter_only_says_so_in_public(
    reader: TestClient, renamed: World, language: str, says: str
) -> None:
    assert says not in words(page(reader, f"/a/{SLUG}?lang={language}").main)
    renamed.cards[SLUG].addressee.minimum_assurance = events.ASSURANCE_LETTER
    opened = page(reader, f"/a/{SLUG}?lang={language}").main
    assert says in words(opened)
    assert not opened.select(f'a[href="/a/{SLUG}/own-words"]'), "nothing is written from here"


@pytest.mark.parametrize(
    ("answered", "on_time", "expected"),
    [
        pytest.param(4, 3, "3 of 4", id="four answers: no percentage"),
        pytest.param(5, 4, "80% – 4 of 5 answers, as of 20 Nov 2026", id="five answers: with its denominator and day"),
    ],
)
def test_a_percentage_has_five_answers_a_denominator_and_a_day(
    reader: TestClient, world: World, answered: int, on_time: int, expected: str
) -> None:
    card = recommendations.GetAddresseeResponse(asked=9, answered=answered, answered_on_time=on_time)
    world.cards = {SLUG: card}
    read = words(page(reader, f"/a/{SLUG}").main)
    assert expected in read
    assert ("%" in read) is (answered >= 5)


@pytest.mark.parametrize(
    ("language", "median", "oldest"),
    [
        pytest.param(
            "en", "Half of its answers came within 34 days (n = 7)", "EX-R-4 228 days past the date asked", id="en"
        ),
        pytest.param(
            "ur", "آدھے جواب اتنے دن میں آئے 34 دن (کل 7)", "EX-R-4 مانگی گئی تاریخ کو 228 دن گزر گئے", id="ur"
        ),
    ],
)
def test_how_long_answers_took_is_told_with_their_number_and_the_oldest_silence_with_its_days(
    reader: TestClient, world: World, language: str, median: str, oldest: str
) -> None:
    card = recommendations.GetAddresseeResponse(
        asked=9,
        answered=7,
        median_response_days=34,
        oldest_unanswered="EX-R-4",
        oldest_unanswered_days=228,
    )
    world.cards = {SLUG: card}
    read = words(page(reader, f"/a/{SLUG}?lang={language}").main)
    assert median in read
    assert oldest in read
    card.answered = 4
    assert median.partition("34")[0] not in words(page(reader, f"/a/{SLUG}?lang={language}").main)


def test_a_scorecard_tells_the_right_of_reply(reader: TestClient) -> None:
    read = words(page(reader, f"/a/{SLUG}").main)
    assert "Right of reply" in read
    assert "ten working days" in read
