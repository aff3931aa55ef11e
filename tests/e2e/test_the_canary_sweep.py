"""A random token in every private field, and a search of everything that the product wrote since it started.

The last file of these tests: all that the stories did is searched with it, failures, killed parts, imports, mails and
withdrawn consents included.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local.names import SERVICES
from tests.canaries import kept_secrets, places, public_pages, public_rpcs, readers, refusals, scene
from tests.canaries.fields import all_private_leaves
from tests.canaries.places import Search
from tests.canaries.sowing import KEPT, PUBLIC, PUBLISHED, REFUSED
from tests.canaries.traces import export
from tests.canaries.unsown import UNSOWN
from tests.e2e.conftest import Sown, World


@pytest.fixture
def search(
    sown: Sown, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> Iterator[Search]:
    made = scene.search(sown.here)
    yield made
    with capsys.disabled():
        for place, (things, size) in made.places.items():
            record_property(f"searched {place}", f"{things} with {size} bytes")
            sys.stdout.write(f"\n  searched {things:,} {place}, {size:,} bytes")


def test_every_private_field_of_a_request_was_sown_or_says_why_not(sown: Sown) -> None:
    private = {leaf.path for leaf in all_private_leaves()}
    kept = {each.path for each in sown.here.book.values() if each.fate == KEPT and each.data_class != PUBLIC}
    assert private - kept - set(UNSOWN) == set()
    assert set(UNSOWN) - private == set(), "named, but no private field any more"
    assert set(UNSOWN) & kept == set(), "named, but sown"
    assert all(UNSOWN.values())


@pytest.mark.covers("invariant 9", "SEC 1", "loss canary sweep")
def test_no_canary_lies_on_a_disk_in_a_table_or_in_a_topic(sown: Sown, search: Search, world: World) -> None:
    def may(token: str) -> bool:
        return scene.may_travel(sown.here, token)

    owners = places.databases(world.stack)
    for place, path, data in places.files(world.stack.home):
        stored = place in ("database files", "write-ahead log", "Kafka segments")
        search.look(place, path, data, may if stored else places.nothing)
    for service in SERVICES:
        for table, data in places.tables(world.stack, service):
            search.look("tables", table, data, may)
        for what, data in places.told_by_postgres(world.stack, service):
            search.look(places.STATISTICS, what, data, may)
    for message, data in places.messages(world.stack):
        search.look("messages of topics", message, data, may)
    assert search.hits == []
    assert set(SERVICES) <= set(owners)
    # A search that finds nothing at all would prove nothing: what services may pass on is found.
    assert search.seen & sown.here.of("SetAddresseeOrganisation.reason")


@pytest.mark.covers("SEC 1", "loss canary sweep")
def test_no_canary_is_in_a_backup(sown: Sown, search: Search, world: World, tmp_path: Path) -> None:
    """Neither in the archive of data nor in that of keys."""
    for part, data in places.backups(world.stack, tmp_path):
        search.look("parts of a backup", part, data, lambda token: scene.may_travel(sown.here, token))
    assert search.hits == []
    assert search.seen & sown.here.of("SetAddresseeOrganisation.reason")


@pytest.mark.covers("SEC 1", "loss canary sweep")
def test_no_canary_is_in_a_mail_but_in_those_to_its_own_person(sown: Sown, search: Search, world: World) -> None:
    book = sown.here.book
    for addresses, mail, data in places.mails(world.stack):
        own = search.find(addresses.encode())
        about = {book[token].about for token in own} - {""}
        own |= {token for token, canary in book.items() if canary.about in about}
        search.look("mails", mail, data, own.__contains__)
    assert search.hits == []


@pytest.mark.covers("SEC 1")
def test_no_canary_is_in_a_metric_or_in_what_a_process_was_started_with(search: Search, world: World) -> None:
    for service, data in places.metrics(world.stack):
        search.look("metrics", service, data)
    for process, data in places.processes(world.stack):
        search.look("arguments and environments of processes", process, data)
    for file, data in places.files_without_a_name(world.stack):
        search.look("files without a name", file, data)
    assert search.hits == []


@pytest.mark.covers("SEC 1")
def test_no_canary_is_in_a_trace(search: Search, world: World) -> None:
    for service, spans in world.traces.read(world.client):
        search.look("batches of spans", service, spans)
    assert search.hits == []
    assert set(SERVICES) <= {service for service, _ in world.traces.batches}


@pytest.fixture(scope="module")
def known(sown: Sown, world: World) -> public_rpcs.Known:
    return public_rpcs.known(world.client.consultations, world.client.recommendations, sown.own)


@pytest.mark.covers("SEC 3")
@pytest.mark.parametrize("who", ["facilitator", "archivist", "liaison", "commission-liaison"])
def test_no_page_shows_one_person_what_is_another_s(
    sown: Sown, search: Search, world: World, known: public_rpcs.Known, who: str
) -> None:
    """The owner of the canaries looks first: whatever is kept by then is not for those who look afterwards."""
    session = sown.here.person(who).session
    one_line = replace(known, own=known.own | {"tracked": sown.own["tracked"][:1]})
    for page, data in public_pages.read(world.stack, one_line, session=session, languages=["en"]):
        search.look("pages of people", page, data, lambda token: readers.may_read(who, sown.here.book[token], sown.own))
    assert search.hits == []
    assert bool(search.seen) is (who not in readers.NOTHING_IS_THEIRS)


@pytest.mark.covers("invariant 9", "SEC 1")
def test_no_canary_is_answered_to_a_stranger(search: Search, world: World, known: public_rpcs.Known) -> None:
    stubs = {"consultations": world.client.consultations, "recommendations": world.client.recommendations}
    for request, data in public_rpcs.answers(stubs, known):
        search.look("answers of public RPCs", request, data)
    for page, data in public_pages.read(world.stack, known):
        search.look("pages and downloads", page, data)
    for page, data in public_pages.heads(world.stack, known):
        search.look("heads of pages and downloads", page, data)
    assert search.hits == []


@pytest.mark.parametrize(
    "place",
    [
        *("a log line", "a trace", "an event", "a mail", "a public page", "a table of another service"),
        *("statistics of a table", "a backup", "a file without a name"),
    ],
)
def test_a_leak_turns_the_sweep_red(sown: Sown, world: World, place: str, tmp_path: Path) -> None:
    """What was published is the leak: taken for a secret, it has to be found wherever published things go."""
    [leaked] = (token for token, canary in sown.here.book.items() if canary.data_class == PUBLISHED)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "recommendations.log").write_text(json.dumps({"event": "asked", "of": leaked}))
    export(world.traces, "an attribute", leaked)
    looked: dict[str, Callable[[], Iterable[tuple[str, bytes]]]] = {
        "a log line": lambda: ((path, data) for _, path, data in places.files(tmp_path)),
        "a trace": lambda: world.traces.read(world.client),
        "an event": lambda: places.messages(world.stack),
        "a mail": lambda: ((mail, data) for _, mail, data in places.mails(world.stack)),
        "a public page": lambda: [("page", public_pages.ask(world.stack, f"/r/{sown.own['tracked'][0]}"))],
        "a table of another service": lambda: places.tables(world.stack, "notifications"),
        "statistics of a table": lambda: _counted(world, leaked),
        "a backup": lambda: places.backups(world.stack, tmp_path),
        "a file without a name": lambda: _held(leaked),
    }
    search = scene.search(sown.here, published=True)
    for name, data in looked[place]():
        search.look(place, name, data)
    assert search.hits


def _counted(world: World, leaked: str) -> Iterator[tuple[str, bytes]]:
    """Let a table hold it often, and PostgreSQL count that."""
    with world.stack.postgres.admin("identity") as connection:
        connection.execute("CREATE TABLE planted AS SELECT %s AS said FROM generate_series(1, 20)", [leaked])
        try:
            places.databases(world.stack)
            yield from places.told_by_postgres(world.stack, "identity")
        finally:
            connection.execute("DROP TABLE planted")


def _held(leaked: str) -> Iterator[tuple[str, bytes]]:
    """Hold a file open that is nowhere any more, as this process."""
    with tempfile.TemporaryFile() as file:
        file.write(leaked.encode())
        file.flush()
        yield from places.held_by(os.getpid())


def test_what_a_stranger_types_is_written_nowhere(
    sown: Sown, search: Search, world: World, known: public_rpcs.Known
) -> None:
    """In forms that were never shown, and in addresses: neither a log nor a page of anybody else repeats it."""
    filled = {name: sown.here.sow(f"form: {name}", "IDENTITY", "a stranger", REFUSED) for name in public_pages.FORMS}
    for _ in public_pages.send(world.stack, known, filled):
        pass  # the answer is the stranger's own
    for place, path, data in places.files(world.stack.home):
        if place == "log files":
            search.look(place, path, data)
    for service, spans in world.traces.read(world.client):
        search.look("batches of spans", service, spans)
    assert search.hits == []


@pytest.mark.covers("SEC 1")
def test_no_refusal_repeats_a_canary(sown: Sown, search: Search) -> None:
    for field, told in refusals.refused(sown.here):
        search.look("refusals", field, told)
    assert search.hits == []


@pytest.mark.parametrize("who", readers.READERS)
def test_everybody_reads_only_the_canaries_that_the_classes_of_fields_allow(
    sown: Sown, search: Search, who: str
) -> None:
    for rpc, data in readers.answers(sown.here, who, sown.own):
        search.look(
            "answers to people", rpc, data, lambda token: readers.may_read(who, sown.here.book[token], sown.own)
        )
    assert search.hits == []
    assert bool(search.seen) is (who not in readers.NOTHING_IS_THEIRS)


@pytest.fixture(scope="module")
def secrets(sown: Sown, world: World) -> kept_secrets.Finder:
    """Every secret that this run has made."""
    found = [*kept_secrets.of_files(world.stack.home), *kept_secrets.of_mails(world.stack)]
    tokens = [person.token(service) for person in sown.here.people.values() for service in SERVICES]
    shown = [("a session or a browser's own id", each) for each in world.sessions]
    shown += [("a token", each.rpartition(".")[2]) for each in tokens]
    shown += sown.here.secrets
    found += [(what, written) for what, each in shown for written in kept_secrets.as_written(each.encode())]
    return kept_secrets.Finder(found)


@pytest.mark.covers("SEC 10", "SEC 20", "loss sweep of secrets")
def test_no_secret_lies_anywhere_but_where_it_is_kept(
    secrets: kept_secrets.Finder, world: World, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    search = Search(secrets.find, lambda name: name)
    places.databases(world.stack)
    held = set()
    for place, path, data in places.files(world.stack.home):
        if path.startswith(kept_secrets.HOLDERS):
            held |= secrets.find(data)
        else:
            search.look(place, path, data)
    for place, name, data in places.outputs(world.stack):
        search.look(place, name, data)
    for part, data in places.backups(world.stack, tmp_path):
        if part.startswith("data/"):  # the other archive is that of keys
            search.look("parts of a backup", part, data)
    for _, mail, data in places.mails(world.stack):
        search.look("mails", mail, data, f"a code of mail {mail}".__eq__)
    for service, spans in world.traces.read(world.client):
        search.look("batches of spans", service, spans)
    record_property("secrets", len(secrets.names))
    assert search.hits == []
    made = {"a session or a browser's own id", "a token", "the code of a card", "the secret of a calendar link"}
    assert made <= set(secrets.names.values())
    assert len(held) > len(SERVICES)
    assert search.seen, "not even the codes in their own mails were found"


@pytest.mark.covers("SEC 10", "loss signing key")
def test_the_key_that_signs_tokens_is_in_no_memory_but_of_identity(world: World) -> None:
    folder = world.stack.home / "keys" / "identity" / "signing"
    signing = [written for file in folder.iterdir() for written in kept_secrets.as_written(file.read_bytes())]
    holds = {
        part: any(each in held for _, held in places.memory(world.stack, part) for each in signing)
        for part in ("identity", "consultations", "recommendations", "notifications", "dashboard", "mail")
    }
    assert [part for part, held in holds.items() if held] == ["identity"]
