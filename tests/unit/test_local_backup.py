"""What a restoration refuses before it has begun: archives that are not whole, not a pair, or not for this home."""

import errno
import json
import os
import random
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.local import backup, preflight
from deploy.local.__main__ import app
from deploy.local.backup import archive, commands, rows
from deploy.local.failure import CannotStart
from deploy.local.names import SERVICES, Ports
from deploy.local.progress import Silent
from deploy.local.stack import Stack
from services.chassis import schema

_TABLE = "databases/identity/people.copy"
_SEALED = random.Random(1).randbytes(1000)
"""Nothing a zip could make smaller, so it stands there as it is."""


def a_pair(folder: Path, *, revisions: list[str] | None = None, cards: bytes | None = None) -> backup.Sources:
    """Write two archives that belong together."""
    data, keys = folder / "data.zip", folder / "keys.zip"
    with archive.written(data) as writer:
        writer.add(_TABLE, b"one\n")
        writer.add("files/evidence/sealed", _SEALED)
        if cards is not None:
            writer.add("files/start.json", cards)
        told = {name: {"revisions": revisions or [], "tables": {}, "sequences": {}} for name in SERVICES}
        fingerprint = writer.close("data", {"made_at": "then", "databases": told})
    with archive.written(keys) as writer:
        writer.add("keys/identity/one", b"k" * 32)
        writer.close("keys", {"made_at": "then", "of": fingerprint})
    return backup.Sources(data, keys)


def _rewritten(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)


def _restore(home: Path, sources: backup.Sources) -> None:
    backup.restore(Stack(home, Ports(), environment={}), sources, Silent())


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[content.index(_SEALED[400:420])] ^= 1
    file.write_bytes(content)


def _swap(members: dict[str, bytes]) -> None:
    members[_TABLE] = b"two\n"


def _swap_with_its_sum(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["made_at"] = "another time"
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param(lambda file: file.unlink(), "there is no file", id="missing"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-40]), "only the beginning", id="cut short"),
        pytest.param(lambda file: file.write_bytes(b"hello"), "is no backup", id="something else"),
        pytest.param(
            lambda file: _rewritten(file, lambda m: m.pop("manifest.json")), "no manifest", id="a strange zip"
        ),
        pytest.param(
            lambda file: _rewritten(file, lambda m: m.pop(_TABLE)), f"{_TABLE} is missing", id="a member short"
        ),
        pytest.param(
            lambda file: _rewritten(file, lambda m: m.update(more=b"")), "nobody wrote more", id="a member more"
        ),
        pytest.param(lambda file: _rewritten(file, _swap), f"damaged or changed at {_TABLE}", id="another content"),
        pytest.param(_flip, "damaged or changed at files/evidence/sealed", id="a bit"),
        pytest.param(lambda file: _rewritten(file, _swap_with_its_sum), "was not made with", id="a new manifest"),
    ],
)
def test_an_archive_that_is_not_what_was_written_is_refused_in_one_sentence(
    tmp_path: Path, damage: Callable[[Path], object], says: str
) -> None:
    sources = a_pair(tmp_path)
    damage(sources.data)
    with pytest.raises(CannotStart, match=says):
        _restore(tmp_path / "home", sources)
    assert not (tmp_path / "home").exists()


def test_a_flipped_bit_is_one_sentence_or_changes_no_content(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = tmp_path / "whole.zip"
    with archive.written(whole) as writer:
        for number in range(3):
            # Packed, as rows are: a flipped bit makes nonsense of the packing, too.
            writer.add(
                f"databases/identity/{number}.copy", "\n".join(str(chance.random()) for _ in range(100)).encode()
            )
        writer.close("data", {})
    content, damaged, refused = whole.read_bytes(), tmp_path / "damaged.zip", 0
    for _ in range(300):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        damaged.write_bytes(changed)
        try:
            with archive.opened(damaged, "data"):
                pass
        except CannotStart:
            refused += 1
    assert refused > 200  # a date or an attribute of a member may say what it likes


def test_keys_of_another_backup_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = a_pair(tmp_path / "other", revisions=["chassis_0001"])
    with pytest.raises(CannotStart, match="take the pair with the same time"):
        _restore(tmp_path / "home", backup.Sources(a_pair(tmp_path).data, other.keys))


def test_data_and_keys_are_not_mistaken_for_each_other(tmp_path: Path) -> None:
    sources = a_pair(tmp_path)
    assert sources.keys is not None
    with pytest.raises(CannotStart, match="holds keys, not data"):
        _restore(tmp_path / "home", backup.Sources(sources.keys, sources.data))


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"made by a newer Roundtable \(identity_9999\)"):
        _restore(tmp_path / "home", a_pair(tmp_path, revisions=["chassis_0001", "identity_9999"]))


def test_what_this_version_brings_is_not_newer() -> None:
    assert schema.unknown(["chassis_0001", "identity_0001"], service="identity") == []
    assert schema.unknown(["chassis_9999", "strange_0001"], service="identity") == ["chassis_9999", "strange_0001"]


@pytest.mark.parametrize("there", ["keys", "evidence", "mail", preflight.UNFINISHED])
def test_a_home_that_is_not_empty_is_left_alone(tmp_path: Path, there: str) -> None:
    home = tmp_path / "home"
    (home / there).mkdir(parents=True)
    (home / "cache").mkdir()
    with pytest.raises(CannotStart, match=f"is not empty \\({there} is there\\) and nothing was changed"):
        _restore(home, a_pair(tmp_path))
    assert sorted(path.name for path in home.iterdir()) == sorted(["cache", there])


@pytest.mark.parametrize(
    "beside", ["cache/python", "evidence/../../x", "evidence/.x", "keys/identity/one", "start.jsonx"]
)
def test_a_file_that_no_backup_holds_is_refused(tmp_path: Path, beside: str) -> None:
    with archive.written(tmp_path / "data.zip") as writer:
        writer.add("files/evidence/sealed", _SEALED)
        writer.add(f"files/{beside}", b"mine")
        writer.close("data", {"made_at": "then", "databases": {}})
    with pytest.raises(CannotStart, match=f"no backup holds files/{beside}"):
        _restore(tmp_path / "home", backup.Sources(tmp_path / "data.zip", None))
    assert not (tmp_path / "home").exists()


def test_a_home_that_somebody_fills_while_the_archives_are_read_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, read = tmp_path / "home", archive._check

    def meanwhile(reader: archive.Reader) -> None:
        read(reader)
        (home / "keys" / "identity").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(archive, "_check", meanwhile)
    with pytest.raises(CannotStart, match=r"is not empty \(keys is there\)"):
        _restore(home, a_pair(tmp_path))
    assert (home / "keys" / "identity").exists()


def test_what_was_in_the_home_before_outlives_a_restoration_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / "cache").mkdir()

    def fails(*_: object) -> None:
        (home / "evidence").mkdir()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(commands, "_fill_databases", fails)
    monkeypatch.setattr(preflight, "check", lambda *_: None)
    with pytest.raises(CannotStart, match=r"the home is empty again: .*No space left on device"):
        _restore(home, a_pair(tmp_path))
    assert sorted(path.name for path in home.iterdir()) == [".ssh", "cache", "run"]


@pytest.mark.parametrize("with_keys", [True, False])
def test_without_keys_nobody_is_offered_to_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_keys: bool
) -> None:
    """Whose address it was lies sealed: no code would ever be mailed."""
    monkeypatch.setattr(commands, "_fill_databases", lambda *_: 0)
    monkeypatch.setattr(preflight, "check", lambda *_: None)
    sources, home = a_pair(tmp_path, cards=b"[]"), tmp_path / "home"
    _restore(home, sources if with_keys else backup.Sources(sources.data, None))
    assert (home / "start.json").exists() is with_keys
    assert (home / "evidence" / "sealed").exists()


def test_a_home_with_half_a_backup_does_not_start(tmp_path: Path) -> None:
    (tmp_path / preflight.UNFINISHED).touch()
    with pytest.raises(CannotStart, match="was interrupted; run `make clean`, then `make restore` again"):
        Stack(tmp_path, Ports.free(), environment={}).start()


def test_half_a_backup_is_not_backed_up(tmp_path: Path) -> None:
    stack = Stack(tmp_path, Ports(), environment={})
    stack.postgres.data.mkdir(parents=True)
    (tmp_path / preflight.UNFINISHED).touch()
    with pytest.raises(CannotStart, match="was interrupted; run `make clean`"):
        backup.backup(stack, tmp_path / "data", tmp_path / "keys", Silent())


def test_nothing_to_back_up_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="there is nothing to back up"):
        backup.backup(Stack(tmp_path / "home", Ports(), environment={}), tmp_path, tmp_path, Silent())


def test_archives_are_their_owners_alone_and_no_half_one_has_its_name(tmp_path: Path) -> None:
    sources = a_pair(tmp_path / "made")
    assert [stat.S_IMODE(file.stat().st_mode) for file in sorted(sources.data.parent.iterdir())] == [0o600, 0o600]
    assert stat.S_IMODE(sources.data.parent.stat().st_mode) == 0o700
    with pytest.raises(RuntimeError), archive.written(tmp_path / "made" / "half.zip") as writer:  # noqa: PT012
        writer.add("one", b"1")
        raise RuntimeError
    assert sorted(file.name for file in (tmp_path / "made").iterdir()) == ["data.zip", "keys.zip"]


def test_the_next_backup_clears_away_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    left, other = tmp_path / ".roundtable-keys-THEN.zip.partial", tmp_path / ".of-somebody-else.zip.partial"
    left.write_bytes(b"half of the keys")
    other.write_bytes(b"")
    not_ours = tmp_path / ".roundtable-keys-NEVER.zip.partial"
    not_ours.mkdir()  # what cannot be opened stops no backup
    with archive.written(tmp_path / "roundtable-keys-NOW.zip") as first:
        assert not left.exists()
        with archive.written(tmp_path / "roundtable-data-NOW.zip") as second:
            second.close("data", {})
        first.close("keys", {})
    there = {"roundtable-keys-NOW.zip", "roundtable-data-NOW.zip", other.name, not_ours.name}
    assert {each.name for each in tmp_path.iterdir()} == there, "what is still written is left alone"


@pytest.mark.parametrize("more", [[], ["--keys", "k.zip", "--without-keys"]])
def test_whoever_restores_says_whether_there_are_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setenv("RT_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["restore", "--data", "d.zip", *more])
    assert done.exit_code == 1
    assert "name the archive of the keys with --keys, or say --without-keys" in done.output


def test_a_file_that_is_erased_meanwhile_is_left_out(tmp_path: Path) -> None:
    with archive.written(tmp_path / "data.zip") as writer:
        writer.copy("files/evidence/gone", tmp_path / "gone")
        writer.close("data", {})
    with archive.opened(tmp_path / "data.zip", "data") as reader:
        assert reader.names("files") == []


def test_a_key_that_is_changed_for_another_meanwhile_is_there_and_the_other_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = Stack(tmp_path / "home", Ports(), environment={})
    stack.postgres.data.mkdir(parents=True)
    folder = stack.home / "keys" / "consultations"
    (stack.home / "keys" / "identity" / "signing").mkdir(parents=True)
    folder.mkdir()
    (folder / "one").write_bytes(b"1" * 32)
    (folder / "kept").write_bytes(b"0" * 32)

    @contextmanager
    def snapshots(_: object) -> Iterator[dict[str, object]]:
        (folder / "other").write_bytes(b"2" * 32)
        (folder / "one").unlink()
        yield {}

    monkeypatch.setattr(commands, "_database", lambda *_: nullcontext())
    monkeypatch.setattr(rows, "snapshots", snapshots)
    made = backup.backup(stack, tmp_path / "data", tmp_path / "keys", Silent())
    assert made.keys is not None
    with archive.opened(made.keys, "keys") as reader:
        assert reader.names("keys") == [f"keys/consultations/{name}" for name in ("kept", "one", "other")]


def test_data_get_no_name_when_their_keys_get_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, keys = tmp_path / "data" / "d.zip", tmp_path / "keys" / "k.zip"
    sync = os.fsync

    def full(handle: int) -> None:
        if data.exists() and Path(f"/proc/self/fd/{handle}").readlink().parent == keys.parent:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"), commands._pair(data, keys):
        pass
    assert [*data.parent.iterdir(), *keys.parent.iterdir()] == []


def test_a_full_disk_is_one_sentence_and_leaves_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack(tmp_path / "home", Ports(), environment={})
    stack.postgres.data.mkdir(parents=True)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(commands, "_database", lambda *_: nullcontext())
    monkeypatch.setattr(commands, "_write", full)
    with pytest.raises(CannotStart, match="the backup was not made: No space left on device"):
        backup.backup(stack, tmp_path / "data", tmp_path / "keys", Silent())
    assert list((tmp_path / "data").iterdir()) == list((tmp_path / "keys").iterdir()) == []
