"""Who gets a mail about what is done to lines, said before it is done: one sentence for each body.

Names stand in them as they are: whoever shows a sentence on a Streamlit page escapes it.
"""

from dashboard import desk, labels
from dashboard.backend import errors
from dashboard.labels import text
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations


def of_line(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Say who is told that something happened to the line."""
    return _sentence(assignment, assignment.told_liaisons, language)


def of_letter(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Say who is told that something was recorded as the body's answer: asked before or not."""
    return _sentence(assignment, assignment.liaisons, language)


def of_statement(here: desk.Desk, tracked_number: str) -> str:
    """Say who is told that something happened to a statement with its lines; nobody of one that is only recorded."""
    language = here.language
    if not tracked_number:
        return text("told_nobody", language)
    stub = here.person.recommendations
    found = stub.GetRecommendation(recommendations.GetRecommendationRequest(tracked_number=tracked_number))
    said = []
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
            said.append(of_line(assignment, language))
    return " ".join(said) or text("told_nobody", language)


def _sentence(assignment: recommendations.Assignment, count: int, language: labels.Language) -> str:
    if not count:
        return text("told_nobody", language)
    body = labels.isolated(labels.name(assignment.line.addressee.name, language))
    return text("told_liaisons", language, count=count, body=body)
