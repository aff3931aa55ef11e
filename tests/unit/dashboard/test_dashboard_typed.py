"""What is typed in a form of a desk is saved as it is typed, is there on another device, and ends once it is sent."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels, typed
from dashboard.backend import errors
from dashboard.capture import unsent
from dashboard.settings import Settings
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations

REASON = "closing|closing_reason|en"
KEPT = {"en": "Saved on the server as you typed it", "ur": "ویسا ہی سرور پر محفوظ ہے"}
NOT_KEPT = "Not saved yet"


@dataclass
class Service:
    """Keeps what one person typed at the desks."""

    kept: dict[tuple[int, str], pb.UnsentText] = field(default_factory=dict)
    versions: int = 0
    away: bool = False

    def ReadUnsentText(self, request: Any) -> Any:
        """Give every form of a desk."""
        self._answers()
        forms = [each for (page, _), each in self.kept.items() if page == request.page]
        return pb.ReadUnsentTextResponse(forms=forms)

    def SaveUnsentText(self, request: Any) -> Any:
        """Keep a form."""
        self._answers()
        if "too long" in request.fields.values():
            raise errors.NotNow("too long")
        place = (request.page, request.form)
        if place in self.kept and self.kept[place].version != request.expected_version:
            raise errors.Stale("saved on another page", pb.SaveUnsentTextResponse(text=self.kept[place]))
        assert request.fields
        self.versions += 1
        self.kept[place] = pb.UnsentText(form=request.form, fields=request.fields, version=self.versions)
        return pb.SaveUnsentTextResponse(text=pb.UnsentText(version=self.versions))

    def DiscardUnsentText(self, request: Any) -> Any:
        """End a form."""
        self._answers()
        self.kept.pop((request.page, request.form), None)
        return pb.DiscardUnsentTextResponse()

    def _answers(self) -> None:
        if self.away:
            raise errors.Unavailable("down")

    @property
    def said(self) -> list[list[str]]:
        """What is kept, form by form."""
        return [sorted(each.fields.values()) for each in self.kept.values()]


def script(path: str, sends: object) -> None:
    """Draw a desk: a number, a choice and a reason, or another part; a button sends them."""
    import streamlit as st  # the script runs apart from this file

    from dashboard import asking, desk, faults, typed
    from dashboard.capture import fields, keeping
    from roundtable.common.v1.text_pb2 import LocalizedText

    st.session_state["desk-run"] = (path, desk.run()[1] + 1)
    if st.toggle("another part", key="another"):
        st.text("nothing to be typed here")
        st.stop()
    faults.begin("closing")
    form = asking.form("closing")
    fields.one_line("closing", "paper_number", "", "en", path="tracked_number", light=True)
    typed.choice("Act", st.session_state.get("acts", ["a", "b"]), index=None, key=f"{form}|act")
    reason = fields.both(form, "closing_reason", LocalizedText(), "en", path="reason")
    fields.contact(form, "register_email", "en", path="email")
    keeping.open_form("draft", LocalizedText(), 1)
    fields.one_line("draft", "paper_reference", "", "en", path="reference")
    if st.button("Send", key="send"):
        sends(reason)  # type: ignore[operator]
        asking.renew("closing")
        st.rerun()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(typed, "_person", lambda: SimpleNamespace(consultations=made))
    monkeypatch.setattr(desk, "language", lambda: "en")
    return made


def a_device(sent: list[Any] | None = None, path: str = "reviewer") -> AppTest:
    taken = sent if sent is not None else []
    page = AppTest.from_function(script, kwargs={"path": path, "sends": taken.append}, default_timeout=30).run()
    assert not page.exception
    return page


def captions(page: AppTest) -> str:
    assert not page.exception
    return " ".join(each.value for each in page.caption)


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_it_is_saved_as_it_is_typed_and_is_there_on_another_device(
    service: Service, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "language", lambda: language)
    page = a_device()
    assert KEPT[language] not in captions(page)
    page.text_input(key=REASON).input("No longer possible").run()
    page.text_input(key="closing|closing_reason|ur").input("اب ممکن نہیں").run()
    assert KEPT[language] in captions(page)
    page.text_input(key="closing|paper_number").input("R-4").run()
    page.radio(key="closing|act").set_value("b").run()
    assert service.said == [sorted(["No longer possible", "اب ممکن نہیں", "R-4", "b"])]
    assert {page for page, _ in service.kept} == {pb.UNSENT_PAGE_REVIEWER}
    other = a_device()
    assert other.text_input(key=REASON).value == "No longer possible"
    assert other.text_input(key="closing|closing_reason|ur").value == "اب ممکن نہیں"
    assert (other.text_input(key="closing|paper_number").value, other.radio(key="closing|act").value) == ("R-4", "b")
    assert KEPT[language] in captions(other)
    assert service.versions == 4, "what is only shown is not saved again"


@pytest.mark.parametrize("path", [*unsent.DESKS, "explore"])
def test_each_desk_keeps_its_own_and_other_pages_keep_nothing(service: Service, path: str) -> None:
    a_device(path=path).text_input(key=REASON).input("No longer possible").run()
    assert [page for page, _ in service.kept] == ([unsent.DESKS[path]] if path in unsent.DESKS else [])
    assert a_device(path=path).text_input(key=REASON).value == ("No longer possible" if service.kept else "")
    other = "verifier" if path == "reviewer" else "reviewer"
    assert a_device(path=other).text_input(key=REASON).value == ""


def test_what_was_sent_is_kept_no_longer_and_does_not_come_back(service: Service) -> None:
    sent: list[Any] = []
    page = a_device(sent)
    page.text_input(key="closing|paper_number").input("R-4").run()
    page.text_input(key=REASON).input("No longer possible").run()
    page.button(key="send").click().run()
    assert not page.exception
    assert sent[0].bodies["en"] == "No longer possible"
    assert not service.kept, "the number stays on the screen, and alone is nothing that was typed"
    assert page.text_input(key="closing|1|closing_reason|en").value == ""
    page.text_input(key="closing|1|closing_reason|en").input("Another one").run()
    assert service.said == [["Another one", "R-4"]]
    assert a_device().text_input(key=REASON).value == "Another one", "whichever act it is for"


def test_what_was_sent_ends_later_if_the_service_was_away(service: Service) -> None:
    page = a_device()
    page.text_input(key=REASON).input("No longer possible").run()
    service.away = True
    page.button(key="send").click().run()
    assert service.kept
    service.away = False
    page.run()
    assert not service.kept
    page.text_input(key="closing|1|closing_reason|en").input("No longer possible").run()
    assert service.said == [["No longer possible"]], "the same words, of another act"


def test_a_number_that_looks_something_up_and_an_address_of_a_person_are_not_kept(service: Service) -> None:
    page = a_device()
    page.text_input(key="closing|paper_number").input("R-4").run()
    page.radio(key="closing|act").set_value("a").run()
    page.text_input(key="closing|register_email").input("somebody@body.example").run()
    assert not service.kept
    assert captions(page) == ""


def test_a_form_that_is_saved_as_a_draft_is_not_kept_twice(service: Service) -> None:
    page = a_device()
    page.text_input(key="draft|paper_reference").input("F-7").run()
    assert not service.kept


def test_what_is_not_shown_now_is_there_when_it_is_shown_again(service: Service) -> None:
    page = a_device()
    page.text_input(key=REASON).input("No longer possible").run()
    page.toggle(key="another").set_value(True).run()
    page.toggle(key="another").set_value(False).run()
    assert page.text_input(key=REASON).value == "No longer possible"
    page.text_input(key=REASON).input("").run()
    assert not service.kept
    page.toggle(key="another").set_value(True).run()
    page.toggle(key="another").set_value(False).run()
    assert page.text_input(key=REASON).value == ""


def test_a_choice_that_is_not_offered_any_more_is_not_made(service: Service) -> None:
    page = a_device()
    page.text_input(key=REASON).input("No longer possible").run()
    page.radio(key="closing|act").set_value("b").run()
    other = AppTest.from_function(script, kwargs={"path": "reviewer", "sends": print}, default_timeout=30)
    other.session_state["acts"] = ["a"]
    other.run()
    assert not other.exception
    assert (other.radio(key="closing|act").value, other.text_input(key=REASON).value) == (None, "No longer possible")
    assert service.said == [["No longer possible"]]


@pytest.mark.parametrize("choice", ["unsent_theirs", "unsent_mine"])
def test_of_two_devices_both_texts_are_shown_and_one_is_chosen(service: Service, choice: str) -> None:
    here, there = a_device(), a_device()
    there.text_input(key=REASON).input("typed there").run()
    there.text_input(key="closing|closing_reason|ur").input("وہاں").run()
    here.text_input(key=REASON).input("typed here").run()
    assert labels.text("unsent_elsewhere", "en") in [each.value for each in here.warning]
    shown = " ".join(each.proto.body for each in here.get("html"))
    assert "typed there" in shown
    assert "وہاں" in shown
    here.run()
    assert service.said == [["typed there", "وہاں"]], "nothing is written over unseen"
    [button] = [each for each in here.button if each.label == labels.text(choice, "en")]
    button.click().run()
    assert not here.exception
    assert not here.warning
    mine = choice == "unsent_mine"
    assert here.text_input(key=REASON).value == ("typed here" if mine else "typed there")
    assert here.text_input(key="closing|closing_reason|ur").value == ("" if mine else "وہاں")
    assert service.said == ([["typed here"]] if mine else [["typed there", "وہاں"]])


def test_what_was_emptied_there_is_emptied_here_if_theirs_is_taken(service: Service) -> None:
    there = a_device()
    there.text_input(key=REASON).input("both").run()
    there.text_input(key="closing|closing_reason|ur").input("دونوں").run()
    here = a_device()
    there.text_input(key=REASON).input("").run()
    here.text_input(key=REASON).input("both, and more").run()
    [button] = [each for each in here.button if each.label == labels.text("unsent_theirs", "en")]
    button.click().run()
    assert here.text_input(key=REASON).value == ""
    assert service.said == [["دونوں"]]


def test_while_the_service_is_away_it_says_so_and_saves_when_it_is_back(service: Service) -> None:
    service.away = True
    page = a_device()
    page.text_input(key=REASON).input("No longer possible").run()
    assert NOT_KEPT in captions(page)
    service.away = False
    page.run()
    assert KEPT["en"] in captions(page)
    assert service.said == [["No longer possible"]]


def test_what_was_typed_while_the_service_was_away_does_not_hide_what_it_has(service: Service) -> None:
    a_device().text_input(key=REASON).input("typed before").run()
    service.away = True
    page = a_device()
    page.text_input(key=REASON).input("typed meanwhile").run()
    service.away = False
    page.run()
    assert page.warning
    assert service.said == [["typed before"]]
    assert page.text_input(key=REASON).value == "typed meanwhile"


def test_what_was_kept_before_is_shown_and_not_ended_once_a_service_that_was_away_is_back(service: Service) -> None:
    before = a_device()
    before.text_input(key=REASON).input("typed before").run()
    before.radio(key="closing|act").set_value("b").run()
    service.away = True
    page = a_device()
    assert page.text_input(key=REASON).value == ""
    service.away = False
    page.run()
    assert service.said == [["b", "typed before"]]
    assert (page.text_input(key=REASON).value, page.radio(key="closing|act").value) == ("typed before", "b")
    assert KEPT["en"] in captions(page)


def test_what_a_field_cannot_hold_any_more_is_as_if_it_was_never_typed(service: Service) -> None:
    def script() -> None:
        import streamlit as st  # the script runs apart from this file

        from dashboard import desk, typed

        st.session_state["desk-run"] = ("reviewer", desk.run()[1] + 1)
        if st.toggle("as it was before a release", key="before"):
            typed.line("When", key="closing|when")
        else:
            typed.day("When", None, key="closing|when")

    page = AppTest.from_function(script, default_timeout=30).run()
    page.toggle(key="before").set_value(True).run()
    page.text_input(key="closing|when").input("soon").run()
    assert service.said == [["soon"]]
    now = AppTest.from_function(script, default_timeout=30).run()
    assert not now.exception
    assert now.date_input(key="closing|when").value is None


def test_a_tick_stands_for_what_was_read_and_goes_exactly_if_that_changed() -> None:
    def ticking(read: list[str]) -> None:
        from dashboard import asking  # the script runs apart from this file

        asking.tick("I have read it", key="sure", of=read)

    read = ["the text"]
    page = AppTest.from_function(ticking, kwargs={"read": read}, default_timeout=30).run()
    page.checkbox(key="sure").check().run()
    page.run()
    assert page.checkbox(key="sure").value, "nothing changed"
    read[0] = "another text"
    page.run()
    assert not page.checkbox(key="sure").value
    page.checkbox(key="sure").check().run()
    assert page.checkbox(key="sure").value


def test_a_form_that_is_not_taken_keeps_no_other_one_from_being_saved(service: Service) -> None:
    def script() -> None:
        import streamlit as st  # the script runs apart from this file

        from dashboard import desk, typed

        st.session_state["desk-run"] = ("reviewer", desk.run()[1] + 1)
        for each in ("first", "second"):
            typed.line(each, key=f"{each}|reason")

    page = AppTest.from_function(script, default_timeout=30).run()
    page.text_input(key="first|reason").input("too long").run()
    page.text_input(key="second|reason").input("No longer possible").run()
    assert service.said == [["No longer possible"]]
    assert [NOT_KEPT in each.value for each in page.caption] == [True, False]
    page.text_input(key="first|reason").input("Short").run()
    assert service.said == [["No longer possible"], ["Short"]]


def test_whoever_signs_in_to_an_open_page_finds_nothing_of_the_one_before(
    service: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script() -> None:
        from dashboard import desk, typed  # the script runs apart from this file

        desk.begin("reviewer")
        typed.line("Why", key="closing|reason")

    def a_reviewer(person_id: str) -> Any:
        return identity.Person(person_id=person_id, roles=[identity.GrantedRole(role=identity_events.ROLE_REVIEWER)])

    who = [a_reviewer("p-1")]
    backend = SimpleNamespace(person=lambda _: SimpleNamespace(me=lambda: who[0]))
    monkeypatch.setattr("dashboard.backend.current", lambda: backend)
    monkeypatch.setattr(desk, "session", lambda: "of now")
    desk.configure(settings)
    page = AppTest.from_function(script, default_timeout=30).run()
    assert not page.exception
    page.text_input(key="closing|reason").input("It names a child").run()
    assert service.said == [["It names a child"]]
    service.kept.clear()  # the service has nothing of somebody else's for this person
    who[0] = a_reviewer("p-2")
    page.run()
    assert not page.exception
    assert not page.text_input
    assert labels.text("desk_of_somebody_else", "en") in [each.value for each in page.warning]
    page.run()
    assert page.text_input(key="closing|reason").value == ""
    assert not page.warning
    assert not service.kept


def test_words_of_a_suggestion_stay_with_the_service_that_holds_and_erases_them(service: Service) -> None:
    def script(here: object, suggestion: object) -> None:
        import importlib  # the script runs apart from this file

        import streamlit as st

        desk = importlib.import_module("dashboard.desk")
        st.session_state["desk-run"] = ("reviewer", desk.run()[1] + 1)
        importlib.import_module("dashboard.review.suggestions")._one(here, suggestion)

    given = {
        "here": SimpleNamespace(language="en", person=None),
        "suggestion": recommendations.Suggestion(suggestion_id="s-1", note="Ask at house 12"),
    }
    page = AppTest.from_function(script, kwargs=given, default_timeout=30).run()
    page.radio(key="suggestion-s-1|decision").set_value("suggestion_pass").run()
    page.text_area(key="suggestion-s-1|note").input("Ask at house").run()
    assert not page.exception
    assert not service.kept


class Reviewed:
    """Consultations, played: what would be public of one item, and whose mark is in it."""

    def __init__(self, draft: Any = None) -> None:
        self.draft = draft
        self.preview = pb.PreviewPublicationResponse(final_text_digest="d" * 64)
        self.preview.statements.add().title.bodies["en"] = "A title"
        self.published: list[Any] = []

    def PreviewPublication(self, request: Any) -> Any:
        """As it is now: of two items the second reads otherwise."""
        answer = pb.PreviewPublicationResponse()
        answer.CopyFrom(self.preview)
        del answer.statements[:]
        for each in request.decisions:
            answer.statements.add().CopyFrom(self.preview.statements[0])
            answer.final_text_digest += each.statement_id
        return answer

    def PublishConsultation(self, request: Any) -> Any:
        """What is published waits no more."""
        self.published.append(request)
        public = {each.statement_id for each in request.decisions}
        for each in self.draft.statements:
            if each.statement_id in public:
                each.record_state = pb.RECORD_STATE_PUBLISHED
        return pb.PublishConsultationResponse()


def test_what_a_reviewer_ticked_goes_exactly_if_what_will_be_public_changed(settings: Settings) -> None:
    def reviewing(here: object, draft: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module("dashboard.review.publish").decide(here, draft)

    desk.configure(settings)
    service = Reviewed()
    draft = pb.Draft(consultation_id="c1", version=1)
    item = draft.statements.add(statement_id="s1", version=1, position=1, record_state=pb.RECORD_STATE_IN_REVIEW)
    item.details.title.bodies["en"] = "A title"
    here = SimpleNamespace(language="en", me=None, person=SimpleNamespace(consultations=service))
    page = AppTest.from_function(reviewing, kwargs={"here": here, "draft": draft}, default_timeout=30).run()
    assert not page.exception
    ticks = [f"review-c1|{each}" for each in ("consent_checked", "final_text_read")]
    answer = "review-c1|identifies_child"

    def fill_in() -> None:
        for each in ticks:
            page.checkbox(key=each).check().run()
        page.selectbox(key=answer).set_value(pb.ANSWER_NO).run()
        page.text_area(key="review-c1|note").input("Read twice").run()

    def stands() -> list[Any]:
        assert not page.exception
        return [*(page.checkbox(key=each).value for each in ticks), page.selectbox(key=answer).value]

    fill_in()
    draft.version = 2  # something else of it
    page.run()
    assert stands() == [True, True, pb.ANSWER_NO]
    service.preview.statements[0].title.bodies["en"] = "Another title"
    page.run()
    assert stands() == [False, False, pb.ANSWER_UNSPECIFIED]
    assert page.text_area(key="review-c1|note").value == "Read twice", "what was typed stays"
    fill_in()
    service.preview.final_text_digest = "e" * 64
    page.run()
    assert stands() == [False, False, pb.ANSWER_UNSPECIFIED]


def test_once_some_of_what_waits_is_published_nothing_stands_ticked_or_noted_for_the_rest(settings: Settings) -> None:
    def reviewing(here: object, draft: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module("dashboard.review.publish").decide(here, draft)

    desk.configure(settings)
    draft = pb.Draft(consultation_id="c1", version=1)
    service = Reviewed(draft)
    for position in (1, 2):
        item = draft.statements.add(statement_id=f"s{position}", version=1, position=position)
        item.record_state = pb.RECORD_STATE_IN_REVIEW
        item.details.title.bodies["en"] = "The same title"
    here = SimpleNamespace(language="en", me=None, person=SimpleNamespace(consultations=service))
    page = AppTest.from_function(reviewing, kwargs={"here": here, "draft": draft}, default_timeout=30).run()
    page.multiselect(key="review-c1|items").set_value(["s1"]).run()
    page.checkbox(key="review-c1|final_text_read").check().run()
    page.text_area(key="review-c1|note").input("Read twice").run()
    page.button(key="review-c1|publish").click().run()
    assert not page.exception
    [sent] = service.published
    assert [each.statement_id for each in sent.decisions] == ["s1"]
    assert (sent.checklist.final_text_read, sent.review_note) == (True, "Read twice")
    page.multiselect(key="review-c1|items").set_value(["s2"]).run()
    assert not page.checkbox(key="review-c1|final_text_read").value
    [note] = [each for each in page.text_area if each.label == labels.text("review_note", "en")]
    assert note.value == ""


def gating(here: object, draft: object, spans: object, scope: str) -> None:
    """Draw the gate of a consultation, and a note beneath it."""
    import importlib  # the script runs apart from this file

    import streamlit as st

    pb = importlib.import_module("roundtable.consultations.v1.service_pb2")
    desk = importlib.import_module("dashboard.desk")
    st.session_state["desk-run"] = ("reviewer", desk.run()[1] + 1)
    preview = pb.PreviewPublicationResponse(spans=spans)
    shown = importlib.import_module("dashboard.review.gate").Gate(here, draft, preview, scope)
    for each in dict.fromkeys(span.statement_id for span in spans):  # type: ignore[attr-defined]
        shown.decide(each)
    shown.record()
    importlib.import_module("dashboard.typed").area("Note", key=f"{scope.partition('|')[0]}|note")


def a_gate(spans: list[Any], scope: str = "review-c1|s1|230") -> AppTest:
    stub = SimpleNamespace(SafeguardConsultation=lambda _: pb.SafeguardConsultationResponse())
    given = {
        "here": SimpleNamespace(language="en", me=None, person=SimpleNamespace(consultations=stub)),
        "draft": pb.Draft(consultation_id="c1", statements=[pb.Statement(statement_id=each) for each in ("s1", "s2")]),
        "spans": spans,
        "scope": scope,
    }
    page = AppTest.from_function(gating, kwargs=given, default_timeout=30).run()
    assert not page.exception
    return page


def a_span(words: str, statement_id: str = "s1") -> Any:
    mark = pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words=words)
    return pb.FoundSpan(statement_id=statement_id, mark=mark, end=5)


@pytest.mark.usefixtures("service")
def test_what_was_decided_on_a_name_is_not_decided_on_another_one_in_its_place() -> None:
    a_gate([a_span("Zarqa")]).radio[0].set_value("clear").run()
    assert a_gate([a_span("Zarqa")]).radio[0].value == "clear"
    assert a_gate([a_span("Multa")]).radio[0].value == "open"


def test_what_is_recorded_of_one_part_ends_nothing_that_was_typed_beside_it(service: Service) -> None:
    other = a_gate([a_span("Zarqa", "s2")], "review-c1|s2|230")
    other.radio[0].set_value("redact").run()
    other.text_area(key="review-c1|note").input("Read twice").run()
    page = a_gate([a_span("Zarqa")])
    page.radio[0].set_value("clear").run()
    [button] = [each for each in page.button if each.label == labels.text("gate_record", "en")]
    button.click().run()
    assert not page.exception
    assert sorted(service.said) == [["Read twice"], ["redact"]]
    # Something else of the consultation was returned meanwhile: the part is another one.
    assert a_gate([a_span("Zarqa", "s2")], "review-c1|s2|229").radio[0].value == "redact"


def test_what_a_reviewer_decided_on_spans_is_kept_until_it_is_recorded(service: Service) -> None:
    def reviewing(here: object, preview: object) -> None:
        import importlib  # the script runs apart from this file

        import streamlit as st

        pb = importlib.import_module("roundtable.consultations.v1.service_pb2")
        gate = importlib.import_module("dashboard.review.gate")
        desk = importlib.import_module("dashboard.desk")
        st.session_state["desk-run"] = ("reviewer", desk.run()[1] + 1)
        draft = pb.Draft(consultation_id="c1", statements=[pb.Statement(statement_id="s1")])
        shown = gate.Gate(here, draft, preview, "review-c1")
        shown.decide("s1")
        shown.record()

    recorded: list[Any] = []
    marks = [pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words=each) for each in ("Zarqa", "Lqv")]
    spans = [pb.FoundSpan(statement_id="s1", mark=each, start=n, end=n + 3) for n, each in enumerate(marks)]
    preview = pb.PreviewPublicationResponse(spans=spans)

    def record(request: Any) -> Any:
        recorded.append(request)
        return pb.SafeguardConsultationResponse()

    stub = SimpleNamespace(SafeguardConsultation=record)
    here = SimpleNamespace(language="en", me=None, person=SimpleNamespace(consultations=stub))

    def opened() -> AppTest:
        given = {"here": here, "preview": preview}
        page = AppTest.from_function(reviewing, kwargs=given, default_timeout=30).run()
        assert not page.exception
        return page

    opened().radio[0].set_value("redact").run()
    elsewhere = opened()
    assert [each.value for each in elsewhere.radio] == ["redact", "open"]
    [button] = [each for each in elsewhere.button if each.label == labels.text("gate_record", "en")]
    button.click().run()
    assert not elsewhere.exception
    assert [each.WhichOneof("act") for each in recorded[0].acts] == ["redact"]
    assert not service.kept
