"""A registrar reads who did what to whom, and asks for older acts."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from streamlit.testing.v1 import AppTest

from dashboard import desk
from dashboard.register import audit
from roundtable.identity.v1 import service_pb2 as identity
from tests.unit.dashboard.test_dashboard_registrar_walked import ISOLATES, Service, a_page


class Audit(Service):
    """Identity with two pages of acts."""

    def SearchAudit(self, request: identity.SearchAuditRequest) -> identity.SearchAuditResponse:
        """Somebody removed a person; before that, the operator registered them."""
        asked = identity.SearchAuditRequest()
        asked.CopyFrom(request)
        self.asked.append(asked)
        at = Timestamp(seconds=1_795_000_000)
        if request.page_token:
            entry = identity.AuditEntry(
                acted_at=at, action=identity.AUDIT_ACTION_REGISTER_PERSON, actor="operator", subject_id="p-1"
            )
            return identity.SearchAuditResponse(entries=[entry])
        entry = identity.AuditEntry(
            acted_at=at,
            action=identity.AUDIT_ACTION_REMOVE_PERSON,
            actor="r-1",
            actor_name="Registrar",
            subject_id="p-1",
            subject_name="Somebody",
        )
        return identity.SearchAuditResponse(entries=[entry], next_page_token="older")


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "settings", lambda: SimpleNamespace(time_zone=ZoneInfo("Asia/Karachi")))


def shown(page: AppTest) -> str:
    return " ".join(each.proto.body for each in page.get("html")).translate(ISOLATES)


@pytest.mark.parametrize(
    ("language", "newest", "older"),
    [
        ("en", "Registrar · removed a person · Somebody", "the operator · registered a person"),
        ("ur", "Registrar · شخص کو ہٹایا · Somebody", "منتظم · شخص درج کیا"),
    ],
)
def test_acts_are_told_newest_first_and_older_ones_on_demand(language: str, newest: str, older: str) -> None:
    service: Any = Audit()
    page = a_page("dashboard.register.audit", service, {"p-1": "Somebody"}, language=language)
    assert newest in shown(page)
    assert older not in shown(page)
    page.button[0].click().run()
    assert shown(page).index(newest) < shown(page).index(older)
    assert [each.page_token for each in service.asked][-2:] == ["", "older"]


def test_another_search_begins_with_its_newest_act() -> None:
    service: Any = Audit()
    page = a_page("dashboard.register.audit", service, {"p-1": "Somebody"})
    page.button[0].click().run()
    page.selectbox(key="audit-kind").select(identity.AUDIT_ACTION_REMOVE_PERSON).run()
    assert (service.asked[-1].action, service.asked[-1].page_token) == (identity.AUDIT_ACTION_REMOVE_PERSON, "")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "the product, by itself · let a new address for signing in lapse to which nobody agreed"),
        ("ur", "نظام، خود سے · سائن اِن کے نئے پتے کی تجویز ختم ہوئی"),
    ],
)
def test_what_happens_by_itself_is_told_as_that(language: Any, told: str) -> None:
    entry = identity.AuditEntry(
        acted_at=Timestamp(seconds=1_795_000_000),
        action=identity.AUDIT_ACTION_EXPIRE_RECOVERY,
        actor="identity",
        subject_id="p-1",
        subject_name="Somebody",
    )
    assert told in audit.said(entry, language).translate(ISOLATES)


def test_whatever_identity_puts_into_its_audit_has_a_word_of_its_own() -> None:
    kept = re.compile(r'action(?: =|=) ?"(\w+)"')
    found = {each for file in Path("services/identity").rglob("*.py") for each in kept.findall(file.read_text())}
    assert "expire_recovery" in found
    assert {f"AUDIT_ACTION_{each.upper()}" for each in found} <= set(identity.AuditAction.keys())
