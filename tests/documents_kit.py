"""Documents as people upload them, with a word wherever one can hide; and some that are meant to do harm."""

# ruff: noqa: E501  # parts of files stand as they are

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_LINKS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def jpeg(hidden: str = "", *, size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo as a camera writes it: with author, place, comment, XMP and a small copy."""
    picture = Image.new("RGB", size, (10, 120, 200))
    exif = picture.getexif()
    written = io.BytesIO()
    if not hidden:
        picture.save(written, "JPEG")
        return written.getvalue()
    exif[ExifTags.Base.Artist] = hidden
    exif[ExifTags.Base.ImageDescription] = f"{hidden} speaking"
    exif[ExifTags.Base.XPAuthor] = hidden.encode("utf-16-le")
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = f"home of {hidden}"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (33.0, 41.0, 2.5)
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{hidden}</dc:creator></x:xmpmeta>".encode()
    picture.save(written, "JPEG", exif=exif, comment=f"seen with {hidden}".encode(), xmp=xmp)
    return written.getvalue()


def png(hidden: str = "") -> bytes:
    """A picture with words in its chunks."""
    written, chunks = io.BytesIO(), PngImagePlugin.PngInfo()
    if hidden:
        chunks.add_text("Author", hidden)
        chunks.add_itxt("Comment", f"for {hidden}", zip=True)
    Image.new("RGBA", (32, 32), (0, 0, 0, 0)).save(written, "PNG", pnginfo=chunks)
    return written.getvalue()


def webp(hidden: str = "") -> bytes:
    """A picture with EXIF and XMP."""
    picture, written = Image.new("RGB", (32, 32)), io.BytesIO()
    exif = picture.getexif()
    if hidden:
        exif[ExifTags.Base.Artist] = hidden
    picture.save(written, "WEBP", exif=exif, xmp=f"<x>{hidden}</x>".encode() if hidden else b"")
    return written.getvalue()


def pdf(hidden: str = "", words: str = "Agenda of the meeting", *, javascript: str = "", holds: bytes = b"") -> bytes:
    """A page with words; author, note, picture with EXIF, script and attached file beside them."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    drawn = DecodedStreamObject()
    said = f"/Span <</ActualText ({hidden})>> BDC " if hidden else "/Span BMC "
    shown = " ".join(f"({each}) Tj 0 -14 Td" for each in words.splitlines())
    drawn.set_data(f"BT {said}/F1 12 Tf 20 250 Td {shown} EMC ET q /Im0 Do Q".encode("latin-1"))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    picture = DecodedStreamObject()
    picture.set_data(jpeg(hidden))
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    page[NameObject("/Contents")] = writer._add_object(drawn.flate_encode())
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)}),
            NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(picture)}),
        }
    )
    if hidden:
        writer.add_metadata({"/Author": hidden, "/Title": f"Notes on {hidden}"})
        writer.xmp_metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{hidden}</x:xmpmeta>".encode()
        writer.add_annotation(0, Text(rect=(50, 50, 60, 60), text=f"ask {hidden}"))
        writer.add_outline_item(title=f"What {hidden} said", page_number=0)
    if javascript:
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(javascript)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    if holds:
        writer.add_attachment("attached.txt", holds)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def docx(
    hidden: str = "", words: str = "Minutes of the meeting", *, extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A document with author, comment, deleted words, a picture with EXIF; its own words stay."""
    body = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    if hidden:
        body += (
            f'<w:p><w:ins w:id="1" w:author="{hidden}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>Added later</w:t></w:r></w:ins>'
            f'<w:del w:id="2" w:author="{hidden}"><w:r><w:delText>{hidden} deleted</w:delText></w:r></w:del>'
            '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
            f'<w:p><w:r><w:drawing><docPr xmlns="urn:d" descr="{hidden}" name="{hidden}.jpg"/>'
            '<a:blip xmlns:a="urn:a" r:embed="rId2"/></w:drawing></w:r></w:p>'
        )
    document = f'<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/xml"/>'
        ),
        "_rels/.rels": _LINKS.format(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/core-properties" Target="docProps/core.xml"/>'
        ),
        "word/document.xml": document,
        "docProps/core.xml": f'<c xmlns:dc="urn:dc"><dc:creator>{hidden}</dc:creator></c>',
    }
    if hidden:
        parts["word/comments.xml"] = (
            f'<w:comments xmlns:w="{_W}"><w:comment w:author="{hidden}"><w:p><w:r><w:t>call {hidden}</w:t></w:r></w:p>'
            "</w:comment></w:comments>"
        )
        parts["word/media/image1.jpeg"] = jpeg(hidden)
        parts["word/_rels/document.xml.rels"] = _LINKS.format(
            f'<Relationship Id="rId2" Type="{_OFFICE}/image" Target="media/image1.jpeg"/>'
            f'<Relationship Id="rId3" Type="{_OFFICE}/comments" Target="comments.xml"/>'
            f'<Relationship Id="rId4" Type="{_OFFICE}/attachedTemplate" Target="file:///C:/Users/{hidden}/x.dot" TargetMode="External"/>'
        )
    return packed(parts | dict(extra or {}))


def xlsx(hidden: str = "", words: str = "Agenda") -> bytes:
    """A sheet with its author; a cell of words and one of a number."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(
        {
            "[Content_Types].xml": _TYPES.format(""),
            "_rels/.rels": _LINKS.format(
                f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><fileSharing userName="{hidden}"/>'
            '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _LINKS.format(
                f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{words}</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}" xmlns:r="{_OFFICE}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v>'
            '</c><c r="B1"><v>3001234567</v></c></row></sheetData><legacyDrawing r:id="rId9"/></worksheet>',
            "xl/comments1.xml": f"<comments><authors><author>{hidden}</author></authors></comments>",
            "docProps/app.xml": f"<p><Manager>{hidden}</Manager></p>",
        }
    )


def pptx(hidden: str = "", words: str = "Welcome") -> bytes:
    """A slide, and what was noted for whoever speaks."""
    p, a = "urn:p", "urn:a"
    return packed(
        {
            "[Content_Types].xml": _TYPES.format(""),
            "_rels/.rels": _LINKS.format(
                f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'
            ),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{p}"/>',
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{p}" xmlns:a="{a}"><a:p><a:t>{words}</a:t></a:p></p:sld>',
            "ppt/notesSlides/notesSlide1.xml": f'<p:notes xmlns:p="{p}" xmlns:a="{a}"><a:t>{hidden}</a:t></p:notes>',
            "ppt/commentAuthors.xml": f'<p:l xmlns:p="{p}"><p:cmAuthor name="{hidden}"/></p:l>',
        }
    )


def odt(hidden: str = "", words: str = "Minutes") -> bytes:
    """A text with its author, a note, and what was deleted."""
    spaces = 'xmlns:office="urn:office" xmlns:text="urn:text" xmlns:dc="urn:dc"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}><office:body><text:tracked-changes><text:p>{hidden}</text:p>"
            f"</text:tracked-changes><text:p>{words}<office:annotation><dc:creator>{hidden}</dc:creator></office:annotation>"
            " end</text:p></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {spaces}/>",
            "meta.xml": f"<office:document-meta {spaces}><dc:creator>{hidden}</dc:creator></office:document-meta>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def everything_in(content: bytes) -> bytes:
    """The bytes of a file, and of everything that is packed in it."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [everything_in(archive.read(each)) for each in archive.namelist()]
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        for number in range(1, int(str(reader.trailer["/Size"]))):
            each: Any = reader.get_object(number)
            if each is None:
                continue
            found.append(repr(each).encode())
            if hasattr(each, "get_data"):
                found.append(each._data if each.get("/Filter") == "/DCTDecode" else each.get_data())
    return b"\n".join(found)


def bomb_in_docx() -> bytes:
    """A small archive that unpacks to a gigabyte."""
    return docx(extra={"word/footnotes.xml": b"\0" * (200 * 1024 * 1024)})


def entity_in_docx() -> bytes:
    """A document that asks for a file of the machine that reads it."""
    return docx(extra={"word/footnotes.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'})


def huge_png() -> bytes:
    """A picture of four thousand million pixels, in a kilobyte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    packed_lines = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed_lines) + chunk(b"IEND", b"")


def with_drawing() -> bytes:
    """A document that shows a drawing which is no picture of ours."""
    shown = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" r:embed="rId2"/></w:drawing></w:r></w:p>'
    link = f'<Relationship Id="rId2" Type="{_OFFICE}/image" Target="media/a.emf"/>'
    extra: dict[str, str | bytes] = {"word/media/a.emf": b"x", "word/_rels/document.xml.rels": _LINKS.format(link)}
    return docx("", f"x</w:t></w:r></w:p>{shown}<w:p><w:r><w:t>y", extra=extra)
