"""Row 31 for kind, state, days, themes and so on: what may change, what was said before, what statements follow."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import internal_pb2 as internal
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations import wire
from services.consultations.domain.correcting import reading
from services.consultations.domain.correcting_particulars import following
from services.consultations.domain.errors import NotPublishable
from services.consultations.domain.facts import StatementParticularsCorrected, evolve_consultation, evolve_statement
from services.consultations.domain.own_texts import (
    Own,
    agree_own,
    own_fields,
    particulars_read,
    propose_own,
    themes_read,
)
from services.consultations.domain.particulars import NO_PARTICULARS, Days, Particulars
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.record_particulars import particulars_of, said_on
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.values import ConsultationKind, ConsultationState, Role
from services.consultations.wire.drafts import localized
from services.consultations.wire.particulars import written_particulars
from tests.unit.consultations_builders import (
    HOST,
    NOW,
    Kept,
    a_consultation_record,
    a_draft,
    a_person,
    a_statement,
    a_statement_record,
    published,
    words,
)

HELD = date(2026, 2, 20)
WHY = words("Typed wrongly")


def a_record(**changed: Any) -> ConsultationRecord:
    """Return one that was held on a day and became public ten days later."""
    record = a_consultation_record()
    frame = replace(
        record.frame, state=changed.pop("state", ConsultationState.HELD), published_date=HELD + timedelta(10)
    )
    content = {"starts_date": HELD, "ends_date": None, **changed}
    return replace(record, frame=replace(frame, themes=("media",)), content=replace(record.content, **content))


def an_own(record: ConsultationRecord, **changed: Any) -> Own:
    fields = own_fields(record, (), figures=True)
    given: dict[str, Any] = {
        "record": record,
        "kind": ChangeKind.CORRECT_CONSULTATION,
        "host_organisation_id": HOST,
        "hidden": False,
        "fields": fields,
        "public": {name: words(name) for name in fields},
        "themes": record.frame.themes,
    }
    return Own(**given | changed)


def correcting(**particulars: Any) -> Change:
    return Change(kind=ChangeKind.CORRECT_CONSULTATION, reason=WHY, particulars=Particulars(**particulars))


def a_request() -> pb.ProposeChangeRequest:
    return pb.ProposeChangeRequest(number="C-7", reason=localized(WHY))


def on(starts: date | None, ends: date | None = None) -> Days:
    return Days(starts_date=starts, ends_date=ends)


def refused(record: ConsultationRecord, change: Change) -> list[str]:
    """Return the fields at fault of a proposal; a reviewer is refused alike."""
    own, found = an_own(record), []
    for act in (
        lambda: propose_own(own, change, who=a_person(Role.FACILITATOR), waiting=False, today=NOW.today),
        lambda: agree_own(own, change, by=uuid4(), keep=Kept(), moment=NOW),
    ):
        try:
            act()
            found.append(list[str]())
        except NotPublishable as fault:
            found.append([each.field.removeprefix("correct_consultation.particulars.") for each in fault.violations])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.covers("row 31")
@pytest.mark.parametrize(
    ("days", "at_fault"),
    [
        (on(HELD + timedelta(1)), []),
        (on(None), []),
        (on(HELD, HELD + timedelta(1)), []),
        (on(HELD), ["days"]),
        (on(HELD, HELD - timedelta(1)), ["days.ends_date"]),
        (on(None, HELD), ["days.ends_date"]),
        (on(HELD + timedelta(11)), ["days.starts_date"]),
        (on(HELD, HELD + timedelta(11)), ["days.ends_date"]),
        (on(HELD + timedelta(11), HELD + timedelta(12)), ["days.starts_date", "days.ends_date"]),
    ],
    ids=["later", "not given", "two days", "the same", "backwards", "an end alone", "late", "end late", "both late"],
)
def test_days_are_others_in_order_and_not_after_the_publication(days: Days, at_fault: list[str]) -> None:
    assert refused(a_record(), correcting(days=days)) == at_fault


def test_what_is_planned_may_be_moved_to_a_day_after_it_became_public() -> None:
    planned = a_record(state=ConsultationState.PLANNED)
    assert refused(planned, correcting(days=on(HELD + timedelta(40)))) == []


def test_of_two_days_that_end_at_nine_in_the_morning_no_single_one_that_begins_at_ten_is_made() -> None:
    two = a_record(ends_date=HELD + timedelta(1), starts_time="10:00", ends_time="09:00")
    assert refused(two, correcting(days=on(HELD))) == ["days.ends_date"]
    assert refused(two, correcting(days=on(HELD, HELD + timedelta(2)))) == []


PLANNED, WAS_HELD, CANCELLED = ConsultationState.PLANNED, ConsultationState.HELD, ConsultationState.CANCELLED
TODAY = NOW.today


@pytest.mark.covers("row 31")
@pytest.mark.parametrize(
    ("now", "first_day", "given", "at_fault"),
    [
        (PLANNED, TODAY, {"state": WAS_HELD}, []),
        (PLANNED, None, {"state": WAS_HELD}, []),
        (PLANNED, TODAY + timedelta(1), {"state": WAS_HELD}, ["state"]),
        (PLANNED, TODAY + timedelta(1), {"state": WAS_HELD, "days": on(TODAY)}, []),
        (PLANNED, TODAY, {"state": WAS_HELD, "days": on(TODAY + timedelta(1))}, ["days.starts_date"]),
        (PLANNED, TODAY, {"state": WAS_HELD, "days": on(TODAY, TODAY + timedelta(1))}, ["days.ends_date"]),
        (PLANNED, TODAY + timedelta(1), {"state": CANCELLED}, []),
        (CANCELLED, TODAY, {"state": PLANNED, "days": on(TODAY + timedelta(30))}, []),
        (WAS_HELD, HELD, {"state": CANCELLED, "days": on(TODAY + timedelta(30))}, []),
        (WAS_HELD, HELD, {"state": WAS_HELD}, ["state"]),
        (PLANNED, TODAY, {"state": PLANNED}, ["state"]),
    ],
)
def test_what_is_held_was_held_by_today(
    now: ConsultationState, first_day: date | None, given: dict[str, Any], at_fault: list[str]
) -> None:
    assert refused(a_record(state=now, starts_date=first_day), correcting(**given)) == at_fault


@pytest.mark.covers("row 31")
def test_its_last_day_has_come_before_it_is_held() -> None:
    lasting = a_record(state=PLANNED, starts_date=TODAY, ends_date=TODAY + timedelta(1))
    assert refused(lasting, correcting(state=WAS_HELD)) == ["state"]


@pytest.mark.covers("row 31")
def test_days_of_what_became_held_later_are_not_after_that_day() -> None:
    record = a_record(state=PLANNED, starts_date=TODAY)
    record = replace(record, frame=replace(record.frame, published_date=HELD))
    [fact] = agree_own(an_own(record), correcting(state=WAS_HELD), by=uuid4(), keep=Kept(), moment=NOW)
    record = evolve_consultation(record, fact)
    assert refused(record, correcting(days=on(HELD + timedelta(1)))) == [], "later than it became public, as planned"
    assert refused(record, correcting(days=on(TODAY + timedelta(1)))) == ["days.starts_date"]


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
def test_what_was_planned_becomes_held_in_one_public_event_and_says_what_it_was() -> None:
    record, kept = a_record(state=PLANNED), wire.Texts()
    [fact] = agree_own(an_own(record), correcting(state=WAS_HELD), by=uuid4(), keep=kept.keep, moment=NOW)
    told = wire.consultation_event(fact, kept).message
    assert isinstance(told, events.ConsultationCorrected)
    assert (told.particulars.state, told.former_particulars.state) == (
        events.CONSULTATION_STATE_HELD,
        events.CONSULTATION_STATE_PLANNED,
    )
    after = evolve_consultation(record, fact)
    assert (after.frame.state, after.corrections[0].particulars) == (WAS_HELD, Particulars(state=PLANNED))


@pytest.mark.covers("row 31", "invariant 6")
def test_nothing_becomes_a_series_within_a_programme_that_counts_by_that() -> None:
    series, other = (correcting(kind=each) for each in (ConsultationKind.SERIES, ConsultationKind.WORKSHOP))
    inside = a_record(programme_id=uuid4())
    assert (refused(inside, series), refused(inside, other)) == (["kind"], [])
    assert refused(a_record(), series) == []
    was = replace(inside, frame=replace(inside.frame, kind=ConsultationKind.SERIES))
    assert refused(was, other) == ["kind"]


def test_each_that_is_given_is_another_one_than_is_public() -> None:
    record = a_record()
    given = {"kind": record.frame.kind, "themes": ("media",), "online": record.content.online, "languages": ()}
    assert refused(record, correcting(**given)) == ["kind", "themes.themes", "online", "languages.languages"]


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
def test_what_was_said_before_is_kept_in_order_and_events_say_both() -> None:
    record = a_record()
    change = correcting(
        days=on(HELD + timedelta(1)), themes=("education",), kind=ConsultationKind.WORKSHOP, online=True
    )
    after, kept = record, wire.Texts()
    messages = []
    for fact in agree_own(an_own(record), change, by=uuid4(), keep=kept.keep, moment=NOW):
        after = evolve_consultation(after, fact)
        messages.append(wire.consultation_event(fact, kept).message)
    told, rest = messages
    assert isinstance(told, events.ConsultationCorrected)
    assert isinstance(rest, internal.ConsultationDetailsCorrected)
    assert (list(told.particulars.themes.themes), list(told.former_particulars.themes.themes)) == (
        ["education"],
        ["media"],
    )
    assert not told.particulars.HasField("days"), "days leave by the statements alone"
    assert (rest.particulars.days.starts_date, rest.former_particulars.days.starts_date) == ("2026-02-21", "2026-02-20")
    assert not rest.HasField("reason"), "it belongs to the first"
    assert particulars_of(after).only("days") == Particulars(days=on(HELD + timedelta(1)))
    [done] = after.corrections
    assert done.particulars == Particulars(
        kind=record.frame.kind, days=on(HELD), themes=("media",), online=record.content.online
    )


def test_a_correction_back_is_told_with_the_one_before() -> None:
    record = a_record()
    for day in (HELD + timedelta(1), HELD):
        for fact in agree_own(an_own(record), correcting(days=on(day)), by=uuid4(), keep=Kept(), moment=NOW):
            record = evolve_consultation(record, fact)
    assert [each.particulars.days for each in record.corrections] == [on(HELD), on(HELD + timedelta(1))]
    assert record.content.starts_date == HELD


@pytest.mark.parametrize(
    "given",
    [
        Particulars(
            kind=ConsultationKind.SUMMIT, days=on(HELD, HELD + timedelta(2)), themes=(), online=False, languages=()
        ),
        Particulars(days=on(None)),
        Particulars(state=ConsultationState.CANCELLED),
        Particulars(themes=("media",), languages=("en", "ur")),
        NO_PARTICULARS,
    ],
    ids=["all", "no day", "state", "some", "none"],
)
def test_they_are_read_as_they_were_written(given: Particulars) -> None:
    written = written_particulars(given) or events.Particulars()
    request = a_request()
    request.correct_consultation.particulars.CopyFrom(written)
    assert wire.change(request).particulars == given


@pytest.mark.parametrize(
    ("particulars", "field"),
    [
        (events.Particulars(days=events.Days(starts_date="2026-02-30")), "days.starts_date"),
        (events.Particulars(themes=events.Themes(themes=["No key"])), "themes.themes[0]"),
        (events.Particulars(languages=events.Languages(languages=["Urdu"])), "languages.languages[0]"),
        (events.Particulars(kind=77), "kind"),  # type: ignore[arg-type]
        (events.Particulars(state=77), "state"),  # type: ignore[arg-type]
    ],
    ids=["day", "theme", "language", "kind", "state"],
)
def test_what_is_none_is_refused_by_its_field(particulars: events.Particulars, field: str) -> None:
    request = a_request()
    request.correct_consultation.particulars.CopyFrom(particulars)
    with pytest.raises(InvalidArgument) as fault:
        wire.change(request)
    assert [each.field for each in fault.value.violations] == [f"correct_consultation.particulars.{field}"]


def test_a_programme_has_none() -> None:
    request = a_request()
    request.correct_programme.particulars.online = True
    with pytest.raises(InvalidArgument) as fault:
        wire.change(request)
    assert [each.field for each in fault.value.violations] == ["correct_programme.particulars"]


@pytest.mark.covers("row 31", "invariant 9")
def test_a_reviewer_reads_them_and_a_sensitive_theme_takes_two() -> None:
    own, change = an_own(a_record()), correcting(themes=("child_abuse",))
    read = reading(
        {},
        own.public,
        (),
        themes=themes_read(own, change),
        marked_sensitive=False,
        sensitivity=Sensitivity(),
        particulars=particulars_read(own, change),
    )
    other = replace(read, particulars=particulars_read(own, correcting(themes=("media", "zzz"))))
    assert read.digest != other.digest, "agreeing to other themes than were read"
    assert read.takes_two
    was = replace(own, themes=("child_abuse",))
    assert themes_read(was, correcting(themes=("media",))) == {"child_abuse", "media"}, (
        "the topic is that of before, too"
    )


def statements(record: ConsultationRecord, *themes: tuple[str, ...]) -> list[StatementRecord]:
    said = [a_statement_record() for _ in themes]
    return [
        replace(each, id=uuid4(), frame=replace(each.frame, said_date=said_on(record), themes=own))
        for each, own in zip(said, themes, strict=True)
    ]


def corrected(
    before: ConsultationRecord, after: ConsultationRecord, said: list[StatementRecord]
) -> list[StatementRecord]:
    facts = {each.id: each for each in following(said, before, after, at=NOW.at, by=uuid4(), today=NOW.today)}
    return [evolve_statement(each, facts[each.id]) if each.id in facts else each for each in said]


@pytest.mark.covers("row 31")
def test_all_that_was_said_has_the_corrected_day_and_what_had_its_themes_the_corrected_ones() -> None:
    before = a_record()
    after = replace(
        before,
        frame=replace(before.frame, themes=("education",)),
        content=replace(before.content, starts_date=HELD + timedelta(1)),
    )
    said = corrected(before, after, statements(before, ("media",), ("health",)))
    assert [(each.frame.said_date, each.frame.themes) for each in said] == [
        (HELD + timedelta(1), ("education",)),
        (HELD + timedelta(1), ("health",)),
    ]
    assert [each.version for each in said] == [each.version + 1 for each in statements(before, (), ())]


def test_of_several_days_nobody_knows_on_which_it_was_said_and_nothing_else_follows() -> None:
    before = a_record()
    two = replace(before, content=replace(before.content, ends_date=HELD + timedelta(1)))
    assert [each.frame.said_date for each in corrected(before, two, statements(before, ()))] == [None]
    online = replace(before, content=replace(before.content, online=True))
    assert following(statements(before, ("media",)), before, online, at=NOW.at, by=uuid4(), today=NOW.today) == []


@pytest.mark.covers("row 31")
def test_of_what_was_not_held_nothing_was_said_on_its_day() -> None:
    held = a_record()
    called_off, planned = (replace(held, frame=replace(held.frame, state=each)) for each in (CANCELLED, PLANNED))
    assert [each.frame.said_date for each in corrected(held, called_off, statements(held, ()))] == [None]
    assert [each.frame.said_date for each in corrected(planned, held, statements(planned, ()))] == [HELD]
    for record, day in ((planned, None), (held, HELD)):
        [(fact, _)] = published(a_draft(a_statement()), record=record).statements
        assert fact.frame.said_date == day, "whatever the draft says"


def test_a_statement_that_is_published_later_has_the_corrected_day_and_themes() -> None:
    [(fact, _)] = published(a_draft(a_statement()), record=a_record(starts_date=HELD + timedelta(3))).statements
    assert (fact.frame.said_date, fact.frame.themes) == (HELD + timedelta(3), ("media",))


def test_its_event_says_what_it_was_and_is_read_back() -> None:
    before = a_record()
    [said] = statements(before, ("media",))
    after = replace(before, content=replace(before.content, starts_date=None))
    [fact] = following([said], before, after, at=NOW.at, by=uuid4(), today=NOW.today)
    message = wire.statement_event(fact, wire.Texts()).message
    assert isinstance(fact, StatementParticularsCorrected)
    assert isinstance(message, events.StatementParticularsCorrected)
    assert (message.said_date, message.former_said_date) == ("", "2026-02-20")
    assert (list(message.themes), list(message.former_themes)) == (["media"], ["media"])
