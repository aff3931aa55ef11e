"""The only place that knows gRPC. Pages see protobuf messages and the errors of `errors`.

Public pages::

    answer = backend.current().public.recommendation("R-42")   # errors.NotFound, errors.Unavailable
    answer.value, answer.good_at, answer.stale

Pages of people who are signed in::

    person = backend.current().person(session)                 # the cookie's value; nothing is called yet
    person.me()                                                # errors.SignedOut if the session has ended
    person.recommendations.SubmitAnswer(request)               # typed stubs: token, deadline and errors are seen to

Whether a call needs a fresh token follows from its proto's policy (`mutating`). Every call ends within 5 s. The session
comes from the cookie at each run and is kept nowhere. `new_key()` makes an idempotency key: make it when the form is
shown, send it with every try.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from dashboard.backend import errors
from dashboard.backend.cache import Answer, PublicCache
from dashboard.backend.channels import Channels
from dashboard.backend.errors import BackendError
from dashboard.backend.public import Public
from dashboard.backend.tokens import Tokens
from dashboard.settings import Settings
from roundtable.consultations.v1.service_pb2_grpc import ConsultationServiceStub
from roundtable.identity.v1 import service_pb2 as identity_pb2
from roundtable.identity.v1.service_pb2_grpc import IdentityServiceStub
from roundtable.notifications.v1.service_pb2_grpc import NotificationServiceStub
from roundtable.recommendations.v1 import service_pb2 as recommendations_pb2
from roundtable.recommendations.v1.service_pb2_grpc import RecommendationServiceStub

__all__ = ["Answer", "Backend", "BackendError", "Person", "Session", "current", "errors", "install", "new_key"]


@dataclass(frozen=True)
class Session:
    """A session that has just begun."""

    cookie: str
    """The value of the cookie: 256 random bits. Keep it nowhere else."""

    ends_at: datetime
    """When it ends at the latest (UTC)."""


class Backend:
    """The services, as pages call them. Threads may share it; of people it holds short-lived tokens only."""

    def __init__(self, channels: Channels, kept: PublicCache | None = None) -> None:
        self._channels = channels
        self._kept = kept or PublicCache()
        self._identity = cast("IdentityServiceStub", channels.stub("identity"))
        self._recommendations = cast("RecommendationServiceStub", channels.stub("recommendations"))
        self._tokens = Tokens(self._exchange)
        self.public: Final = Public(channels, self._kept)
        self._public_anew: Final = Public(channels, self._kept, anew=True)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Backend":
        """Open channels to the services as the settings say."""
        return cls(Channels.from_settings(settings))

    def public_for(self, session: str | None) -> Public:
        """Return the public reads for a reader: one with a session has perhaps just written, maybe through another
        process, and gets no kept answer while the services answer. Whether the session lives is not asked: with any
        cookie a reader gets public answers and nothing more.
        """  # noqa: D205
        return self._public_anew if session else self.public

    def person(self, session: str) -> "Person":
        """Return the services as they answer the person whose session this is. Calls nothing yet."""
        return Person(self._channels, self._tokens, self._kept, session)

    def request_code(self, *, email: str, browser_id: str, language: str, key: str) -> None:
        """Ask for a sign-in code. The answer says nothing about whether the address is known.

        Raises:
            BadRequest: It is no address.
            Unavailable: Identity does not answer.
        """
        self._identity.RequestCode(
            identity_pb2.RequestCodeRequest(idempotency_key=key, email=email, browser_id=browser_id, language=language)
        )

    def submit_code(self, *, email: str, browser_id: str, code: str, former: str | None, key: str) -> Session:
        """Exchange a code for a session; the one that the browser had before, `former`, ends.

        Raises:
            SignedOut: The code is wrong, used, too old, tried too often or from another browser.
            BadRequest: A field is malformed.
            Unavailable: Identity does not answer.
        """
        answer = self._identity.SubmitCode(
            identity_pb2.SubmitCodeRequest(
                idempotency_key=key, email=email, browser_id=browser_id, code=code, former_session=former or ""
            )
        )
        self._tokens.forget(former or "")
        return Session(answer.session, answer.expires_at.ToDatetime(tzinfo=UTC))

    def calendar_link(self, *, secret: str, network: str) -> identity_pb2.ResolveCalendarLinkResponse:
        """Return what a calendar link is good for: the bodies that its holder answers for. Asked anew each time.

        Raises:
            NotFound: It lives no more, or never did.
            TooMany: It, or what is none from this network, is asked for too often.
            Unavailable: Identity does not answer.
        """
        request = identity_pb2.ResolveCalendarLinkRequest(secret=secret, network=network)
        return self._identity.ResolveCalendarLink(request)

    def suggest_evidence(self, *, number: str, slug: str, url: str, note: str, network: str, key: str) -> None:
        """Suggest evidence for the line `number` of a body, as somebody who is not known.

        Raises:
            BadRequest: A field is not as it should be.
            NotFound: No such line is followed up.
            TooMany: So many came from this network, or for this line, that it has to wait.
            Unavailable: Recommendations does not answer.
        """
        self._recommendations.SuggestEvidence(
            recommendations_pb2.SuggestEvidenceRequest(
                idempotency_key=key, tracked_number=number, addressee_slug=slug, url=url, note=note, network=network
            )
        )

    def enrol_registrar(
        self,
        *,
        enrolment_code: str,
        name: str,
        email: str,
        organisation_name: str,
        language: str,
        former: str | None,
        key: str,
    ) -> Session:
        """Register the first registrar and sign in; the session that the browser had before, `former`, ends.

        Raises:
            SignedOut: The enrolment code is wrong or used.
            BadRequest: A field is missing or malformed.
            Unavailable: Identity does not answer.
        """
        answer = self._identity.EnrolRegistrar(
            identity_pb2.EnrolRegistrarRequest(
                idempotency_key=key,
                enrolment_code=enrolment_code,
                name=name,
                email=email,
                organisation_name=organisation_name,
                language=language,
                former_session=former or "",
            )
        )
        self._tokens.forget(former or "")
        return Session(answer.session, answer.expires_at.ToDatetime(tzinfo=UTC))

    def end_session(self, session: str) -> None:
        """End a session at once; ending an unknown one succeeds.

        Raises:
            Unavailable: Identity does not answer; the session may still be alive.
        """
        self._tokens.forget(session)
        self._identity.EndSession(identity_pb2.EndSessionRequest(idempotency_key=new_key(), session=session))

    @property
    def cards(self) -> ConsultationServiceStub:
        """Consultations' calls for those who hold a card: its code says who asks, so they carry no token."""
        return cast("ConsultationServiceStub", self._channels.stub("consultations"))

    def close(self) -> None:
        """Close all channels."""
        self._channels.close()

    def _exchange(self, session: str, audience: str) -> str:
        request = identity_pb2.ExchangeSessionRequest(session=session, audience=audience)
        try:
            return self._identity.ExchangeSession(request).token
        except errors.BadRequest as malformed:  # a cookie that is no session of ours
            raise errors.SignedOut(str(malformed)) from None


class Person:
    """The services, called in one person's name."""

    def __init__(self, channels: Channels, tokens: Tokens, kept: PublicCache, session: str) -> None:
        self._channels = channels
        self._tokens = tokens
        self._kept = kept
        self._session = session

    def __repr__(self) -> str:
        """Say nothing of the session."""
        return "Person(…)"

    @property
    def identity(self) -> IdentityServiceStub:
        """Identity's calls."""
        return cast("IdentityServiceStub", self._stub("identity"))

    @property
    def consultations(self) -> ConsultationServiceStub:
        """Consultations' calls."""
        return cast("ConsultationServiceStub", self._stub("consultations"))

    @property
    def recommendations(self) -> RecommendationServiceStub:
        """Recommendations' calls."""
        return cast("RecommendationServiceStub", self._stub("recommendations"))

    @property
    def notifications(self) -> NotificationServiceStub:
        """Notifications' calls."""
        return cast("NotificationServiceStub", self._stub("notifications"))

    def me(self) -> identity_pb2.Person:
        """Return who the person is: name, language, roles, mandates.

        Raises:
            SignedOut: The session has ended.
            Unavailable: Identity does not answer.
        """
        return self.identity.GetMe(identity_pb2.GetMeRequest()).person

    def _stub(self, service: str) -> object:
        def token(mutating: bool) -> str:
            return self._tokens.give(self._session, service, fresh=mutating)

        return self._channels.stub(service, token=token, wrote=self._kept.expire)


def new_key() -> str:
    """Return a new idempotency key."""
    return uuid.uuid4().hex


class _Installed:
    backend: Backend | None = None


def install(backend: Backend | None) -> None:
    """Make a backend the one that pages of this process use; None takes it away."""
    _Installed.backend = backend


def current() -> Backend:
    """Return the backend of this process.

    Raises:
        RuntimeError: None was installed: the page runs outside `dashboard.app`.
    """
    if _Installed.backend is None:
        raise RuntimeError("no backend is installed: start the dashboard with python -m dashboard")
    return _Installed.backend
