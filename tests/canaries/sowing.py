"""A token in every private field of a request, and a book of which token stands for what."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import grpc
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from deploy.local.sample_data.client import Person
from tests.canaries import hostile, tokens
from tests.canaries.fields import class_of, is_text, is_words
from tests.e2e.conftest import World, today
from tests.fuzzing.values import is_map

_PATIENCE_SECONDS: Final = 30.0
_CALL_SECONDS: Final = 20.0
_ALONE: Final = ("operator", "dashboard")
_TRIES: Final = 6
_FILE_SECONDS: Final = 60.0  # it is read by a program of its own
KEPT, REFUSED = "kept", "refused"
PUBLISHED: Final = "published"
PUBLIC: Final = "PUBLIC"
"""The class of what everybody may read: no leak, wherever it is found."""

EMPTY: Final = "(stays empty)"
"""Stands in a good request where a field has to stay empty beside another."""


@dataclass(frozen=True)
class Canary:
    """One token.

    Attributes:
        token: Its letters.
        path: The field that it was sown in, such as `PutParticipant.details.name`.
        data_class: Of the field.
        author: Who sent it: a name of the stage's people.
        fate: `kept` or `refused`.
        about: The person that the request was about; empty if it was about none that identity knows.
        typed: All that was typed in the field, the token in it; empty for a token that stands by itself.
    """

    token: str
    path: str
    data_class: str
    author: str
    fate: str
    about: str = ""
    typed: str = ""


@dataclass
class Field:
    """Everything that was sown, and the people who sow.

    Attributes:
        world: The running product.
        people: By name, who is signed in. Whoever is not named there is of the sample data.
        book: The canaries by token.
        sent: By RPC, the first request that succeeded.
        secrets: Secrets that services answered with, each with what it is.
    """

    world: World
    people: dict[str, Person] = field(default_factory=dict)
    book: dict[str, Canary] = field(default_factory=dict)
    sent: dict[str, Message] = field(default_factory=dict)
    secrets: list[tuple[str, str]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day where the stack stands."""
        return today()

    def person(self, name: str) -> Person:
        """Return somebody of the stage, or of the sample data."""
        return self.people[name] if name in self.people else self.world.person(name)

    def send(self, who: str, service: str, request: Any, *, sow: bool = True) -> Any:
        """Fill the private fields of a good request with tokens and send it in somebody's name.

        Args:
            who: The person; `operator` and `dashboard` for these certificates alone.
            service: The service.
            request: What the fields hold that no token can stand in.
            sow: Whether to fill it.
        """
        rpc = request.DESCRIPTOR.name.removesuffix("Request")
        sown = list(self._fill(request, rpc, "PUBLIC", who, KEPT)) if sow else []
        if "idempotency_key" in request.DESCRIPTOR.fields_by_name:
            request.idempotency_key = secrets.token_hex(16)
        stub = self.stub(who, service)
        answer = self._answer(who, service, getattr(stub, rpc), request)
        about = str(getattr(request, "person_id", "") or getattr(getattr(answer, "person", None), "person_id", ""))
        self.sent.setdefault(rpc, request)
        self.book |= {each.token: replace(each, about=about) for each in sown}
        return answer

    def publish(self, who: str, service: str, request: Any) -> Any:
        """Do the same with all free text of a request that everybody may read, or will once it is published."""
        rpc = request.DESCRIPTOR.name.removesuffix("Request")
        sown = {each.token: replace(each, data_class=PUBLIC) for each in self._fill(request, rpc, None, who, KEPT)}
        answer = self.send(who, service, request, sow=False)
        self.book |= sown
        return answer

    def _answer(self, who: str, service: str, rpc: Any, request: Any) -> Any:
        if who in _ALONE:
            return self.world.client.operate(rpc, request)
        if rpc in self._streaming(service):
            rpc = _of_one_message(rpc)
        return self.person(who).call(rpc, request, service, patience=_PATIENCE_SECONDS)

    def once(self, who: str, service: str, rpc: Any, request: Any) -> Any:
        """Call an RPC once, without waiting for anything.

        Raises:
            grpc.RpcError: It was refused.
        """
        metadata = () if who in _ALONE else self.person(who).metadata(service)
        if rpc in self._streaming(service):
            rpc = _of_one_message(rpc)
        return rpc(request, timeout=_CALL_SECONDS, metadata=metadata)

    def _streaming(self, service: str) -> tuple[Any, ...]:
        client = self.world.client
        return {
            "consultations": (client.consultations.AddDocument, client.consultations.PutStatements),
            "recommendations": (client.recommendations.AttachEvidence,),
        }.get(service, ())

    def stub(self, who: str, service: str) -> Any:
        """Return the stub through which somebody calls a service."""
        client: Any = self.world.client
        named = f"operator_{service}" if who == "operator" else service
        return getattr(client, named)

    def sow(self, path: str, data_class: str, author: str, fate: str = KEPT) -> str:
        """Note a new token for a field and return it."""
        made = Canary(tokens.new(), path, data_class, author, fate)
        self.book[made.token] = made
        return made.token

    def typed(self, token: str, words: str) -> None:
        """Note in which words a token was typed."""
        self.book[token] = replace(self.book[token], typed=words)

    def of(self, *paths: str) -> set[str]:
        """Return the tokens that were sown in some fields."""
        return {each.token for each in self.book.values() if each.path in paths}

    def _fill(self, message: Message, path: str, within: str | None, author: str, fate: str) -> Iterator[Canary]:
        """Fill what is not public within something of a data class; all free text if it is within nothing."""
        fields: Any = message.DESCRIPTOR.fields
        for descriptor in fields:
            here, data_class = f"{path}.{descriptor.name}", class_of(descriptor, within) if within else None
            if is_words(descriptor):
                if data_class is None:
                    if descriptor.name not in FORMED:
                        yield from self._words(message, descriptor, Canary("", here, PUBLIC, author, fate))
                elif data_class != PUBLIC:
                    yield from self._words(message, descriptor, Canary("", here, data_class, author, fate))
            elif descriptor.message_type is not None and not is_map(descriptor):
                value: Any = getattr(message, descriptor.name)
                inner = value if descriptor.is_repeated else [value] if message.HasField(descriptor.name) else []
                for each in inner:
                    yield from self._fill(each, here, data_class, author, fate)

    @staticmethod
    def _words(message: Message, descriptor: FieldDescriptor, wanted: Canary) -> Iterator[Canary]:
        """Fill one field, unless the request holds something there."""
        value: Any = getattr(message, descriptor.name)
        words = "" if is_free_text(descriptor.name) else _SHAPES.get(descriptor.name, "{}")
        if is_text(descriptor) or is_map(descriptor):
            yield from _bodies(value, wanted, is_text=is_text(descriptor))
        elif value == EMPTY:
            message.ClearField(descriptor.name)
        elif not value:
            token = tokens.new()
            dressed = words.format(token) if words else hostile.dressed(token)
            yield replace(wanted, token=token, typed="" if words else dressed)
            if descriptor.is_repeated:
                value.append(dressed)
            else:
                is_bytes = descriptor.type == FieldDescriptor.TYPE_BYTES
                setattr(message, descriptor.name, dressed.encode() if is_bytes else dressed)


def _bodies(value: Any, wanted: Canary, *, is_text: bool) -> Iterator[Canary]:
    """Fill a text in both languages, unless it is there; of a map, each value that is named."""
    if is_text and value.bodies:
        return
    bodies = value.bodies if is_text else value
    for name in list(bodies) or ["en", "ur"]:
        token = tokens.new()
        bodies[name] = hostile.dressed(token)
        yield replace(wanted, token=token, typed=bodies[name])
    if is_text:
        value.authoritative_language = "en"


def _of_one_message(rpc: Any) -> Any:
    """Return an RPC that takes a stream as one that takes a message; on a busy machine a file needs a second try."""

    def call(request: Any, *, timeout: float, metadata: Any = None) -> Any:  # noqa: ARG001 - a file takes its own time
        for _ in range(_TRIES - 1):
            try:
                return rpc(iter([request]), timeout=_FILE_SECONDS, metadata=metadata)
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED:
                    raise
        return rpc(iter([request]), timeout=_FILE_SECONDS, metadata=metadata)

    return call


_SHAPES: Final = {
    "email": "{}@canary.example",
    "session": "{0}{0}x",
    "url": "https://{}.example/page",
    "source_url": "https://{}.example/page",
    "chunk": "Words of a file with {} in them.",
}
"""How a token is dressed where a field has a form."""

FORMED: Final = frozenset(
    {
        *("addressee_slug", "archive_sha256", "audience", "browser_id", "code", "consultation_number", "date"),
        *(
            "enrolment_code",
            "former_session",
            "label",
            "language",
            "languages",
            "mail_to_slug",
            "media_type",
            "network",
        ),
        *("number", "other_number", "part_of", "return_path", "sha256", "slug", "source_row", "status_code"),
        *("target_number", "theme", "themes", "time_zone", "tracked_number"),
    }
)
"""Fields that hold a word of a list, a key, a number: in them a token stands by itself, and no free text."""


def is_free_text(name: str) -> bool:
    """Tell whether fields of this name hold whatever words somebody types."""
    return name not in FORMED and name not in _SHAPES
