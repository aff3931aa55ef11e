"""Duplicates become one card, and stand on their own again (row 6)."""

import itertools
import random
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.duplicates import folded
from tests.integration.consultations_house import House, Person, a_house, current_of, fields_at_fault, tracked, words

Code = grpc.StatusCode
SCRIPTS = (
    (0x20, 0x250),
    (0x300, 0x400),
    (0x1E00, 0x2000),
    (0x600, 0x780),
    (0x2000, 0x2070),
    (0xFB50, 0xFBC0),
    (0xFE70, 0xFF00),
)
WHY = words("Both ask for the same hotline", ur="دونوں ایک ہی ہیلپ لائن مانگتے ہیں")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def merge(house: House, who: Person, number: str, target: str, **changed: Any) -> pb.PublicStatement:
    request = pb.MergeStatementRequest(number=number, target_number=target, **({"reason": WHY} | changed))
    return (await house.call(who, request)).statement  # type: ignore[no-any-return]


async def statement(house: House, number: str) -> pb.PublicStatement:
    return (await house.call(None, pb.GetStatementRequest(number=number))).statement  # type: ignore[no-any-return]


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


@pytest.mark.covers("row 6")
async def test_one_card_raised_in_three_consultations_and_all_three_again(house: House) -> None:
    office, body = await house.office(), await house.body()
    drafts = [await house.published(office, tracked(body)) for _ in range(3)]
    first, second, third = (each.statements[0] for each in drafts)
    before = [await statement(house, each.number) for each in (first, second, third)]
    assert [each.consultations for each in before] == [1, 1, 1]
    for each in (second, third):
        answer = await merge(house, office.facilitator, each.tracked_number, first.number)
        assert answer == await statement(house, each.number)
        assert (answer.joined.merged, answer.joined.number) == (True, first.tracked_number)
        assert answer.joined.reason.bodies["ur"] == WHY.bodies["ur"]
        assert answer.text == before[1].text
    card = await statement(house, first.tracked_number)
    assert card.consultations == 3
    assert [(each.number, each.tracked_number) for each in card.merged] == [
        (second.number, second.tracked_number),
        (third.number, third.tracked_number),
    ]
    page = await house.call(None, pb.GetConsultationRequest(number=drafts[1].number))
    assert (page.consultation.recorded, page.consultation.tracked) == (0, 0)
    await house.call(office.reviewer, pb.HideRequest(number=third.number, reason="a name"))
    assert [each.number for each in (await statement(house, first.number)).merged] == [second.number]
    await house.call(office.reviewer, pb.ShowRequest(number=third.number, reason="gone"))
    await house.call(office.colleague, pb.ShowRequest(number=third.number, reason="gone"))
    for each in (second, third):
        await house.call(office.facilitator, pb.UnmergeStatementRequest(number=each.number, reason=words("Not so")))
    assert [await statement(house, each.number) for each in (first, second, third)] == before
    assert (await house.events_of(second.statement_id))[-2:] == ["StatementMerged", "StatementUnmerged"]
    assert (await house.events_of(first.statement_id))[-1] == "StatementDetailed"


async def test_a_newer_one_takes_the_place_of_an_older_one_of_another_host(house: House) -> None:
    office, elsewhere, body = await house.office(), await house.office(), await house.body()
    old = (await house.published(office, tracked(body))).statements[0]
    new = (await house.published(elsewhere, tracked(body))).statements[0]
    request = pb.SupersedeStatementRequest(number=old.number, target_number=new.number, reason=WHY)
    assert (await refusal(house.call(elsewhere.facilitator, request))).code() is Code.PERMISSION_DENIED
    request.idempotency_key = ""
    answer = (await house.call(office.facilitator, request)).statement
    assert not answer.joined.merged
    assert (await statement(house, new.number)).consultations == 1
    assert (await house.events_of(old.statement_id))[-1] == "StatementSuperseded"


async def test_what_is_missing_stale_or_gone_is_named(house: House) -> None:
    office, body = await house.office(), await house.body()
    draft = await house.published(office, tracked(body), tracked(body))
    one, two = draft.statements
    who = office.facilitator
    assert fields_at_fault(await refusal(merge(house, who, one.number, two.number, reason=None))) == ["reason"]
    assert fields_at_fault(await refusal(merge(house, who, "x", two.number))) == ["number"]
    assert fields_at_fault(await refusal(merge(house, who, one.number, draft.number))) == ["target_number"]
    assert fields_at_fault(await refusal(merge(house, who, one.number, one.tracked_number))) == ["target_number"]
    assert (await refusal(merge(house, who, one.number, "C-99999/1"))).code() is Code.NOT_FOUND
    stale = await refusal(merge(house, who, one.number, two.number, expected_version=one.version - 1))
    assert stale.code() is Code.ABORTED
    assert current_of(stale, pb.MergeStatementResponse).statement.number == one.number
    await merge(house, who, one.number, two.number, expected_version=one.version)
    assert (await refusal(merge(house, who, two.number, one.number))).code() is Code.FAILED_PRECONDITION
    proposal = pb.ProposeChangeRequest(number=one.number, reason=WHY, record_only=pb.RecordOnly())
    assert (await refusal(house.call(who, proposal))).code() is Code.FAILED_PRECONDITION
    alone = pb.UnmergeStatementRequest(number=two.number, reason=WHY)
    assert (await refusal(house.call(who, alone))).code() is Code.FAILED_PRECONDITION


async def test_related_items_name_each_other_until_one_of_the_hosts_takes_it_back(house: House) -> None:
    office, elsewhere, body = await house.office(), await house.office(), await house.body()
    text = {"text": words("Plant neem trees beside every bus stop")}
    mine = await house.published(office, tracked(body) | text)
    other = await house.published(elsewhere, {"title": words("Neem trees")} | text)
    one, two = mine.statements[0], other.statements[0]
    asked = pb.FindDuplicatesRequest(consultation_number=mine.number)
    pairs = (await house.call(office.facilitator, asked)).duplicates
    assert two.number in {each.other.number for each in pairs}
    before = [await statement(house, each.number) for each in (one, two)]
    linking = pb.LinkStatementsRequest(number=one.tracked_number, other_number=two.number, reason=WHY)
    answer = (await house.call(office.facilitator, linking)).statement
    assert answer == await statement(house, one.number)
    assert [(each.number, each.reason.bodies["ur"]) for each in answer.related] == [(two.number, WHY.bodies["ur"])]
    [back] = (await statement(house, two.number)).related
    assert (back.number, back.linked_date) == (one.tracked_number, answer.related[0].linked_date)
    page = await house.call(None, pb.GetConsultationRequest(number=other.number))
    assert [each.number for each in page.statements[0].related] == [one.tracked_number]
    pairs = (await house.call(office.facilitator, asked)).duplicates
    assert two.number not in {each.other.number for each in pairs}
    again = pb.LinkStatementsRequest(number=one.number, other_number=two.number, reason=WHY)
    assert (await refusal(house.call(office.facilitator, again))).code() is Code.FAILED_PRECONDITION
    unlinking = pb.UnlinkStatementsRequest(number=two.number, other_number=one.number, reason=words("Not so"))
    await house.call(elsewhere.facilitator, unlinking)
    assert [await statement(house, each.number) for each in (one, two)] == before
    for each in (one, two):
        assert (await house.events_of(each.statement_id))[-2:] == ["StatementLinked", "StatementUnlinked"]


async def test_a_link_that_does_not_fit_is_refused_by_its_field(house: House) -> None:
    office, elsewhere = await house.office(), await house.office()
    draft = await house.published(office, {}, {})
    one, two = draft.statements
    who = office.facilitator

    async def refused(number: str, other_number: str, **changed: Any) -> grpc.aio.AioRpcError:
        asked: dict[str, Any] = {"number": number, "other_number": other_number, "reason": WHY} | changed
        return await refusal(house.call(who, pb.LinkStatementsRequest(**asked)))

    assert fields_at_fault(await refused(one.number, two.number, reason=None)) == ["reason"]
    assert fields_at_fault(await refused("x", two.number)) == ["number"]
    assert fields_at_fault(await refused(one.number, draft.number)) == ["other_number"]
    assert fields_at_fault(await refused(one.number, one.number)) == ["other_number"]
    assert (await refused(one.number, "C-99999/1")).code() is Code.NOT_FOUND
    stale = await refused(one.number, two.number, expected_version=one.version - 1)
    assert current_of(stale, pb.LinkStatementsResponse).statement.number == one.number
    apart = pb.UnlinkStatementsRequest(number=one.number, other_number=two.number, reason=WHY)
    assert (await refusal(house.call(who, apart))).code() is Code.FAILED_PRECONDITION
    apart.idempotency_key = ""
    assert (await refusal(house.call(elsewhere.facilitator, apart))).code() is Code.PERMISSION_DENIED


async def test_duplicates_are_suggested_until_they_are_kept_apart_or_merged(house: House) -> None:
    office, elsewhere = await house.office(), await house.office()
    text = words("Plant a mangrove tree beside every fish market", ur="ہر مچھلی بازار کے پاس مینگروو کا درخت لگائیں")
    mine = await house.published(office, {"title": words("Mangroves"), "text": text})
    other = await house.published(elsewhere, {"title": words("Mangroves"), "text": text})
    one, two = mine.statements[0].number, other.statements[0].number
    asked = pb.FindDuplicatesRequest(consultation_number=mine.number)

    async def found() -> list[tuple[str, str, int]]:
        answer = await house.call(office.facilitator, asked)
        return [(each.statement.number, each.other.number, each.score) for each in answer.duplicates]

    assert await found() == [(one, two, 100)]
    assert (await refusal(house.call(elsewhere.facilitator, asked))).code() is Code.PERMISSION_DENIED
    before = await house.events_of(mine.statements[0].statement_id)
    await house.call(office.facilitator, pb.KeepApartRequest(number=one, other_number=two))
    assert await found() == []
    assert await house.events_of(mine.statements[0].statement_id) == before
    third = await house.published(office, {"title": words("Mangroves"), "text": text})
    assert (one, third.statements[0].number, 100) in await found()
    await merge(house, office.facilitator, third.statements[0].number, two)
    assert await found() == []
    error = await refusal(house.call(office.facilitator, pb.FindDuplicatesRequest(consultation_number="x")))
    assert fields_at_fault(error) == ["consultation_number"]
    unknown = pb.FindDuplicatesRequest(consultation_number="C-99999")
    assert (await refusal(house.call(office.facilitator, unknown))).code() is Code.NOT_FOUND
    keeping = pb.KeepApartRequest(number=one, other_number="C-99999/1")
    assert (await refusal(house.call(office.facilitator, keeping))).code() is Code.NOT_FOUND
    foreign = pb.KeepApartRequest(number=one, other_number=two)
    assert (await refusal(house.call(elsewhere.facilitator, foreign))).code() is Code.PERMISSION_DENIED


@pytest.mark.parametrize(
    ("english", "urdu", "typed"),
    [
        pytest.param(
            ("Acacias", "Shade"),
            "ہر یونین کونسل میں کیکر کی کیاری",
            "هر يونين كونسل ميں كيكر كي كياري",
            id="Arabic letters",
        ),
        pytest.param(
            ("Dunes", "Ferns"),
            "\ufedb\ufe98\ufe8e\ufe8f علماء انھیں",
            "کتاب علما انہیں",
            id="letters of a PDF and of he",
        ),
        pytest.param(
            ("Cedars", "Wells"), "مؤثر مسئلے ۱۲ گئے آرزوئیں", "موثر مسیلے 12 گیے ارزوییں", id="hamza forms and digits"
        ),
    ],
)
async def test_duplicates_are_suggested_whichever_letter_forms_were_typed(
    house: House, english: tuple[str, str], urdu: str, typed: str
) -> None:
    """Every word has a letter that is typed in two ways."""
    office, elsewhere = await house.office(), await house.office()
    mine, other = [
        await house.published(who, {"title": words(said, ur=ours), "text": words(said, ur=ours)})
        for who, said, ours in zip((office, elsewhere), english, (urdu, typed), strict=True)
    ]
    answer = await house.call(office.facilitator, pb.FindDuplicatesRequest(consultation_number=mine.number))
    assert [(each.other.number, each.score) for each in answer.duplicates] == [(other.statements[0].number, 100)]
    assert {answer.duplicates[0].statement.text.bodies["ur"], answer.duplicates[0].other.text.bodies["ur"]} == {
        urdu,
        typed,
    }


async def test_what_is_hidden_is_named_on_no_page_of_another_and_stands_there_again_once_shown(house: House) -> None:
    """Neither by its number nor by the reason for which the two belong together; in both directions."""
    office, elsewhere, body = await house.office(), await house.office(), await house.body()
    mine = await house.published(office, *(tracked(body) for _ in range(3)))
    card = (await house.published(elsewhere, tracked(body))).statements[0]
    linked, merged, superseded = mine.statements
    why = words("For a reason that tells of both", ur="ایک وجہ جو دونوں کا بتاتی ہے")
    for act in (
        pb.LinkStatementsRequest(number=linked.number, other_number=card.number, reason=why),
        pb.MergeStatementRequest(number=merged.number, target_number=card.number, reason=why),
        pb.SupersedeStatementRequest(number=superseded.number, target_number=card.number, reason=why),
    ):
        await house.call(office.facilitator, act)
    of_card, of_others = [card.number], [each.number for each in mine.statements]

    async def told(numbers: list[str]) -> list[Any]:
        pages = [await house.call(None, pb.GetStatementRequest(number=each)) for each in numbers]
        consultation = pb.GetConsultationRequest(number=numbers[0].partition("/")[0])
        return [*pages, await house.call(None, consultation)]

    async def shown_again(number: str) -> None:
        for who in (elsewhere.reviewer, elsewhere.facilitator):
            await house.call(who, pb.ShowRequest(number=number, reason="looked at"))

    def named(answers: list[Any], *numbers: str) -> list[str]:
        written = "".join(map(str, answers)) + '"'
        return [each for each in (*numbers, why.bodies["en"]) if f'"{each}"' in written]

    before = await told(of_others), await told(of_card)
    assert named(before[0], card.tracked_number) == [card.tracked_number, why.bodies["en"]]
    for number in (card.number, card.number.partition("/")[0]):
        await house.call(elsewhere.reviewer, pb.HideRequest(number=number, reason="a name"))
        answers = await told(of_others)
        found = await house.call(office.facilitator, pb.FindDuplicatesRequest(consultation_number=mine.number))
        assert named([*answers, found], card.number, card.tracked_number) == [], number
        assert [each.statement.joined.joined_date != "" for each in answers[:3]] == [False, True, True]
        assert answers[1].statement.joined.merged, "that it is merged, and since when, stays to be read"
        stale = pb.UnmergeStatementRequest(number=merged.number, reason=why, expected_version=1)
        current = current_of(await refusal(house.call(office.facilitator, stale)), pb.UnmergeStatementResponse)
        assert named([current], card.number, card.tracked_number) == [], "nor beside a refusal"
        onward = await refusal(merge(house, office.facilitator, merged.number, linked.number))
        assert card.tracked_number not in str(onward.details())
        await shown_again(number)
        assert (await told(of_others), await told(of_card)) == before
    hiding = [each for other in mine.statements for each in (other.number, other.tracked_number)]
    for numbers in (of_others, [mine.number]):
        for number in numbers:
            await house.call(elsewhere.reviewer, pb.HideRequest(number=number, reason="a name"))
        answers = await told(of_card)
        assert named(answers, *hiding) == [], numbers
        assert answers[0].statement.consultations == 1, "counted are those that can be looked at"
        for number in numbers:
            await shown_again(number)
        assert (await told(of_others), await told(of_card)) == before


def _parts(letter: str) -> bool:
    """Tell whether it is, or stands for something with, a mark or a digit that is set small."""
    return any(unicodedata.category(each) in {"Mn", "No"} for each in letter + unicodedata.normalize("NFKC", letter))


async def test_the_database_folds_words_as_the_comparison_does(house: House) -> None:
    """Every letter, digit and sign of the scripts that are typed here stands in one of the texts.

    But for marks that neither drops and digits that are set small: what they part is one word in one of the two, so
    that a pair may not be looked at.
    """
    chance = random.Random(0)
    letters = [chr(each) for start, end in SCRIPTS for each in range(start, end)]
    letters = [each for each in letters if not _parts(each) or folded(f"a{each}a") == "aa"]
    chance.shuffle(letters)
    texts = ["".join(letters[each : each + 7]) for each in range(0, len(letters), 7)]
    texts += ["".join(chance.choices(letters, k=30)) for _ in range(200)]
    texts += ["İZMİR İstanbul", "STRAẞE straße", "ΟΔΟΣ οδος Σ ς", "سڑک ΣΑΣ KİTAP"]
    differ = []
    for text in texts:
        said = folded(text).split()
        asked = [*said, *(f"{one} {other}" for one, other in itertools.pairwise(said))]
        statement = """
            SELECT words_and_pairs(%(text)s) AS found,
                   ARRAY(SELECT hashtext(each) FROM unnest(%(asked)s::text[]) AS each) AS wanted
        """
        rows = await house.rows(statement, text=text, asked=asked)
        if {*rows[0]["found"]} != {*rows[0]["wanted"]}:
            differ.append(text)
    assert differ == []
