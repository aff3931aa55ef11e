"""A random history: everybody does something, allowed or not, and every evening the public answers are kept."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

import grpc
from google.protobuf.message import Message

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House
from tests.integration.recommendations_neighbours import Person, Tracked
from tests.integration.recommendations_rarities import RARITIES
from tests.integration.recommendations_things import a_text, evidence, key, words
from tests.machine import acts
from tests.machine.stage import named

Act = Callable[[], Awaitable[None]]
Read = Callable[[str], Awaitable[bytes]]
Answered = tuple[bytes, ...] | grpc.StatusCode

FILTERS: Final = [
    pb.LineFilter(illustrative=True),
    pb.LineFilter(theme="child_safety"),
    pb.LineFilter(text="hotline chil"),
    pb.LineFilter(consultation_number="C-1"),
    *(pb.LineFilter(position=each) for each in (events.POSITION_NONE, events.POSITION_ACCEPTED)),
    pb.LineFilter(progress=events.PROGRESS_IN_PROGRESS),
    pb.LineFilter(verification=events.VERIFICATION_PARTIAL),
    *(pb.LineFilter(response=each) for each in (pb.CLOCK_STATE_ON_TIME, pb.CLOCK_STATE_PAST_DATE, pb.CLOCK_STATE_MET)),
    pb.LineFilter(response=pb.CLOCK_STATE_STOPPED),
    *(pb.LineFilter(delivery=each) for each in (pb.CLOCK_STATE_ON_TIME, pb.CLOCK_STATE_DUE_SOON)),
    *(pb.LineFilter(bar_group=each) for each in (pb.BAR_GROUP_WAITING, pb.BAR_GROUP_NO_ANSWER)),
    *(pb.LineFilter(count=each) for each in pb.Count.values()[1:]),
]


@dataclass
class History:
    """A random history: everybody does something, allowed or not, and every evening the public answers are kept."""

    house: House
    dice: random.Random
    bodies: list[UUID] = field(default_factory=list)
    tracked: list[Tracked] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    deliveries: list[tuple[UUID, UUID]] = field(default_factory=list)
    kept: dict[tuple[str, str, bytes], Answered] = field(default_factory=dict)
    renamed: int = 0
    deck: list[Act] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    declined: Tracked | None = None
    misnamed: UUID | None = None  # by the last renaming: the next one takes it back
    ended: UUID | None = None  # by the last succession: the next one takes it back
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    read: Read | None = None
    """Gives what is served at an address of the dashboard; None: no downloads are kept."""

    async def begin(self) -> None:
        """Let the people be there."""
        self.bodies = [await self.house.body() for _ in range(3)]
        self.slugs = [row["slug"] for row in await self.house.rows("SELECT slug FROM addressees ORDER BY slug")]
        self.people = {role: await self.house.person(role) for role in ("verifier", "registrar")}
        self.people |= {str(body): await self.house.liaison(body) for body in self.bodies}
        for _ in range(3):
            await self.publish()
        one, other, third = self.tracked
        for pair in ((one, other), (other, one), (one, third), (third, one)):
            await self.house.link(*pair)

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

    async def contradict(self) -> None:
        """Let a body claim that it is done, and a verifier announce the contrary."""
        assignment, body = self.line()
        await self.send(self.people[str(body)], acts.claim(self.house.clock.today), assignment)
        await self.send(self.people["verifier"], acts.contradiction(self.house.clock.today), assignment)

    async def reply(self) -> None:
        """Let a body reply to what was announced."""
        assignment, body = await self.one("finding_id IS NOT NULL")
        await self.send(self.people[str(body)], acts.reply(), assignment)

    async def moot(self) -> None:
        """Let a host close a line as no longer applicable, by two persons."""
        tracked = self.dice.choice(self.tracked)
        assignment = self.dice.choice(list(tracked.assignments.values()))
        host = await self.house.person("facilitator", organisation_id=tracked.host_id)
        proposed = await self.send(host, acts.moot(self.house.clock.today), assignment)
        decision = pb.DecideClosureProposalRequest(
            idempotency_key=key(),
            closure_proposal_id=proposed.closure_proposal.closure_proposal_id,
            confirm=True,
        )
        reviewer = await self.house.person("reviewer", organisation_id=tracked.host_id)
        await self.house.call(reviewer, "DecideClosureProposal", decision)

    async def reopen(self) -> None:
        """Let a verifier open a closed line again."""
        assignment, _ = await self.one("closure LIKE 'closed%%'")
        await self.send(self.people["verifier"], acts.opening(self.house.clock.today), assignment)

    async def succeed(self) -> None:
        """Let a body end, and all that it has go to another one; or take that back."""
        drawn, other = self.dice.sample(self.bodies, 2)
        body, self.ended = self.ended or drawn, None
        row = (await self.house.rows("SELECT version, successions FROM addressees WHERE id = %(id)s", id=body))[0]
        common = {"idempotency_key": key(), "addressee_id": str(body), "expected_version": row["version"]}
        if standing := [each for each in row["successions"] if not each["undone_date"]]:
            undoing = pb.UndoSuccessionRequest(**common, succession_id=standing[-1]["id"], reason=words("Misread"))
            await self.house.operator.UndoSuccession(undoing)
            return
        ending = pb.RecordSuccessionRequest(
            **common,
            kind=events.SUCCESSION_KIND_DISSOLUTION,
            effective_date=self.house.clock.today.isoformat(),
            source_url="https://gazette.example/3",
            moves=[pb.Move(successor_id=str(other))],
        )
        await self.house.operator.RecordSuccession(ending)
        self.ended = body
        await self.look_again()

    async def look_again(self) -> None:
        """Learn which lines there are after bodies changed."""
        for tracked in self.tracked:
            found = "SELECT id, addressee_id FROM assignments WHERE recommendation_id = %(id)s ORDER BY id"
            rows = await self.house.rows(found, id=tracked.statement_id)
            tracked.assignments.update({row["addressee_id"]: row["id"] for row in rows})

    async def correct_calendar(self) -> None:
        """Declare a day near a due date a holiday; due dates follow."""
        due = await self.house.rows("SELECT max(response_due_date) AS day FROM assignments")
        if due[0]["day"] is None:
            return
        correction = pb.CorrectCalendarRequest(
            idempotency_key=key(),
            date=due[0]["day"].isoformat(),
            kind=events.CALENDAR_DAY_KIND_HOLIDAY,
            reason=words("The moon was seen a day later"),
            source="https://cabinet.example/notification-4",
            declared_date=self.house.clock.today.isoformat(),
        )
        await self.house.call(self.people["registrar"], "CorrectCalendar", correction)

    async def record(self) -> None:
        """Publish a statement that is only recorded, in a consultation that is there."""
        one = self.dice.choice(self.tracked)
        place = (one.consultation_id, one.number.partition("/")[0], one.host_id)
        await self.house.recorded(consultation=place)

    async def hide_consultation(self) -> None:
        """Hide a consultation with all that is in it, or show it again."""
        one = self.dice.choice(self.tracked)
        found = "SELECT hidden FROM consultations WHERE id = %(id)s"
        hidden = (await self.house.rows(found, id=one.consultation_id))[0]["hidden"]
        await (self.show_consultation if hidden else self.hide_consultation_of)(one)

    async def hide_consultation_of(self, one: Tracked) -> None:
        """Hide a consultation."""
        event = published.ConsultationHidden(
            consultation_id=str(one.consultation_id), hidden_date=self.house.clock.today.isoformat()
        )
        await self.house.deliver(event, one.consultation_id)

    async def show_consultation(self, one: Tracked) -> None:
        """Show a consultation again."""
        event = published.ConsultationShown(
            consultation_id=str(one.consultation_id), shown_date=self.house.clock.today.isoformat()
        )
        await self.house.deliver(event, one.consultation_id)

    async def hide(self) -> None:
        """Hide a statement."""
        await self.house.hide(self.dice.choice(self.tracked))

    async def show(self) -> None:
        """Show again what was hidden."""
        for each in self.tracked:
            await self.house.show(each)

    async def retrack(self) -> None:
        """Keep one only as said, or track it again."""
        one = self.dice.choice(self.tracked)
        now = (await self.house.rows("SELECT publication FROM recommendations WHERE id = %(id)s", id=one.statement_id))[
            0
        ]
        bodies = list(one.assignments) if now["publication"] == "recorded" else []
        await self.house.retrack(one.statement_id, one.tracked_number, *bodies)

    async def correct(self) -> None:
        """Correct how one reads, and by what its consultation is named."""
        number = self.house.clock.today.toordinal()  # the dice are the others'
        one = self.tracked[number % len(self.tracked)]
        await self.house.correct(one.statement_id, title=a_text(f"Corrected {number}"))
        await self.house.correct_consultation(one.consultation_id, title=a_text(f"Named {number}"))
        [was] = await self.house.rows(
            "SELECT coalesce(said_date::text, '') AS day, themes FROM recommendations WHERE id = %(id)s",
            id=one.statement_id,
        )
        day = (self.house.clock.today - timedelta(days=60)).isoformat()
        themes = [] if was["themes"] else ["child_safety"]
        await self.house.correct_particulars(one.statement_id, (was["day"], was["themes"]), (day, themes))

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
        """Rename a body; or take that back, and say to which organisation it belongs."""
        body, self.misnamed = self.misnamed or self.dice.choice(self.bodies), None
        row = (await self.house.rows("SELECT version, names FROM addressees WHERE id = %(id)s", id=body))[0]
        if len(row["names"]) > 1:
            common: dict[str, Any] = {"idempotency_key": key(), "addressee_id": str(body), "reason": words("Misread")}
            undoing = pb.UndoRenamingRequest(**common, expected_version=row["version"])
            await self.house.operator.UndoRenaming(undoing)
            setting = pb.SetAddresseeOrganisationRequest(
                **common, expected_version=row["version"] + 1, organisation_id=str(uuid4())
            )
            await self.house.operator.SetAddresseeOrganisation(setting)
            common["expected_version"] = row["version"] + 2
            del common["reason"]
            # By letter only until the end of the day, so that the history goes on.
            for minimum in (events.ASSURANCE_LETTER, events.ASSURANCE_EMAIL_CODE):
                wanted = pb.SetMinimumAssuranceRequest(**common, minimum_assurance=minimum)
                await self.house.operator.SetMinimumAssurance(wanted)
                common |= {"idempotency_key": key(), "expected_version": row["version"] + 3}
            return
        self.renamed, self.misnamed = self.renamed + 1, body
        request = pb.RenameAddresseeRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=row["version"],
            slug=f"authority-{self.renamed}",
            name=words(f"Authority {'abcdefghijklmnop'[self.renamed]}", ur=f"ادارہ {self.renamed}"),
            effective_date=self.house.clock.today.isoformat(),
            source_url="https://gazette.example/1",
        )
        await self.house.operator.RenameAddressee(request)
        self.slugs.append(request.slug)

    async def one(self, condition: str) -> tuple[UUID, UUID]:
        """Return any assignment of which something is so, with its addressee; if there is none, any."""
        rows = await self.house.rows(f"SELECT id, addressee_id FROM assignments WHERE {condition} ORDER BY id")
        found = [(row["id"], row["addressee_id"]) for row in rows]
        return self.dice.choice(found) if found else self.line()

    async def send(self, person: Person, request: Message, assignment: UUID) -> Any:
        """Send a person's request about a line."""
        version = await self.house.version(assignment)
        return await self.house.call(person, named(request), acts.addressed(request, str(assignment), version))

    async def _changing(self, assignment: UUID) -> dict[str, Any]:
        version = await self.house.version(assignment)
        return {"idempotency_key": key(), "assignment_id": str(assignment), "expected_version": version}

    @property
    def often(self) -> list[Act]:
        """Return what happens most days."""
        return [self.answer, self.mail, self.answer, self.check, self.move, self.contradict, self.publish, self.mail]

    @property
    def now_and_then(self) -> list[Act]:
        """Return everything else that happens."""
        return [
            self.bounce,
            self.hide,
            self.show,
            self.withdraw,
            self.rename,
            self.retrack,
            self.add_addressee,
            self.join,
            self.join,
            self.reply,
            self.moot,
            self.reopen,
            self.succeed,
            self.correct_calendar,
            self.record,
            self.hide_consultation,
        ]

    async def act(self, deed: Act) -> None:
        """Let somebody do something; what is not allowed is refused, and changes nothing."""
        with suppress(grpc.aio.AioRpcError):
            await deed()

    def rare(self) -> Act:
        """Return one of the rarer acts; all of them have their turn."""
        if not self.deck:
            self.deck = self.dice.sample(self.now_and_then, len(self.now_and_then))
        return self.deck.pop()

    async def live(self, days: int) -> None:
        """Let days pass, and keep what anybody may read each evening, a minute before midnight in Karachi."""
        await self.begin()
        async for evening in self.evenings(days):
            await self.keep()
            if evening % 5 == 0:  # some days one by one, others together
                await self.house.fold_days()

    async def evenings(self, days: int) -> AsyncIterator[int]:
        """Let days pass, and stop each evening."""
        for number in range(days):
            rare = [self.rare() for _ in range(3)]
            for deed in [*self.dice.choices(self.often, k=self.dice.randint(0, 3)), *rare]:
                await self.act(deed)
            await self.act(partial(RARITIES[number % len(RARITIES)], self))
            if number % 2:
                await self.act(self.correct)
            await self.house.timers.run()
            await self.house.parts.servicers[0][1].end_rights_of_reply()
            self.house.clock.now = datetime.combine(self.house.clock.today, time(18, 59), UTC)
            yield number
            # To the first minute of the next day, its noon or its last hour, or to a noon that is days away.
            self.house.clock.now += timedelta(minutes=1, hours=self.dice.choice([0, 12, 12, 23, 12 + 24 * 9]))

    async def keep(self) -> None:
        """Keep every public answer of this evening."""
        day = self.house.clock.today.isoformat()
        for request in self.questions():
            self.kept[day, type(request).__name__, request.SerializeToString(deterministic=True)] = await ask(
                self.house, request
            )
        if self.read:
            which = ("csv?lang=en", "csv?lang=ur", "json?")[len(self.files) % 3]
            address = f"/lines.{which}&as_at="
            self.files[day] = (address, await self.read(address))

    def questions(self) -> list[Message]:
        """Return some of what may be asked: about numbers, consultations and bodies, lists whole and filtered."""
        some = self.dice.sample(self.tracked, min(3, len(self.tracked)))
        lists = [self.dice.choice(FILTERS), pb.LineFilter(addressee_slug=self.dice.choice(self.slugs))]
        return [
            *(pb.GetRecommendationRequest(tracked_number=each.tracked_number) for each in some),
            pb.ListConsultationLinesRequest(consultation_number=some[0].number.partition("/")[0]),
            *(pb.GetAddresseeRequest(slug=each) for each in self.dice.sample(self.slugs, 2)),
            *(pb.GetOverviewRequest(filter=each) for each in (pb.LineFilter(), self.dice.choice(lists))),
            *(pb.ListLinesRequest(filter=each, page_size=8) for each in (pb.LineFilter(), *lists)),
            pb.ListAddresseesRequest(page_size=8),
            *(pb.ListChangesRequest(page_size=8, filter=each, by_recorded=True) for each in lists),
            pb.ListChangesRequest(page_size=20),
            pb.GetCalendarRequest(),
        ]


async def ask(house: House, request: Any, as_at_date: str = "") -> Answered:
    """Return the answer's bytes, of lists those of all pages; or why there is none."""
    asked: Any = type(request)()
    asked.CopyFrom(request)
    asked.as_at_date = as_at_date
    pages = []
    try:
        while True:
            answer = await getattr(house.public, named(request))(asked)
            pages.append(answer.SerializeToString(deterministic=True))
            if not getattr(answer, "next_page_token", ""):
                return tuple(pages)
            asked.page_token = answer.next_page_token
    except grpc.aio.AioRpcError as refused:
        return refused.code()


def erased_since(name: str, kept: Answered, now: Answered) -> Answered:
    """Return what was kept of a question, without what is erased in the answer of now."""
    if not isinstance(kept, tuple) or not isinstance(now, tuple) or len(kept) != len(now):
        return kept
    answer = getattr(pb, f"{name.removesuffix('Request')}Response")
    pages = []
    for before, after in zip(kept, now, strict=True):
        page = answer.FromString(before)
        _without(page, answer.FromString(after))
        pages.append(page.SerializeToString(deterministic=True))
    return tuple(pages)


def _without(kept: Any, now: Any) -> None:
    if isinstance(kept, LocalizedText):
        if now.erased:
            kept.CopyFrom(now)
        return
    for each, value in kept.ListFields():
        if each.message_type is None or each.message_type.GetOptions().map_entry:
            continue
        after = getattr(now, each.name)
        for one, other in zip(value, after, strict=False) if each.is_repeated else [(value, after)]:
            _without(one, other)
