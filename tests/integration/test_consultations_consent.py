"""Consent withdrawn: name and affiliation are gone for ever; what was said stays, or goes, too."""

import asyncio
from collections.abc import AsyncIterator
from functools import reduce
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.domain.details import ParticipantDetails
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.store.sealed import unseal
from tests.integration.consultations_house import House, Office, a_house, fields_at_fault, publication_of, words

TOKEN = "Canaryqux"
NAME, BODY, WORDS = f"Zarmina {TOKEN}", f"Trust of {TOKEN}", f"What only {TOKEN} would say"


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def a_named_speaker(house: House, token: str = TOKEN, *, body: str = "") -> tuple[Office, pb.Draft, str]:
    """Publish three items: of a named participant, of another one, and of the first with her name in its source.

    The token is in her name, her affiliation and her words. The first is put to a body, if there is one.
    """
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(
        office.facilitator, draft, name=f"Zarmina {token}", organisation=f"Trust of {token}"
    )
    other = await house.participant(office.facilitator, draft, name="Participant 2", organisation="Another body")
    said: list[dict[str, Any]] = [
        {"participant_id": person.participant_id, "text": words(f"What only {token} would say")},
        {"participant_id": other.participant_id},
        {
            "participant_id": person.participant_id,
            "source_sentence": words(f"“Open it”, said Ms ZARMINA {token.upper()}, at the Trust of {token}."),
            "source_sentence_public": True,
        },
    ]
    if body:
        explicit = {"addressee_basis": pb.ADDRESSEE_BASIS_EXPLICIT}
        said[0] |= {"addressee_ids": [body], "lead_addressee_id": body} | explicit
    for each in said:
        await house.statement(office.facilitator, draft, **each)
    draft = await house.submit(office.facilitator, draft)
    await _clear(house, office, draft)
    return office, await house.publish(office.reviewer, draft), person.participant_id


async def _clear(house: House, office: Office, draft: pb.Draft) -> None:
    """Let every name that the detector finds stay: its bearer wants to be named."""
    waiting = [each for each in draft.statements if each.record_state == pb.RECORD_STATE_IN_REVIEW]
    preview = pb.PreviewPublicationRequest(
        consultation_id=draft.consultation_id,
        decisions=[
            pb.StatementDecision(
                statement_id=each.statement_id, expected_version=each.version, publication=events.PUBLICATION_RECORDED
            )
            for each in waiting
        ],
    )
    spans = (await house.call(office.reviewer, preview)).spans
    versions = {"": draft.version} | {each.statement_id: each.version for each in waiting}
    acts = [
        pb.SafeguardingAct(
            statement_id=each.statement_id, expected_version=versions[each.statement_id], clear=each.mark
        )
        for each in spans
    ]
    request = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
    await house.call(office.reviewer, request)


async def withdraw(
    house: House, office: Office, draft: pb.Draft, participant_id: str, *, statements: bool = False
) -> pb.ConsentReport:
    request = pb.WithdrawConsentRequest(
        consultation_id=draft.consultation_id, participant_id=participant_id, statements=statements
    )
    return (await house.call(office.facilitator, request)).report  # type: ignore[no-any-return]


async def public(house: House, draft: pb.Draft) -> pb.GetConsultationResponse:
    return await house.call(None, pb.GetConsultationRequest(number=draft.number))  # type: ignore[no-any-return]


@pytest.mark.covers("SEC 18")
async def test_name_and_affiliation_are_gone_and_what_was_said_stays(house: House) -> None:
    office, draft, person = await a_named_speaker(house)
    before = await public(house, draft)
    assert before.consultation.speakers == [f"{NAME}, {BODY}", "Participant 2, Another body"]
    shown = f"{NAME}, {BODY}"
    assert [each.speaker for each in before.statements] == [shown, "Participant 2, Another body", shown]

    report = await withdraw(house, office, draft, person)
    after = await public(house, draft)
    assert after.consultation.speakers == ["Participant 2, Another body"]
    assert [each.speaker for each in after.statements] == ["", "Participant 2, Another body", ""]
    assert [each.consent_withdrawn_date for each in after.statements] == ["2026-03-02", "", "2026-03-02"]
    assert after.statements[0].text == words(WORDS)
    assert after.statements[2].source_sentence == text_pb2.LocalizedText(authoritative_language="en", erased=True)
    assert TOKEN.lower().encode() + b"," not in after.SerializeToString().lower()
    numbers = [each.number for each in draft.statements]
    entered = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    quoted = entered.statements[2].details.source_sentence.bodies["en"]
    assert quoted == f"“Open it”, said Ms [name removed], at the Trust of {TOKEN}."
    assert report == pb.ConsentReport(
        withdrawn_date="2026-03-02",
        shown_numbers=[draft.number, numbers[0], numbers[2]],
        shown_from_date="2026-03-02",
        erased_numbers=[numbers[2]],
        reread_numbers=[numbers[0]],  # a part of the name is left in the words
    )


async def test_nothing_that_was_entered_has_the_name_and_a_label_that_was_raised_stays_raised(house: House) -> None:
    """Texts that have the name are sealed under another key, and what reviewers did about them goes over to it."""
    office, name = await house.office(), "Zarmina Canaryent"
    programme_id = await a_programme_that_names(house, office, name)
    summary = words(f"Opened by {name}.")
    draft = await house.draft(office.facilitator, programme_id=programme_id, summary=summary)
    person = await house.participant(office.facilitator, draft, name=name)
    said = await house.statement(office.facilitator, draft, text=words(f"As {name} put it, call Taimoor Wazir."))
    draft = await house.submit(office.facilitator, draft)
    await _clear(house, office, draft)
    restrict = pb.SafeguardingAct(
        statement_id=said.statement_id,
        expected_version=draft.statements[0].version,
        restrict=pb.RestrictStatement(reason=f"the case of {name}"),
    )
    request = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=[restrict])
    await house.call(office.reviewer, request)

    await withdraw(house, office, draft, person.participant_id)
    entered = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert entered.details.summary == words("Opened by [name removed].")
    assert entered.statements[0].details.text == words("As [name removed] put it, call Taimoor Wazir.")
    [programme] = (await house.call(office.facilitator, pb.ListMyProgrammesRequest())).programmes
    assert programme.details.summary == words("Founded by Ms [name removed].")
    async with house.database.transaction(read_only=True) as tx:
        await store.act_for(tx, [office.facilitator.organisation])
        consultation = await store.read_consultation(
            tx, house.keys, UUID(draft.consultation_id), [office.facilitator.organisation]
        )
        acts = await store.acts_in(tx, house.keys, consultation)
    assert acts
    assert name not in repr(acts)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.publish(office.reviewer, entered)
    assert "decisions[0].restricted" in fields_at_fault(error.value)
    assert "decisions[0].text.bodies[en]" not in fields_at_fault(error.value), "what was cleared stays cleared"


async def test_the_roster_keeps_a_row_of_which_nothing_is_known_but_the_report(house: House) -> None:
    office, draft, person = await a_named_speaker(house)
    report = await withdraw(house, office, draft, person)
    read = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    row = (await house.call(office.facilitator, read)).draft.participants[0]
    assert row == pb.Participant(
        participant_id=person,
        details=pb.ParticipantDetails(attribution=pb.ATTRIBUTION_ANONYMOUS),
        version=2,
        consent_report=report,
    )


async def test_what_was_said_goes_too_if_it_is_asked_then_or_later(house: House) -> None:
    office, draft, person = await a_named_speaker(house, "Canarysaid")
    await house.statement(office.facilitator, draft, participant_id=person, text=words("not public yet"))
    first = await withdraw(house, office, draft, person)
    assert not first.withdrawn_numbers
    again = await withdraw(house, office, draft, person)
    assert again == first
    numbers = [each.number for each in draft.statements]

    whole = await withdraw(house, office, draft, person, statements=True)
    assert whole.withdrawn_numbers == [numbers[0], numbers[2]]
    assert whole.removed == 1
    assert whole.shown_numbers == first.shown_numbers
    page = await public(house, draft)
    assert [each.withdrawn for each in page.statements] == [True, False, True]
    assert page.statements[0].withdrawn_reason.bodies["en"] == "Consent was withdrawn."
    assert b"Canarysaid" not in page.SerializeToString()
    rows = await house.rows("SELECT body FROM texts WHERE body LIKE '%%Canarysaid%%'")
    assert rows == []
    assert await withdraw(house, office, draft, person, statements=True) == whole
    read = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    entered = (await house.call(office.facilitator, read)).draft
    assert [each.record_state for each in entered.statements] == [
        *(pb.RECORD_STATE_WITHDRAWN, pb.RECORD_STATE_PUBLISHED, pb.RECORD_STATE_WITHDRAWN)
    ]
    assert entered.statements[0].details == pb.StatementDetails(type=events.STATEMENT_TYPE_RECOMMENDATION)


async def test_the_state_is_still_the_fold_of_its_events_and_the_chain_holds(house: House) -> None:
    office, draft, person = await a_named_speaker(house)
    await withdraw(house, office, draft, person, statements=True)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(draft.consultation_id))
        event_log.verify(log)
        folded = reduce(evolve_consultation, map(wire.consultation_fact, log), None)
        assert folded == await store.consultation_record(tx, UUID(draft.consultation_id))
        for each in draft.statements:
            log = await event_log.load(tx, UUID(each.statement_id))
            event_log.verify(log)
            assert reduce(evolve_statement, map(wire.statement_fact, log), None) == await store.statement_record(
                tx, UUID(each.statement_id)
            )


async def a_programme_that_names(house: House, office: Office, name: str) -> str:
    """Make a programme that has a name in two of its texts, and a part of it in a third."""
    details = pb.ProgrammeDetails(
        title=words(f"{name.split()[1]} days", ur="محفوظ دن"),
        summary=words(f"Founded by Ms {name.upper()}."),
        partners=words(f"A partner; {name}"),
    )
    request = pb.CreateProgrammeRequest(details=details)
    return str((await house.call(office.facilitator, request)).programme.programme_id)


async def test_the_texts_of_a_programme_that_name_the_person_are_erased_too(house: House) -> None:
    office, token = await house.office(), "Canaryprog"
    programme_id = await a_programme_that_names(house, office, f"Zarmina {token}")
    draft = await house.draft(office.facilitator, programme_id=programme_id)
    person = await house.participant(office.facilitator, draft, name=f"Zarmina {token}", organisation="A trust")
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    await _clear(house, office, draft)
    draft = await house.publish(office.reviewer, draft)
    later = await house.draft(office.facilitator, programme_id=programme_id)
    unseen = await house.participant(office.facilitator, later, name="Zarmina Partner", organisation="A trust")
    listing = pb.ListProgrammesRequest(consultation_number=draft.number)
    [before] = (await house.call(None, listing)).programmes
    assert token.upper() in before.details.summary.bodies["en"]

    report = await withdraw(house, office, draft, person.participant_id)
    assert (report.programme_erased, report.programme_reread) == (True, True)
    assert report.shown_from_date == "2026-03-02"
    [after] = (await house.call(None, listing)).programmes
    gone = text_of("", erased=True)
    assert (after.details.summary, after.details.partners) == (gone, gone)
    assert after.details.title == before.details.title, "a part of the name is read again, not erased"
    bodies = await house.rows("SELECT body FROM texts WHERE body ILIKE %(name)s", name=f"%Zarmina {token}%")
    assert bodies == []
    # A participant of a session that is not public yet: the programme is.
    report = await withdraw(house, office, later, unseen.participant_id)
    assert (report.programme_erased, report.programme_reread) == (False, False)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(programme_id))
        event_log.verify(log)
        assert [each.type.rpartition(".")[2] for each in log] == ["ProgrammePublished", "TextErased", "TextErased"]
        folded = reduce(evolve_programme, map(wire.programme_fact, log), None)
        assert folded == await store.published_programme(tx, UUID(programme_id))


async def test_a_programme_with_two_public_sessions_loses_the_name_in_one_act(house: House) -> None:
    """Both sessions are places of the name: what is entered of the programme they share is sealed anew only once."""
    office, name = await house.office(), "Zarmina Canarytwice"
    programme_id = await a_programme_that_names(house, office, name)
    first, second = [await house.draft(office.facilitator, programme_id=programme_id) for _ in range(2)]
    person = await house.participant(office.facilitator, first, name=name)
    for each in (first, second):
        await house.statement(office.facilitator, each)
    first = await house.submit(office.facilitator, first)
    await _clear(house, office, first)
    first = await house.publish(office.reviewer, first)
    await house.publish(office.reviewer, await house.submit(office.facilitator, second))

    report = await withdraw(house, office, first, person.participant_id)
    assert report.programme_erased
    assert await house.rows("SELECT body FROM texts WHERE body ILIKE %(name)s", name=f"%{name}%") == []
    [programme] = (await house.call(office.facilitator, pb.ListMyProgrammesRequest())).programmes
    assert programme.details.summary == words("Founded by Ms [name removed].")


async def test_what_a_reviewer_noted_and_why_it_was_hidden_are_read_no_more_if_they_name_the_person(
    house: House,
) -> None:
    office, name = await house.office(), "Zarmina Canarynote"
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=name)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft, review_note=f"I asked {name}.")
    for reason in (f"{name} asked", "a typing error"):
        await house.call(office.facilitator, pb.HideRequest(number=draft.statements[0].number, reason=reason))
        for who in (office.facilitator, office.reviewer):
            await house.call(who, pb.ShowRequest(number=draft.statements[0].number, reason="settled"))
    review = "SELECT key_id FROM reviews WHERE consultation_id = %(id)s"
    why = "SELECT key_id FROM reasons WHERE aggregate_id = %(id)s ORDER BY given_at, action"

    await withdraw(house, office, draft, person.participant_id)
    async with house.database.transaction(read_only=True) as tx:
        await store.act_for(tx, [office.facilitator.organisation])
        [row] = await (await tx.execute(review, {"id": draft.consultation_id})).fetchall()
        reasons = await (await tx.execute(why, {"id": draft.statements[0].statement_id})).fetchall()
    kept = [(house.keys_folder / "consultations" / str(each["key_id"])).exists() for each in (row, *reasons)]
    assert len(kept) == 7
    assert kept[0] is False, "the note of the review"
    assert kept[1:].count(False) == 1, "one reason of six"


async def proposed(house: House, office: Office, number: str, title: str) -> str:
    """Propose another title for a statement; return the proposal's id."""
    correct = pb.Wording(title=words(title))
    request = pb.ProposeChangeRequest(number=number, reason=words("A slip of the pen"), correct=correct)
    return (await house.call(office.facilitator, request)).proposal_id  # type: ignore[no-any-return]


async def test_what_is_proposed_elsewhere_lapses_if_it_names_the_person(house: House) -> None:
    office, name = await house.office(), "Zarmina Canaryelse"
    draft = await house.published(office)
    person = await house.participant(office.facilitator, draft, name=name)
    others = [await house.published(office) for _ in range(2)]
    naming = await proposed(house, office, others[0].statements[0].number, f"As {name} asked")
    left = await proposed(house, office, others[1].statements[0].number, "As somebody asked")
    await withdraw(house, office, draft, person.participant_id)
    waiting = (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    assert [each.proposal_id for each in waiting] == [left]
    noted = "SELECT row_id FROM audit WHERE action = 'lapse' AND actor = %(actor)s"
    lapsed = await house.rows(noted, actor=str(office.facilitator.id))
    assert [str(each["row_id"]) for each in lapsed] == [naming]
    async with house.database.transaction(read_only=True) as tx:
        await store.act_for(tx, [office.facilitator.organisation])
        found = await tx.execute("SELECT key_id FROM proposals WHERE id = %(id)s", {"id": naming})
        [row] = await found.fetchall()
    assert not (house.keys_folder / "consultations" / str(row["key_id"])).exists()


async def test_what_cannot_be_read_any_more_keeps_nobody_from_withdrawing_consent(house: House) -> None:
    """As after restoring an older backup: what is public elsewhere is told of, and read again by people."""
    office, name = await house.office(), "Zarmina Canarylost"
    draft = await house.published(office)
    person = await house.participant(office.facilitator, draft, name=name)
    erased = await proposed(house, office, draft.statements[0].number, f"As {name} asked")
    await house.destroy_key_of("proposals", erased)
    other = await one_that_names(house, office, name)
    await house.destroy_key_of("consultations", other.consultation_id)
    report = await withdraw(house, office, draft, person.participant_id)
    assert list(report.reread_numbers) == [other.number, f"{other.number}/2"]


async def test_who_decides_while_a_consent_is_withdrawn_locks_nobody_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reviewer holds the proposal and not yet the statement when the withdrawal begins: it waits for that."""
    office, draft, person = await a_named_speaker(house, "Canarylock")
    proposal_id = await proposed(house, office, draft.statements[0].number, "Better")
    decision = await house.decision(office.reviewer, proposal_id)
    held, may_go_on = asyncio.Event(), asyncio.Event()
    lock = store.lock_proposal

    async def lock_and_wait(*given: Any) -> Any:
        found = await lock(*given)
        held.set()
        await may_go_on.wait()
        return found

    monkeypatch.setattr(store, "lock_proposal", lock_and_wait)
    deciding = asyncio.create_task(house.call(office.reviewer, decision))
    await asyncio.wait_for(held.wait(), 10)
    withdrawal = asyncio.create_task(withdraw(house, office, draft, person))
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while not withdrawal.done() and not await house.rows(waiting):
        await asyncio.wait([withdrawal], timeout=0.01)
    may_go_on.set()
    assert (await deciding).statement.title == words("Better")
    await withdrawal


def text_of(body: str, *, erased: bool) -> text_pb2.LocalizedText:
    """Write a text as a public answer has it."""
    return text_pb2.LocalizedText(authoritative_language="en", bodies={"en": body} if body else {}, erased=erased)


async def test_a_person_whom_nobody_saw_leaves_no_tombstone(house: House) -> None:
    """A mark on several items would tell that one person said them."""
    office = await house.office()
    draft = await house.draft(office.facilitator, attribution_rule=pb.ATTRIBUTION_RULE_CHATHAM_HOUSE)
    person = (await house.participant(office.facilitator, draft, name=NAME)).participant_id
    await house.statement(office.facilitator, draft, participant_id=person)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    before = await house.events_of(draft.consultation_id)
    report = await withdraw(house, office, draft, person)
    assert report == pb.ConsentReport(withdrawn_date="2026-03-02")
    assert await house.events_of(draft.consultation_id) == before
    assert [each.consent_withdrawn_date for each in (await public(house, draft)).statements] == [""]


async def test_nothing_is_entered_of_a_person_who_withdrew(house: House) -> None:
    office, draft, person = await a_named_speaker(house)
    await withdraw(house, office, draft, person)
    await house.statement(office.facilitator, draft, participant_id=person)
    request = pb.PutParticipantRequest(
        consultation_id=draft.consultation_id,
        participant_id=person,
        expected_version=2,
        details=pb.ParticipantDetails(name=NAME),
    )
    with pytest.raises(Exception, match="consent was withdrawn"):
        await house.call(office.facilitator, request)
    draft = await house.submit(office.facilitator, draft)
    await house.publish(office.reviewer, draft)
    assert (await public(house, draft)).consultation.speakers == ["Participant 2, Another body"]


@pytest.mark.covers("SEC 18", "loss erasure")
async def test_a_backup_from_before_is_not_read_without_the_keys_that_are_gone(house: House) -> None:
    """Every row and every file of the database, from before and after; and answers kept for a repeated request."""
    office, draft, person = await a_named_speaker(house, "Canarykept")
    numbers = [each.number for each in draft.statements]
    link = pb.LinkStatementsRequest(number=numbers[0], other_number=numbers[1], reason=words("Both ask for one thing."))
    assert (await house.call(office.facilitator, link)).statement.speaker == "Zarmina Canarykept, Trust of Canarykept"
    backup = await _everything(house, office)
    assert not [table for table, rows in backup.items() if table != "texts" and "anarykept" in repr(rows)]
    [row] = [each for each in backup["participants"] if each["id"] == UUID(person)]
    place: dict[str, Any] = {"key_id": row["key_id"], "table": "participants", "row_id": row["id"]}
    assert unseal(house.keys, ParticipantDetails, bytes(row["details"]), **place).name == "Zarmina Canarykept"
    said = [each for each in backup["statements"] if str(each["id"]) == draft.statements[0].statement_id]

    await withdraw(house, office, draft, person, statements=True)
    gone = {"participants": [row], "public_speakers": [], "statements": said}
    gone["public_speakers"] = [each for each in backup["public_speakers"] if each["participant_id"] == UUID(person)]
    assert all(gone.values())
    for rows in gone.values():
        for each in rows:
            with pytest.raises(KeyDestroyed):
                house.keys.open(each["key_id"], b"\x01", table="any", column="any", row_id=UUID(person))
            assert not (house.keys_folder / "consultations" / str(each["key_id"])).exists()
    answers = [each for each in backup["replies"] if each["rpc"].endswith("LinkStatementsRequest")]
    assert answers
    assert not [each for each in answers if (house.keys_folder / "consultations" / str(each["key_id"])).exists()]
    assert "anarykept" not in repr(await _everything(house, office))


async def _everything(house: House, office: Office) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as an operator's backup has it: also those behind row-level security."""
    tables = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    async with house.database.transaction(read_only=True) as tx:
        await store.act_for(tx, [office.facilitator.organisation])
        for each in tables:
            name = each["tablename"]
            if name != "alembic_version":
                found[name] = await (await tx.execute(f'SELECT * FROM "{name}"')).fetchall()
    return found


async def test_no_stored_answer_tells_of_a_person_who_withdrew(house: House) -> None:
    """Whatever command it was given to: those about published items say who spoke, and what."""
    token = "Canarykept"
    office, draft, person = await a_named_speaker(house, token, body=await house.body())
    one, two, three = (each.number for each in draft.statements)
    second = await house.person("facilitator", "reviewer", organisation=office.reviewer.organisation)
    why, facilitator = words("They belong together."), office.facilitator
    done = pb.VerifiabilityEntry(who=why, what=words("A hotline"), by_when=words("2027"), shown_how=words("By a call"))
    proposing = pb.ProposeChangeRequest(number=one, track=done, reason=why)
    proposal = (await house.call(facilitator, proposing)).proposal_id
    acts = [
        (second, pb.DecideProposalRequest(proposal_id=proposal, agree=True)),
        (facilitator, pb.LinkStatementsRequest(number=one, other_number=two, reason=why)),
        (facilitator, pb.MergeStatementRequest(number=three, target_number=one, reason=why)),
        (facilitator, pb.UnmergeStatementRequest(number=three, reason=why)),
        (facilitator, pb.WithdrawStatementRequest(number=two, reason=why, asked_by=words("A friend"))),
    ]
    for who, request in acts:
        await house.call(who, request)

    def telling(answers: dict[str, list[bytes]]) -> dict[str, int]:
        return {rpc: n for rpc, all_of in answers.items() if (n := sum(token.encode() in each for each in all_of))}

    before = telling(await house.stored_answers())
    told = {"DecideProposalRequest", "LinkStatementsRequest", "MergeStatementRequest", "UnmergeStatementRequest"}
    assert told | {"PutParticipantRequest", "PublishConsultationRequest"} <= before.keys()
    await withdraw(house, office, draft, person)
    # What was said stays as it was entered, with a part of the name in it: it is to be read again.
    assert telling(await house.stored_answers()).keys() <= {"PutStatementRequest"}
    await withdraw(house, office, draft, person, statements=True)
    assert telling(await house.stored_answers()) == {}


async def test_a_contact_is_read_by_facilitators_of_the_host_only(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    consent = pb.Consent(how=pb.CONSENT_HOW_FORM, given_date="2026-03-01", name=True)
    made = await house.participant(office.facilitator, draft, name=NAME, contact="0300 1234567", consent=consent)
    assert (made.consent_recorded_by, made.consent_recorded_date) == (str(office.facilitator.id), "2026-03-02")
    await house.statement(office.facilitator, draft, participant_id=made.participant_id)
    await house.submit(office.facilitator, draft)
    read = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    for who, seen in ((office.colleague, "0300 1234567"), (office.reviewer, "")):
        [person] = (await house.call(who, read)).draft.participants
        assert (person.details.contact, person.details.name) == (seen, NAME)
        assert person.details.consent == consent


async def five_unnamed(house: House) -> tuple[Office, pb.Draft]:
    """Under the Chatham House rule five people said something; the first said two things. One more spoke of nothing."""
    office = await house.office()
    draft = await house.draft(office.facilitator, attribution_rule=pb.ATTRIBUTION_RULE_CHATHAM_HOUSE)
    people = [await house.participant(office.facilitator, draft, name=f"{NAME} {each}") for each in range(6)]
    for each in (0, 1, 2, 3, 4, 0):
        await house.statement(office.facilitator, draft, participant_id=people[each].participant_id)
    return office, await house.submit(office.facilitator, draft)


@pytest.mark.covers("SEC 2")
async def test_speakers_who_are_not_named_are_told_apart_by_numbers_of_this_consultation(house: House) -> None:
    seen = []
    for _ in range(2):
        office, draft = await five_unnamed(house)
        request = pb.PreviewPublicationRequest(
            consultation_id=draft.consultation_id, decisions=publication_of(draft).decisions
        )
        preview = (await house.call(office.facilitator, request)).statements
        draft = await house.publish(office.reviewer, draft)
        page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
        shown = [each.speaker_pseudonym for each in page.statements]
        assert [each.speaker_pseudonym for each in preview] == shown
        assert (len(set(shown)), shown[0]) == (5, shown[5])
        one = await house.call(None, pb.GetStatementRequest(number=draft.statements[2].number))
        assert one.statement.speaker_pseudonym == shown[2]
        seen.append(set(shown))
    assert not seen[0] & seen[1], "nobody is found in two consultations"

    hide = pb.HideRequest(number=draft.statements[3].number, reason="it is checked")
    await house.call(office.reviewer, hide)
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert not any(each.speaker_pseudonym for each in page.statements), "four are too few to be told apart"


async def test_who_withdraws_consent_is_not_told_apart_any_more(house: House) -> None:
    office, draft = await five_unnamed(house)
    draft = await house.publish(office.reviewer, draft)
    request = pb.WithdrawConsentRequest(
        consultation_id=draft.consultation_id, participant_id=draft.participants[0].participant_id
    )
    await house.call(office.facilitator, request)
    assert (
        len(await house.rows("SELECT 1 FROM pseudonyms WHERE consultation_id = %(id)s", id=draft.consultation_id)) == 4
    )


async def one_that_names(house: House, office: Office, name: str, *, namesake: str = "") -> pb.Draft:
    """Publish a consultation with two items and a summary; the second item and the summary have a name."""
    draft = await house.draft(office.facilitator, summary=words(f"{name} spoke first."))
    if namesake:
        await house.participant(office.facilitator, draft, name=namesake)
    await house.statement(office.facilitator, draft)
    await house.statement(office.facilitator, draft, text=words(f"As {name} put it, open a hotline."))
    draft = await house.submit(office.facilitator, draft)
    await _clear(house, office, draft)
    return await house.publish(office.reviewer, draft)


async def test_texts_of_other_consultations_lose_the_name_too_or_are_told_of(house: House) -> None:
    """Of the same host; a namesake's consent is another one, and other hosts are told of."""
    office, stranger, name = await house.office(), await house.office(), "Zarmina Canaryels"
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=name)
    await house.statement(office.facilitator, draft)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    other = await one_that_names(house, office, name)
    # A link was given a reason that no rule took for a name, and was taken back: past days show it.
    one, two = (f"{each.number}/1" for each in (draft, other))
    why = words(f"{name.lower()} said both")
    link = pb.LinkStatementsRequest(number=two, other_number=one, reason=why)
    await house.call(office.facilitator, link)
    unlink = pb.UnlinkStatementsRequest(number=two, other_number=one, reason=words("wrong"))
    await house.call(office.facilitator, unlink)
    namesake = await one_that_names(house, office, name, namesake=name.upper())
    foreign, hidden = [await one_that_names(house, stranger, name) for _ in range(2)]
    for number in (hidden.number, f"{foreign.number}/2"):
        await house.call(stranger.facilitator, pb.HideRequest(number=number, reason="asked for"))
    page_of: dict[str, Any] = {"page": pb.UNSENT_PAGE_LINES, "consultation_id": other.consultation_id}
    await house.call(office.facilitator, pb.SaveUnsentTextRequest(**page_of, fields={"text": f"{name} said more"}))

    report = await withdraw(house, office, draft, person.participant_id)
    bodies = await house.rows("SELECT body FROM texts WHERE body ILIKE %(name)s", name=f"%{name}%")
    assert len(bodies) == 6, "the namesake's and the other host's, two each"
    page = await public(house, other)
    assert page.consultation.summary == text_of("", erased=True)
    assert [each.text for each in page.statements] == [
        words("Open a hotline that answers in Urdu."),
        text_of("", erased=True),
    ]
    assert list(report.erased_numbers) == [one, other.number, two, f"{other.number}/2"]
    assert list(report.shown_numbers) == [draft.number, one, other.number, two, f"{other.number}/2"]
    assert list(report.reread_numbers) == [namesake.number, f"{namesake.number}/2"]
    assert list(report.others_numbers) == [foreign.number], "what another host hid is told to nobody else"
    entered = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=other.consultation_id))).draft
    assert entered.details.summary == words("[name removed] spoke first.")
    assert entered.statements[1].details.text == words("As [name removed] put it, open a hotline.")
    typed = (await house.call(office.facilitator, pb.ReadUnsentTextRequest(**page_of))).text
    assert typed.fields["text"] == "[name removed] said more"
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(other.consultation_id))
        event_log.verify(log)
        folded = reduce(evolve_consultation, map(wire.consultation_fact, log), None)
        assert folded == await store.consultation_record(tx, UUID(other.consultation_id))


@pytest.mark.parametrize("name", ["young people", "نوجوان خواتین", "Registered Body"])
async def test_usual_words_and_a_body_are_no_name_of_a_participant(house: House, name: str) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator, host_name=words("Registered body"))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.participant(office.facilitator, draft, name=name)
    assert fields_at_fault(refused.value) == ["details.name"]


async def test_what_became_the_name_of_a_body_since_is_erased_in_no_text(house: House) -> None:
    office, name = await house.office(), "Canaryforum Qaziabad"
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=name)
    await house.statement(office.facilitator, draft, participant_id=person.participant_id)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    other = await one_that_names(house, office, name)
    await house.body(called=name)
    report = await withdraw(house, office, draft, person.participant_id)
    assert list(report.reread_numbers) == [other.number, f"{other.number}/2"]
    assert not report.erased_numbers
    roster = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert not roster.participants[0].details.name, "the person is gone all the same"


async def test_a_name_of_one_word_is_erased_nowhere_else_but_told_of(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name="Canaryone")
    await house.statement(office.facilitator, draft)
    await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    other = await one_that_names(house, office, "Ms Canaryone")
    report = await withdraw(house, office, draft, person.participant_id)
    assert not report.erased_numbers
    assert list(report.reread_numbers) == [other.number, f"{other.number}/2"]
