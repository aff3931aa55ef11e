"""Nobody can enter lateness: no command takes a clock, a step or a date that follows from others."""

from collections.abc import Iterator

import pytest
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.contract.test_commands_and_lists import COMMANDS

# What the clock works out. `ReportBounce` and the like tell what happened, not what follows.
COMPUTED_MESSAGES = {recommendations.Clock.DESCRIPTOR, recommendations.Milestones.DESCRIPTOR}
COMPUTED_ENUMS: set[EnumDescriptor] = {
    recommendations.ClockState.DESCRIPTOR,
    recommendations.Headline.DESCRIPTOR,
    recommendations.BarGroup.DESCRIPTOR,
    events.StepRule.DESCRIPTOR,
    events.RetractionReason.DESCRIPTOR,
}
COMPUTED_NAMES = {
    "response_due_date",
    "previous_due_date",
    "due_date",
    "clock_start_date",
    "answered_date",
    "closed_date",
    "days_left",
    "slip",
    "slips",
    "step_date",
    "retracted",
}
WORDS = ("late", "overdue", "past_date", "due", "lateness", "deadline", "days_left")


def _fields(message: Descriptor, seen: set[str]) -> Iterator[FieldDescriptor]:
    if message.full_name in seen:
        return
    seen.add(message.full_name)
    for field in message.fields:
        yield field
        if field.message_type is not None:
            yield from _fields(field.message_type, seen)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_command_takes_what_follows_from_dates(name: str) -> None:
    for field in _fields(COMMANDS[name].input_type, set()):
        assert field.message_type not in COMPUTED_MESSAGES, field.full_name
        assert field.enum_type not in COMPUTED_ENUMS, field.full_name
        assert field.name not in COMPUTED_NAMES, field.full_name
        assert not set(field.name.split("_")) & set(WORDS), field.full_name


def test_the_names_that_are_looked_for_are_those_that_answers_have() -> None:
    """A renamed field would slip through: each name is still one of some answer or event."""
    known = {
        field.name
        for module in (recommendations, events, notifications)
        for message in module.DESCRIPTOR.message_types_by_name.values()
        for field in message.fields
    }
    assert known >= COMPUTED_NAMES
