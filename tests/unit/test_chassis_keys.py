"""What is sealed opens in its own place only, and never again once its key is destroyed."""

import stat
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.keys import KeyDestroyed, Keys, SealBroken

PLACE: dict[str, Any] = {"table": "participants", "column": "name", "row_id": UUID(int=1)}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys", "consultations")


async def test_what_is_sealed_opens_again(keys: Keys) -> None:
    key_id = await keys.create()
    sealed = keys.seal(key_id, "نام".encode(), **PLACE)
    assert "نام".encode() not in sealed
    assert keys.open(key_id, sealed, **PLACE) == "نام".encode()
    assert sealed != keys.seal(key_id, "نام".encode(), **PLACE)


@pytest.mark.parametrize("moved", [{"table": "notes"}, {"column": "phone"}, {"row_id": UUID(int=2)}])
async def test_a_ciphertext_does_not_open_in_another_place(keys: Keys, moved: dict[str, Any]) -> None:
    key_id = await keys.create()
    sealed = keys.seal(key_id, b"secret", **PLACE)
    with pytest.raises(SealBroken):
        keys.open(key_id, sealed, **(PLACE | moved))


async def test_a_ciphertext_does_not_open_in_another_service(keys: Keys, tmp_path: Path) -> None:
    key_id = await keys.create()
    other = Keys(tmp_path / "keys", "identity")
    other._path(key_id).write_bytes(keys._path(key_id).read_bytes())
    with pytest.raises(SealBroken):
        other.open(key_id, keys.seal(key_id, b"secret", **PLACE), **PLACE)


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: b"\x09" + raw[1:], lambda _: b"", lambda _: b"\x01"]
)
async def test_damaged_bytes_do_not_open(keys: Keys, damage: object) -> None:
    key_id = await keys.create()
    sealed = keys.seal(key_id, b"secret", **PLACE)
    with pytest.raises(SealBroken):
        keys.open(key_id, damage(sealed), **PLACE)  # type: ignore[operator]


async def test_a_destroyed_key_opens_nothing(keys: Keys) -> None:
    key_id = await keys.create()
    sealed = keys.seal(key_id, b"secret", **PLACE)
    keys.destroy(key_id)
    keys.destroy(key_id)
    with pytest.raises(KeyDestroyed):
        keys.open(key_id, sealed, **PLACE)
    with pytest.raises(KeyDestroyed):
        keys.seal(key_id, b"secret", **PLACE)


async def test_a_key_destroyed_by_another_copy_of_the_service_is_destroyed_here_although_remembered(
    keys: Keys, tmp_path: Path
) -> None:
    key_id = await keys.create()
    sealed = keys.seal(key_id, b"secret", **PLACE)
    assert keys.open(key_id, sealed, **PLACE)
    Keys(tmp_path / "keys", "consultations").destroy(key_id)
    with pytest.raises(KeyDestroyed):
        keys.open(key_id, sealed, **PLACE)


async def test_a_key_is_a_private_file_of_32_bytes(keys: Keys, tmp_path: Path) -> None:
    key_id = await keys.create()
    folder = tmp_path / "keys" / "consultations"
    assert [each.name for each in folder.iterdir()] == [str(key_id)]
    assert (folder / str(key_id)).stat().st_size == 32
    assert stat.S_IMODE((folder / str(key_id)).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


async def test_a_key_is_on_the_disk_before_it_is_known(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    await keys.create()
    assert len(synced) == 2  # the file, and the folder that names it


async def test_many_keys_are_made_at_once_or_none(keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await keys.create_many(60)
    assert len(set(made)) == 60
    sealed = [keys.seal(each, b"said", table="t", column="c", row_id=each) for each in made]
    assert keys.open(made[7], sealed[7], table="t", column="c", row_id=made[7]) == b"said"
    written = keys._link

    def full(key_id: UUID, *, sync: bool) -> None:
        written(key_id, sync=sync)
        raise OSError("no space left on device")

    monkeypatch.setattr(keys, "_link", full)
    with pytest.raises(OSError, match="no space"):
        await keys.create_many(3)
    assert {each.name for each in (tmp_path / "keys" / "consultations").iterdir()} == {str(each) for each in made}


async def test_a_well_known_key_is_made_once_however_many_copies_start(keys: Keys, tmp_path: Path) -> None:
    key_id = uuid4()
    await keys.ensure(key_id)
    sealed = keys.seal(key_id, b"secret", **PLACE)
    second = Keys(tmp_path / "keys", "consultations")
    await second.ensure(key_id)
    assert second.open(key_id, sealed, **PLACE) == b"secret"


async def test_memory_holds_a_bounded_number_of_keys(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", "consultations", remembered=3)
    made = [await keys.create() for _ in range(5)]
    sealed = {key_id: keys.seal(key_id, b"secret", **PLACE) for key_id in made}
    assert len(keys._cache) == 3
    assert all(keys.open(key_id, sealed[key_id], **PLACE) == b"secret" for key_id in made)


async def test_an_hmac_depends_on_key_message_and_purpose(keys: Keys) -> None:
    one, other = await keys.create(), await keys.create()
    macs = {
        keys.authenticate(key_id, message, purpose=purpose)
        for key_id in (one, other)
        for message in (b"a", b"b")
        for purpose in ("requests", "tokens")
    }
    assert len(macs) == 8
    assert keys.authenticate(one, b"a", purpose="requests") in macs
