"""What stands in the XML of office documents and is not seen: taken out element by element."""

import re
from typing import Final
from xml.etree import ElementTree as ET

_RELATIONSHIPS: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
HREF: Final = "{http://www.w3.org/1999/xlink}href"

# Gone with everything in them: what was deleted, what it was before, who noted what, other programs' data.
_GONE: Final = frozenset(
    {
        "del", "moveFrom", "delText", "delInstrText", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
        "tcPrChange",
        "trPrChange", "tblGridChange", "tblPrExChange", "numberingChange", "moveFromRangeStart", "moveFromRangeEnd",
        "moveToRangeStart", "moveToRangeEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
        "annotationRef",
        "cellIns", "cellDel", "cellMerge", "alias", "tag", "dataBinding", "docVars", "attachedTemplate", "rsids",
        "absPath", "fileSharing", "legacyDrawing", "legacyDrawingHF", "legacyDrawingHeader", "externalData",
        "custDataLst",
        "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "extLst",
        # who may write where, what fields keep to themselves, what screen readers say of a table, choices not made
        "permStart", "permEnd", "fldData", "ffData", "smartTagPr", "customXmlPr", "tblCaption", "tblDescription",
        "listItem", "binData", "scenarios", "protectedRanges", "customSheetViews", "custShowLst",
        # of ODT
        "tracked-changes", "change", "change-start", "change-end", "annotation", "annotation-end", "scripts",
        "event-listeners", "forms", "object", "object-ole", "plugin", "applet", "dde-connection-decls",
        "user-field-decls", "script", "section-source", "binary-data", "hidden-text", "toc-mark", "toc-mark-start",
        "toc-mark-end", "user-index-mark", "user-index-mark-start", "user-index-mark-end", "alphabetical-index-mark",
        "alphabetical-index-mark-start", "alphabetical-index-mark-end",
    }
)  # fmt: skip
# Gone, but for what is in them: what somebody added is seen.
# An override of the direction turns letters round, so that others are read than the gate reads.
_OPENED: Final = frozenset({"ins", "moveTo", "bdo"})
_OVERRIDES: Final = re.compile("[\u202d\u202e]")
# Empty without what was in them, and then not valid.
_LISTS: Final = frozenset({"pivotCaches", "externalReferences", "tableParts", "controls", "oleObjects"})
# What shows a thing that is gone goes with it.
_SHOWING: Final = frozenset({"drawing", "pict", "graphicFrame", "pic", "frame", "AlternateContent"})
_WHO: Final = frozenset(
    {
        "author",
        "initials",
        "userId",
        "userName",
        "providerId",
        "lastModifiedBy",
        "descr",
        "displayName",
        "paraId",
        "textId",
        # What is only seen by pointing at it, or by whoever opens the program's other windows; a copy of a shape.
        "tooltip",
        "screenTip",
        "title",
        "alt",
        "comment",
        "description",
        "help",
        "statusBar",
        "customMenu",
        "codeName",
        "gfxdata",
    }
)  # fmt: skip
# A table of a sheet cannot be without this; the gate reads it.
_NEEDED: Final = frozenset({("table", "displayName")})
_SHAPES: Final = frozenset({"docPr", "cNvPr"})
# Names of shapes are what files were called.
_NAMED: Final = frozenset(
    {"cSld", "frame", "custom-shape", "g", "rect", "ellipse", "circle", "line", "path", "polygon", "polyline"}
)
# Of ODT: a shape's own title and description.
_DESCRIBED: Final = frozenset({"title", "desc"})


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def stripped(tree: ET.Element, known: set[str]) -> ET.Element:
    """Take out of a part what is not seen.

    Args:
        tree: The part.
        known: What it may point to: ids of kept relationships, or names of kept parts.
    """
    _strip(tree, known)
    while _leave_empty_choices(tree, _prefixes(tree)):
        pass
    prefixes = _prefixes(tree)
    if ignorable := tree.get(f"{_COMPATIBILITY}Ignorable"):
        # Only what is used is declared when it is written, and only what is declared may be named.
        tree.set(f"{_COMPATIBILITY}Ignorable", " ".join(each for each in ignorable.split() if each in prefixes))
    return tree


def _prefixes(tree: ET.Element) -> set[str]:
    """Return the prefixes that are declared when a part is written: those of which something is left."""
    used = {each.tag.partition("}")[0][1:] for each in tree.iter()}
    used |= {name.partition("}")[0][1:] for each in tree.iter() for name in each.attrib if name.startswith("{")}
    known: dict[str, str] = ET._namespace_map  # type: ignore[attr-defined]  # noqa: SLF001
    return {prefix for space, prefix in known.items() if space in used}


def _leave_empty_choices(tree: ET.Element, prefixes: set[str]) -> bool:
    """Take out choices that ask for a prefix of which nothing is left, such as that of a workbook's folder.

    A program need not open a part that names a prefix which the part does not declare.

    Returns:
        Whether something was taken out, so that fewer prefixes may be left.
    """
    left = False
    for parent in list(tree.iter()):
        for each in [each for each in parent if each.tag == f"{_COMPATIBILITY}AlternateContent"]:
            choices = [choice for choice in each if local(choice.tag) == "Choice"]
            gone = [choice for choice in choices if not prefixes.issuperset(choice.get("Requires", "").split())]
            for choice in gone:
                each.remove(choice)
            left = left or bool(gone)
            if len(gone) == len(choices):
                index = list(parent).index(each)
                parent[index : index + 1] = [shown for other in each for shown in other]
    return left


def _strip(element: ET.Element, known: set[str]) -> None:
    element.text = _OVERRIDES.sub("", element.text or "")
    element.tail = _OVERRIDES.sub("", element.tail or "")
    for name in list(element.attrib):
        element.set(name, _OVERRIDES.sub("", element.attrib[name]))
        short, of = local(name), local(element.tag)
        if of in _SHAPES and short == "name":
            element.set(name, "")
        elif (of, short) in _NEEDED:
            continue
        elif short in _WHO or short.startswith("rsid") or (of in _NAMED and short == "name"):
            del element.attrib[name]
    index = 0
    while index < len(element):
        each = element[index]
        name = local(each.tag)
        described = name in _DESCRIBED and "drawing" in element.tag
        if described or name in _GONE or _points_nowhere(each, known) or _was_deleted(each):
            _remove(element, index)
        elif name in _OPENED:
            element[index : index + 1] = list(each)
        else:
            held = len(each)
            _strip(each, known)
            if name in _LISTS and held and not len(each):
                _remove(element, index)
            else:
                index += 1


def _remove(element: ET.Element, index: int) -> None:
    """Take a child out; what follows it in the text stays."""
    if tail := element[index].tail:
        if index:
            element[index - 1].tail = (element[index - 1].tail or "") + tail
        else:
            element.text = (element.text or "") + tail
    del element[index]


def _points_nowhere(element: ET.Element, known: set[str]) -> bool:
    """Tell whether an element, or what is shown by it, points to something that is not kept."""
    found = element.iter() if local(element.tag) in _SHOWING else (element,)
    for each in found:
        for name, value in each.attrib.items():
            if name.startswith(_RELATIONSHIPS) and value and value not in known:
                return True
            if name == HREF and local(each.tag) == "image" and value.removeprefix("./") not in known:
                return True
    return False


def _was_deleted(row: ET.Element) -> bool:
    marks = (mark for each in row if local(each.tag) == "trPr" for mark in each)
    return local(row.tag) == "tr" and any(local(mark.tag) == "del" for mark in marks)


def written_plainly(tree: ET.Element) -> bytes:
    """Write what a package says of its parts, without prefixes: some programs look for its elements by their names."""
    space, qualified, _ = tree.tag.partition("}")
    if qualified:
        ET.register_namespace("", space[1:])
    return written_out(tree)


def written_out(tree: ET.Element) -> bytes:
    """Write a part."""
    written: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written
