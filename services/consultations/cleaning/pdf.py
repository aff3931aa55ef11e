"""PDF: its pages are copied, and what hangs on them but is not seen is left behind."""

import contextlib
import importlib
import io
import pkgutil
import re
import tempfile  # noqa: F401  # loaded by `pypdf` where it is too late
from collections.abc import Iterator
from typing import Any, Final

import pypdf
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from services.consultations.cleaning.jpegs import without_boxes, without_segments
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
        "/Alternates", "/OPI", "/Ref", "/OC", "/OCProperties", "/Name", "/Properties",
    }
)  # fmt: skip
_SAID: Final = frozenset(
    {
        "/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/Contents", "/T", "/TU", "/V", "/DV",
        "/F", "/UF", "/Desc", "/Alt", "/ActualText", "/E", "/URI", "/JS", "/Company", "/Manager", "/RC", "/Subj",
    }
)  # fmt: skip
_JPEG: Final = "/DCTDecode"
_JPEG_2000: Final = "/JPXDecode"
_DRAWN: Final = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
# What makes it worth to write anew what draws a page: words that are not seen, and remarks.
_UNSEEN: Final = (b"/ActualText", b"/Alt", b"/E ", b"/E(", b"/Contents", b"#", b"%", b"\xff\xd8\xff")
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
    for page in writer.pages:
        _show_only_what_is_drawn(page)
    drawing = _drawing(writer)
    for number, each in enumerate(list(writer._objects), start=1):  # noqa: SLF001  # no other way to every object
        _strip(each, writer, draws=number in drawing)
    writer.metadata = None
    _drop_what_nothing_shows(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _page(shown: DictionaryObject, reader: PdfReader) -> Any:
    page = PageObject(reader)
    page.update(shown)
    return page


def _show_only_what_is_drawn(page: DictionaryObject) -> None:
    """Let go of pictures that stand in a page's list and are not on the page: of other pages, or taken off it."""
    resources = _plain(page.get("/Resources"))
    listed = _plain(resources.get("/XObject"))
    drawn, waiting = set[str](), [_content(page)]
    while waiting:
        for name in _names_drawn(waiting.pop()) - drawn:
            drawn.add(name)
            form = _plain(listed.get(name))
            if "/Resources" not in form and isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
                waiting.append(form.get_data())
    kept = {name: each for name, each in listed.items() if name in drawn}
    page[NameObject("/Resources")] = _with(resources, kept)
    for each in kept.values():
        form = _plain(each)
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form" and "/Resources" in form:
            inner = _plain(form["/Resources"])
            names = _names_drawn(form.get_data())
            left = {name: each for name, each in _plain(inner.get("/XObject")).items() if name in names}
            form[NameObject("/Resources")] = _with(inner, left)


def _with(resources: DictionaryObject, shown: dict[Any, Any]) -> DictionaryObject:
    return DictionaryObject({**dict(resources.items()), NameObject("/XObject"): DictionaryObject(shown)})


def _plain(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _names_drawn(content: bytes) -> set[str]:
    found = (
        re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), each)
        for each in _DRAWN.findall(content)
    )
    return {f"/{each.decode('utf-8', 'replace')}" for each in found}


def _content(page: DictionaryObject) -> bytes:
    content = page["/Contents"].get_object() if "/Contents" in page else None
    parts: list[Any] = list(content) if isinstance(content, ArrayObject) else [content]
    found = [each.get_object() for each in parts if each is not None]
    return b"\n".join(each.get_data() for each in found if isinstance(each, StreamObject))


def _drawing(writer: PdfWriter) -> set[int]:
    """Return the numbers of the objects that draw: not fonts, profiles or tables, which look alike."""
    found = set[int]()
    for number, each in enumerate(writer._objects, start=1):  # noqa: SLF001  # as above
        if not isinstance(each, DictionaryObject):
            continue
        if each.get("/Subtype") == "/Form" or each.get("/PatternType") == 1:
            found.add(number)
        listed = [each.raw_get("/Contents")] if "/Contents" in each and each.get("/Type") == "/Page" else []
        if listed and isinstance(listed[0].get_object(), ArrayObject):
            listed = list(listed[0].get_object())
        listed += _plain(each.get("/CharProcs")).values()
        found |= {one.idnum for one in listed if isinstance(one, IndirectObject)}
    return found


def _drop_what_nothing_shows(writer: PdfWriter) -> None:
    """Forget the objects that hung on what was taken out: they would be written all the same."""
    seen, waiting = set[int](), [writer.root_object.indirect_reference]
    while waiting:
        value: Any = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            waiting += list(value.values())
        elif isinstance(value, ArrayObject):
            waiting += list(value)
    for index in range(len(writer._objects)):  # noqa: SLF001  # as above
        if index + 1 not in seen:
            writer._objects[index] = None  # noqa: SLF001  # as above


def _strip(value: Any, writer: PdfWriter, *, draws: bool = False) -> None:
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
        _strip_stream(value, writer, draws=draws)


def _strip_stream(stream: StreamObject, writer: PdfWriter, *, draws: bool) -> None:
    filters = stream.get("/Filter")
    names = list(filters) if isinstance(filters, ArrayObject) else [filters]
    if names[-1] in (_JPEG, _JPEG_2000):
        _strip_picture(stream, names)
    elif draws:
        _without_said(stream, writer)


def _strip_picture(stream: StreamObject, names: list[Any]) -> None:
    # Around the picture there may be other filters: what it is packed in. `_data` are the bytes as they stand there.
    packed = StreamObject()
    packed._data = stream._data  # noqa: SLF001
    for name in names[:-1]:
        packed[NameObject("/Filter")] = name
        packed._data = decode_stream_data(packed)  # noqa: SLF001
    clean = without_segments if names[-1] == _JPEG else without_boxes
    stream._data = clean(bytes(packed._data))  # noqa: SLF001
    stream[NameObject("/Filter")] = names[-1]
    given = stream.get("/DecodeParms")
    if isinstance(given, ArrayObject):
        del stream["/DecodeParms"]
        if given and isinstance(given[-1].get_object(), DictionaryObject):
            stream[NameObject("/DecodeParms")] = given[-1]


def _without_said(stream: StreamObject, writer: PdfWriter) -> None:
    """Take words that are not seen out of what draws a page."""
    data = stream.get_data()
    if not any(word in data for word in _UNSEEN):
        return
    drawn = ContentStream(stream, writer)
    for operands, operator in drawn.operations:
        if operator in (b"BDC", b"DP") and len(operands) > 1 and isinstance(operands[1], DictionaryObject):
            kept = {name: each for name, each in operands[1].items() if name == "/MCID"}
            operands[1].clear()
            operands[1].update(kept)
        elif operator == b"INLINE IMAGE" and operands["data"].startswith(b"\xff\xd8\xff"):
            operands["data"] = without_segments(operands["data"])
    drawn.operations = list(drawn.operations)
    stream.set_data(drawn.get_data())


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
