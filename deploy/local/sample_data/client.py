"""Calls the services as people do: each signs in with a code that arrives in the local mailbox."""

import json
import re
import secrets
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import grpc

from deploy.local.certificates import Certificates
from deploy.local.names import SERVICES
from roundtable.consultations.v1 import service_pb2_grpc as consultations_grpc
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.identity.v1 import service_pb2_grpc as identity_grpc
from roundtable.notifications.v1 import service_pb2_grpc as notifications_grpc
from roundtable.recommendations.v1 import service_pb2_grpc as recommendations_grpc

T = TypeVar("T")

_PATIENCE_SECONDS = 60.0
_CALL_SECONDS = 8.0
# What a service answers until an event of another one has arrived: that a row is missing, or that somebody may not yet.
_NOT_YET = frozenset(
    {
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.UNAVAILABLE,
    }
)
_CODE = re.compile(r"^\s*([A-Z0-9]{4})[ -]?([A-Z0-9]{4})\s*$", re.MULTILINE)


class Refused(Exception):
    """A service refused a request of the sample data; the text is the service's own."""


class _Rpc(Protocol):
    def __call__(self, request: Any, *, timeout: float, metadata: Any = None) -> Any: ...


def patiently(call: Callable[[], T], what: str, seconds: float = _PATIENCE_SECONDS) -> T:
    """Return what `call` answers, trying again while the answer may only mean that an event is still on its way.

    Raises:
        Refused: It was still refused after so many seconds, or for a reason that waiting does not mend.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() not in _NOT_YET or time.monotonic() > deadline:
                raise Refused(f"{what}: {error.code().name}: {error.details()}") from error
            time.sleep(0.2)


@dataclass
class Person:
    """Somebody who is signed in."""

    session: str
    identity: identity_grpc.IdentityServiceStub
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def call(self, rpc: _Rpc, request: Any, audience: str, *, patience: float = _PATIENCE_SECONDS) -> Any:
        """Call an RPC of the service `audience` in the person's name, waiting so many seconds for events on their way.

        Raises:
            Refused: The service refuses it for good.
        """
        what = f"{type(request).__name__} of the sample data"
        return patiently(
            lambda: rpc(request, timeout=_CALL_SECONDS, metadata=self.metadata(audience)),
            what,
            patience,
        )

    def metadata(self, audience: str) -> tuple[tuple[str, str], ...]:
        """Return what a call to the service `audience` in the person's name carries."""
        return (("authorization", f"Bearer {self.token(audience)}"),)

    def token(self, audience: str) -> str:
        """Return a token of the person's for the service `audience`."""
        token, fetched = self._tokens.get(audience, ("", 0.0))
        # Roles and mandates change while the data is loaded: a token older than a second may lack one.
        if time.monotonic() - fetched > 1:
            answer = self.identity.ExchangeSession(
                identity.ExchangeSessionRequest(session=self.session, audience=audience), timeout=_CALL_SECONDS
            )
            token = answer.token
            self._tokens[audience] = (token, time.monotonic())
        return token


class Client:
    """Stubs of the services, with the operator's and the dashboard's certificates."""

    def __init__(self, certificates: Certificates, addresses: dict[str, str], mailbox_url: str) -> None:
        self._mailbox_url = mailbox_url.rstrip("/")
        operator = {name: _channel(certificates, "operator", addresses[name]) for name in SERVICES}
        dashboard = {name: _channel(certificates, "dashboard", addresses[name]) for name in SERVICES}
        self._channels = [*operator.values(), *dashboard.values()]
        self.operator_identity = identity_grpc.IdentityServiceStub(operator["identity"])
        self.operator_notifications = notifications_grpc.NotificationServiceStub(operator["notifications"])
        self.operator_consultations = consultations_grpc.ConsultationServiceStub(operator["consultations"])
        self.operator_recommendations = recommendations_grpc.RecommendationServiceStub(operator["recommendations"])
        self.identity = identity_grpc.IdentityServiceStub(dashboard["identity"])
        self.consultations = consultations_grpc.ConsultationServiceStub(dashboard["consultations"])
        self.notifications = notifications_grpc.NotificationServiceStub(dashboard["notifications"])
        self.recommendations = recommendations_grpc.RecommendationServiceStub(dashboard["recommendations"])

    def close(self) -> None:
        """Close every channel."""
        for channel in self._channels:
            channel.close()

    def operate(self, rpc: _Rpc, request: Any) -> Any:
        """Call an RPC with the operator's certificate.

        Raises:
            Refused: The service refuses it for good.
        """
        return patiently(lambda: rpc(request, timeout=_CALL_SECONDS), f"{type(request).__name__} of the sample data")

    def sign_in(self, email: str) -> Person:
        """Sign in as anybody would: ask for a code, read it in the mailbox, type it.

        Raises:
            Refused: No code arrived within a minute, or it was refused.
        """
        browser = secrets.token_urlsafe(32)
        seen = {message["id"] for message in self._messages(email)}
        self.identity.RequestCode(
            identity.RequestCodeRequest(
                idempotency_key=secrets.token_hex(16), email=email, browser_id=browser, language="en"
            ),
            timeout=_CALL_SECONDS,
        )
        code = self._code(email, seen)
        answer = self.identity.SubmitCode(
            identity.SubmitCodeRequest(
                idempotency_key=secrets.token_hex(16), email=email, browser_id=browser, code=code
            ),
            timeout=_CALL_SECONDS,
        )
        return Person(answer.session, self.identity)

    def _code(self, email: str, seen: set[str]) -> str:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for message in self._messages(email):
                if message["id"] not in seen and (found := _CODE.search(message["text"])):
                    return "".join(found.groups())
            time.sleep(0.1)
        raise Refused(f"no sign-in code for {email} arrived in the local mailbox within {_PATIENCE_SECONDS:.0f} s")

    def _messages(self, email: str) -> list[dict[str, str]]:
        url = f"{self._mailbox_url}/api/messages?{urllib.parse.urlencode({'to': email})}"
        with urllib.request.urlopen(url, timeout=_CALL_SECONDS) as answer:  # noqa: S310 - our own loopback address
            messages: list[dict[str, str]] = json.load(answer)
            return messages


def _channel(certificates: Certificates, workload: str, address: str) -> grpc.Channel:
    credentials = grpc.ssl_channel_credentials(
        root_certificates=certificates.ca.read_bytes(),
        private_key=certificates.key(workload).read_bytes(),
        certificate_chain=certificates.certificate(workload).read_bytes(),
    )
    return grpc.secure_channel(address, credentials)
