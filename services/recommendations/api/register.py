"""The register, for registrars and for forms of people who are signed in."""

from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf.message import Message

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.ids import new_id
from services.chassis.principal import Principal
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.public import register_token
from services.recommendations.api.successions import SuccessionRpcs
from services.recommendations.domain import addressee, registering
from services.recommendations.domain.addressee import Addressee, AddresseeFact
from services.recommendations.store import lines, register

Response = TypeVar("Response", bound=Message)


class RegisterRpcs(SuccessionRpcs):
    """RPCs of the register."""

    async def RegisterAddressee(
        self, request: pb.RegisterAddresseeRequest, context: Context
    ) -> pb.RegisterAddresseeResponse:
        """Enter a body in the register."""
        caller = access.caller(context)
        entry = wire.requests.new_addressee(request, addressee_id=new_id())
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.RegisterAddresseeResponse):
                return reply
            await self._is_registrar(tx, caller)
            await register.changing(tx)
            others = await register.everything(tx)
            fact = registering.register(entry, others=others, actor=caller.id, moment=self._moment())
            entered = addressee.evolve(None, fact)
            await register.add(tx, entered)
            await event_log.append(tx, wire.addressees.event(fact))
            response = pb.RegisterAddresseeResponse(addressee=wire.views.addressee(entered, liaisons=0))
            return await replies.remember(tx, caller, request, response)

    async def RenameAddressee(self, request: pb.RenameAddresseeRequest, context: Context) -> pb.RenameAddresseeResponse:
        """Give a body another name."""
        renaming = wire.requests.renaming(request)

        def decide(before: Addressee, everybody: list[Addressee], actor: str) -> AddresseeFact:
            others = [each for each in everybody if each.id != before.id]
            return registering.rename(before, renaming, others=others, actor=actor, moment=self._moment())

        return await self._change_entry(request, access.caller(context), pb.RenameAddresseeResponse, decide)

    async def UndoRenaming(self, request: pb.UndoRenamingRequest, context: Context) -> pb.UndoRenamingResponse:
        """Undo the last renaming of a body; the wrong name stays to be seen."""
        reason = wire.words.text(request.reason, field="reason")

        def decide(before: Addressee, _everybody: list[Addressee], actor: str) -> AddresseeFact:
            return registering.undo_renaming(before, reason, actor=actor, moment=self._moment())

        return await self._change_entry(request, access.caller(context), pb.UndoRenamingResponse, decide)

    async def SetAddresseeOrganisation(
        self, request: pb.SetAddresseeOrganisationRequest, context: Context
    ) -> pb.SetAddresseeOrganisationResponse:
        """Say to which organisation a body belongs."""
        organisation_id = wire.words.optional_uuid(request.organisation_id, field="organisation_id")
        reason = wire.words.text(request.reason, field="reason")

        def decide(before: Addressee, _everybody: list[Addressee], actor: str) -> AddresseeFact:
            return registering.set_organisation(before, organisation_id, reason, actor=actor, moment=self._moment())

        return await self._change_entry(request, access.caller(context), pb.SetAddresseeOrganisationResponse, decide)

    async def SetMinimumAssurance(
        self, request: pb.SetMinimumAssuranceRequest, context: Context
    ) -> pb.SetMinimumAssuranceResponse:
        """Say how sure it has to be that an answer is the body's."""
        minimum = wire.addressees.assurance(request.minimum_assurance)

        def decide(before: Addressee, _everybody: list[Addressee], actor: str) -> AddresseeFact:
            return registering.set_minimum_assurance(before, minimum, actor=actor, moment=self._moment())

        return await self._change_entry(request, access.caller(context), pb.SetMinimumAssuranceResponse, decide)

    async def ChangeRemits(self, request: pb.ChangeRemitsRequest, context: Context) -> pb.ChangeRemitsResponse:
        """Say what a body is responsible for."""
        choices = wire.requests.remit_choices(request)
        effective_date = wire.words.required_day(request.effective_date, field="effective_date")
        source_url = wire.parts.url(request.source_url, field="source_url")

        def decide(before: Addressee, everybody: list[Addressee], actor: str) -> AddresseeFact:
            return registering.change_remits(
                before,
                choices,
                everybody=everybody,
                effective_date=effective_date,
                source_url=source_url,
                actor=actor,
                moment=self._moment(),
            )

        return await self._change_entry(request, access.caller(context), pb.ChangeRemitsResponse, decide)

    async def _change_entry(
        self,
        request: Any,
        caller: Principal,
        kind: type[Response],
        decide: Callable[[Addressee, list[Addressee], str], AddresseeFact],
    ) -> Response:
        """Change one entry: what `decide` makes of it, of all entries and of the caller."""
        addressee_id = wire.words.uuid(request.addressee_id, field="addressee_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, kind):
                return reply
            await self._is_registrar(tx, caller)
            await register.changing(tx)
            before = await register.by_id(tx, addressee_id)
            if before.version != request.expected_version:
                raise Aborted("the entry has changed since you opened it", current=await self._entry(tx, before, kind))
            fact = decide(before, await register.everything(tx), caller.id)
            after = addressee.evolve(before, fact)
            await register.save(tx, after)
            if after.minimum_assurance is not before.minimum_assurance:
                await lines.let_end(tx, after.id)
            await event_log.append(tx, wire.addressees.event(fact))
            return await replies.remember(tx, caller, request, await self._entry(tx, after, kind))

    async def _entry(self, tx: Transaction, entry: Addressee, kind: Callable[..., Response]) -> Response:
        liaisons = await register.liaisons(tx, [entry.id])
        return kind(addressee=wire.views.addressee(entry, liaisons=liaisons.get(entry.id, 0)))

    async def GetRegisterEntry(
        self, request: pb.GetRegisterEntryRequest, _context: Context
    ) -> pb.GetRegisterEntryResponse:
        """Give one entry whole."""
        addressee_id = wire.words.uuid(request.addressee_id, field="addressee_id")
        async with self._db.transaction(read_only=True) as tx:
            return await self._whole(tx, await register.by_id(tx, addressee_id))

    async def ListRegister(self, request: pb.ListRegisterRequest, _context: Context) -> pb.ListRegisterResponse:
        """List the register with ids."""
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, lambda name, slug: (str(name), str(slug)), values=2)
        async with self._db.transaction(read_only=True) as tx:
            found = await register.page(tx, after=after, limit=size + 1)
            liaisons = await register.liaisons(tx, [each.id for each in found])
            shown = [wire.views.addressee(each, liaisons=liaisons.get(each.id, 0)) for each in found[:size]]
            for entry, each in zip(found, shown, strict=False):
                each.lines_to_place = await self._waiting_to_be_placed(tx, entry)
        return pb.ListRegisterResponse(addressees=shown, next_page_token=register_token(found, size))
