"""What holds of everything that is public or told: it was reviewed, and nothing restricted is in it."""

from collections.abc import Iterator
from uuid import UUID

from services.consultations.domain.drafts import Statement
from services.consultations.domain.proposals import Proposal
from services.consultations.domain.safeguarding.acts import ActKind
from services.consultations.domain.values import Attribution, AttributionRule, RecordState
from tests.machine.evaluated import held
from tests.record_machine.stage import (
    NAME,
    NAME_IN_A_REASON,
    REVIEWERS,
    SECRET,
    PublishedStatement,
    Step,
    World,
)
from tests.record_machine.standing import complete, label


def what_is_new_was_reviewed(before: World, after: World, step: Step, hands: dict[UUID, frozenset[str]]) -> None:
    """Row 2: it waited, was complete, had passed the gate, and whoever published or approved it had no hand in it."""
    rows = {each.id: (draft, each) for draft, each in before.entered()}
    approved = {each.id for _, each in after.entered() if each.state is RecordState.SCHEDULED}
    approved -= {key for key, (_, row) in rows.items() if row.state is RecordState.SCHEDULED}
    new = after.statements.keys() - before.statements.keys()
    for key in (each for each in rows if each in new | approved):
        draft, row = rows[key]
        assert complete(row), "row 2: something is missing"
        assert not draft.hidden, "row 5b: published in what is hidden"
        assert not label(before, row)[0], "row 2: restricted, and public"
        assert not row.details.garbled, "row 2: garbled, and public"
        if key in new:
            name_was_decided_about(before, after, after.statements[key], row)
        if step.who == "clock":
            assert row.state is RecordState.SCHEDULED, "row 2: public by itself, and nobody approved it"
            continue
        assert step.act == "PublishConsultation", "row 2: public by another act"
        assert row.state is RecordState.IN_REVIEW, "row 2: public without review"
        assert step.who not in hands.get(key, frozenset()), "row 2: published by whoever entered it"
        if draft.consultation.details.sensitive:
            read = {before.people[act.by] for act in before.acts if act.owner_id == key and act.kind is ActKind.READ}
            assert read - {step.who} - hands.get(key, frozenset()), "row 2: a sensitive topic, read by one person"
        asked = step.request.checklist
        assert asked.consent_checked, "row 2: consent was not checked"
        assert asked.final_text_read, "row 2: the final text was not read"
        if step.who not in (*REVIEWERS, "other_reviewer"):
            low = all(decision.risk == 1 for decision in step.request.decisions)
            assert low, "row 2: only a reviewer publishes what is not of low risk"
    for key in set(after.consultations) - set(before.consultations):
        assert step.who not in hands.get(key, frozenset()), "row 2: published by whoever entered it"


def name_was_decided_about(before: World, after: World, said: PublishedStatement, row: Statement) -> None:
    """Row 2: a name in it was cleared or redacted by somebody else, and is public only if it was cleared last."""
    for field, text in (("title", said.record.frame.title), ("text", said.record.frame.text)):
        entered = getattr(row.details, field).authoritative
        if NAME not in entered:
            continue
        acts = [act for act in before.acts if act.owner_id == row.id and act.mark and act.mark.field.startswith(field)]
        decided = [act for act in acts if act.kind in (ActKind.CLEAR, ActKind.REDACT)]
        assert decided, "row 2: nobody decided about the name"
        assert not {act.by for act in decided} & row.editors, "row 2: cleared by whoever entered it"
        assert text is not None
        stays = decided[-1].kind is ActKind.CLEAR
        assert held(9, (NAME in after.texts[text].authoritative) is stays), "invariant 9: what was redacted is public"


def nothing_restricted_is_told(after: World) -> None:
    """9: what nobody published is in no event and no public answer; 6: nor is a count of fewer than five people."""
    for where, all_of_it in (("an event", after.told), ("the public", after.public)):
        for secret in (SECRET, NAME_IN_A_REASON):
            assert held(9, secret not in all_of_it), f"invariant 9: {where} holds {secret}"
        assert held(6, '"women"' not in all_of_it), f"invariant 6: {where} counts three people"
        for body in _not_public(after):
            assert held(9, body not in all_of_it), f"invariant 9: {where} holds {body!r}, which nobody published"


def _not_public(world: World) -> Iterator[str]:
    for draft, row in world.entered():
        if row.state is not RecordState.PUBLISHED:
            yield from filter(None, (row.details.title.authoritative, row.details.text.authoritative))
            yield from filter(None, (row.details.verifiability.who.authoritative,))
        for each in draft.participants:
            details = each.details
            on_record = draft.consultation.details.attribution_rule is AttributionRule.ON_RECORD
            named = on_record and details.attribution is Attribution.NAMED and bool(details.consent_basis)
            if details.name and not named:
                yield details.name
    for draft in world.drafts.values():
        if not draft.published:
            yield from filter(None, (draft.consultation.details.title.authoritative,))
    for programme in world.programmes.values():
        if programme.id not in world.published_programmes:
            yield programme.details.title.authoritative
    for proposal in world.proposals.values():
        yield proposal.change.reason.authoritative
        yield from proposed_bodies(world, proposal)


def proposed_bodies(world: World, proposal: Proposal) -> Iterator[str]:
    """Yield what a proposal would make public, as far as no event of before holds it."""
    said = {body for text in world.texts.values() for _, body in text.bodies}
    for text in proposal.change.texts.values():
        yield from (body for _, body in text.bodies if body not in said)


def what_is_away_is_not_public(after: World) -> None:
    """Rows 5 and 5b: of what is hidden only the number is public; of a tombstone also why; never what was said."""
    for each in after.statements.values():
        record = each.record
        of = after.of(record)
        hidden = record.hidden or of.hidden
        assert f'"{record.frame.number}"' in after.public, "row 5: the number is gone"
        said = [after.texts[text].authoritative for text in (record.frame.title, record.frame.text) if text]
        said = [body for body in said if body]  # what is erased is read nowhere
        if hidden or record.withdrawal:
            assert not any(body in after.public for body in said), f"row 5: {record.frame.number} can still be read"
        else:
            assert all(_escaped(body) in after.public for body in said), f"{record.frame.number} cannot be read"
        if record.withdrawal and not hidden:
            assert record.withdrawal.reason is not None
            reason = after.texts[record.withdrawal.reason].authoritative
            assert reason in after.public, "row 5: the tombstone does not say why"
        if hidden and record.withdrawal and record.withdrawal.reason:
            why = after.texts[record.withdrawal.reason].authoritative
            assert why not in after.public, "row 5b: hidden counts first"
    for key, meeting in after.consultations.items():
        title = meeting.record.frame.title
        if meeting.record.hidden and title:
            assert after.texts[title].authoritative not in after.public, f"row 5b: {key} can still be read"


def _escaped(body: str) -> str:
    return body.replace('"', '\\"')
