"""Where else a name can hide in a document: each place is gone from the cleaned copy, or the gate reads it."""

# ruff: noqa: E501  # parts of files stand as they are

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from services.consultations.cleaning.child import read
from services.consultations.cleaning.jpegs import without_boxes, without_segments
from services.consultations.cleaning.limits import Refused
from tests import documents_kit as kit

HIDDEN = "Zqvxcanary"
_BYTES = HIDDEN.encode()
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:table="urn:table"'
)


def docx(inner: str) -> bytes:
    return kit.docx("", f"x</w:t></w:r></w:p>{inner}<w:p><w:r><w:t>y")


def vml(inner: str) -> bytes:
    return docx(f'<w:p><w:r><w:pict xmlns:v="urn:v" xmlns:o="urn:o">{inner}</w:pict></w:r></w:p>')


def xlsx(inner: str) -> bytes:
    sheet = f'<worksheet xmlns="{_SHEET}" xmlns:r="{kit._OFFICE}"><sheetData/>{inner}</worksheet>'
    return with_part(kit.xlsx(), "xl/worksheets/sheet1.xml", sheet)


def pptx(inner: str) -> bytes:
    return with_part(kit.pptx(), "ppt/slides/slide1.xml", f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a">{inner}</p:sld>')


def odt(inner: str) -> bytes:
    content = f"<office:document-content {_ODF}><office:body>{inner}</office:body></office:document-content>"
    return with_part(kit.odt(), "content.xml", content)


def with_part(packed: bytes, name: str, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return kit.packed({each: archive.read(each) for each in archive.namelist()} | {name: part.encode()})


@pytest.mark.parametrize(
    ("make", "inner"),
    [
        pytest.param(docx, '<w:permStart w:id="1" w:ed="{}"/>', id="who may edit"),
        pytest.param(docx, "<w:r><w:fldData>{}</w:fldData></w:r>", id="data of a field"),
        pytest.param(docx, '<w:hyperlink w:tooltip="{}"/>', id="tip of a link"),
        pytest.param(docx, '<w:smartTag><w:smartTagPr><w:attr w:name="n" w:val="{}"/></w:smartTagPr></w:smartTag>', id="smart tag"),
        pytest.param(docx, '<w:ffData><w:helpText w:val="{}"/></w:ffData>', id="help of a form"),
        pytest.param(docx, '<w:dropDownList><w:listItem w:displayText="{}"/></w:dropDownList>', id="choice not made"),
        pytest.param(docx, '<w:tbl><w:tblPr><w:tblDescription w:val="{}"/></w:tblPr></w:tbl>', id="what a table is said to be"),
        pytest.param(vml, '<v:shape o:gfxdata="{}"/>', id="copy of a shape"),
        pytest.param(vml, '<v:shape alt="{}"/>', id="what a shape is said to be"),
        pytest.param(vml, '<v:imagedata o:title="{}"/>', id="what a picture's file was called"),
        pytest.param(xlsx, '<sheetPr codeName="{}"/>', id="name of a sheet for programs"),
        pytest.param(xlsx, '<scenarios><scenario name="a" user="{}"/></scenarios>', id="who tried figures"),
        pytest.param(xlsx, '<protectedRanges><protectedRange name="{}"/></protectedRanges>', id="protected cells"),
        pytest.param(pptx, '<p:cSld name="{}"/>', id="name of a slide"),
        pytest.param(pptx, '<a:hlinkClick tooltip="{}"/>', id="tip on a slide"),
        pytest.param(odt, '<text:a office:title="{}">z</text:a>', id="title of a link"),
        pytest.param(odt, '<draw:frame draw:name="{}"/>', id="what a frame's file was called"),
        pytest.param(odt, "<draw:frame><draw:image><office:binary-data>{}</office:binary-data></draw:image></draw:frame>", id="picture within the text"),
        pytest.param(odt, '<text:hidden-text text:string-value="{}"/>', id="hidden text"),
        pytest.param(odt, '<text:section-source xlink:href="file:///home/{}/a"/>', id="where a part came from"),
        pytest.param(odt, "<text:script>{}</text:script>", id="script"),
    ],
)  # fmt: skip
def test_it_is_gone_from_an_office_document(make: Callable[[str], bytes], inner: str) -> None:
    uploaded = make(inner.format(HIDDEN))
    assert _BYTES in kit.everything_in(uploaded)
    assert _BYTES not in kit.everything_in(read(uploaded).cleaned)


@pytest.mark.parametrize(
    ("make", "inner"),
    [
        pytest.param(docx, '<w:bookmarkStart w:id="3" w:name="{}"/>', id="bookmark"),
        pytest.param(docx, '<w:hyperlink w:anchor="{}"/>', id="place that is linked to"),
        pytest.param(docx, '<w:fldSimple w:instr="LINK {}"/>', id="field"),
        pytest.param(docx, '<w:lvlText w:val="{}"/>', id="words of a numbering"),
        pytest.param(vml, '<v:textpath string="{}"/>', id="words as a picture"),
        pytest.param(xlsx, '<hyperlinks><hyperlink ref="A1" display="{}"/></hyperlinks>', id="link in a sheet"),
        pytest.param(xlsx, '<autoFilter><filterColumn><filters><filter val="{}"/></filters></filterColumn></autoFilter>', id="filter"),
        pytest.param(xlsx, '<conditionalFormatting><cfRule text="{}"/></conditionalFormatting>', id="rule for colours"),
        pytest.param(xlsx, "<headerFooter><oddHeader>{}</oddHeader></headerFooter>", id="head of a printed sheet"),
        pytest.param(odt, '<text:a xlink:href="mailto:{}@nowhere.example">z</text:a>', id="link"),
        pytest.param(odt, '<text:bookmark text:name="{}"/>', id="bookmark of a text"),
        pytest.param(odt, '<table:table table:name="{}"/>', id="name of a table"),
        pytest.param(odt, '<text:variable-set office:string-value="{}"/>', id="variable"),
    ],
)  # fmt: skip
def test_the_gate_reads_what_stays_in_an_office_document(make: Callable[[str], bytes], inner: str) -> None:
    assert any(HIDDEN in words for _, words in read(make(inner.format(HIDDEN))).stays)


def shown_picture(name: str, *, deleted: bool) -> bytes:
    picture = '<w:r><w:drawing><a:blip xmlns:a="urn:a" r:embed="rId2"/></w:drawing></w:r>'
    body = f"<w:p><w:del>{picture}</w:del></w:p>" if deleted else f"<w:p>{picture}</w:p>"
    link = f'<Relationship Id="rId2" Type="{kit._OFFICE}/image" Target="media/{name}"/>'
    extra: dict[str, str | bytes] = {f"word/media/{name}": kit.jpeg()}
    extra["word/_rels/document.xml.rels"] = kit._LINKS.format(link)
    return kit.docx("", f"x</w:t></w:r></w:p>{body}<w:p><w:r><w:t>y", extra=extra)


def test_a_picture_that_was_deleted_is_gone() -> None:
    assert not [each for each in parts_of(read(shown_picture("a.jpeg", deleted=True)).cleaned) if "media" in each]


def test_a_picture_is_called_by_its_place() -> None:
    cleaned = read(shown_picture(f"{HIDDEN}.JPEG", deleted=False)).cleaned
    assert "word/media/image1.jpeg" in parts_of(cleaned)
    assert b'Target="/word/media/image1.jpeg"' in kit.everything_in(cleaned)
    assert _BYTES not in kit.everything_in(cleaned)


def test_a_picture_of_a_text_is_called_by_its_place_and_one_that_nothing_shows_is_gone() -> None:
    shown = f'<draw:frame><draw:image xlink:href="Pictures/{HIDDEN}.png"/></draw:frame>'
    with zipfile.ZipFile(io.BytesIO(odt(shown))) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts |= {f"Pictures/{HIDDEN}.png": kit.png(), "Pictures/b.png": kit.png()}
    cleaned = read(kit.packed(parts)).cleaned
    assert [each for each in parts_of(cleaned) if "Pictures" in each] == ["Pictures/image1.png"]
    assert b'xlink:href="Pictures/image1.png"' in kit.everything_in(cleaned)
    assert _BYTES not in kit.everything_in(cleaned)


_TYPES_SPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def typed_by_its_name(name: str) -> bytes:
    """A document whose package says of a picture what it is by its name only, as some programs do."""
    override = f'<Override PartName="/word/media/{name}" ContentType="image/jpeg"/></Types>'
    uploaded = shown_picture(name, deleted=False)
    with zipfile.ZipFile(io.BytesIO(uploaded)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    return with_part(uploaded, "[Content_Types].xml", types.replace("</Types>", override))


@pytest.mark.parametrize(
    "uploaded",
    [
        pytest.param(typed_by_its_name(f"{HIDDEN}.JPEG"), id="by its name"),
        pytest.param(shown_picture(f"{HIDDEN}.jpg", deleted=False), id="not at all"),
        pytest.param(kit.docx(HIDDEN), id="with a comment"),
        pytest.param(kit.xlsx(HIDDEN), id="a sheet"),
    ],
)
def test_every_part_of_a_package_has_a_type_and_no_other_part_is_named(uploaded: bytes) -> None:
    cleaned = read(uploaded).cleaned
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        types = ET.fromstring(archive.read("[Content_Types].xml"))
    names = {f"/{each}" for each in parts_of(cleaned)} - {"/[Content_Types].xml"}
    overrides = {each.get("PartName", "") for each in types.iter(f"{_TYPES_SPACE}Override")}
    endings = {each.get("Extension") for each in types.iter(f"{_TYPES_SPACE}Default")}
    assert {each.rpartition(".")[2] for each in names - overrides} <= endings
    assert overrides <= names
    assert _BYTES not in kit.everything_in(cleaned)


def test_what_a_package_says_of_its_parts_has_no_prefix() -> None:
    """LibreOffice 7.4 opens no text whose relationships have one."""
    cleaned = read(kit.docx(HIDDEN)).cleaned
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        plain = [archive.read(each) for each in archive.namelist() if each.endswith((".rels", "Types].xml"))]
    assert len(plain) == 3
    assert all(b"<Relationships xmlns=" in each or b"<Types xmlns=" in each for each in plain)


def test_a_choice_goes_whose_prefix_nothing_uses_any_more() -> None:
    """Excel writes the folder of a workbook so; a program refuses a part that names a prefix it does not declare."""
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x15="urn:x15"'
    folder = f'<mc:Choice Requires="x15"><x15:absPath url="C:/{HIDDEN}/"/></mc:Choice>'
    shown = '<mc:Choice Requires="x16" xmlns:x16="urn:x16"><x16:b/></mc:Choice><mc:Fallback><c/></mc:Fallback>'
    content = "".join(f"<mc:AlternateContent {spaces}>{each}</mc:AlternateContent>" for each in (folder, shown))
    cleaned = kit.everything_in(read(xlsx(f"{content}<end/>")).cleaned)
    assert b"x15" not in cleaned
    assert b'Requires="x16"' in cleaned
    assert b"<end" in cleaned
    fallback = f"{folder}<mc:Fallback><shown/></mc:Fallback>"
    cleaned = kit.everything_in(read(xlsx(f"<mc:AlternateContent {spaces}>{fallback}</mc:AlternateContent>")).cleaned)
    assert b"<shown" in cleaned
    assert b"Fallback" not in cleaned


def test_an_attribute_keeps_its_namespace_though_its_elements_have_no_prefix() -> None:
    document = f'<document xmlns:w="{kit._W}" xmlns="{kit._W}"><body><jc w:val="center"/></body></document>'
    cleaned = read(with_part(kit.docx(), "word/document.xml", document)).cleaned
    assert b'<w:jc w:val="center"' in kit.everything_in(cleaned)


def test_a_table_of_a_sheet_keeps_the_name_without_which_it_does_not_open() -> None:
    table = f'<table xmlns="{_SHEET}" id="1" name="{HIDDEN}" displayName="{HIDDEN}" ref="A1:B2"/>'
    found = read(with_part(kit.xlsx(), "xl/tables/table1.xml", table))
    assert b"displayName=" in kit.everything_in(found.cleaned)
    assert HIDDEN in dict(found.stays)["text.xl/tables/table1.xml"]


def parts_of(packed: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.namelist()


def stream(content: bytes, **entries: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(content)
    made.update({NameObject(f"/{name}"): value for name, value in entries.items()})
    return made


def pdf(change: Callable[[PdfWriter, Any], None]) -> bytes:
    writer, written = PdfWriter(clone_from=PdfReader(io.BytesIO(kit.pdf()))), io.BytesIO()
    change(writer, writer.pages[0])
    writer.write(written)
    return written.getvalue()


def picture_in(page: Any) -> Any:
    return page["/Resources"]["/XObject"]["/Im0"].get_object()


def _image(content: bytes) -> DecodedStreamObject:
    return stream(content, Type=NameObject("/XObject"), Subtype=NameObject("/Image"))


def _metadata_of_a_picture(writer: PdfWriter, page: Any) -> None:
    picture_in(page)[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{HIDDEN}</x>".encode()))


def _layer(writer: PdfWriter, page: Any) -> None:
    layer = {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(HIDDEN)}
    listed = {NameObject("/MC0"): writer._add_object(DictionaryObject(layer))}
    page["/Resources"][NameObject("/Properties")] = DictionaryObject(listed)


def _picture_not_drawn(writer: PdfWriter, page: Any) -> None:
    page["/Resources"]["/XObject"][NameObject("/Im9")] = writer._add_object(_image(_BYTES))


def _other_picture(writer: PdfWriter, page: Any) -> None:
    other = DictionaryObject({NameObject("/Image"): writer._add_object(_image(_BYTES))})
    picture_in(page)[NameObject("/Alternates")] = ArrayObject([other])


def _second_picture(_: PdfWriter, page: Any) -> None:
    picture_in(page)._data = kit.jpeg() + kit.jpeg(HIDDEN)


def _small_copy(_: PdfWriter, page: Any) -> None:
    note = b"JFXX\0\x10" + _BYTES
    head = b"\xff\xd8\xff\xe0" + (2 + len(note)).to_bytes(2, "big")
    picture_in(page)._data = head + note + kit.jpeg()[2:]


def _box(_: PdfWriter, page: Any) -> None:
    written = io.BytesIO()
    Image.new("RGB", (16, 16)).save(written, "JPEG2000")
    whole = written.getvalue()
    noted = (8 + len(_BYTES)).to_bytes(4, "big") + b"xml " + _BYTES
    picture_in(page)._data = whole[:12] + noted + whole[12:]
    picture_in(page)[NameObject("/Filter")] = NameObject("/JPXDecode")


def _remark(writer: PdfWriter, page: Any) -> None:
    drawn = page["/Contents"].get_object().get_data()
    page[NameObject("/Contents")] = writer._add_object(stream(b"% by " + _BYTES + b"\n" + drawn))


def _data_of_a_program(writer: PdfWriter, page: Any) -> None:
    box = ArrayObject([NumberObject(0)] * 4)
    form = stream(b"q Q", Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=box)
    kept = DictionaryObject({NameObject("/Private"): writer._add_object(stream(_BYTES))})
    form[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): kept})
    page["/Resources"]["/XObject"][NameObject("/Fm0")] = writer._add_object(form)
    drawn = page["/Contents"].get_object().get_data()
    page[NameObject("/Contents")] = writer._add_object(stream(drawn + b" /Fm0 Do"))


@pytest.mark.parametrize(
    "change",
    [
        _metadata_of_a_picture, _layer, _picture_not_drawn, _other_picture, _second_picture, _small_copy, _box, _remark,
        _data_of_a_program,
    ],
)  # fmt: skip
def test_it_is_gone_from_a_pdf(change: Callable[[PdfWriter, Any], None]) -> None:
    uploaded = pdf(change)
    assert _BYTES in kit.everything_in(uploaded)
    cleaned = read(uploaded).cleaned
    assert _BYTES not in kit.everything_in(cleaned)
    page: Any = PdfReader(io.BytesIO(cleaned)).pages[0]
    assert picture_in(page)._data
    assert "Agenda of the meeting" in page.extract_text()


def test_a_photo_that_is_packed_once_more_in_a_pdf_loses_its_notes() -> None:
    def change(_: PdfWriter, page: Any) -> None:
        picture = picture_in(page)
        picture._data = zlib.compress(kit.jpeg(HIDDEN))
        picture[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])

    left = picture_in(PdfReader(io.BytesIO(read(pdf(change)).cleaned)).pages[0])
    assert left["/Filter"] == "/DCTDecode"
    assert left._data.startswith(b"\xff\xd8")
    assert _BYTES not in left._data


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_blocks": 4}], ids=str)
def test_a_jpeg_in_a_pdf_keeps_every_point(mode: str, how: dict[str, Any]) -> None:
    written = io.BytesIO()
    noise = Image.frombytes("RGB", (64, 48), os.urandom(64 * 48 * 3)).convert(mode)
    noise.save(written, "JPEG", comment=_BYTES, exif=b"Exif\0\0II*\0" + _BYTES, **how)
    before = written.getvalue()
    after = without_segments(before)
    assert _BYTES not in after
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert (one.mode, one.tobytes()) == (other.mode, other.tobytes())


def test_a_jpeg_2000_keeps_every_point_and_what_is_none_is_refused() -> None:
    written = io.BytesIO()
    Image.frombytes("RGB", (32, 32), os.urandom(32 * 32 * 3)).save(written, "JPEG2000", comment=HIDDEN)
    assert _BYTES in written.getvalue()
    after = without_boxes(written.getvalue())
    assert _BYTES not in after
    with Image.open(written) as one, Image.open(io.BytesIO(after)) as other:
        assert one.tobytes() == other.tobytes()
    with pytest.raises(Refused):
        without_boxes(_BYTES * 9)


def test_what_was_rubbed_out_of_a_picture_is_gone() -> None:
    picture, written = Image.new("RGBA", (2, 1), (90, 113, 118, 0)), io.BytesIO()
    picture.putpixel((1, 0), (1, 2, 3, 9))
    picture.save(written, "PNG")
    with Image.open(io.BytesIO(read(written.getvalue()).cleaned)) as cleaned:
        assert [cleaned.getpixel((each, 0)) for each in range(2)] == [(0, 0, 0, 0), (1, 2, 3, 9)]
