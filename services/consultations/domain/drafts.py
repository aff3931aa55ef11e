"""What is being entered: plain rows with a version. Nothing of them leaves this service before it is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from services.consultations.domain.details import (
    ConsultationDetails,
    ParticipantDetails,
    ProgrammeDetails,
    Source,
    StatementDetails,
)
from services.consultations.domain.documents import Document
from services.consultations.domain.errors import (
    AlreadyPublic,
    NotAsDated,
    RoleMissing,
    ScheduledNow,
    Stale,
)
from services.consultations.domain.transitions import Record
from services.consultations.domain.transitions.entered import SUBMIT
from services.consultations.domain.values import ConsultationState, LapseReason, RecordState, Role, Standing


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Many sessions under one name."""

    id: UUID
    organisation_id: UUID
    key_id: UUID  # of the data key that seals the details
    details: ProgrammeDetails
    version: int
    created_by: UUID
    editors: frozenset[UUID]  # everybody who entered or changed the details
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A consultation as entered."""

    id: UUID
    organisation_id: UUID
    key_id: UUID  # of the data key that seals the details
    replies_key_id: UUID  # seals answers that hold the whole draft; renewed when something in it is erased
    details: ConsultationDetails
    version: int
    created_by: UUID  # the facilitator to whom replies to mails go
    editors: frozenset[UUID]  # everybody who entered or changed the details
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A person at a consultation."""

    id: UUID
    consultation_id: UUID
    organisation_id: UUID
    key_id: UUID
    details: ParticipantDetails
    position: int
    version: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Something said, as entered."""

    id: UUID
    consultation_id: UUID
    organisation_id: UUID
    key_id: UUID
    details: StatementDetails
    state: RecordState
    position: int  # in the list: 1, 2, 3 …
    version: int
    author_id: UUID  # who entered it first
    editors: frozenset[UUID]  # everybody who entered or changed it
    submitted_by: UUID | None = None
    submitted_at: datetime | None = None
    return_reason: str = ""

    def is_work_of(self, person_id: UUID) -> bool:
        """Tell whether the person entered, changed or submitted it, and so may not publish it."""
        return person_id in self.editors or person_id == self.submitted_by


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What was approved under embargo and is not public yet."""

    publishes_at: datetime
    statement_ids: tuple[UUID, ...]  # empty: the consultation alone
    lapse_reason: LapseReason | None = None  # None while it waits

    @property
    def waits(self) -> bool:
        """Tell whether it becomes public by itself."""
        return self.lapse_reason is None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A consultation with everything entered of it."""

    consultation: Consultation
    participants: tuple[Participant, ...] = ()
    statements: tuple[Statement, ...] = ()  # in their order
    published: bool = False  # the consultation itself
    hidden: bool = False
    schedule: Schedule | None = None
    documents: tuple[Document, ...] = ()  # in the order in which they were added

    @cached_property
    def _by_id(self) -> Mapping[UUID, Statement]:
        return {each.id: each for each in self.statements}

    def statement(self, statement_id: UUID) -> Statement | None:
        """Return the statement; None if there is none of that id."""
        return self._by_id.get(statement_id)

    def participant(self, participant_id: UUID | None) -> Participant | None:
        """Return the participant; None if there is none of that id."""
        return next((each for each in self.participants if each.id == participant_id), None)

    def document(self, document_id: UUID | None) -> Document | None:
        """Return the document; None if there is none of that id."""
        return next((each for each in self.documents if each.id == document_id), None)

    def said_by(self, participant_id: UUID) -> list[UUID]:
        """Return the ids of what the participant said."""
        return [each.id for each in self.statements if each.details.participant_id == participant_id]


def require(role: Role, organisation_id: UUID, who: Standing) -> None:
    """Refuse unless the person holds the role for the organisation.

    Raises:
        RoleMissing: The person does not.
    """
    if not who.holds(role, organisation_id):
        raise RoleMissing(f"only a {role} of the host organisation may do this")


def require_past(details: ConsultationDetails, *, today: date) -> None:
    """Refuse days that have not come yet: of a consultation that was held, and of a source that was looked at.

    Raises:
        NotAsDated: One has not; the field is named.
    """
    if details.state is ConsultationState.HELD:
        for field in ("starts_date", "ends_date"):
            day: date | None = getattr(details, field)
            if day and day > today:
                raise NotAsDated("today or earlier: it was held", field=f"details.{field}")
    require_read(details.source, today=today)


def require_read(source: Source, *, today: date) -> None:
    """Refuse a day that has not come yet for a source that was looked at.

    Raises:
        NotAsDated: It has not.
    """
    if source.retrieved_date and source.retrieved_date > today:
        raise NotAsDated("today or earlier", field="details.source.retrieved_date")


def require_unscheduled(schedule: Schedule | None) -> None:
    """Refuse to touch what a reviewer approved under embargo as it was read.

    Raises:
        ScheduledNow: It waits for its instant.
    """
    if schedule and schedule.waits:
        raise ScheduledNow("it is approved and waits for the end of its embargo; take the schedule back first")


def change_programme(
    before: Programme, details: ProgrammeDetails, *, by: UUID, expected_version: int, published: bool, at: datetime
) -> Programme:
    """Return the programme with what is entered now.

    Raises:
        AlreadyPublic: One of its consultations is published.
        Stale: It changed after the version that the caller saw.
    """
    if published:
        raise AlreadyPublic("the programme is public; it is not entered anew")
    if before.version != expected_version:
        raise Stale("the programme changed meanwhile", before)
    return replace(before, details=details, version=before.version + 1, editors=before.editors | {by}, changed_at=at)


def change_consultation(
    before: Consultation,
    details: ConsultationDetails,
    *,
    by: UUID,
    expected_version: int,
    published: bool,
    at: datetime,
) -> Consultation:
    """Return the consultation with what is entered now.

    Raises:
        AlreadyPublic: It is published.
        Stale: It changed after the version that the caller saw.
    """
    if published:
        raise AlreadyPublic("the consultation is public; it is not entered anew")
    if before.version != expected_version:
        raise Stale("the consultation changed meanwhile", before)
    return replace(before, details=details, version=before.version + 1, editors=before.editors | {by}, changed_at=at)


def change_participant(before: Participant, details: ParticipantDetails, *, expected_version: int) -> Participant:
    """Return the participant with what is entered now.

    Raises:
        Stale: It changed after the version that the caller saw.
    """
    if before.version != expected_version:
        raise Stale("the participant changed meanwhile", before)
    return replace(before, details=details, version=before.version + 1)


def require_private_participant(*, public: bool) -> None:
    """Refuse to touch a person of whom something is published.

    Raises:
        AlreadyPublic: Something is.
    """
    if public:
        raise AlreadyPublic("something of this person is published; consent is withdrawn in another act")


def with_changed_people(draft: Draft, *, at: datetime) -> Consultation | None:
    """Return the consultation whose people changed while something waits for a reviewer; None if nothing waits.

    Its version grows, so that nobody publishes under names that changed after they were read.
    """
    if not any(each.state is RecordState.IN_REVIEW for each in draft.statements):
        return None
    return replace(draft.consultation, version=draft.consultation.version + 1, changed_at=at)


def change_statement(before: Statement, details: StatementDetails, *, by: UUID, expected_version: int) -> Statement:
    """Return the statement with what is entered now.

    Raises:
        Stale: It changed after the version that the caller saw.
        NotADraft: It is in review or published.
    """
    if before.version != expected_version:
        raise Stale("the statement changed meanwhile", before)
    require_draft(before)
    return replace(before, details=details, version=before.version + 1, editors=before.editors | {by})


def require_draft(statement: Statement) -> None:
    """Refuse unless the statement is a draft.

    Raises:
        NotADraft: It is in review or published.
    """
    where = {RecordState.IN_REVIEW: "in review", RecordState.SCHEDULED: "scheduled"}.get(statement.state, "public")
    SUBMIT.refuse({Record(statement.state)}, state=where)


def is_public_participant(draft: Draft, participant_id: UUID, shown: Iterable[UUID]) -> bool:
    """Tell whether something of the person is published: a statement, named or not, or a place in the public list."""
    return participant_id in set(shown) or any(
        each.state is RecordState.PUBLISHED and each.details.participant_id == participant_id
        for each in draft.statements
    )


def may_publish(draft: Draft, who: Standing) -> bool:
    """Tell whether the person may publish something of what waits, or the consultation alone if nothing does."""
    consultation = draft.consultation
    organisation_id = consultation.organisation_id
    reviewer = who.holds(Role.REVIEWER, organisation_id)
    facilitator = who.holds(Role.FACILITATOR, organisation_id) and not consultation.details.sensitive
    first_and_own = not draft.published and who.person_id in consultation.editors
    scheduled = draft.schedule is not None and draft.schedule.waits
    if draft.hidden or scheduled or first_and_own or not (reviewer or facilitator):
        return False
    waiting = [each for each in draft.statements if each.state is RecordState.IN_REVIEW]
    if not waiting:
        return not draft.published or any(each.waits and each.added_by != who.person_id for each in draft.documents)
    return any(not each.is_work_of(who.person_id) for each in waiting)
