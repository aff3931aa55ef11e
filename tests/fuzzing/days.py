"""Days that lie where such a day cannot lie, for every day that a request can hold: none is left to chance.

What is in the wrong order, in the future or too early is refused by its field, and nothing of it is kept. A contract
test compares these lists with the descriptors: a new day in a request has to be named here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import grpc
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.consultations.v1 import service_pb2 as consent
from roundtable.recommendations.v1 import events_pb2 as events
from tests.fuzzing.target import Round, Target
from tests.fuzzing.values import Edit, Path
from tests.fuzzing.verdict import Code, fields_at_fault

_LONG_AGO: Final = -40_000  # days: before anything of ours


@dataclass(frozen=True)
class Wrong:
    """A good request with some fields given other values: days as days from today.

    Attributes:
        given: Field to value; a number for a field that holds a day is so many days from today.
        sample: Which good request it is, if not the usual one of the RPC.
    """

    given: Mapping[str, Any]
    sample: str = ""

    @property
    def field(self) -> str:
        """The field that the refusal names: the last one given."""
        return list(self.given)[-1]


def _late(*fields: str) -> tuple[Wrong, ...]:
    return tuple(Wrong({each: 1}) for each in fields)


def _past(*fields: str) -> tuple[Wrong, ...]:
    return tuple(Wrong({each: -1}) for each in fields)


_ENTERED: Final = (
    Wrong({"details.starts_date": -1, "details.ends_date": -2}),
    Wrong({"details.starts_date": "", "details.ends_date": -1}),
    # What was held was not held tomorrow.
    Wrong({"details.state": consultations.CONSULTATION_STATE_HELD, "details.ends_date": "", "details.starts_date": 1}),
    Wrong({"details.state": consultations.CONSULTATION_STATE_HELD, "details.starts_date": -1, "details.ends_date": 1}),
    *_late("details.source.retrieved_date"),
)
_PROGRAMME: Final = (
    Wrong({"details.from_date": -1, "details.to_date": -2}),
    Wrong({"details.from_date": "2025-06-01", "details.to_date": "2024"}),
    Wrong({"details.from_date": "2025", "details.to_date": "2024-12-31"}),
    *_late("details.source.retrieved_date"),
)
_CONSIDERING: Final = {
    "position.position": events.POSITION_CONSIDERING,
    "position.delivery_date": "",
    "position.text.bodies": {"en": "We look at it"},
    "position.text.authoritative_language": "en",
}
_PROMISE: Final = {"position.position": events.POSITION_ACCEPTED}
_SAID: Final = (
    Wrong(_CONSIDERING | {"position.decision_by_date": -1}),
    Wrong(_PROMISE | {"position.delivery_date": -1}),
    Wrong({"position.evidence.url": "https://commission.example/report", "position.evidence.seen_date": 1}),
)
_DONE: Final = (
    Wrong({"progress.progress": events.PROGRESS_PLANNED, "progress.delivery_date": -1}),
    Wrong({"progress.evidence.url": "https://commission.example/report", "progress.evidence.seen_date": 1}),
)
_MOVE: Final = {"moved.reason.bodies": {"en": "The law comes first"}, "moved.reason.authoritative_language": "en"}
_APPROVED: Final = _late("approval.approved_date")
_PUBLIC: Final = "correct_consultation.particulars.days"
_OF_DAYS: Final = "ProposeChangeOfDays"
_AS_AT: Final = _late("as_at_date")

WRONG: Final[Mapping[str, tuple[Wrong, ...]]] = {
    "CreateProgramme": _PROGRAMME,
    "UpdateProgramme": _PROGRAMME,
    "CreateConsultation": _ENTERED,
    "UpdateConsultation": _ENTERED,
    "PutParticipant": (Wrong({"details.consent.how": consent.CONSENT_HOW_FORM, "details.consent.given_date": 1}),),
    "PublishConsultation": (*_late("published_date"), *_past("published_date")),
    "ProposeChange": (
        Wrong({f"{_PUBLIC}.starts_date": 1}, sample=_OF_DAYS),
        Wrong({f"{_PUBLIC}.starts_date": -1, f"{_PUBLIC}.ends_date": 1}, sample=_OF_DAYS),
        Wrong({f"{_PUBLIC}.starts_date": -1, f"{_PUBLIC}.ends_date": -2}, sample=_OF_DAYS),
        Wrong({f"{_PUBLIC}.starts_date": "", f"{_PUBLIC}.ends_date": -1}, sample=_OF_DAYS),
        # A programme has none at all.
        Wrong({"correct_programme.particulars.days.starts_date": "2026-02-30"}),
        Wrong({"correct_programme.particulars.days.ends_date": "2026-02-30"}),
    ),
    "GrantMandate": _past("from_date"),
    "SearchAudit": _late("on_date"),
    **dict.fromkeys(
        (
            *("GetOverview", "ListLines", "GetRecommendation", "ListConsultationLines", "ListAddressees"),
            *("GetAddressee", "ListChanges", "GetCalendar"),
            *("ListConsultations", "GetConsultation", "GetStatement", "ListProgrammes"),
        ),
        _AS_AT,
    ),
    "RenameAddressee": _late("effective_date"),
    "ChangeRemits": _late("effective_date"),
    "RecordSuccession": _late("effective_date"),
    "StatePosition": (*_SAID, *_APPROVED),
    "ReportProgress": (*_DONE, *_APPROVED),
    "MoveDeliveryDate": (*_past("moved.delivery_date"), Wrong({"moved.delivery_date": 1}), *_APPROVED),
    "SubmitAnswer": (
        *_SAID,
        *_DONE,
        Wrong({"moved.delivery_date": 1}, sample="SubmitAnswerAfterAPromise"),
        *_APPROVED,
    ),
    "RecordHandOver": (*_late("handed_over_date"), Wrong({"handed_over_date": _LONG_AGO})),
    "RecordOutsideAnswer": (
        *_SAID,
        *_DONE,
        *_late("source.date"),
        Wrong({"source.date": _LONG_AGO}),
        Wrong({"source.date": -1, "approval.approved_date": 1}),
        Wrong(_MOVE | {"moved.delivery_date": -1}),
        *_APPROVED,
    ),
    "ProposeNotApplicable": _late("evidence.seen_date"),
    "Reopen": _late("evidence.seen_date"),
    "RecordVerification": _late("evidence.seen_date"),
    "NoteFollowUp": _late("follow_up.contact_date"),
    "RequestEvidence": _past("reply_by_date"),
    "RecordNoEvidenceFound": _late("search_log.searched_date"),
    "CorrectCalendar": (*_late("declared_date"), Wrong({"date": _LONG_AGO})),
}
# Filled in by the service: whatever a request holds there is not read.
ANY_DAY: Final = ("archived_date", "not_fetched_date", "scan.seen_date")


def days(message: Descriptor, above: str = "", seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the path of every day that a request can hold."""
    for field in message.fields:
        path = f"{above}{field.name}"
        if field.type == FieldDescriptor.TYPE_STRING and (field.name == "date" or field.name.endswith("_date")):
            yield path
        inner = field.message_type
        if inner and inner.full_name.startswith("roundtable.") and inner.full_name not in seen:
            yield from days(inner, f"{path}.", seen | {inner.full_name})


def _path(message: Descriptor, path: str) -> Path:
    found: list[FieldDescriptor] = []
    inside: Any = message
    for step in path.split("."):
        found.append(inside.fields_by_name[step])
        inside = found[-1].message_type
    return tuple(found)


def _edits(wrong: Wrong, message: Descriptor, today: date) -> list[Edit]:
    edits = []
    for path, value in wrong.given.items():
        is_day = isinstance(value, int) and path.endswith("date")
        given = (today + timedelta(days=value)).isoformat() if is_day else value
        edits.append(Edit(_path(message, path), given))
    return edits


async def every_wrong_day_is_refused(
    target: Target, method: MethodDescriptor, record: Callable[[str, object], None]
) -> None:
    """Send a good request with each wrong day, as somebody who may: it is refused by its field, and nothing is kept.

    Args:
        target: The service.
        method: The RPC.
        record: Takes how many there were.
    """
    asked, found = Round(target, method), list[str]()
    samples = {"": await asked.sample()}
    for each in WRONG[method.name]:
        if each.sample not in samples:
            samples[each.sample] = await target.samples[each.sample]()
    before = await target.state.tables()
    for each in WRONG[method.name]:
        request = asked.edited(samples[each.sample], _edits(each, method.input_type, target.today()))
        if wrong := await _wrong(target, method, each, request):
            found.append(f"{dict(each.given)}: {wrong}")
    written = target.may_write.get(method.name, frozenset())
    after = {name: rows for name, rows in (await target.state.tables()).items() if name not in written}
    record(f"{method.name}, wrong days", len(WRONG[method.name]))
    assert not found, "\n".join([f"{method.full_name}, {len(found)} found:", *found])
    assert after == {name: before[name] for name in after}, f"{method.full_name}: something of it was kept"


async def _wrong(target: Target, method: MethodDescriptor, each: Wrong, request: Message) -> str:
    """Return what is wrong with the answer of the first who may send it; nothing if it names the field."""
    for caller in target.of(method):
        try:
            await caller.call(method, request)
        except grpc.aio.AioRpcError as refused:
            if refused.code() in (Code.PERMISSION_DENIED, Code.NOT_FOUND):
                continue
            names = [_plain(field) for field in fields_at_fault(refused)]
            good = refused.code() is Code.INVALID_ARGUMENT and each.field in names
            return "" if good else f"{refused.code().name} {refused.details()!r} names {names}"
        return "is taken"
    return "nobody may send it"


def _plain(path: str) -> str:
    """Return `evidence[0].seen_date` as `evidence.seen_date`."""
    return ".".join(step.partition("[")[0] for step in path.split("."))
