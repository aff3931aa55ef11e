"""Text that people type, made fit to keep: the same rules in every service. Pure functions over plain mappings.

Kept is what Urdu needs: ZWNJ, ZWJ and right-to-left marks. Stripped are control characters and the overrides that make
text read in another order than it is stored (U+202A to 202E, U+2066 to 2069). Everything is NFC.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from services.chassis.errors import InvalidArgument

LANGUAGES: Final = ("en", "ur")
"""The languages that a text may be given in."""

LONGEST_TEXT: Final = 10_000
LONGEST_LINE: Final = 200

_BREAKS: Final = re.compile("\r\n?|\u2028|\u2029|\u0085")
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(value: str) -> str:
    """Return the text in NFC, every line break as newline, tabs as spaces, other controls and overrides stripped."""
    text = _BREAKS.sub("\n", value).replace("\t", " ")
    # Stripped first: what stood between a letter and its mark must not keep them apart.
    return unicodedata.normalize("NFC", "".join(each for each in text if each == "\n" or _may_stay(each))).strip()


def line(value: str, *, field: str, longest: int = LONGEST_LINE, required: bool = False) -> str:
    """Return one line of text: as `clean`, and all white space run together.

    Args:
        value: What was typed.
        field: Path of the field in the request, for the error.
        longest: How many characters may be left.
        required: Whether something has to be left.

    Raises:
        InvalidArgument: It is too long, or nothing is left of it though it is required.
    """
    text = " ".join(clean(value).split())
    if len(text) > longest or (required and not text):
        least = "1 to" if required else "at most"
        raise InvalidArgument(f"{least} {longest} characters", field=field)
    return text


def normalise(
    bodies: Mapping[str, str],
    authoritative_language: str,
    *,
    field: str,
    longest: int = LONGEST_TEXT,
    one_line: bool = False,
    required: bool = False,
) -> tuple[dict[str, str], str]:
    """Return the bodies by language, sorted and made fit to keep, and the language whose body counts.

    Languages without a body are left out. One body alone is the authoritative one without being named.

    Args:
        bodies: BCP 47 tag to what was typed.
        authoritative_language: The language whose body counts where they differ; may be empty if there is only one.
        field: Path of the field in the request, for the error.
        longest: How many characters a body may have.
        one_line: Whether white space is run together.
        required: Whether there has to be a body.

    Raises:
        InvalidArgument: It names the field, the language and what is expected.
    """
    kept: dict[str, str] = {}
    for language, body in sorted(bodies.items()):
        at = f"{field}.bodies[{language}]"
        if language not in LANGUAGES:
            raise InvalidArgument(f"a body in one of the languages {', '.join(LANGUAGES)}", field=f"{field}.bodies")
        text = " ".join(clean(body).split()) if one_line else clean(body)
        if len(text) > longest:
            raise InvalidArgument(f"at most {longest} characters in {language}", field=at)
        if text:
            kept[language] = text
    if required and not kept:
        raise InvalidArgument(f"a text in at least one of the languages {', '.join(LANGUAGES)}", field=field)
    return kept, _authoritative(kept, authoritative_language, field=field)


def marked(
    given: Collection[str], kept: Mapping[str, str], authoritative_language: str, *, field: str
) -> tuple[str, ...]:
    """Return the languages whose body is a machine-assisted translation that nobody has reviewed, sorted.

    Args:
        given: As the caller says; what says nothing in that language is left out.
        kept: The bodies, as `normalise` returned them.
        authoritative_language: The language whose body counts: what counts is no translation.
        field: Path of the field in the request, for the error.

    Raises:
        InvalidArgument: One is the language whose body counts, or none of ours.
    """
    if any(each not in LANGUAGES or each == authoritative_language for each in given):
        raise InvalidArgument("a language other than the one whose body counts", field=f"{field}.machine_assisted")
    return tuple(sorted(each for each in set(given) if each in kept))


def unmarked(given: Collection[str], *, field: str) -> None:
    """Refuse the mark of a machine's translation on a name of the register: that is what a body is called.

    Args:
        given: As the caller says.
        field: Path of the field in the request, for the error.

    Raises:
        InvalidArgument: There is one.
    """
    if given:
        raise InvalidArgument(
            "nothing: a name is what the body is called, and no translation", field=f"{field}.machine_assisted"
        )


def _authoritative(kept: Mapping[str, str], named: str, *, field: str) -> str:
    if not kept:
        return ""
    if named in kept:
        return named
    if not named and len(kept) == 1:
        return next(iter(kept))
    expected = f"the language whose body counts, one of {', '.join(kept)}"
    raise InvalidArgument(expected, field=f"{field}.authoritative_language")


def _may_stay(character: str) -> bool:
    return character not in _OVERRIDES and unicodedata.category(character) not in {"Cc", "Cs"}
