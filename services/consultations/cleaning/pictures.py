"""Pictures: decoded and encoded anew, so that nothing but the pixels is left of them."""

import io
import re
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps

from services.consultations.cleaning.limits import ASIDE_CHARACTERS, MARKUP, PIXELS, Read, Refused

TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_FORMATS: Final = ("JPEG", "PNG", "WEBP")  # a JPEG of several pictures, as cameras write it, is found to be an MPO
_WITHIN: Final = (*_FORMATS, "GIF", "BMP", "TIFF")  # documents hold these, too
_AS_THEY_ARE: Final = {"PNG": {"1", "L", "LA", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}, "JPEG": {"L", "RGB"}}
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")


def prepare() -> None:
    """Load what decodes and encodes: later no file of ours can be opened any more."""
    Image.init()


def read(content: bytes) -> Read:
    """Return a picture without anything beside its pixels."""
    picture, name = _opened(content, _FORMATS)
    goes = tuple(_aside(picture))
    return Read(TYPES[name], _anew(picture, name), (), goes)


def within(content: bytes) -> bytes:
    """Return a picture that lies in a document, in its own format, cleaned."""
    picture, name = _opened(content, _WITHIN)
    return _anew(picture, name)


def _opened(content: bytes, formats: tuple[str, ...]) -> tuple[Image.Image, str]:
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        picture = Image.open(io.BytesIO(content), formats=formats)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused("too_big" if isinstance(broken, Image.DecompressionBombError) else "broken") from broken
    if picture.width * picture.height > PIXELS:
        raise Refused("too_big")
    return picture, picture.format or ""


def _anew(picture: Image.Image, name: str) -> bytes:
    name = "JPEG" if name == "MPO" else name
    try:
        turned = ImageOps.exif_transpose(picture)
        see_through = "transparency" in turned.info or turned.mode in {"PA", "RGBa"}
        if turned.mode not in _AS_THEY_ARE.get(name, {"L", "RGB"}):
            turned = turned.convert("RGBA" if see_through and name in {"PNG", "WEBP"} else "RGB")
        if turned.mode in {"LA", "RGBA"}:
            turned = _without_what_is_rubbed_out(turned)
        # Encoders write what they find here: comments, profiles, positions.
        turned.info = {}
        written = io.BytesIO()
        if name in {"JPEG", "WEBP"}:
            turned.save(written, format=name, quality=90, exif=b"", icc_profile=None)
        else:
            turned.save(written, format=name)
    except (OSError, ValueError, SyntaxError, EOFError) as broken:
        raise Refused("broken") from broken
    return written.getvalue()


def _without_what_is_rubbed_out(picture: Image.Image) -> Image.Image:
    """Return a picture without the colours of places that let everything through: an eraser leaves them."""
    seen = picture.getchannel("A").point(lambda opaque: 255 if opaque else 0)
    return Image.composite(picture, Image.new(picture.mode, picture.size), seen)


def _aside(picture: Image.Image) -> list[tuple[str, str]]:
    """Return the words that a picture carries beside its pixels: EXIF, XMP, IPTC, comments."""
    found: list[tuple[str, str]] = []
    try:
        exif = picture.getexif()
        values: list[tuple[str, Any]] = [(ExifTags.TAGS.get(tag, str(tag)), value) for tag, value in exif.items()]
        for each in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1):
            names = ExifTags.GPSTAGS if each is ExifTags.IFD.GPSInfo else ExifTags.TAGS
            values += [(names.get(tag, str(tag)), value) for tag, value in exif.get_ifd(each).items()]
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        values = []
    values += [(str(name), value) for name, value in picture.info.items()]
    for name, value in values:
        if name in {"exif", "icc_profile", "MakerNote"}:
            continue
        found += [(f"metadata.{name}", words) for words in _texts(value) if _WORDS.search(words)]
    return _bounded(found)


def _texts(value: Any) -> list[str]:
    if isinstance(value, bytes):
        return [MARKUP.sub(" ", _decoded(value)).strip("\0 \n")]
    if isinstance(value, str):
        return [MARKUP.sub(" ", value).strip("\0 \n")]
    if isinstance(value, dict):
        return [words for each in value.values() for words in _texts(each)]
    return [words for each in value for words in _texts(each)] if isinstance(value, (list, tuple)) else []


def _decoded(value: bytes) -> str:
    for beginning, encoding in ((b"UNICODE\0", "utf-16"), (b"ASCII\0\0\0", "ascii")):
        if value.startswith(beginning):
            return value[len(beginning) :].decode(encoding, "replace")
    # Windows writes authors and comments in this encoding, without a word of it.
    wide = len(value) > 1 and len(value) % 2 == 0 and value.count(b"\0") >= len(value) // 4
    return value.decode("utf-16-le" if wide else "utf-8", "replace")


def _bounded(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    left, kept = ASIDE_CHARACTERS, []
    for name, words in found:
        kept.append((name, words[:left]))
        left -= len(kept[-1][1])
    return [each for each in kept if each[1]]
