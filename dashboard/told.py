"""Who gets a mail about what is done to lines, said before it is done: one sentence for each body.

Names stand in them as they are: whoever shows a sentence on a Streamlit page escapes it.
"""

from collections.abc import Iterator

from dashboard import desk, labels
from dashboard.backend import errors
from dashboard.labels import text
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations


def of_line(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Say who is told that something happened to the line."""
    return _sentence(assignment, assignment.told_liaisons, language)


def of_reversal(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Say how many at most are told that something is taken back: those of the body's liaisons who were told of it."""
    if not assignment.told_liaisons:
        return ""
    return _said("told_at_most", assignment, assignment.told_liaisons, language)


def of_letter(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Say who is told that something was recorded as the body's answer: asked before or not."""
    return _sentence(assignment, assignment.liaisons, language)


def of_statement(here: desk.Desk, tracked_number: str) -> str:
    """Say who is told that something happened to a statement with its lines; nobody of one that is only recorded."""
    said = [of_line(each, here.language) for each in _told(here, tracked_number)]
    return " ".join(said) or text("told_nobody", here.language)


def of_corrected(here: desk.Desk, tracked_number: str) -> str:
    """Say who is told that a wording was corrected: of lines that are open, whoever knows them."""
    known = [each for each in _told(here, tracked_number) if each.line.closure == events.CLOSURE_OPEN]
    return " ".join(of_line(each, here.language) for each in known) or text("told_nobody", here.language)


def of_reversed_statement(here: desk.Desk, tracked_number: str) -> str:
    """Say how many at most are told that what happened to a statement is taken back; nothing if nobody was."""
    return " ".join(of_reversal(each, here.language) for each in _told(here, tracked_number))


def _told(here: desk.Desk, tracked_number: str) -> Iterator[recommendations.Assignment]:
    """Yield the lines of a statement of whose changes somebody is told; none of one that is only recorded."""
    if not tracked_number:
        return
    stub = here.person.recommendations
    found = stub.GetRecommendation(recommendations.GetRecommendationRequest(tracked_number=tracked_number))
    for line in found.lines:
        if line.closure == events.CLOSURE_TRANSFERRED:
            continue
        slug = line.addressee.slug
        asked = recommendations.GetAssignmentRequest(tracked_number=tracked_number, addressee_slug=slug)
        try:
            assignment = stub.GetAssignment(asked).assignment
        except (errors.Denied, errors.NotFound):
            continue  # another host's, which the service refuses to change, too
        if assignment.told_liaisons:
            yield assignment


def _sentence(assignment: recommendations.Assignment, count: int, language: labels.Language) -> str:
    return _said("told_liaisons", assignment, count, language) if count else text("told_nobody", language)


def _said(words: str, assignment: recommendations.Assignment, count: int, language: labels.Language) -> str:
    body = labels.isolated(labels.name(assignment.line.addressee.name, language))
    return text(f"{words}_one" if count == 1 else words, language, count=count, body=body)
