"""As at a past day: what the public answers were when that day ended, whatever was recorded since."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.recommendations_house import House, Person, Tracked, a_house
from tests.integration.recommendations_things import evidence, key, words

DAYS = 12


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@dataclass
class History:
    """A random history: everybody does something, allowed or not, and every evening the public answers are kept."""

    house: House
    dice: random.Random
    bodies: list[UUID] = field(default_factory=list)
    tracked: list[Tracked] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    deliveries: list[tuple[UUID, UUID]] = field(default_factory=list)
    kept: dict[tuple[str, str, str], bytes | grpc.StatusCode] = field(default_factory=dict)
    renamed: int = 0

    async def begin(self) -> None:
        """Let the people be there."""
        self.bodies = [await self.house.body() for _ in range(2)]
        self.people = {role: await self.house.person(role) for role in ("verifier", "registrar")}
        self.people |= {str(body): await self.house.liaison(body) for body in self.bodies}
        await self.publish()

    def line(self) -> tuple[UUID, UUID]:
        """Return any assignment, with its addressee."""
        body, assignment = self.dice.choice(list(self.dice.choice(self.tracked).assignments.items()))
        return assignment, body

    async def publish(self) -> None:
        """Publish one more, in a consultation of its own or in one that is there."""
        bodies = self.dice.sample(self.bodies, self.dice.randint(1, 2))
        before = self.dice.choice([None, *self.tracked])
        place = (before.consultation_id, before.number.partition("/")[0], before.host_id) if before else None
        self.tracked.append(await self.house.tracked(*bodies, consultation=place))

    async def mail(self) -> None:
        """Let a request arrive."""
        assignment, _ = self.line()
        self.deliveries.append((await self.house.accepted(assignment), assignment))

    async def bounce(self) -> None:
        """Let a mail come back."""
        if self.deliveries:
            await self.house.bounced(*self.dice.choice(self.deliveries))

    async def answer(self) -> None:
        """Let a liaison say something."""
        assignment, body = self.line()
        request = pb.SubmitAnswerRequest(
            **await self._changing(assignment),
            position=pb.PositionAnswer(
                position=self.dice.choice([events.POSITION_ACCEPTED, events.POSITION_DECLINED]),
                text=words("This is what we say", ur="ہم یہ کہتے ہیں"),
                reason=words("No budget"),
                delivery_date=(self.house.clock.today + timedelta(days=self.dice.randint(1, 20))).isoformat(),
            ),
            progress=self.dice.choice(
                [
                    None,
                    pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, text=words("Begun")),
                    pb.ProgressAnswer(
                        progress=events.PROGRESS_REPORTED_COMPLETE, text=words("Done"), evidence=[evidence()]
                    ),
                ]
            ),
        )
        if self.dice.random() < 0.5:
            request.ClearField("position")
        await self.house.call(self.people[str(body)], "SubmitAnswer", request)

    async def move(self) -> None:
        """Let a promised date slip."""
        assignment, body = self.line()
        day = self.house.clock.today + timedelta(days=self.dice.randint(20, 60))
        moved = pb.DateMove(delivery_date=day.isoformat(), reason=words("The tender failed"))
        request = pb.MoveDeliveryDateRequest(**await self._changing(assignment), moved=moved)
        await self.house.call(self.people[str(body)], "MoveDeliveryDate", request)

    async def check(self) -> None:
        """Let a verifier find something."""
        assignment, _ = self.line()
        common = await self._changing(assignment) | {"verifier_organisation_name": "Checking house"}
        found = pb.RecordVerificationRequest(
            **common,
            verification=self.dice.choice([events.VERIFICATION_PARTIAL, events.VERIFICATION_VERIFIED_COMPLETE]),
            method=events.METHOD_INTERVIEW,
            finding=words("It was shown"),
            evidence=[evidence("https://archive.example/interview")],
        )
        nothing = pb.RecordNoEvidenceFoundRequest(
            **common,
            search_log=[events.SearchLogEntry(place="The gazette", searched_date=self.house.clock.today.isoformat())],
            finding=words("Nothing"),
        )
        method, request = self.dice.choice([("RecordVerification", found), ("RecordNoEvidenceFound", nothing)])
        await self.house.call(self.people["verifier"], method, request)

    async def hide(self) -> None:
        """Hide a statement."""
        await self.house.hide(self.dice.choice(self.tracked))

    async def show(self) -> None:
        """Show one again."""
        await show(self.house, self.dice.choice(self.tracked))

    async def retrack(self) -> None:
        """Keep one only as said, or track it again."""
        one = self.dice.choice(self.tracked)
        now = (await self.house.rows("SELECT publication FROM recommendations WHERE id = %(id)s", id=one.statement_id))[
            0
        ]
        bodies = list(one.assignments) if now["publication"] == "recorded" else []
        await self.house.retrack(one.statement_id, one.tracked_number, *bodies)

    async def join(self) -> None:
        """Merge one into another, or let it stand on its own again."""
        one, other = self.dice.choice(self.tracked), self.dice.choice(self.tracked)
        statement = "SELECT joined_id FROM recommendations WHERE id = %(id)s"
        into = (await self.house.rows(statement, id=one.statement_id))[0]["joined_id"]
        if into:
            await self.house.unmerge(one, next(each for each in self.tracked if each.statement_id == into))
        elif one is not other:
            await self.house.join(one, other, merged=self.dice.random() < 0.7)

    async def add_addressee(self) -> None:
        """Put one to a second body."""
        one = self.dice.choice(self.tracked)
        others = [each for each in self.bodies if each not in one.assignments]
        if others:
            await self.house.add_addressee(one.statement_id, others[0])
            found = "SELECT id FROM assignments WHERE recommendation_id = %(record)s AND addressee_id = %(body)s"
            rows = await self.house.rows(found, record=one.statement_id, body=others[0])
            if rows:
                one.assignments[others[0]] = rows[0]["id"]

    async def withdraw(self) -> None:
        """Withdraw one of them."""
        await self.house.withdraw(self.dice.choice(self.tracked))

    async def rename(self) -> None:
        """Rename a body."""
        body = self.dice.choice(self.bodies)
        row = (await self.house.rows("SELECT version FROM addressees WHERE id = %(id)s", id=body))[0]
        self.renamed += 1
        request = pb.RenameAddresseeRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=row["version"],
            name=words(f"Authority {'abcdefghijklmnop'[self.renamed]}", ur=f"ادارہ {self.renamed}"),
            effective_date=self.house.clock.today.isoformat(),
            source_url="https://gazette.example/1",
        )
        await self.house.operator.RenameAddressee(request)

    async def _changing(self, assignment: UUID) -> dict[str, Any]:
        version = await self.house.version(assignment)
        return {"idempotency_key": key(), "assignment_id": str(assignment), "expected_version": version}

    @property
    def acts(self) -> list[Callable[[], Awaitable[None]]]:
        """Return what may happen, the likelier the more often."""
        often = [self.answer, self.mail, self.answer, self.check, self.move]
        now_and_then = [self.publish, self.bounce, self.hide, self.show, self.withdraw, self.rename]
        return [*often, *now_and_then, self.retrack, self.add_addressee, self.join, self.join]

    async def act(self) -> None:
        """Let somebody do something; what is not allowed is refused, and changes nothing."""
        with suppress(grpc.aio.AioRpcError):
            await self.dice.choice(self.acts)()

    async def keep(self) -> None:
        """Keep every public answer of this evening."""
        day = self.house.clock.today.isoformat()
        for method, number in self.questions():
            self.kept[method, number, day] = await ask(self.house, method, number)

    def questions(self) -> set[tuple[str, str]]:
        """Return what may be asked about what was published until now."""
        return {("GetRecommendation", each.tracked_number) for each in self.tracked} | {
            ("ListConsultationLines", each.number.partition("/")[0]) for each in self.tracked
        }


async def show(house: House, tracked: Tracked) -> None:
    shown = published.StatementShown(statement_id=str(tracked.statement_id), shown_date=house.clock.today.isoformat())
    await house.deliver(shown, tracked.statement_id)


async def ask(house: House, method: str, number: str, as_at_date: str = "") -> bytes | grpc.StatusCode:
    """Return the answer's bytes, or why there is none."""
    name = "tracked_number" if method == "GetRecommendation" else "consultation_number"
    request: Message = getattr(pb, f"{method}Request")(**{name: number, "as_at_date": as_at_date})
    try:
        answer = await getattr(house.public, method)(request)
    except grpc.aio.AioRpcError as refused:
        return refused.code()
    return answer.SerializeToString(deterministic=True)  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_past_day_answers_as_it_did(house: House, seed: int) -> None:
    history = History(house, random.Random(seed))
    await history.begin()
    for _ in range(DAYS):
        for _ in range(history.dice.randint(0, 4)):
            await history.act()
        house.clock.now = house.clock.now.replace(hour=18, minute=59)  # a minute before midnight in Karachi
        await history.keep()
        house.clock.now = (house.clock.now + timedelta(days=1)).replace(hour=history.dice.choice([7, 18]), minute=0)
        house.clock.now -= timedelta(hours=history.dice.choice([0, 11]) if house.clock.now.hour == 18 else 0)
    for each in history.tracked:
        await show(house, each)
    assert len({answer for answer in history.kept.values() if isinstance(answer, bytes)}) > DAYS
    for (method, number, day), kept in history.kept.items():
        assert await ask(house, method, number, day) == kept, (method, number, day)
    for method, number in history.questions():
        assert await ask(house, method, number, "2026-03-01") is grpc.StatusCode.NOT_FOUND


async def test_what_is_hidden_now_is_hidden_on_every_past_day(house: House) -> None:
    tracked = await house.tracked(await house.body())
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    await house.hide(tracked)
    request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number, as_at_date=day)
    then = await house.public.GetRecommendation(request)
    assert then.hidden
    assert not then.HasField("title")
    assert not then.lines
    consultation = tracked.number.partition("/")[0]
    listed = await house.public.ListConsultationLines(
        pb.ListConsultationLinesRequest(consultation_number=consultation, as_at_date=day)
    )
    assert [each.headline.headline for each in listed.statements] == [pb.HEADLINE_HIDDEN]


async def test_what_was_erased_since_is_the_only_difference(house: House) -> None:
    tracked = await house.tracked(await house.body())
    day = house.clock.today.isoformat()
    request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
    before = await house.public.GetRecommendation(request)
    house.clock.advance(days=1)
    async with house.database.transaction() as tx:
        loaded = await event_log.load(tx, tracked.statement_id)
        text_id = loaded[0].message.statement.text.text_id  # type: ignore[attr-defined]
        await house.applier.store.erase_text(tx, UUID(text_id))
    request.as_at_date = day
    after = await house.public.GetRecommendation(request)
    assert after.text == text_pb2.LocalizedText(authoritative_language="en", erased=True)
    after.text.CopyFrom(before.text)
    assert after == before


@pytest.mark.parametrize("day", ["2026-03-03", "2026-02-30", "yesterday", "20260301"])
async def test_a_day_to_come_or_none_is_refused(house: House, day: str) -> None:
    tracked = await house.tracked(await house.body())
    assert await ask(house, "GetRecommendation", tracked.tracked_number, day) is grpc.StatusCode.INVALID_ARGUMENT
