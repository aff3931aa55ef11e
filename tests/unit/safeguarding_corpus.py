"""The corpus of the safeguarding detector, and how it is measured."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.consultations.domain.safeguarding import Kind, Span, find

FOLDER = Path(__file__).parent / "safeguarding"
KINDS = {
    "name": Kind.NAME,
    "phone": Kind.PHONE,
    "email": Kind.EMAIL,
    "id": Kind.ID_NUMBER,
    "profile": Kind.PROFILE,
    "handle": Kind.HANDLE,
    "school": Kind.SCHOOL,
    "case": Kind.CASE_NUMBER,
    "abuse": Kind.ABUSE_LINK,
}
_MARKED = re.compile(r"\[\[(-|[a-z]+):(.*?)\]\]")


@dataclass
class Example:
    """A text with the spans that are to be found in it, and what ought to be left alone."""

    text: str
    wanted: list[Span] = field(default_factory=list)
    harmless: list[tuple[int, int]] = field(default_factory=list)


def examples(part: str) -> Iterator[Example]:
    """Read one part of the corpus: `tuned` or `held_out`."""
    for line in (FOLDER / f"{part}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield example(line)


def example(line: str) -> Example:
    """Take the marks out of a line and note what they mark."""
    made, at = Example(""), 0
    for mark in _MARKED.finditer(line):
        made.text += line[at : mark.start()]
        start = len(made.text)
        made.text += mark[2]
        if mark[1] == "-":
            made.harmless.append((start, len(made.text)))
        else:
            made.wanted.append(Span(kind=KINDS[mark[1]], start=start, end=len(made.text)))
        at = mark.end()
    made.text += line[at:]
    return made


@dataclass
class Figures:
    """What was found and missed. A span counts as found if all of its letters and digits are covered."""

    wanted: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)  # of these, covered by spans of the same kind
    blocked: Counter[Kind] = field(default_factory=Counter)  # covered by spans of whichever kinds
    reported: Counter[Kind] = field(default_factory=Counter)
    right: Counter[Kind] = field(default_factory=Counter)  # of these, touching a wanted one of the same kind
    harmless: int = 0
    flagged: int = 0  # of these
    misses: list[str] = field(default_factory=list)

    def recall(self, kind: Kind) -> float:
        """Of what was to be found, the part that was."""
        return self.found[kind] / self.wanted[kind]

    def precision(self, kind: Kind) -> float:
        """Of what was reported, the part that was to be found."""
        return self.right[kind] / self.reported[kind] if self.reported[kind] else 1.0


def measure(part: str) -> Figures:
    """Let the detector read one part of the corpus."""
    figures = Figures()
    for each in examples(part):
        _add(figures, each, find(each.text))
    return figures


def _add(figures: Figures, each: Example, found: tuple[Span, ...]) -> None:
    for span in each.wanted:
        figures.wanted[span.kind] += 1
        same = _covers(each.text, span, [one for one in found if one.kind is span.kind])
        figures.found[span.kind] += same
        figures.blocked[span.kind] += _covers(each.text, span, found)
        if not same:
            figures.misses.append(f"missed {span.kind}: {each.text[span.start : span.end]!r} in {each.text!r}")
    for one in found:
        figures.reported[one.kind] += 1
        right = any(one.kind is span.kind and one.start < span.end and span.start < one.end for span in each.wanted)
        figures.right[one.kind] += right
        if not right:
            figures.misses.append(f"wrong {one.kind}: {each.text[one.start : one.end]!r} in {each.text!r}")
    figures.harmless += len(each.harmless)
    figures.flagged += sum(any(s.start < end and start < s.end for s in found) for start, end in each.harmless)


def _covers(text: str, wanted: Span, found: tuple[Span, ...] | list[Span]) -> bool:
    places = {place for one in found for place in range(one.start, one.end)}
    return all(place in places or not text[place].isalnum() for place in range(wanted.start, wanted.end))


def table(parts: dict[str, Figures]) -> str:
    """Return the table of `docs/safeguarding.md`."""
    titles = " | ".join(f"{part}: found | {part}: right" for part in parts)
    lines = [f"| Kind | {titles} |", f"|---|{'---|---|' * len(parts)}"]
    for kind in (*Kind, None):
        cells = [
            f"{_of(each.found, each.wanted, kind)} | {_of(each.right, each.reported, kind)}" for each in parts.values()
        ]
        lines.append(f"| {f'`{kind}`' if kind else 'all'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _of(part: Counter[Kind], whole: Counter[Kind], kind: Kind | None) -> str:
    return f"{part[kind] if kind else part.total()} of {whole[kind] if kind else whole.total()}"


def figures(measured: Figures) -> str:
    """Return what the document says beside the table."""
    return f"{measured.flagged} of {measured.harmless} look-alikes"


if __name__ == "__main__":
    print(table({part: measure(part) for part in ("tuned", "held_out")}))  # noqa: T201
