"""DOCX, XLSX, PPTX and ODT: unpacked under limits, rid of every part and mark that is not seen, and packed anew."""

import io
import posixpath
import re
import stat
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from services.consultations.cleaning import pictures
from services.consultations.cleaning.limits import ASIDE_CHARACTERS, MOST_CHARACTERS, Read, Refused
from services.consultations.cleaning.marks import HREF, local, stripped, written_out, written_plainly
from services.consultations.cleaning.words import words_of

MOST_ENTRIES: Final = 1000
UNPACKED_BYTES: Final = 50 * 1024 * 1024
RATIO: Final = 100
RATIO_FROM_BYTES: Final = 64 * 1024

_END_BYTES: Final = 22  # of an archive's last record, without a comment
_CHUNK: Final = 64 * 1024
_TYPES: Final = "[Content_Types].xml"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ODT: Final = "application/vnd.oasis.opendocument.text"
_PICTURE: Final = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|webp)$", re.IGNORECASE)
# What these endings stand for in every package, and endings of pictures that are not called like their type.
_ALWAYS_TYPED: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}
_PICTURE_TYPES: Final = {"jpg": "jpeg", "tif": "tiff"}
# The parts of each kind that are seen. Nothing else is packed anew: no properties, comments, names of people,
# thumbnails, other files, data of other programs.
_MAIN: Final = {
    "word/document.xml": (
        "wordprocessingml.document",
        re.compile(r"word/(document|styles|numbering|fontTable|footnotes|endnotes|header\d*|footer\d*)\.xml"
                   r"|word/theme/theme\d+\.xml|word/media/[^/]+"),
    ),
    "xl/workbook.xml": (
        "spreadsheetml.sheet",
        re.compile(r"xl/(workbook|styles|sharedStrings)\.xml|xl/worksheets/sheet\d+\.xml|xl/tables/table\d+\.xml"
                   r"|xl/theme/theme\d+\.xml"),
    ),
    "ppt/presentation.xml": (
        "presentationml.presentation",
        re.compile(r"ppt/(presentation|presProps|tableStyles)\.xml|ppt/(slides|slideLayouts|slideMasters)/[A-Za-z]+\d+\.xml"
                   r"|ppt/theme/theme\d+\.xml|ppt/media/[^/]+"),
    ),
}  # fmt: skip
_OF_ODT: Final = re.compile(r"(content|styles)\.xml|Pictures/[^/]+")
_MANIFEST: Final = "META-INF/manifest.xml"
_HYPERLINK: Final = "/hyperlink"


def read(content: bytes) -> Read:
    """Return a document of nothing but its seen parts, and every text in it."""
    parts = _unpacked(content)
    if parts.get("mimetype") == _ODT.encode():
        return _open_document(parts)
    for main, (kind, seen) in _MAIN.items():
        if main in parts and _TYPES in parts:
            return _office(parts, f"{_OFFICE}{kind}", seen)
    raise Refused("no_kind")


def _office(parts: dict[str, bytes], media_type: str, seen: re.Pattern[str]) -> Read:
    kept = {name for name in parts if seen.fullmatch(name)}
    types = _parsed(parts[_TYPES])
    written: dict[str, bytes] = {_TYPES: b""}  # the first part, and written when all others are known
    stays: list[tuple[str, str]] = []
    media: dict[str, str] = {}
    for name in ("", *sorted(each for each in kept if "/media/" not in each)):
        found, targets = _links(parts, name, kept)
        stays += [(f"text.{name}", each) for each in targets]
        if name:
            ids = {each.get("Id", "") for each in found} if found is not None else set()
            tree = stripped(_parsed(parts[name]), ids)
            written[name] = written_out(tree)
            stays.append((f"text.{name}", words_of(tree)))
            if found is not None:
                _keep_what_is_shown(found, tree, name, media)
        if found is not None:
            written[_links_name(name)] = written_plainly(found)
    for name, new in media.items():
        written[new] = _picture(name, parts[name])
    _tell_types(types, written)
    written[_TYPES] = written_plainly(types)
    return _read(media_type, written, stays, parts, kept)


def _tell_types(types: ET.Element, written: dict[str, bytes]) -> None:
    """Say of every part that is written what it is, and of no other: it would tell what a picture's file was called."""
    given = dict(_ALWAYS_TYPED)
    for each in list(types):
        if local(each.tag) == "Override" and _is_written(each.get("PartName", ""), written):
            continue
        if local(each.tag) == "Default" and (ending := each.get("Extension", "").lower()) in given:
            given[ending] = each.get("ContentType", "")
        types.remove(each)
    endings = {name.rpartition(".")[2] for name in written if "/media/" in name}
    given |= {each: f"image/{_PICTURE_TYPES.get(each, each)}" for each in endings}
    space = types.tag.removesuffix("Types")
    for ending, kind in given.items():
        ET.SubElement(types, f"{space}Default", {"Extension": ending, "ContentType": kind})


def _is_written(name: str, written: dict[str, bytes]) -> bool:
    return name.lstrip("/") in written and "/media/" not in name


def _keep_what_is_shown(links: ET.Element, tree: ET.Element, part: str, media: dict[str, str]) -> None:
    """Let go of pictures that nothing shows any more, such as deleted ones; call the others by their place."""
    used = {value for each in tree.iter() for value in each.attrib.values()}
    for each in list(links):
        target = _target(part, each.get("Target", ""))
        if "/media/" not in target or each.get("TargetMode") == "External":
            continue
        if each.get("Id") not in used:
            links.remove(each)
            continue
        folder, ending = target.rpartition("/")[0], target.rpartition(".")[2].lower()
        each.set("Target", "/" + media.setdefault(target, f"{folder}/image{len(media) + 1}.{ending}"))


def _target(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _links(parts: dict[str, bytes], name: str, kept: set[str]) -> tuple[ET.Element | None, list[str]]:
    """Return what a part points to that is kept, and the addresses that it leads a reader to."""
    place = _links_name(name)
    if place not in parts:
        return None, []
    found, targets = _parsed(parts[place]), []
    for each in list(found):
        target = each.get("Target", "")
        if each.get("TargetMode") == "External":
            if each.get("Type", "").endswith(_HYPERLINK):
                targets.append(target)
                continue
        elif _target(name, target) in kept:
            continue
        found.remove(each)
    return found, targets


def _links_name(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _open_document(parts: dict[str, bytes]) -> Read:
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise Refused("encrypted")
    kept = {name for name in parts if _OF_ODT.fullmatch(name)}
    if "content.xml" not in kept:
        raise Refused("broken")
    written: dict[str, bytes] = {"mimetype": _ODT.encode()}
    stays: list[tuple[str, str]] = []
    pictures_shown: dict[str, str] = {}
    for name in sorted(each for each in kept if not each.startswith("Pictures/")):
        tree = stripped(_parsed(parts[name]), kept)
        for each in tree.iter():
            target = each.get(HREF, "").removeprefix("./")
            if target in kept and target.startswith("Pictures/"):
                ending = target.rpartition(".")[2].lower()
                each.set(HREF, pictures_shown.setdefault(target, f"Pictures/image{len(pictures_shown) + 1}.{ending}"))
        written[name] = written_out(tree)
        stays.append((f"text.{name}", words_of(tree)))
    for name, new in pictures_shown.items():
        written[new] = _picture(name, parts[name])
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    ET.register_namespace("manifest", space)
    manifest = ET.Element(f"{{{space}}}manifest", {f"{{{space}}}version": "1.2"})
    kinds = {name: "text/xml" if name.endswith(".xml") else "" for name in written if name != "mimetype"}
    for path, kind in {"/": _ODT, **kinds}.items():
        given = {f"{{{space}}}full-path": path, f"{{{space}}}media-type": kind}
        ET.SubElement(manifest, f"{{{space}}}file-entry", given)
    written[_MANIFEST] = written_out(manifest)
    return _read(_ODT, written, stays, parts, kept)


def _read(
    media_type: str, written: dict[str, bytes], stays: list[tuple[str, str]], parts: dict[str, bytes], kept: set[str]
) -> Read:
    if sum(len(words) for _, words in stays) > MOST_CHARACTERS:
        raise Refused("too_long")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in written.items():
            # Without the day: it would say when it was packed.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    goes = tuple(_aside(parts, kept))
    return Read(media_type, packed.getvalue(), tuple(each for each in stays if each[1].strip()), goes)


def _aside(parts: dict[str, bytes], kept: set[str]) -> Iterator[tuple[str, str]]:
    """Return the words of the parts that go: who wrote it, what was noted beside it."""
    left = ASIDE_CHARACTERS
    for name in sorted(parts):
        if name in kept or not name.endswith(".xml") or name in {_TYPES, _MANIFEST}:
            continue
        try:
            tree = _parsed(parts[name])
        except Refused:
            continue
        said = [value for each in tree.iter() for key, value in each.attrib.items() if "author" in local(key).lower()]
        words = "\n".join([words_of(tree), *dict.fromkeys(said)])[:left]
        left -= len(words)
        if words.strip():
            yield f"metadata.{name}", words


def _picture(name: str, content: bytes) -> bytes:
    if not _PICTURE.search(name):
        raise Refused("holds_others")
    return pictures.within(content)


def _parsed(part: bytes) -> ET.Element:
    # No document needs a document type; entities are what they are for. Wide letters would hide one.
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part:
        raise Refused("broken")
    try:
        found = [space for _, space in ET.iterparse(io.BytesIO(part), events=("start-ns",))]  # noqa: S314  # as below
        # What has a prefix, too, is written with it: an attribute without one is in no namespace.
        for prefix, space in sorted(found, key=lambda each: bool(each[0])):
            if not re.fullmatch(r"ns\d+", prefix):
                ET.register_namespace(prefix, space)
        return ET.fromstring(part)  # noqa: S314  # it has no document type, and this process can do nothing else
    except (ET.ParseError, LookupError, ValueError) as broken:
        raise Refused("broken") from broken


def _unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the parts of the archive, each within its limits."""
    # What begins or ends as something else may be read as something else, too.
    if packed[-_END_BYTES:][:4] != b"PK\x05\x06":
        raise Refused("broken")
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Refused("broken") from broken
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > UNPACKED_BYTES:
        raise Refused("too_big")
    parts: dict[str, bytes] = {}
    left = UNPACKED_BYTES
    for entry in entries:
        _may_be_unpacked(entry, parts)
        if not entry.is_dir():
            parts[entry.filename] = _part(archive, entry, left)
            left -= len(parts[entry.filename])
    return parts


def _may_be_unpacked(entry: zipfile.ZipInfo, known: dict[str, bytes]) -> None:
    name, mode = entry.filename, entry.external_attr >> 16
    if re.search(r"vbaproject|activex|^Basic/|^Scripts/", name, re.IGNORECASE):
        raise Refused("macros")
    if entry.flag_bits & 1:
        raise Refused("encrypted")
    strange = name.startswith("/") or ".." in name.split("/") or name in known
    if strange or (mode and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and stat.S_IFMT(mode)):
        raise Refused("broken")
    if entry.file_size > max(RATIO_FROM_BYTES, RATIO * entry.compress_size):
        raise Refused("too_big")


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    unpacked = bytearray()
    try:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                unpacked += chunk
                if len(unpacked) > left or len(unpacked) > entry.file_size:
                    raise Refused("too_big")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as broken:
        raise Refused("broken") from broken
    if entry.filename == _TYPES and b"macroEnabled" in unpacked:
        raise Refused("macros")
    return bytes(unpacked)
