"""Who calls, and whether the RPC's policy lets them in.

The certificate of the connection names the process (its common name is the workload); a person is known by a token in
the metadata. A token that is presented is always checked, even where none is needed: whoever sends a bad one is told.
The rows a caller reaches are the business of each query; the policy only opens the door.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

import grpc

from roundtable.common.v1 import options_pb2
from services.chassis import tokens
from services.chassis.errors import PermissionDenied, Unauthenticated
from services.chassis.policies import Rpc
from services.chassis.principal import MandateClaim, Principal, PrincipalKind, RoleGrant
from services.chassis.tokens import PinnedKeys

__all__ = ["Access", "MandateClaim", "Principal", "PrincipalKind", "RoleGrant", "act_as", "caller"]

SERVICES: Final = ("identity", "consultations", "recommendations", "notifications")

_ROLES: Final[Mapping[int, str]] = {
    options_pb2.CALLER_FACILITATOR: "facilitator",
    options_pb2.CALLER_REVIEWER: "reviewer",
    options_pb2.CALLER_VERIFIER: "verifier",
    options_pb2.CALLER_REGISTRAR: "registrar",
}
_KINDS: Final[Mapping[int, PrincipalKind]] = {
    options_pb2.CALLER_PERSON: PrincipalKind.PERSON,
    options_pb2.CALLER_DASHBOARD: PrincipalKind.DASHBOARD,
    options_pb2.CALLER_SERVICE: PrincipalKind.SERVICE,
    options_pb2.CALLER_OPERATOR: PrincipalKind.OPERATOR,
}
_WORKLOADS: Final[Mapping[str, tuple[PrincipalKind, str]]] = {
    "dashboard": (PrincipalKind.DASHBOARD, "dashboard"),
    "operator": (PrincipalKind.OPERATOR, "operator"),
    **{name: (PrincipalKind.SERVICE, f"service:{name}") for name in SERVICES},
}
_SCHEME: Final = "bearer "

_CALLER: ContextVar[Principal] = ContextVar("caller")


def caller(_context: grpc.aio.ServicerContext[Any, Any]) -> Principal:
    """Return who calls the RPC at hand.

    Raises:
        LookupError: No RPC is at hand: only the server's interceptor knows the caller.
    """
    return _CALLER.get()


def act_as(principal: Principal) -> None:
    """Make the principal the caller of what runs from here in this task."""
    _CALLER.set(principal)


class Access:
    """The door of one service.

    Args:
        audience: The service's name: tokens for another one are refused.
        keys: The keys with which identity signs.
        now: Tells the time, in UTC.
    """

    def __init__(self, audience: str, keys: PinnedKeys, now: Callable[[], datetime]) -> None:
        self._audience = audience
        self._keys = keys
        self._now = now

    async def admit(self, rpc: Rpc, context: grpc.aio.ServicerContext[Any, Any]) -> Principal:
        """Return who calls, if the RPC's policy lets them in.

        Raises:
            Unauthenticated: The token is missing where one is needed, or is not good; or the process is unknown.
            PermissionDenied: It is known who calls, and the RPC is not for them.
            Unavailable: Nobody can tell just now whether the token is good.
        """
        workload = workload_of(context.auth_context())
        if workload not in _WORKLOADS:
            raise Unauthenticated("this certificate names no process of the system")
        token = _token(context.invocation_metadata() or ())
        if token is not None:
            who = await tokens.verify(
                token, keys=self._keys, audience=self._audience, now=self._now(), workload=workload
            )
        else:
            kind, owner = _WORKLOADS[workload]
            who = Principal(kind=kind, id=owner, workload=workload)
        return _let_in(rpc, who)


def workload_of(peer: Mapping[str, Iterable[bytes]]) -> str:
    """Return the one common name of the caller's certificate; empty if it has none, or several."""
    names = list(peer.get("x509_common_name", ()))
    return names[0].decode(errors="replace") if len(names) == 1 else ""


def _let_in(rpc: Rpc, who: Principal) -> Principal:
    if rpc.is_public:
        # On public pages a person is nobody in particular, and so is a process.
        return who if who.person_id else Principal(kind=PrincipalKind.ANYONE, id="anyone", workload=who.workload)
    if any(_is(who, wanted) for wanted in rpc.policy.callers):
        return who
    for_persons = any(_KINDS.get(each, PrincipalKind.PERSON) is PrincipalKind.PERSON for each in rpc.policy.callers)
    if who.person_id is None and for_persons:
        raise Unauthenticated("sign in first")
    raise PermissionDenied("this is not for you to do")


def _is(who: Principal, wanted: int) -> bool:
    if wanted in _KINDS:
        return who.kind is _KINDS[wanted]
    if wanted == options_pb2.CALLER_LIAISON:
        return bool(who.mandates)
    return wanted in _ROLES and who.has_role(_ROLES[wanted])


def _token(metadata: Iterable[tuple[str, str | bytes]]) -> str | None:
    given = [value for name, value in metadata if name == "authorization"]
    if not given:
        return None
    if len(given) > 1:
        raise Unauthenticated("send one token, not several")
    value = given[0]
    if not isinstance(value, str) or not value.lower().startswith(_SCHEME):
        raise Unauthenticated("send the token as `Bearer …`")
    return value[len(_SCHEME) :].strip()
