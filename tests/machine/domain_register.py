"""What registrars do in the domain's stage: names, remits, successions and their undoing, the calendar."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from services.chassis.errors import Aborted, NotFound
from services.recommendations.domain import calendar, errors, registering, scorecard, succession
from services.recommendations.domain.addressee import ENDINGS, Addressee
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import Closure
from services.recommendations.wire import addressees, parts, requests, successions, words
from services.recommendations.wire import calendar as days
from tests.machine.domain_world import DomainWorld
from tests.machine.stage import named

_Act = Callable[[DomainWorld, Any, Act], None]


def _is_registrar(act: Act) -> None:
    if not act.by.organisations_as(Role.REGISTRAR):
        raise errors.RoleMissing("only a registrar may change the register")


def _for_change(world: DomainWorld, request: Any, act: Act) -> Addressee:
    _is_registrar(act)
    body = world.bodies.get(words.uuid(request.addressee_id, field="addressee_id"))
    if body is None:
        raise NotFound("no such addressee")
    if body.version != request.expected_version:
        raise Aborted("the entry has changed since you opened it", current=body)
    return body


def _register(world: DomainWorld, request: Any, act: Act) -> None:
    entry = requests.new_addressee(request, addressee_id=uuid4())
    _is_registrar(act)
    world.body_changed(registering.register(entry, others=world.bodies.values(), actor=act.actor, moment=act.moment))


def _rename(world: DomainWorld, request: Any, act: Act) -> None:
    renaming = requests.renaming(request)
    before = _for_change(world, request, act)
    others = [each for each in world.bodies.values() if each.id != before.id]
    world.body_changed(registering.rename(before, renaming, others=others, actor=act.actor, moment=act.moment))


def _undo_renaming(world: DomainWorld, request: Any, act: Act) -> None:
    reason = words.text(request.reason, field="reason")
    before = _for_change(world, request, act)
    world.body_changed(registering.undo_renaming(before, reason, actor=act.actor, moment=act.moment))


def _set_organisation(world: DomainWorld, request: Any, act: Act) -> None:
    organisation_id = words.optional_uuid(request.organisation_id, field="organisation_id")
    reason = words.text(request.reason, field="reason")
    before = _for_change(world, request, act)
    fact = registering.set_organisation(before, organisation_id, reason, actor=act.actor, moment=act.moment)
    world.body_changed(fact)


def _set_assurance(world: DomainWorld, request: Any, act: Act) -> None:
    minimum = addressees.assurance(request.minimum_assurance)
    before = _for_change(world, request, act)
    world.body_changed(registering.set_minimum_assurance(before, minimum, actor=act.actor, moment=act.moment))


def _change_remits(world: DomainWorld, request: Any, act: Act) -> None:
    choices = requests.remit_choices(request)
    fact = registering.change_remits(
        _for_change(world, request, act),
        choices,
        everybody=world.bodies.values(),
        effective_date=words.required_day(request.effective_date, field="effective_date"),
        source_url=parts.url(request.source_url, field="source_url"),
        actor=act.actor,
        moment=act.moment,
    )
    world.body_changed(fact)


def _succeed(world: DomainWorld, request: Any, act: Act) -> None:
    wanted = successions.entered(request, succession_id=uuid4())
    before = _for_change(world, request, act)
    found = [each for each in world.of_body(before.id) if each.assignment.closure is not Closure.TRANSFERRED]
    common: dict[str, Any] = {"actor": act.actor, "moment": act.moment}
    fact = succession.record(
        before,
        wanted,
        bodies=world.bodies,
        lines=found,
        standing=world.standing([each.successor_id for each in wanted.moves]),
        **common,
    )
    if request.preview:
        return
    world.body_changed(fact)
    for each in fact.succession.successor_ids:
        if gained := succession.remits_gained(world.bodies[each], fact.succession, **common):
            world.body_changed(gained)
    for moved in fact.succession.lines:
        world.pass_on(moved, fact.succession, actor=act.actor)
    gone = {each.assignment_id for each in fact.succession.lines}
    if wanted.kind in ENDINGS:
        stays = [each.assignment.id for each in found if each.assignment.id not in gone]
        world.left(stays, fact.succession, actor=act.actor)


def _undo(world: DomainWorld, request: Any, act: Act) -> None:
    succession_id = words.uuid(request.succession_id, field="succession_id")
    reason = words.text(request.reason, field="reason")
    before = _for_change(world, request, act)
    gone = [each for each in world.lines.values() if each.assignment.succession_id == succession_id]
    pairs = [(each, world.lines[there]) for each in gone if (there := each.assignment.successor_assignment_id)]
    common: dict[str, Any] = {"actor": act.actor, "moment": act.moment}
    fact = succession.undo(
        before,
        succession_id,
        reason,
        bodies=world.bodies,
        pairs=pairs,
        shared=_shared(world, pairs, succession_id),
        **common,
    )
    world.body_changed(fact)
    done = next(each for each in world.bodies[before.id].successions if each.id == succession_id)
    for each in done.successor_ids:
        if lost := succession.remits_gained(world.bodies[each], done, back=True, **common):
            world.body_changed(lost)
    for origin, led_to in pairs:
        if succession.opened_for(origin, led_to):
            world.happened(led_to.assignment.id, succession.handed_back(led_to, origin, done, **common))
        back = succession.returned(origin, done, reason, holidays=world.holidays, **common)
        world.happened(origin.assignment.id, back)
    for left in world.of_body(before.id):
        if left.assignment.body_ended_date:
            on = succession.end_undone(left, done, reason, holidays=world.holidays, **common)
            world.happened(left.assignment.id, on)


def _place(world: DomainWorld, request: Any, act: Act) -> None:
    assignment_id = words.uuid(request.assignment_id, field="assignment_id")
    wanted = successions.placement(request)
    body, line = _for_change(world, request, act), world.lines[assignment_id]
    if wanted.succession_id is None:
        world.happened(assignment_id, succession.keep(body, line, wanted, actor=act.actor, moment=act.moment))
        return
    successors = [wanted.successor_id] if wanted.successor_id else []
    done, moved = succession.place(body, line, wanted, world.standing(successors))
    world.pass_on(moved, done, actor=act.actor)
    if not moved.joined:
        world.follow(moved.successor_assignment_id, actor=act.actor)


def _shared(world: DomainWorld, pairs: list[tuple[Line, Line]], succession_id: UUID) -> set[UUID]:
    """Return the lines that another succession led to, too, and that were not only given back by one."""
    ids = {there.assignment.id for _, there in pairs}
    return {
        line.successor_assignment_id
        for line in (each.assignment for each in world.lines.values())
        if line.successor_assignment_id in ids
        and line.succession_id != succession_id
        and line.origin_id != line.successor_assignment_id
    }


def _correct(world: DomainWorld, request: Any, act: Act) -> None:
    wanted = days.correction(request)
    world.corrected(calendar.correct(world.calendar, wanted, act, base=world.holidays.base))


def _own_words(world: DomainWorld, request: Any, act: Act) -> None:
    slug = words.line(request.slug, field="slug")
    before = next(each for each in world.bodies.values() if slug in (each.slug, *each.former_slugs))
    if named(request) == "WithdrawScorecardReply":
        world.body_changed(scorecard.withdraw_reply(before, act))
    else:
        world.body_changed(scorecard.reply(before, words.text(request.text, field="text"), act))


REGISTER: dict[str, _Act] = {
    "PutScorecardReply": _own_words,
    "WithdrawScorecardReply": _own_words,
    "RegisterAddressee": _register,
    "RenameAddressee": _rename,
    "UndoRenaming": _undo_renaming,
    "SetAddresseeOrganisation": _set_organisation,
    "SetMinimumAssurance": _set_assurance,
    "ChangeRemits": _change_remits,
    "RecordSuccession": _succeed,
    "UndoSuccession": _undo,
    "PlaceLine": _place,
    "CorrectCalendar": _correct,
}
