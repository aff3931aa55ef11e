"""Things of recommendations' domain for tests: each builder supplies what a test does not name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.evidence import SCAN_HELD, AttachedFile
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.sources import Evidence, Visibility
from services.recommendations.domain.standing import Role, RoleGrant, Standing
from services.recommendations.domain.values import Assurance, Localized, Moment, Publication, StatementType, Text

TODAY = date(2026, 3, 2)  # a Monday
ADDRESSEE, ADDRESSEE_ORGANISATION, HOST, AUTHOR, PERSON = (UUID(int=number) for number in range(1, 6))


def a_moment(day: date = TODAY) -> Moment:
    return Moment(at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC), zone=ZoneInfo("Asia/Karachi"))


def a_text(body: str = "Words") -> Text:
    one = Localized(language="en", body=body, salt=b"s" * 32, commitment=b"c" * 32)
    return Text(id=uuid4(), language="en", localized=(one,))


def some_evidence(url: str = "https://commission.example/report", seen: date = TODAY) -> Evidence:
    return Evidence(url=url, seen_date=seen)


def a_scan(**changed: Any) -> AttachedFile:
    scan = AttachedFile(
        id=UUID(int=77),
        assignment_id=uuid4(),
        visibility=Visibility.OWNER,
        media_type="application/pdf",
        size_bytes=9,
        sha256="ab" * 32,
        attached_date=TODAY,
        attached_by=uuid4(),
        by_addressee=False,
        is_public=False,
        is_scan=True,
        forget_at=a_moment().at + SCAN_HELD,
    )
    return replace(scan, **changed)


def a_record(**changed: Any) -> Recommendation:
    record = Recommendation(
        id=uuid4(),
        consultation_id=uuid4(),
        publication_id=uuid4(),
        number="C-7/12",
        tracked_number="R-42",
        type=StatementType.RECOMMENDATION,
        publication=Publication.TRACKED,
        title_id=uuid4(),
        text_id=uuid4(),
        who_id=None,
        what_id=None,
        by_when_id=None,
        shown_how_id=None,
        themes=("child_safety",),
        response_period_days=60,
        press_reported=False,
        illustrative=False,
        published_date=TODAY - timedelta(days=10),
        said_date=None,
        author_id=AUTHOR,
        host_organisation_id=HOST,
        facilitator_id=None,
        version=1,
    )
    return replace(record, **changed)


def an_assignment(**changed: Any) -> Assignment:
    assignment = Assignment(
        id=uuid4(),
        recommendation_id=uuid4(),
        addressee_id=ADDRESSEE,
        lead=True,
        can_be_asked=True,
        is_commitment=False,
        press_reported=False,
        response_period_days=60,
        opened_date=TODAY - timedelta(days=10),
        version=1,
    )
    return replace(assignment, **changed)


def a_line(*, hidden: bool = False, record: Recommendation | None = None, **changed: Any) -> Line:
    record = record or a_record()
    return Line(
        record=record,
        assignment=an_assignment(
            is_commitment=record.is_commitment,
            press_reported=record.press_reported,
            recommendation_id=record.id,
            **changed,
        ),
        hidden=hidden,
        addressee_organisation_id=ADDRESSEE_ORGANISATION,
    )


def a_commitment(**changed: Any) -> Recommendation:
    return a_record(type=StatementType.COMMITMENT, **changed)


def somebody(role: Role | None = None, organisation_id: UUID | None = None, **changed: Any) -> Standing:
    organisation_id = organisation_id or uuid4()
    grants = frozenset({RoleGrant(role, organisation_id)}) if role else frozenset()
    standing = Standing(
        person_id=PERSON,
        roles=grants,
        affiliations=frozenset({organisation_id}),
        assurance=Assurance.EMAIL_CODE,
    )
    return replace(standing, **changed)


def the_liaison(**changed: Any) -> Standing:
    return somebody(addressees=frozenset({ADDRESSEE}), speaks_for=frozenset({ADDRESSEE}), **changed)


def an_act(by: Standing | None = None, *, version: int = 1, day: date = TODAY) -> Act:
    return Act(by=by or the_liaison(), expected_version=version, moment=a_moment(day))
