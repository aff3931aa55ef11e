"""What is typed and not sent yet: the writer's alone, on any device, never written over unseen; gone when entered.

Beside it, look-alikes among the drafts of one consultation.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity_pb2
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from tests.integration.consultations_house import House, Person, a_house, current_of, fields_at_fault

TYPED = {"title": "A roundtable", "text": "Open a hotline\u200c > Meta\nہیلپ لائن كھولیں"}  # noqa: RUF001


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("unsent")) as running:
        yield running


async def save(house: House, who: Person, seen: int, **fields: str) -> int:
    request = pb.SaveUnsentTextRequest(page=pb.UNSENT_PAGE_LINES, expected_version=seen, fields=fields)
    answer = await house.call(who, request)
    assert not answer.text.fields
    return int(answer.text.version)


async def kept(house: House, who: Person) -> Any:
    answer = await house.call(who, pb.ReadUnsentTextRequest(page=pb.UNSENT_PAGE_LINES))
    return answer.text if answer.HasField("text") else None


def in_its_language(said: str) -> LocalizedText:
    language = "ur" if said[0] > "\u0600" else "en"
    return LocalizedText(authoritative_language=language, bodies={language: said})


async def stale(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    assert error.value.code() is grpc.StatusCode.ABORTED
    return error.value


async def test_it_is_the_writers_alone_and_reads_as_it_was_typed(house: House) -> None:
    office = await house.office()
    who, draft = office.facilitator, await house.draft(office.facilitator)
    assert await kept(house, who) is None
    assert await save(house, who, 0, **TYPED, date="") == 1
    found = await kept(house, who)
    assert (dict(found.fields), found.version, found.saved_date) == (TYPED, 1, "2026-03-02")
    assert await kept(house, office.colleague) is None
    of_a_page = pb.ReadUnsentTextRequest(page=pb.UNSENT_PAGE_LINES, consultation_id=draft.consultation_id)
    assert not (await house.call(who, of_a_page)).HasField("text")


async def test_who_left_the_host_reads_nothing_of_its_pages_any_more(house: House) -> None:
    office, other = await house.office(), await house.office()
    who, draft = office.facilitator, await house.draft(office.facilitator)
    place: dict[str, Any] = {"page": pb.UNSENT_PAGE_TABLE, "consultation_id": draft.consultation_id}
    await house.call(who, pb.SaveUnsentTextRequest(**place, fields={"text": "said in the room"}))
    moved = Person(other.facilitator.organisation, id=who.id, roles=["facilitator"])
    for each, place_of in ((moved, place), (who, place | {"consultation_id": str(new_id())})):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(each, pb.ReadUnsentTextRequest(**place_of))
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert (await house.call(who, pb.ReadUnsentTextRequest(**place))).text.fields["text"] == "said in the room"


async def test_nothing_is_written_over_that_was_not_seen(house: House) -> None:
    who = (await house.office()).facilitator
    await save(house, who, 0, text="on the phone")
    error = await stale(save(house, who, 0, text="on the desk"))
    assert current_of(error, pb.SaveUnsentTextResponse).text.fields["text"] == "on the phone"
    assert await save(house, who, 1, text="x" * 20_000) == 2
    await stale(save(house, who, 1, text="on the desk"))  # too long for a refusal: it is read again
    assert (await kept(house, who)).version == 2


async def test_what_was_entered_is_gone_with_its_key_and_an_old_page_writes_over_nothing_new(house: House) -> None:
    who = (await house.office()).facilitator
    await save(house, who, 0, text="a name that must not stay")
    [row] = await house.rows("SELECT * FROM unsent_texts WHERE person_id = %(id)s", id=who.id)
    assert b"must not stay" not in row["sealed"]
    discard = pb.DiscardUnsentTextRequest(page=pb.UNSENT_PAGE_LINES, expected_version=1)
    await house.call(who, discard)
    assert await kept(house, who) is None
    with pytest.raises(KeyDestroyed):
        house.keys.open(
            UUID(str(row["key_id"])), row["sealed"], table="unsent_texts", column="sealed", row_id=row["id"]
        )
    assert await save(house, who, 1, text="typed on") == 3
    await stale(save(house, who, 1, text="typed on another device, before"))
    await stale(house.call(who, pb.DiscardUnsentTextRequest(page=pb.UNSENT_PAGE_LINES, expected_version=1)))


async def test_a_name_whose_consent_is_withdrawn_goes_from_what_the_hosts_people_typed(house: House) -> None:
    office, other = await house.office(), await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name="Zarmina Gul")
    for each in (office.facilitator, office.colleague, other.facilitator):
        await save(house, each, 0, text="Said by ZARMINA\u00a0GUL of ward 7\nثبت", title="Names nobody")
    table, of_it = pb.UNSENT_PAGE_TABLE, draft.consultation_id
    cells = {"c1-text_en": "Zarmina Gul"}
    await house.call(office.colleague, pb.SaveUnsentTextRequest(page=table, consultation_id=of_it, fields=cells))
    before = await house.rows("SELECT * FROM unsent_texts WHERE person_id = %(id)s", id=office.facilitator.id)
    request = pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person.participant_id)
    await house.call(office.facilitator, request)
    for each in (office.facilitator, office.colleague):
        left = await kept(house, each)
        assert left.fields["text"] == "Said by [name removed] of ward 7\nثبت"
        assert (left.fields["title"], left.version) == ("Names nobody", 2)
    read = pb.ReadUnsentTextRequest(page=table, consultation_id=of_it)
    assert dict((await house.call(office.colleague, read)).text.fields) == {"c1-text_en": "[name removed]"}
    assert "ZARMINA" in (await kept(house, other.facilitator)).fields["text"], "another organisation's"
    [row] = before
    with pytest.raises(KeyDestroyed):
        house.keys.open(
            UUID(str(row["key_id"])), row["sealed"], table="unsent_texts", column="sealed", row_id=row["id"]
        )


async def end_role(house: House, who: Person, role: Any = identity_pb2.ROLE_FACILITATOR) -> None:
    event = identity_pb2.RoleEnded(
        person_id=str(who.id),
        role=role,
        organisation_id=str(who.organisation),
        to_date="2026-03-02",
    )
    await house.deliver(event, who.id)


async def test_it_ends_when_the_writer_is_a_facilitator_nowhere_any_more(house: House) -> None:
    office = await house.office()
    who = office.facilitator
    for each in (who, office.colleague):
        await save(house, each, 0, text="a name that must not stay")
    elsewhere = identity_pb2.RoleGranted(
        person_id=str(who.id),
        role=identity_pb2.ROLE_FACILITATOR,
        organisation_id=str(new_id()),
        from_date="2026-01-01",
    )
    await house.deliver(elsewhere, who.id)
    await end_role(house, who)
    [row] = await house.rows("SELECT * FROM unsent_texts WHERE person_id = %(id)s", id=who.id)
    assert row["sealed"], "still a facilitator of another organisation"
    await end_role(house, Person(UUID(elsewhere.organisation_id), id=who.id))
    [left] = await house.rows("SELECT * FROM unsent_texts WHERE person_id = %(id)s", id=who.id)
    assert (left["sealed"], left["key_id"], left["version"]) == (None, None, 2)
    waiting = await house.rows("SELECT 1 FROM keys_to_destroy WHERE key_id = %(id)s", id=row["key_id"])
    assert waiting
    assert (await kept(house, office.colleague)).fields["text"] == "a name that must not stay"


async def test_it_ends_thirty_days_after_the_last_key(house: House) -> None:
    office = await house.office()
    await save(house, office.facilitator, 0, text="typed and forgotten")
    [row] = await house.rows("SELECT * FROM unsent_texts WHERE person_id = %(id)s", id=office.facilitator.id)
    house.clock.advance(days=1)
    await save(house, office.colleague, 0, text="typed a day later")
    house.clock.advance(days=29, seconds=1)
    await house.servicer.end_old_unsent()
    assert await kept(house, office.facilitator) is None
    assert (await kept(house, office.colleague)).fields["text"] == "typed a day later"
    with pytest.raises(KeyDestroyed):
        house.keys.open(
            UUID(str(row["key_id"])), row["sealed"], table="unsent_texts", column="sealed", row_id=row["id"]
        )
    assert await save(house, office.facilitator, 1, text="typed on where it was open") == 3, "nothing typed is lost"


async def at_desk(house: House, who: Person, page: Any, form: str, *typed: Any) -> int:
    said, seen = (*typed, 0)[:2]
    request = pb.SaveUnsentTextRequest(page=page, form=form, expected_version=seen, fields={"reason": said})
    return int((await house.call(who, request)).text.version)


async def forms(house: House, who: Person, page: Any) -> dict[str, str]:
    answer = await house.call(who, pb.ReadUnsentTextRequest(page=page))
    assert not answer.HasField("text")
    return {each.form: each.fields["reason"] for each in answer.forms}


async def row_of(house: House, who: Person, form: str) -> Any:
    [row] = await house.rows(
        "SELECT * FROM desk_texts WHERE person_id = %(id)s AND form = %(form)s", id=who.id, form=form
    )
    return row


def opens(house: House, row: Any) -> bool:
    """Tell whether what a row once held can be read still, from a backup, with the keys of now."""
    try:
        house.keys.open(UUID(str(row["key_id"])), row["sealed"], table="desk_texts", column="sealed", row_id=row["id"])
    except KeyDestroyed:
        return False
    return True


async def test_each_form_of_a_desk_is_a_text_of_its_own_and_the_writers_alone(house: House) -> None:
    office = await house.office()
    who, desk = office.reviewer, pb.UNSENT_PAGE_REVIEWER
    assert await at_desk(house, who, desk, "first", "وجہ") == 1
    assert await at_desk(house, who, desk, "second", "It names a child") == 1
    assert await forms(house, who, desk) == {"first": "وجہ", "second": "It names a child"}
    for each, page in ((office.facilitator, desk), (office.colleague, desk), (who, pb.UNSENT_PAGE_VERIFIER)):
        assert await forms(house, each, page) == {}
    error = await stale(at_desk(house, who, desk, "first", "typed elsewhere"))
    assert current_of(error, pb.SaveUnsentTextResponse).text.fields["reason"] == "وجہ"
    rows = [await row_of(house, who, form) for form in ("first", "second")]
    assert b"child" not in rows[1]["sealed"]
    await house.call(who, pb.DiscardUnsentTextRequest(page=desk, form="first", expected_version=1))
    assert await forms(house, who, desk) == {"second": "It names a child"}
    assert [opens(house, row) for row in rows] == [False, True]


@pytest.mark.parametrize("role", ["facilitator", "reviewer", "verifier", "registrar"])
async def test_a_desk_is_for_those_with_its_role(house: House, role: str) -> None:
    who = await house.person(role)
    for other in ("facilitator", "reviewer", "verifier", "registrar"):
        page = pb.UnsentPage.Value(f"UNSENT_PAGE_{other.upper()}")
        if other == role:
            assert await at_desk(house, who, page, "form", "typed") == 1
            continue
        for request in (
            pb.SaveUnsentTextRequest(page=page, form="form", fields={"reason": "typed"}),
            pb.DiscardUnsentTextRequest(page=page, form="form"),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as error:
                await house.call(who, request)
            assert error.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_withdrawn_name_goes_from_the_forms_of_all_who_may_have_typed_it(house: House) -> None:
    office, other = await house.office(), await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name="Zarmina Gul")
    verifier, registrar = await house.person("verifier"), await house.person("registrar")
    desks = [
        (office.facilitator, pb.UNSENT_PAGE_FACILITATOR),
        (office.reviewer, pb.UNSENT_PAGE_REVIEWER),
        (verifier, pb.UNSENT_PAGE_VERIFIER),
        (registrar, pb.UNSENT_PAGE_REGISTRAR),
        (other.reviewer, pb.UNSENT_PAGE_REVIEWER),
    ]
    for who, desk in desks:
        await at_desk(house, who, desk, "form", "Zarmina Gul says so")
        await at_desk(house, who, desk, "other-form", "Names nobody")
    before = [await row_of(house, who, "form") for who, _ in desks]
    request = pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person.participant_id)
    await house.call(office.facilitator, request)
    left = [(await forms(house, who, desk))["form"] for who, desk in desks]
    assert left == [*["[name removed] says so"] * 4, "Zarmina Gul says so"], "the last one is another organisation's"
    assert [opens(house, row) for row in before] == [*[False] * 4, True]
    assert (await row_of(house, office.reviewer, "other-form"))["version"] == 1


async def test_what_was_typed_at_a_desk_ends_with_its_role_and_no_other(house: House) -> None:
    office = await house.office()
    who = office.reviewer
    granted = identity_pb2.RoleGranted(
        person_id=str(who.id),
        role=identity_pb2.ROLE_VERIFIER,
        organisation_id=str(who.organisation),
        from_date="2026-01-01",
    )
    await house.deliver(granted, who.id)
    both = Person(who.organisation, id=who.id, roles=["reviewer", "verifier"])
    await at_desk(house, both, pb.UNSENT_PAGE_REVIEWER, "review", "typed")
    await at_desk(house, both, pb.UNSENT_PAGE_VERIFIER, "check", "typed, too")
    row = await row_of(house, who, "review")
    await end_role(house, who, identity_pb2.ROLE_REVIEWER)
    left = await row_of(house, who, "review")
    assert (left["sealed"], left["key_id"], left["version"]) == (None, None, 2)
    assert await house.rows("SELECT 1 FROM keys_to_destroy WHERE key_id = %(id)s", id=row["key_id"])
    assert (await row_of(house, who, "check"))["sealed"], "a verifier still"


async def test_a_form_of_a_desk_ends_thirty_days_after_its_own_last_key(house: House) -> None:
    who = (await house.office()).reviewer
    await at_desk(house, who, pb.UNSENT_PAGE_REVIEWER, "old", "typed and forgotten")
    row = await row_of(house, who, "old")
    house.clock.advance(days=29)
    await at_desk(house, who, pb.UNSENT_PAGE_REVIEWER, "new", "typed now")
    house.clock.advance(days=1, seconds=1)
    await house.servicer.end_old_unsent()
    assert await forms(house, who, pb.UNSENT_PAGE_REVIEWER) == {"new": "typed now"}
    assert not opens(house, row)


async def test_all_forms_of_a_desk_are_no_more_than_is_read_at_once(house: House) -> None:
    who = (await house.office()).reviewer
    desk = pb.UNSENT_PAGE_REVIEWER
    await at_desk(house, who, desk, "first", "ث" * 150_000)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await at_desk(house, who, desk, "second", "x" * 110_000)
    assert error.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    await at_desk(house, who, desk, "second", "short")
    await at_desk(house, who, desk, "first", "x" * 399_000, 1)
    assert len(await forms(house, who, desk)) == 2


@pytest.mark.parametrize(
    ("where", "at_fault"),
    [
        pytest.param({"page": pb.UNSENT_PAGE_LINES, "form": "reason"}, "form", id="a form of a page of capture"),
        pytest.param({"page": pb.UNSENT_PAGE_FACILITATOR}, "form", id="no form of a desk"),
        pytest.param({"page": pb.UNSENT_PAGE_FACILITATOR, "form": "R-4"}, "form", id="no name of a form"),
        pytest.param(
            {"page": pb.UNSENT_PAGE_FACILITATOR, "form": "reason", "consultation_id": str(new_id())},
            "consultation_id",
            id="a consultation of a desk",
        ),
    ],
)
async def test_what_is_no_place_is_refused(house: House, where: dict[str, Any], at_fault: str) -> None:
    who = (await house.office()).facilitator
    for request in (
        pb.SaveUnsentTextRequest(**where, fields={"text": "x"}),
        pb.DiscardUnsentTextRequest(**where),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await house.call(who, request)
        assert fields_at_fault(error.value) == [at_fault]


@pytest.mark.parametrize(
    ("fields", "page", "at_fault"),
    [
        pytest.param({"text": " \n"}, pb.UNSENT_PAGE_LINES, "fields", id="nothing"),
        pytest.param({"text": "x" * 400_001}, pb.UNSENT_PAGE_LINES, "fields", id="too much"),
        pytest.param({"Text!": "x"}, pb.UNSENT_PAGE_LINES, "fields", id="no name of a field"),
        pytest.param({"text": "x"}, pb.UNSENT_PAGE_UNSPECIFIED, "page", id="nowhere"),
    ],
)
async def test_what_cannot_be_kept_is_refused(house: House, fields: dict[str, str], page: Any, at_fault: str) -> None:
    who = (await house.office()).facilitator
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(who, pb.SaveUnsentTextRequest(page=page, fields=fields))
    assert fields_at_fault(error.value) == [at_fault]


async def test_look_alikes_among_drafts_are_told_with_a_score_and_nothing_is_merged(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    said = [
        "بچوں کے لیے ایک ہیلپ لائن کھولی جائے جو اردو میں جواب دے",
        "Teach online safety in every school",
        "اردو ميں جواب دينے والي بچوں كے ليے هيلپ لائن کھولی جائے",
        "Publish the figures each quarter",
    ]
    made = [await house.statement(office.facilitator, draft, title=None, text=in_its_language(each)) for each in said]
    for who in (office.facilitator, office.reviewer):
        request = pb.FindAlikeDraftsRequest(consultation_id=draft.consultation_id)
        [pair] = (await house.call(who, request)).pairs
        assert (pair.statement_id, pair.other_statement_id) == (made[0].statement_id, made[2].statement_id)
        assert 65 <= pair.score < 100
    after = (await house.call(office.reviewer, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert len(after.statements) == 4
    stranger = await house.person("facilitator")
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(stranger, request)
    assert error.value.code() is grpc.StatusCode.NOT_FOUND
