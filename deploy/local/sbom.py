"""`sbom.cdx.json`: what the running product is made of, from the locks, in the CycloneDX format (version 1.6).

Every package of `requirements/local.txt` and every jar of the two lists, no more and no less. `make sbom` writes it and
`make check` compares; it carries neither a time nor a serial number, so that the same locks give the same bytes.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from deploy.local import artifacts
from deploy.local.generated import stale
from deploy.local.names import REPOSITORY

FILE: Final = REPOSITORY / "sbom.cdx.json"
LOCK: Final = REPOSITORY / "requirements" / "local.txt"
_MARKER: Final = "roundtable:marker"
"""On which machines a package is installed: an environment marker of PEP 508."""
_PIN: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ \\;]+)(?: *; *(?P<marker>[^\\]+?))? *\\?$", re.MULTILINE
)


def packages(lock: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what a lock names: the name as an index normalises it, the version, and on which machines ("" if all)."""
    for pin in _PIN.finditer(lock.read_text(encoding="utf-8")):
        yield re.sub(r"[-_.]+", "-", pin["name"]).lower(), pin["version"], pin["marker"] or ""


def components() -> list[Component]:
    """Return the product's parts, each with the address that names it everywhere (a package URL)."""
    return [_package(*pin) for pin in packages(LOCK)] + [
        _jar(jar)
        for list_file in (artifacts.KAFKA_LIST, artifacts.POSTGRES_LIST)
        for jar in artifacts.pinned(list_file)
    ]


def _package(name: str, version: str, marker: str) -> Component:
    where = PackageURL("pypi", name=name, version=version)
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        purl=where,
        bom_ref=where.to_string(),
        properties=[Property(name=_MARKER, value=marker)] if marker else [],
    )


def _jar(jar: artifacts.Pinned) -> Component:
    group, artifact, version = jar.coordinate.split(":")
    where = PackageURL("maven", namespace=group, name=artifact, version=version)
    return Component(
        type=ComponentType.LIBRARY,
        group=group,
        name=artifact,
        version=version,
        purl=where,
        bom_ref=where.to_string(),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=jar.sha256)],
    )


def text() -> str:
    """Return what the file should say."""
    parts = components()
    product = Component(type=ComponentType.APPLICATION, name="roundtable", bom_ref="roundtable")
    bom = Bom(components=parts)
    bom.metadata.component = product
    bom.register_dependency(product, parts)
    # https://github.com/CycloneDX/cyclonedx-property-taxonomy/blob/main/cdx.md: neither time nor chance is in it.
    bom.metadata.properties = [Property(name="cdx:reproducible", value="true")]
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    del written["serialNumber"], written["metadata"]["timestamp"]
    # The library writes that no part needs another; the locks do not say, and what is left out is unknown.
    del written["dependencies"]
    return json.dumps(written, indent=1) + "\n"


def write() -> int:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    return 0


def check() -> int:
    """Say how the file differs from what the locks name; 1 if it does."""
    return stale(FILE, text(), written_from="the locks")


if __name__ == "__main__":
    sys.exit(write())
