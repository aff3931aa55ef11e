"""What is complete, what is missing, where to go on; and a vague item, counted and left in peace."""

import pytest

from dashboard import labels
from dashboard.capture import coach, tasks
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import text

RECOMMENDATION = events.STATEMENT_TYPE_RECOMMENDATION


def item(*said: str, type_: events.StatementType.ValueType = RECOMMENDATION) -> pb.StatementDetails:
    made = pb.StatementDetails(type=type_, title=text("Do it"), text=text("Do it."))
    for name in said:
        getattr(made.verifiability, name).MergeFrom(text("yes"))
    return made


def draft(*, details: bool = True, items: tuple[pb.StatementDetails, ...] = ()) -> pb.Draft:
    made = pb.Draft(consultation_id="1")
    if details:
        made.details.title.MergeFrom(text("A meetup"))
        made.details.host_name.MergeFrom(text("A forum"))
        made.details.kind = events.CONSULTATION_KIND_MEETUP
        made.details.state = events.CONSULTATION_STATE_HELD
    for each in items:
        made.statements.add(details=each, record_state=pb.RECORD_STATE_DRAFT)
    return made


@pytest.mark.parametrize(
    ("entered", "step"),
    [
        pytest.param(draft(details=False), "details", id="nothing"),
        pytest.param(draft(details=False, items=(item(),)), "details", id="items, but no title"),
        pytest.param(draft(), "items", id="no items"),
        pytest.param(draft(items=(item(), pb.StatementDetails(type=RECOMMENDATION))), "items", id="an empty item"),
        pytest.param(draft(items=(item(),)), "check", id="all there"),
    ],
)
def test_one_goes_on_at_the_first_step_with_something_missing(entered: pb.Draft, step: str) -> None:
    assert tasks.begun_at(entered) == step


def test_a_vague_item_is_no_task_that_is_incomplete() -> None:
    found = tasks.of(draft(items=(item(), item(*coach.ANSWERS))), "en")
    assert [each.complete for each in found if each.step == "items"] == [True, True, None]
    assert "say what would count as done: 1. Kept as said: 1." in found[6].words


@pytest.mark.parametrize(("said", "step"), [("", "further"), ("141 is not 131 and 21.", "check")])
def test_figures_that_contradict_each_other_are_a_task_until_somebody_says_how(said: str, step: str) -> None:
    entered = draft(items=(item(),))
    entered.figure_conflicts.add(label="videos")
    if said:
        entered.details.figures_conflict.MergeFrom(text(said))
    assert tasks.begun_at(entered) == step


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_the_coach_says_what_is_there_and_what_is_not(language: labels.Language) -> None:
    names = [labels.text(f"answer_{each}", language) for each in coach.ANSWERS]
    comma = labels.text("comma", language)
    some = coach.advice(item("who", "what"), language)
    assert comma.join(names[:2]) in some.split("۔" if language == "ur" else ". ")[0]
    assert comma.join(names[2:]) in some
    assert comma.join(names) in coach.advice(item(), language)
    whole = coach.advice(item(*coach.ANSWERS), language)
    assert whole == labels.text("coach_all", language)


def test_what_is_kept_as_said_gets_no_advice_to_change_it() -> None:
    kept = item("who")
    kept.verifiable = pb.VERIFIABLE_NO
    assert "Not said" not in coach.advice(kept, "en")
    assert "kept as said" in coach.advice(kept, "en")


def test_only_what_can_be_tracked_is_counted() -> None:
    insight = item(type_=events.STATEMENT_TYPE_INSIGHT)
    promise = item(*coach.ANSWERS, type_=events.STATEMENT_TYPE_COMMITMENT)
    assert "done: 1. Kept as said: 0." in coach.counted([insight, promise], "en")
