"""The page on which anybody suggests evidence: what it says, what it sends, and that nothing typed is lost."""

import re

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.reading import page, read, send, words
from tests.dashboard_kit.world import World

SLUG = "child-rights-commission-example"
PATH, FORM = f"/suggest/EX-R-2?body={SLUG}", "/suggest/EX-R-2"
TYPED = {"url": "https://archive.example/guide", "note": "یہ رہنما کتاب", "sure": "yes"}


@pytest.mark.covers("row 28")
def test_each_line_that_is_followed_up_leads_to_its_form(reader: TestClient) -> None:
    links = [each["href"] for each in page(reader, "/r/EX-R-1").select('a[href^="/suggest/"]')]
    assert len(links) == len(set(links)) == 5
    for each in links:
        page(reader, each)


@pytest.mark.covers("row 28")
@pytest.mark.parametrize("path", ["/r/EX-R-1?as_at=2026-05-01", "/r/EX-R-5"])
def test_a_past_day_and_what_is_gone_lead_to_none(reader: TestClient, world: World, path: str) -> None:
    world.past[("EX-R-1", "2026-05-01")] = world.recommendations["EX-R-1"]
    world.recommendations["EX-R-5"].withdrawn = True
    assert not page(reader, path).select('a[href^="/suggest/"]')


@pytest.mark.covers("row 28", "invariant 10")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "never shown in public",
                "A reviewer of the host reads it first",
                "a verifier reads it",
                "Nothing changes by itself",
                "Do not write names of private persons",
            ],
        ),
        (
            "ur",
            [
                "کبھی عوام کو نہیں",
                "پہلے میزبان کا جائزہ کار پڑھتا ہے",
                "تصدیق کنندہ",
                "خود بخود کچھ نہیں بدلتا",
                "نجی افراد کے نام نہ لکھیں",
            ],
        ),
    ],
)
def test_the_form_says_what_happens_and_needs_no_script(reader: TestClient, language: str, said: list[str]) -> None:
    opened = page(reader, f"{PATH}&lang={language}")
    shown = words(opened.main)
    assert [each for each in said if each not in shown] == []
    assert not opened.select("script")
    assert opened.html["dir"] == ("rtl" if language == "ur" else "ltr")
    assert opened.select_one("#url")["maxlength"] == "2000"
    assert opened.select_one("#note")["maxlength"] == "500"


@pytest.mark.covers("row 28")
def test_it_is_sent_once_it_was_read_without_anybodys_token_and_with_a_word_for_the_network(
    reader: TestClient, world: World
) -> None:
    opened = page(reader, PATH)
    answered = send(reader, FORM, opened, **TYPED)
    assert answered.headers["location"] == f"{FORM}?body={SLUG}&sent=yes"
    (sent,) = world.asked
    assert isinstance(sent, recommendations.SuggestEvidenceRequest)
    assert (sent.tracked_number, sent.addressee_slug, sent.url, sent.note) == (
        "EX-R-2",
        SLUG,
        TYPED["url"],
        TYPED["note"],
    )
    assert sent.idempotency_key == opened.select_one('input[name="key"]')["value"]
    assert re.fullmatch("[0-9a-f]{32}", sent.network)
    (metadata,) = [told for _, method, told in world.calls if method == "SuggestEvidence"]
    assert "authorization" not in metadata
    done = page(reader, f"{PATH}&sent=yes")
    assert "Nothing on the page has changed by it" in words(done.main)
    assert not done.select("form.answer")


def _is_kept(answered: object) -> None:
    kept = read(answered)
    assert kept.select_one("#url")["value"] == TYPED["url"]
    assert kept.select_one("#note").text.strip() == TYPED["note"]


@pytest.mark.covers("row 28")
def test_it_asks_once(reader: TestClient, world: World) -> None:
    answered = send(reader, FORM, page(reader, PATH), **TYPED | {"sure": ""})
    assert answered.status_code == 422
    assert "Say that you have read what happens with it" in words(read(answered).main)
    _is_kept(answered)
    assert not world.asked


@pytest.mark.covers("row 28")
def test_a_wrong_address_is_named_beside_its_field_and_what_was_typed_is_kept(reader: TestClient, world: World) -> None:
    opened = page(reader, f"{PATH}&lang=ur")
    answered = send(reader, FORM, opened, **TYPED | {"url": "ftp://archive.example"})
    assert answered.status_code == 422
    shown = read(answered)
    assert "ایسے صفحے کا پتہ دیں" in words(shown.select_one("#url-error"))
    assert shown.select_one("#url")["value"] == "ftp://archive.example"
    assert shown.select_one("#note").text.strip() == TYPED["note"]
    same = [each.select_one('input[name="key"]')["value"] for each in (opened, shown)]
    assert same[0] == same[1], "sent again it is the same once more"
    assert not world.asked


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(("language", "said"), [("en", "Try again in about 6 minutes"), ("ur", "تقریباً 6 منٹ بعد")])
def test_too_many_are_told_when_to_come_again(reader: TestClient, world: World, language: str, said: str) -> None:
    world.full_for = 301
    answered = send(reader, FORM, page(reader, f"{PATH}&lang={language}"), **TYPED)
    assert (answered.status_code, answered.headers["retry-after"]) == (429, "301")
    assert said in words(read(answered).main)
    _is_kept(answered)


@pytest.mark.covers("row 28")
def test_when_the_line_is_gone_or_the_service_silent_nothing_typed_is_lost(reader: TestClient, world: World) -> None:
    opened = page(reader, PATH)
    world.gone.add("EX-R-2")
    answered = send(reader, FORM, opened, **TYPED)
    assert answered.status_code == 404
    assert "not followed up now" in words(read(answered).main)
    _is_kept(answered)
    world.down.add("recommendations")
    answered = send(reader, FORM, opened, **TYPED)
    assert answered.status_code == 503
    _is_kept(answered)


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(
    "path", ["/suggest/EX-R-2", "/suggest/EX-R-2?body=nobody", f"/suggest/EX-R-999?body={SLUG}", "/suggest/x?body=y"]
)
def test_there_is_no_form_for_what_is_not_there(reader: TestClient, path: str) -> None:
    assert not page(reader, path, 404).select("form[action^='/suggest']")


@pytest.mark.covers("row 28")
def test_a_hidden_one_has_no_form(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-2"].hidden = True
    assert not page(reader, PATH, 404).select("form[action^='/suggest']")


def test_another_sites_form_is_refused(reader: TestClient, world: World) -> None:
    opened = page(reader, PATH)
    assert send(reader, FORM, opened, origin="https://elsewhere.example", **TYPED).status_code == 403
    opened.find("input", {"name": "form_token"})["value"] = "0" * 64
    assert send(reader, FORM, opened, **TYPED).status_code == 403
    assert not world.asked
