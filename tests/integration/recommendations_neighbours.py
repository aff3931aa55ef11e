"""Everybody around recommendations, played: what other services announce comes in through the real applier."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.notifications.v1 import events_pb2 as mails
from services.chassis.consumer import Applier, Delivered, Envelope, Outcome
from services.chassis.database import Database, Transaction
from services.chassis.ids import new_id
from tests.integration.recommendations_things import a_body, a_statement, a_text

HOST_NAME = "Host organisation"


@dataclass
class Clock:
    """A clock that stands still until it is put forward."""

    now: datetime = datetime(2026, 3, 2, 7, tzinfo=UTC)  # noon in Karachi
    ahead: timedelta = timedelta(0)
    """How far the clock of the process is ahead of that of the database."""

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    async def of_database(self, _tx: Transaction) -> datetime:
        """Tell the time by the database's clock."""
        return self.now - self.ahead

    def advance(self, **by: float) -> None:
        """Put it forward."""
        self.now += timedelta(**by)

    @property
    def today(self) -> date:
        """The day in Karachi."""
        return (self.now + timedelta(hours=5)).date()


@dataclass
class Person:
    """Somebody with roles and mandates, as identity announced them and as the token claims them."""

    id: UUID = field(default_factory=new_id)
    roles: list[tuple[str, UUID]] = field(default_factory=list)
    mandates: list[tuple[UUID, UUID]] = field(default_factory=list)


@dataclass
class Tracked:
    """A published statement with its assignments."""

    statement_id: UUID
    number: str
    tracked_number: str
    consultation_id: UUID
    host_id: UUID
    author_id: UUID
    assignments: dict[UUID, UUID]  # addressee to assignment


@dataclass
class Neighbours:
    """The services around recommendations, and what they announce."""

    database: Database
    clock: Clock
    applier: Applier
    stubs: dict[str, Any] = field(default_factory=dict, kw_only=True)
    versions: Counter[UUID] = field(default_factory=Counter, kw_only=True)
    numbers: Counter[str] = field(default_factory=Counter, kw_only=True)

    async def deliver(self, event: Message, aggregate_id: UUID, *, event_id: UUID | None = None) -> Outcome:
        """Let an event of another service come in, as the consumer does."""
        self.versions[aggregate_id] += 1
        return await self.redeliver(event, aggregate_id, self.versions[aggregate_id], event_id=event_id)

    async def redeliver(
        self, event: Message, aggregate_id: UUID, version: int, *, event_id: UUID | None = None
    ) -> Outcome:
        """Let an event come in with the version given."""
        envelope = Envelope(
            event_id=event_id or new_id(),
            type=event.DESCRIPTOR.full_name,
            aggregate_id=aggregate_id,
            public_version=version,
            occurred_at=self.clock(),
            source=event.DESCRIPTOR.full_name.split(".")[1],
            traceparent="",
        )
        return await self.applier.apply(Delivered(envelope, event.SerializeToString(deterministic=True), "a test"))

    async def person(self, *roles: str, organisation_id: UUID | None = None) -> Person:
        """Announce a person with some roles in one organisation."""
        person, where = Person(), organisation_id or new_id()
        await self.deliver(identity.PersonRegistered(person_id=str(person.id), organisation_id=str(where)), person.id)
        for role in roles:
            person.roles.append((role, where))
            await self.deliver(
                identity.RoleGranted(
                    person_id=str(person.id),
                    role=identity.Role.Value(f"ROLE_{role.upper()}"),
                    organisation_id=str(where),
                    from_date="2026-01-01",
                ),
                person.id,
            )
        return person

    async def liaison(self, addressee_id: UUID) -> Person:
        """Announce somebody with a mandate for the addressee."""
        person, mandate_id = await self.person(), new_id()
        person.mandates.append((mandate_id, addressee_id))
        await self.deliver(
            identity.MandateGranted(
                person_id=str(person.id),
                mandate_id=str(mandate_id),
                addressee_id=str(addressee_id),
                from_date="2026-01-01",
            ),
            person.id,
        )
        return person

    async def end_mandate(self, person: Person) -> None:
        """Announce that the person's mandate ended."""
        mandate_id, addressee_id = person.mandates[0]
        await self.deliver(
            identity.MandateEnded(
                person_id=str(person.id),
                mandate_id=str(mandate_id),
                addressee_id=str(addressee_id),
                to_date=self.clock.today.isoformat(),
            ),
            person.id,
        )

    async def body(self, **changed: Any) -> UUID:
        """Enter a body in the register, as the operator."""
        request = a_body(**changed)
        answer = await self.operator.RegisterAddressee(request)
        return UUID(answer.addressee.addressee_id)

    async def consultation(self, *, illustrative: bool = False, host_id: UUID | None = None) -> tuple[UUID, str, UUID]:
        """Announce a consultation; its id, number and host."""
        consultation_id, host_id = new_id(), host_id or new_id()
        number = self._number("EX-C-" if illustrative else "C-")
        await self.deliver(
            published.ConsultationPublished(
                consultation_id=str(consultation_id),
                number=number,
                kind=published.CONSULTATION_KIND_ROUNDTABLE,
                state=published.CONSULTATION_STATE_HELD,
                title=a_text("Child safety online"),
                host_name=a_text(HOST_NAME),
                themes=["child_safety"],
                illustrative=illustrative,
                published_date=self.clock.today.isoformat(),
                host_organisation_id=str(host_id),
                facilitator_id=str(new_id()),
            ),
            consultation_id,
        )
        return consultation_id, number, host_id

    async def tracked(self, *addressees: UUID, **changed: Any) -> Tracked:
        """Announce a tracked statement put to these bodies, the first of which leads."""
        illustrative = changed.get("illustrative", False)
        host_id = changed.pop("host_id", None)
        consultation_id, number, host_id = changed.pop("consultation", None) or await self.consultation(
            illustrative=illustrative, host_id=host_id
        )
        event = a_statement(
            consultation_id=str(consultation_id),
            number=f"{number}/{self._count(number)}",
            tracked_number=self._number("EX-R-" if illustrative else "R-"),
            addressees=[
                published.StatementAddressee(addressee_id=str(each), lead=place == 0, lines_in_publication=1)
                for place, each in enumerate(addressees)
            ],
            host_organisation_id=str(host_id),
            published_date=changed.pop("published_date", self.clock.today.isoformat()),
            **changed,
        )
        statement_id = UUID(event.statement_id)
        assert await self.deliver(event, statement_id) is Outcome.APPLIED
        found = await self.rows(
            "SELECT id, addressee_id FROM assignments WHERE recommendation_id = %(id)s", id=statement_id
        )
        return Tracked(
            statement_id,
            event.number,
            event.tracked_number,
            consultation_id,
            host_id,
            UUID(event.author_id),
            {row["addressee_id"]: row["id"] for row in found},
        )

    async def recorded(self, **changed: Any) -> published.StatementPublished:
        """Announce a recorded statement."""
        consultation_id, number, host_id = changed.pop("consultation", None) or await self.consultation()
        event = a_statement(
            consultation_id=str(consultation_id),
            number=f"{number}/{self._count(number)}",
            publication=published.PUBLICATION_RECORDED,
            host_organisation_id=str(host_id),
            published_date=self.clock.today.isoformat(),
            **changed,
        )
        assert await self.deliver(event, UUID(event.statement_id)) is Outcome.APPLIED
        return event

    async def accepted(
        self, *assignments: UUID, on: date | None = None, relay: bool = False, delivery_id: UUID | None = None
    ) -> UUID:
        """Announce that a request mail was sent and accepted."""
        delivery_id, day = delivery_id or new_id(), (on or self.clock.today).isoformat()
        common = {
            "delivery_id": str(delivery_id),
            "assignment_ids": [str(each) for each in assignments],
            "smtp_mode": mails.SMTP_MODE_RELAY if relay else mails.SMTP_MODE_DIRECT,
        }
        assert await self.deliver(mails.RequestSent(**common, sent_date=day), delivery_id) is Outcome.APPLIED  # type: ignore[arg-type]
        assert await self.deliver(mails.RequestAccepted(**common, accepted_date=day), delivery_id) is Outcome.APPLIED  # type: ignore[arg-type]
        return delivery_id

    async def bounced(self, delivery_id: UUID, *assignments: UUID) -> None:
        """Announce that a request mail came back."""
        event = mails.RequestBounced(
            delivery_id=str(delivery_id),
            assignment_ids=[str(each) for each in assignments],
            bounced_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, delivery_id) is Outcome.APPLIED

    async def hide(self, tracked: Tracked) -> None:
        """Announce that the statement is hidden."""
        event = published.StatementHidden(
            statement_id=str(tracked.statement_id), hidden_date=self.clock.today.isoformat()
        )
        assert await self.deliver(event, tracked.statement_id) is Outcome.APPLIED

    async def show(self, tracked: Tracked) -> None:
        """Announce that the statement is shown again."""
        event = published.StatementShown(
            statement_id=str(tracked.statement_id), shown_date=self.clock.today.isoformat()
        )
        assert await self.deliver(event, tracked.statement_id) is Outcome.APPLIED

    async def add_addressee(self, statement_id: UUID, addressee_id: UUID) -> published.AddresseeAdded:
        """Announce that the statement is put to one more body."""
        event = published.AddresseeAdded(
            statement_id=str(statement_id),
            publication_id=str(new_id()),
            addressee=published.StatementAddressee(addressee_id=str(addressee_id), lines_in_publication=1),
            reason=a_text("The first says another body is responsible"),
            added_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, statement_id) is Outcome.APPLIED
        return event

    async def retrack(self, statement_id: UUID, tracked_number: str, *addressees: UUID) -> None:
        """Announce that the statement is tracked from now on, put to these bodies; without any, only recorded."""
        event = published.StatementRetracked(
            statement_id=str(statement_id),
            publication=published.PUBLICATION_TRACKED if addressees else published.PUBLICATION_RECORDED,
            tracked_number=tracked_number,
            publication_id=str(new_id()),
            addressees=[
                published.StatementAddressee(addressee_id=str(each), lead=place == 0, lines_in_publication=1)
                for place, each in enumerate(addressees)
            ],
            reason=a_text("It can be answered after all"),
            retracked_date=self.clock.today.isoformat(),
        )
        if addressees:
            event.verifiability.what.CopyFrom(a_text("A number that answers"))
        assert await self.deliver(event, statement_id) is Outcome.APPLIED

    async def correct(self, statement_id: UUID, **wording: Any) -> None:
        """Announce that the statement reads otherwise from now on: `title`, `text` or both."""
        event = published.StatementCorrected(
            statement_id=str(statement_id),
            corrects_version=1,
            reason=a_text("A slip of the pen"),
            corrected_date=self.clock.today.isoformat(),
            **wording,
        )
        assert await self.deliver(event, statement_id) is Outcome.APPLIED

    async def correct_particulars(
        self, statement_id: UUID, was: tuple[str, list[str]], now: tuple[str, list[str]]
    ) -> None:
        """Announce that the day on which it was said, or its themes, were corrected: each pair is both of them."""
        event = published.StatementParticularsCorrected(
            statement_id=str(statement_id),
            former_said_date=was[0],
            said_date=now[0],
            former_themes=was[1],
            themes=now[1],
            corrected_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, statement_id) is Outcome.APPLIED

    async def correct_consultation(self, consultation_id: UUID, **texts: Any) -> None:
        """Announce that the consultation is named otherwise from now on: `title`, `host_name` or both."""
        event = published.ConsultationCorrected(
            consultation_id=str(consultation_id),
            texts=[
                published.CorrectedText(field=field, former_text_id=str(new_id()), text=text)
                for field, text in texts.items()
            ],
            reason=a_text("A slip of the pen"),
            corrected_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, consultation_id) is Outcome.APPLIED

    async def join(self, source: Tracked, target: Tracked, *, merged: bool = True) -> None:
        """Announce that the target stands for the source from now on."""
        common: dict[str, Any] = {
            "statement_id": str(source.statement_id),
            "target_id": str(target.statement_id),
            "target_number": target.tracked_number,
            "reason": a_text("Both ask for the same"),
        }
        today = self.clock.today.isoformat()
        event = (
            published.StatementMerged(**common, merged_date=today)
            if merged
            else published.StatementSuperseded(**common, superseded_date=today)
        )
        assert await self.deliver(event, source.statement_id) is Outcome.APPLIED

    async def unmerge(self, source: Tracked, target: Tracked) -> None:
        """Announce that the source stands on its own again."""
        event = published.StatementUnmerged(
            statement_id=str(source.statement_id),
            target_id=str(target.statement_id),
            target_number=target.tracked_number,
            reason=a_text("They are not the same"),
            unmerged_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, source.statement_id) is Outcome.APPLIED

    async def link(self, one: Tracked, other: Tracked, *, linked: bool = True) -> None:
        """Announce of one of the two that they are related, or that the link was taken back."""
        common: dict[str, Any] = {
            "statement_id": str(one.statement_id),
            "other_id": str(other.statement_id),
            "other_number": other.tracked_number,
            "reason": a_text("Both are about the same hotline"),
        }
        today = self.clock.today.isoformat()
        event = (
            published.StatementLinked(**common, linked_date=today)
            if linked
            else published.StatementUnlinked(**common, unlinked_date=today)
        )
        assert await self.deliver(event, one.statement_id) is Outcome.APPLIED

    async def withdraw(self, tracked: Tracked) -> None:
        """Announce that the statement was withdrawn."""
        event = published.StatementWithdrawn(
            statement_id=str(tracked.statement_id),
            reason=a_text("It was recorded wrongly"),
            asked_by=a_text("The host"),
            withdrawn_date=self.clock.today.isoformat(),
        )
        assert await self.deliver(event, tracked.statement_id) is Outcome.APPLIED

    def _number(self, prefix: str) -> str:
        return f"{prefix}{self._count(prefix)}"

    def _count(self, name: str) -> int:
        self.numbers[name] += 1
        return self.numbers[name]

    async def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """Look into the database."""
        async with self.database.transaction(read_only=True) as tx:
            return await (await tx.execute(statement, parameters)).fetchall()

    @property
    def operator(self) -> Any:
        """The stub of the operator."""
        return self.stubs["operator"]
