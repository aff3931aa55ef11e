"""`/my-words`, by the code of a card; and the card itself."""

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import service_pb2 as consultations
from tests.dashboard_kit.reading import page, read, send, words
from tests.dashboard_kit.world import CARD, World


@pytest.mark.parametrize(
    ("language", "programme"),
    [("en", "Texts of the programme have your name"), ("ur", "پروگرام کی تحریروں میں آپ کا نام")],
)
def test_where_else_the_name_is_public_is_told(reader: TestClient, world: World, language: str, programme: str) -> None:
    without = send(reader, "/my-words", page(reader, f"/my-words?lang={language}"), code=CARD)
    assert programme not in words(read(without))
    world.named_numbers, world.named_in_programme = ["C-1", "C-1/2"], True
    shown = read(send(reader, "/my-words", page(reader, f"/my-words?lang={language}"), code=CARD))
    assert shown.select_one('a[href="/c/C-1/2"]')
    assert programme in words(shown)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_code_shows_the_own_words_and_stands_in_no_address(reader: TestClient, language: str) -> None:
    asked = page(reader, f"/my-words?lang={language}")
    assert asked.select_one("form")["method"] == "post"
    shown = send(reader, "/my-words", asked, code=CARD)
    soup = read(shown)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert "Somebody of the Forum" in words(soup)
    assert "482917" in words(soup)
    assert soup.select_one('a[href="/c/C-1/1"]')
    assert not [each for each in soup.select("[href], [action]") if CARD in (each.get("href") or each.get("action"))]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "the number leads to what is public of it"), ("ur", "نمبر سے وہ کھلتا ہے جو اس کا عوامی ہے")],
    ids=["en", "ur"],
)
def test_words_that_the_page_cannot_hold_are_read_by_their_number(
    reader: TestClient, world: World, language: str, said: str
) -> None:
    whole = read(send(reader, "/my-words", page(reader, f"/my-words?lang={language}"), code=CARD))
    assert "A place to call." in words(whole)
    assert said not in words(whole)
    world.words_cut = True
    shown = read(send(reader, "/my-words", page(reader, f"/my-words?lang={language}"), code=CARD))
    assert said in words(shown)
    assert shown.select_one('a[href="/c/C-1/1"]')


def test_a_code_that_opens_nothing_says_so_beside_the_field(reader: TestClient) -> None:
    answer = send(reader, "/my-words", page(reader, "/my-words"), code="ABCD-EFGH-JKMN-0000")
    assert answer.status_code == 422
    assert read(answer).select_one("#code-error").text == "This code opens nothing. Check each letter."


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Try again in about 3 min."), ("ur", "تقریباً 3 منٹ بعد دوبارہ کوشش کریں۔")],
)
def test_who_tried_too_many_codes_is_told_when_to_come_back(
    reader: TestClient, world: World, language: str, said: str
) -> None:
    world.full_for = 150
    late = send(reader, "/my-words", page(reader, f"/my-words?lang={language}"), code="ABCD-EFGH-JKMN-0000")
    assert (late.status_code, late.headers["retry-after"]) == (429, "150")
    assert said in read(late).select_one("#code-error").text


def test_hide_me_now_is_one_press(reader: TestClient, world: World) -> None:
    shown = send(reader, "/my-words", page(reader, "/my-words"), code=CARD)
    hidden = send(reader, "/my-words/hide", read(shown))
    assert "Hidden. Below is what is public now." in words(read(hidden))
    assert isinstance(world.asked[-1], consultations.HideMyWordsRequest)


def test_consent_is_withdrawn_only_with_the_tick(reader: TestClient, world: World) -> None:
    shown = read(send(reader, "/my-words", page(reader, "/my-words"), code=CARD))
    without = send(reader, "/my-words/withdraw", shown, sure="", statements="")
    assert without.status_code == 422
    assert not [each for each in world.asked if isinstance(each, consultations.WithdrawMyConsentRequest)]
    done = send(reader, "/my-words/withdraw", read(without), sure="yes", statements="yes")
    assert "Your consent is withdrawn." in words(read(done))
    [request] = [each for each in world.asked if isinstance(each, consultations.WithdrawMyConsentRequest)]
    assert request.statements
