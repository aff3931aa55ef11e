"""What anybody may try to do to the register and the calendar: right and wrong fields, and such as go through."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain import succession
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.values import Assurance
from tests.integration.recommendations_things import a_body, words
from tests.machine.stage import World

SOURCE = "https://gazette.example/notification"
_FEWEST_OF_A_SPLIT = 2


def request(world: World, today: date, chance: Random) -> Message:
    """Return any command on the register or the calendar, with fields there and missing.

    Chance instead of strategies: what there is to choose from is another with every step, and a strategy costs more to
    make than to draw from.
    """
    one = chance.choice
    day = (today + timedelta(days=one([-400, -30, -1, 0, 1]))).isoformat()
    common: dict[str, Any] = {
        "effective_date": one([day, day, day, ""]),
        "source_url": one(["", SOURCE, "javascript:x"]),
    }
    slug = one(["", "Not A Slug", *_slugs(world)])
    moves = [
        pb.Move(
            successor_id=str(one(list(world.bodies))),
            remit_ids=[str(each) for each in _some(_remits(world), chance)],
            assignment_ids=[str(each) for each in _some(list(world.lines), chance)],
        )
        for _ in range(one([0, 1, 2]))
    ]
    correction = pb.CorrectCalendarRequest(
        date=one([*_due_dates(world, today), today]).isoformat(),
        kind=one(events.CalendarDayKind.values()),
        reason=words(one(["", "The moon"])),
        source=one(["", "No. 4"]),
        declared_date=day,
    )
    remits = [remit(each) for each in _some(_remits(world), chance)]
    undoing = pb.UndoSuccessionRequest(succession_id=one(_successions(world)), reason=words(one(["", "Misread"])))
    kind = one(events.SuccessionKind.values())
    commands: list[Message] = [
        pb.RenameAddresseeRequest(**common, slug=slug, name=words(one(["", "Ministry"]))),
        pb.UndoRenamingRequest(reason=words(one(["", "Mistyped"]))),
        pb.SetAddresseeOrganisationRequest(
            organisation_id=one(["", "none", str(uuid4())]), reason=words(one(["", "Misread"]))
        ),
        pb.SetMinimumAssuranceRequest(minimum_assurance=one(events.Assurance.values())),
        pb.ChangeRemitsRequest(**common, remits=remits),
        pb.RecordSuccessionRequest(**common, kind=kind, moves=moves, preview=one([True, False])),
        undoing,
        correction,
        one([a_body(slug=slug), a_body()]),
    ]
    return one(commands)


def _some(choices: Sequence[UUID], chance: Random) -> list[UUID]:
    return [chance.choice(choices) for _ in range(chance.choice([0, 1, 2]))]


def fit(world: World, today: date, body: Addressee) -> list[Message]:
    """Return commands that change something, for the body of the line in view."""
    day = today.isoformat()
    entry = a_body()
    common: dict[str, Any] = {"effective_date": day, "source_url": SOURCE}
    rename = pb.RenameAddresseeRequest(**common, name=entry.name, slug=entry.slug)
    more = pb.ChangeRemitsRequest(
        **common, remits=[*(remit(each.id) for each in body.remits), pb.RemitEntry(words=words("Cybercrime"))]
    )
    off = [_correction(each, kind, today) for each in _due_dates(world, today) for kind in (1, 2)]
    right = pb.UndoRenamingRequest(reason=words("Mistyped"))
    belongs = pb.SetAddresseeOrganisationRequest(organisation_id=str(uuid4()), reason=words("Misread"))
    here = pb.SetMinimumAssuranceRequest(minimum_assurance=events.ASSURANCE_EMAIL_CODE)
    return [
        rename,
        *([right] if len(body.names) > 1 else []),
        *([here] if body.minimum_assurance is Assurance.LETTER else []),
        belongs,
        more,
        *_endings(world, today, body),
        *undoings(world),
        *off[:4],
    ]


def _endings(world: World, today: date, body: Addressee) -> list[Message]:
    """Return what may become of the body: merged, split, a remit moved, dissolved without a successor."""
    heirs = [each for each in world.bodies.values() if each.id != body.id and each.can_be_asked and not each.ended_by]
    common: dict[str, Any] = {"effective_date": today.isoformat(), "source_url": SOURCE}
    lines = [
        str(key)
        for key, seen in world.lines.items()
        if seen.assignment.addressee_id == body.id and succession.moves_on(seen.line)
    ]
    remits = [str(each.id) for each in body.remits]
    found: list[Message] = [pb.RecordSuccessionRequest(**common, kind=events.SUCCESSION_KIND_DISSOLUTION)]
    if heirs:
        first = str(heirs[0].id)
        found += [
            pb.RecordSuccessionRequest(
                **common, kind=events.SUCCESSION_KIND_MERGER, moves=[pb.Move(successor_id=first)]
            ),
            pb.RecordSuccessionRequest(
                **common,
                kind=events.SUCCESSION_KIND_MOVED_REMIT,
                moves=[pb.Move(successor_id=first, remit_ids=remits[:1], assignment_ids=lines)],
            ),
        ]
    if len(heirs) >= _FEWEST_OF_A_SPLIT:
        second = pb.Move(successor_id=str(heirs[1].id), remit_ids=remits[1:], assignment_ids=lines[1:])
        one = pb.Move(successor_id=str(heirs[0].id), remit_ids=remits[:1], assignment_ids=lines[:1])
        found.append(pb.RecordSuccessionRequest(**common, kind=events.SUCCESSION_KIND_SPLIT, moves=[one, second]))
    return found


def undoings(world: World) -> list[Message]:
    """Return what undoes the successions that there are."""
    return [
        pb.UndoSuccessionRequest(
            addressee_id=str(each.id), succession_id=str(done.id), reason=words("The notification was misread")
        )
        for each in world.bodies.values()
        for done in each.successions
        if not done.undone_date
    ]


def placings(world: World) -> list[Message]:
    """Return what says where a line belongs, for each that waits for somebody to say so: there, or where it is."""
    found: list[Message] = []
    for key, seen in world.lines.items():
        body = world.bodies[seen.assignment.addressee_id]
        if succession.to_place(body, seen.line):
            here: dict[str, Any] = {"addressee_id": str(body.id), "assignment_id": str(key)}
            found += [
                pb.PlaceLineRequest(**here, succession_id=str(done.id), successor_id=str(each))
                for done in body.successions
                if not done.undone_date
                for each in done.successor_ids
            ]
            found += [] if body.ended_by else [pb.PlaceLineRequest(**here)]
    return found


def moving(world: World, body: Addressee, *, to: UUID, today: date) -> Message:
    """Return that the first remit of a body goes to another one, with all lines that go along."""
    lines = [
        str(key)
        for key, seen in world.lines.items()
        if seen.assignment.addressee_id == body.id and succession.moves_on(seen.line)
    ]
    move = pb.Move(successor_id=str(to), remit_ids=[str(body.remits[0].id)], assignment_ids=lines)
    return pb.RecordSuccessionRequest(
        addressee_id=str(body.id),
        effective_date=today.isoformat(),
        source_url=SOURCE,
        kind=events.SUCCESSION_KIND_MOVED_REMIT,
        moves=[move],
    )


def merging(body: Addressee, *, into: UUID, today: date) -> Message:
    """Return that a body went into another one."""
    return pb.RecordSuccessionRequest(
        addressee_id=str(body.id),
        effective_date=today.isoformat(),
        source_url=SOURCE,
        kind=events.SUCCESSION_KIND_MERGER,
        moves=[pb.Move(successor_id=str(into))],
    )


def holiday(day: date) -> Message:
    """Return that offices were closed on a day."""
    return _correction(day, 1, day)


def workday(day: date) -> Message:
    """Return that offices were open on it after all."""
    return _correction(day, 2, day)


def _correction(day: date, kind: int, today: date) -> Message:
    return pb.CorrectCalendarRequest(
        date=day.isoformat(),
        kind=events.CalendarDayKind.values()[kind],
        reason=words("The moon was seen a day later"),
        source="No. 4",
        declared_date=today.isoformat(),
    )


def addressed(request: Message, world: World, body: Addressee, *, seen: str) -> Any:
    """Return a copy of the request for an entry, on the version seen, with a key of its own."""
    copy: Any = type(request)()
    copy.CopyFrom(request)
    copy.idempotency_key = str(uuid4())
    version = world.calendar.version
    if "addressee_id" in copy.DESCRIPTOR.fields_by_name:
        copy.addressee_id = copy.addressee_id or str(body.id)
        version = world.bodies[UUID(copy.addressee_id)].version
    if "expected_version" in copy.DESCRIPTOR.fields_by_name:
        copy.expected_version = {"now": version, "before": version - 1, "never": version + 1}[seen]
    return copy


def own_words(body: Addressee, given: str | None, *, seen: str) -> Any:
    """Return what a body says on its scorecard; nothing if it forgot to; None takes it back."""
    version = {"now": body.version, "before": body.reply_version - 1, "never": body.version + 1}[seen]
    common: dict[str, Any] = {"idempotency_key": str(uuid4()), "slug": body.slug, "expected_version": version}
    if given is None:
        return pb.WithdrawScorecardReplyRequest(**common)
    return pb.PutScorecardReplyRequest(**common, text=words(given) if given else None)


def _slugs(world: World) -> Sequence[str]:
    return [slug for each in world.bodies.values() for slug in (each.slug, *each.former_slugs)]


def _remits(world: World) -> list[UUID]:
    return [each.id for body in world.bodies.values() for each in body.remits] or [uuid4()]


def remit(remit_id: UUID) -> pb.RemitEntry:
    """Return a remit that a body has already."""
    return pb.RemitEntry(remit_id=str(remit_id), words=words("Child protection"))


def _successions(world: World) -> list[str]:
    return [str(done.id) for each in world.bodies.values() for done in each.successions] or [str(uuid4())]


def _due_dates(world: World, today: date) -> list[date]:
    """Return the days whose correction moves something: last days on time, and those after them."""
    due = [each.assignment.response_due_date for each in world.lines.values()]
    days = [day for each in due if each for day in (each, each + timedelta(days=1))]
    return sorted(set(days)) or [today + timedelta(days=60)]
