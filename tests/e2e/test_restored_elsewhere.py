"""A backup of the running stack, restored into an empty home: the same pages, no mail again, nothing without keys."""

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import grpc
import psycopg
import pytest

from deploy.local import unprivileged
from deploy.local.files import private_folder
from deploy.local.names import SERVICES, Ports, home
from deploy.local.stack import Stack
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from tests.e2e.conftest import EMAILS, World
from tests.e2e.making import backed_up, made_by
from tests.e2e.public_pages import fetch, public_pages
from tests.e2e.waiting import until

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Restored:
    """The restored stack, and what it was restored from."""

    world: World
    data: Path
    mailed_before: set[str]
    behind: dict[tuple[str, str], int]
    """What had been recorded and not consumed when the backup was made."""


@pytest.fixture(scope="module")
def restored(world: World) -> Iterator[Restored]:
    """Back the running stack up while notifications is away, and restore it into another home."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-restored-"))
    folder.chmod(0o711)
    before = world.stack
    before.parts["notifications"].child.kill()
    try:
        request = identity.RegisterOrganisationRequest(idempotency_key="restored", name="Restored (example)")
        world.client.operate(world.client.operator_identity.RegisterOrganisation, request)
        until(lambda: not _rows(before, "identity", "SELECT FROM outbox"), "Kafka has what happened")
        behind = _behind(before)
        mailed = {mail["message_id"] for mail in world.mails()}
        sources = backed_up(before, folder)
    finally:
        before.restart_part("notifications")
    environment = dict(before.environment)
    after = Stack(folder / "home", Ports.free(), cache=home() / "cache", durable=False, environment=environment)
    try:
        private_folder(after.home, passable=True)
        (after.home / "cache").symlink_to(home() / "cache")
        made_by("restore", after, f"--data {sources.data} --keys {sources.keys}")
        made = World(after.start(), world.traces, world.days)
        yield Restored(made, sources.data, mailed, behind)
        made.client.close()
    finally:
        after.stop()
        unprivileged.forget(folder / "home")
        shutil.rmtree(folder, ignore_errors=True)


def _rows(stack: Stack, service: str, statement: LiteralString) -> list[Any]:
    with psycopg.connect(stack.postgres.url(service, "operator")) as connection:
        return connection.execute(statement).fetchall()


def _behind(stack: Stack) -> dict[tuple[str, str], int]:
    """Return by consumer and owner how many aggregates have more in the owner's log than was consumed."""
    heads = "SELECT aggregate_id, max(public_version) FROM events WHERE public_version IS NOT NULL GROUP BY 1"
    # What was consumed first: of a running stack nothing then seems to be ahead that is not.
    consumed = {
        name: {
            (source, aggregate): version
            for source, aggregate, version in _rows(
                stack, name, "SELECT source, aggregate_id, public_version FROM consumed"
            )
        }
        for name in SERVICES
    }
    logs = {name: dict(_rows(stack, name, heads)) for name in SERVICES}
    ahead = [
        (name, source, aggregate)
        for name, known in consumed.items()
        for (source, aggregate), version in known.items()
        if version > logs[source].get(aggregate, 0)
    ]
    assert ahead == [], "consumed what its owner's backup has not"
    sources = {name: {source for source, _ in known} for name, known in consumed.items()}
    return {
        (name, source): count
        for name in SERVICES
        for source in sources[name]
        if (count := sum(consumed[name].get((source, aggregate), 0) < head for aggregate, head in logs[source].items()))
    }


def test_what_had_not_been_consumed_is_asked_for(restored: Restored) -> None:
    assert restored.behind.get(("notifications", "identity")), "nothing had to be healed: this test shows nothing"
    until(lambda: not _behind(restored.world.stack), "every consumer has what every owner recorded")


def test_every_public_page_and_export_reads_as_before(world: World, restored: Restored) -> None:
    listed = consultations.ListConsultationsRequest(page_size=200)
    numbers = [each.number for each in world.client.consultations.ListConsultations(listed, timeout=10).consultations]
    places = (world.stack.public_url, restored.world.stack.public_url)
    with ThreadPoolExecutor(2) as both:
        before, after = both.map(lambda base: public_pages(base, besides=[f"/c/{each}" for each in numbers]), places)
    assert len(before) > 150
    assert before.keys() == after.keys()

    def differing() -> list[str]:
        return [each for each in before if before[each] != after[each] and not _alike(each, *places)]

    assert differing() == []


def _alike(address: str, one: str, other: str) -> bool:
    """Look again at a page that differs: what time alone brings about happens in both within the same seconds."""
    return bool(until(lambda: fetch(one, address) == fetch(other, address), f"{address} reads as before", 30))


def test_no_mail_is_sent_a_second_time(restored: Restored) -> None:
    assert restored.mailed_before
    assert restored.mailed_before & {mail["message_id"] for mail in restored.world.mails()} == set()


def test_people_sign_in_anew(world: World, restored: Restored) -> None:
    kept = world.person("facilitator").session
    request = identity.ExchangeSessionRequest(session=kept, audience="consultations")
    with pytest.raises(grpc.RpcError) as refused:
        restored.world.client.identity.ExchangeSession(request, timeout=10)
    assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
    archivist = restored.world.person("archivist")
    mine = consultations.ListMyConsultationsRequest(page_size=200)
    assert archivist.call(restored.world.client.consultations.ListMyConsultations, mine, "consultations").consultations


def _as_stored(copied: bytes) -> bytes:
    """Return rows with bytes and ends of lines as they are in the database: COPY writes them in letters."""
    plain = re.sub(rb"\\\\x((?:[0-9a-f]{2})+)", lambda found: bytes.fromhex(found[1].decode()), copied)
    return plain.replace(b"\\n", b"\n")


@pytest.mark.covers("loss restore without keys")
def test_without_its_keys_a_backup_shows_nothing_restricted(world: World, restored: Restored) -> None:
    archivist, stub = world.person("archivist"), world.client.consultations
    mine = archivist.call(
        stub.ListMyConsultations, consultations.ListMyConsultationsRequest(page_size=200), "consultations"
    )
    drafts = [
        archivist.call(
            stub.GetDraft, consultations.GetDraftRequest(consultation_id=each.consultation_id), "consultations"
        ).draft
        for each in mine.consultations
    ]
    unpublished = [
        body
        for draft in drafts
        for statement in draft.statements
        if statement.record_state == consultations.RECORD_STATE_IN_REVIEW
        for body in statement.details.text.bodies.values()
    ]
    assert unpublished
    with zipfile.ZipFile(restored.data) as archive:
        members = [
            name for name in archive.namelist() if name.startswith(("databases/", "files/evidence", "files/doc"))
        ]
        kept = b"\n".join(_as_stored(archive.read(name)) for name in members)
    assert b"Policy roundtable on child safety online (example)" in kept, "the search finds nothing at all"
    assert b"Diary no. 1044 (example)" in kept, "the search does not find what stands in events"
    assert [each for each in (*unpublished, *EMAILS.values()) if each.encode() in kept] == []


def test_stopped_it_is_backed_up_as_it_was_and_is_stopped_again(restored: Restored, tmp_path: Path) -> None:
    """The last test of the restored stack: nobody needs it any more."""
    stack = restored.world.stack
    running = _counted(backed_up(stack, tmp_path / "running").data)
    stack.stop()
    assert _counted(backed_up(stack, tmp_path / "stopped").data) == running
    assert running["consultations"] > 0
    assert not (stack.postgres.data / "postmaster.pid").exists()


def _counted(data: Path) -> dict[str, int]:
    """Return how many events a backup holds of each service."""
    with zipfile.ZipFile(data) as archive:
        told = json.loads(archive.read("manifest.json"))["databases"]
    return {service: told[service]["tables"]["events"]["rows"] for service in SERVICES}


def _title(page: str) -> str:
    found = re.search(r"<h1.*?</h1>", page, re.DOTALL)
    return found.group() if found else ""


@pytest.fixture
def keyless(world: World, restored: Restored) -> Iterator[World]:
    """The stack restored once more, where its keys are lost, in the place of the one with keys."""
    before = restored.world.stack
    before.stop()
    stack = Stack(
        before.home.parent / "keyless",
        before.ports,
        cache=home() / "cache",
        durable=False,
        environment=before.environment,
    )
    try:
        private_folder(stack.home, passable=True)
        (stack.home / "cache").symlink_to(home() / "cache")
        made_by("restore", stack, f"--data {restored.data} --without-keys")
        made = World(stack.start(), world.traces, world.days)
        yield made
        made.client.close()
    finally:
        stack.stop()
        unprivileged.forget(stack.home)


@pytest.mark.covers("loss restore without keys")
def test_where_the_keys_are_lost_readers_get_all_that_is_not_sealed(world: World, keyless: World) -> None:
    before, after = world.stack.public_url, keyless.stack.public_url
    assert "People named" in fetch(before, "/c/C-1"), "nobody was named: this test shows nothing"
    assert "People named" not in fetch(after, "/c/C-1"), "names are sealed"
    assert [each for each in ("/", "/c/C-1", "/lines.csv", "/feed.atom") if fetch(after, each)[:6] == "status"] == []
    for each in ("/c/C-1/4", "/r/EX-R-1", "/r/EX-R-1?lang=ur"):
        assert _title(fetch(after, each)) == _title(fetch(before, each)) != ""
    assert [email for email in EMAILS.values() if email in fetch(after, "/start")] == []

    # People are entered anew, with addresses that were theirs.
    email, client = EMAILS["archivist"], keyless.client
    asked = identity.ListOrganisationsRequest(page_size=200)
    house = client.operate(client.operator_identity.ListOrganisations, asked).organisations[0].organisation_id
    anew = identity.RegisterPersonRequest(
        idempotency_key="anew", name="Entered anew (example)", email=email, language="en", organisation_id=house
    )
    person_id = client.operate(client.operator_identity.RegisterPerson, anew).person.person_id
    role = identity.GrantRoleRequest(
        idempotency_key="anew", person_id=person_id, role=identity_events.ROLE_REGISTRAR, organisation_id=house
    )
    client.operate(client.operator_identity.GrantRole, role)
    listed = (
        client.sign_in(email)
        .call(client.identity.ListPeople, identity.ListPeopleRequest(page_size=200), "identity")
        .people
    )
    assert [each.email for each in listed if each.email] == [email]
