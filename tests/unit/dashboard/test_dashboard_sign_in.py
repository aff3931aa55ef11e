"""Signing in and out, enrolling, /start."""

import re

import pytest
from starlette.testclient import TestClient

from dashboard.sign_in import safe_next
from dashboard.web import Site
from tests.dashboard_kit.reading import FACILITATOR, MAILBOX, page, read, send, words
from tests.dashboard_kit.world import CODE, ENROLMENT_CODE, World


def test_sign_in_goes_from_address_to_code_to_the_page_that_was_wanted(reader: TestClient) -> None:
    asked = page(reader, f"/sign-in?email={FACILITATOR}&next=%2Ffacilitator")
    assert asked.select_one("#email")["value"] == FACILITATOR
    coded = send(reader, "/sign-in", asked)
    assert coded.status_code == 200
    done = send(reader, "/sign-in/code", read(coded), code=CODE.lower())
    assert (done.status_code, done.headers["location"]) == (303, "/facilitator")
    cookie = next(each for each in done.headers.get_list("set-cookie") if each.startswith("__Host-sid="))
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Signed in as Facilitator of the Forum" in words(page(reader, "/work"))


def test_the_answer_is_the_same_for_an_address_nobody_has(reader: TestClient) -> None:
    shown = []
    for email in (FACILITATOR, "nobody@nowhere.example"):
        answer = send(reader, "/sign-in", page(reader, "/sign-in"), email=email)
        anonymous = re.sub(r'value="[^"]*"|%40|mailbox/[^"]*|email=[^"]*', "", answer.text.replace(email, ""))
        shown.append((answer.status_code, anonymous))
    assert shown[0] == shown[1]


def test_a_wrong_code_says_so_beside_the_field_and_above(reader: TestClient) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    answer = send(reader, "/sign-in/code", read(coded), code="WRONG234")
    soup = read(answer)
    assert answer.status_code == 422
    assert soup.title.text.startswith("Error: ")
    assert soup.select_one(".problem h2").text == "There is a problem"
    assert soup.select_one(".problem a")["href"] == "#code"
    assert soup.select_one("#code-error")


def test_a_malformed_address_is_told_before_anything_is_sent(reader: TestClient, world: World) -> None:
    answer = send(reader, "/sign-in", page(reader, "/sign-in"), email="not an address")
    assert answer.status_code == 422
    assert "name@example.org" in answer.text
    assert not world.codes


def test_a_code_is_good_only_in_the_browser_that_asked(reader: TestClient) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    opened = read(coded)
    reader.cookies.clear()
    other = send(reader, "/sign-in/code", opened, code=CODE)
    assert other.status_code == 403
    assert "out of date" in other.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_from_elsewhere_is_refused(reader: TestClient, world: World, origin: str) -> None:
    opened = page(reader, "/sign-in")
    assert send(reader, "/sign-in", opened, origin=origin, email=FACILITATOR).status_code == 403
    assert not world.codes


def test_a_form_without_the_browsers_token_is_refused(reader: TestClient, world: World) -> None:
    opened = page(reader, "/sign-in")
    assert send(reader, "/sign-in", opened, email=FACILITATOR, form_token="0" * 64).status_code == 403
    assert not world.codes


def test_a_form_that_is_too_long_is_refused(reader: TestClient) -> None:
    opened = page(reader, "/sign-in")
    assert send(reader, "/sign-in", opened, email="x" * 600_000).status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: x=y",
        "evil",
        "",
        "/" + "x" * 600,
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(wanted: str) -> None:
    assert safe_next(wanted) == "/work"


def test_a_path_of_this_site_is_kept() -> None:
    assert safe_next("/my-lines/R-42?lang=ur") == "/my-lines/R-42?lang=ur"


@pytest.mark.parametrize(("language", "title"), [("en", "You are signed out"), ("ur", "آپ سائن آؤٹ ہو گئے")])
def test_who_is_not_signed_in_is_signed_out_already(reader: TestClient, language: str, title: str) -> None:
    assert title in words(page(reader, f"/sign-out?lang={language}").main)


def test_signing_out_ends_the_session_everywhere(reader: TestClient, world: World) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    session = reader.cookies["sid"]
    done = send(reader, "/sign-out", page(reader, "/sign-out"))
    assert done.status_code == 200
    assert not world.sessions
    assert "sid" not in reader.cookies
    reader.cookies.set("sid", session)
    assert reader.get("/work").headers["location"] == "/sign-in?next=%2Fwork"


def test_what_needs_a_person_leads_to_sign_in_and_back(reader: TestClient) -> None:
    assert reader.get("/work").headers["location"] == "/sign-in?next=%2Fwork"


@pytest.mark.parametrize(("language", "asks"), [("en", "Send me a code"), ("ur", "کوڈ بھیجیں")])
def test_who_must_sign_in_first_is_asked_in_the_language_of_the_page_that_was_wanted(
    reader: TestClient, language: str, asks: str
) -> None:
    led = reader.get(f"/my-lines?lang={language}")
    assert asks in words(page(reader, led.headers["location"]).select_one("form[action='/sign-in']"))


def test_pages_of_people_are_kept_by_no_cache(reader: TestClient) -> None:
    assert reader.get("/sign-in").headers["cache-control"] == "no-store"
    assert reader.get("/").headers["cache-control"] == "no-cache"


def test_identity_being_down_keeps_what_was_typed(reader: TestClient, world: World) -> None:
    opened = page(reader, "/sign-in")
    world.down.add("identity")
    answer = send(reader, "/sign-in", opened, email=FACILITATOR)
    soup = read(answer)
    assert answer.status_code == 503
    assert "Nothing you entered is lost" in words(soup)
    assert soup.select_one("#email")["value"] == FACILITATOR


def test_the_language_of_the_code_page_changes_without_a_second_code(reader: TestClient, world: World) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    answer = send(reader, "/sign-in?lang=ur", read(coded))
    assert answer.status_code == 200
    assert 'lang="ur"' in answer.text
    assert FACILITATOR in answer.text
    assert len(world.asked_keys) == 2
    assert len(set(world.asked_keys)) == 1, "identity sends no second code for the same key"


def test_the_first_registrar_enrols_with_the_code_of_the_link(reader: TestClient, world: World) -> None:
    opened = page(reader, f"/enrol?code={ENROLMENT_CODE}")
    assert opened.select_one("#code")["value"] == ENROLMENT_CODE
    typed = {"name": "Registrar", "email": "registrar@forum.example", "organisation": "Forum", "language": "ur"}
    missing = send(reader, "/enrol", opened, **(typed | {"name": ""}))
    assert missing.status_code == 422
    assert "Fill this in" in missing.text
    assert "registrar@forum.example" in missing.text
    done = send(reader, "/enrol", opened, **typed)
    assert (done.status_code, done.headers["location"]) == (303, "/work")
    assert world.enrolled[0].language == "ur"
    again = send(reader, "/enrol", opened, **(typed | {"code": "other"}))
    assert "wrong or was used" in again.text


def test_start_offers_the_accounts_with_the_address_filled_in_and_the_mailbox_beside(reader: TestClient) -> None:
    opened = page(reader, "/start")
    card = opened.select_one(".people a")
    assert card["href"] == "/sign-in?email=facilitator%40forum.example&next=%2Ffacilitator"
    assert len(opened.select(".tour li")) == 7
    signing = page(reader, card["href"])
    assert signing.iframe["src"] == f"{MAILBOX}/mailbox/facilitator%40forum.example"


def test_start_is_not_there_without_a_mailbox(reader: TestClient, site: Site) -> None:
    object.__setattr__(site.settings, "mailbox_url", None)
    assert reader.get("/start").status_code == 404
    assert "frame-src" not in reader.get("/sign-in").headers["content-security-policy"]


def signed_in(reader: TestClient) -> str:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    return str(reader.cookies["sid"])


def test_signing_in_again_ends_the_session_that_the_browser_had(reader: TestClient, world: World) -> None:
    former = signed_in(reader)
    assert set(world.sessions) == {former}
    now = signed_in(reader)
    assert set(world.sessions) == {now} != {former}


def test_the_own_sessions_are_listed_and_one_elsewhere_is_ended(reader: TestClient, world: World) -> None:
    here = signed_in(reader)
    world.sessions |= {"elsewhere": FACILITATOR, "further": FACILITATOR, "a stranger's": "stranger@forum.example"}
    opened = page(reader, "/sessions")
    assert words(opened).count("Another browser") == 2
    assert "elsewhere" not in str(opened)
    ended = send(reader, "/sessions", opened)  # the first form: of the first other session
    assert ended.headers["location"] == "/sessions?ended=yes"
    assert set(world.sessions) == {here, "further", "a stranger's"}
    again = send(reader, "/sessions", opened)
    assert again.status_code == 422
    assert "There is no such session any more" in words(read(again))


def test_all_other_sessions_are_ended_at_once(reader: TestClient, world: World) -> None:
    here = signed_in(reader)
    world.sessions |= {"elsewhere": FACILITATOR, "further": FACILITATOR, "a stranger's": "stranger@forum.example"}
    send(reader, "/sessions", page(reader, "/sessions"), session="others")
    assert set(world.sessions) == {here, "a stranger's"}
    assert "You are signed in nowhere else" in words(page(reader, "/sessions?ended=yes"))


def test_sessions_are_nobodys_business_who_is_not_signed_in(reader: TestClient) -> None:
    assert reader.get("/sessions").headers["location"] == "/sign-in?next=%2Fsessions"
