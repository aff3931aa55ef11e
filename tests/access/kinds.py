"""Who calls in the matrix: every kind of identity, the same for every service and in one order."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import grpc

from tests.chassis_kit import Signer
from tests.fuzzing.target import Caller

OBJECTS: Final = ("own", "same", "foreign", "absent")
"""Whose thing a request names. What each is in a service, its golden file says at the top."""

CERTIFICATES: Final[Mapping[str, str]] = {
    "nobody": "dashboard",
    "identity alone": "identity",
    "consultations alone": "consultations",
    "recommendations alone": "recommendations",
    "notifications alone": "notifications",
    "operator alone": "operator",
    "migrator alone": "identity_migrator",
}
"""A certificate without a token. With the dashboard's alone comes whoever is not signed in."""

PEOPLE: Final = (
    "person",
    "facilitator",
    "facilitator elsewhere",
    "facilitator by claim",
    "facilitator before",
    "reviewer",
    "reviewer elsewhere",
    "reviewer by claim",
    "registrar",
    "registrar by claim",
    "liaison",
    "liaison of a sister",
    "liaison elsewhere",
    "liaison by claim",
    "liaison before",
    "verifier",
    "verifier by claim",
    "verifier of the body",
    "verifier of the host",
)
"""Somebody with a good token. *By claim*: the token says so, the service's own copy does not. *Before*: the copy says
that it has ended, the token does not yet."""

BAD_TOKENS: Final = (
    "token expired",
    "token for another service",
    "token of another issuer",
    "token unsigned",
    "token forged",
    "token of a retired key",
)
"""The token of somebody who would have every role and mandate, were it good."""

IDENTITIES: Final = (*CERTIFICATES, *PEOPLE, *BAD_TOKENS)


@dataclass(frozen=True)
class Claims:
    """What a token says of its person."""

    person_id: UUID = field(default_factory=uuid4)
    roles: tuple[tuple[str, UUID], ...] = ()
    mandates: tuple[tuple[UUID, UUID], ...] = ()
    """Each its id and the addressee's."""

    def said(self) -> dict[str, Any]:
        """Return them as they stand in the token."""
        return {
            "sub": str(self.person_id),
            "roles": [{"role": role, "organisation_id": str(where)} for role, where in self.roles],
            "mandates": [{"mandate_id": str(one), "addressee_id": str(body)} for one, body in self.mandates],
            "assurance": "email_code",
        }


def everything(people: Mapping[str, Claims]) -> Claims:
    """Return the claims of somebody who may do whatever anybody may."""
    return Claims(
        roles=tuple({role for each in people.values() for role in each.roles}),
        mandates=tuple({mandate for each in people.values() for mandate in each.mandates}),
    )


def callers_of(
    audience: str,
    ways: Mapping[str, grpc.aio.Channel],
    signer: Signer,
    people: Mapping[str, Claims],
    now: Callable[[], float] = time.time,
) -> dict[str, Caller]:
    """Return who calls, for every kind of identity.

    Args:
        audience: The service's name.
        ways: Channels by workload.
        signer: Signs with the key that the service pins.
        people: The claims of each of `PEOPLE`.
        now: Tells the service's time.
    """
    assert set(people) == set(PEOPLE)
    all_of_it = everything(people).said()

    def good(who: Claims) -> Callable[[], str]:
        return lambda: signer.token(audience, **who.said())

    tokens: dict[str, Callable[[], str]] = {name: good(people[name]) for name in PEOPLE}
    tokens |= {
        "token expired": lambda: signer.token(audience, **all_of_it, iat=int(now()) - 61, exp=int(now()) - 1),
        "token for another service": lambda: signer.token("testing", **all_of_it),
        "token of another issuer": lambda: signer.token(audience, **all_of_it, iss="https://accounts.example"),
        "token unsigned": lambda: signer.unsigned(audience, **all_of_it),
        "token forged": lambda: Signer(signer.key_id, now=now).token(audience, **all_of_it),
        "token of a retired key": lambda: Signer("key-0", now=now).token(audience, **all_of_it),
    }

    def caller(name: str, sign: Callable[[], str]) -> Caller:
        async def token() -> str:
            return sign()

        return Caller(name, ways["dashboard"], token)

    bare = {name: Caller(name, ways[workload]) for name, workload in CERTIFICATES.items()}
    return bare | {name: caller(name, sign) for name, sign in tokens.items()}
