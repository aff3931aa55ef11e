"""Which store of files a service has: a folder, or one that speaks S3."""

import contextlib
import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from services.chassis.files.folder import Folder
from services.chassis.files.place import Place, credentials
from services.chassis.files.port import Files
from services.chassis.settings import PrivateFile, ReadableFile, ServiceSettings


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    loopback = parts.hostname == "localhost"
    with contextlib.suppress(ValueError):
        loopback = loopback or ipaddress.ip_address(parts.hostname or "").is_loopback
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
        raise ValueError("must be the address of a server, such as https://files.example:9000")
    if parts.scheme == "http" and not loopback:
        raise ValueError("must begin with https:// unless it is on this machine")
    return value


class FileSettings(ServiceSettings):
    """What a service is told that keeps files."""

    evidence_dir: Path | None = Field(
        None,
        description="folder of attached files, sealed, the same for all copies; beside RT_KEYS_DIR if empty",
    )
    evidence_s3_endpoint: Annotated[str, AfterValidator(_endpoint)] | None = Field(
        None, description="https address of the S3 store; the bucket becomes part of the path"
    )
    evidence_s3_bucket: str | None = Field(None, description="bucket of attached files; it must be there")
    evidence_s3_region: str = Field("us-east-1", description="region of the bucket, as its store calls it")
    evidence_s3_ca: ReadableFile | None = Field(
        None, description="CA of the S3 store's certificate; those that the system trusts if empty"
    )
    evidence_s3_credentials_file: PrivateFile | None = Field(
        None, description="0600 file with the lines access_key=... and secret_key=... of the S3 store"
    )
    # Last, so that the others are known when it is looked at.
    evidence_store: Literal["folder", "s3"] = Field(
        "folder", description="where attached files lie, sealed: a folder, or a store that speaks S3"
    )

    @field_validator("evidence_store")
    @classmethod
    def _has_what_it_needs(cls, value: str, info: ValidationInfo) -> str:
        if value == "s3":
            path = info.data.get("evidence_s3_credentials_file")
            if not (info.data.get("evidence_s3_endpoint") and info.data.get("evidence_s3_bucket") and path):
                raise ValueError("needs endpoint, bucket and file of credentials of the S3 store")
            credentials(path)
        return value

    def files(self, folder: str) -> Files:
        """Return the store of files.

        Args:
            folder: Name of the folder beside `keys_dir` that it is if nothing else is set.
        """
        if self.evidence_store == "folder":
            return Folder(self.evidence_dir or self.keys_dir.parent / folder)
        # Brings a client of all of Amazon's services; a process that keeps files in a folder does not load it.
        from services.chassis.files.s3 import S3  # noqa: PLC0415

        assert self.evidence_s3_endpoint is not None
        assert self.evidence_s3_bucket is not None
        assert self.evidence_s3_credentials_file is not None
        access_key, secret_key = credentials(self.evidence_s3_credentials_file)
        place = Place(
            endpoint=self.evidence_s3_endpoint,
            bucket=self.evidence_s3_bucket,
            region=self.evidence_s3_region,
            access_key=access_key,
            secret_key=secret_key,
            ca=self.evidence_s3_ca,
        )
        return S3(place)
