"""A victim's name never becomes public: blocked, shown to the reviewer only, nowhere else; on real parts."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
import structlog.testing

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from tests.integration.consultations_house import (
    House,
    Office,
    Person,
    a_house,
    current_of,
    fields_at_fault,
    publication_of,
    words,
)
from tests.integration.test_consultations_canaries import dump

Code = grpc.StatusCode
# Names of nobody: tokens that nothing else holds.
ENGLISH, URDU = "Zarqa Zqvxcanary", "زرقا زقوکسکناری"
TOKENS = (b"qvxcanary", "زقوکسکناری".encode())
CASE = "FIR No. 98765/2099"


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def preview(house: House, who: Person, draft: pb.Draft) -> pb.PreviewPublicationResponse:
    request = pb.PreviewPublicationRequest(
        consultation_id=draft.consultation_id, decisions=publication_of(draft).decisions
    )
    return await house.call(who, request)  # type: ignore[no-any-return]


async def safeguard(house: House, who: Person, draft: pb.Draft, *acts: pb.SafeguardingAct) -> pb.Draft:
    versions = {each.statement_id: each.version for each in draft.statements} | {"": draft.version}
    for each in acts:
        each.expected_version = versions[each.statement_id]
    request = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
    return (await house.call(who, request)).draft  # type: ignore[no-any-return]


def redact(spans: Sequence[pb.FoundSpan]) -> list[pb.SafeguardingAct]:
    return [pb.SafeguardingAct(statement_id=each.statement_id, redact=each.mark) for each in spans]


def clear(spans: Sequence[pb.FoundSpan]) -> list[pb.SafeguardingAct]:
    return [pb.SafeguardingAct(statement_id=each.statement_id, clear=each.mark) for each in spans]


async def in_review(house: House, office: Office, **statement: Any) -> pb.Draft:
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft, **statement)
    return await house.submit(office.facilitator, draft)


def bytes_of(error: grpc.aio.AioRpcError) -> bytes:
    metadata = [*(error.trailing_metadata() or ()), *(error.initial_metadata() or ())]
    return repr((error.details(), error.debug_error_string(), metadata)).encode() + b"".join(
        value if isinstance(value, bytes) else value.encode() for _, value in metadata
    )


def holds_token(found: bytes) -> bool:
    return any(token in found for token in TOKENS)


@dataclass
class Life:
    """A consultation with a victim's name in it, from entry to publication, and everything that came of it."""

    house: House
    shown: pb.PreviewPublicationResponse  # to the reviewer
    to_facilitator: pb.PreviewPublicationResponse
    blocked: grpc.aio.AioRpcError
    published: pb.Draft
    answers: bytes  # public ones
    logs: Sequence[Any]


@pytest.fixture(scope="module")
async def life(house: House) -> Life:
    office = await house.office()
    with structlog.testing.capture_logs() as logs:
        draft = await house.draft(office.facilitator, title=words("A round table", ur=f"{URDU} کے لیے اجلاس"))
        await house.statement(
            office.facilitator,
            draft,
            title=words(f"Justice for {ENGLISH}", ur=f"{URDU} کے لیے انصاف"),
            text=words(f"Protect {ENGLISH} and all who complain.", ur=f"{URDU} کو تحفظ دیا جائے۔"),
            source_sentence=words(f"{ENGLISH} asked for help."),
            source_sentence_public=True,
            note=words(f"Said by the mother of {ENGLISH}."),
        )
        draft = await house.submit(office.facilitator, draft)
        to_facilitator = await preview(house, office.colleague, draft)
        blocked = await refusal(house.publish(office.reviewer, draft))
        shown = await preview(house, office.reviewer, draft)
        await safeguard(house, office.reviewer, draft, *redact(shown.spans))
        published = await house.publish(office.reviewer, draft)
        answers = [
            await house.call(None, pb.ListConsultationsRequest(page_size=200)),
            await house.call(None, pb.GetConsultationRequest(number=published.number)),
            await house.call(None, pb.GetStatementRequest(number=published.statements[0].number)),
            await house.call(office.reviewer, pb.ListReviewsRequest()),
        ]
    public = b"".join(each.SerializeToString() for each in answers)
    return Life(house, shown, to_facilitator, blocked, published, public, logs)


@pytest.mark.covers("row 2")
async def test_publication_is_blocked_and_names_the_fields_only(life: Life) -> None:
    assert life.blocked.code() is Code.INVALID_ARGUMENT
    assert fields_at_fault(life.blocked) == [
        "details.title.bodies[ur]",
        "decisions[0].title.bodies[en]",
        "decisions[0].title.bodies[ur]",
        "decisions[0].text.bodies[en]",
        "decisions[0].text.bodies[ur]",
        "decisions[0].source_sentence.bodies[en]",
        "decisions[0].note.bodies[en]",
    ]
    assert not holds_token(bytes_of(life.blocked))


async def test_the_spans_are_shown_to_the_reviewer_only(life: Life) -> None:
    assert {each.mark.words for each in life.shown.spans} == {ENGLISH, URDU}
    assert {each.outcome for each in life.shown.spans} == {pb.SPAN_OUTCOME_OPEN}
    assert len(life.to_facilitator.spans) == 0


async def test_the_public_reads_that_a_name_was_removed(life: Life) -> None:
    number = life.published.statements[0].number
    said = (await life.house.call(None, pb.GetStatementRequest(number=number))).statement
    assert said.title.bodies["en"] == "Justice for [name removed]"
    assert said.text.bodies["ur"] == "[نام ہٹا دیا گیا] کو تحفظ دیا جائے۔"
    assert not holds_token(life.answers)


@pytest.mark.covers("invariant 9", "SEC 18")
async def test_no_byte_of_the_name_lies_in_any_table_in_clear(life: Life, postgres: Postgres) -> None:
    tables = dump(life.house, postgres)
    assert {"safeguarding_acts", "events", "outbox", "texts", "audit", "replies"} <= set(tables)
    assert {table for table, raw in tables.items() if holds_token(raw)} == set()
    assert b"[name removed]" in tables["texts"]


async def test_no_byte_of_the_name_stands_in_a_log_line(life: Life) -> None:
    assert len(life.logs) > 10
    assert not holds_token(repr(life.logs).encode())


async def test_what_was_decided_is_kept_with_who_and_when_and_the_draft_stays_as_entered(life: Life) -> None:
    async with life.house.database.transaction(read_only=True) as tx:
        rows = await audit_of(tx, life.published.statements[0].statement_id)
    assert rows.count("redact") == 6
    assert life.published.statements[0].details.title.bodies["en"] == f"Justice for {ENGLISH}"


async def audit_of(tx: Transaction, row_id: str) -> list[str]:
    statement = "SELECT action FROM audit WHERE row_id = %(id)s ORDER BY position"
    return [row["action"] for row in await (await tx.execute(statement, {"id": row_id})).fetchall()]


async def test_what_was_cleared_stays_cleared_where_an_edit_left_it(house: House) -> None:
    office = await house.office()
    draft = await in_review(house, office, text=words(f"First ask {ENGLISH}, later Taimoor Kundi."))
    await safeguard(house, office.reviewer, draft, *clear((await preview(house, office.reviewer, draft)).spans))
    seen = [
        pb.StatementVersion(statement_id=each.statement_id, expected_version=each.version) for each in draft.statements
    ]
    give_back = pb.ReturnStatementsRequest(consultation_id=draft.consultation_id, statements=seen, reason="say who")
    draft = (await house.call(office.reviewer, give_back)).draft
    said = draft.statements[0]
    said.details.text.bodies["en"] = f"First ask {ENGLISH}, later Taimoor Wazir."
    change = pb.PutStatementRequest(
        consultation_id=draft.consultation_id,
        statement_id=said.statement_id,
        expected_version=said.version,
        details=said.details,
    )
    await house.call(office.facilitator, change)
    draft = await house.submit(office.facilitator, draft)
    spans = (await preview(house, office.reviewer, draft)).spans
    assert [(each.mark.words, each.outcome) for each in spans] == [
        (ENGLISH, pb.SPAN_OUTCOME_CLEARED),
        ("Taimoor Wazir", pb.SPAN_OUTCOME_OPEN),
    ]


async def test_what_restricts_takes_two_reviewers_and_the_audit_says_so(house: House) -> None:
    office = await house.office()
    second = await house.person("reviewer", organisation=office.facilitator.organisation)
    draft = await in_review(house, office, text=words(f"It is {CASE}."))
    shown = await preview(house, office.reviewer, draft)
    assert [each.restricts for each in shown.spans] == [True]
    await safeguard(house, office.reviewer, draft, *clear(shown.spans))
    again = await refusal(safeguard(house, office.reviewer, draft, *clear(shown.spans)))
    assert again.code() is Code.PERMISSION_DENIED
    assert fields_at_fault(await refusal(house.publish(office.reviewer, draft))) == ["decisions[0].text.bodies[en]"]
    await safeguard(house, second, draft, *clear(shown.spans))
    published = await house.publish(office.reviewer, draft)
    async with house.database.transaction(read_only=True) as tx:
        assert (await audit_of(tx, published.statements[0].statement_id)).count("lower") == 2


async def test_a_sensitive_topic_is_read_by_a_second_reviewer_before_it_is_public(house: House) -> None:
    office = await house.office()
    second = await house.person("reviewer", organisation=office.facilitator.organisation)
    draft = await in_review(house, office, text=words("Forced marriage has to end."))
    assert fields_at_fault(await refusal(house.publish(office.reviewer, draft))) == ["decisions[0].second_reading"]
    read = pb.SafeguardingAct(statement_id=draft.statements[0].statement_id, read=pb.SecondReading())
    own = await refusal(safeguard(house, office.facilitator, draft, read))
    assert own.code() is Code.PERMISSION_DENIED
    await safeguard(house, second, draft, read)
    [frame, reading] = (await preview(house, second, draft)).readings
    assert (list(frame.topics), list(reading.topics)) == ([], ["gender_based_violence"])
    assert (reading.read, reading.read_by_caller) == (True, True)
    assert fields_at_fault(await refusal(house.publish(second, draft))) == ["decisions[0].second_reading"]
    assert (await house.publish(office.reviewer, draft)).number


async def test_only_the_text_that_was_read_is_published(house: House) -> None:
    office = await house.office()
    second = await house.person("reviewer", organisation=office.facilitator.organisation)
    draft = await in_review(house, office, text=words(f"Ask {ENGLISH}."))
    spans = (await preview(house, office.reviewer, draft)).spans
    await safeguard(house, office.reviewer, draft, *redact(spans))
    request = publication_of(draft)
    request.final_text_digest = (await preview(house, office.reviewer, draft)).final_text_digest
    await safeguard(house, second, draft, *clear(spans))
    stale = await refusal(house.call(office.reviewer, request))
    assert stale.code() is Code.ABORTED
    assert current_of(stale, pb.PublishConsultationResponse).draft.consultation_id == draft.consultation_id
    unread = publication_of(draft)
    unread.final_text_digest = " "
    assert (await refusal(house.call(office.reviewer, unread))).code() is Code.ABORTED


async def test_a_reason_that_is_public_at_once_leads_to_nobody(house: House) -> None:
    office = await house.office()
    draft = await house.published(office)
    number = draft.statements[0].number
    named = pb.WithdrawStatementRequest(number=number, reason=words("wrong"), asked_by=words(f"{ENGLISH}, by mail"))
    merged = pb.UnmergeStatementRequest(number=number, reason=words(f"{ENGLISH} wants it"))
    proposed = pb.ProposeChangeRequest(number=number, reason=words(f"{ENGLISH} wants it"), record_only=pb.RecordOnly())
    for request, field in ((named, "asked_by"), (merged, "reason"), (proposed, "reason")):
        error = await refusal(house.call(office.facilitator, request))
        assert (error.code(), fields_at_fault(error)) == (Code.INVALID_ARGUMENT, [f"{field}.bodies[en]"])
        assert not holds_token(bytes_of(error))


async def test_what_was_decided_goes_with_the_statement(house: House) -> None:
    office = await house.office()
    draft = await in_review(house, office, text=words(f"Ask {ENGLISH}."))
    said = draft.statements[0]
    await safeguard(house, office.reviewer, draft, *redact((await preview(house, office.reviewer, draft)).spans))
    seen = pb.StatementVersion(statement_id=said.statement_id, expected_version=said.version)
    give_back = pb.ReturnStatementsRequest(consultation_id=draft.consultation_id, statements=[seen], reason="remove it")
    said = (await house.call(office.reviewer, give_back)).draft.statements[0]
    remove = pb.RemoveStatementRequest(
        consultation_id=draft.consultation_id, statement_id=said.statement_id, expected_version=said.version
    )
    await house.call(office.facilitator, remove)
    async with house.database.transaction(read_only=True) as tx:
        await tx.execute("SELECT set_config('roundtable.organisations', %s, true)", [str(office.reviewer.organisation)])
        statement = "SELECT count(*) AS rows FROM safeguarding_acts WHERE owner_id = %(id)s"
        assert (await (await tx.execute(statement, {"id": said.statement_id})).fetchone())["rows"] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (pb.SafeguardingAct(), "acts[0]"),
        (pb.SafeguardingAct(clear=pb.SpanMark(field="x", words="x", occurrence=1)), "acts[0].clear.kind"),
        (pb.SafeguardingAct(clear=pb.SpanMark(kind=pb.SPAN_KIND_NAME, words="x", occurrence=1)), "acts[0].clear.field"),
        (
            pb.SafeguardingAct(redact=pb.SpanMark(kind=pb.SPAN_KIND_NAME, field="x", occurrence=1)),
            "acts[0].redact.words",
        ),
        (
            pb.SafeguardingAct(clear=pb.SpanMark(kind=pb.SPAN_KIND_NAME, field="x", words="x")),
            "acts[0].clear.occurrence",
        ),
        (pb.SafeguardingAct(restrict=pb.RestrictStatement(reason="why")), "acts[0].statement_id"),
        (
            pb.SafeguardingAct(
                clear=pb.SpanMark(kind=pb.SPAN_KIND_NAME, field="programme.title.bodies[en]", words="x", occurrence=1)
            ),
            "acts[0]",
        ),
    ],
)
async def test_an_act_that_says_too_little_is_refused_at_its_field(
    house: House, act: pb.SafeguardingAct, field: str
) -> None:
    office = await house.office()
    draft = await in_review(house, office)
    error = await refusal(safeguard(house, office.reviewer, draft, act))
    assert (error.code(), fields_at_fault(error)) == (Code.INVALID_ARGUMENT, [field])


async def test_what_is_public_is_not_safeguarded_any_more(house: House) -> None:
    office = await house.office()
    draft = await house.published(office)
    for statement_id in (draft.statements[0].statement_id, ""):
        act = pb.SafeguardingAct(statement_id=statement_id, read=pb.SecondReading())
        assert (await refusal(safeguard(house, office.reviewer, draft, act))).code() is Code.FAILED_PRECONDITION


async def test_a_span_that_is_not_in_the_text_any_more_is_told_the_current_draft(house: House) -> None:
    office = await house.office()
    draft = await in_review(house, office)
    mark = pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words=ENGLISH, occurrence=1)
    act = pb.SafeguardingAct(statement_id=draft.statements[0].statement_id, clear=mark)
    error = await refusal(safeguard(house, office.reviewer, draft, act))
    assert error.code() is Code.ABORTED
    assert current_of(error, pb.SafeguardConsultationResponse).draft.consultation_id == draft.consultation_id


async def test_whoever_changed_a_programme_clears_nothing_in_it(house: House) -> None:
    office = await house.office()
    both = await house.person("facilitator", "reviewer", organisation=office.facilitator.organisation)
    details = pb.ProgrammeDetails(title=words("Kappa programme"))
    programme = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))).programme
    details.summary.CopyFrom(words("Ask Zarqa Bhattani."))
    update = pb.UpdateProgrammeRequest(programme_id=programme.programme_id, expected_version=1, details=details)
    await house.call(both, update)
    draft = await house.draft(office.facilitator, programme_id=programme.programme_id)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    spans = (await preview(house, both, draft)).spans
    assert [each.mark.words for each in spans] == ["Zarqa Bhattani"]
    refused = await refusal(safeguard(house, both, draft, *clear(spans)))
    assert refused.code() is Code.PERMISSION_DENIED
    await safeguard(house, office.reviewer, draft, *clear(spans))
