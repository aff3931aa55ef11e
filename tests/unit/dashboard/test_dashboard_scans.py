"""Scans on pages: attached on a page that says what the public will see, chosen, read by a reviewer, linked or held."""

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

SHA256, FILE = "ab" * 32, "5f0c3c1e-6d2f-4c63-9a51-0c8c4f1a2b3c"
OWNER = events.EVIDENCE_VISIBILITY_OWNER
SCAN = recommendations.AttachedFile(
    file_id=FILE,
    title=LocalizedText(authoritative_language="en", bodies={"en": "Letter *12*"}),
    visibility=OWNER,
    sha256=SHA256,
    media_type="application/pdf",
    size_bytes=2048,
    attached_date="2026-11-02",
    is_scan=True,
    is_unused=True,
)


@pytest.fixture
def host(reader: TestClient, world: World) -> TestClient:
    """A browser of somebody who is signed in, and a line with a scan."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    line = a_line(tracked_number="EX-R-2")
    world.assignments["EX-R-2"] = recommendations.Assignment(
        assignment_id="7", version=4, line=line, files=[SCAN], may_answer=True
    )
    return reader


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "exactly as you attach it"), ("ur", "جیسی آپ نے دی")],
)
def test_the_page_for_a_scan_says_what_the_public_will_see_and_leaves_no_choice(
    host: TestClient, language: str, said: str
) -> None:
    opened = page(host, f"/evidence/EX-R-2/attach?scan=yes&lang={language}")
    assert said in words(opened)
    assert not opened.select("[name=visible_to]")
    other = page(host, f"/evidence/EX-R-2/attach?lang={language}")
    assert len(other.select("[name=visible_to]")) == 3
    assert said not in words(other)


def test_a_scan_goes_up_for_those_who_work_on_the_line_whatever_the_form_says(host: TestClient, world: World) -> None:
    opened = page(host, "/evidence/EX-R-2/attach?scan=yes")
    fields = {each["name"]: each.get("value", "") for each in opened.select("form.answer input[type=hidden]")}
    fields |= {"file_title": "Letter 12", "written_in": "en", "visible_to": "public"}
    content = b"%PDF-" + b"x" * 600_000
    unread = host.post(
        "/evidence/EX-R-2/attach", data=fields, files={"file": ("x.pdf", content)}, headers={"Origin": ORIGIN}
    )
    assert (unread.status_code, "Say that you have read it." in words(read(unread))) == (422, True)
    assert world.asked == [], "nobody had said that they read what will be public"
    fields["sure"] = "yes"
    answer = host.post(
        "/evidence/EX-R-2/attach", data=fields, files={"file": ("x.pdf", content)}, headers={"Origin": ORIGIN}
    )
    assert (answer.status_code, "scan=yes" in answer.headers["location"]) == (303, True)
    first, *rest = [each for each in world.asked if isinstance(each, recommendations.AttachEvidenceRequest)]
    assert (first.is_scan, first.visibility, first.title.bodies["en"]) == (True, OWNER, "Letter 12")
    assert first.chunk + b"".join(each.chunk for each in rest) == content
    assert "30 days" in words(page(host, answer.headers["location"]))


@pytest.mark.parametrize(("language", "told"), [("en", "cannot reach the records"), ("ur", "رسائی نہیں ہو رہی")])
def test_while_the_service_is_away_nothing_typed_beside_a_file_is_lost(
    host: TestClient, world: World, language: str, told: str
) -> None:
    opened = page(host, f"/evidence/EX-R-2/attach?lang={language}")
    fields = {each["name"]: each.get("value", "") for each in opened.select("form.answer input[type=hidden]")}
    fields |= {"file_title": "A notification", "written_in": "en", "visible_to": "owner", "sure": "yes"}

    def sent() -> Any:
        return host.post(
            "/evidence/EX-R-2/attach", data=fields, files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": ORIGIN}
        )

    world.down.add("recommendations")
    answered = sent()
    again = read(answered)
    assert answered.status_code == 503
    assert told in words(again.select_one(".problem"))
    assert again.select_one("#file_title")["value"] == "A notification"
    assert again.select_one("[name=visible_to][checked]")["value"] == "owner"
    assert again.select_one("[name=key]")["value"] == fields["key"]
    assert (world.asked, again.select_one("form.answer")["action"]) == ([], "/evidence/EX-R-2/attach")
    world.down.clear()
    assert sent().status_code == 303


BY_LETTER = "the body answers by letter only: send the answer to the host as a letter, and it is recorded here as one"


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize(("language", "told"), [("en", "by letter only: send"), ("ur", "صرف خط سے جواب دیتا ہے: جواب")])
def test_a_file_from_a_mailbox_is_refused_with_the_way_that_is_left(
    host: TestClient, world: World, language: str, told: str
) -> None:
    opened = page(host, f"/evidence/EX-R-2/attach?lang={language}")
    fields = {each["name"]: each.get("value", "") for each in opened.select("form.answer input[type=hidden]")}
    fields |= {"file_title": "A notification", "written_in": "en", "visible_to": "public", "sure": "yes"}
    world.refused = BY_LETTER
    refused = host.post(
        "/evidence/EX-R-2/attach", data=fields, files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": ORIGIN}
    )
    assert refused.status_code == 403
    assert told in words(read(refused).select_one(".problem"))
    world.assignments["EX-R-2"].file_refusal = BY_LETTER
    again = read(
        host.post(
            "/evidence/EX-R-2/attach", data=fields, files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": ORIGIN}
        )
    )
    assert (words(again).count(told), again.select_one("form.answer")) == (1, None), "said once"


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        pytest.param(BY_LETTER, {"en": "by letter only", "ur": "صرف خط سے جواب دیتا ہے"}, id="answers by letter"),
        pytest.param(
            "a verifier may not check a claim of the own organisation",
            {"en": "of the own organisation", "ur": "اپنے ادارے کے دعوے"},
            id="conflict of interest",
        ),
        pytest.param(
            "only somebody with a mandate for the addressee may answer for it",
            {"en": "somebody with a mandate", "ur": "صرف اس کا نمائندہ"},
            id="liaison of another body",
        ),
        pytest.param(
            "the body ended on 2026-11-01: nobody speaks for it any more",
            {"en": "ended on 2026-11-01", "ur": "ادارہ 2026-11-01 کو ختم ہوا"},
            id="a body that is no more",
        ),
        pytest.param("the record has been withdrawn", {"en": "has been withdrawn", "ur": "یہ نکتہ"}, id="withdrawn"),
    ],
)
def test_whoever_would_be_refused_reads_why_and_chooses_no_file(
    host: TestClient, world: World, refused: str, told: dict[str, str]
) -> None:
    line = world.assignments["EX-R-2"]
    for language, says in told.items():
        line.file_refusal, line.scan_refusal = refused, ""
        closed = page(host, f"/evidence/EX-R-2/attach?lang={language}")
        assert not closed.select_one("form.answer"), "nothing goes up only to be refused"
        assert says in words(closed.select_one(".notice"))
        assert closed.select_one("#files"), "what is held stays to be read"
        assert page(host, f"/evidence/EX-R-2/attach?scan=yes&lang={language}").select_one("form.answer")
        line.file_refusal, line.scan_refusal = "", refused
        assert page(host, f"/evidence/EX-R-2/attach?lang={language}").select_one("form.answer")
        assert not page(host, f"/evidence/EX-R-2/attach?scan=yes&lang={language}").select_one("form.answer")


def test_the_body_finds_the_scan_where_it_answers(host: TestClient) -> None:
    held = page(host, "/answer/EX-R-2").select_one("section[aria-labelledby=scans]")
    assert [each["href"] for each in held.select("a")] == [f"/evidence/file/{FILE}"]
    assert SHA256 in words(held)


@pytest.mark.parametrize(
    ("piece", "said", "links"),
    [
        pytest.param(events.Evidence(visibility=OWNER, seen_date="2026-11-02"), "held, not public", [], id="held"),
        pytest.param(
            events.Evidence(
                visibility=events.EVIDENCE_VISIBILITY_PUBLIC,
                seen_date="2026-11-02",
                file_id=FILE,
                sha256=SHA256,
                media_type="application/pdf",
                size_bytes=2048,
            ),
            f"SHA-256 {SHA256}",
            [f"/evidence/file/{FILE}"],
            id="public",
        ),
    ],
)
def test_the_public_page_links_a_scan_with_sum_and_day_or_says_that_it_is_held(
    reader: TestClient, world: World, piece: events.Evidence, said: str, links: list[str]
) -> None:
    shown = next(each for each in world.recommendations.values() if each.lines[0].tracked_number == "EX-R-2")
    entry = next(each for each in shown.timeline if each.HasField("outside"))
    entry.outside.scan.CopyFrom(piece)
    entry.outside.url = "https://example.org/answer"
    entry.outside.archived_date, entry.outside.archive_sha256 = "2026-11-03", "cd" * 32
    opened = page(reader, "/r/EX-R-2")
    (told,) = [each.parent for each in opened.select(".timeline dt, ol dt") if words(each) == "Scan"]
    assert said in words(told)
    assert "2 Nov 2026" in words(told)
    assert [each["href"] for each in told.select("a")] == links
    assert "copy taken on 3 Nov 2026" in words(opened)
    assert "cd" * 32 in words(opened), "the sum of the copy"


class Service:
    """What the desks read, and a note of what they ask to be done."""

    def __init__(self, *, scan: recommendations.AttachedFile | None = SCAN) -> None:
        self.asked: list[Any] = []
        self.assignment = recommendations.Assignment(
            assignment_id="7", version=4, line=a_line(tracked_number="R-2"), files=[SCAN], told_liaisons=3
        )
        self.letter = recommendations.OutsideAnswer(outside_answer_id="w-1", assignment=self.assignment, scan=scan)

    def ListOutsideAnswers(self, _request: Any) -> recommendations.ListOutsideAnswersResponse:
        """One answer by letter."""
        return recommendations.ListOutsideAnswersResponse(outside_answers=[self.letter])

    def GetRecommendation(self, _request: Any) -> recommendations.GetRecommendationResponse:
        """One line."""
        return recommendations.GetRecommendationResponse(lines=[self.assignment.line])

    def GetAssignment(self, _request: Any) -> recommendations.GetAssignmentResponse:
        """It, with its files."""
        return recommendations.GetAssignmentResponse(assignment=self.assignment)

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def a_desk(module: str, service: Service, language: str = "en") -> AppTest:
    def script(module: str, here: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module(module).panel(here)

    here = SimpleNamespace(language=language, me=None, person=SimpleNamespace(recommendations=service))
    return AppTest.from_function(script, kwargs={"module": module, "here": here}, default_timeout=30).run()


@pytest.mark.parametrize(
    ("button", "ticked", "public"),
    [
        pytest.param("confirm", True, True, id="read, and it may be public"),
        pytest.param("confirm", False, False, id="confirmed, and the scan is held"),
        pytest.param("refuse", True, False, id="of a refused answer nothing is public"),
    ],
)
def test_the_reviewer_reads_the_scan_and_says_whether_it_may_be_public(button: str, ticked: bool, public: bool) -> None:
    service = Service()
    desk = a_desk("dashboard.review.letters", service)
    assert [each.proto.url for each in desk.get("link_button")] == [f"/evidence/file/{FILE}"]
    assert any(SHA256 in each.proto.body for each in desk.get("html"))
    if ticked:
        desk.checkbox(key="letter-w-1|scan").check().run()
    desk.checkbox(key="letter-w-1|sure").check().run()
    desk.button(key=f"letter-w-1|{button}").click().run()
    assert not desk.exception
    [request] = service.asked
    assert (request.confirm, request.scan_may_be_public) == (button == "confirm", public)


def test_without_a_scan_there_is_nothing_to_publish() -> None:
    desk = a_desk("dashboard.review.letters", Service(scan=None), "ur")
    assert [each.key for each in desk.checkbox] == ["letter-w-1|sure"]
    assert not desk.get("link_button")


@pytest.mark.parametrize("task", ["paper_hand_over", "paper_answer"])
def test_the_facilitator_chooses_among_the_scans_that_nothing_names(task: str) -> None:
    service = Service()
    service.assignment.files.append(recommendations.AttachedFile(file_id="used", is_scan=True))
    desk = a_desk("dashboard.capture.paper", service)
    desk.text_input(key="paper|paper_number").set_value("R-2").run()
    desk.radio[0].set_value(task).run()
    box = desk.selectbox(key="paper|scan|7")
    assert len(box.options) == 2
    assert "ab" * 4 in box.options[1]
    assert len([each for each in desk.get("link_button") if each.proto.url.endswith("&scan=yes")]) == 1
    box.set_value(FILE).run()
    desk.checkbox[0].check().run()
    desk.button(key="paper|record").click().run()
    assert not desk.exception
    assert [each.scan_file_id for each in service.asked] == [FILE]


@pytest.mark.parametrize(("language", "told"), [("en", "at most 3 liaison"), ("ur", "زیادہ سے زیادہ 3 نمائندے")])
def test_opening_a_line_again_says_how_many_at_most_are_told(language: str, told: str) -> None:
    service = Service()
    service.assignment.line.closure = events.CLOSURE_CLOSED_DECLINED
    desk = a_desk("dashboard.capture.paper", service, language)
    desk.text_input(key="paper|paper_number").set_value("R-2").run()
    desk.radio[0].set_value("paper_reopen").run()
    assert told in desk.info[0].value.replace("\\", "")
