"""Which S3 store, and as whom: what can be told without its client."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which store, and as whom."""

    endpoint: str  # https://host:port
    bucket: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    ca: Path | None = None  # of the server's certificate; None: whatever the system trusts


def credentials(path: Path) -> tuple[str, str]:
    """Return access key and secret key from a file of two `key=value` lines.

    Raises:
        ValueError: One of them is missing. The sentence holds nothing of the file.
    """
    lines = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    found = {name.strip(): value.strip() for name, _, value in lines}
    if not found.get("access_key") or not found.get("secret_key"):
        raise ValueError(f"{path.name} must have the lines access_key=… and secret_key=…")
    return found["access_key"], found["secret_key"]
