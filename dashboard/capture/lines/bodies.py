"""Which body of the register a typed name means: its name in either script, its short name, or its address."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from dashboard.backend import Person
from dashboard.spreadsheets.cells import folded
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE: Final = 200
_SHORT: Final = re.compile(r"\(([^()]{2,20})\)")
_SUGGESTED: Final = 4
_LIKE: Final = 0.6
_SMALL: Final = frozenset({"of", "the", "on", "for", "and", "in", "to", "&"})
_INITIALS: Final = 3  # of the shortest name whose initials are taken for a short name


def read(person: Person) -> list[recommendations.Addressee]:
    """Return the whole register."""
    found: list[recommendations.Addressee] = []
    token, more = "", True
    while more:
        page = person.recommendations.ListRegister(
            recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token)
        )
        found += page.addressees
        token = page.next_page_token
        more = bool(token)
    return found


class Register:
    """Bodies by what people call them."""

    def __init__(self, entries: Iterable[recommendations.Addressee]) -> None:
        self._entries = {each.addressee_id: each for each in entries if not each.ended_date}
        self._called: dict[str, set[str]] = {}
        for id_, each in self._entries.items():
            for name in _names(each):
                self._called.setdefault(folded(name), set()).add(id_)

    def find(self, typed: str) -> str:
        """Return the id of the one body that is called so; nothing if there is none, or more than one."""
        found = self._called.get(folded(typed), set())
        return next(iter(found)) if len(found) == 1 else ""

    def near(self, typed: str) -> Sequence[str]:
        """Return the ids of bodies that may be meant, the likeliest first."""
        wanted = folded(typed)
        within = f" {wanted} "
        holding = [name for name in self._called if wanted in name or f" {name} " in within]
        alike = difflib.get_close_matches(wanted, self._called, _SUGGESTED * 2, _LIKE)
        same = sorted(self._called.get(wanted, ()))
        found = dict.fromkeys([*same, *(id_ for name in (*alike, *holding) for id_ in sorted(self._called[name]))])
        return list(found)[:_SUGGESTED]

    def __getitem__(self, id_: str) -> recommendations.Addressee:
        """Return a body."""
        return self._entries[id_]

    def __contains__(self, id_: object) -> bool:
        """Tell whether a body of this id goes on."""
        return id_ in self._entries


def _names(each: recommendations.Addressee) -> set[str]:
    names = {each.public.slug, each.public.slug.replace("-", " ")}
    for localized in (each.public.name, *(former.name for former in each.names)):
        for spoken, name in localized.bodies.items():
            bare = _SHORT.sub(" ", name)
            names |= {name, bare, *_SHORT.findall(name)}
            if spoken == "en" and len(initials := _initials(bare)) >= _INITIALS:
                names.add(initials)
    return {each for each in names if each.strip()}


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word.casefold() not in _SMALL)
