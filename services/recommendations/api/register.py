"""The register, for registrars and for forms of people who are signed in."""

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.principal import Principal, PrincipalKind
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.api.public import register_token
from services.recommendations.domain import addressee
from services.recommendations.domain.errors import RoleMissing
from services.recommendations.domain.values import Role
from services.recommendations.store import register


class RegisterRpcs(Base):
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
            fact = addressee.register(entry, actor=caller.id, moment=self._moment())
            entered = addressee.evolve(None, fact)
            await register.add(tx, entered)
            await event_log.append(tx, wire.records.addressee_event(fact))
            response = pb.RegisterAddresseeResponse(addressee=wire.views.addressee(entered, liaisons=0))
            return await replies.remember(tx, caller, request, response)

    async def _is_registrar(self, tx: Transaction, caller: Principal) -> None:
        if caller.kind is PrincipalKind.OPERATOR:
            return
        if not (await self._standing(tx, caller)).organisations_as(Role.REGISTRAR):
            raise RoleMissing("only a registrar may enter a body in the register")

    async def ListRegister(self, request: pb.ListRegisterRequest, _context: Context) -> pb.ListRegisterResponse:
        """List the register with ids."""
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, lambda name, slug: (str(name), str(slug)), values=2)
        async with self._db.transaction(read_only=True) as tx:
            found = await register.page(tx, after=after, limit=size + 1)
            liaisons = await register.liaisons(tx, [each.id for each in found])
        return pb.ListRegisterResponse(
            addressees=[wire.views.addressee(each, liaisons=liaisons.get(each.id, 0)) for each in found[:size]],
            next_page_token=register_token(found, size),
        )
