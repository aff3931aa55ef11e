"""PDF: its pages are copied, and what hangs on them but is not seen is left behind."""

import contextlib
import importlib
import io
import pkgutil
import tempfile  # noqa: F401  # loaded by `pypdf` where it is too late
from collections.abc import Iterator
from typing import Any, Final

import pypdf
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from services.consultations.cleaning.limits import ASIDE_CHARACTERS, MARKUP, MOST_CHARACTERS, PAGES, Read, Refused

_BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OSError)
# What of a page is seen. Everything else of it goes: notes, fields, links, scripts, small pictures.
_OF_A_PAGE: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
)
_NEVER: Final = frozenset(
    {
        "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles",
        "/EF", "/Thumb", "/StructParent", "/StructParents", "/StructTreeRoot", "/Alt", "/ActualText", "/E", "/Lang",
        "/Annots", "/AcroForm", "/Outlines", "/URI", "/Names", "/Dests", "/Threads", "/Collection", "/ID",
        "/Alternates", "/OPI", "/Ref",
    }
)  # fmt: skip
_SAID: Final = frozenset(
    {
        "/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/Contents", "/T", "/TU", "/V", "/DV",
        "/F", "/UF", "/Desc", "/Alt", "/ActualText", "/E", "/URI", "/JS", "/Company", "/Manager", "/RC", "/Subj",
    }
)  # fmt: skip
_JPEG: Final = "/DCTDecode"
_MOST_OBJECTS: Final = 200_000


def prepare() -> None:
    """Load every part of the library: later no file of ours can be opened any more."""
    for each in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        with contextlib.suppress(ImportError):  # some need what is not installed
            importlib.import_module(each.name)


def read(content: bytes) -> Read:
    """Return a PDF of nothing but its pages, and every text in it."""
    if b"%%EOF" not in content[-1024:] or content.rpartition(b"%%EOF")[2].strip(b"\r\n\t \0"):
        raise Refused("broken")  # cut off, or something else begins behind it
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused("encrypted")
        if not 1 <= len(reader.pages) <= PAGES:
            raise Refused("too_big")
        goes = tuple(_said(reader))
        cleaned = _cleaned(reader)
        stays = tuple(_shown(PdfReader(io.BytesIO(cleaned))))
    except _BROKEN as broken:
        raise Refused("broken") from broken
    return Read("application/pdf", cleaned, stays, goes)


def _cleaned(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        shown = DictionaryObject({name: value for name, value in page.items() if name in _OF_A_PAGE})
        for name in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):  # may stand in what holds the page
            if name not in shown and page.get_inherited(name) is not None:
                shown[NameObject(name)] = page.get_inherited(name)
        shown.pop("/Parent", None)
        writer.add_page(_page(shown, reader))
    for each in list(writer._objects):  # noqa: SLF001  # there is no other way to every object
        _strip(each, writer)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _page(shown: DictionaryObject, reader: PdfReader) -> Any:
    page = PageObject(reader)
    page.update(shown)
    return page


def _strip(value: Any, writer: PdfWriter) -> None:
    """Take out of an object, and of what stands in it, everything that nobody sees."""
    if isinstance(value, ArrayObject):
        for each in value:
            if not isinstance(each, IndirectObject):
                _strip(each, writer)
        return
    if not isinstance(value, DictionaryObject):
        return
    for name in [name for name in value if name in _NEVER]:
        del value[name]
    for each in value.values():
        if not isinstance(each, IndirectObject):
            _strip(each, writer)
    if isinstance(value, StreamObject):
        _strip_stream(value, writer)


def _strip_stream(stream: StreamObject, writer: PdfWriter) -> None:
    filters = stream.get("/Filter")
    names = list(filters) if isinstance(filters, ArrayObject) else [filters]
    if names == [_JPEG]:
        stream._data = without_segments(stream._data)  # noqa: SLF001  # the bytes as they stand in the file
    elif stream.get("/Subtype") == "/Form" or not {"/Type", "/Subtype", "/FunctionType", "/Length1"} & set(stream):
        _without_said(stream, writer)


def _without_said(stream: StreamObject, writer: PdfWriter) -> None:
    """Take words that are not seen out of what draws a page."""
    data = stream.get_data()
    if not any(word in data for word in (b"/ActualText", b"/Alt", b"/E ", b"/E(", b"/Contents", b"#")):
        return
    drawn = ContentStream(stream, writer)
    for operands, operator in drawn.operations:
        if operator in (b"BDC", b"DP") and len(operands) > 1 and isinstance(operands[1], DictionaryObject):
            kept = {name: each for name, each in operands[1].items() if name == "/MCID"}
            operands[1].clear()
            operands[1].update(kept)
    drawn.operations = list(drawn.operations)
    stream.set_data(drawn.get_data())


def without_segments(picture: bytes) -> bytes:
    """Return a JPEG without its notes: positions, authors, comments, small copies, and what is behind its end."""
    if not picture.startswith(b"\xff\xd8"):
        raise Refused("broken")
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(picture) and picture[at] == 0xFF and picture[at + 1] != 0xDA:  # noqa: PLR2004  # start of scan
        if picture[at + 1] == 0xFF:  # noqa: PLR2004  # fills
            at += 1
            continue
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        noted = 0xE1 <= picture[at + 1] <= 0xEF and picture[at + 1] != 0xEE  # noqa: PLR2004  # colours stand in APP14
        if not noted and picture[at + 1] != 0xFE:  # noqa: PLR2004  # a comment
            kept += picture[at : at + 2 + length]
        at += 2 + length
    end = picture.rfind(b"\xff\xd9", at)
    return bytes(kept) + picture[at : end + 2 if end > 0 else None]


def _shown(reader: PdfReader) -> Iterator[tuple[str, str]]:
    left = MOST_CHARACTERS
    for number, page in enumerate(reader.pages, start=1):
        words = page.extract_text()
        left -= len(words)
        if left < 0:
            raise Refused("too_long")
        if words.strip():
            yield f"text.page_{number}", words


def _said(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Return what a PDF says beside its pages: who wrote it, notes, fields, names of files in it."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer.get("/Info"), reader.trailer.get("/Root")]
    left = ASIDE_CHARACTERS
    while waiting and len(seen) < _MOST_OBJECTS and left > 0:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, ArrayObject):
            waiting += list(value)
        elif isinstance(value, DictionaryObject):
            for name, each in value.items():
                said = each.get_object() if isinstance(each, IndirectObject) else each
                if isinstance(said, TextStringObject) and name in _SAID and said.strip():
                    left -= len(said)
                    yield f"metadata.{name[1:]}", str(said)[:ASIDE_CHARACTERS]
                elif name == "/Metadata" and isinstance(said, StreamObject):
                    words = MARKUP.sub(" ", said.get_data().decode("utf-8", "replace"))[:left].strip()
                    left -= len(words)
                    yield "metadata.xmp", words
                elif isinstance(said, (ArrayObject, DictionaryObject)):
                    waiting.append(each)
