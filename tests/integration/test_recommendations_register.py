"""The register, over gRPC."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_things import a_body, current_of, fields_at_fault, key, words


def by_machine(english: str, urdu: str, *, original: str = "en", marked: str = "ur") -> text_pb2.LocalizedText:
    bodies = {"en": english, "ur": urdu}
    return text_pb2.LocalizedText(authoritative_language=original, bodies=bodies, machine_assisted=[marked])


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def test_a_registrar_enters_a_body_once(house: House) -> None:
    registrar, request = await house.person("registrar"), a_body()
    first = await house.call(registrar, "RegisterAddressee", request)
    assert await house.call(registrar, "RegisterAddressee", request) == first
    assert await house.events_of(UUID(first.addressee.addressee_id)) == ["AddresseeRegistered"]
    taken = a_body(slug=request.slug)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(registrar, "RegisterAddressee", taken)
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "With Capitals"}, "slug"),
        ({"slug": "x"}, "slug"),
        ({"name": words("", ur="کمیشن")}, "name.authoritative_language"),
        ({"name": words("x" * 201)}, "name.bodies[en]"),
        ({"kind": events.ADDRESSEE_KIND_UNSPECIFIED}, "kind"),
        ({"jurisdiction": events.JURISDICTION_UNSPECIFIED}, "jurisdiction"),
        ({"jurisdiction": events.JURISDICTION_NOT_STATED}, "jurisdiction"),
        ({"illustrative": True}, "name"),
        ({"name": words("A stand-in (example)")}, "illustrative"),
        ({"organisation_id": "R-42"}, "organisation_id"),
        ({"name": words("Telec\u043em")}, "name"),
        ({"name": words("A body", ur="PTA")}, "name"),
        ({"name": by_machine("A body", "ادارہ")}, "name.machine_assisted"),
        ({"remit": by_machine("Schools", "سکول", original="ur", marked="ur")}, "remit.machine_assisted"),
    ],
)
async def test_a_bad_entry_is_refused_by_field(house: House, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.operator.RegisterAddressee(a_body(**changed))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_at_fault(refused.value) == [field]


async def test_page_by_page_every_body_is_listed_once_whatever_letters_it_is_called_by(house: House) -> None:
    """Of some letters there are as many rules for small and capital ones as programs: one program has to decide."""
    names = {"İzmir office", "İZMİR bureau", "STRAẞE office", "Straße bureau", f"A{'é' * 199}"}
    for name in names:
        await house.body(name=words(name))
    found: list[str] = []
    token = ""
    for _ in range(200):  # never without end
        reply = await house.public.ListAddressees(pb.ListAddresseesRequest(page_size=1, page_token=token))
        found += [each.name.bodies["en"] for each in reply.addressees]
        token = reply.next_page_token
        if not token:
            break
    assert not token
    assert len(found) == len(set(found)), "none twice"
    assert names <= set(found), "none left out"
    total = (await house.rows("SELECT count(*) AS n FROM addressees"))[0]["n"]
    assert len(found) == total


async def test_only_a_registrar_or_the_operator_enters_a_body(house: House) -> None:
    pretender = Person(roles=[("registrar", UUID(int=3))])
    for other in (await house.person("facilitator"), await house.liaison(await house.body()), pretender):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(other, "RegisterAddressee", a_body())
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def a_renaming(house: House, body: UUID, **changed: Any) -> pb.RenameAddresseeRequest:
    entry = await entry_of(house, body)
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "addressee_id": str(body),
        "expected_version": entry.version,
        "name": words(f"Authority {body}"),
        "slug": f"authority-{body.hex[-12:]}",
        "effective_date": "2026-02-02",
        "source_url": "https://gazette.example/1",
    }
    return pb.RenameAddresseeRequest(**(fields | changed))


async def entry_of(house: House, body: UUID) -> pb.Addressee:
    found = await house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(body)))
    return found.addressee  # type: ignore[no-any-return]


async def test_a_renamed_body_is_found_by_its_old_slug_and_called_by_the_name_of_the_day(house: House) -> None:
    body = await house.body()
    old = await entry_of(house, body)
    tracked = await house.tracked(body)
    await house.accepted(tracked.assignments[body])  # on 2 March
    registrar = await house.person("registrar")
    request = await a_renaming(house, body, effective_date="2026-03-02")
    first = await house.call(registrar, "RenameAddressee", request)
    assert await house.call(registrar, "RenameAddressee", request) == first
    assert await house.events_of(body) == ["AddresseeRegistered", "AddresseeRenamed"]
    card = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=old.public.slug))
    assert card.addressee.slug == request.slug
    assert [(each.name.bodies["en"], each.from_date, each.until_date) for each in card.names] == [
        (request.name.bodies["en"], "2026-03-02", ""),
        (old.public.name.bodies["en"], "", "2026-03-02"),
    ]
    listed = pb.ListLinesRequest(filter=pb.LineFilter(addressee_slug=old.public.slug))
    assert [each.addressee.slug for each in (await house.public.ListLines(listed)).lines] == [request.slug]
    later = await a_renaming(
        house, body, name=words(f"Third {body}"), slug="", effective_date="2026-03-02", source_url="https://g.example/2"
    )
    assert (await house.call(registrar, "RenameAddressee", later)).addressee.public.slug == request.slug
    house.clock.advance(days=3)
    await house.call(
        registrar,
        "RenameAddressee",
        await a_renaming(house, body, name=words(f"Fourth {body}"), slug="", effective_date="2026-03-05"),
    )
    found = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    assert found.lines[0].addressee.name.bodies["en"] == f"Fourth {body}"
    own = pb.GetOverviewRequest(filter=pb.LineFilter(addressee_slug=old.public.slug))
    assert [bar.addressee for bar in (await house.public.GetOverview(own)).bars] == [found.lines[0].addressee]
    (asked, *_) = [each for each in found.timeline if each.kind == pb.TIMELINE_KIND_REQUEST]
    assert asked.addressee.name.bodies["en"] == f"Third {body}", "the name of that day"


async def test_a_renaming_that_was_wrong_is_undone_visibly_and_past_days_stay_as_they_were_known(house: House) -> None:
    body, registrar = await house.body(), await house.person("registrar")
    old = await entry_of(house, body)
    tracked = await house.tracked(body)
    today = house.clock.today.isoformat()
    wrong = await a_renaming(house, body, name=words(f"Mistyped {body}"), effective_date=today)
    await house.call(registrar, "RenameAddressee", wrong)
    house.clock.advance(days=1)
    await house.body()  # something is recorded on the next day
    await house.fold_days()
    request = pb.UndoRenamingRequest(
        idempotency_key=key(), addressee_id=str(body), expected_version=2, reason=words("A letter was left out")
    )
    done = await house.call(registrar, "UndoRenaming", request)
    assert await house.call(registrar, "UndoRenaming", request) == done
    assert (done.addressee.public, done.addressee.version) == (old.public, 3)
    assert await house.events_of(body) == ["AddresseeRegistered", "AddresseeRenamed", "RenamingUndone"]
    card = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=wrong.slug))
    assert card.addressee == old.public, "the wrong slug leads to the body"
    assert [each.name for each in card.names] == [old.public.name], "it never was a name of the body"
    (undone,) = card.undone_names
    assert (undone.name.bodies["en"], undone.undone_date) == (f"Mistyped {body}", house.clock.today.isoformat())
    assert undone.undone_reason.bodies["en"] == "A letter was left out"
    kept = await house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(body)))
    assert list(kept.undone_names) == [undone]
    found = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    assert found.lines[0].addressee.name == old.public.name
    named = {each.addressee.name.bodies["en"] for each in found.timeline if each.HasField("addressee")}
    assert f"Mistyped {body}" not in named
    then = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=old.public.slug, as_at_date=today))
    assert then.addressee.name.bodies["en"] == f"Mistyped {body}", "as it was known then"
    assert not then.undone_names
    again = pb.UndoRenamingRequest(
        idempotency_key=key(), addressee_id=str(body), expected_version=3, reason=words("Again")
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(registrar, "UndoRenaming", again)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_who_belongs_to_the_organisation_that_a_registrar_sets_is_refused_and_logged(house: House) -> None:
    organisation, other = UUID(int=0xFACE), UUID(int=0xCAFE)
    body, registrar = await house.body(), await house.person("registrar")
    tracked = await house.tracked(body)
    assignment = tracked.assignments[body]
    verifier = await house.person("verifier", organisation_id=organisation)
    shown = pb.GetAssignmentRequest(assignment_id=str(assignment))
    assert not (await house.call(verifier, "GetAssignment", shown)).assignment.conflict_of_interest
    request = pb.SetAddresseeOrganisationRequest(
        idempotency_key=key(), addressee_id=str(body), expected_version=1, organisation_id=str(organisation)
    )
    done = await house.call(registrar, "SetAddresseeOrganisation", request)
    assert await house.call(registrar, "SetAddresseeOrganisation", request) == done
    assert (done.addressee.organisation_id, done.addressee.version) == (str(organisation), 2)
    attempt = pb.RequestEvidenceRequest(
        idempotency_key=key(),
        assignment_id=str(assignment),
        expected_version=await house.version(assignment),
        question=words("Where can it be seen?"),
        reply_by_date="2026-12-01",
        verifier_organisation_name="Its own house",
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(verifier, "RequestEvidence", attempt)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    logged = await house.rows("SELECT actor, action, detail FROM audit WHERE row_id = %(id)s", id=assignment)
    refusal = {"actor": str(verifier.id), "action": "conflict_of_interest_refused", "detail": "own_organisation"}
    assert logged == [refusal]
    correction = pb.SetAddresseeOrganisationRequest(
        idempotency_key=key(), addressee_id=str(body), expected_version=2, organisation_id=str(other)
    )
    with pytest.raises(grpc.aio.AioRpcError) as unsaid:
        await house.call(registrar, "SetAddresseeOrganisation", correction)
    assert fields_at_fault(unsaid.value) == ["reason"]
    correction.reason.CopyFrom(words("It was mistaken for another"))
    await house.call(registrar, "SetAddresseeOrganisation", correction)
    kept = await house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(body)))
    today = house.clock.today.isoformat()
    assert [
        (each.former_organisation_id, each.organisation_id, each.set_date, each.reason.bodies.get("en", ""))
        for each in kept.organisation_changes
    ] == [
        (str(organisation), str(other), today, "It was mistaken for another"),
        ("", str(organisation), today, ""),
    ]
    attempt.idempotency_key = key()
    await house.call(verifier, "RequestEvidence", attempt)
    assert await house.events_of(body) == ["AddresseeRegistered", *2 * ["AddresseeOrganisationSet"]]


async def test_a_name_that_looks_like_anothers_is_refused(house: House) -> None:
    taken = a_body(name=words(f"Telecom {key()}"))
    await house.operator.RegisterAddressee(taken)
    cases = [
        ("RegisterAddressee", a_body(name=words(taken.name.bodies["en"].replace("m", "rn", 1))), "name"),
        ("RegisterAddressee", a_body(slug=taken.slug.replace("-", "")), "slug"),
        ("RenameAddressee", await a_renaming(house, await house.body(), name=words(taken.name.bodies["en"])), "name"),
    ]
    for method, request, field in cases:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await getattr(house.operator, method)(request)
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert fields_at_fault(refused.value) == [field]


async def test_a_stale_change_of_the_register_is_told_the_entry_as_it_is(house: House) -> None:
    body = await house.body()
    stale = await a_renaming(house, body)
    await house.operator.RenameAddressee(await a_renaming(house, body, name=words(f"Sooner {body}")))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.operator.RenameAddressee(stale)
    assert refused.value.code() is grpc.StatusCode.ABORTED
    current = current_of(refused.value, pb.RenameAddresseeResponse)
    assert current.addressee.public.name.bodies["en"] == f"Sooner {body}"


async def test_remits_are_entries_with_ids_of_their_own(house: House) -> None:
    body = await house.body()
    before = await entry_of(house, body)
    request = pb.ChangeRemitsRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=before.version,
        remits=[
            pb.RemitEntry(remit_id=before.remits[0].remit_id, words=before.remits[0].words),
            pb.RemitEntry(words=words("Cybercrime", ur="سائبر کرائم")),
        ],
        effective_date="2026-02-02",
        source_url="https://gazette.example/1",
    )
    after = (await house.operator.ChangeRemits(request)).addressee
    assert after.remits[0].remit_id == before.remits[0].remit_id
    assert after.remits[1].words.bodies["ur"] == "سائبر کرائم"
    card = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=before.public.slug))
    assert [each.words.bodies["en"] for each in card.remits] == ["Child protection", "Cybercrime"]
    assert card.remit.bodies == {"en": "Child protection · Cybercrime"}, "Urdu is not there for all of them"


async def test_a_remit_keeps_the_state_of_its_translation_until_somebody_reviewed_it(house: House) -> None:
    request = a_body(remit=by_machine("Cybercrime", "سائبر کرائم"))
    body = UUID((await house.operator.RegisterAddressee(request)).addressee.addressee_id)
    shown = [(await entry_of(house, body)).remits[0].words.machine_assisted]

    async def change(remit: text_pb2.LocalizedText) -> None:
        before = await entry_of(house, body)
        changed = pb.ChangeRemitsRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=before.version,
            remits=[pb.RemitEntry(remit_id=before.remits[0].remit_id, words=remit)],
            effective_date="2026-02-02",
            source_url="https://gazette.example/1",
        )
        await house.operator.ChangeRemits(changed)
        card = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=before.public.slug))
        assert card.remit == card.remits[0].words, "one remit is all of it"
        shown.append(card.remit.machine_assisted)

    await change(by_machine("Cybercrime", "سائبر جرائم", original="ur", marked="en"))
    await change(words("Cybercrime", ur="سائبر جرائم"))
    assert [list(each) for each in shown] == [["ur"], ["en"], []]


async def test_only_a_registrar_or_the_operator_changes_the_register(house: House) -> None:
    body = await house.body()
    for other in (await house.person("facilitator"), await house.liaison(body)):
        for method, request in (
            ("RenameAddressee", await a_renaming(house, body)),
            ("UndoRenaming", pb.UndoRenamingRequest(idempotency_key=key(), addressee_id=str(body))),
            (
                "SetAddresseeOrganisation",
                pb.SetAddresseeOrganisationRequest(idempotency_key=key(), addressee_id=str(body)),
            ),
            ("GetRegisterEntry", pb.GetRegisterEntryRequest(addressee_id=str(body))),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await house.call(other, method, request)
            assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
