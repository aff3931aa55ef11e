"""What of a draft would become public, in the parts in which it is read; and what a reviewer may do to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.consultations.domain.documents import Document, Reading
from services.consultations.domain.drafts import Draft, Programme, Statement
from services.consultations.domain.errors import (
    NotInReview,
    NotRestricted,
    OwnWork,
    SamePerson,
    Stale,
)
from services.consultations.domain.safeguarding.acts import Act, ActKind, cleared_by
from services.consultations.domain.safeguarding.documents import examine
from services.consultations.domain.safeguarding.gate import Part, final, mark
from services.consultations.domain.safeguarding.hosts import bodies_of
from services.consultations.domain.safeguarding.texts import (
    is_label,
    public_part_of_consultation,
    public_part_of_statement,
    texts_of,
)
from services.consultations.domain.safeguarding.topics import MARKED, Topic, topics_in
from services.consultations.domain.values import RecordState


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """Which topics ask for a second reading in this deployment."""

    topics: frozenset[Topic] = frozenset(Topic)
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Everything that the parts of a draft are examined with."""

    draft: Draft
    programme: Programme | None  # that becomes public with it
    known: frozenset[str]  # names of bodies of the register
    acts: tuple[Act, ...]
    sensitivity: Sensitivity
    readings: Mapping[UUID, Reading] = field(default_factory=dict)  # of documents that wait

    def frame(self) -> tuple[Part, ...]:
        """Return the programme's and the consultation's own texts, as far as they are not public yet."""
        consultation = self.draft.consultation
        if self.draft.published:
            return ()
        details = public_part_of_consultation(consultation.details)
        host = bodies_of(consultation.details.host_name)
        own = self._part(
            consultation.id,
            "details",
            texts_of(details),
            themes=details.themes,
            entered_by=consultation.editors,
            known=host,
        )
        if self.programme is None:
            return (own,)
        texts = texts_of(self.programme.details)
        programme = self._part(self.programme.id, "programme", texts, entered_by=self.programme.editors, known=host)
        # Figures and days are no texts, and whoever publishes names the version of the consultation only.
        return (replace(programme, facts=(str(self.programme.version),)), own)

    def statements(self, paths: Mapping[UUID, str]) -> tuple[Part, ...]:
        """Return statements in their order, each with its path in a refusal."""
        return tuple(self._statement(each, paths[each.id]) for each in self.draft.statements if each.id in paths)

    def documents(self) -> tuple[Part, ...]:
        """Return the documents that may become public and are not, those that a reviewer keeps back, too."""
        waiting = [each for each in self.draft.documents if each.id in self.readings]
        return tuple(self._document(each, f"documents[{index}]") for index, each in enumerate(waiting))

    def _document(self, document: Document, path: str) -> Part:
        details, reading = document.details, self.readings[document.id]
        marked, texts = examine(details, reading, self.known)
        part = self._part(document.id, path, texts, entered_by=frozenset({document.added_by}))
        facts = (details.kind, details.language, details.media_type, details.sha256)
        return replace(part, marked=marked, facts=facts, is_document=True)

    def _statement(self, statement: Statement, path: str) -> Part:
        rule = self.draft.consultation.details.attribution_rule
        details = public_part_of_statement(statement.details, rule, tracked=True)
        by = statement.editors | ({statement.submitted_by} if statement.submitted_by else set())
        # One without themes of its own is shown, and found, by those of its consultation.
        themes = details.themes or self.draft.consultation.details.themes
        return self._part(statement.id, path, texts_of(details), themes=themes, entered_by=by)

    def _part(
        self,
        owner_id: UUID,
        path: str,
        texts: tuple[tuple[str, str], ...],
        *,
        entered_by: frozenset[UUID],
        themes: Collection[str] = (),
        known: frozenset[str] = frozenset(),
    ) -> Part:
        found = topics_in(
            [body for _, body in texts], themes, topics=self.sensitivity.topics, words=self.sensitivity.words
        )
        marked = (MARKED,) if self.draft.consultation.details.sensitive else ()
        return Part(
            owner_id=owner_id,
            path=path,
            texts=texts,
            topics=(*marked, *found),
            entered_by=entered_by,
            marked=tuple(mark(texts, self.known | known)),
            acts=tuple(each for each in self.acts if each.owner_id == owner_id),
        )


def final_draft(draft: Draft, parts: Sequence[Part]) -> Draft:
    """Return the draft as the public will read it, with the documents among the parts. What is stored stays."""
    by_owner = {each.owner_id: each for each in parts}
    consultation = draft.consultation
    if own := by_owner.get(consultation.id):
        consultation = replace(consultation, details=final(own, consultation.details))
    statements = tuple(
        replace(each, details=final(by_owner[each.id], each.details)) if each.id in by_owner else each
        for each in draft.statements
    )
    documents = tuple(
        replace(each, details=replace(each.details, title=final(by_owner[each.id], each.details).title))
        for each in draft.documents
        if each.id in by_owner
    )
    return replace(draft, consultation=consultation, statements=statements, documents=documents)


def final_programme(programme: Programme | None, parts: Sequence[Part]) -> Programme | None:
    """Return the programme as the public will read it."""
    part = next((each for each in parts if programme and each.owner_id == programme.id), None)
    return replace(programme, details=final(part, programme.details)) if programme and part else programme


def accept(act: Act, part: Part) -> Act:
    """Return what a reviewer did, as it is recorded.

    Raises:
        OwnWork: The person entered it.
        Stale: The span is not in the text any more, or was never in what becomes public.
        InvalidArgument: It stands in a file or a label, of which nothing is taken out.
        SamePerson: The person did alone already what takes two.
        NotRestricted: Nobody restricted what is to be lowered.
    """
    if act.by in part.entered_by:
        raise OwnWork("what you entered or submitted, another reviewer has to look at")
    match act.kind:
        case ActKind.CLEAR | ActKind.REDACT:
            _require_of_span(act, part)
        case ActKind.READ:
            return replace(act, digest=part.digest)
        case ActKind.LOWER:
            if not part.label.restricted:
                raise NotRestricted("nobody restricted it")
            if act.by in part.label.lowered_by:
                raise SamePerson("you lowered it already; a second person has to agree")
        case ActKind.RESTRICT:
            pass
    return act


def _require_of_span(act: Act, part: Part) -> None:
    found = next((each for each in part.found if each.mark == act.mark), None)
    if found is None or act.mark is None:
        raise Stale("the text changed meanwhile")
    if found.goes:
        raise Stale("nothing is decided of what is taken out anyway")
    if act.kind is ActKind.REDACT and part.is_document and not act.mark.field.startswith("title."):
        raise InvalidArgument("nothing is taken out of a file: clear it, or keep the document back", field="acts")
    if act.kind is ActKind.REDACT and is_label(act.mark.field):
        raise InvalidArgument("nothing is taken out of a label: clear it, or enter another", field="acts")
    again = act.kind is ActKind.CLEAR and act.by in cleared_by(act.mark, part.owner_id, part.acts)
    if again and found.restricts and not found.passes:
        raise SamePerson("you cleared it already; a second person has to agree")


def require_in_review(statement: Statement) -> None:
    """Refuse unless the statement waits for a reviewer.

    Raises:
        NotInReview: It does not.
    """
    if statement.state is not RecordState.IN_REVIEW:
        raise NotInReview("the statement is not in review")


def lowers(act: Act, part: Part) -> bool:
    """Tell whether an act lowers a label: that of the statement, or what its content sets."""
    if act.kind is ActKind.LOWER:
        return True
    return act.kind is ActKind.CLEAR and any(each.restricts for each in part.found if each.mark == act.mark)
