"""Which lines a reader asked for: held in the address, the same on the overview, in /explore and in later downloads.

The parameters are words that people can read: `?theme=child_safety&body=ncrc&says=declined&timing=answer_past_date`.
A word we do not know narrows nothing, so that an old link still opens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, Self
from urllib.parse import urlencode

from dashboard.labels import text, theme, value
from roundtable.recommendations.v1.events_pb2 import Position, Progress, Verification
from roundtable.recommendations.v1.service_pb2 import BarGroup, ClockState, Count, LineFilter

_TEXT_CHARACTERS: Final = 200
_WORD_CHARACTERS: Final = 120
_TIMED: Final = ("past_date", "due_soon", "on_time", "met", "met_late", "stopped")


def _words(enum: Any, prefix: str, *, without: Iterable[str] = ()) -> dict[str, int]:
    """Return an enum's values by the word that stands for each in an address."""
    named = {name.removeprefix(prefix).lower(): number for name, number in enum.items() if number}
    return {word: number for word, number in named.items() if word not in without}


POSITIONS: Final = _words(Position, "POSITION_", without=["none"])
PROGRESS: Final = _words(Progress, "PROGRESS_", without=["none_declared"])
CHECKED: Final = _words(Verification, "VERIFICATION_")
STANDS: Final = _words(BarGroup, "BAR_GROUP_")
COUNTS: Final = _words(Count, "COUNT_")
CLOCKS: Final = {word: number for word, number in _words(ClockState, "CLOCK_STATE_").items() if word in _TIMED}
NOTHING_SAID: Final = "nothing"


@dataclass(frozen=True)
class Query:
    """A reader's choice. Every field narrows; an empty one does not."""

    q: str = ""
    """Words in title or text."""

    theme: str = ""
    body: str = ""
    """An addressee's slug."""

    says: str = ""
    checked: str = ""
    timing: str = ""
    """`answer_past_date`, `work_due_soon` and the like: which clock, and how it stands."""

    roundtable: str = ""
    """A consultation's number."""

    stands: str = ""
    count: str = ""
    show: str = field(default="", metadata={"narrows": False})
    """`example` or `published`; the two are never added together."""

    as_at: str = field(default="", metadata={"narrows": False})
    """A day that is over: everything as it was known when it ended."""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Read the parameters of an address; what is not known there is left out."""
        found = {each.name: (parameters.get(each.name) or "").strip() for each in fields(cls)}
        known = {
            "says": [*POSITIONS, *PROGRESS, NOTHING_SAID],
            "checked": list(CHECKED),
            "stands": list(STANDS),
            "count": list(COUNTS),
            "timing": [f"{clock}_{word}" for clock in ("answer", "work") for word in CLOCKS],
            "show": ["example", "published"],
        }
        for name, words in known.items():
            if found[name] not in words:
                found[name] = ""
        cut = {name: word[: _TEXT_CHARACTERS if name == "q" else _WORD_CHARACTERS] for name, word in found.items()}
        return cls(**cut)

    def line_filter(self, *, illustrative: bool) -> LineFilter:
        """Return the same choice as recommendations understands it."""
        clock, _, state = self.timing.partition("_")
        position = Position.Value("POSITION_NONE") if self.says == NOTHING_SAID else POSITIONS.get(self.says, 0)
        return LineFilter(
            illustrative=illustrative,
            text=self.q,
            theme=self.theme,
            addressee_slug=self.body,
            consultation_number=self.roundtable,
            position=position,  # type: ignore[arg-type]
            progress=PROGRESS.get(self.says, 0),  # type: ignore[arg-type]
            verification=CHECKED.get(self.checked, 0),  # type: ignore[arg-type]
            response=CLOCKS.get(state, 0) if clock == "answer" else 0,  # type: ignore[arg-type]
            delivery=CLOCKS.get(state, 0) if clock == "work" else 0,  # type: ignore[arg-type]
            bar_group=STANDS.get(self.stands, 0),  # type: ignore[arg-type]
            count=COUNTS.get(self.count, 0),  # type: ignore[arg-type]
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The fields that narrow, with their words."""
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.metadata.get("narrows", True) and getattr(self, each.name)
        }

    def with_(self, **changed: str) -> Self:
        """Return the choice with some fields changed."""
        return replace(self, **changed)

    def parameters(self) -> dict[str, str]:
        """Return what the address has to hold, in one fixed order."""
        return {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}

    def url(self, path: str = "/", **more: str) -> str:
        """Return the address of a page with this choice."""
        asked = self.parameters() | {name: word for name, word in more.items() if word}
        return f"{path}?{urlencode(asked)}" if asked else path


def past_day(word: str, today: date) -> str:
    """Return a day as the address has it, `YYYY-MM-DD`, if it is over; empty otherwise."""
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return ""
    return word if day < today and word == day.isoformat() else ""


def on_day(path: str, day: str) -> str:
    """Return the address of a page of this site as at a past day; as it is now if the day is empty."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'as_at': day})}" if day else path


def word_label(name: str, word: str, language: str) -> str:
    """Return the words on the screen for a parameter's word. Words of people (`q`, `body`) come back as they are."""
    if name == "theme":
        return theme(word, language)
    if name == "timing":
        clock, _, state = word.partition("_")
        return text(f"timing_{clock}", language, state=value(ClockState, CLOCKS[state], language))
    named: dict[str, list[tuple[Any, dict[str, int]]]] = {
        "says": [(Position, {NOTHING_SAID: Position.Value("POSITION_NONE")} | POSITIONS), (Progress, PROGRESS)],
        "checked": [(Verification, CHECKED)],
        "stands": [(BarGroup, STANDS)],
        "count": [(Count, COUNTS)],
    }
    for enum, words in named.get(name, []):
        if word in words:
            return value(enum, words[word], language)
    return word
