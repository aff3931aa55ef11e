"""The dry run: what rows would enter, and every problem, those that only the records know of among them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard import drafts, labels
from dashboard.backend import errors, new_key
from dashboard.capture import entering, sheet
from dashboard.capture.brought import Brought
from dashboard.capture.columns import Layout
from dashboard.capture.entering import Act
from dashboard.capture.entries import Entry, Problem, Reader
from dashboard.spreadsheets.reading import Sheet
from dashboard.web import Visit
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE: Final = 200


@dataclass(frozen=True)
class Run:
    """What a dry run found."""

    draft: consultations.Draft
    entries: Sequence[Entry]
    problems: Sequence[Problem]
    full: str = ""
    """Why nothing can be entered, as the records say it; empty if it can."""

    doubtful_day: str = ""
    """A day of the sheet that is another one where the month comes first, if nothing in the sheet tells."""

    @property
    def wanted(self) -> list[Entry]:
        """What would be entered."""
        return [each for each in self.entries if each.state != "same"]

    @property
    def digest(self) -> str:
        """What tells it from what would be entered otherwise."""
        said = hashlib.sha256()
        for each in self.wanted:
            said.update(f"{each.row} {each.statement_id} {each.version}\n".encode())
            said.update(each.details.SerializeToString(deterministic=True))
        return said.hexdigest()


def run(visit: Visit, found: Brought, layout: Layout, consultation_id: str) -> Run:
    """Read every row, and ask the records what they would refuse. Nothing is entered."""
    draft = draft_of(visit, consultation_id)
    reader = _reader(visit, draft)
    entries, problems = reader.read(found.read, layout)
    tried = Run(draft, entries, problems, doubtful_day=reader.doubtful_day)
    act = Act(draft.consultation_id, "", new_key())
    # They tell of some rows at once; the next answer tells of more.
    while wanted := tried.wanted:
        try:
            entering.enter(visit.person(), act, wanted, check_only=True)
        except errors.BadRequest as refused:
            more = entering.refused(refused, wanted, layout, found.read.rows, visit.language)
            if not more:
                raise  # of no row: without these rows it would be refused as well
            bad = {each.row for each in more}
            left = [each for each in tried.entries if each.row not in bad]
            told = sorted((*tried.problems, *more), key=lambda each: (each.row, each.place))
            tried = replace(tried, entries=left, problems=told)
        except errors.NotNow as refused:
            return replace(tried, full=str(refused))
        else:
            break
    return tried


def read(
    visit: Visit, draft: consultations.Draft, found: Sheet, layout: Layout
) -> tuple[Sequence[Entry], Sequence[Problem]]:
    """Return what rows would enter, and every problem."""
    return _reader(visit, draft).read(found, layout)


def _reader(visit: Visit, draft: consultations.Draft) -> Reader:
    return Reader(draft, {each: names(visit, draft, each) for each in labels.LANGUAGES}, visit.language)


def draft_of(visit: Visit, consultation_id: str) -> consultations.Draft:
    """Return a consultation as entered, with all its items.

    Raises:
        NotFound: It is none of the reader's organisation.
    """
    try:
        return drafts.whole(visit.person(), consultation_id)
    except errors.BadRequest:
        raise errors.NotFound(consultation_id) from None


def names(visit: Visit, draft: consultations.Draft, language: labels.Language) -> sheet.Names:
    """Return what ids of the consultation and of the register stand for."""
    bodies: dict[str, str] = {}
    token, more = "", True
    while more:
        request = recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token)
        page = visit.person().recommendations.ListRegister(request)
        bodies |= {each.addressee_id: labels.name(each.public.name, language) for each in page.addressees}
        token = page.next_page_token
        more = bool(token)
    return sheet.Names({each.participant_id: each.details.name for each in draft.participants}, bodies)
