"""May it be published, by this person, in this way? Row 2 of the table of transitions, without the publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.details import StatementDetails
from services.consultations.domain.drafts import Draft, Programme, Statement
from services.consultations.domain.errors import (
    AlreadyPublic,
    Missing,
    NoSuchRow,
    NotAsDated,
    NotPublishable,
    Stale,
)
from services.consultations.domain.figures import unexplained
from services.consultations.domain.record import ConsultationRecord
from services.consultations.domain.safeguarding.gate import Part, obstacles
from services.consultations.domain.submission import missing_of_consultation, missing_of_statement
from services.consultations.domain.transitions import Record, Visibility, missing
from services.consultations.domain.transitions.entered import (
    CHECKLIST,
    NOTE,
    OWN_CONSULTATION,
    PUBLISH,
    PUBLISH_LOW,
    RISK,
    WAY,
    WOULD_COUNT,
)
from services.consultations.domain.values import (
    TRACKABLE,
    Addressee,
    Answer,
    ConsultationState,
    Moment,
    Publication,
    Risk,
    Standing,
    StatementType,
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of one statement in review."""

    statement_id: UUID
    expected_version: int
    publication: Publication | None
    risk: Risk | None


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The reviewer's answers; None: not answered."""

    names_private_person: Answer | None = None
    alleges_crime: Answer | None = None
    could_harm_if_attendance_known: Answer | None = None
    identifies_child: Answer | None = None
    consent_checked: bool = False
    final_text_read: bool = False
    translations_read: bool = False  # what a machine translated was read beside its original, and stands

    @property
    def questions(self) -> dict[str, Answer | None]:
        """The four questions about danger, by field."""
        return {
            "names_private_person": self.names_private_person,
            "alleges_crime": self.alleges_crime,
            "could_harm_if_attendance_known": self.could_harm_if_attendance_known,
            "identifies_child": self.identifies_child,
        }


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a reviewer answered before publishing."""

    checklist: Checklist
    decisions: tuple[Decision, ...]
    note: str


@dataclass(frozen=True)
class Chosen:
    """A statement that is to become public, in the way that was decided."""

    statement: Statement
    publication: Publication

    @property
    def tracked(self) -> bool:
        """Tell whether it gets an `R-` number."""
        return self.publication is Publication.TRACKED


def choose(
    draft: Draft,
    decisions: Sequence[Decision],
    register: Mapping[UUID, Addressee],
    *,
    programme: Programme | None = None,
    expected_version: int | None = None,
) -> tuple[Chosen, ...]:
    """Return the statements that may become public as decided, in the order of the list.

    Args:
        draft: The consultation with everything entered of it.
        decisions: What was decided about statements; none to publish the consultation alone.
        register: The addressees that this service knows, at least those named.
        programme: The programme that becomes public with it, if one does.
        expected_version: The consultation's version that the caller saw; None for a preview.

    Raises:
        Stale: The consultation changed after the version that the caller saw.
        HiddenNow: The consultation is hidden.
        AlreadyPublic: The consultation is public, no statement is named, and no document waits.
        NoSuchRow: A statement named is none of this consultation.
        Stale: A statement changed after the version that the caller saw.
        NotInReview: A statement named does not wait for a reviewer.
        NotPublishable: What a statement or the consultation lacks; everything is named.
    """
    if expected_version is not None and draft.consultation.version != expected_version:
        raise Stale("the consultation changed meanwhile", draft)
    if draft.hidden:
        PUBLISH.refuse({Visibility.HIDDEN})
    if not decisions and draft.published and not any(each.waits for each in draft.documents):
        raise AlreadyPublic("the consultation is public already; name the statements to publish")
    chosen: list[Chosen] = []
    violations = missing_of_consultation(draft)
    if programme:
        violations += unexplained(programme.details, "programme")
    for index, decision in enumerate(decisions):
        path = f"decisions[{index}]"
        statement = _waiting(draft, decision)
        if any(each.statement.id == statement.id for each in chosen):
            violations.append(Violation(f"{path}.statement_id", "each statement once"))
        if decision.publication is None:
            violations.append(WAY.violation(path))
            continue
        chosen.append(Chosen(statement, decision.publication))
        violations += _not_publishable(chosen[-1], path, draft, register)
    if violations:
        raise NotPublishable(violations=violations)
    return tuple(sorted(chosen, key=lambda each: each.statement.position))


def _waiting(draft: Draft, decision: Decision) -> Statement:
    statement = draft.statement(decision.statement_id)
    if statement is None:
        raise NoSuchRow("statement")
    if statement.version != decision.expected_version:
        raise Stale("a statement changed meanwhile", draft)
    PUBLISH.refuse({Record(statement.state)})
    return statement


def _not_publishable(chosen: Chosen, path: str, draft: Draft, register: Mapping[UUID, Addressee]) -> list[Violation]:
    details = chosen.statement.details
    violations = missing_of_statement(details, path, register)
    if details.garbled:
        expected = "a wording that is not garbled: return it, or leave it in review"
        violations.append(Violation(f"{path}.garbled", expected))
    if chosen.tracked:
        violations += not_trackable(details, path, register)
        violations += not_stand_ins(details, path, draft, register)
    return violations


def not_trackable(details: StatementDetails, path: str, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return why a statement cannot be put to somebody who answers: what it is, what would count, to whom."""
    violations = []
    if details.type not in TRACKABLE:
        violations.append(
            Violation(f"{path}.publication", "recorded: only recommendations and commitments are tracked")
        )
    violations += missing(WOULD_COUNT, details.verifiability, f"{path}.verifiability")
    known = [register[each] for each in details.addressee_ids if each in register]
    if not any(each.can_answer for each in known):
        violations.append(Violation(f"{path}.addressee_ids", "at least one addressee that can answer, not only groups"))
    if details.type is StatementType.COMMITMENT and len(details.addressee_ids) > 1:
        violations.append(Violation(f"{path}.addressee_ids", "one addressee: who made the commitment"))
    if details.addressee_ids and details.lead not in details.addressee_ids:
        violations.append(Violation(f"{path}.lead_addressee_id", "which of the addressees leads"))
    return violations


def not_stand_ins(
    details: StatementDetails, path: str, draft: Draft, register: Mapping[UUID, Addressee]
) -> list[Violation]:
    """Return the real bodies that something invented would be put to."""
    if not draft.consultation.details.illustrative:
        return []
    return [
        Violation(f"{path}.addressee_ids[{index}]", "a stand-in: nobody asked a real body what is invented")
        for index, each in enumerate(details.addressee_ids)
        if each in register and not register[each].illustrative
    ]


def require_reviewer(draft: Draft, chosen: Sequence[Chosen], review: Review, *, who: Standing) -> None:
    """Refuse unless this person may publish this, and has looked at everything.

    Raises:
        OwnWork: The person entered or submitted something of it.
        Missing: A question of the checklist is not answered or names a danger, or a risk is not said or too low.
        RoleMissing: A reviewer is needed, and the person is none.
    """
    own = any(each.waits and each.added_by == who.person_id for each in draft.documents)
    if own or any(each.statement.is_work_of(who.person_id) for each in chosen):
        PUBLISH.refuse_again()
    if not draft.published and who.person_id in draft.consultation.editors:
        OWN_CONSULTATION.to()
    if violations := [*_unanswered(review.checklist, review.note), *_risks(draft, review)]:
        raise Missing(violations=violations)
    low = all(each.risk is Risk.LOW for each in review.decisions) and not _is_delicate(draft, review.checklist)
    # The wire lets in nobody but a host's facilitators and reviewers; whoever is one may publish at low risk.
    allowed = (*PUBLISH.who, *PUBLISH_LOW.who) if low else PUBLISH.who
    if draft.consultation.organisation_id not in who.organisations(*allowed):
        PUBLISH.refuse_person()


def _is_delicate(draft: Draft, checklist: Checklist) -> bool:
    cleared = any(answer is not Answer.NO for answer in checklist.questions.values())
    return draft.consultation.details.sensitive or cleared


def _unanswered(checklist: Checklist, note: str) -> list[Violation]:
    violations = missing(CHECKLIST, checklist, "checklist")
    if Answer.CLEARED in checklist.questions.values() and not note:
        violations.append(NOTE.violation())
    return violations


def _risks(draft: Draft, review: Review) -> list[Violation]:
    delicate = _is_delicate(draft, review.checklist)
    violations = []
    for index, decision in enumerate(review.decisions):
        violations += missing((RISK,), decision, f"decisions[{index}]")
        if decision.risk is Risk.LOW and delicate:
            expected = "high: the topic is sensitive, or a question of the checklist is not answered with no"
            violations.append(Violation(f"decisions[{index}].risk", expected))
    return violations


def require_passed(parts: Sequence[Part], decisions: Sequence[Decision], *, publisher: UUID) -> None:
    """Refuse while something in the parts keeps them from becoming public.

    Raises:
        NotPublishable: A span is neither cleared nor redacted, a statement is restricted, a second reading is missing,
            or a risk is too low. Fields are named, never words.
    """
    tracked = {each.statement_id for each in decisions if each.publication is Publication.TRACKED}
    violations = obstacles(parts, publisher=publisher, tracked=tracked)
    delicate = {each.owner_id for each in parts if each.delicate}
    violations += [
        Violation(f"decisions[{index}].risk", "high: the topic is sensitive, or something in it restricts it")
        for index, each in enumerate(decisions)
        if each.risk is Risk.LOW and each.statement_id in delicate
    ]
    if violations:
        raise NotPublishable(violations=violations)


def day_of_publication(given: date | None, draft: Draft, record: ConsultationRecord | None, moment: Moment) -> date:
    """Return the day of publication.

    Raises:
        NotAsDated: The day is later than today, or earlier and nothing is invented, or before the consultation took
            place or became public itself.
    """
    if given is None or given == moment.today:
        return moment.today
    if given > moment.today:
        raise NotAsDated("today or earlier", field="published_date")
    if not draft.consultation.details.illustrative:
        raise NotAsDated("nothing: only an illustrative consultation is dated back", field="published_date")
    details = draft.consultation.details
    starts = record.content.starts_date if record else details.starts_date
    state = record.frame.state if record else details.state
    if state is ConsultationState.HELD and starts and given < starts:
        raise NotAsDated("not before the consultation took place", field="published_date")
    if record and given < record.frame.published_date:
        raise NotAsDated("not before the consultation itself became public", field="published_date")
    return given
