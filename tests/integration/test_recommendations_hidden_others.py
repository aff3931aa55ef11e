"""What is hidden is named on no page of another statement: neither its number nor why the two belong together."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, Person, Tracked, a_house

REASONS = ("Both are about the same hotline", "Both ask for the same", "They are not the same")
OF_ANOTHER = {
    pb.TIMELINE_KIND_MERGED,
    pb.TIMELINE_KIND_SUPERSEDED,
    pb.TIMELINE_KIND_UNMERGED,
    pb.TIMELINE_KIND_LINKED,
    pb.TIMELINE_KIND_UNLINKED,
}


@pytest.fixture(scope="module")
async def shared(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def house(shared: House) -> House:
    """The house of this file, empty and on its first day."""
    await shared.empty()
    return shared


@dataclass
class Scene:
    """A card, and statements that belong to it in every way that there is: each side has a body of its own."""

    house: House
    body: UUID
    liaison: Person
    card: Tracked
    linked: Tracked
    merged: Tracked
    superseded: Tracked
    parted: Tracked

    @property
    def others(self) -> list[Tracked]:
        """Return those that belong to the card."""
        return [self.linked, self.merged, self.superseded, self.parted]

    async def said(self, of: list[Tracked], *, as_at_date: str = "") -> dict[str, Message]:
        """Return all that is told of some statements, but lists: those in which nothing else stands."""
        told: dict[str, Message] = {}
        for each in of:
            number = pb.GetRecommendationRequest(tracked_number=each.tracked_number, as_at_date=as_at_date)
            told[f"page {each.number}"] = await self.house.public.GetRecommendation(number)
            consultation = each.number.partition("/")[0]
            asked = pb.ListConsultationLinesRequest(consultation_number=consultation, as_at_date=as_at_date)
            told[f"consultation {each.number}"] = await self.house.public.ListConsultationLines(asked)
        listed = pb.ListLinesRequest(page_size=200, as_at_date=as_at_date)
        told["lines"] = await self.house.public.ListLines(listed)
        changed = pb.ListChangesRequest(page_size=200, as_at_date=as_at_date)
        told["changes"] = await self.house.public.ListChanges(changed)
        return told

    async def told_to_liaison(self) -> dict[str, Message]:
        """Return what the liaison of those that belong to the card reads of them."""
        told: dict[str, Message] = {
            each.number: await self.house.call(
                self.liaison,
                "GetAssignment",
                pb.GetAssignmentRequest(tracked_number=each.tracked_number),
            )
            for each in self.others
        }
        mine = pb.ListMyAssignmentsRequest(page_size=50)
        return told | {"mine": await self.house.call(self.liaison, "ListMyAssignments", mine)}


@pytest.fixture
async def scene(house: House) -> Scene:
    body = await house.body()
    card = await house.tracked(await house.body())
    others = [await house.tracked(body) for _ in range(4)]
    found = Scene(house, body, await house.liaison(body), card, *others)
    for one, other in ((found.linked, card), (card, found.linked), (found.parted, card), (card, found.parted)):
        await house.link(one, other)
    for one, other in ((found.parted, card), (card, found.parted)):
        await house.link(one, other, linked=False)
    await house.join(found.parted, card)
    await house.unmerge(found.parted, card)
    await house.join(found.merged, card)
    await house.join(found.superseded, card, merged=False)
    return found


async def hide(house: House, one: Tracked) -> None:
    await house.hide(one)


async def hide_consultation(house: House, one: Tracked) -> None:
    event = published.ConsultationHidden(
        consultation_id=str(one.consultation_id), hidden_date=house.clock.today.isoformat()
    )
    await house.deliver(event, one.consultation_id)


async def withhold(house: House, one: Tracked) -> None:
    broken = published.StatementWithdrawn(statement_id=str(one.statement_id), withdrawn_date="never")
    await house.deliver(broken, one.statement_id)


async def show(house: House, one: Tracked) -> None:
    await house.show(one)


async def show_consultation(house: House, one: Tracked) -> None:
    event = published.ConsultationShown(
        consultation_id=str(one.consultation_id), shown_date=house.clock.today.isoformat()
    )
    await house.deliver(event, one.consultation_id)


Act = Callable[[House, Tracked], Awaitable[None]]
WAYS: list[tuple[Act, Act]] = [(hide, show), (hide_consultation, show_consultation)]


def names(told: dict[str, Message], *hidden: Tracked) -> list[str]:
    """Return where one of these is named, or why somebody put it together with another."""
    numbers = "|".join(f"{each.number}|{each.tracked_number}" for each in hidden)
    wrong = re.compile(rf"(?<![\w/-])(?:{numbers})(?![\w/])|{'|'.join(REASONS)}")
    return [f"{where}: {found}" for where, each in told.items() for found in wrong.findall(MessageToJson(each))]


async def a_night(house: House) -> str:
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    await house.body()
    await house.fold_days()
    return day


async def nothing(_house: House, _one: Tracked) -> None:
    """Leave it as it is."""


async def test_what_is_hidden_is_named_by_none_that_belong_to_it(scene: Scene) -> None:
    before = await scene.said(scene.others)
    for act, undo in [*WAYS, (withhold, nothing)]:
        await act(scene.house, scene.card)
        told = await scene.said(scene.others)
        assert names(told, scene.card) == [], act
        assert names(await scene.told_to_liaison(), scene.card) == [], act
        merged, parted = (told[f"page {each.number}"] for each in (scene.merged, scene.parted))
        assert isinstance(merged, pb.GetRecommendationResponse)
        assert isinstance(parted, pb.GetRecommendationResponse)
        assert (merged.joined.merged, merged.joined.joined_date) == (True, scene.house.clock.today.isoformat())
        assert merged.lines[0].headline.headline == pb.HEADLINE_MERGED
        assert [each.kind for each in parted.timeline if each.kind in OF_ANOTHER] == [
            pb.TIMELINE_KIND_UNMERGED,
            pb.TIMELINE_KIND_MERGED,
            pb.TIMELINE_KIND_UNLINKED,
            pb.TIMELINE_KIND_LINKED,
        ], "what happened, and when, is not deleted"
        await undo(scene.house, scene.card)
        if undo is not nothing:
            assert await scene.said(scene.others) == before, undo


async def test_those_that_are_hidden_are_named_by_none_to_which_they_belong(scene: Scene) -> None:
    before = await scene.said([scene.card])
    for act, undo in [*WAYS, (withhold, nothing)]:
        for each in scene.others:
            await act(scene.house, each)
        told = await scene.said([scene.card])
        assert names(told, *scene.others) == [], act
        card = told[f"page {scene.card.number}"]
        assert isinstance(card, pb.GetRecommendationResponse)
        assert (card.consultations, card.lines[0].consultations) == (1, 1), "counted are those that can be looked at"
        for each in scene.others:
            await undo(scene.house, each)
        if undo is not nothing:
            assert await scene.said([scene.card]) == before, undo


async def test_what_is_not_here_yet_is_not_named(house: House) -> None:
    """Events of two statements arrive in any order: whether the other one is hidden is not known then."""
    one = await house.tracked(await house.body())
    elsewhere = Tracked(UUID(int=7), "C-99/1", "R-99", UUID(int=8), UUID(int=9), UUID(int=10), {})
    await house.link(one, elsewhere)
    page = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=one.tracked_number))
    assert (list(page.related), page.timeline[0].joined_number) == ([], "")


async def test_past_days_follow_what_is_hidden_now_and_what_was_hidden_then(scene: Scene) -> None:
    everything = [scene.card, *scene.others]
    public = await a_night(scene.house)
    kept = await scene.said(everything, as_at_date=public)
    for act, undo in WAYS:
        await act(scene.house, scene.card)
        hidden = await a_night(scene.house)
        for day in (public, hidden):
            assert names(await scene.said(scene.others, as_at_date=day), scene.card) == [], (act, day)
        await undo(scene.house, scene.card)
        assert await scene.said(everything, as_at_date=public) == kept, undo
        assert names(await scene.said(scene.others, as_at_date=hidden), scene.card) == [], "as the record then was"
