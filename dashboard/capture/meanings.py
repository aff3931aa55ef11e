"""What words in cells stand for: people, bodies, themes, kinds, columns; whichever language and keyboard wrote them."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from dashboard import labels
from dashboard.capture import sheet
from dashboard.labels import text
from dashboard.spreadsheets import cells

_SEPARATOR: Final = re.compile(r"([;؛\n])")


class Wrong(Exception):
    """A cell means nothing in its column; the words say what was expected."""


class Meanings:
    """What words stand for in one consultation.

    Args:
        names: What ids stand for, by language.
        language: Of the page: problems are told in it.
    """

    def __init__(self, names: Mapping[labels.Language, sheet.Names], language: labels.Language) -> None:
        self._names, self._language = names, language

    def one(self, typed: str, known: Mapping[str, str], expected: str) -> str:
        """Return what a word stands for; nothing for no word.

        Raises:
            Wrong: It stands for nothing.
        """
        if not typed:
            return ""
        if cells.folded(typed) not in known:
            raise Wrong(text(expected, self._language, value=labels.isolated(typed[:60])))
        return known[cells.folded(typed)]

    @cached_property
    def people(self) -> dict[str, str]:
        """Participants by name."""
        return {cells.folded(name): id_ for names in self._names.values() for id_, name in names.people.items() if name}

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Bodies of the register by name, in either language."""
        return {cells.folded(name): id_ for names in self._names.values() for id_, name in names.bodies.items()}

    def bodies_in(self, typed: str) -> list[str]:
        """Return the names of bodies in a cell, between separators; a name of the register that holds one is whole."""
        pieces, found, place = _SEPARATOR.split(typed), list[str](), 0
        while place < len(pieces):
            ends = range(place + self._most_pieces, place, -2)
            whole = (end for end in ends if cells.folded("".join(pieces[place:end])) in self.bodies)
            end = next(whole, place + 1)
            found.append("".join(pieces[place:end]).strip())
            place = end + 1
        return [each for each in found if each]

    @cached_property
    def _most_pieces(self) -> int:
        """Of the name of a body, separators among them."""
        return max((len(_SEPARATOR.split(each)) for each in self.bodies), default=1)

    @cached_property
    def themes(self) -> dict[str, str]:
        """Themes by word, in either language, and by key."""
        words = {cells.folded(labels.theme(key, each)): key for key in labels.THEMES for each in labels.LANGUAGES}
        return words | {cells.folded(key): key for key in labels.THEMES}

    @cached_property
    def translatable(self) -> dict[str, str]:
        """Columns of texts by heading, in either language."""
        return {
            cells.folded(sheet.heading(name, each)): name for name in sheet.TRANSLATABLE for each in labels.LANGUAGES
        }

    @cached_property
    def choices(self) -> dict[str, dict[str, Any]]:
        """By column what each word of a closed list stands for, and what spreadsheets write for yes and no."""
        found = {
            name: {
                cells.folded(words): value
                for language in labels.LANGUAGES
                for words, value in sheet.choices(name, language).items()
            }
            for name in sheet.COLUMNS
            if sheet.choices(name, "en")
        }
        for name in sheet.FLAGS:
            found[name] |= {"true": True, "false": False}
        return found

    def expected(self, name: str) -> str:
        """Return what is expected in a column with a closed list."""
        offered = text("comma", self._language).join(sheet.choices(name, self._language))
        return text("sheet_expected_choice", self._language, choices=offered)


def split(typed: str) -> list[str]:
    """Return what stands between separators."""
    return [each.strip() for each in _SEPARATOR.split(typed)[::2] if each.strip()]
