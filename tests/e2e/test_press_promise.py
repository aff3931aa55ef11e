"""A promise known from the press, through the whole product: tracked, asked about, confirmed by its maker."""

import secrets
from typing import Any

import pytest

from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World, today
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

_PRESS = {"type": "STATEMENT_TYPE_COMMITMENT", "press_reported": True}


@pytest.mark.covers("row 2", "row 4", "row 7b", "row 8b", "row 13")
def test_it_is_confirmed_by_its_makers_word_and_not_before(world: World) -> None:
    scene = Scene(world, "press-promise", "Diary Office (example)")
    liaison = scene.liaison()
    table = scene.table("a", "The office will print safety advice in school diaries")
    [first] = table["statements"]
    first |= _PRESS
    # Tracked at publication, and recorded only.
    table["statements"].append(first | {"publication": "PUBLICATION_RECORDED", "title": {"en": "It will open a desk"}})
    draft = scene.publish(table)
    one, other = draft.statements[0].tracked_number, _tracked_later(world, scene, draft.statements[1].number)

    for number in (one, other):
        line = scene.page(number).lines[0]
        assert (line.headline.headline, line.request) == (
            pb.HEADLINE_REPORTED_IN_THE_PRESS,
            events.REQUEST_NOT_ASKED,
        )
        for language, says in (("en", "not confirmed by"), ("ur", "نے تصدیق نہیں کی")):
            path = f"/r/{number}?lang={language}"
            until(lambda path=path, says=says: says in scene.read(path), f"{says!r} on {path}")  # type: ignore[misc]
    assert _listed(world, scene) == set()

    # Its maker is asked by hand, says what it plans, and so confirms the one; a letter confirms the other.
    _act(world, scene, one, pb.RecordHandOverRequest, reference="No. 1", **_by_letter("handed_over_date"))
    until(lambda: one in _listed(world, scene), "the promise that its maker was asked about")
    assert scene.page(one).lines[0].unconfirmed
    planned = pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("We said so."))
    work = scene.assignment(liaison, one)
    report = pb.ReportProgressRequest(
        idempotency_key=secrets.token_hex(8),
        assignment_id=work.assignment_id,
        expected_version=work.version,
        progress=planned,
    )
    liaison.call(scene.stub.ReportProgress, report, "recommendations")
    source = events.OutsideSource(reference="No. 2", **_by_letter("date"))
    said = _act(world, scene, other, pb.RecordOutsideAnswerRequest, progress=planned, source=source)
    decision = pb.DecideOutsideAnswerRequest(
        idempotency_key=secrets.token_hex(8), outside_answer_id=said.outside_answer.outside_answer_id, confirm=True
    )
    world.person("reviewer").call(scene.stub.DecideOutsideAnswer, decision, "recommendations")
    for number in (one, other):
        line = scene.page(number).lines[0]
        assert (line.headline.headline, line.unconfirmed) == (pb.HEADLINE_WORK_PLANNED, False)
        path = f"/r/{number}?lang=en"
        until(lambda path=path: "Work planned" in scene.read(path), f"the confirmed promise on {path}")  # type: ignore[misc]
        assert "not confirmed by" not in scene.read(path)
    until(lambda: _listed(world, scene) == {one, other}, "both in the list")


def _tracked_later(world: World, scene: Scene, number: str) -> str:
    """Let a facilitator propose that it is tracked, and a reviewer agree; its number."""
    answers = consultations.VerifiabilityEntry(
        who=words(scene.name), what=words("A desk"), by_when=words("This year"), shown_how=words("By going there")
    )
    proposed = scene.change(
        "ProposeChange",
        consultations.ProposeChangeRequest(number=number, reason=words("Its maker can be asked"), track=answers),
    )
    decision = consultations.DecideProposalRequest(
        idempotency_key=secrets.token_hex(8), proposal_id=proposed.proposal_id, agree=True
    )
    decided = world.person("reviewer").call(world.client.consultations.DecideProposal, decision, "consultations")
    tracked = str(decided.statement.tracked_number)
    until(lambda: scene.arrived(tracked), f"{tracked} on its page")
    return tracked


def _by_letter(day: str) -> dict[str, Any]:
    return {"channel": events.CHANNEL_LETTER, day: today().isoformat()}


def _act(world: World, scene: Scene, number: str, kind: type[Any], **fields: Any) -> Any:
    """Let the forum's facilitator record something of the line."""
    person = world.person("facilitator")
    line = scene.assignment(person, number)
    request = kind(
        idempotency_key=secrets.token_hex(8),
        assignment_id=line.assignment_id,
        expected_version=line.version,
        **fields,
    )
    rpc = getattr(scene.stub, kind.DESCRIPTOR.name.removesuffix("Request"))
    return person.call(rpc, request, "recommendations")


def _listed(world: World, scene: Scene) -> set[str]:
    asked = pb.ListLinesRequest(filter=pb.LineFilter(illustrative=True, addressee_slug=scene.slug), page_size=200)
    return {each.tracked_number for each in world.client.recommendations.ListLines(asked, timeout=10).lines}
