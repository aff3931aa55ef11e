"""Scans: who attaches one, who may look at it before and after what names it is public, who may publish it."""

import itertools
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import InvalidArgument, Refusal
from services.recommendations.domain import archive, errors, evidence
from services.recommendations.domain.guards import Line
from services.recommendations.domain.outside import stated_outside
from services.recommendations.domain.sources import OutsideSource, Visibility
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import Assurance, Channel, Closure, Position, RecordState
from tests.unit.recommendations_builders import (
    ADDRESSEE,
    HOST,
    TODAY,
    a_line,
    a_moment,
    a_record,
    a_scan,
    a_text,
    an_act,
    somebody,
)
from tests.unit.test_recommendations_transitions import a_letter, a_position

PEOPLE: dict[str, Standing] = {
    "facilitator": somebody(Role.FACILITATOR, HOST),
    "reviewer": somebody(Role.REVIEWER, HOST),
    "verifier": somebody(Role.VERIFIER),
    "liaison": somebody(addressees=frozenset({ADDRESSEE})),
    "another host": somebody(Role.FACILITATOR),
    "another host's reviewer": somebody(Role.REVIEWER),
    "registrar": somebody(Role.REGISTRAR),
    "nobody": somebody(),
}
HOSTS = {"facilitator", "reviewer"}
OWN = uuid4()


@pytest.mark.covers("row 7b", "row 8b")
@pytest.mark.parametrize(
    ("state", "readers"),
    [
        pytest.param({}, HOSTS, id="nothing names it"),
        pytest.param({"forget_at": None}, HOSTS, id="an answer that waits names it"),
        pytest.param({"forget_at": None, "is_told": True}, {*HOSTS, "verifier", "liaison"}, id="held, not public"),
        pytest.param(
            {"forget_at": None, "is_told": True, "is_public": True, "visibility": Visibility.PUBLIC},
            set(PEOPLE),
            id="public",
        ),
    ],
)
def test_who_may_look_at_a_scan(state: dict[str, Any], readers: set[str]) -> None:
    scan = a_scan(**state)
    assert {name for name, by in PEOPLE.items() if evidence.may_read(scan, a_line(), by)} == readers
    assert not any(evidence.may_read(scan, a_line(hidden=True), by) for by in PEOPLE.values())
    assert evidence.may_read(a_scan(attached_by=PEOPLE["registrar"].person_id), a_line(), PEOPLE["registrar"])


def test_a_scan_is_attached_by_the_host_and_registrars() -> None:
    attaching = set()
    for name, by in PEOPLE.items():
        try:
            evidence.keep_scan(a_line(), a_scan(), a_text(), an_act(by))
        except errors.NotTheHost:
            continue
        attaching.add(name)
    assert attaching == {"facilitator", "registrar"}


LINES: dict[str, Line] = {
    "open": a_line(),
    "withdrawn": a_line(record=a_record(state=RecordState.WITHDRAWN)),
    "of a group": a_line(can_be_asked=False),
    "with another body": a_line(closure=Closure.TRANSFERRED, closed_date=TODAY),
    "closed": a_line(closure=Closure.CLOSED_DECLINED, closed_date=TODAY),
    "of a body that is no more": replace(a_line(), body_ended_date=TODAY),
    "of a body that answers by letter": replace(a_line(), minimum_assurance=Assurance.LETTER),
    "of a verifier's own body": replace(a_line(), addressee_organisation_id=OWN),
}
VERIFIER_OF_THE_BODY = somebody(Role.VERIFIER, OWN)


def why_refused(line: Line, by: Standing, *, is_scan: bool) -> str:
    """Attach a good file, and return why it was refused; empty if it was taken."""
    try:
        if is_scan:
            evidence.keep_scan(line, a_scan(), a_text(), an_act(by))
        elif ADDRESSEE in by.addressees:
            evidence.attach_evidence(line, a_scan(is_scan=False, by_addressee=True), a_text(), an_act(by))
        else:
            evidence.keep_for_a_finding(line, a_text(), an_act(by))
    except Refusal as refused:
        return str(refused)
    return ""


def test_why_a_file_would_be_refused_is_known_before_it_is_chosen() -> None:
    people = [*PEOPLE.values(), VERIFIER_OF_THE_BODY]
    told = set()
    for by, (name, line), is_scan in itertools.product(people, LINES.items(), (False, True)):
        said = evidence.refusal(line, by, is_scan=is_scan)
        assert said == why_refused(line, by, is_scan=is_scan), name
        told.add(said)
    assert len(told) >= 9, "each reason, and none"
    liaison = PEOPLE["liaison"]
    taken = {name for name, line in LINES.items() if not evidence.refusal(line, liaison, is_scan=False)}
    assert taken == {"open", "closed", "of a verifier's own body"}


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.RESTRICTED])
def test_whoever_attaches_a_scan_does_not_say_who_looks_at_it(visibility: Visibility) -> None:
    with pytest.raises(InvalidArgument) as refused:
        evidence.keep_scan(a_line(), a_scan(visibility=visibility), a_text(), an_act(PEOPLE["facilitator"]))
    assert [each.field for each in refused.value.violations] == ["visibility"]


def test_a_scan_without_a_title_or_of_a_hidden_record_is_refused() -> None:
    act = an_act(PEOPLE["facilitator"])
    with pytest.raises(errors.Missing):
        evidence.keep_scan(a_line(), a_scan(), None, act)
    with pytest.raises(errors.Stale):
        evidence.keep_scan(a_line(hidden=True), a_scan(), a_text(), act)


def test_of_a_scan_that_is_not_public_only_the_day_is_told() -> None:
    held, public = a_scan().as_scan(public=False), a_scan().as_scan(public=True)
    assert (held.seen_date, held.visibility, held.file_id, held.sha256) == (TODAY, Visibility.OWNER, None, "")
    assert (public.file_id, public.sha256, public.visibility) == (a_scan().id, "ab" * 32, Visibility.PUBLIC)


@pytest.mark.covers("row 8b")
def test_a_scan_is_published_with_its_answer_by_somebody_who_did_not_attach_it() -> None:
    reviewer = PEOPLE["reviewer"]
    evidence.publish_scan(a_scan(), confirm=True, by=reviewer)
    for scan, confirm in ((None, True), (a_scan(), False)):
        with pytest.raises(InvalidArgument) as refused:
            evidence.publish_scan(scan, confirm=confirm, by=reviewer)
        assert [each.field for each in refused.value.violations] == ["scan_may_be_public"]
    with pytest.raises(errors.SamePerson):
        evidence.publish_scan(a_scan(attached_by=reviewer.person_id), confirm=True, by=reviewer)


@pytest.mark.covers("row 8b")
@pytest.mark.parametrize("illustrative", [False, True])
def test_of_where_an_answer_was_given_a_copy_is_kept_but_of_nothing_invented(*, illustrative: bool) -> None:
    url = "https://commission.example/answer"
    source = OutsideSource(channel=Channel.OWN_WEBSITE, date=TODAY, url=url)
    line = a_line(record=a_record(illustrative=illustrative))
    letter = a_letter(position=a_position(Position.DECLINED), source=source)
    stated = stated_outside(line, letter, moment=a_moment())
    assert stated
    assert (url in archive.worth_keeping(line.record, stated)) is not illustrative
    reviewer_reads = archive.may_read(line, PEOPLE["reviewer"])
    assert (reviewer_reads, archive.may_read(line, PEOPLE["another host's reviewer"])) == (True, False)
