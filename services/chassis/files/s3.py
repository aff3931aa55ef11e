"""Sealed files in a store that speaks S3: Amazon's, MinIO, Ceph and others.

The bucket is part of the path and every request is signed, so that any server will do. An object appears whole or not
at all. What goes wrong is told to callers in one sentence, and to the log by the store's own word for it.
"""

import asyncio
import os
from typing import Any, Final
from uuid import UUID

import botocore.session
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from services.chassis.errors import NotFound, Unavailable
from services.chassis.files.place import Place

log = structlog.get_logger(__name__)

_CONNECT_SECONDS: Final = 3
_READ_SECONDS: Final = 20
_TRIES: Final = 2
_GONE: Final = frozenset({"NoSuchKey", "404"})


class S3:
    """Objects of one bucket, named by the ids of files.

    Args:
        place: The store.
    """

    def __init__(self, place: Place) -> None:
        self._bucket = place.bucket
        self._client = _client(place)

    async def put(self, file_id: UUID, sealed: bytes) -> None:
        """Write an object.

        Raises:
            Unavailable: The store does not answer, or refuses us. Whether it has the file is not known.
        """
        await self._ask("put_object", file_id, Body=sealed, ContentType="application/octet-stream")

    async def get(self, file_id: UUID) -> bytes:
        """Read an object.

        Raises:
            NotFound: It is not there.
            Unavailable: The store does not answer.
        """
        content: bytes = await self._ask("get_object", file_id)
        return content

    async def delete(self, file_id: UUID) -> None:
        """Delete an object.

        Raises:
            Unavailable: The store does not answer.
        """
        await self._ask("delete_object", file_id)

    async def _ask(self, operation: str, file_id: UUID, **fields: Any) -> Any:
        try:
            return await asyncio.to_thread(self._call, operation, Key=str(file_id), **fields)
        except ClientError as refused:
            word = refused.response.get("Error", {}).get("Code", "unknown")
            if operation == "get_object" and word in _GONE:
                raise NotFound("no such file") from None
            raise self._unavailable(operation, word) from None
        except (BotoCoreError, OSError) as broken:
            raise self._unavailable(operation, type(broken).__name__) from None

    def _call(self, operation: str, **fields: Any) -> Any:
        """Ask, and read an object to its end: both wait for the network."""
        answer = getattr(self._client, operation)(Bucket=self._bucket, **fields)
        if operation != "get_object":
            return None
        with answer["Body"] as body:
            return body.read()

    @staticmethod
    def _unavailable(operation: str, word: str) -> Unavailable:
        log.warning("file_store_failed", operation=operation, reason=word)
        return Unavailable("the store of files does not answer; try again later")


def _client(place: Place) -> Any:
    session = botocore.session.Session()
    # Nothing but the settings counts: no file in somebody's home, no profile, no proxy.
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, os.devnull)
    session.set_config_variable("profile", None)
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _TRIES},
        proxies={},
        # Checksums of newer kinds are not known to every server; each object is authenticated by its own cipher.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.create_client(
        "s3",
        region_name=place.region,
        endpoint_url=place.endpoint,
        aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key,
        verify=str(place.ca) if place.ca else True,
        config=config,
    )
