"""What a registrar finds at the desk after an act, and reads before one: forms, mails, mandates, bodies that ended."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from streamlit.testing.v1 import AppTest

from dashboard import desk
from dashboard.register import mails, successions
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text

OLD = LocalizedText(authoritative_language="en", bodies={"en": "The old body", "ur": "پرانا ادارہ"})
ISOLATES = str.maketrans("", "", "\u2068\u2069\\")


class Service:
    """Identity and recommendations, played: a calendar, one person, and a note of what is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def GetCalendar(self, request: Any) -> recommendations.GetCalendarResponse:
        """A year without holidays."""
        return recommendations.GetCalendarResponse(year=request.year or 2026, as_of_date="2026-11-20")

    def ListOrganisations(self, _request: Any) -> identity.ListOrganisationsResponse:
        """One organisation."""
        return identity.ListOrganisationsResponse(
            organisations=[identity.Organisation(organisation_id="o-1", name="A house")]
        )

    def ListPeople(self, _request: Any) -> identity.ListPeopleResponse:
        """Somebody who answers for one body, and answered for another."""
        mandates = [
            identity.Mandate(mandate_id="m-1", addressee_id="a-1", from_date="2026-02-03"),
            identity.Mandate(
                mandate_id="m-2",
                addressee_id="a-2",
                addressee=OLD,
                from_date="2025-01-02",
                to_date="2026-02-02",
            ),
        ]
        return identity.ListPeopleResponse(
            people=[identity.Person(person_id="p-1", name="A", email="a@body.example", mandates=mandates)]
        )

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def a_page(module: str, service: Service, *more: object, language: str = "en") -> AppTest:
    def script(module: str, given: list[object]) -> None:
        import importlib  # the script runs apart from this file

        from dashboard import desk

        desk.tell_done()
        importlib.import_module(module).panel(*given)

    here = SimpleNamespace(
        language=language, me=None, person=SimpleNamespace(identity=service, recommendations=service)
    )
    return AppTest.from_function(script, kwargs={"module": module, "given": [here, *more]}, default_timeout=30).run()


def shown(page: AppTest) -> str:
    return " ".join(each.proto.body for each in page.get("html")).translate(ISOLATES)


def test_after_a_correction_the_form_is_empty_and_what_was_done_is_said_above_and_beside() -> None:
    service = Service()
    page = a_page("dashboard.register.calendar", service)
    page.text_input(key="register-calendar|calendar_source").input("Notification 3").run()
    page.checkbox(key="register-calendar|sure").check().run()
    page.button(key="register-calendar-button").click().run()
    assert not page.exception
    assert [each.source for each in service.asked] == ["Notification 3"]
    assert page.text_input(key="register-calendar|1|calendar_source").value == ""
    assert not page.checkbox(key="register-calendar|1|sure").value, "the next one is asked about anew"
    assert [each.value for each in page.success] == ["Done."]
    assert [each.value for each in page.toast] == ["Done."], "who pressed a button far below sees it, too"


def test_after_a_correction_in_another_year_that_year_is_shown() -> None:
    page = a_page("dashboard.register.calendar", Service())
    page.date_input(key="register-calendar|calendar_date").set_value(date(2027, 3, 10)).run()
    page.checkbox(key="register-calendar|sure").check().run()
    page.button(key="register-calendar-button").click().run()
    assert not page.exception
    assert page.selectbox(key="register-calendar|1|year").value == 2027
    page.selectbox(key="register-calendar|1|year").set_value(2026).run()
    assert page.selectbox(key="register-calendar|1|year").value == 2026, "and another one is a choice away"


@pytest.mark.parametrize(
    ("module", "form", "field", "more"),
    [
        ("dashboard.register.bodies", "register-body", "register_slug", [[]]),
        ("dashboard.register.people", "register-person", "register_name", [{"a-1": "A body"}]),
    ],
)
def test_who_was_entered_is_not_entered_twice(module: str, form: str, field: str, more: list[object]) -> None:
    service = Service()
    page = a_page(module, service, *more)
    page.text_input(key=f"{form}|{field}").input("one").run()
    page.button(key=f"{form}-button").click().run()
    page.button(key=f"{form}-yes").click().run()
    assert not page.exception
    assert len(service.asked) == 1
    assert page.text_input(key=f"{form}|1|{field}").value == ""


@pytest.mark.parametrize(
    ("language", "now", "before"),
    [
        ("en", "A body since 3 Feb 2026", "The old body from 2 Jan 2025 until 2 Feb 2026"),
        ("ur", "A body 3 فروری 2026 سے", "پرانا ادارہ 2 جنوری 2025 سے 2 فروری 2026 تک"),
    ],
)
def test_for_whom_somebody_answers_is_told_with_its_days(language: str, now: str, before: str) -> None:
    said = shown(a_page("dashboard.register.people", Service(), {"a-1": "A body"}, language=language))
    assert now in said
    assert before in said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Request · A body · EX-C-1 · Given up · 29 Nov 2026"),
        ("ur", "درخواست · ایک ادارہ · EX-C-1 · ترک کر دیا گیا · 29 نومبر 2026"),
    ],
)
def test_a_mail_is_listed_with_what_it_is_and_its_day_where_we_are(
    monkeypatch: pytest.MonkeyPatch, language: Any, expected: str
) -> None:
    monkeypatch.setattr(desk, "settings", lambda: SimpleNamespace(time_zone=ZoneInfo("Asia/Karachi")))
    mail = notifications.Delivery(
        kind="request",
        state=notifications.DELIVERY_STATE_DEAD,
        addressee=LocalizedText(authoritative_language="en", bodies={"en": "A body", "ur": "ایک ادارہ"}),
        consultation_number="EX-C-1",
        recorded_at=Timestamp(seconds=1795892400),  # 2026-11-28 19:00 UTC
    )
    assert mails.listed(mail, language).translate(ISOLATES) == expected


@pytest.mark.parametrize(
    ("moves", "says", "says_not"),
    [
        pytest.param([], "Nobody is mailed", "asked anew", id="nobody takes its place"),
        pytest.param([recommendations.Move(successor_id="b")], "asked anew", "Nobody is mailed", id="somebody does"),
    ],
)
def test_of_a_body_that_ends_it_is_said_what_becomes_of_its_lines(
    moves: list[recommendations.Move], says: str, says_not: str
) -> None:
    former = recommendations.Addressee(
        ended_date="2026-11-24", public=recommendations.PublicAddressee(name=text("A body"))
    )
    answer = recommendations.RecordSuccessionResponse(addressee=former)
    stub = SimpleNamespace(RecordSuccession=lambda _request: answer)
    here: Any = SimpleNamespace(language="en", person=SimpleNamespace(recommendations=stub))
    request = recommendations.RecordSuccessionRequest(kind=events.SUCCESSION_KIND_DISSOLUTION, moves=moves)
    said = " ".join(successions.told(here, request))
    assert "is no more since 24 Nov 2026" in said
    assert says in said
    assert says_not not in said


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize(
    ("language", "says"), [("en", "answers by letter only; for"), ("ur", "صرف خط سے جواب دیتا ہے؛")]
)
@pytest.mark.parametrize("wanted", [events.ASSURANCE_LETTER, events.ASSURANCE_EMAIL_CODE])
@pytest.mark.parametrize("there", [events.ASSURANCE_LETTER, events.ASSURANCE_EMAIL_CODE])
def test_a_registrar_reads_that_a_successor_takes_codes_where_the_body_took_letters_only(
    language: str, says: str, wanted: Any, there: Any
) -> None:
    former, successor = (
        recommendations.PublicAddressee(name=text(name), minimum_assurance=minimum)
        for name, minimum in (("The old body", wanted), ("The new body", there))
    )
    answer = recommendations.RecordSuccessionResponse(
        addressee=recommendations.Addressee(public=former),
        told=[recommendations.SuccessorTold(successor=successor, asked_anew=1)],
    )
    stub = SimpleNamespace(RecordSuccession=lambda _request: answer)
    here: Any = SimpleNamespace(language=language, person=SimpleNamespace(recommendations=stub))
    moves = [recommendations.Move(successor_id="b")]
    said = " ".join(successions.told(here, recommendations.RecordSuccessionRequest(moves=moves)))
    weaker = wanted == events.ASSURANCE_LETTER and there == events.ASSURANCE_EMAIL_CODE
    assert (says in said) is weaker


@pytest.mark.parametrize(
    ("remits", "boxes"),
    [
        pytest.param([], ["successors", "0|lines|", "1|lines|"], id="the body has no remit"),
        pytest.param(["r-1"], ["successors", "0|remits", "0|lines|", "1|remits", "1|lines|"], id="it has one"),
    ],
)
def test_a_split_asks_for_remits_only_where_there_are_some_and_names_lines_first_by_number(
    remits: list[str], boxes: list[str]
) -> None:
    def script(here: object, found: object, register: list[object]) -> None:
        from dashboard.register import successions  # the script runs apart from this file

        successions.record(here, found, register)  # type: ignore[arg-type]

    register = [
        recommendations.Addressee(addressee_id=each, public=recommendations.PublicAddressee(name=text(f"Body {each}")))
        for each in ("a", "b", "c")
    ]
    found = recommendations.GetRegisterEntryResponse(
        addressee=register[0],
        lines=[recommendations.RegisterLine(assignment_id="l-1", tracked_number="R-27", title=text("Open a desk"))],
    )
    found.addressee.remits.extend(events.Remit(remit_id=each, words=text("Desks")) for each in remits)
    here = SimpleNamespace(language="ur", person=None)
    given = {"here": here, "found": found, "register": register}
    page = AppTest.from_function(script, kwargs=given, default_timeout=30).run()
    page.multiselect(key="succession-a|successors").set_value(["b", "c"]).run()
    assert not page.exception
    assert [str(each.key).removeprefix("succession-a|") for each in page.multiselect] == boxes
    assert page.multiselect(key="succession-a|0|lines|").options == ["R-27 · \u2068Open a desk\u2069"]


@pytest.mark.parametrize(
    ("language", "line", "public"),
    [
        ("en", "25 Nov 2026 · Ended", "A body goes on, and its liaisons answer for it again"),
        ("ur", "25 نومبر 2026 · ختم ہوا", "باقی ہے، اور اس کے نمائندے پھر اس کی طرف سے جواب دیں گے"),
    ],
)
def test_a_body_that_ended_by_mistake_goes_on_after_saying_so_and_the_reason_stays(
    language: str, line: str, public: str
) -> None:
    def script(here: object, found: object) -> None:
        from dashboard.register import successions  # the script runs apart from this file

        successions.undo(here, found)  # type: ignore[arg-type]

    cut = recommendations.Cut(kind=events.SUCCESSION_KIND_DISSOLUTION, effective_date="2026-11-25")
    undone = recommendations.Cut(undone_date="2026-11-20", undone_reason=text("The wrong body was chosen"))
    undone.MergeFrom(cut)
    service = Service()
    here = SimpleNamespace(language=language, person=SimpleNamespace(recommendations=service))
    found = recommendations.GetRegisterEntryResponse(
        addressee=recommendations.Addressee(public=recommendations.PublicAddressee(name=text("A body"))),
        successions=[
            recommendations.RegisterSuccession(succession_id="s-2", cut=cut),
            recommendations.RegisterSuccession(succession_id="s-1", cut=undone),
        ],
    )
    page = AppTest.from_function(script, kwargs={"here": here, "found": found}, default_timeout=30).run()
    said = shown(page)
    assert f"{line}<" in said or f"{line} " in said
    assert f"{line} ·" not in said, "nothing stands after the last point"
    assert "The wrong body was chosen" in said
    page.button(key="undo-s-2-button").click().run()
    assert public in shown(page)
    page.button(key="undo-s-2-yes").click().run()
    assert [each.succession_id for each in service.asked] == ["s-2"]
