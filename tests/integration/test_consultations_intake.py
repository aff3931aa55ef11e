"""A pasted text is read and forgotten: candidates point into it, and nothing of it is kept, logged or told."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import structlog.testing

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import House, a_house, fields_at_fault

Code = grpc.StatusCode
SECRET = "canarypasted731"
ARTICLE = f"""Minutes of {SECRET}

Fatima Example: The ministry should answer by 30 June 2031. Meta will answer it.

The the hall was cold. کمیٹی کو رپورٹ شائع کرنی چاہیے۔\u202e"""


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


async def test_candidates_point_to_their_sentences_and_nothing_of_the_text_is_kept(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name="Fatima Example")
    asked = pb.FindCandidatesRequest(consultation_id=draft.consultation_id, text=ARTICLE, published_article=True)
    tables = await _every_row(house)
    with structlog.testing.capture_logs() as logged:
        answer = await house.call(office.facilitator, asked)
    assert answer.text == ARTICLE.removesuffix("\u202e")
    first, promise, damaged, urdu = answer.candidates
    for each in answer.candidates:
        words = answer.text[each.sentence.start : each.sentence.end]
        assert list(each.details.source_sentence.bodies.values()) == [words]
    assert first.details.type == events.STATEMENT_TYPE_RECOMMENDATION
    assert first.details.participant_id == person.participant_id
    assert answer.text[first.speaker.start : first.speaker.end] == "Fatima Example"
    assert first.details.verifiability.by_when.bodies["en"] == "by 30 June 2031"
    assert (promise.details.type, promise.details.press_reported) == (events.STATEMENT_TYPE_COMMITMENT, True)
    assert (damaged.garbled, damaged.details.garbled) == (pb.GARBLED_REPEATED, True)
    assert not damaged.details.HasField("text")
    assert urdu.details.text.authoritative_language == "ur"
    assert not (await house.call(office.facilitator, pb.GetDraftRequest(**_of(draft)))).draft.statements
    assert await _every_row(house) == tables
    assert SECRET not in str(logged)


async def test_addressees_are_those_of_the_register(house: House) -> None:
    office = await house.office()
    draft, example = await house.draft(office.facilitator), await house.draft(office.facilitator, illustrative=True)
    body = await house.body()
    [row] = await house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=body)
    name = f"Body {row['slug']}"

    async def whom(of: pb.Draft) -> list[str]:
        asked = pb.FindCandidatesRequest(consultation_id=of.consultation_id, text=f"{name} should publish its figures.")
        answer = await house.call(office.facilitator, asked)
        [found] = answer.candidates
        assert [each.addressee_id for each in answer.addressees] == list(found.details.addressee_ids)
        assert all(each.name.bodies["en"] == name for each in answer.addressees)
        assert (found.details.addressee_basis == pb.ADDRESSEE_BASIS_EXPLICIT) is bool(found.details.addressee_ids)
        return list(found.details.addressee_ids)

    assert await whom(draft) == [str(body)]
    assert await whom(example) == [], "an invented consultation asks nothing of a real body"


async def test_who_may_not_know_of_the_consultation_reads_nothing_against_it(house: House) -> None:
    office, elsewhere = await house.office(), await house.office()
    draft = await house.draft(office.facilitator)
    asked = pb.FindCandidatesRequest(consultation_id=draft.consultation_id, text="Meta should act.")
    assert (await refusal(house.call(elsewhere.facilitator, asked))).code() is Code.NOT_FOUND
    assert (await refusal(house.call(office.reviewer, asked))).code() is Code.PERMISSION_DENIED


@pytest.mark.parametrize("text", [pytest.param(" \u202e\n", id="nothing"), pytest.param("x" * 40_001, id="too long")])
async def test_a_text_that_is_empty_or_too_long_is_refused_at_its_field(house: House, text: str) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    asked = pb.FindCandidatesRequest(consultation_id=draft.consultation_id, text=text)
    error = await refusal(house.call(office.facilitator, asked))
    assert (error.code(), fields_at_fault(error)) == (Code.INVALID_ARGUMENT, ["text"])


def _of(draft: pb.Draft) -> dict[str, str]:
    return {"consultation_id": draft.consultation_id}


async def _every_row(house: House) -> dict[str, int]:
    """Count the rows of every table."""
    names = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    found = {}
    for each in names:
        found[each["tablename"]] = (await house.rows(f"SELECT count(*) AS rows FROM {each['tablename']}"))[0]["rows"]
    return found
