"""A public text that was erased leaves the disks at once by `make purge`, beside the running stack, and nothing else.

After the stories: what they wrote is not on the topics any more.
"""

from pathlib import Path

import pytest

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.making import backed_up, made_by
from tests.e2e.public_pages import fetch
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

NAME = "Nargis Qvxpurged"
_MARKS = (b"qvxpurged",)


def _holding(world: World) -> set[str]:
    """Return which of the stores have a file with the name in it, as it was written or as the search keeps it."""
    stores = {
        "write-ahead log": world.stack.postgres.data / "pg_wal",
        "databases": world.stack.postgres.data / "base",
        "rest of PostgreSQL": world.stack.postgres.data,
        "topics": world.stack.kafka.folder,
    }
    found = set[str]()
    seen = set[Path]()
    for store, folder in stores.items():
        files = {each for each in folder.rglob("*") if each.is_file()} - seen
        seen |= files
        found |= {store for each in files if _holds(each)}
    return found


def _holds(file: Path) -> bool:
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # rolled over meanwhile
        return False
    return any(each in content.lower() for each in _MARKS)


def _published(scene: Scene) -> pb.Draft:
    """Publish an item, tracked, of somebody whom its words name, and one that stays."""
    table = scene.table("purged", "Count complaints")
    table["details"]["attribution_rule"] = "ATTRIBUTION_RULE_ON_RECORD"
    table["participants"] = [{"name": NAME, "organisation": "Another body (example)"}]
    [asked] = table["statements"]
    named = {"speaker": NAME, "text": {"en": f"Count them as {NAME} does."}}
    table["statements"] = [asked | named, asked | {"title": {"en": "Publish them"}, "text": {"en": "Once a year."}}]
    return scene.publish(table)


@pytest.mark.covers("loss purge")
@pytest.mark.timeout(300)
def test_an_erased_text_leaves_every_file_at_once(world: World, tmp_path: Path) -> None:
    scene = Scene(world, "purged", "Complaints Office (example)")
    draft = _published(scene)
    numbers = [each.tracked_number for each in draft.statements]
    until(lambda: all(map(scene.arrived, numbers)), "both are public")
    with world.stack.postgres.admin() as connection:
        connection.execute("CHECKPOINT")  # as comes every five minutes: rows are in the files then
    backup = backed_up(world.stack, tmp_path).data
    person = draft.participants[0].participant_id
    of = pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person, statements=True)
    scene.change("WithdrawConsent", of)
    pages = [f"/r/{each}" for each in numbers]
    until(lambda: not any(NAME in scene.read(f"{each}?lang=en") for each in pages), "the name is gone", 60)
    # What follows of the withdrawal arrives by itself, and changes pages, too: a purge does not.
    until(lambda: sum('id="withdrawn"' in scene.read(f"{each}?lang=en") for each in pages) == 1, "one is withdrawn", 60)
    before = {each: fetch(world.stack.public_url, each) for each in pages}
    assert _holding(world) >= {"write-ahead log", "databases", "topics"}, "it would leave by itself"

    said = made_by("purge", world.stack, f"--backups {backup.parent}")
    assert _holding(world) == set(), said
    assert f"{backup} holds" in said
    assert "texts in clear, erased by now" in said
    assert {each: fetch(world.stack.public_url, each) for each in pages} == before

    # The services go on as they did: what is published now arrives.
    after = scene.asked("after", "Say how many came")
    until(lambda: scene.arrived(after.tracked_number), "what is published after it")
