"""A day and themes corrected in consultations, as recommendations tells them: now, and as at days before."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as register
from roundtable.recommendations.v1 import service_pb2 as recommendations
from services.chassis import event_log
from services.chassis.consumer import Delivered, Envelope, Outcome
from tests.integration import consultations_house, recommendations_house
from tests.integration.consultations_house import Office, tracked, words

THE_12TH, THE_13TH = "2026-02-12", "2026-02-13"


@dataclass
class Both:
    """Both services; what the one announces comes to the other, in the order of the topic."""

    record: consultations_house.House
    lines: recommendations_house.House
    told: dict[UUID, int] = field(default_factory=dict)

    async def pass_on(self, *, again: bool = False) -> set[Outcome]:
        """Let everything that was announced come in, what is new or all of it; return what became of it."""
        statement = "SELECT DISTINCT aggregate_id AS id FROM events WHERE public_version IS NOT NULL"
        ids = [row["id"] for row in await self.record.rows(statement)]
        async with self.record.database.transaction(read_only=True) as tx:
            logs = await event_log.load_all(tx, ids)
        outcomes = set()
        for each in sorted((each for log in logs.values() for each in log), key=lambda each: each.position):
            if each.public_version and (again or each.public_version > self.told.get(each.aggregate_id, 0)):
                self.told[each.aggregate_id] = each.public_version
                envelope = Envelope(
                    event_id=each.id,
                    type=each.message.DESCRIPTOR.full_name,
                    aggregate_id=each.aggregate_id,
                    public_version=each.public_version,
                    occurred_at=each.occurred_at,
                    source="consultations",
                    traceparent="",
                )
                payload = each.message.SerializeToString(deterministic=True)
                outcomes.add(await self.lines.applier.apply(Delivered(envelope, payload, "a test")))
        return outcomes

    async def body(self) -> str:
        """Enter a body in the register; consultations is told of it."""
        body_id = await self.lines.body()
        event = register.AddresseeRegistered(
            addressee_id=str(body_id),
            slug=f"body-{body_id.hex[-12:]}",
            kind=register.ADDRESSEE_KIND_AGENCY,
            name=words("A body", ur="ادارہ"),
            jurisdiction=register.JURISDICTION_FEDERAL,
        )
        await self.record.deliver(event, body_id)
        return str(body_id)

    async def listed(self, theme: str, day: str = "") -> list[tuple[str, str]]:
        """Return what the list of a theme tells: number, and the day on which it was said."""
        chosen = recommendations.LineFilter(theme=theme)
        request = recommendations.ListLinesRequest(filter=chosen, page_size=200, as_at_date=day)
        found = (await self.lines.public.ListLines(request)).lines
        return [(each.tracked_number, each.milestones.said_date) for each in found]

    async def read(self, number: str, day: str = "") -> consultations.PublicConsultation:
        """Return a consultation as the public reads it."""
        request = consultations.GetConsultationRequest(number=number, as_at_date=day)
        return (await self.record.call(None, request)).consultation  # type: ignore[no-any-return]

    async def correct(self, office: Office, number: str, particulars: published.Particulars) -> None:
        """Propose it as one person, and agree as another one."""
        request = consultations.ProposeChangeRequest(
            number=number,
            reason=words("Typed wrongly"),
            correct_consultation=consultations.Rewording(particulars=particulars),
        )
        before = await self.read(number)
        proposal_id = (await self.record.call(office.facilitator, request)).proposal_id
        assert await self.read(number) == before, "nothing is public before a second person agrees"
        await self.record.call(office.reviewer, await self.record.decision(office.reviewer, proposal_id))

    def next_day(self) -> str:
        """Go to the next day; return the one that is over."""
        day = self.record.clock.today.isoformat()
        for clock in (self.record.clock, self.lines.clock):
            clock.advance(days=1)
        return day


@pytest.fixture(scope="module")
async def both(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Both]:
    async with (
        consultations_house.a_house(postgres, certificates, tmp_path_factory.mktemp("record")) as record,
        recommendations_house.a_house(postgres, certificates, tmp_path_factory.mktemp("lines")) as lines,
    ):
        yield Both(record, lines)


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_a_day_and_themes_are_corrected_and_every_service_follows(both: Both) -> None:
    office = await both.record.office()
    said = [tracked(await both.body()), {}]
    draft = await both.record.published(office, *said, starts_date=THE_12TH, themes=["zz_typo"])
    assert await both.pass_on() == {Outcome.APPLIED}
    [(number, said_date)] = await both.listed("zz_typo")
    assert said_date == THE_12TH
    day = both.next_day()
    new = published.Particulars(
        kind=published.CONSULTATION_KIND_WORKSHOP,
        days=published.Days(starts_date=THE_13TH),
        themes=published.Themes(themes=["zz_right"]),
    )
    await both.correct(office, draft.number, new)
    log = await both.record.events_of(draft.consultation_id)
    assert log[-2:] == ["ConsultationCorrected", "ConsultationDetailsCorrected"]
    assert await both.pass_on() == {Outcome.APPLIED}
    assert Outcome.APPLIED not in await both.pass_on(again=True), "what comes twice is applied once"
    assert (await both.listed("zz_right"), await both.listed("zz_typo")) == ([(number, THE_13TH)], [])
    await both.lines.body()  # something is recorded on the new day, so that the one before is over
    await both.lines.fold_days()
    assert await both.listed("zz_typo", day) == [(number, THE_12TH)], "as it was known then"
    assert await both.listed("zz_right", day) == []
    now, then = await both.read(draft.number), await both.read(draft.number, day)
    assert (now.starts_date, list(now.themes), now.kind) == (THE_13TH, ["zz_right"], new.kind)
    assert (then.starts_date, list(then.themes), len(then.former)) == (THE_12TH, ["zz_typo"], 0)
    [former] = now.former
    was = former.particulars
    assert (was.kind, was.days.starts_date) == (published.CONSULTATION_KIND_ROUNDTABLE, THE_12TH)
    assert (list(was.themes.themes), was.HasField("online"), was.HasField("languages")) == (["zz_typo"], False, False)
    assert (former.reason, former.corrected_date) == (words("Typed wrongly"), both.record.clock.today.isoformat())


@pytest.mark.covers("row 31")
async def test_what_is_published_later_has_the_corrected_day(both: Both) -> None:
    office, body = await both.record.office(), await both.body()
    draft = await both.record.published(office, starts_date=THE_12TH, themes=["zz_late"])
    await both.correct(office, draft.number, published.Particulars(days=published.Days(starts_date=THE_13TH)))
    entered = consultations.GetDraftRequest(consultation_id=draft.consultation_id)
    draft = (await both.record.call(office.facilitator, entered)).draft
    assert draft.details.starts_date == THE_12TH, "what was entered stays"
    details = tracked(body)
    details.pop("tracked")
    await both.record.statement(office.facilitator, draft, **details)
    draft = await both.record.submit(office.facilitator, draft)
    await both.record.publish(office.reviewer, draft, publications=[published.PUBLICATION_TRACKED])
    await both.pass_on()
    [(_, said_date)] = await both.listed("zz_late")
    assert said_date == THE_13TH


@pytest.mark.covers("row 31", "invariant 2")
async def test_what_was_planned_is_held_then_called_off_and_says_so_everywhere(both: Both) -> None:
    office, body = await both.record.office(), await both.body()
    planned, held, cancelled = (
        published.CONSULTATION_STATE_PLANNED,
        published.CONSULTATION_STATE_HELD,
        published.CONSULTATION_STATE_CANCELLED,
    )
    draft = await both.record.published(
        office, tracked(body), state=planned, starts_date=THE_12TH, themes=["zz_planned"]
    )
    await both.pass_on()
    [(tracked_number, said_date)] = await both.listed("zz_planned")
    assert said_date == "", "nothing was said on a day that is only planned"
    day = both.next_day()
    await both.correct(office, draft.number, published.Particulars(state=held))
    assert await both.pass_on() == {Outcome.APPLIED}
    assert await both.listed("zz_planned") == [(tracked_number, THE_12TH)]
    now, then = await both.read(draft.number), await both.read(draft.number, day)
    assert (now.state, then.state, now.former[0].particulars.state) == (held, planned, planned)
    await both.lines.body()
    await both.lines.fold_days()
    assert await both.listed("zz_planned", day) == [(tracked_number, "")], "as it was known then"
    await both.correct(office, draft.number, published.Particulars(state=cancelled))
    assert await both.pass_on() == {Outcome.APPLIED}
    assert await both.listed("zz_planned") == [(tracked_number, "")]
    assert [each.particulars.state for each in (await both.read(draft.number)).former] == [planned, held]
