"""State is the fold of its events: read back from the log, every row comes out as it stands."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.recommendations import wire
from services.recommendations.domain import addressee, assignment, consultation, recommendation
from services.recommendations.store import addressee_rows, rows
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_things import a_text, evidence, key, words


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def a_life(house: House) -> None:
    """Let everything happen that can: mails, bounces, hand-overs, answers, letters, checks, hiding, withdrawing."""
    body, other = await house.body(), await house.body()
    tracked = await house.tracked(body, other)
    one, two = tracked.assignments[body], tracked.assignments[other]
    liaison, verifier = await house.liaison(body), await house.person("verifier")
    facilitator = await house.person("facilitator", organisation_id=tracked.host_id)
    reviewer = await house.person("reviewer", organisation_id=tracked.host_id)
    await house.bounced(await house.accepted(one, two, relay=True), one, two)
    await house.accepted(one)
    common = {"idempotency_key": "", "assignment_id": str(one)}

    async def version() -> dict[str, object]:
        return common | {"idempotency_key": key(), "expected_version": await house.version(one)}

    hand_over = pb.RecordHandOverRequest(
        **await version(),  # type: ignore[arg-type]
        channel=events.CHANNEL_BY_HAND,
        handed_over_date="2026-03-02",
        reference="Receipt 4",
    )
    await house.call(facilitator, "RecordHandOver", hand_over)
    for progress in (events.PROGRESS_IN_PROGRESS, events.PROGRESS_REPORTED_COMPLETE):
        answer = pb.SubmitAnswerRequest(
            **await version(),  # type: ignore[arg-type]
            position=pb.PositionAnswer(
                position=events.POSITION_ACCEPTED_IN_PART,
                part=words("The number", ur="نمبر"),
                text=words("We will do part of it"),
                delivery_date="2026-08-03",
            ),
            progress=pb.ProgressAnswer(progress=progress, text=words("So far"), evidence=[evidence()]),
            approval=events.Approval(on_behalf_of="Secretary", file_number="7-2/2026", approved_date="2026-03-01"),
        )
        await house.call(liaison, "SubmitAnswer", answer)
        if progress == events.PROGRESS_IN_PROGRESS:
            await _slip(house, liaison, one)
    search = pb.RecordNoEvidenceFoundRequest(
        **await version(),  # type: ignore[arg-type]
        search_log=[events.SearchLogEntry(place="The gazette", searched_date="2026-03-02")],
        finding=words("Nothing"),
        verifier_organisation_name="Checking house",
    )
    await house.call(verifier, "RecordNoEvidenceFound", search)
    letter = pb.RecordOutsideAnswerRequest(
        **await version(),  # type: ignore[arg-type]
        position=pb.PositionAnswer(
            position=events.POSITION_CLAIMS_ALREADY_DONE,
            text=words("It was done"),
            evidence=[evidence("https://commission.example/gazette")],
        ),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01", reference="No. 12"),
        scan_file_id=await _scan(house, facilitator, one),
    )
    recorded = await house.call(facilitator, "RecordOutsideAnswer", letter)
    await house.call(
        reviewer,
        "DecideOutsideAnswer",
        pb.DecideOutsideAnswerRequest(
            idempotency_key=key(),
            outside_answer_id=recorded.outside_answer.outside_answer_id,
            confirm=True,
            scan_may_be_public=True,
        ),
    )
    await _scan(house, facilitator, one)
    question = pb.RequestEvidenceRequest(
        **await version(),  # type: ignore[arg-type]
        question=words("Which number?"),
        reply_by_date="2026-04-01",
        verifier_organisation_name="Checking house",
    )
    await house.call(verifier, "RequestEvidence", question)
    finding = pb.RecordVerificationRequest(
        **await version(),  # type: ignore[arg-type]
        verification=events.VERIFICATION_VERIFIED_ALTERNATIVE,
        method=events.METHOD_INTERVIEW,
        finding=words("Done in another way"),
        evidence=[evidence("https://archive.example/interview")],
        verifier_organisation_name="Checking house",
    )
    await house.call(verifier, "RecordVerification", finding)
    await house.recorded()
    await house.hide(await house.tracked(body))
    await house.add_addressee(tracked.statement_id, await house.body())
    await house.retrack(tracked.statement_id, tracked.tracked_number)
    await house.retrack(tracked.statement_id, tracked.tracked_number, body)
    await house.correct(tracked.statement_id, title=a_text("Read otherwise"))
    was, now = ("2026-02-20", ["child_safety"]), ("2026-02-19", ["media", "schools"])
    await house.correct_particulars(tracked.statement_id, was, now)
    await house.correct_consultation(tracked.consultation_id, title=a_text("Named otherwise"))
    newer = await house.tracked(body)
    await house.link(tracked, newer)
    await house.link(newer, tracked)
    await house.link(tracked, newer, linked=False)
    await house.join(tracked, newer)
    await house.unmerge(tracked, newer)
    await house.join(newer, tracked, merged=False)
    await house.withdraw(tracked)
    renaming = pb.RenameAddresseeRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=1,
        name=words("Digital authority", ur="ڈیجیٹل اتھارٹی"),
        slug="digital-authority",
        effective_date="2026-02-02",
        source_url="https://gazette.example/1",
    )
    await house.operator.RenameAddressee(renaming)
    await _corrections(house, body, renaming)
    remits = pb.ChangeRemitsRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=8,
        remits=[pb.RemitEntry(words=words("Cybercrime"))],
        effective_date="2026-02-03",
        source_url="https://gazette.example/2",
    )
    changed = (await house.operator.ChangeRemits(remits)).addressee
    await _a_succession(house, body, other, changed)


async def _scan(house: House, facilitator: Person, assignment_id: UUID) -> str:
    upload = pb.AttachEvidenceRequest(
        idempotency_key=key(),
        assignment_id=str(assignment_id),
        visibility=events.EVIDENCE_VISIBILITY_OWNER,
        title=words("A letter"),
        chunk=b"%PDF-1.7",
        is_scan=True,
    )
    requests: Any = iter([upload])
    return str((await house.call(facilitator, "AttachEvidence", requests)).file.file_id)


async def _corrections(house: House, body: UUID, renaming: pb.RenameAddresseeRequest) -> None:
    """Give the body a wrong name, undo that, and say to which organisation it belongs."""
    renaming.idempotency_key, renaming.expected_version = key(), 2
    renaming.name.bodies["en"], renaming.slug = "Digitl authority", "digitl-authority"
    await house.operator.RenameAddressee(renaming)
    common: dict[str, Any] = {
        "idempotency_key": key(),
        "addressee_id": str(body),
        "reason": words("A letter was left out"),
    }
    await house.operator.UndoRenaming(pb.UndoRenamingRequest(**common, expected_version=3))
    belongs = pb.SetAddresseeOrganisationRequest(**common, expected_version=4, organisation_id=str(uuid4()))
    await house.operator.SetAddresseeOrganisation(belongs)
    del common["reason"]
    # It ends with what no row has by itself.
    for version in (5, 6, 7):
        minimum = events.ASSURANCE_EMAIL_CODE if version == 6 else events.ASSURANCE_LETTER
        wanted = pb.SetMinimumAssuranceRequest(
            **common | {"idempotency_key": key()}, expected_version=version, minimum_assurance=minimum
        )
        await house.operator.SetMinimumAssurance(wanted)


async def _slip(house: House, liaison: Person, assignment_id: UUID) -> None:
    for day in ("2026-09-01", "2026-10-01"):
        move = pb.MoveDeliveryDateRequest(
            idempotency_key=key(),
            assignment_id=str(assignment_id),
            expected_version=await house.version(assignment_id),
            moved=pb.DateMove(delivery_date=day, reason=words("The tender failed")),
        )
        await house.call(liaison, "MoveDeliveryDate", move)


async def _a_succession(house: House, body: UUID, other: UUID, entry: pb.Addressee) -> None:
    """Let a remit go to the other body with a line, and come back."""
    moving = await house.tracked(body)
    done = await house.operator.RecordSuccession(
        pb.RecordSuccessionRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=entry.version,
            kind=events.SUCCESSION_KIND_DISSOLUTION,
            effective_date="2026-03-02",
            source_url="https://gazette.example/3",
            moves=[pb.Move(successor_id=str(other))],
        )
    )
    assert done.succession.cut.lines
    assert moving.assignments
    liaison = await house.liaison(other)
    card = pb.GetRegisterEntryRequest(addressee_id=str(other))
    for text in ("First", "Second"):
        known = (await house.operator.GetRegisterEntry(card)).addressee
        saying = pb.PutScorecardReplyRequest(
            idempotency_key=key(), slug=known.public.slug, expected_version=known.version, text=words(text)
        )
        await house.call(liaison, "PutScorecardReply", saying)
    known = (await house.operator.GetRegisterEntry(card)).addressee
    taking_back = pb.WithdrawScorecardReplyRequest(
        idempotency_key=key(), slug=known.public.slug, expected_version=known.version
    )
    await house.call(liaison, "WithdrawScorecardReply", taking_back)
    await house.operator.UndoSuccession(
        pb.UndoSuccessionRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=done.addressee.version,
            succession_id=done.succession.succession_id,
            reason=words("Misread"),
        )
    )


@pytest.mark.covers("invariant 2")
async def test_every_row_is_the_fold_of_its_events(house: House) -> None:
    await a_life(house)
    compared = 0
    async with house.database.transaction(read_only=True) as tx:
        for row in await house.rows("SELECT * FROM assignments"):
            log = await event_log.load(tx, row["id"])
            event_log.verify(log)
            state: assignment.Assignment | None = None
            for each in log:
                state = assignment.evolve(state, wire.facts.fact(each))
            assert state == rows.assignment(row)
            compared += len(log)
        for row in await house.rows("SELECT * FROM recommendations"):
            record: recommendation.Recommendation | None = None
            for each in await event_log.load(tx, row["id"]):
                record = recommendation.evolve(record, wire.records.record_fact(each))
            assert record == rows.record(row)
        for row in await house.rows("SELECT * FROM consultations"):
            copy: consultation.Consultation | None = None
            for each in await event_log.load(tx, row["id"]):
                copy = consultation.evolve(copy, wire.records.consultation_fact(each))
            assert copy == rows.consultation(row)
        for row in await house.rows("SELECT * FROM addressees"):
            entry: addressee.Addressee | None = None
            for each in await event_log.load(tx, row["id"]):
                entry = addressee.evolve(entry, wire.addressees.fact(each))
            assert entry == addressee_rows.addressee(row)
    assert compared > 15, "the life was long enough to compare anything"


@pytest.mark.covers("row 18")
async def test_new_evidence_in_a_letter_ends_no_evidence_found(house: House) -> None:
    """What the life above went through: the entry stands in the timeline."""
    await a_life(house)
    shown = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number="R-1"))
    assert pb.TIMELINE_KIND_NEW_EVIDENCE in {each.kind for each in shown.timeline}


async def test_versions_have_no_gaps_and_public_ones_neither(house: House) -> None:
    await a_life(house)
    for row in await house.rows(
        """
        SELECT aggregate_id, array_agg(version ORDER BY version) AS versions,
               array_agg(public_version ORDER BY version) FILTER (WHERE public_version IS NOT NULL) AS public_versions
          FROM events GROUP BY aggregate_id
        """
    ):
        assert row["versions"] == list(range(1, len(row["versions"]) + 1)), UUID(str(row["aggregate_id"]))
        public = row["public_versions"] or []
        assert public == list(range(1, len(public) + 1))
