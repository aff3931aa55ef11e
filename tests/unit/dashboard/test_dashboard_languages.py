"""Both languages, and the frame around Streamlit pages."""

import re

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.dashboard_kit.reading import ORIGIN, page


def test_a_page_turns_right_to_left_and_remembers_the_choice(reader: TestClient) -> None:
    english = page(reader, "/r/EX-R-2")
    assert (english.html["lang"], english.html["dir"]) == ("en", "ltr")
    switch = english.select_one("a.switch")["href"]
    assert switch == "/r/EX-R-2?lang=ur"
    urdu = page(reader, switch)
    assert (urdu.html["lang"], urdu.html["dir"]) == ("ur", "rtl")
    assert page(reader, "/").html["lang"] == "ur"
    assert page(reader, "/?lang=en").html["lang"] == "en"


def test_the_browsers_first_language_counts_where_nothing_was_chosen(reader: TestClient) -> None:
    assert page(reader, "/", language="ur-PK,en;q=0.5").html["lang"] == "ur"
    assert page(reader, "/", language="fr,ur;q=0.5").html["lang"] == "en"


def test_the_switch_keeps_the_filters(reader: TestClient) -> None:
    opened = page(reader, "/?show=example&stands=waiting")
    assert opened.select_one("a.switch")["href"] == "/?show=example&stands=waiting&lang=ur"


def test_urdu_pages_hold_no_english_words_of_ours(reader: TestClient) -> None:
    for path in ("/", "/methodology", "/sign-in", "/start", "/r/EX-R-99"):
        opened = reader.get(path, headers={"accept-language": "ur"}).text
        soup = BeautifulSoup(opened, "html.parser")
        for part in soup.select("bdi, .switch, option, time, script, style"):
            part.decompose()
        rest = re.sub(r"\(example\)|CSV|JSON|R-42|C-7/12|C-7|EX-C?R?-?[0-9]*|[\u2068\u2069]|n ", "", soup.get_text(" "))
        rest = re.sub(r"Evidence Desk|Roundtable", "", rest)
        assert not re.findall(r"[A-Za-z]{3,}", rest), path


def test_a_streamlit_page_starts_in_the_language_and_frame_of_the_site(reader: TestClient) -> None:
    opened = page(reader, "/explore", language="ur")
    assert (opened.html["lang"], opened.html["dir"]) == ("ur", "rtl")
    assert opened.title.text == "تلاش و تجزیہ – راؤنڈ ٹیبل"
    assert opened.select_one("header.site-head")
    assert "Streamlit" not in opened.get_text()
    assert opened.select_one("noscript a")["href"] == "/"


def test_the_language_of_a_streamlit_page_changes_and_its_address_stays(reader: TestClient) -> None:
    there = f"{ORIGIN}/explore?show=example&theme=child_safety"
    answer = reader.get("/explore?lang=ur", headers={"referer": there})
    assert (answer.status_code, answer.headers["location"]) == (303, "/explore?show=example&theme=child_safety")
    assert "lang=ur" in answer.headers["set-cookie"]
    for foreign in ("https://evil.example/explore?x=1", "http://[", "http://[::1/explore?x=1"):
        elsewhere = reader.get("/explore?lang=ur", headers={"referer": foreign})
        assert elsewhere.headers["location"] == "/explore", foreign


def test_another_name_of_this_machine_leads_to_the_one_where_cookies_fit(reader: TestClient) -> None:
    answer = reader.get("/r/EX-R-2?lang=ur", headers={"host": "localhost:8501"})
    assert answer.headers["location"] == f"{ORIGIN}/r/EX-R-2?lang=ur"
    assert reader.get("/healthz", headers={"host": "10.0.0.7:8501"}).status_code == 200


@pytest.mark.parametrize("host", ["[", "[::1", "a:b:c", "\xbd"])
def test_half_an_address_for_a_host_breaks_no_page(reader: TestClient, host: str) -> None:
    assert reader.get("/methodology", headers=[(b"host", host.encode("latin-1"))]).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9999", None])
def test_a_socket_without_our_origin_never_opens(reader: TestClient, origin: str | None) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        reader.websocket_connect("/_stcore/stream", headers={"origin": origin} if origin else {}),
    ):
        pass
    assert closed.value.code == 1008
