"""Whoever gathers every public number that the service gives finds no group of fewer than five people.

Gathered are those of programmes and sessions as they become public one after the other, as at every day since, in
reports from day to day, in what is told of figures that contradict each other, and in the words in which figures of
people and of things are printed.
"""

import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from dashboard.public.report_lists import Report
from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.counting import FEWEST_PEOPLE
from tests.integration.consultations_house import House, Office, a_house, words
from tests.unit.test_consultations_working_out import GENDERS, PRINTED, REGIONS, Attendance, Cell, follows

PROGRAMMES = (0, 1, 4, 22, 61, 132)  # of which each rule, left out, gives a small group away in one at least
FORGETFUL = (11, 16)  # in which former numbers give a group away where they are told in spite of that
SIZES = (0, 1, 2, 3, 4, 5, 6, 8, 10, 20)
BY = {None: 0, "gender": pb.FIGURE_BY_GENDER, "region": pb.FIGURE_BY_REGION}
BY_REGION = PRINTED[-1][0]
_PERCENT = re.compile(r"([0-9]+)% (\w+)")
_MADE = re.compile(r"([0-9]+) people of (\w+)")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("attack")) as running:
        yield running


def an_attendance(chance: random.Random) -> Attendance:
    """Return who came, of which some small groups, and what each source prints of it."""
    sessions = chance.randint(2, 3)
    unseen = chance.randint(0, 1)
    cells: dict[Cell, int] = {
        (session, gender, region): chance.choice(SIZES)
        for session in range(sessions + unseen)
        for gender in GENDERS
        for region in REGIONS
    }
    printed = tuple(
        frozenset(place for place in range(len(PRINTED)) if chance.random() < 0.7) for _ in range(sessions + 1)
    )
    return Attendance(cells, sessions, printed, tuple(chance.random() < 0.2 for _ in range(sessions)))


def printed(attendance: Attendance, over: Sequence[int], places: frozenset[int]) -> list[pb.Figure]:
    """Return the figures of a source; the one of everybody says in words how many of a hundred are of each gender.

    One of things says in words how many of those who came were of a region.
    """
    found = [
        pb.Figure(label=each.label, value=each.value, by=BY[each.by], group=each.group)  # type: ignore[arg-type]
        for each in attendance.figures(over, places)
    ]
    for each in found:
        if not each.by and each.value:
            of = {gender: attendance.value(attendance.counted(over, PRINTED[1][0], gender)) for gender in GENDERS}
            shares = (f"{round(100 * people / each.value)}% {gender}" for gender, people in of.items())
            each.as_printed = f"{each.value}: {', '.join(shares)}"
    of_regions = [attendance.value(attendance.counted(over, BY_REGION, region)) for region in REGIONS]
    made = " and ".join(f"{people} people of {region}" for people, region in zip(of_regions, REGIONS, strict=True))
    return [*found, pb.Figure(label="pictures", value=12, as_printed=f"12 posters by {made}")]


async def published(
    house: House, office: Office, attendance: Attendance, counted: Sequence[int] | None = None
) -> list[str]:
    """Enter a programme and its sessions, publish one a day; the numbers of all.

    Args:
        house: Where they run.
        office: Who enters and publishes.
        attendance: Who came.
        counted: The sessions that the programme's source counts; None for all.
    """
    details = pb.ProgrammeDetails(
        title=words("A programme"),
        figures=printed(attendance, attendance.of_all if counted is None else counted, attendance.printed[0]),
        figures_conflict=words("The source does not say why."),
    )
    made = await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))
    numbers = []
    for session in range(attendance.sessions):
        more: dict[str, Any] = {
            "programme_id": made.programme.programme_id,
            "figures": printed(attendance, [session], attendance.printed[session + 1]),
            "figures_conflict": words("The source does not say why."),
            "starts_date": house.clock().date().isoformat(),
        }
        if attendance.series[session]:
            more["kind"] = events.CONSULTATION_KIND_SERIES
        numbers.append((await house.published(office, {}, **more)).number)
        house.clock.advance(days=1)
    return numbers


async def told(house: House, attendance: Attendance, numbers: Sequence[str], day: str) -> list[frozenset[Cell]]:
    """Return which people every public number counts as at a day; none of a day's before the first became public."""
    listing = pb.ListProgrammesRequest(consultation_number=numbers[0], as_at_date=day)
    known, sessions = list[frozenset[Cell]](), list[pb.PublicConsultation]()
    programmes = (await house.call(None, listing)).programmes
    for programme in programmes:
        known += sums_told(attendance, attendance.of_all, programme)
    for place, number in enumerate(numbers):
        try:
            page = await house.call(None, pb.GetConsultationRequest(number=number, as_at_date=day))
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:  # else it came later
                raise
            continue
        known += sums_told(attendance, [place], page)
        sessions.append(page.consultation)
    for programme in programmes:
        then = date.fromisoformat(day)
        report = Report(programme, date.min, then, sessions=sessions, undated=[], known=len(sessions))
        for session, figure in report.attendance:
            known += sums_told(attendance, [numbers.index(session.number)], figure)
    return known


def figures_in(answer: Message) -> Iterator[pb.Figure]:
    """Return every figure that stands anywhere in an answer, and what is told of figures that contradict each other."""
    if isinstance(answer, pb.Figure):
        yield answer
    elif isinstance(answer, pb.FigureConflict):
        for value in (*answer.values, answer.whole):
            yield pb.Figure(label=answer.label, value=value, by=answer.by, group=answer.group)
    elif not isinstance(answer, text_pb2.LocalizedText):
        for field, value in answer.ListFields():
            if field.message_type:
                for each in value if field.is_repeated else [value]:
                    yield from figures_in(each)


def sums_told(attendance: Attendance, over: Sequence[int], answer: Message) -> Iterator[frozenset[Cell]]:
    """Return which people each public number counts: by its label, or by the words in which it is printed."""
    for figure in figures_in(answer):
        for people, region in _MADE.findall(figure.as_printed):
            counted = attendance.counted(over, BY_REGION, region)
            if attendance.value(counted) == int(people):
                yield counted
        if figure.label != "participants":
            continue
        by = next(by for by, value in BY.items() if value == figure.by)
        counted = attendance.counted(over, by, figure.group) if by else attendance.counted(over, None, "")  # type: ignore[arg-type]
        if attendance.value(counted) == figure.value:
            yield counted
        for percent, gender in _PERCENT.findall(figure.as_printed):
            share = attendance.counted(over, PRINTED[1][0], gender)
            if round(int(percent) * figure.value / 100) == attendance.value(share):
                yield share


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize("seed", PROGRAMMES)
async def test_no_group_of_fewer_than_five_follows_from_all_that_is_public(house: House, seed: int) -> None:
    attendance, office = an_attendance(random.Random(seed)), await house.office()
    began = house.clock().date()
    numbers = await published(house, office, attendance)
    days = [(began + timedelta(days=after)).isoformat() for after in range(attendance.sessions + 1)]
    known = [each for day in days for each in await told(house, attendance, numbers, day)]
    assert known, "something is public"
    found = [
        (over, by, group)
        for over in (attendance.of_all, *((each,) for each in attendance.of_all))
        for by, group in PRINTED
        if 0 < attendance.value(attendance.counted(over, by, group)) < FEWEST_PEOPLE
        and follows(attendance.counted(over, by, group), list(dict.fromkeys(known)), tuple(attendance.cells))
    ]
    assert not found


async def recounted(house: House, office: Office, attendance: Attendance, number: str) -> int:
    """Correct what a programme counts that had forgotten its last session; return how many figures were."""
    [programme] = (await house.call(None, pb.ListProgrammesRequest(consultation_number=number))).programmes
    now, true = programme.details.figures, printed(attendance, attendance.of_all, attendance.printed[0])
    if len(now) != len(true):
        return 0  # what is kept back has no place
    change = pb.Rewording()
    for place, (was, then) in enumerate(zip(now, true, strict=True)):
        if was.value != then.value:
            change.figures.add(place=place, value=then.value)
        if was.as_printed and then.as_printed and was.as_printed != then.as_printed:
            change.texts.add(field=f"figures[{place}].as_printed", text=words(then.as_printed))
    asked = pb.ProposeChangeRequest(number=number, reason=words("One was forgotten"), correct_programme=change)
    try:
        proposal_id = (await house.call(office.facilitator, asked)).proposal_id
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.INVALID_ARGUMENT:  # else it would tell
            raise
        return 0
    await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))
    return len(change.figures)


def forgetful(chance: random.Random) -> Attendance:
    """Return who came, few of them to the last session, and many to every other one."""
    found = an_attendance(chance)
    last, few = found.of_all[-1], (0, 0, 1, 2, 5, 6)
    cells = {cell: chance.choice(few) if cell[0] == last else people + 20 for cell, people in found.cells.items()}
    return replace(found, cells=cells)


@pytest.mark.covers("invariant 6", "row 31", "SEC 2")
@pytest.mark.parametrize("seed", FORGETFUL)
async def test_nor_from_what_a_programme_counted_before_it_was_corrected(house: House, seed: int) -> None:
    """Its source forgot the last session; whoever reads both takes one number from the other."""
    attendance, office = forgetful(random.Random(seed)), await house.office()
    began = house.clock().date()
    most = attendance.of_all[:-1]
    numbers = await published(house, office, attendance, most)
    assert await recounted(house, office, attendance, numbers[0]), "something is corrected"
    days = [(began + timedelta(days=after)).isoformat() for after in range(attendance.sessions + 1)]
    known = [each for day in days for each in await told(house, attendance, numbers, day)]
    known += [each for day in days for each in await told_of(house, attendance, numbers[0], day, most)]
    found = [
        (over, by, group)
        for over in (attendance.of_all, *((each,) for each in attendance.of_all))
        for by, group in PRINTED
        if 0 < attendance.value(attendance.counted(over, by, group)) < FEWEST_PEOPLE
        and follows(attendance.counted(over, by, group), list(dict.fromkeys(known)), tuple(attendance.cells))
    ]
    assert not found


async def told_of(
    house: House, attendance: Attendance, number: str, day: str, over: Sequence[int]
) -> list[frozenset[Cell]]:
    """Return which people the programme's numbers count, former ones too, if they are about some of its sessions."""
    listing = pb.ListProgrammesRequest(consultation_number=number, as_at_date=day)
    known = list[frozenset[Cell]]()
    for programme in (await house.call(None, listing)).programmes:
        known += sums_told(attendance, over, programme)
        for former in programme.former:
            said = {each.field: each.text.bodies["en"] for each in former.texts}
            for each in former.figures:
                figure = pb.Figure()
                figure.CopyFrom(programme.details.figures[each.place])
                figure.value = each.value
                figure.as_printed = said.get(f"figures[{each.place}].as_printed", "")
                known += sums_told(attendance, over, figure)
    return known


@pytest.mark.covers("invariant 6", "SEC 2")
async def test_words_of_a_programme_and_figures_of_its_session_tell_of_no_small_group(house: House) -> None:
    """Of a hundred, 40 were in Karachi, says the programme; 57 in Lahore, says the session: three somewhere else."""
    office = await house.office()
    said = pb.Figure(label="participants", value=100, as_printed="100 people, 40 of them in Karachi")
    details = pb.ProgrammeDetails(title=words("A programme"), figures=[said])
    made = await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))
    figures = [pb.Figure(label="participants", value=57)]
    session = await house.published(office, {}, programme_id=made.programme.programme_id, figures=figures)
    listing = pb.ListProgrammesRequest(consultation_number=session.number)
    public = [
        *figures_in(await house.call(None, listing)),
        *figures_in(await house.call(None, pb.GetConsultationRequest(number=session.number))),
    ]
    assert [(each.value, each.as_printed) for each in public] == [(100, ""), (57, "")]
