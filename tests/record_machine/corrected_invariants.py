"""What holds of corrected texts (row 31): two persons, the former wording with day and reason, nothing before that."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final
from uuid import UUID

from google.protobuf.json_format import MessageToDict

from services.consultations.domain.facts import OwnTextsCorrected, StatementCorrected
from services.consultations.domain.particulars import NO_PARTICULARS
from services.consultations.domain.proposals import Proposal
from services.consultations.domain.record import ConsultationRecord, OwnCorrection, ProgrammeRecord, StatementRecord
from services.consultations.domain.record_particulars import particulars_of, said_on, with_particulars
from services.consultations.wire.particulars import written_particulars
from tests.record_machine.stage import Step, World

Former = tuple[str, str, str]  # how a text read, until which day, and why it does not any more
Own = ConsultationRecord | ProgrammeRecord
FEWEST: Final = 5  # people who are counted in public


def as_published(record: Own | StatementRecord) -> tuple[object, object]:
    """Return frame and details with the wording that they were published with: a correction keeps the former one."""
    if isinstance(record, StatementRecord):
        titles = [each.title for each in record.corrections if each.title]
        texts = [each.text for each in record.corrections if each.text]
        first: dict[str, Any] = {"title": [*titles, record.frame.title][0], "text": [*texts, record.frame.text][0]}
        # Day and themes are those of its consultation, as of now: see below.
        return replace(record.frame, **first, said_date=None, themes=()), record.content
    former = {each.text: each.former for done in record.corrections for each in done.texts}
    frame = record.frame if isinstance(record, ConsultationRecord) else None
    counted = {each.place: each.former for done in reversed(record.corrections) for each in done.figures}
    figures = tuple(
        replace(each, value=counted.get(place, each.value)) for place, each in enumerate(record.content.figures)
    )
    content: Any = replace(record.content, figures=figures)
    if isinstance(record, ConsultationRecord):
        entered = NO_PARTICULARS
        for done in record.corrections:
            entered = entered.beside(done.particulars)
        record = with_particulars(replace(record, content=content), entered)
        frame, content = record.frame, record.content
    return _with(frame, former), _with(content, former)


def _with(value: Any, former: Mapping[UUID, UUID]) -> Any:
    """Return a value with each text in it as it read first."""
    while isinstance(value, UUID) and value in former:
        value = former[value]
    if isinstance(value, tuple):
        return tuple(_with(each, former) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _with(getattr(value, each.name), former) for each in fields(value)})
    return value


def corrected_as_decided(before: World, after: World, step: Step) -> None:
    """It reads as somebody proposed and another one agreed that it should, and as it read before is kept."""
    for was, now in _changed(before, after):
        for fact in now.facts[len(was.facts) :]:
            if isinstance(fact, StatementCorrected):
                _of_statement(fact, was.record, now.record)
            elif isinstance(fact, OwnTextsCorrected):
                _of_own(fact, was.record, now.record)
            else:
                continue
            proposal = _decided(before, after)
            proposed = proposal.change.texts
            assert before.people[proposal.proposed_by] != step.who, "row 31: one person alone"
            said = (
                [(each.field, each.text) for each in fact.texts]
                if isinstance(fact, OwnTextsCorrected)
                else [
                    ("title", fact.title),
                    ("text", fact.text),
                ]
            )
            if isinstance(fact, OwnTextsCorrected):
                agreed = dict(proposal.change.particulars.items())
                assert dict(fact.particulars.items()).items() <= agreed.items(), "row 31: another day than agreed"
                wanted = {(each.place, each.value) for each in proposal.change.figures}
                counted = {(each.place, each.value) for each in fact.figures}
                assert counted <= wanted, "row 31: another number than agreed"
            for field, text in said:
                assert text is None or after.texts[text] == proposed[field], "row 31: another wording than agreed"


def _of_statement(fact: StatementCorrected, old: StatementRecord, record: StatementRecord) -> None:
    assert record.frame.title == (fact.title or old.frame.title), "row 31: another title than agreed"
    assert record.frame.text == (fact.text or old.frame.text), "row 31: another text than agreed"
    former = record.corrections[-1]
    assert former.title == (old.frame.title if fact.title else None), "row 31: the former title is lost"
    assert former.text == (old.frame.text if fact.text else None), "row 31: the former text is lost"


def _of_own(fact: OwnTextsCorrected, old: Own, record: Own) -> None:
    there, then = set(_ids(old)), set(_ids(replace(record, corrections=())))
    for each in fact.texts:
        assert each.former in there, "row 31: something else was corrected"
        assert each.text in then, "row 31: another text than agreed"
        assert each in record.corrections[-1].texts, "row 31: the former text is lost"
    for one in fact.figures:
        assert one.former == old.content.figures[one.place].value, "row 31: another number was corrected"
        assert one.value == record.content.figures[one.place].value, "row 31: another number than agreed"
        assert one in record.corrections[-1].figures, "row 31: the former number is lost"

    for name, value in fact.particulars.items():
        assert isinstance(old, ConsultationRecord)
        assert isinstance(record, ConsultationRecord)
        assert getattr(particulars_of(record), name) == value, f"row 31: another {name} than agreed"
        was = getattr(particulars_of(old), name)
        assert getattr(record.corrections[-1].particulars, name) == was, f"row 31: the former {name} is lost"


def statements_have_the_day_of_their_consultation(after: World) -> None:
    """All that was said was said on the day of now; of several, on none."""
    for each in after.statements.values():
        assert each.record.frame.said_date == said_on(after.of(each.record)), "row 31: said on another day"


def what_particulars_were_is_read(after: World) -> None:
    """What kind, days, themes and so on were is public beside what they are; of what is away it is not."""
    answers = (each.get("consultation", each) for each in map(json.loads, after.public.splitlines()))
    read = {each["number"]: each for each in answers if "publishedDate" in each}
    for meeting in after.consultations.values():
        record = meeting.record
        if record.hidden or not any(each.particulars for each in record.corrections):
            continue
        told = [
            MessageToDict(written) for each in record.corrections if (written := written_particulars(each.particulars))
        ]
        formers = [each["particulars"] for each in read[record.number]["former"] if "particulars" in each]
        assert formers == told, "row 31: nobody reads what it was before"


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _ids(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _ids(getattr(value, each.name))


def _changed(before: World, after: World) -> Iterator[tuple[Any, Any]]:
    """Yield what was public and is otherwise now."""
    for name in ("statements", "consultations", "published_programmes"):
        was, now = getattr(before, name), getattr(after, name)
        yield from ((was[key], now[key]) for key in was.keys() & now.keys() if was[key] != now[key])


def _decided(before: World, after: World) -> Proposal:
    decided = [each for key, each in before.proposals.items() if key not in after.proposals]
    assert len(decided) == 1, "row 31: nobody had proposed it"
    return decided[0]


def two_read_what_is_sensitive(before: World, after: World, step: Step) -> None:
    """What was marked as sensitive is corrected once two reviewers have read it, neither of whom proposed it."""
    for was, now in _changed(before, after):
        if any(isinstance(fact, StatementCorrected | OwnTextsCorrected) for fact in now.facts[len(was.facts) :]):
            sessions = _sessions(after, now.record)
            if any(after.drafts[each].consultation.details.sensitive for each in sessions):
                read_by = _decided(before, after).read_by
                assert read_by, "row 31: a sensitive topic, read by one person"
                assert before.people[read_by] != step.who, "row 31: a sensitive topic, read by one person twice"


def _sessions(world: World, record: Own | StatementRecord) -> list[UUID]:
    if isinstance(record, StatementRecord):
        return [record.frame.consultation_id]
    return [each.id for each in world.sessions(record.id)] or [record.id]


def proposed_texts(proposal: Proposal, public: str) -> Iterator[str]:
    """Yield what a proposal would make public and is not already."""
    for text in proposal.change.texts.values():
        yield from (body for _, body in text.bodies if body not in public)


def what_was_refused_stays_as_it_was(before: World, after: World, step: Step) -> None:
    """What a second person refused is public nowhere: nobody reads that anybody wanted it."""
    if step.act == "DecideProposal" and not step.request.agree:
        for body in proposed_texts(_decided(before, after), before.public):
            assert body not in after.public, "row 31: refused, and public"
            assert body not in after.told, "row 31: refused, and told"


def who_withdrew_consent_is_named_nowhere(before: World, after: World, step: Step) -> None:
    """Withdrawn consent erases former wordings with the present one; what anybody proposed there lapses."""
    if step.act != "WithdrawConsent":
        return
    draft = before.drafts[UUID(step.request.consultation_id)]
    person = next(each for each in draft.participants if str(each.id) == step.request.participant_id)
    for where, all_of_it in (("an event", after.told), ("the public", after.public)):
        assert not person.details.name or person.details.name not in all_of_it, f"consent: {where} names the person"
    record = before.consultations.get(draft.consultation.id)
    subjects = {draft.consultation.id, record.record.content.programme_id if record else None}
    subjects |= {
        key for key, each in after.statements.items() if each.record.frame.consultation_id == draft.consultation.id
    }
    waiting = {each.subject_id for each in after.proposals.values()}
    assert not subjects & waiting, "consent: what was proposed waits on, and may name the person"


def what_it_said_before_is_read(after: World) -> None:
    """Each former wording is public, with the day until which it stood and why; of what is away none is."""
    kept = {former: shown for formers, shown in _kept(after) for former in formers}
    if not kept:
        return
    read = {former for line in after.public.splitlines() for former in _read(json.loads(line))}
    for former, shown in kept.items():
        assert not shown or former in read, f"row 31: nobody reads what it said before: {former}"
        assert shown or former not in read, f"row 5b: a former wording of what is away: {former}"


def what_figures_counted_before_is_read_unless_it_tells_of_a_few(after: World) -> None:
    """A former number is public until a later one differs from it by fewer than five people: then neither tells."""
    answers = (each.get("consultation", each) for each in map(json.loads, after.public.splitlines()))
    read = {each["number"]: each for each in answers if "publishedDate" in each}
    for meeting in after.consultations.values():
        record = meeting.record
        if record.hidden or not any(each.figures for each in record.corrections):
            continue
        formers = read[record.number]["former"]
        for done, former in zip(record.corrections, formers, strict=True):
            for one in done.figures:
                tells = any(0 < abs(one.former - each) < FEWEST for each in _later(record, done))
                told = [int(each["value"]) for each in former.get("figures", ())]
                assert told == ([] if tells else [one.former]), "invariant 6: a former number tells, or is lost"
                assert former.get("figuresWithheld", False) is tells, "row 31: nobody says that it is not told"


def _later(record: ConsultationRecord, since: OwnCorrection) -> list[int]:
    """Return what the only public figure counted after a correction, until now."""
    place = record.corrections.index(since)
    return [each.value for done in record.corrections[place:] for each in done.figures]


def _kept(world: World) -> Iterator[tuple[list[Former], bool]]:
    for said in world.statements.values():
        record = said.record
        texts = [(each, text) for each in record.corrections for text in (each.title, each.text)]
        away = record.hidden or record.withdrawal or world.of(record).hidden
        yield _formers(world, texts), not away
    for meeting in world.consultations.values():
        own = [(each, one.former) for each in meeting.record.corrections for one in each.texts]
        yield _formers(world, own), not meeting.record.hidden
    for programme in world.published_programmes.values():
        own = [(each, one.former) for each in programme.record.corrections for one in each.texts]
        hidden = all(each.hidden for each in world.sessions(programme.record.id))
        if not hidden:  # of a programme that is away no list is read here
            yield _formers(world, own), True


def _formers(world: World, corrected: Sequence[tuple[Any, UUID | None]]) -> list[Former]:
    return [
        (body, each.corrected_date.isoformat(), world.texts[each.reason].authoritative)
        for each, text in corrected
        if text and (body := world.texts[text].authoritative)
    ]


def _read(answer: Any) -> Iterator[Former]:
    """Yield every former wording in a public answer, at any depth."""
    if isinstance(answer, list):
        for each in answer:
            yield from _read(each)
    if isinstance(answer, dict):
        for former in answer.get("former", ()):
            said = [each["text"] for each in former.get("texts", ())]
            said += [former[name] for name in ("title", "text") if name in former]
            why, day = former.get("reason", {}).get("bodies", {}), former.get("correctedDate", "")
            yield from ((body, day, why.get("en", "")) for each in said for body in each.get("bodies", {}).values())
        for each in answer.values():
            yield from _read(each)
