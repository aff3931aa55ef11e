"""Stores of sealed files: one suite over a folder and over a server that speaks S3."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from deploy.local.certificates import Certificates
from services.chassis.errors import NotFound, Unavailable
from services.chassis.files import Files, Folder
from services.chassis.files.place import credentials
from services.chassis.files.s3 import S3
from services.recommendations.domain.evidence import LARGEST_BYTES
from tests.stand_ins.s3 import Store, a_store

SEALED = b"\x01\x00sealed\xff"


@pytest.fixture(scope="module")
def s3(certificates: Certificates) -> Iterator[Store]:
    name = "recommendations"
    with a_store(certificates.certificate(name), certificates.key(name), certificates.ca) as running:
        yield running


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "folder":
        return Folder(tmp_path / "files")
    return S3(request.getfixturevalue("s3").place)


async def test_what_was_put_is_what_comes_back_byte_for_byte(files: Files) -> None:
    largest = os.urandom(LARGEST_BYTES + 29)  # a file of the largest size, sealed
    small, large = uuid4(), uuid4()
    await asyncio.gather(files.put(small, SEALED), files.put(large, largest))
    assert (await files.get(small), await files.get(large)) == (SEALED, largest)


async def test_what_is_put_again_takes_the_place_of_what_was_there(files: Files) -> None:
    file_id = uuid4()
    await files.put(file_id, b"first and longer")
    await files.put(file_id, SEALED)
    assert await files.get(file_id) == SEALED


async def test_what_is_not_there_is_not_found(files: Files) -> None:
    with pytest.raises(NotFound):
        await files.get(uuid4())


async def test_what_was_deleted_is_gone_and_deleting_again_is_no_error(files: Files) -> None:
    file_id = uuid4()
    await files.put(file_id, SEALED)
    await files.delete(file_id)
    await files.delete(file_id)
    with pytest.raises(NotFound):
        await files.get(file_id)


async def test_ten_at_once_do_not_mix(files: Files) -> None:
    contents = {uuid4(): os.urandom(100_000) for _ in range(10)}
    await asyncio.gather(*(files.put(file_id, content) for file_id, content in contents.items()))
    assert dict(zip(contents, await asyncio.gather(*map(files.get, contents)), strict=True)) == contents


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"endpoint": "https://127.0.0.1:1"}, id="nobody listens"),
        pytest.param({"bucket": "another"}, id="no such bucket"),
        pytest.param({"ca": None}, id="a certificate of a CA that we were not told of"),
    ],
)
async def test_a_store_that_cannot_be_used_is_unavailable_in_one_sentence(
    s3: Store, changed: dict[str, str | None]
) -> None:
    broken = S3(replace(s3.place, **changed))  # type: ignore[arg-type]
    before = s3.names()
    with capture_logs() as logged:
        for work in (broken.put(uuid4(), SEALED), broken.get(uuid4())):
            with pytest.raises(Unavailable) as refused:
                await work
            assert str(refused.value) == "the store of files does not answer; try again later"
    assert s3.names() == before
    assert [each["event"] for each in logged] == ["file_store_failed", "file_store_failed"]
    assert "canary" not in str(logged)


def test_credentials_come_from_a_file_and_show_nowhere(s3: Store, tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text("access_key = canary-access\nsecret_key=canary-secret\n")
    assert credentials(path) == ("canary-access", "canary-secret")
    assert "canary" not in repr(s3.place)
    path.write_text("secret_key=canary-secret\n")
    with pytest.raises(ValueError, match="access_key=…") as refused:
        credentials(path)
    assert "canary" not in str(refused.value)
