"""The report of a programme over sessions as the service gives them: dated, hidden later, contradicting themselves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard.app import our_routes
from dashboard.backend import Backend
from dashboard.backend.cache import PublicCache
from dashboard.backend.channels import Channels
from dashboard.settings import Settings
from dashboard.web import Site
from dashboard.web.guard import Guard
from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit import canned, services
from tests.dashboard_kit.reading import ORIGIN, page, sheets, words
from tests.integration.consultations_house import House, a_house
from tests.integration.consultations_house import words as a_text

CONTRADICTING = [
    pb.Figure(label="participants", value=502, as_printed="502 participants"),
    pb.Figure(label="participants", value=186, by=pb.FIGURE_BY_GENDER, group="women"),
    pb.Figure(label="participants", value=316, by=pb.FIGURE_BY_GENDER, group="not_stated"),
    pb.Figure(label="videos", value=141),
    pb.Figure(label="interviews", value=131, part_of="videos"),
    pb.Figure(label="digital_stories", value=21, part_of="videos"),
]


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("report")) as running:
        yield running


@pytest.fixture
def reader(house: House, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser at a dashboard over the running service; nobody was asked for anything."""
    world = canned.world()
    world.lines.clear()
    with services.serving(world, certificates) as served:
        served |= {"RT_LISTEN": "127.0.0.1:8501", "RT_PUBLIC_URL": ORIGIN, "RT_CONSULTATIONS_ADDRESS": house.address}
        for name, value in served.items():
            monkeypatch.setenv(name, value)
        found = Settings.load()
        instants = iter(range(0, 10_000_000, 1000))  # no answer is given twice
        backend = Backend(Channels.from_settings(found), PublicCache(lambda: float(next(instants))))
        routes = our_routes(site := Site(found, backend))
        app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
        yield TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
        backend.close()


@dataclass
class Programme:
    """A programme whose sessions became public one a day: the first two with days, the last without."""

    house: House
    office: Any = None
    numbers: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    async def publish(self) -> None:
        """Publish all."""
        self.office = await self.house.office()
        details = pb.ProgrammeDetails(title=a_text("Safe online"))
        made = await self.house.call(self.office.facilitator, pb.CreateProgrammeRequest(details=details))
        for more in (
            {
                "starts_date": "2026-02-01",
                "ends_date": "2026-02-03",
                "figures": CONTRADICTING,
                "figures_conflict": a_text("An overlap, or a typing error."),
                "outputs": [pb.Output(kind=pb.OUTPUT_KIND_VIDEO, count_printed=141, title=a_text("Stories"))],
            },
            {"starts_date": "2026-02-10", "figures": [pb.Figure(label="participants", value=60)]},
            {},
        ):
            draft = await self.house.published(self.office, {}, programme_id=made.programme.programme_id, **more)
            self.numbers.append(draft.number)
            self.days.append(self.end_day())

    def end_day(self) -> str:
        """Let the day end, and return which it was."""
        day = self.house.clock().date().isoformat()
        self.house.clock.advance(days=1)
        return day

    async def hide(self, *numbers: str) -> None:
        """Hide sessions at once."""
        for number in numbers:
            await self.house.call(self.office.facilitator, pb.HideRequest(number=number, reason="looked at again"))

    async def show(self, *numbers: str) -> None:
        """Show them again, which takes two."""
        for number in numbers:
            for who in (self.office.reviewer, self.office.colleague):
                await self.house.call(who, pb.ShowRequest(number=number, reason="it was looked at"))


async def read(reader: TestClient, number: str, to: str, *, first: str = "2026-01-01", status: int = 200) -> Any:
    return await asyncio.to_thread(page, reader, f"/p/{number}/report?from={first}&to={to}", status)


async def exported(reader: TestClient, number: str, to: str) -> list[list[list[str]]]:
    """Return the rows of each sheet."""
    answer = await asyncio.to_thread(reader.get, f"/p/{number}/report.xlsx?from=2026-01-01&to={to}")
    assert answer.status_code == 200
    return sheets(answer.content)


def counted(soup: Any) -> list[int]:
    """Return how many sessions, figures and outputs the report counts."""
    shown = {each["href"]: int(each.get_text()) for each in soup.select(".facts.wide a[href^='#']")}
    return [shown[f"#{key}"] for key in ("sessions", "attendance", "outputs")]


def counts(soup: Any) -> list[str]:
    return [words(each) for each in soup.select("section[aria-labelledby=attendance] td.count")]


PRINTED = ["502", "186", "316", "141", "131", "21"]


async def test_a_report_counts_dated_sessions_as_printed_on_the_page_and_in_the_export(
    house: House, reader: TestClient
) -> None:
    made = Programme(house)
    await made.publish()
    first, second, third = made.numbers
    soup = await read(reader, first, made.days[0])
    assert (counted(soup), counts(soup)) == ([1, 6, 1], PRINTED), "the second was not public that day"
    soup = await read(reader, third, made.days[2])
    assert (counted(soup), counts(soup)) == ([2, 7, 1], [*PRINTED, "60"])
    said = words(soup.select_one("section[aria-labelledby=sessions]"))
    assert "Not counted, because their days are not given: 1" in said
    assert all(each in said for each in made.numbers)
    soup = await read(reader, first, made.days[2], first="2026-02-04")
    assert (counted(soup), counts(soup)) == ([1, 1, 0], ["60"]), "of the first no day lies between"
    numbers, sessions, attendance, outputs, *_ = await exported(reader, first, made.days[2])
    assert [row[-1] for row in numbers[4:7]] == ["2", "7", "1"]
    assert [(row[0], row[4]) for row in sessions[1:]] == [(first, "2026-02-01 – 2026-02-03"), (second, "2026-02-10")]
    numbered = [(row[0], row[2]) for row in attendance[1:] if row[2]]
    assert numbered == [*((first, each) for each in PRINTED), (second, "60")]
    assert [(row[0], row[3]) for row in outputs[1:]] == [(first, "141")]


@pytest.mark.covers("invariant 6")
async def test_figures_that_contradict_each_other_are_explained_in_the_report_and_summed_nowhere(
    house: House, reader: TestClient
) -> None:
    made = Programme(house)
    await made.publish()
    for to in (made.days[0], made.days[2]):
        soup = await read(reader, made.numbers[0], to)
        attendance = soup.select_one("section[aria-labelledby=attendance]")
        [notice] = attendance.select(".notice")
        assert "131 + 21" in words(notice)
        assert "An overlap, or a typing error." in words(notice)
        whole = words(soup.select_one("main"))
        assert whole.count("152") == words(notice).count("152") > 0, "what the parts make stands in its sentence only"
        assert not [each for each in ("562", "688", "1,197", "1,257") if each in whole], "nothing is added up"
        book = await exported(reader, made.numbers[0], to)
        cells = {cell for rows in book for row in rows for cell in row}
        assert cells.isdisjoint({"152", "562", "688"})
        told = [cell for row in book[2] for cell in row if "131 + 21" in cell]
        assert len(told) == 1
        assert "An overlap, or a typing error." in {cell for row in book[2] for cell in row}


@pytest.mark.covers("row 5b")
async def test_a_session_hidden_since_is_in_no_report_of_any_day(house: House, reader: TestClient) -> None:
    made = Programme(house)
    await made.publish()
    first, second, third = made.numbers
    await made.hide(first)
    for to in (made.days[2], (house.clock().date() - timedelta(days=1)).isoformat()):
        soup = await read(reader, second, to)
        assert (counted(soup), counts(soup)) == ([1, 1, 0], ["60"])
        assert first not in words(soup.select_one("main"))
        book = await exported(reader, second, to)
        assert not [cell for rows in book for row in rows for cell in row if cell in (first, "502", "141")]
    soup = await read(reader, second, made.days[0])
    assert counted(soup) == [0, 0, 0]
    assert "nothing of this programme was public that can be read now" in words(soup), "the first was, and is hidden"
    await made.hide(second, third)
    for number in made.numbers:
        lost = await read(reader, number, made.days[2], status=404)
        assert "502" not in words(lost)


@pytest.mark.covers("row 5b")
async def test_a_past_day_on_which_all_sessions_were_hidden_counts_nothing_and_says_so(
    house: House, reader: TestClient
) -> None:
    made = Programme(house)
    await made.publish()
    await made.hide(*made.numbers)
    hidden = made.end_day()
    await made.show(*made.numbers)
    shown = made.end_day()
    soup = await read(reader, made.numbers[0], hidden)
    assert (counted(soup), counts(soup)) == ([0, 0, 0], [])
    assert "was hidden while it was being checked" in words(soup)
    assert [len(rows) for rows in (await exported(reader, made.numbers[0], hidden))[1:4]] == [1, 1, 1]
    assert counts(await read(reader, made.numbers[0], shown)) == [*PRINTED, "60"]
    assert counts(await read(reader, made.numbers[0], made.days[0])) == PRINTED, "what was known before stays"
