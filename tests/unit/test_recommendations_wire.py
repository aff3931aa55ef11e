"""Between domain and wire: facts come back as they went, bad input is refused by field, words have the same names."""

import json
import re
from base64 import urlsafe_b64encode
from datetime import date
from typing import Any, get_type_hints
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import Recorded
from services.recommendations import wire
from services.recommendations.domain import facts
from services.recommendations.domain.headline import BarGroup, Headline
from services.recommendations.domain.sources import Approval, Evidence, OutsideSource, Search, Visibility
from services.recommendations.domain.values import (
    AddresseeKind,
    Channel,
    Closure,
    DayKind,
    DeclineReason,
    FollowUpKind,
    Jurisdiction,
    Localized,
    Method,
    Position,
    Progress,
    ReopenedBy,
    Request,
    RetractionReason,
    StatementType,
    StepRule,
    Text,
    Verification,
)
from tests.unit.recommendations_builders import TODAY, a_moment

# NO_HEADLINE is HEADLINE_UNSPECIFIED.
NOT_YET = {"NO_HEADLINE"}


@pytest.mark.parametrize(
    ("enum", "prefix", "words", "only_ours"),
    [
        (events.AddresseeKind, "ADDRESSEE_KIND", AddresseeKind, set()),
        (events.Jurisdiction, "JURISDICTION", Jurisdiction, set()),
        (events.Request, "REQUEST", Request, set()),
        (events.Position, "POSITION", Position, set()),
        (events.Progress, "PROGRESS", Progress, set()),
        (events.Verification, "VERIFICATION", Verification, set()),
        (events.DeclineReason, "DECLINE_REASON", DeclineReason, set()),
        (events.Method, "METHOD", Method, set()),
        (events.Channel, "CHANNEL", Channel, set()),
        (events.CalendarDayKind, "CALENDAR_DAY_KIND", DayKind, set()),
        (events.StepRule, "STEP_RULE", StepRule, set()),
        (events.RetractionReason, "RETRACTION_REASON", RetractionReason, set()),
        (events.Closure, "CLOSURE", Closure, set()),
        (events.FollowUpKind, "FOLLOW_UP_KIND", FollowUpKind, set()),
        (events.ReopenedBy, "REOPENED_BY", ReopenedBy, set()),
        (pb.Headline, "HEADLINE", Headline, NOT_YET),
        (pb.BarGroup, "BAR_GROUP", BarGroup, set()),
    ],
)
def test_one_word_for_one_thing(enum: Any, prefix: str, words: Any, only_ours: set[str]) -> None:
    """Every value of the wire is a word of the domain, and the other way round, but for what comes later."""
    on_the_wire = {name.removeprefix(f"{prefix}_") for name in enum.keys()} - {"UNSPECIFIED"}  # noqa: SIM118
    assert {each.name for each in words} - only_ours == on_the_wire
    for each in words:
        if each.name not in only_ours:
            assert wire.words.from_enum(enum, prefix, wire.words.to_enum(enum, prefix, each), words) is each


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
optional_days = st.none() | days
lines = st.text("abc سفارش", max_size=5)
texts = st.builds(
    Text,
    id=st.uuids(),
    language=st.just("en"),
    localized=st.tuples(
        st.builds(Localized, language=st.just("en"), body=lines, salt=st.binary(), commitment=st.binary())
    ),
)
scans = st.builds(
    Evidence,
    seen_date=days,
    visibility=st.sampled_from([Visibility.PUBLIC, Visibility.OWNER]),
    file_id=st.none() | st.uuids(),
    sha256=st.sampled_from(["", "ab" * 32]),
    media_type=st.just("application/pdf"),
    size_bytes=st.integers(0, 9),
)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "UUID": st.uuids(),
    "UUID | None": st.none() | st.uuids(),
    "int": st.integers(1, 9),
    "str": lines.map(str.strip),
    "bool": st.booleans(),
    "date": days,
    "date | None": optional_days,
    "Text | None": st.none() | texts,
    "tuple[Evidence, ...]": st.lists(
        st.builds(Evidence, url=st.just("https://a.example/b"), reference=st.just("No. 1"), seen_date=days), max_size=2
    ).map(tuple),
    "tuple[Search, ...]": st.lists(
        st.builds(Search, place=st.just("The gazette"), searched_date=days), min_size=1, max_size=2
    ).map(tuple),
    "Approval | None": st.none()
    | st.builds(Approval, on_behalf_of=st.just("Secretary"), approved_date=optional_days, file_number=st.just("7-2")),
    "OutsideSource | None": st.none()
    | st.builds(
        OutsideSource,
        channel=st.sampled_from(Channel),
        date=days,
        reference=st.just("No. 12"),
        recorded_by=st.just((("en", "Host"), ("ur", "میزبان"))),
        scan=st.none() | scans,
    ),
    "Evidence | None": st.none() | scans,
    "Position": st.sampled_from(Position),
    "Progress": st.sampled_from(Progress),
    "Request": st.sampled_from(Request),
    "StatementType": st.sampled_from(StatementType),
    "Method": st.sampled_from(Method),
    "Channel | None": st.none() | st.sampled_from(Channel),
    "DeclineReason | None": st.none() | st.sampled_from(DeclineReason),
    "Verification": st.sampled_from(Verification),
    "DayKind": st.sampled_from(DayKind),
    "Visibility": st.sampled_from(Visibility),
    "StepRule": st.sampled_from(StepRule),
    "RetractionReason": st.sampled_from(RetractionReason),
    "datetime": st.just(a_moment().at),
}
KINDS = [
    facts.AssignmentOpened,
    facts.RequestRecorded,
    facts.PositionStated,
    facts.ProgressReported,
    facts.EvidenceRequested,
    facts.VerificationRecorded,
    facts.NoEvidenceFound,
    facts.DueDateRederived,
    facts.FindingAnnounced,
    facts.FindingExtended,
    facts.FindingTakenBack,
    facts.FindingAnswered,
    facts.NotVerifiable,
    facts.EvidenceAttached,
    facts.StepAnnounced,
    facts.StepRetracted,
    facts.OutsideAnswerRecorded,
    facts.OutsideAnswerDecided,
]


@st.composite
def any_fact(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(KINDS))
    values = {}
    for name, hint in get_type_hints(kind).items():
        written = hint.__name__ if isinstance(hint, type) else str(hint)
        # "uuid.UUID | None" is found as "UUID | None".
        values[name] = draw(BY_TYPE[re.sub(r"(?:\w+\.)+(?=\w)", "", written)])
    return kind(**values)


@given(any_fact())
def test_a_fact_read_back_from_its_event_is_the_fact(fact: Any) -> None:
    event = wire.facts.event(fact)
    recorded = Recorded(
        position=1,
        id=uuid4(),
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        version=event.version,
        public_version=None,
        type="",
        payload=b"",
        message=type(event.message).FromString(event.message.SerializeToString()),
        actor=event.actor,
        occurred_at=event.occurred_at,
        recorded_at=a_moment().at,
        traceparent="",
        prev_hash=b"",
        hash=b"",
    )
    assert wire.facts.fact(recorded) == fact


@given(any_fact().filter(lambda fact: hasattr(fact, "outside")))
def test_an_answer_says_who_gave_it_and_one_from_a_letter_does_not_say_who_recorded_it(fact: Any) -> None:
    message: Any = wire.facts.event(fact).message
    assert message.answered_by_id == ("" if fact.outside else fact.actor)


def _refused(act: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(InvalidArgument) as refused:
        act(*given, **named)
    return [each.field for each in refused.value.violations]


@pytest.mark.parametrize(
    "value", ["2026-2-1", "2026-02-30", "20260201", "someday", "2026-02-01T00:00:00", "2026-W10-1"]
)
def test_a_day_is_written_in_one_way(value: str) -> None:
    assert _refused(wire.words.day, value, field="day") == ["day"]
    assert wire.words.day("2026-02-01", field="day") == date(2026, 2, 1)
    assert wire.words.day("", field="day") is None


def _localized(authoritative: str = "en", **bodies: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language=authoritative, bodies=bodies)


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        (_localized("fr", fr="Bonjour"), "text.bodies"),
        (_localized("ur", en="Words"), "text.authoritative_language"),
        (_localized(en="x" * 10_001), "text.bodies[en]"),
    ],
)
def test_a_text_that_is_none_is_refused(given_: text_pb2.LocalizedText, field: str) -> None:
    assert _refused(wire.words.text, given_, field="text") == [field]


def test_a_text_of_spaces_says_nothing() -> None:
    assert wire.words.text(_localized(en=" \n "), field="text") is None


def test_bidirectional_overrides_go_and_what_urdu_needs_stays() -> None:
    urdu = "پیش\u200cرفت\u200f"
    found = wire.words.text(_localized("ur", ur=f"\u202e{urdu}\u2066\x00"), field="text")
    assert found
    assert [(each.language, each.body) for each in found.localized] == [("ur", urdu)]
    assert wire.words.line(f"\u202e{urdu}\n R-42", field="reference") == f"{urdu} R-42"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "commission.example", "https://a b", "ftp://a.example"])
def test_evidence_is_an_address_of_the_web(url: str) -> None:
    given_ = [events.Evidence(url=url, seen_date="2026-03-01")]
    assert _refused(wire.parts.evidence, given_, field="evidence") == ["evidence[0].url"]


def _token(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        *("%%%", "e30", _token("x"), _token("1", "2", "3"), _token("one", "two"), _token(None, None), "x" * 5000),
        pytest.param("W1tb" * 5000, id="lists in lists"),
    ],
)
def test_a_token_that_is_not_ours_is_refused(token: str) -> None:
    assert _refused(wire.filters.place, token, lambda a, b: (int(a), int(b)), values=2) == ["page_token"]


@pytest.mark.parametrize("value", ["9" * 30, "-1", "x"])
def test_a_number_in_a_token_is_one_that_a_column_can_hold(value: str) -> None:
    given_ = wire.filters.token(value)
    assert _refused(wire.filters.place, given_, wire.filters.ordinal, values=1) == ["page_token"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"], ids=["a zero byte", "half a letter"])
def test_a_token_holds_no_text_that_no_column_takes(text: str) -> None:
    assert _refused(wire.filters.place, _token(text), str, values=1) == ["page_token"]


def test_a_token_brings_back_where_the_page_ended() -> None:
    token = wire.filters.token(TODAY, 7)
    assert wire.filters.place(token, lambda day, number: (day, int(number)), values=2) == ("2026-03-02", 7)
    assert wire.filters.place("", lambda *_: 1, values=2) is None
