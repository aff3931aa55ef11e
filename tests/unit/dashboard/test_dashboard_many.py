"""The desk's box of many lines is saved and resumed; removing is one act; look-alikes are shown with both texts."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import drafts
from dashboard.backend import errors
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations

BOX = "add-c-1"
URDU = "ہیلپ لائن کھولیں"


@dataclass
class Service:
    """Keeps the box and the items of one consultation; dies when it is told to, after the act."""

    box: pb.UnsentText = field(default_factory=pb.UnsentText)
    draft: pb.Draft = field(default_factory=lambda: pb.Draft(consultation_id="c-1", version=1))
    keys: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    pairs: list[pb.AlikeDrafts] = field(default_factory=list)
    versions: int = 0
    dies_at: str = ""

    def ReadUnsentText(self, _request: Any) -> Any:
        """Give the box."""
        return pb.ReadUnsentTextResponse(text=self.box)

    def SaveUnsentText(self, request: Any) -> Any:
        """Keep the box."""
        if self.box.version not in (0, request.expected_version):
            raise errors.Stale("saved on another page", pb.SaveUnsentTextResponse(text=self.box))
        self.versions += 1
        self.box = pb.UnsentText(fields=request.fields, version=self.versions)
        return pb.SaveUnsentTextResponse(text=pb.UnsentText(version=self.versions))

    def DiscardUnsentText(self, _request: Any) -> Any:
        """End it."""
        self.box = pb.UnsentText()
        return pb.DiscardUnsentTextResponse()

    def PutStatement(self, request: Any) -> Any:
        """Enter an item once."""
        [said] = request.details.text.bodies.values()
        if request.idempotency_key not in self.keys:
            self.keys.append(request.idempotency_key)
            self.draft.statements.add(statement_id=str(len(self.keys)), details=request.details)
        if said == self.dies_at:
            raise errors.Unavailable("down")
        return pb.PutStatementResponse()

    def RemoveStatement(self, request: Any) -> Any:
        """Note by which key it is removed; the answer is lost."""
        self.removed.append(request.idempotency_key)
        raise errors.Unavailable("down")

    def FindAlikeDrafts(self, _request: Any) -> Any:
        """Suggest."""
        return pb.FindAlikeDraftsResponse(pairs=self.pairs)

    def ListRegister(self, _request: Any) -> Any:
        """Give an empty register."""
        return recommendations.ListRegisterResponse()


def desk(service: Service, language: str = "en", *, opened: str = "") -> AppTest:
    def script(here: object, draft: object) -> None:
        from dashboard.capture import items  # the script runs apart from this file

        items.step(here, draft)  # type: ignore[arg-type]

    person = SimpleNamespace(consultations=service, recommendations=service)
    here = SimpleNamespace(language=language, me=None, person=person)
    page = AppTest.from_function(script, kwargs={"here": here, "draft": service.draft}, default_timeout=30)
    if opened:
        page.session_state[f"open-{opened}"] = True
    return page.run()


def an_item(service: Service, statement_id: str, english: str) -> None:
    """Add a draft."""
    said = LocalizedText(authoritative_language="en", bodies={"en": english})
    details = pb.StatementDetails(type=events.STATEMENT_TYPE_RECOMMENDATION, title=said, text=said)
    details.addressee_basis = pb.ADDRESSEE_BASIS_NONE
    place = len(service.draft.statements) + 1
    state = pb.RECORD_STATE_DRAFT
    service.draft.statements.add(
        statement_id=statement_id, version=1, position=place, details=details, record_state=state
    )


def entered(service: Service) -> list[str]:
    return [body for each in service.draft.statements for body in each.details.text.bodies.values()]


def press(page: AppTest, label: str) -> AppTest:
    [button] = [each for each in page.button if each.label == label]
    return button.click().run()


def test_lines_are_saved_as_they_are_typed_and_resumed_on_another_device() -> None:
    service = Service()
    page = desk(service)
    page.text_area(key=BOX).set_value("Open a desk\n" + URDU).run()
    assert any("another device" in each.value for each in page.caption)
    elsewhere = desk(service)
    assert elsewhere.text_area(key=BOX).value == "Open a desk\n" + URDU
    press(elsewhere, "Add these lines")
    assert entered(service) == ["Open a desk", URDU]
    assert not service.box.version


@pytest.mark.parametrize("resumed", ["here", "elsewhere"])
def test_lines_are_entered_once_when_the_service_dies_between_two_of_them(resumed: str) -> None:
    service = Service(dies_at="Second")
    page = desk(service)
    page.text_area(key=BOX).set_value("First\nSecond\nSecond\nThird").run()
    page = press(page, "Add these lines")
    assert page.error
    assert page.text_area(key=BOX).value == "Second\nSecond\nThird"
    service.dies_at = ""
    page = page if resumed == "here" else desk(service)
    assert page.text_area(key=BOX).value == "Second\nSecond\nThird"
    page = press(page, "Add these lines")
    assert entered(service) == ["First", "Second", "Second", "Third"]
    assert not page.text_area(key=BOX).value


@pytest.mark.parametrize(("button", "stays"), [("Keep what is here", "here"), ("Take what was saved there", "there")])
def test_of_two_devices_neither_writes_over_the_other_unseen(button: str, stays: str) -> None:
    service = Service()
    one, other = desk(service), desk(service)
    one.text_area(key=BOX).set_value("there").run()
    other.text_area(key=BOX).set_value("here").run()
    assert service.box.fields["text"] == "there"
    assert other.text_area(key=BOX).value == "here"
    press(other, button)
    assert service.box.fields["text"] == stays
    assert other.text_area(key=BOX).value == stays


def test_what_is_typed_stays_while_it_cannot_be_saved() -> None:
    service = Service()
    page = desk(service, "ur")

    def down(_request: Any) -> None:
        raise errors.Unavailable("down")

    service.SaveUnsentText = down  # type: ignore[method-assign, assignment]
    page.text_area(key=BOX).set_value("یہیں").run()
    assert page.error
    del service.SaveUnsentText
    page.run()
    assert (page.text_area(key=BOX).value, service.box.fields["text"]) == ("یہیں", "یہیں")


@pytest.mark.parametrize(("language", "told"), [("en", "nobody is mailed"), ("ur", "کسی کو ای میل نہیں جائے گی")])
def test_an_item_goes_only_when_somebody_says_yes_to_what_becomes_of_it(language: str, told: str) -> None:
    service = Service()
    an_item(service, "s-1", "Open a desk")
    page = desk(service, language, opened="s-1")
    page.button(key="item-s-1|remove").click().run()
    assert any(told in each.value for each in page.text)
    page.button(key="item-s-1|stays").click().run()
    assert not any(told in each.value for each in page.text)
    assert not service.removed


def test_removing_is_one_act_however_often_it_is_pressed() -> None:
    service = Service()
    an_item(service, "s-1", "Open a desk")
    page = desk(service, opened="s-1")
    page.button(key="item-s-1|remove").click().run()
    for _ in range(2):
        page.button(key="item-s-1|goes").click().run()
    assert len(service.removed) == 2
    assert len(set(service.removed)) == 1


@pytest.mark.parametrize(("language", "told"), [("en", "nothing is merged"), ("ur", "کچھ ضم نہیں ہوتا")])
def test_look_alikes_are_shown_with_their_score_and_both_texts(language: str, told: str) -> None:
    service = Service(pairs=[pb.AlikeDrafts(statement_id="1", other_statement_id="2", score=83)])
    for place, said in enumerate(("Open a hotline", "Open the hotline"), start=1):
        text = LocalizedText(authoritative_language="en", bodies={"en": said})
        details = pb.StatementDetails(type=events.STATEMENT_TYPE_RECOMMENDATION, title=text, text=text)
        service.draft.statements.add(
            statement_id=str(place), version=1, position=place, details=details, record_state=pb.RECORD_STATE_IN_REVIEW
        )
    page = desk(service, language)
    assert any(told in each.value for each in page.caption)
    assert any("83" in each.value and "1 · 2" in each.value for each in page.markdown)
    shown = " ".join(each.proto.body for each in page.get("html"))
    assert shown.count("Open a hotline") == 1
    assert shown.count("Open the hotline") == 1
    assert not desk(Service(draft=service.draft), language).get("columns")


def test_of_many_items_only_the_form_that_is_open_is_drawn() -> None:
    service = Service()
    for place in range(1, 21):
        an_item(service, f"s-{place}", f"Open desk {place}")
    page = desk(service)
    assert [each.label for each in page.expander] == [f"{place}\\. Open desk {place} · Draft" for place in range(1, 21)]
    assert {each.key for each in page.text_area} == {BOX}
    page = desk(service, opened="s-3")
    assert {str(each.key).partition("|")[0] for each in page.text_area} == {BOX, "item-s-3"}


def test_the_form_that_is_open_stays_the_same_one_while_its_title_is_typed() -> None:
    service = Service()
    an_item(service, "s-1", "Open a desk")
    page = desk(service, opened="s-1")
    service.PutStatement = lambda request: pb.PutStatementResponse(statement=saved(service, request))  # type: ignore[method-assign]
    page.text_input(key="item-s-1|capture_item_title|en").set_value("Open two desks").run()
    assert service.draft.statements[0].details.title.bodies["en"] == "Open two desks"
    page.run()
    assert page.expander[0].label == "1\\. Open a desk · Draft"
    page.session_state["open-s-1"] = False
    page.run()
    assert page.expander[0].label == "1\\. Open two desks · Draft"


def saved(service: Service, request: Any) -> pb.Statement:
    """Keep what is typed over an item."""
    [kept] = [each for each in service.draft.statements if each.statement_id == request.statement_id]
    kept.details.CopyFrom(request.details)
    kept.version += 1
    return kept


def test_a_form_that_is_closed_before_it_could_be_saved_is_saved_later() -> None:
    service = Service()
    an_item(service, "s-1", "Open a desk")
    page = desk(service, opened="s-1")

    def down(_request: Any) -> None:
        raise errors.Unavailable("down")

    service.PutStatement = down  # type: ignore[method-assign, assignment]
    page.text_input(key="item-s-1|capture_item_title|en").set_value("Open two desks").run()
    assert page.error
    page.session_state["open-s-1"] = False
    page.run()
    service.PutStatement = lambda request: pb.PutStatementResponse(statement=saved(service, request))  # type: ignore[method-assign]
    page.run()
    assert service.draft.statements[0].details.title.bodies["en"] == "Open two desks"
    assert not page.error


def long_draft(count: int, *, words: int = 10) -> pb.Draft:
    """Return a consultation with many items, as it is after a spreadsheet."""
    draft = pb.Draft(consultation_id="c-1", version=1)
    for place in range(1, count + 1):
        made = draft.statements.add(statement_id=f"s-{place}", position=place, version=1)
        made.record_state = pb.RECORD_STATE_DRAFT
        made.details.text.CopyFrom(LocalizedText(authoritative_language="en", bodies={"en": "x" * words}))
    return draft


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_long_list_of_items_is_shown_part_by_part(language: str) -> None:
    at = desk(Service(draft=long_draft(120)), language).run()
    assert not at.exception
    assert len([each for each in at.expander if each.label.strip()[0].isdecimal()]) == 50
    at.selectbox(key="items-part-c-1").set_value(100).run()
    assert len([each for each in at.expander if each.label.strip()[0].isdecimal()]) == 20


@dataclass
class Pieces:
    """Gives a draft in pieces of two items; it changes in between as often as it is told to."""

    draft: pb.Draft
    changes: int = 0
    asked: int = 0

    def GetDraft(self, request: Any) -> Any:
        """Give the next two."""
        self.asked += 1
        begin = int(request.statements_token or 0)
        if begin and self.changes:
            self.changes -= 1
            self.draft.revision += "+"
        piece = pb.Draft(consultation_id="c-1", revision=self.draft.revision)
        piece.statements.extend(self.draft.statements[begin : begin + 2])
        piece.next_statements_token = str(begin + 2) if begin + 2 < len(self.draft.statements) else ""
        return pb.GetDraftResponse(draft=piece)


def test_a_draft_is_read_piece_by_piece_as_it_was_at_one_moment() -> None:
    service = Pieces(long_draft(5))
    person: Any = SimpleNamespace(consultations=service)
    found = drafts.whole(person, "c-1")
    assert list(found.statements) == list(service.draft.statements)
    assert (service.asked, found.next_statements_token) == (3, "")
    service.changes = 1
    assert len(drafts.whole(person, "c-1").statements) == 5
    service.changes = 9
    with pytest.raises(errors.Stale):
        drafts.whole(person, "c-1")
