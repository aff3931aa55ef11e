"""The public record: hidden, shown, withdrawn; and the log says exactly what the state is."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from google.protobuf.message import Message

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import NewEvent, Recorded
from services.consultations import wire
from services.consultations.domain.details import AgendaItem, Figure, Output, Source
from services.consultations.domain.errors import AlreadyWithdrawn, NotHidden, NotTheHost, SamePerson, Stale
from services.consultations.domain.facts import Hidden, ShowAsked, Shown, evolve_consultation, evolve_statement
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.values import FigureBy, OutputKind, Publication, Role, Verifiable
from services.consultations.domain.visibility import Seen, hide, seen, show, withdraw
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_consultation_record,
    a_draft,
    a_participant,
    a_person,
    a_statement,
    a_statement_record,
    an_addressee,
    published,
    trackable,
    words,
)

ONE, TWO = a_person(Role.REGISTRAR), a_person(Role.REVIEWER)


def hidden(record: StatementRecord | None = None) -> StatementRecord:
    record = record or a_statement_record()
    fact = hide(record, who=ONE, moment=NOW)
    assert fact
    return evolve_statement(record, fact)


def test_one_person_hides_at_once() -> None:
    record = hidden()
    assert record.hidden
    assert hide(record, who=TWO, moment=NOW) is None


def test_showing_again_takes_two_persons() -> None:
    record = hidden()
    asked = show(record, who=ONE, moment=NOW)
    assert isinstance(asked, ShowAsked)
    record = evolve_statement(record, asked)
    assert record.hidden
    with pytest.raises(SamePerson):
        show(record, who=ONE, moment=NOW)
    agreed = show(record, who=TWO, moment=NOW)
    assert isinstance(agreed, Shown)
    assert not evolve_statement(record, agreed).hidden


def test_hiding_again_takes_a_request_back() -> None:
    record = hidden()
    record = evolve_statement(record, show(record, who=ONE, moment=NOW))
    again = hide(record, who=TWO, moment=NOW)
    assert isinstance(again, Hidden)
    assert evolve_statement(record, again).show_asked_by == ""


def test_what_is_public_is_not_shown_again() -> None:
    with pytest.raises(NotHidden):
        show(a_statement_record(), who=ONE, moment=NOW)


def withdrawn(record: StatementRecord, *roles: Role, seen_version: int | None = None) -> StatementRecord:
    host = record.frame.host_organisation_id
    who = a_person(*(roles or (Role.FACILITATOR,)))
    assert all(grant.organisation_id == host for grant in who.roles)
    fact = withdraw(
        record,
        words("recorded wrongly"),
        words("the host"),
        who=who,
        seen_version=seen_version,
        keep=Kept(),
        moment=NOW,
    )
    return evolve_statement(record, fact)


@pytest.mark.covers("row 5")
def test_a_facilitator_of_the_host_withdraws_once() -> None:
    record = withdrawn(a_statement_record(), seen_version=2)
    assert record.withdrawal
    assert record.withdrawal.withdrawn_date == NOW.today
    with pytest.raises(AlreadyWithdrawn):
        withdrawn(record)


def test_nobody_else_withdraws() -> None:
    with pytest.raises(NotTheHost):
        withdrawn(a_statement_record(), Role.REVIEWER)


def test_withdrawing_what_changed_meanwhile_is_stale() -> None:
    with pytest.raises(Stale):
        withdrawn(hidden(), seen_version=2)


def test_hidden_counts_before_withdrawn() -> None:
    consultation = a_consultation_record()
    record = a_statement_record()
    assert seen(record, consultation) is Seen.WHOLE
    assert seen(withdrawn(record), consultation) is Seen.TOMBSTONE
    assert seen(hidden(withdrawn(record)), consultation) is Seen.NUMBER
    assert seen(record, replace(consultation, hidden=True)) is Seen.NUMBER


def test_a_tombstone_says_nothing_of_what_was_said() -> None:
    body = an_addressee()
    record = withdrawn(a_statement_record(trackable(body)))
    written = wire.public_statement(record, a_consultation_record(), wire.Printed(register={body.id: body}))
    told = {field.name for field, _ in written.ListFields()}
    assert told == {
        "number",
        "type",
        "publication",
        "published_date",
        "withdrawn",
        "withdrawn_reason",
        "withdrawn_asked_by",
        "withdrawn_date",
    }


def test_of_something_hidden_only_the_number_is_told() -> None:
    consultation = replace(a_consultation_record(), hidden=True)
    written = wire.public_statement(hidden(), consultation, wire.Printed())
    assert written == pb.PublicStatement(number="C-7/1", hidden=True)
    assert wire.public_consultation(consultation, wire.Printed(), recorded=3) == pb.PublicConsultation(
        number="C-7", hidden=True
    )


def recorded(event: NewEvent) -> Recorded:
    message: Message = event.message
    return Recorded(
        position=1,
        id=uuid4(),
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        version=event.version,
        public_version=None,
        type=message.DESCRIPTOR.full_name,
        payload=b"",
        message=type(message).FromString(message.SerializeToString()),
        actor=event.actor,
        occurred_at=event.occurred_at,
        recorded_at=event.occurred_at,
        traceparent="",
        prev_hash=b"",
        hash=b"",
    )


def everything() -> tuple[list[object], list[object], wire.Texts]:
    """Every fact of a consultation and of a statement, with every field of theirs set."""
    texts, speaker = wire.Texts(), a_participant()
    details = replace(
        trackable(an_addressee(), an_addressee()),
        participant_id=speaker.id,
        source_sentence=words("As it was said."),
        source_sentence_public=True,
        source_row="C0-03",
        speaker_note=words("and others"),
        addressee_note=words("as printed"),
        verifiable=Verifiable.PARTLY,
        uncertain=True,
        note=words("unclear"),
        themes=("child_safety",),
    )
    draft = a_draft(
        a_statement(details),
        participants=(speaker,),
        summary=words("What it was about", ur="موضوع"),
        organisers=words("The organisers"),
        attending_bodies=("PTA", "MoITT"),
        place=words("Islamabad"),
        online=True,
        starts_date=NOW.today,
        date_note=words("Friday"),
        themes=("child_safety", "media"),
        outputs=(
            Output(
                kind=OutputKind.VIDEO,
                count_printed=141,
                title=words("Stories"),
                url="https://a.example",
                consented=True,
            ),
        ),
        figures=(
            Figure(label="participants", value=186, as_printed="186 women", by=FigureBy.GENDER, group="women"),
            Figure(label="interviews", value=131, part_of="videos"),
        ),
        figures_conflict=words("131 and 21 are not 141"),
        source=Source(type="published_article", name="A paper", url="https://b.example", retrieved_date=NOW.today),
        funder=words("A funder"),
        foreseen_addressees=("Meta",),
        programme_id=uuid4(),
        partners=words("The partners"),
        starts_time="09:30",
        ends_time="17:00",
        time_zone="Asia/Karachi",
        languages=("en", "ur"),
        agenda=(AgendaItem(starts_time="09:30", ends_time="10:00", title=words("Opening")),),
    )
    facts = published(draft, Publication.TRACKED, keep=texts.keep)  # type: ignore[arg-type]
    consultation: list[Any] = list(facts.consultation)
    common: dict[str, Any] = {"id": consultation[0].id, "at": NOW.at, "by": str(ONE.person_id)}
    consultation += [
        Hidden(**common, version=4, hidden_date=NOW.today),
        ShowAsked(**common, version=5),
        Shown(**common, version=6, shown_date=NOW.today),
    ]
    said: list[Any] = list(facts.statements[0])
    record = evolve_statement(evolve_statement(None, said[0]), said[1])
    gone = withdraw(
        record,
        words("wrong"),
        words("the host"),
        who=a_person(Role.FACILITATOR),
        seen_version=None,
        keep=texts.keep,
        moment=NOW,
    )
    of_statement: dict[str, Any] = {"id": record.id, "at": NOW.at, "by": str(ONE.person_id)}
    said += [
        gone,
        Hidden(**of_statement, version=4, hidden_date=NOW.today),
        ShowAsked(**of_statement, version=5),
        Shown(**of_statement, version=6, shown_date=NOW.today),
    ]
    return consultation, said, texts


def test_every_fact_comes_back_from_its_event_as_it_was() -> None:
    consultation, statement, texts = everything()
    for fact in consultation:
        assert wire.consultation_fact(recorded(wire.consultation_event(fact, texts))) == fact  # type: ignore[arg-type]
    for fact in statement:
        assert wire.statement_fact(recorded(wire.statement_event(fact, texts))) == fact  # type: ignore[arg-type]


def test_a_rebuild_from_the_events_gives_the_same_state() -> None:
    consultation, statement, texts = everything()
    built = rebuilt = None
    for fact in consultation:
        built = evolve_consultation(built, fact)  # type: ignore[arg-type]
        event = wire.consultation_event(fact, texts)  # type: ignore[arg-type]
        rebuilt = evolve_consultation(rebuilt, wire.consultation_fact(recorded(event)))
    assert rebuilt == built
    said = again = None
    for fact in statement:
        said = evolve_statement(said, fact)  # type: ignore[arg-type]
        event = wire.statement_event(fact, texts)  # type: ignore[arg-type]
        again = evolve_statement(again, wire.statement_fact(recorded(event)))
    assert again == said
    assert said
    assert said.version == 6


@pytest.mark.covers("invariant 11")
def test_a_public_answer_holds_no_id() -> None:
    consultation, statement, texts = everything()
    record = said = None
    for fact in consultation:
        record = evolve_consultation(record, fact)  # type: ignore[arg-type]
    for fact in statement[:2]:
        said = evolve_statement(said, fact)  # type: ignore[arg-type]
    assert record
    assert said
    printed = wire.Printed(texts=texts.plain())
    written = f"{wire.public_consultation(record, printed)}{wire.public_statement(said, record, printed)}"
    assert "131 and 21 are not 141" in written
    ids = {str(each) for each in wire.ids_in(record, said) if isinstance(each, UUID)}
    assert not [each for each in ids if each in written]
