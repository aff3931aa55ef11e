"""The words of a part of an office document: whatever stands in the cleaned copy, the gate has to read."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from services.consultations.cleaning.marks import local


def words_of(tree: ET.Element) -> str:
    """Return every word of a part: of each element, whatever it is for, and of attributes that a reader sees."""
    found: list[str] = []

    def walk(element: ET.Element) -> None:
        name = local(element.tag)
        # A cell of a sheet names its words by their place in a list, which is read of its own.
        by_place = name == "c" and element.get("t") == "s"
        found.extend(f"{value.replace('_', ' ')}\n" for key, value in element.attrib.items() if _is_read(element, key))
        if element.text and not by_place:
            found.append(element.text)
        for each in element:
            if not (by_place and local(each.tag) == "v"):
                walk(each)
            if each.tail:
                found.append(each.tail)
        if name in _ENDS:
            found.append("\n")
        elif name in _PARTS:
            found.append(" ")

    walk(tree)
    return re.sub(r"\n{2,}", "\n", "".join(found))


def _is_read(element: ET.Element, key: str) -> bool:
    """Tell whether an attribute has words of the writer in it."""
    of, short = local(element.tag), local(key)
    if short == "href":
        return not element.attrib[key].startswith("Pictures/")
    custom = of == "style" and any(local(each) == "customStyle" for each in element.attrib)
    return (
        short in _SEEN
        or (short == "name" and of in _HAVE_NAMES)
        or (short == "val" and of in _HAVE_VALUES)
        or (custom and short == "styleId")
    )


_SEEN: Final = frozenset(
    {"prompt", "promptTitle", "error", "errorTitle", "displayName", "display", "location", "anchor", "instr", "string",
     "string-value", "string-value-if-true", "string-value-if-false", "text", "display-name"}
)  # fmt: skip
_HAVE_NAMES: Final = frozenset(
    {"sheet", "tableColumn", "definedName", "table", "bookmarkStart", "bookmark", "bookmark-start", "reference-mark",
     "reference-mark-start", "section", "named-range"}
)  # fmt: skip
_HAVE_VALUES: Final = frozenset({"lvlText", "filter", "customFilter"})
_ENDS: Final = frozenset(
    {"p", "h", "si", "row", "br", "tr", "table-row", "title", "creator", "lastModifiedBy", "comment"}
)
_PARTS: Final = frozenset({"c", "tab", "s", "tc", "table-cell", "line-break", "Company", "Manager", "instrText"})
