"""The operator as the second person: what registrars proposed and nobody agreed to yet, agreed to or dropped here."""

import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import grpc

from deploy.local.certificates import Certificates
from deploy.local.failure import CannotStart
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.identity.v1 import service_pb2_grpc

_SECONDS = 15.0


@dataclass(frozen=True)
class Waiting:
    """A proposal."""

    id: str
    what: str
    """For people: who gets what, and who proposed it."""

    agree: Callable[[str], Any]
    """Agrees to it, with an idempotency key."""

    drop: Callable[[str], Any]


def answer(certificates: Certificates, address: str, *, wanted: str, drop: bool, sure: Callable[[str], bool]) -> int:
    """List what waits, or agree to one of it, after asking.

    Args:
        certificates: Has the operator's.
        address: Where identity answers.
        wanted: Id of the proposal; empty to list them.
        drop: Drop it instead.
        sure: Tells whether what it is given shall be done.

    Returns:
        The exit status.

    Raises:
        CannotStart: Identity is not there, or refuses, or no such proposal waits.
    """
    try:
        credentials = grpc.ssl_channel_credentials(
            certificates.ca.read_bytes(),
            certificates.key("operator").read_bytes(),
            certificates.certificate("operator").read_bytes(),
        )
    except OSError as error:
        raise CannotStart(f"{error.filename} cannot be read: whoever started the stack is the operator") from error
    with grpc.secure_channel(address, credentials) as channel:
        try:
            waits = list(_waiting(service_pb2_grpc.IdentityServiceStub(channel)))
            if not wanted:
                sys.stdout.write("".join(f"{each.id}  {each.what}\n" for each in waits) or "No proposal waits.\n")
                return 0
            found = next((each for each in waits if each.id == wanted), None)
            if found is None:
                raise CannotStart(f"no proposal that waits has the id {wanted}")
            if not sure(f"{found.what}\n{'Drop this' if drop else _MAKE_SURE} [y/N] "):
                sys.stdout.write("Nothing was changed.\n")
                return 1
            (found.drop if drop else found.agree)(secrets.token_hex(16))
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                raise CannotStart(f"identity does not answer at {address}: is the stack up?") from error
            raise CannotStart(f"identity refuses: {error.details() or error.code().name}") from error
    sys.stdout.write("Dropped.\n" if drop else "Agreed; whom it concerns is told by mail.\n")
    return 0


_MAKE_SURE = "Have you made sure by telephone or letter, not from this screen alone, that it is right? Agree?"


def _waiting(identity: Any) -> Iterator[Waiting]:
    for person in _everybody(identity):
        who = f"{person.name} <{person.email}>"
        if person.HasField("recovery"):
            recovery, sent = person.recovery, {"recovery_id": person.recovery.recovery_id}
            yield Waiting(
                recovery.recovery_id,
                f"{who} signs in with {recovery.email} from now on,{_by(recovery)}",
                partial(_call, identity.AgreeToRecovery, pb.AgreeToRecoveryRequest, sent),
                partial(_call, identity.DropRecovery, pb.DropRecoveryRequest, sent),
            )
        if person.HasField("appointment"):
            appointment, sent = person.appointment, {"appointment_id": person.appointment.appointment_id}
            yield Waiting(
                appointment.appointment_id,
                f"{who} becomes a registrar of {appointment.organisation.name},{_by(appointment)}",
                partial(_call, identity.AgreeToAppointment, pb.AgreeToAppointmentRequest, sent),
                partial(_call, identity.DropAppointment, pb.DropAppointmentRequest, sent),
            )


def _everybody(identity: Any) -> Iterator[pb.Person]:
    request, more = pb.ListPeopleRequest(page_size=200), True
    while more:
        page = identity.ListPeople(request, timeout=_SECONDS)
        yield from page.people
        request.page_token = page.next_page_token
        more = bool(page.next_page_token)


def _by(proposal: pb.Recovery | pb.Appointment) -> str:
    return f" proposed by {proposal.proposed_by_name or 'somebody who was erased'} on {proposal.proposed_date}"


def _call(rpc: Callable[..., Any], request: type[Any], sent: dict[str, str], key: str) -> Any:
    return rpc(request(idempotency_key=key, **sent), timeout=_SECONDS)
