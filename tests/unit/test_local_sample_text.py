"""The invented sample is whole in both languages: it is the first thing that anybody reads."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local import sample_data

EXAMPLE = Path(sample_data.__file__).with_name("example.toml")


def _without_urdu(found: Any, path: str = "") -> Iterator[str]:
    """Return where a text in English has none in Urdu. What was said in the room stands in the words that were used."""
    if isinstance(found, list):
        for place, each in enumerate(found):
            yield from _without_urdu(each, f"{path}[{place}]")
    elif isinstance(found, dict):
        if "en" in found and not found.get("ur") and not path.endswith("source_sentence"):
            yield f"{path}: {found['en']}"
        for name, each in found.items():
            yield from _without_urdu(each, f"{path}.{name}")


def test_every_text_of_the_example_is_there_in_urdu_too() -> None:
    read = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert len(read["consultations"]) == 3
    assert list(_without_urdu(read)) == []
