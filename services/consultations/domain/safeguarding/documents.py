"""What could lead to a person in a document: in its words, its title, its name, and beside its pages."""

from collections.abc import Collection, Iterator
from typing import Final

from services.consultations.domain.documents import DocumentDetails, Reading
from services.consultations.domain.safeguarding.acts import Mark
from services.consultations.domain.safeguarding.gate import Marked
from services.consultations.domain.safeguarding.gate import mark as marks_of
from services.consultations.domain.safeguarding.spans import Kind
from services.consultations.domain.safeguarding.texts import texts_of

_AROUND: Final = 80  # characters on each side
_UPLOADED_NAME: Final = "uploaded_name"


def examine(
    details: DocumentDetails, reading: Reading, known: Collection[str]
) -> tuple[tuple[Marked, ...], tuple[tuple[str, str], ...]]:
    """Return the spans of a document, and its texts. The same words are one span wherever they stand in its text.

    Args:
        details: What is known of it.
        reading: Every text in it.
        known: Names of bodies that are public anyway.
    """
    titles = tuple((field, body) for field, body in texts_of(details) if field.startswith("title."))
    # Names of files have their words joined by whatever was at hand.
    uploaded = details.uploaded_name.replace("_", " ").replace("-", " ")
    aside = ((_UPLOADED_NAME, uploaded), *reading.goes)
    marked = [*marks_of(titles, known), *_each_once(reading.stays, known, goes=False)]
    marked += _each_once(aside, known, goes=True)
    return tuple(marked), (*titles, *reading.stays)


def _each_once(texts: Collection[tuple[str, str]], known: Collection[str], *, goes: bool) -> Iterator[Marked]:
    found: dict[tuple[Kind, str], Marked] = {}
    for field, body in texts:
        for each in marks_of(((field, body),), known):
            name = each.mark.kind, each.mark.words
            if name in found and (found[name].restricts or not each.restricts):
                continue
            place = found[name].mark.field if name in found else field
            found[name] = Marked(
                mark=Mark(field=place, kind=each.mark.kind, words=each.mark.words),
                start=0,
                end=0,
                restricts=each.restricts,
                goes=goes,
                excerpt=body[max(0, each.start - _AROUND) : each.end + _AROUND],
            )
    yield from found.values()
