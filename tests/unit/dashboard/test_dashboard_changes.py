"""The facilitator's panel and the reviewer's list for changes of what is public, run by Streamlit itself."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import labels
from dashboard.backend import errors
from dashboard.backend import errors as backend_errors
from dashboard.review import changes
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as line_events
from roundtable.recommendations.v1 import service_pb2 as lines

WORDS = LocalizedText(authoritative_language="en", bodies={"en": "A hotline", "ur": "ہیلپ لائن"})


def statement(**changed: Any) -> pb.PublicStatement:
    fields: dict[str, Any] = {
        "number": "C-7/1",
        "tracked_number": "R-42",
        "publication": events.PUBLICATION_TRACKED,
        "type": events.STATEMENT_TYPE_RECOMMENDATION,
        "title": WORDS,
    }
    return pb.PublicStatement(**(fields | changed))


RECORDED: dict[str, Any] = {"publication": events.PUBLICATION_RECORDED, "tracked_number": ""}


@pytest.mark.parametrize(
    ("found", "acts"),
    [
        pytest.param(statement(), ["add", "record_only", "merge", "supersede", "link", "correct"], id="tracked"),
        pytest.param(statement(**RECORDED), ["add", "track", "merge", "supersede", "link", "correct"], id="recorded"),
        pytest.param(
            statement(**RECORDED, type=events.STATEMENT_TYPE_INSIGHT),
            ["merge", "supersede", "link", "correct"],
            id="an insight",
        ),
        pytest.param(
            statement(**RECORDED, type=events.STATEMENT_TYPE_COMMITMENT, press_reported=True),
            ["track", "merge", "supersede", "link", "correct"],
            id="known from the press",
        ),
        pytest.param(
            statement(related=[pb.RelatedStatement(number="C-9/1")]),
            ["add", "record_only", "merge", "supersede", "link", "unlink", "correct"],
            id="linked",
        ),
        pytest.param(statement(joined=pb.Joined(number="R-1")), ["unmerge"], id="merged"),
        pytest.param(statement(withdrawn=True), [], id="withdrawn"),
        pytest.param(statement(hidden=True), [], id="hidden"),
    ],
)
def test_only_what_is_possible_is_offered(found: pb.PublicStatement, acts: list[str]) -> None:
    assert changes.possible(found) == [f"change_{each}" for each in acts]


BOTH = LocalizedText(authoritative_language="en", bodies={"en": "Open a line", "ur": "لائن کھولیں"})


class Service:
    """Consultations, played: keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.proposal = pb.Proposal(
            proposal_id="p-1",
            statement=statement(),
            reason=WORDS,
            proposed_date="2026-03-02",
            add_addressee=pb.AddAddressee(addressee_id="b", name=WORDS),
            told=[pb.Told(addressee_slug="b", name=WORDS, liaisons=1, lines=1)],
        )

    def GetStatement(self, request: pb.GetStatementRequest) -> pb.GetStatementResponse:
        """Know R-42, R-44, which is linked, R-46, which was merged, C-9/1, and C-9/2, a promise from the press."""
        if request.number == "R-44":
            linked = [
                pb.RelatedStatement(number=each, reason=WORDS, linked_date="2026-03-01") for each in ("C-9/1", "C-9/3")
            ]
            return pb.GetStatementResponse(statement=statement(related=linked))
        if request.number == "R-46":
            return pb.GetStatementResponse(statement=statement(joined=pb.Joined(number="R-1")))
        if request.number == "C-9/2":
            promise = statement(**RECORDED, type=events.STATEMENT_TYPE_COMMITMENT, press_reported=True)
            return pb.GetStatementResponse(statement=promise)
        tracked = request.number == "R-42"
        return pb.GetStatementResponse(statement=statement() if tracked else statement(number="C-9/1"))

    def ListProposals(self, _request: pb.ListProposalsRequest) -> pb.ListProposalsResponse:
        """List one."""
        return pb.ListProposalsResponse(proposals=[self.proposal])

    def DecideProposal(self, request: pb.DecideProposalRequest) -> pb.DecideProposalResponse:
        """Take a decision."""
        self.asked.append(request)
        return pb.DecideProposalResponse()

    def FindDuplicates(self, _request: pb.FindDuplicatesRequest) -> pb.FindDuplicatesResponse:
        """Suggest one pair."""
        other = statement(number="C-9/1", tracked_number="R-50", text=BOTH)
        pair = pb.Duplicate(statement=statement(), other=other, score=87)
        return pb.FindDuplicatesResponse(duplicates=[pair])

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


class Lines:
    """Recommendations, played: R-42 was put to two bodies, of which one was asked and has two liaisons."""

    def GetRecommendation(self, _request: lines.GetRecommendationRequest) -> lines.GetRecommendationResponse:
        """Know its lines, and one that went away."""
        gone = lines.Line(addressee=lines.PublicAddressee(slug="gone"), closure=line_events.CLOSURE_TRANSFERRED)
        return lines.GetRecommendationResponse(lines=[self._line("asked"), self._line("not-asked"), gone])

    def GetAssignment(self, request: lines.GetAssignmentRequest) -> lines.GetAssignmentResponse:
        """Know how many liaisons of each body are told."""
        told = {"asked": 2, "not-asked": 0}[request.addressee_slug]
        line = self._line(request.addressee_slug)
        return lines.GetAssignmentResponse(assignment=lines.Assignment(line=line, liaisons=2, told_liaisons=told))

    @staticmethod
    def _line(slug: str) -> lines.Line:
        name = LocalizedText(authoritative_language="en", bodies={"en": f"The {slug} body", "ur": f"ادارہ {slug}"})
        return lines.Line(addressee=lines.PublicAddressee(slug=slug, name=name), closure=line_events.CLOSURE_OPEN)


def a_page(panel: str, service: Service, language: str) -> AppTest:
    def script(panel: str, here: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module(f"dashboard.review.{panel}").panel(here)

    person = SimpleNamespace(consultations=service, recommendations=Lines())
    here = SimpleNamespace(language=language, person=person)
    return AppTest.from_function(script, kwargs={"panel": panel, "here": here}, default_timeout=30).run()


@pytest.mark.parametrize(
    ("language", "told"), [("en", "within a day: 2 liaison"), ("ur", "کے 2 نمائندے")], ids=["en", "ur"]
)
def test_a_merger_says_what_is_public_and_who_is_told_and_asks_once(language: str, told: str) -> None:
    service = Service()
    page = a_page("changes", service, language)
    page.text_input(key="change|change_number").set_value("r-42").run()
    page.radio(key="change|act").set_value("change_merge").run()
    page.text_input(key="change|change_target").set_value("C-9/1").run()
    assert told in page.info[0].value.replace("\\", "")
    assert page.button(key="change|record").disabled
    reason = next(each for each in page.text_input if each.key and "change_reason" in each.key)
    reason.set_value("Both ask for it").run()
    page.checkbox[0].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert isinstance(request, pb.MergeStatementRequest)
    assert (request.number, request.target_number) == ("C-7/1", "C-9/1")
    assert request.reason.bodies
    assert request.idempotency_key
    assert [each.value for each in page.text_input if each.key and "change_reason" in each.key] == ["", ""]
    page.text_input(key="change|1|change_target").set_value("C-9/1").run()
    assert page.button(key="change|1|record").disabled, "the next act is asked about anew"


@pytest.mark.parametrize(("language", "told"), [("en", "at most 2 liaison"), ("ur", "زیادہ سے زیادہ 2 نمائندے")])
def test_a_merger_that_is_taken_back_says_how_many_at_most_are_told(language: str, told: str) -> None:
    page = a_page("changes", Service(), language)
    page.text_input(key="change|change_number").set_value("R-46").run()
    assert not page.exception
    assert told in page.info[0].value.replace("\\", "")


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Nobody is mailed: a promise asks nothing"), ("ur", "کسی کو ای میل نہیں جائے گی")]
)
def test_who_follows_a_promise_up_is_not_told_of_mails(language: str, says: str) -> None:
    page = a_page("changes", Service(), language)
    page.text_input(key="change|change_number").set_value("C-9/2").run()
    page.radio(key="change|act").set_value("change_track").run()
    assert says in page.info[0].value.replace("\\", "")


@pytest.mark.parametrize(
    ("panel", "field"), [("changes", "change|change_number"), ("duplicates", "duplicates|duplicates_number")]
)
def test_a_number_that_names_nothing_leaves_the_rest_of_the_page_as_it_is(panel: str, field: str) -> None:
    def script(panel: str, here: object) -> None:
        import importlib  # the script runs apart from this file

        import streamlit as st

        importlib.import_module(f"dashboard.review.{panel}").panel(here)
        st.text("the next panel")

    def missing(_request: Any) -> None:
        raise errors.NotFound("")

    stub = SimpleNamespace(GetStatement=missing, FindDuplicates=missing)
    here = SimpleNamespace(language="en", person=SimpleNamespace(consultations=stub))
    page = AppTest.from_function(script, kwargs={"panel": panel, "here": here}, default_timeout=30).run()
    page.text_input(key=field).set_value("R-999").run()
    assert [each.value for each in page.error] == ["We cannot find that."]
    assert page.text[-1].value == "the next panel"


def test_who_did_not_propose_agrees_after_saying_so() -> None:
    service = Service()
    page = a_page("proposals", service, "en")
    assert page.button(key="proposal-p-1|agree").disabled
    page.checkbox(key="proposal-p-1|sure").check().run()
    page.button(key="proposal-p-1|agree").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.proposal_id, request.agree) == ("p-1", True)


def test_a_corrected_wording_is_shown_against_the_public_one_to_whoever_proposes_and_decides() -> None:
    service = Service()
    page = a_page("changes", service, "en")
    page.text_input(key="change|change_number").set_value("R-42").run()
    page.radio(key="change|act").set_value("change_correct").run()
    assert "Nothing of the wording changes yet." in [each.value for each in page.text]
    title = next(each for each in page.text_input if each.key and "change_wording_title|en" in each.key)
    assert title.value == "A hotline"
    title.set_value("A helpline").run()
    assert "Nothing of the wording changes yet." not in [each.value for each in page.text]
    reason = next(each for each in page.text_input if each.key and "change_reason" in each.key)
    reason.set_value("A slip").run()
    page.checkbox[0].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert request.correct.title.bodies == {"en": "A helpline", "ur": "ہیلپ لائن"}
    service.proposal.correct.CopyFrom(request.correct)
    review = a_page("proposals", service, "en")
    assert not review.exception
    assert any("<ins>helpline</ins>" in each.proto.body for each in review.get("html"))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_reviewer_reads_in_both_languages_what_becomes_public(language: str) -> None:
    service = Service()
    service.proposal.reason.CopyFrom(
        LocalizedText(authoritative_language="en", bodies={"en": "A reason", "ur": "ایک وجہ"})
    )
    shown = "".join(each.proto.body for each in a_page("proposals", service, language).get("html"))
    assert "A reason" in shown
    assert "ایک وجہ" in shown


def test_every_span_of_a_correction_is_cleared_before_anybody_can_agree() -> None:
    service = Service()
    service.proposal.correct.text.bodies["en"] = "Call Mr Ahmed Khan on 0300-1234567"
    service.proposal.final_text_digest = "d" * 64
    service.proposal.second_reading = True
    service.proposal.topics.append("child_abuse")
    for words in ("Ahmed Khan", "0300-1234567"):
        mark = pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words=words, occurrence=1)
        service.proposal.spans.add(mark=mark, start=len(service.proposal.spans))
    page = a_page("proposals", service, "en")
    assert any(each.value.startswith("Two reviewers have to read this one.") for each in page.text)
    page.checkbox(key="proposal-p-1|sure").check().run()
    first, second = [each for each in page.checkbox if "May stay" in each.label]
    first.check().run()
    assert page.button(key="proposal-p-1|agree").disabled
    page.checkbox(key=str(second.key)).check().run()
    page.button(key="proposal-p-1|agree").click().run()
    assert not page.exception
    [request] = service.asked
    assert request.final_text_digest == "d" * 64
    assert [each.words for each in request.cleared] == ["Ahmed Khan", "0300-1234567"]


def said(words: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": words})


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_reviewer_reads_what_was_entered_what_is_public_and_what_would_be_side_by_side(language: str) -> None:
    service = Service()
    service.proposal.statement.text.CopyFrom(said("Ask [name removed]."))
    service.proposal.correct.text.CopyFrom(said("Ask <b>Zarqa</b> Bhattani."))
    service.proposal.entered.add(field="text", text=said("Ask Zarqa."))
    for spans, words, start, outcome in (
        (service.proposal.entered_spans, "Zarqa", 4, pb.SPAN_OUTCOME_REDACTED),
        (service.proposal.spans, "Bhattani", 17, pb.SPAN_OUTCOME_OPEN),
    ):
        mark = pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words=words, occurrence=1)
        spans.add(mark=mark, start=start, end=start + len(words), outcome=outcome)
    page = a_page("proposals", service, language)
    assert not page.exception
    [beside] = [each.proto.body for each in page.get("html") if 'class="beside' in each.proto.body]
    entered, now, after = beside.split("<section>")[1:]
    assert 'Ask <mark class="decided">Zarqa</mark>.' in entered
    assert ("Ask [name removed]." in now, "<mark" in now) == (True, False)
    assert "&lt;b&gt;Zarqa&lt;/b&gt; <mark>Bhattani</mark>" in after


def test_what_was_entered_as_it_is_public_is_said_and_not_shown_twice() -> None:
    service = Service()
    service.proposal.correct.title.CopyFrom(said("A helpline"))
    service.proposal.entered.add(field="title", text=service.proposal.statement.title)
    page = a_page("proposals", service, "en")
    [beside] = [each.proto.body for each in page.get("html") if 'class="beside' in each.proto.body]
    assert beside.count("<section>") == 2
    assert "What the public reads now is what was entered." in [each.value for each in page.text]


@pytest.mark.parametrize(("language", "told"), [("en", "within a day: 2 liaison"), ("ur", "کے 2 نمائندے")])
def test_who_proposes_a_correction_and_who_decides_on_it_read_how_many_are_mailed(language: str, told: str) -> None:
    service = Service()
    page = a_page("changes", service, language)
    page.text_input(key="change|change_number").set_value("R-42").run()
    page.radio(key="change|act").set_value("change_correct").run()
    assert told in page.info[0].value.replace("\\", "")
    service.proposal.correct.title.CopyFrom(said("A helpline"))
    shown = "".join(each.proto.body for each in a_page("proposals", service, language).get("html"))
    assert told in shown.replace("\u2068", "").replace("\u2069", "")


def test_who_agreed_first_waits_for_another_reviewer() -> None:
    service = Service()
    service.proposal.read_by_caller = True
    page = a_page("proposals", service, "en")
    assert page.info[0].value == "You agreed. Another reviewer has to read it, too."
    assert not page.button


def test_who_proposed_is_told_that_somebody_else_decides() -> None:
    service = Service()
    service.proposal.proposed_by_caller = True
    page = a_page("proposals", service, "ur")
    assert page.info[0].value == "آپ نے تجویز دی: فیصلہ کوئی اور کرے گا۔"
    assert [each.key for each in page.button] == ["take-back-p-1|go"]


def test_a_link_is_taken_back_by_its_number_and_a_reason() -> None:
    service = Service()
    page = a_page("changes", service, "ur")
    page.text_input(key="change|change_number").set_value("R-44").run()
    page.radio(key="change|act").set_value("change_unlink").run()
    assert page.selectbox(key="change|linked").options == ["C-9/1", "C-9/3"]
    page.selectbox(key="change|linked").set_value("C-9/3").run()
    page.checkbox[0].check().run()
    page.selectbox(key="change|linked").set_value("C-9/1").run()
    assert page.button(key="change|record").disabled, "what was read was about another link"
    reason = next(each for each in page.text_input if each.key and "change_reason" in each.key)
    reason.set_value("They are not").run()
    page.checkbox[0].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert isinstance(request, pb.UnlinkStatementsRequest)
    assert (request.number, request.other_number) == ("C-7/1", "C-9/1")


@pytest.mark.parametrize(
    ("act", "language", "says", "told"),
    [
        pytest.param("merge", "en", "87 of 100 alike", "Number, text and replies stay", id="the same"),
        pytest.param("link", "ur", "100 میں سے 87 یکساں", "دونوں صفحوں پر", id="related"),
        pytest.param("keep", "en", "87 of 100 alike", "Nothing of it is public", id="neither"),
    ],
)
def test_a_suggested_pair_is_merged_linked_or_kept_apart_by_a_person(
    act: str, language: str, says: str, told: str
) -> None:
    service = Service()
    page = a_page("duplicates", service, language)
    page.text_input(key="duplicates|duplicates_number").set_value("C-7").run()
    assert says in page.expander[0].label
    assert page.expander[0].label.startswith("`R-42` · `R-50`"), "each number on one line, from left to right"
    compared = " ".join(each.proto.body for each in page.get("html"))
    assert all(each in compared for each in BOTH.bodies.values()), "in either language, whatever the page's is"
    name = "duplicates-C-7/1-C-9/1"
    page.radio(key=f"{name}|act").set_value(f"duplicates_act_{act}").run()
    assert told in page.info[0].value.replace("\\", "")
    assert page.button(key=f"{name}|record").disabled
    page.checkbox[0].check().run()
    page.button(key=f"{name}|record").click().run()
    assert not page.exception
    [request] = service.asked
    kinds: dict[str, Any] = {
        "merge": pb.MergeStatementRequest,
        "link": pb.LinkStatementsRequest,
        "keep": pb.KeepApartRequest,
    }
    assert request.DESCRIPTOR is kinds[act].DESCRIPTOR
    other = request.target_number if act == "merge" else request.other_number
    assert (request.number, other) == ("C-7/1", "C-9/1")
    assert request.idempotency_key


class Own(Service):
    """Consultations, played: C-7 with a programme."""

    consultation = pb.PublicConsultation(
        number="C-7",
        title=WORDS,
        agenda=[pb.AgendaItem(title=WORDS), pb.AgendaItem(title=LocalizedText(bodies={"en": "Welcom"}))],
        attending_bodies=["PTA", "The Ministri"],
    )
    programme = pb.PublicProgramme(details=pb.ProgrammeDetails(title=BOTH), consultation_numbers=["C-7"])

    def GetConsultation(self, _request: pb.GetConsultationRequest) -> pb.GetConsultationResponse:
        """Know C-7."""
        return pb.GetConsultationResponse(consultation=self.consultation)

    def ListProgrammes(self, _request: pb.ListProgrammesRequest) -> pb.ListProgrammesResponse:
        """Know its programme."""
        return pb.ListProgrammesResponse(programmes=[self.programme])


@pytest.mark.parametrize(("language", "called"), [("en", "as printed 2"), ("ur", "جیسا چھپا 2")])
def test_texts_of_a_consultation_are_chosen_and_corrected(language: str, called: str) -> None:
    service = Own()
    page = a_page("changes", service, language)
    page.text_input(key="change|change_number").set_value("c-7").run()
    assert page.radio(key="change|own").options, "the consultation, and its programme"
    scope = "change|C-7|correct_consultation"
    page.multiselect(key=f"{scope}|which").set_value(["attending_bodies[1]"]).run()
    field = page.text_input(key=f"{scope}|text|attending_bodies[1]")
    assert (called in field.label, field.value) == (True, "The Ministri")
    field.set_value("The Ministry").run()
    assert any("<ins>Ministry</ins>" in each.proto.body for each in page.get("html"))
    next(each for each in page.text_input if each.key and "change_reason" in each.key).set_value("A slip").run()
    page.checkbox[0].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    [text] = request.correct_consultation.texts
    assert (request.number, text.field) == ("C-7", "attending_bodies[1]")
    assert text.text == LocalizedText(authoritative_language="en", bodies={"en": "The Ministry"})


@pytest.mark.parametrize(
    ("language", "called", "follows"),
    [("en", "First day", "runs from the day on which a body was asked"), ("ur", "پہلا دن", "جب ادارے سے پوچھا گیا")],
    ids=["en", "ur"],
)
def test_days_kind_and_themes_are_corrected_beside_what_they_are(language: str, called: str, follows: str) -> None:
    service = Own()
    service.consultation = pb.PublicConsultation(
        number="C-7", title=WORDS, kind=events.CONSULTATION_KIND_ROUNDTABLE, starts_date="2026-03-12", themes=["media"]
    )
    service.consultation.state = events.CONSULTATION_STATE_PLANNED
    page = a_page("changes", service, language)
    page.text_input(key="change|change_number").set_value("C-7").run()
    scope = "change|C-7|correct_consultation"
    chosen = [f"particulars.{each}" for each in ("kind", "state", "days", "themes", "online", "languages")]
    page.multiselect(key=f"{scope}|which").set_value(chosen).run()
    assert not page.exception
    first = page.date_input(key=f"{scope}|text|capture_starts")
    assert (first.label, str(first.value)) == (called, "2026-03-12")
    assert follows in "".join(each.value for each in page.caption)
    first.set_value(date(2026, 3, 13)).run()
    page.selectbox(key=f"{scope}|text|capture_kind").set_value(events.CONSULTATION_KIND_WORKSHOP).run()
    page.selectbox(key=f"{scope}|text|capture_state").set_value(events.CONSULTATION_STATE_HELD).run()
    assert labels.text("change_state_follow", language) in [each.value for each in page.caption]
    shown = "".join(each.proto.body for each in page.get("html"))
    assert "<del>12</del>" in shown
    assert "<ins>13</ins>" in shown
    next(each for each in page.text_input if each.key and "change_reason" in each.key).set_value("A slip").run()
    page.checkbox[-1].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    given = request.correct_consultation.particulars
    assert (given.days.starts_date, given.days.ends_date) == ("2026-03-13", "")
    assert given.state == events.CONSULTATION_STATE_HELD
    assert (given.kind, list(given.themes.themes)) == (events.CONSULTATION_KIND_WORKSHOP, ["media"])
    assert (given.online, given.HasField("online"), given.HasField("languages")) == (False, True, True)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_reviewer_reads_the_day_that_is_public_and_the_one_that_would_be(language: str) -> None:
    service = Own()
    service.consultation = pb.PublicConsultation(number="C-7", title=WORDS, starts_date="2026-03-12")
    service.proposal = pb.Proposal(
        proposal_id="p-1", reason=WORDS, proposed_date="2026-03-19", consultation=service.consultation
    )
    service.proposal.correct_consultation.particulars.days.starts_date = "2026-03-13"
    page = a_page("proposals", service, language)
    assert not page.exception
    [beside] = [each.proto.body for each in page.get("html") if 'class="beside' in each.proto.body]
    now, after = beside.split("<section>")[1:]
    assert ("12 " in now, "13 " in after, "13 " in now) == (True, True, False)


def test_a_reviewer_reads_a_programmes_texts_against_the_public_ones() -> None:
    service = Own()
    service.proposal = pb.Proposal(proposal_id="p-1", reason=WORDS, proposed_date="2026-03-02", programme=Own.programme)
    service.proposal.correct_programme.texts.add(field="title", text=WORDS)
    page = a_page("proposals", service, "en")
    assert page.expander[0].label.startswith("`C-7`")
    assert any("<ins>" in each.proto.body for each in page.get("html"))
    page.checkbox(key="proposal-p-1|sure").check().run()
    page.button(key="proposal-p-1|agree").click().run()
    assert not page.exception
    assert service.asked[0].agree


def test_a_reviewer_reads_how_a_statement_read_before_it_was_corrected_already() -> None:
    service = Service()
    service.proposal.statement.former.add(title=BOTH, corrected_date="2026-03-01", reason=WORDS)
    service.proposal.correct.title.CopyFrom(BOTH)
    page = a_page("proposals", service, "ur")
    assert "پہلے کیا لکھا تھا" in [each.label for each in page.expander]


def counting() -> Own:
    service = Own()
    service.consultation = pb.PublicConsultation(
        number="C-7",
        title=WORDS,
        figures=[
            pb.Figure(label="participants", value=214),
            pb.Figure(label="participants", value=150, by=pb.FIGURE_BY_GENDER, group="women"),
            pb.Figure(label="participants", value=64, by=pb.FIGURE_BY_SECTOR, group="<b>[press](http://a.b)</b>"),
        ],
    )
    return service


@pytest.mark.parametrize(("language", "called"), [("en", "Count 2"), ("ur", "تعداد 2")])
def test_how_many_a_figure_counts_is_corrected_beside_what_it_counts(language: str, called: str) -> None:
    service = counting()
    page = a_page("changes", service, language)
    page.text_input(key="change|change_number").set_value("C-7").run()
    scope = "change|C-7|correct_consultation"
    page.multiselect(key=f"{scope}|which").set_value(["title", "figures[1].value", "figures[2].value"]).run()
    assert not page.exception
    field = page.number_input(key=f"{scope}|text|figures[1].value")
    assert (field.label, field.value) == (called, 150)
    field.set_value(177).run()
    shown = [each.proto.body for each in page.get("html")]
    assert any("<ins>177</ins>" in each and "<del>150</del>" in each for each in shown)
    assert "<b>[press]" not in "".join(shown), "a group is printed, never run"
    next(each for each in page.text_input if each.key and "change_reason" in each.key).set_value("A slip").run()
    page.checkbox[0].check().run()
    page.button(key="change|record").click().run()
    assert not page.exception
    [request] = service.asked
    given = request.correct_consultation
    assert [(each.place, each.value) for each in given.figures] == [(1, 177), (2, 64)]
    assert [each.field for each in given.texts] == ["title"]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_reviewer_reads_a_count_as_entered_as_public_and_as_it_would_be(language: str) -> None:
    service = counting()
    service.proposal = pb.Proposal(
        proposal_id="p-1", reason=WORDS, proposed_date="2026-03-02", consultation=service.consultation
    )
    service.proposal.correct_consultation.figures.add(place=0, value=241)
    service.proposal.entered_figures.add(place=0, value=124)
    page = a_page("proposals", service, language)
    assert not page.exception
    [beside] = [each.proto.body for each in page.get("html") if 'class="beside' in each.proto.body]
    entered, now, after = beside.split("<section>")[1:]
    for side, value in ((entered, "124"), (now, "214"), (after, "241")):
        assert value in side


class TakenBack(Own):
    """Consultations, played: what one person proposed is taken back."""

    def TakeBackProposal(self, request: pb.TakeBackProposalRequest) -> pb.TakeBackProposalResponse:
        """Take it back."""
        self.asked.append(request)
        self.proposal.proposed_by_caller = False
        return pb.TakeBackProposalResponse()


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("panel", ["changes", "proposals"])
def test_who_proposed_it_takes_it_back_after_one_question(panel: str, language: str) -> None:
    service = TakenBack()
    service.proposal.proposed_by_caller = True
    page = a_page(panel, service, language)
    if panel == "changes":
        page.toggle(key="proposals-mine").set_value(True).run()
        assert page.expander[0].label.startswith("`R-42`")
    name = "take-back-p-1"
    assert page.button(key=f"{name}|go").disabled
    page.checkbox(key=f"{name}|sure").check().run()
    page.button(key=f"{name}|go").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.proposal_id, bool(request.idempotency_key)) == ("p-1", True)
    assert page.session_state["desk-done"] == labels.text("proposals_taken_back", language), "each desk says it"
    assert f"{name}|go" not in [each.key for each in page.button], "once"


def test_of_what_others_proposed_nothing_is_taken_back() -> None:
    page = a_page("changes", TakenBack(), "en")
    page.toggle(key="proposals-mine").set_value(True).run()
    assert "Nothing of yours waits for a reviewer." in [each.value for each in page.text]
    assert "take-back-p-1|go" not in [each.key for each in page.button]


def test_who_agrees_to_what_changed_meanwhile_reads_it_before_the_next_press() -> None:
    class Changed(Own):
        def DecideProposal(self, request: pb.DecideProposalRequest) -> pb.DecideProposalResponse:
            """Come too late."""
            self.asked.append(request)
            self.proposal.consultation.title.CopyFrom(LocalizedText(bodies={"en": f"Changed {len(self.asked)}"}))
            raise backend_errors.Stale("the final public text changed meanwhile", pb.DecideProposalResponse())

    service = Changed()
    service.proposal = pb.Proposal(
        proposal_id="p-1", reason=WORDS, proposed_date="2026-03-02", consultation=Own.consultation
    )
    service.proposal.correct_consultation.texts.add(field="title", text=BOTH)
    page = a_page("proposals", service, "en")
    for time in (1, 2):
        assert not page.checkbox(key="proposal-p-1|sure").value, "a tick stands for what was read"
        page.checkbox(key="proposal-p-1|sure").check().run()
        page.button(key="proposal-p-1|agree").click().run()
        assert not page.exception
        assert page.session_state["desk-problem"] == labels.text("review_stale", "en")
        assert any(f"Changed {time}" in each.proto.body for each in page.get("html")), "what it is now is shown"
    first, second = service.asked
    assert first.idempotency_key != second.idempotency_key
