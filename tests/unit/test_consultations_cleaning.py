"""What is left of an uploaded document: nothing that is not seen; and what is never taken."""

# ruff: noqa: E501  # parts of files stand as they are

import asyncio
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.labels import refusals
from services.consultations.cleaning import Cleaned, Unclean, clean, parent
from services.consultations.cleaning.child import read
from services.consultations.cleaning.limits import Refused
from services.consultations.cleaning.parent import EXPECTED
from tests import documents_kit as kit

HIDDEN = "Zqvxcanary"
_FORMS = (HIDDEN.encode(), HIDDEN.encode("utf-16-le"), HIDDEN.encode("utf-16-be"))
_KINDS: dict[str, tuple[Callable[..., bytes], str]] = {
    "jpeg": (kit.jpeg, "image/jpeg"),
    "png": (kit.png, "image/png"),
    "webp": (kit.webp, "image/webp"),
    "pdf": (kit.pdf, "application/pdf"),
    "docx": (kit.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (kit.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (kit.pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": (kit.odt, "application/vnd.oasis.opendocument.text"),
}


@pytest.mark.parametrize("kind", _KINDS)
def test_what_is_not_seen_is_gone_from_the_cleaned_copy_and_told(kind: str) -> None:
    make, media_type = _KINDS[kind]
    uploaded = make(HIDDEN)
    assert any(form in kit.everything_in(uploaded) for form in _FORMS)
    found = read(uploaded)
    assert found.media_type == media_type
    assert [form for form in _FORMS if form in kit.everything_in(found.cleaned)] == []
    assert HIDDEN not in str(found.stays)
    if kind != "xlsx":
        assert any(HIDDEN in words for _, words in found.goes)


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "pptx", "odt"])
def test_the_text_of_a_document_stays_and_is_told(kind: str) -> None:
    found = read(_KINDS[kind][0](HIDDEN, "Nobody answers at night"))
    assert any("Nobody answers at night" in words for _, words in found.stays)
    again = read(found.cleaned)
    assert any("Nobody answers at night" in words for _, words in again.stays)
    assert not again.goes


def test_everything_that_a_camera_notes_is_told() -> None:
    told = dict(read(kit.jpeg(HIDDEN)).goes)
    for name in ("Artist", "XPAuthor", "GPSAreaInformation", "comment", "xmp"):
        assert HIDDEN in told[f"metadata.{name}"]
    assert "GPSLatitude" not in told


def test_a_picture_keeps_its_pixels() -> None:
    with Image.open(io.BytesIO(read(kit.png(HIDDEN)).cleaned)) as picture:
        assert (picture.size, picture.mode, picture.getpixel((0, 0))) == ((32, 32), "RGBA", (0, 0, 0, 0))


def test_a_photo_that_lies_on_its_side_is_turned_before_its_notes_go() -> None:
    picture, written = Image.new("RGB", (60, 20)), io.BytesIO()
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(written, "JPEG", exif=exif)
    with Image.open(io.BytesIO(read(written.getvalue()).cleaned)) as cleaned:
        assert cleaned.size == (20, 60)


def test_an_archive_behind_a_picture_is_gone() -> None:
    found = read(kit.jpeg() + kit.packed({"hidden.txt": HIDDEN}))
    assert not zipfile.is_zipfile(io.BytesIO(found.cleaned))


def test_scripts_and_files_in_a_pdf_are_gone() -> None:
    cleaned = read(kit.pdf(javascript="app.alert('x')", holds=HIDDEN.encode())).cleaned
    root: Any = PdfReader(io.BytesIO(cleaned)).trailer["/Root"]
    assert not {"/Names", "/OpenAction", "/AA", "/AcroForm", "/Metadata"} & set(root)
    assert b"app.alert" not in kit.everything_in(cleaned)
    assert HIDDEN.encode() not in kit.everything_in(cleaned)


def test_what_was_added_stays_and_what_was_deleted_goes() -> None:
    found = read(kit.docx(HIDDEN))
    [words] = [words for where, words in found.stays if where == "text.word/document.xml"]
    assert "Added later" in words
    assert "deleted" not in words


def test_cells_are_read_whether_they_hold_words_or_numbers() -> None:
    told = dict(read(kit.xlsx("", "Agenda")).stays)
    assert "Agenda" in told["text.xl/sharedStrings.xml"]
    assert told["text.xl/worksheets/sheet1.xml"].split() == ["3001234567"]


def test_an_address_behind_words_is_told() -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="mailto:a@nowhere.example"/>'
        "</Relationships>"
    )
    found = read(kit.docx(extra={"word/_rels/document.xml.rels": links}))
    assert ("text.word/document.xml", "mailto:a@nowhere.example") in found.stays


def test_a_text_is_taken_as_it_is() -> None:
    found = read("﻿ایک، دو\n".encode())
    assert (found.media_type, found.cleaned.decode(), found.stays) == (
        "text/plain",
        "ایک، دو\n",
        (("text", "ایک، دو\n"),),
    )


@pytest.mark.parametrize(
    "turned",
    [
        pytest.param("\u202eanimraZ\u202c spoke".encode(), id="plain text"),
        pytest.param(kit.docx(words="\u202eanimraZ\u202c spoke"), id="letters of DOCX"),
        pytest.param(
            kit.docx(words='</w:t></w:r><w:bdo w:val="rtl"><w:r><w:t>animraZ</w:t></w:r></w:bdo><w:r><w:t>'), id="DOCX"
        ),
        pytest.param(kit.odt(words="\u202danimraZ\u202c spoke"), id="letters of ODT"),
    ],
)
def test_letters_that_an_override_turns_round_are_read_as_they_are_stored(turned: bytes) -> None:
    """A name stored backwards would be read forwards by people, and not by the gate."""
    found = read(turned)
    assert any("animraZ" in words for _, words in found.stays)
    inside = kit.everything_in(found.cleaned).decode("utf-8", "ignore")
    assert "animraZ" in inside
    assert not {"\u202d", "\u202e"} & set(inside)
    assert "bdo" not in inside


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "no_kind", id="nothing"),
        pytest.param(b"MZ\x90\0\x03" * 10, "no_kind", id="program"),
        pytest.param("not utf-8: é".encode("latin-1"), "no_kind", id="another encoding"),
        pytest.param(kit.packed({"a.txt": "x"}), "no_kind", id="archive"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no_kind", id="old or protected office file"),
        pytest.param(kit.encrypted_pdf(), "encrypted", id="password"),
        pytest.param(kit.pdf()[:-200], "broken", id="cut off PDF"),
        pytest.param(kit.pdf() + kit.packed({"a": "b"}), "broken", id="archive behind a PDF"),
        pytest.param(kit.jpeg()[:300], "broken", id="cut off picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"<script>", "broken", id="lying picture"),
        pytest.param(kit.huge_png(), "too_big", id="huge picture"),
        pytest.param(kit.bomb_in_docx(), "too_big", id="zip bomb"),
        pytest.param(kit.entity_in_docx(), "broken", id="external entity"),
        pytest.param(kit.docx(extra={"word/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(kit.with_drawing(), "holds_others", id="drawing that cannot be cleaned"),
        pytest.param(kit.docx() + b"#!/bin/sh", "broken", id="something behind an archive"),
        pytest.param(kit.docx(words=" ".join(map(str, range(40_000)))), "too_long", id="too much text"),
        pytest.param(b"x" * 200_001, "too_long", id="too long a text"),
    ],
)
def test_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert str(refused.value) == reason
    assert refusals.said(EXPECTED[reason], "ur")


def test_the_child_reads_what_it_is_given_and_nothing_else() -> None:
    async def both() -> tuple[Cleaned, str]:
        others = (kit.jpeg(HIDDEN), kit.pdf(HIDDEN), kit.webp(HIDDEN), "ایک".encode())
        cleaned, *_ = await asyncio.gather(*(clean(each) for each in (kit.docx(HIDDEN), *others)))
        with pytest.raises(Unclean) as refused:
            await clean(kit.bomb_in_docx())
        return cleaned, refused.value.expected

    cleaned, expected = asyncio.run(both())
    assert HIDDEN.encode() not in kit.everything_in(cleaned.content)
    assert any(HIDDEN in words for _, words in cleaned.goes)
    assert expected == EXPECTED["too_big"]


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        pytest.param("raise RuntimeError", "failed", id="an error that nobody thought of"),
        pytest.param("os.kill(os.getpid(), signal.SIGSEGV)", "failed", id="a library that breaks down"),
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", "too_big", id="work beyond its limit"),
    ],
)
def test_a_child_that_ends_otherwise_is_told_as_what_it_was(
    monkeypatch: pytest.MonkeyPatch, ends: str, reason: str
) -> None:
    monkeypatch.setattr(parent, "_START", f"import os, signal; {ends}")
    with pytest.raises(Unclean) as refused:
        asyncio.run(clean(b"x"))
    assert refused.value.reason == reason
    assert refusals.said(EXPECTED[reason], "ur")
