"""Things of consultations, ready to use: a test says what it is about, a builder supplies the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.consultations.domain.details import (
    ConsultationDetails,
    ParticipantDetails,
    ProgrammeDetails,
    StatementDetails,
    Verifiability,
)
from services.consultations.domain.drafts import Consultation, Draft, Participant, Programme, Statement
from services.consultations.domain.facts import evolve_consultation, evolve_statement
from services.consultations.domain.publication import Numbers, Published, Publishing, publish
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.review import Checklist, Chosen, Decision
from services.consultations.domain.values import (
    Addressee,
    AddresseeBasis,
    AddresseeKind,
    Answer,
    Attribution,
    AttributionRule,
    ConsultationKind,
    ConsultationState,
    LocalizedText,
    Moment,
    Publication,
    RecordState,
    Risk,
    Role,
    RoleGrant,
    Standing,
    StatementType,
)

HOST, AUTHOR, REVIEWER, COLLEAGUE = uuid4(), uuid4(), uuid4(), uuid4()
NOW = Moment(at=datetime(2026, 3, 2, 7, tzinfo=UTC), zone=ZoneInfo("Asia/Karachi"))
ALL_CLEAR = Checklist(
    names_private_person=Answer.NO,
    alleges_crime=Answer.NO,
    could_harm_if_attendance_known=Answer.NO,
    identifies_child=Answer.NO,
    consent_checked=True,
    final_text_read=True,
)


def words(english: str, **more: str) -> LocalizedText:
    return LocalizedText("en", tuple(sorted({"en": english, **more}.items())))


def a_person(*roles: Role, person_id: UUID | None = None) -> Standing:
    return Standing(person_id=person_id or uuid4(), roles=frozenset(RoleGrant(role, HOST) for role in roles))


def an_addressee(kind: AddresseeKind = AddresseeKind.AGENCY, *, illustrative: bool = False) -> Addressee:
    made = uuid4()
    return Addressee(id=made, slug=f"body-{made.hex}", kind=kind, name=words("A body"), illustrative=illustrative)


def a_consultation(**changed: Any) -> Consultation:
    details = ConsultationDetails(
        kind=ConsultationKind.ROUNDTABLE,
        state=ConsultationState.HELD,
        title=words("Child safety online"),
        host_name=words("Host organisation"),
        attribution_rule=AttributionRule.ON_RECORD,
    )
    return Consultation(
        id=uuid4(),
        organisation_id=HOST,
        key_id=uuid4(),
        replies_key_id=uuid4(),
        details=replace(details, **changed),
        version=1,
        created_by=AUTHOR,
        editors=frozenset({AUTHOR}),
        changed_at=NOW.at,
    )


def a_programme(**changed: Any) -> Programme:
    details = ProgrammeDetails(title=words("Safe online"))
    return Programme(
        id=uuid4(),
        organisation_id=HOST,
        key_id=uuid4(),
        details=replace(details, **changed),
        version=1,
        created_by=AUTHOR,
        editors=frozenset({AUTHOR}),
        changed_at=NOW.at,
    )


def a_participant(**changed: Any) -> Participant:
    details = ParticipantDetails(
        name="Participant 4",
        role_title="Officer",
        organisation="A body",
        attribution=Attribution.NAMED,
        consent_basis="signed at the door",
    )
    return Participant(
        id=uuid4(),
        consultation_id=uuid4(),
        organisation_id=HOST,
        key_id=uuid4(),
        details=replace(details, **changed),
        position=1,
        version=1,
    )


def details_of_statement(**changed: Any) -> StatementDetails:
    details = StatementDetails(
        type=StatementType.RECOMMENDATION,
        title=words("A hotline for children"),
        text=words("Open a hotline that answers in Urdu."),
        addressee_basis=AddresseeBasis.NONE,
    )
    return replace(details, **changed)


def trackable(*addressees: Addressee, **changed: Any) -> StatementDetails:
    return details_of_statement(
        addressee_basis=AddresseeBasis.EXPLICIT,
        addressee_ids=tuple(each.id for each in addressees),
        lead_addressee_id=changed.pop("lead_addressee_id", addressees[0].id if addressees else None),
        verifiability=Verifiability(
            who=words("The commission"),
            what=words("A number that answers"),
            by_when=words("Within a year"),
            shown_how=words("By calling it"),
        ),
        **changed,
    )


def a_statement(
    details: StatementDetails | None = None, state: RecordState = RecordState.IN_REVIEW, position: int = 1
) -> Statement:
    submitted = state is not RecordState.DRAFT
    return Statement(
        id=uuid4(),
        consultation_id=uuid4(),
        organisation_id=HOST,
        key_id=uuid4(),
        details=details or details_of_statement(),
        state=state,
        position=position,
        version=2,
        author_id=AUTHOR,
        editors=frozenset({AUTHOR}),
        submitted_by=AUTHOR if submitted else None,
        submitted_at=NOW.at if submitted else None,
    )


def a_draft(*statements: Statement, participants: tuple[Participant, ...] = (), **changed: Any) -> Draft:
    of_draft = {name: changed.pop(name) for name in ("published", "hidden") if name in changed}
    return Draft(consultation=a_consultation(**changed), participants=participants, statements=statements, **of_draft)


def a_decision(statement: Statement, **changed: Any) -> Decision:
    decision = Decision(
        statement_id=statement.id,
        expected_version=statement.version,
        publication=Publication.RECORDED,
        risk=Risk.HIGH,
    )
    return replace(decision, **changed)


class Kept:
    """Takes texts that become public, and remembers them."""

    def __init__(self) -> None:
        self.texts: dict[UUID, LocalizedText] = {}

    def __call__(self, text: LocalizedText) -> UUID | None:
        """Take a text."""
        if not text:
            return None
        text_id = uuid4()
        self.texts[text_id] = text
        return text_id

    @property
    def bodies(self) -> set[str]:
        """All bodies taken."""
        return {body for text in self.texts.values() for _, body in text.bodies}


def published(
    draft: Draft,
    *ways: Publication,
    keep: Kept | None = None,
    record: ConsultationRecord | None = None,
    day: date | None = None,
) -> Published:
    """Publish all statements of a draft, as recorded unless it is said otherwise."""
    ways = ways or (Publication.RECORDED,) * len(draft.statements)
    chosen = tuple(Chosen(each, way) for each, way in zip(draft.statements, ways, strict=True))
    tracked = [each for each in chosen if each.tracked]
    return publish(
        Publishing(
            id=uuid4(),
            draft=draft,
            chosen=chosen,
            record=record,
            programme=None,
            numbers=Numbers(
                consultation="C-7",
                items=tuple(f"C-7/{place + 1}" for place, _ in enumerate(chosen)),
                tracked=tuple(f"R-{place + 1}" for place, _ in enumerate(tracked)),
            ),
            published_date=day or NOW.today,
            by=REVIEWER,
            keep=keep or Kept(),
            moment=NOW,
        )
    )


def a_statement_record(details: StatementDetails | None = None) -> StatementRecord:
    facts = published(a_draft(a_statement(details)))
    record = None
    for fact in facts.statements[0]:
        record = evolve_statement(record, fact)
    assert record
    return record


def a_consultation_record() -> ConsultationRecord:
    record = None
    for fact in published(a_draft()).consultation:
        record = evolve_consultation(record, fact)
    assert record
    return record
