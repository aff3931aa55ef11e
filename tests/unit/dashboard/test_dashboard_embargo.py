"""Embargo on the desks: no day is never "at once", what waits is said with its zone, and what lapsed says why."""

from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk
from dashboard.settings import Settings
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

WAITING = consultations.DraftSummary(
    consultation_id="c-1",
    title=LocalizedText(authoritative_language="en", bodies={"en": "Child safety online"}),
    schedule=consultations.Schedule(embargo_until="2026-03-09T09:00:00", soon=True, statement_ids=["s-1", "s-2"]),
)


class Service:
    """What the panel reads, and a note of what it asks to be done."""

    def __init__(self, *listed: consultations.DraftSummary) -> None:
        self.listed = listed
        self.asked: list[Any] = []

    def ListMyConsultations(self, request: Any) -> consultations.ListMyConsultationsResponse:
        """What the host has, two on a page."""
        start = int(request.page_token or 0)
        more = str(start + 2) if start + 2 < len(self.listed) else ""
        return consultations.ListMyConsultationsResponse(
            consultations=self.listed[start : start + 2], next_page_token=more
        )

    def GetDraft(self, _request: Any) -> consultations.GetDraftResponse:
        """The consultation as it is now."""
        return consultations.GetDraftResponse(draft=consultations.Draft(consultation_id="c-1", version=7))

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def panel(service: Service, language: str) -> AppTest:
    def script(here: object) -> None:
        from dashboard.review import schedule  # the script runs apart from this file

        schedule.panel(here)  # type: ignore[arg-type]

    here = SimpleNamespace(language=language, me=None, person=SimpleNamespace(consultations=service))
    page = AppTest.from_function(script, kwargs={"here": here}, default_timeout=30).run()
    assert not page.exception, page.exception
    return page


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    desk.configure(settings)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 item(s) become public on 9 Mar 2026, 09:00 (Pakistan time)."),
        ("ur", "2 نکات 9 مارچ 2026، 09:00 (پاکستان کا وقت) کو عوامی ہوں گے۔"),
    ],
)
def test_what_waits_is_taken_back_after_saying_so(language: str, said: str) -> None:
    service = Service(WAITING, consultations.DraftSummary(consultation_id="c-2"))
    page = panel(service, language)
    assert [each.value for each in page.warning] == [said]
    [button] = page.button
    assert button.disabled
    page.checkbox[0].check().run()
    page.button[0].click().run()
    [request] = service.asked
    assert (request.consultation_id, request.expected_version) == ("c-1", 7)
    assert request.idempotency_key


def test_what_waits_is_said_however_many_consultations_changed_since() -> None:
    others = [consultations.DraftSummary(consultation_id=f"c-{each}") for each in (2, 3, 4)]
    assert len(panel(Service(*others, WAITING), "en").warning) == 1


def test_what_is_far_ahead_is_no_warning_and_what_lapsed_says_why() -> None:
    far = consultations.DraftSummary()
    far.CopyFrom(WAITING)
    far.schedule.soon = False
    assert not panel(Service(far), "en").warning
    far.schedule.lapse_reason = consultations.LAPSE_REASON_HIDDEN
    [error] = panel(Service(far), "en").error
    assert "did not: the consultation was hidden." in error.value
    assert not panel(Service(), "en").subheader


def asked_until(*, day: date | None = None, moment: time = time(9), waits: bool = True) -> str:
    def script() -> None:
        import streamlit as st  # the script runs apart from this file

        from dashboard import faults
        from dashboard.review import schedule

        faults.begin("form")
        st.text(f"<{schedule.ask_until('form', 'en')}>")

    page = AppTest.from_function(script, default_timeout=30).run()
    if waits:
        page.checkbox[0].check().run()
        page.date_input[0].set_value(day)
        page.time_input[0].set_value(moment)
        page.run()
    return str(page.text[-1].value)


def test_an_embargo_without_a_day_is_refused_and_never_at_once() -> None:
    assert asked_until(day=date(2026, 3, 9), moment=time(9, 30)) == "<2026-03-09T09:30>"
    assert asked_until() == "<T09:00>"
    assert asked_until(waits=False) == "<>"
