"""Writes end within a second: a liaison writes on and on while their right ends, with tokens good for a minute more."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
import pytest

from deploy.local.sample_data.client import Person
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e import liaisons
from tests.e2e.conftest import World

NUMBER = "EX-R-12"  # a line that no other story looks at
WRITES_SECONDS = 1.0
WATCHED_SECONDS = 3.0
PAUSE_SECONDS = 0.02  # within what one person may write in a minute
REFUSED = frozenset({grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED})


@dataclass
class Writes:
    """What came of writes, one after the other.

    Attributes:
        begun: When each was sent that was accepted.
        refused: When each was sent that was refused.
        others: Codes of what was neither.
    """

    begun: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    others: set[grpc.StatusCode] = field(default_factory=set)

    def note(self, error: object, begun: float) -> None:
        """Note why a write was not accepted."""
        assert isinstance(error, grpc.Call)
        if error.code() in REFUSED:
            self.refused.append(begun)
        else:
            self.others.add(error.code())


@contextmanager
def going_on(*writes: Callable[[], None]) -> Iterator[list[Writes]]:
    """Let each write be sent again and again, beside each other, until the block ends."""
    stop, kept = threading.Event(), [Writes() for _ in writes]

    def go_on(write: Callable[[], None], into: Writes) -> None:
        while not stop.is_set():
            begun = time.monotonic()
            try:
                write()
            except grpc.RpcError as error:
                into.note(error, begun)
            else:
                into.begun.append(begun)
            time.sleep(PAUSE_SECONDS)

    threads = [threading.Thread(target=go_on, args=each) for each in zip(writes, kept, strict=True)]
    for each in threads:
        each.start()
    try:
        yield kept
    finally:
        stop.set()
        for each in threads:
            each.join()


def drafting(world: World, person: Person) -> Callable[[], None]:
    """Keep a draft of an answer, each time another one, with one token that was fetched before."""
    asked = recommendations.GetAssignmentRequest(tracked_number=NUMBER, addressee_slug=liaisons.MINISTRY)
    line = person.call(world.client.recommendations.GetAssignment, asked, "recommendations").assignment
    metadata, versions = person.metadata("recommendations"), [0]

    def write() -> None:
        request = recommendations.SaveAnswerDraftRequest(
            idempotency_key=secrets.token_hex(16),
            assignment_id=line.assignment_id,
            assignment_version=line.version,
            expected_version=versions[-1],
            fields={"text": secrets.token_hex(4)},
        )
        kept = world.client.recommendations.SaveAnswerDraft(request, timeout=8, metadata=metadata)
        versions.append(kept.draft.version)

    return write


def linking(world: World, person: Person) -> Callable[[], None]:
    """Make a calendar link anew each time, with one token that was fetched before."""
    metadata = person.metadata("identity")

    def write() -> None:
        request = identity.MakeCalendarLinkRequest(idempotency_key=secrets.token_hex(16))
        world.client.identity.MakeCalendarLink(request, timeout=8, metadata=metadata)

    return write


def _end_mandate(world: World, who: identity.Person, _: Person) -> None:
    request = identity.EndMandateRequest(idempotency_key=secrets.token_hex(16), mandate_id=who.mandates[0].mandate_id)
    world.client.operator_identity.EndMandate(request, timeout=8)


def _remove(world: World, who: identity.Person, _: Person) -> None:
    request = identity.RemovePersonRequest(idempotency_key=secrets.token_hex(16), person_id=who.person_id)
    world.client.operator_identity.RemovePerson(request, timeout=8)


def _hand_over(world: World, who: identity.Person, person: Person) -> None:
    request = identity.HandOverMandateRequest(
        idempotency_key=secrets.token_hex(16),
        mandate_id=who.mandates[0].mandate_id,
        email=f"colleague-{secrets.token_hex(4)}@ministry-for-rights.example",
        name="Colleague (example)",
        language="en",
    )
    world.client.identity.HandOverMandate(request, timeout=8, metadata=person.metadata("identity"))


@pytest.mark.covers("SEC 6")
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(_end_mandate, id="the mandate ends"),
        pytest.param(_remove, id="the person is removed"),
        pytest.param(_hand_over, id="it is handed over"),
    ],
)
def test_no_write_is_accepted_later_than_a_second_after_the_right_to_it_ended(
    world: World,
    end: Callable[[World, identity.Person, Person], None],
    record_property: Callable[[str, object], None],
) -> None:
    email = f"leaver-{secrets.token_hex(4)}@ministry-for-rights.example"
    who = liaisons.of_the_ministry(world, name="Liaison who writes on (example)", email=email)
    person = world.client.sign_in(email)
    with going_on(drafting(world, person), linking(world, person)) as kept:
        time.sleep(0.5)
        end(world, who, person)
        acknowledged = time.monotonic()
        time.sleep(WATCHED_SECONDS)
    for of, writes in zip(("an answer's draft", "a calendar link"), kept, strict=True):
        later = max(writes.begun) - acknowledged
        record_property(f"last accepted write of {of}", f"{later * 1000:.0f} ms after the acknowledgement")
        assert writes.others == set()
        assert len([each for each in writes.begun if each < acknowledged]) > 1, "nothing went on"
        assert later <= WRITES_SECONDS
        assert [each for each in writes.refused if each > acknowledged + WRITES_SECONDS], "nothing was refused"
    assert max(kept[1].begun) < acknowledged, "in identity itself a write ends with the acknowledgement"
