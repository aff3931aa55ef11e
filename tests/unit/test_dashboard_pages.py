"""The plain pages over HTTP: what they show, what they refuse, what they say when a service is down."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard import desk
from dashboard.app import our_routes
from dashboard.backend import Backend
from dashboard.backend.cache import PublicCache
from dashboard.settings import Settings
from dashboard.sign_in import safe_next
from dashboard.web import Site
from dashboard.web.guard import STRICT_POLICY, Guard
from deploy.local.certificates import Certificates
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit import canned, services
from tests.dashboard_kit.messages import a_headline, text
from tests.dashboard_kit.world import CODE, ENROLMENT_CODE, World

ORIGIN = "http://127.0.0.1:8501"
MAILBOX = "http://127.0.0.1:8025"
FACILITATOR = "facilitator@forum.example"
HOSTILE = '<img src="https://evil.example/p"><script>alert(1)</script> **x**'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of the stand-ins and the dashboard."""
    return services.made_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def world() -> World:
    """The canned world with a facilitator in it."""
    made = canned.world()
    forum = identity.Organisation(organisation_id="1", name="Child Safety Forum (example)")
    granted = identity.GrantedRole(role=identity_events.ROLE_FACILITATOR, organisation=forum)
    made.people[FACILITATOR] = identity.Person(name="Facilitator of the Forum", email=FACILITATOR, roles=[granted])
    return made


@pytest.fixture
def settings(
    world: World, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a dashboard over stand-in services, on a local stack."""
    card = {"role": "facilitator", "name_en": "Be the facilitator", "name_ur": "سہولت کار بنیں", "email": FACILITATOR}
    card |= {"what_en": "Enter an outcome.", "what_ur": "نتیجہ درج کریں۔", "opens": "/facilitator"}
    (tmp_path / "start.json").write_text(json.dumps([card]), encoding="utf-8")
    with services.serving(world, certificates) as served:
        served |= {"RT_LISTEN": "127.0.0.1:8501", "RT_PUBLIC_URL": ORIGIN, "RT_MAILBOX_URL": MAILBOX}
        for name, value in served.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("RT_START_FILE", str(tmp_path / "start.json"))
        yield Settings.load()


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site whose public answers are asked for anew each time."""
    house = Backend.from_settings(settings)
    desk.configure(settings)
    clock = iter(range(0, 10_000_000, 1000))
    house.public._cache = PublicCache(lambda: float(next(clock)))
    yield Site(settings, house)
    house.close()


@pytest.fixture
def reader(site: Site) -> TestClient:
    """A browser without JavaScript."""
    routes = our_routes(site)
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    return TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)


def page(reader: TestClient, path: str, status: int = 200, **headers: str) -> BeautifulSoup:
    """Open a page and return it."""
    answer = reader.get(path, headers=headers)
    assert answer.status_code == status, answer.text[:500]
    return BeautifulSoup(answer.text, "html.parser")


def send(reader: TestClient, path: str, opened: BeautifulSoup, origin: str = ORIGIN, **typed: str):  # noqa: ANN201
    """Send the form of an opened page with what was typed into it."""
    form = opened.find("form", action=path)
    assert form
    fields = {each["name"]: each.get("value", "") for each in form.find_all("input") if each.get("name")}
    headers = {"content-type": "application/x-www-form-urlencoded"} | ({"origin": origin} if origin else {})
    return reader.post(path, content=urlencode(fields | typed), headers=headers)


def words(soup: BeautifulSoup) -> str:
    """Return what a reader reads, without the isolating characters."""
    return re.sub("[\u2068\u2069]", "", " ".join(soup.get_text(" ").split()))


# The overview


def test_where_nothing_real_is_tracked_the_example_opens_first_and_says_so(reader: TestClient) -> None:
    home = page(reader, "/")
    assert "EXAMPLE" in home.title.text
    assert "Invented for demonstration" in words(home)
    assert home.select_one(".tabs a[aria-current]").text == "Worked example"
    assert [each.b.text for each in home.select(".counts li")] == ["10", "5", "2", "1"]


def test_the_published_side_never_counts_the_example(reader: TestClient) -> None:
    published = page(reader, "/?show=published")
    assert [each.b.text for each in published.select(".counts li")] == ["0", "0", "0", "0"]
    assert "EX-" not in published.main.text
    assert "nothing is unanswered" in words(published)
    assert "0 tracked, 2 recorded" in words(published)


def test_each_count_opens_its_list(reader: TestClient) -> None:
    home = page(reader, "/")
    for item, expected in zip(home.select(".counts li"), (10, 5, 2, 1), strict=True):
        opened = page(reader, item.a["href"])
        assert len(opened.select("table.lines tbody tr")) == expected
        assert f"{expected} line" in words(opened.select_one(".result"))


def test_bars_sum_to_the_lines(reader: TestClient) -> None:
    home = page(reader, "/?show=example")
    rows = home.select("table.bars tbody tr")
    total = 0
    for row in rows:
        numbers = [int(cell.text.split()[0]) for cell in row.select("td.count")]
        assert sum(numbers[:-1]) == numbers[-1]
        total += numbers[-1]
        widths = [float(rect["width"]) for rect in row.select("rect")]
        assert sum(widths) == pytest.approx(100 * numbers[-1] / 3, abs=0.1)
    assert total == len(home.select("table.lines tbody tr")) == 11


def test_filters_stay_in_the_address_and_can_be_dropped_one_by_one(reader: TestClient) -> None:
    opened = page(reader, "/?show=example&body=video-platform-example&stands=says_done")
    assert len(opened.select("table.lines tbody tr")) == 2
    chosen = opened.select(".selected li a")
    assert [words(each) for each in chosen] == ["Body: Video Platform (example) ×", "Where it stands: Says done ×"]
    assert chosen[1]["href"] == "/?body=video-platform-example&show=example#lines"
    assert opened.select_one("select#body option[selected]")["value"] == "video-platform-example"


def test_no_match_says_which_filters_to_drop(reader: TestClient) -> None:
    assert "Drop one of the filters" in words(page(reader, "/?show=example&q=zzzz"))


def test_pages_follow_a_key_and_a_page_that_does_not_exist_is_the_first(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.public.overview.PAGE_SIZE", 4)
    seen, path = [], "/?show=example"
    while path:
        opened = page(reader, path)
        seen += [row.select_one("td").text.strip() for row in opened.select("table.lines tbody tr")]
        following = opened.select_one("a[rel=next]")
        path = following["href"] if following else ""
    assert len(seen) == 11
    assert len(page(reader, "/?show=example&page=no-such-page").select("table.lines tbody tr")) == 4


def test_what_changed_is_told_in_sentences_with_links(reader: TestClient) -> None:
    first = page(reader, "/").select(".changes li")[0]
    assert words(first).startswith("18 Nov 2026 Evidence Desk (example) searched and found no evidence: EX-R-3")
    assert first.a["href"] == "/r/EX-R-3"


# One recommendation


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
    assert dots == [["dot"], ["dot"], ["dot"], ["dot"], ["hollow"]]
    assert [words(each) for each in opened.select(".steps-list li")] == [
        "Said 14 Jan 2026",
        "Asked 3 Feb 2026 20 days later",
        "Answered 10 Mar 2026 35 days later",
        "Says done 10 Mar 2026 0 days later",
        "Checked not yet",
    ]


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
        "As of 20 November 2026: EX-R-7, “A helpline number that works in all provinces”: Ministry for Rights (example): "
        f"No answer – 228 days past the date asked. {ORIGIN}/r/EX-R-7"
    )


def test_in_the_room_shows_the_sentence_and_names_nobody_under_chatham_house(reader: TestClient) -> None:
    room = words(page(reader, "/r/EX-R-2").select_one(".room"))
    assert "Nobody in this room could say" in room
    assert "Said by: a participant" in room


def test_the_page_is_under_sixty_kilobytes_and_needs_no_script(reader: TestClient) -> None:
    for language in ("en", "ur"):
        answer = reader.get(f"/r/EX-R-1?lang={language}")
        style = reader.get(re.search(r'href="(/assets/style.css[^"]*)"', answer.text)[1])
        assert len(answer.content) + len(style.content) < 60_000
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


# Hidden, withdrawn


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


def test_withdrawn_is_a_tombstone_with_its_reason(reader: TestClient, world: World) -> None:
    found = world.recommendations["EX-R-2"]
    found.withdrawn, found.withdrawn_date = True, "2026-11-01"
    found.withdrawn_reason.CopyFrom(text("Asked for twice."))
    opened = page(reader, "/r/EX-R-2")
    assert "Withdrawn on 1 Nov 2026" in words(opened)
    assert "Asked for twice." in words(opened.select_one(".tombstone"))
    assert "says it is done" in words(opened.select_one(".timeline")), "replies stay"


# Consultations and bodies


def test_what_is_not_given_says_so_and_conflicting_figures_are_flagged_not_summed(reader: TestClient) -> None:
    opened = page(reader, "/c/C-1")
    said = words(opened)
    assert "When not given" in said
    assert "502" in said
    assert "These figures contradict each other" in said
    assert "502 participants" in said
    assert "2 recorded, 0 tracked" in said
    assert "Kept as said – nobody was asked" in said


def test_a_body_with_few_lines_has_counts_and_no_median(reader: TestClient) -> None:
    said = words(page(reader, "/a/video-platform-example"))
    assert "Fewer than five lines: counts only." in said
    assert "Half of its answers" not in said


# Language


def test_a_page_turns_right_to_left_and_remembers_the_choice(reader: TestClient) -> None:
    english = page(reader, "/r/EX-R-2")
    assert english.html["lang"], english.html["dir"] == ("en", "ltr")
    switch = english.select_one("a.switch")["href"]
    assert switch == "/r/EX-R-2?lang=ur"
    urdu = page(reader, switch)
    assert (urdu.html["lang"], urdu.html["dir"]) == ("ur", "rtl")
    assert page(reader, "/").html["lang"] == "ur"
    assert page(reader, "/?lang=en").html["lang"] == "en"


def test_the_browsers_first_language_counts_where_nothing_was_chosen(reader: TestClient) -> None:
    assert page(reader, "/", **{"accept-language": "ur-PK,en;q=0.5"}).html["lang"] == "ur"
    assert page(reader, "/", **{"accept-language": "fr,ur;q=0.5"}).html["lang"] == "en"


def test_the_switch_keeps_the_filters(reader: TestClient) -> None:
    opened = page(reader, "/?show=example&stands=waiting")
    assert opened.select_one("a.switch")["href"] == "/?show=example&stands=waiting&lang=ur"


def test_urdu_pages_hold_no_english_words_of_ours(reader: TestClient) -> None:
    for path in ("/", "/methodology", "/sign-in", "/start", "/r/EX-R-99"):
        opened = reader.get(path, headers={"accept-language": "ur"}).text
        soup = BeautifulSoup(opened, "html.parser")
        for part in soup.select("bdi, .switch, option, time, script, style"):
            part.decompose()
        rest = re.sub(r"\(example\)|JSON|R-42|C-7/12|C-7|EX-C?R?-?[0-9]*|[\u2068\u2069]|n ", "", soup.get_text(" "))
        rest = re.sub(r"Evidence Desk|Roundtable", "", rest)
        assert not re.findall(r"[A-Za-z]{3,}", rest), path


# Safety


def test_every_answer_carries_the_headers(reader: TestClient) -> None:
    for path in ("/", "/r/EX-R-1", "/r/EX-R-1.json", "/nowhere", "/healthz", "/assets/style.css", "/explore"):
        headers = reader.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert policy == STRICT_POLICY if path != "/explore" else "script-src 'self' 'sha256-" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy or path == "/explore"


def test_only_signing_in_may_frame_the_mailbox(reader: TestClient) -> None:
    assert reader.get("/sign-in").headers["content-security-policy"] == f"{STRICT_POLICY}; frame-src {MAILBOX}"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/static/index.html", "/auth/login"],
)
def test_doors_that_are_not_ours_to_open_stay_shut(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_text_of_people_is_shown_as_typed_and_nowhere_as_markup(reader: TestClient, world: World) -> None:
    for found in world.recommendations.values():
        for field in ("title", "text", "consultation_title"):
            getattr(found, field).bodies["en"] = HOSTILE
        for line in found.lines:
            line.title.bodies["en"] = line.addressee.name.bodies["en"] = HOSTILE
        for entry in found.timeline:
            entry.text.bodies["en"] = entry.verifier_organisation_name = HOSTILE
            entry.addressee.name.bodies["en"] = HOSTILE
    for addressee in world.addressees:
        addressee.name.bodies["en"] = HOSTILE
    for consultation, statements in world.consultations.values():
        consultation.title.bodies["en"] = consultation.place.bodies["en"] = HOSTILE
        consultation.attending_bodies.append(HOSTILE)
        consultation.source.name = consultation.source.url = HOSTILE
        for statement in statements:
            statement.speaker = HOSTILE
            statement.title.bodies["en"] = statement.source_sentence.bodies["en"] = HOSTILE
    paths = ["/", "/?show=published", "/r/EX-R-1", "/r/EX-R-2", "/c/EX-C-1", "/c/C-1", "/c/C-1/2"]
    for path in [*paths, "/a/video-platform-example", f"/?q={HOSTILE}", f"/find?q={HOSTILE}", f"/r/{HOSTILE}"]:
        answer = reader.get(path)
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
        soup = BeautifulSoup(answer.text, "html.parser")
        for each in soup.find_all(["a", "link", "form", "img", "iframe"]):
            where = each.get("href") or each.get("action") or each.get("src")
            assert where.startswith(("/", "#", "?", f"{ORIGIN}/")), each
    assert HOSTILE in words(page(reader, "/r/EX-R-2"))


def test_links_of_people_open_only_over_https(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-2"].timeline[1].evidence[0].url = "javascript:alert(1)"
    opened = page(reader, "/r/EX-R-2")
    assert "javascript:alert(1)" in words(opened)
    assert not opened.select('a[href^="javascript"]')


# Down


def test_a_page_with_old_data_says_how_old_it_is_and_recovers(reader: TestClient, world: World) -> None:
    page(reader, "/r/EX-R-2")
    world.down.add("recommendations")
    old = page(reader, "/r/EX-R-2")
    assert "We cannot reach all records right now." in words(old.select_one(".as-of.stale"))
    assert "Done – checked" in words(old)
    world.down.clear()
    site_ready(reader)
    assert not page(reader, "/r/EX-R-2").select(".stale")


def site_ready(reader: TestClient) -> None:
    """Wait until a service that was down is asked again."""
    import time

    for _ in range(100):
        if not BeautifulSoup(reader.get("/r/EX-R-2").text, "html.parser").select(".stale"):
            return
        time.sleep(0.1)


def test_without_any_data_the_page_is_a_503_that_looks_again(reader: TestClient, world: World) -> None:
    world.down.update(("recommendations", "consultations"))
    answer = reader.get("/r/EX-R-2?lang=ur")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.find("meta", attrs={"http-equiv": "refresh"})["content"] == "10"
    assert soup.html["dir"] == "rtl"
    assert reader.get("/r/EX-R-2.json").status_code == 503
    assert reader.get("/healthz").status_code == 200


def test_one_service_down_takes_only_its_part_away(reader: TestClient, world: World) -> None:
    world.down.add("consultations")
    opened = page(reader, "/r/EX-R-2")
    assert "Done – checked" in words(opened)
    assert not opened.select(".room")


# Signing in


def test_sign_in_goes_from_address_to_code_to_the_page_that_was_wanted(reader: TestClient, world: World) -> None:
    asked = page(reader, f"/sign-in?email={FACILITATOR}&next=%2Ffacilitator")
    assert asked.select_one("#email")["value"] == FACILITATOR
    coded = send(reader, "/sign-in", asked)
    assert coded.status_code == 200
    done = send(reader, "/sign-in/code", BeautifulSoup(coded.text, "html.parser"), code=CODE.lower())
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
    answer = send(reader, "/sign-in/code", BeautifulSoup(coded.text, "html.parser"), code="WRONG234")
    soup = BeautifulSoup(answer.text, "html.parser")
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
    opened = BeautifulSoup(coded.text, "html.parser")
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


def test_signing_out_ends_the_session_everywhere(reader: TestClient, world: World) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", BeautifulSoup(coded.text, "html.parser"), code=CODE)
    session = reader.cookies["sid"]
    done = send(reader, "/sign-out", page(reader, "/sign-out"))
    assert done.status_code == 200
    assert not world.sessions
    assert "sid" not in reader.cookies
    reader.cookies.set("sid", session)
    assert reader.get("/work").headers["location"] == "/sign-in?next=%2Fwork"


def test_what_needs_a_person_leads_to_sign_in_and_back(reader: TestClient) -> None:
    assert reader.get("/work").headers["location"] == "/sign-in?next=%2Fwork"


def test_pages_of_people_are_kept_by_no_cache(reader: TestClient) -> None:
    assert reader.get("/sign-in").headers["cache-control"] == "no-store"
    assert reader.get("/").headers["cache-control"] == "no-cache"


def test_identity_being_down_keeps_what_was_typed(reader: TestClient, world: World) -> None:
    opened = page(reader, "/sign-in")
    world.down.add("identity")
    answer = send(reader, "/sign-in", opened, email=FACILITATOR)
    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 503
    assert "Nothing you entered is lost" in words(soup)
    assert soup.select_one("#email")["value"] == FACILITATOR


def test_the_language_of_the_code_page_changes_without_a_second_code(reader: TestClient, world: World) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    opened = BeautifulSoup(coded.text, "html.parser")
    first = [each for each in world.calls if each[1] == "RequestCode"]
    answer = send(reader, "/sign-in?lang=ur", opened)
    assert answer.status_code == 200
    assert 'lang="ur"' in answer.text
    assert FACILITATOR in answer.text
    assert len(first) == 1


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


# /start


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


# Frame of Streamlit pages


def test_a_streamlit_page_starts_in_the_language_and_frame_of_the_site(reader: TestClient) -> None:
    opened = page(reader, "/explore", **{"accept-language": "ur"})
    assert (opened.html["lang"], opened.html["dir"]) == ("ur", "rtl")
    assert opened.title.text == "تلاش و تجزیہ – گول میز"
    assert opened.select_one("header.site-head")
    assert "Streamlit" not in opened.get_text()
    assert opened.select_one("noscript a")["href"] == "/"


def test_the_language_of_a_streamlit_page_changes_and_its_address_stays(reader: TestClient) -> None:
    there = f"{ORIGIN}/explore?show=example&theme=child_safety"
    answer = reader.get("/explore?lang=ur", headers={"referer": there})
    assert (answer.status_code, answer.headers["location"]) == (303, "/explore?show=example&theme=child_safety")
    assert "lang=ur" in answer.headers["set-cookie"]
    elsewhere = reader.get("/explore?lang=ur", headers={"referer": "https://evil.example/explore?x=1"})
    assert elsewhere.headers["location"] == "/explore"


def test_another_name_of_this_machine_leads_to_the_one_where_cookies_fit(reader: TestClient) -> None:
    answer = reader.get("/r/EX-R-2?lang=ur", headers={"host": "localhost:8501"})
    assert answer.headers["location"] == f"{ORIGIN}/r/EX-R-2?lang=ur"
    assert reader.get("/healthz", headers={"host": "10.0.0.7:8501"}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9999", None])
def test_a_socket_without_our_origin_never_opens(reader: TestClient, origin: str | None) -> None:
    from starlette.websockets import WebSocketDisconnect

    with (
        pytest.raises(WebSocketDisconnect) as closed,
        reader.websocket_connect("/_stcore/stream", headers={"origin": origin} if origin else {}),
    ):
        pass
    assert closed.value.code == 1008
