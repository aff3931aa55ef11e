"""Public lists, filters, pages and counts: what the database answers is what the domain says."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import grpc
import pytest
from prometheus_client import REGISTRY

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import texts
from services.recommendations.api import public as recommendations_public
from services.recommendations.domain.counts import Count
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.headline import BarGroup
from services.recommendations.domain.values import DeliveryClock, Position, Progress, ResponseClock, Verification
from services.recommendations.parts import measure_lines
from services.recommendations.store import counts, filters, history, lists, steps
from services.recommendations.store.filters import searching
from services.recommendations.store.filters import words as searched_words
from tests.integration.recommendations_house import House, Tracked, a_house
from tests.integration.recommendations_things import a_text, evidence, fields_at_fault, key, words


class Town:
    """Many lines in many states, and who answers for them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.bodies: list[UUID] = []
        self.lines: list[Tracked] = []

    async def build(self) -> None:
        """Let three bodies be asked, and answer in every way."""
        house = self.house
        self.bodies = [await house.body() for _ in range(3)]
        verifier = await house.person("verifier")
        for number in range(24):
            illustrative = number % 8 == 7
            body = self.bodies[number % 3]
            tracked = await house.tracked(
                *([body, self.bodies[(number + 1) % 3]] if number % 6 == 5 else [body]),
                illustrative=illustrative,
                themes=["child_safety"] if number % 2 else ["media"],
                title=a_text(f"Recommendation number {number}", ur=f"سفارش نمبر {number} کے بارے میں"),
                response_period_days=10 if number == 6 else 30 + 5 * (number % 4),
            )
            self.lines.append(tracked)
            assignment = tracked.assignments[body]
            if number % 4:
                await house.accepted(assignment, on=house.clock.today - timedelta(days=number), relay=number % 5 == 0)
            await self._say(number, body, assignment)
            if number % 11 == 10:
                await house.call(verifier, "RecordVerification", await self._finding(assignment))
        for number in range(3):
            await house.recorded(illustrative=number == 2)
        await house.hide(self.lines[3])
        for number in (6, 16):  # whose clocks stop near the date asked and near the date promised
            await house.withdraw(self.lines[number])

    async def _say(self, number: int, body: UUID, assignment: UUID) -> None:
        house = self.house
        liaison = await house.liaison(body)
        says = {
            1: pb.PositionAnswer(
                position=events.POSITION_CONSIDERING, text=words("Soon"), decision_by_date="2027-01-01"
            ),
            2: pb.PositionAnswer(position=events.POSITION_ACCEPTED, delivery_date="2026-03-05"),
            4: pb.PositionAnswer(position=events.POSITION_DECLINED, decline_reason=events.DECLINE_REASON_NO_BUDGET),
            5: pb.PositionAnswer(position=events.POSITION_ACCEPTED, delivery_date="2026-09-01"),
        }.get(number % 7)
        done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words("Done"), evidence=[evidence()])
        if says or number % 5 == 0:
            request = pb.SubmitAnswerRequest(
                idempotency_key=key(),
                assignment_id=str(assignment),
                expected_version=await house.version(assignment),
                position=says,
                progress=done if number % 5 == 0 else None,
            )
            await house.call(liaison, "SubmitAnswer", request)

    async def _finding(self, assignment: UUID) -> pb.RecordVerificationRequest:
        return pb.RecordVerificationRequest(
            idempotency_key=key(),
            assignment_id=str(assignment),
            expected_version=await self.house.version(assignment),
            verification=events.VERIFICATION_VERIFIED_COMPLETE,
            method=events.METHOD_DOCUMENT_SEEN,
            finding=words("Seen"),
            evidence=[evidence("https://archive.example/seen")],
            verifier_organisation_name="Checking house",
        )


@pytest.fixture(scope="module")
async def town(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as house:
        town = Town(house)
        await town.build()
        yield town


@pytest.fixture(params=[0, 20, 45, 400], ids=lambda days: f"{days} days later")
async def later(request: pytest.FixtureRequest, town: Town) -> AsyncIterator[Town]:
    """The same town when some days have passed and nothing was written."""
    town.house.clock.advance(days=request.param)
    yield town
    town.house.clock.advance(days=-request.param)


async def all_lines(town: Town, *, page_size: int = 200, **wanted: Any) -> list[pb.Line]:
    """Read all pages of a filter."""
    found, token = [], ""
    while True:
        request = pb.ListLinesRequest(filter=pb.LineFilter(**wanted), page_size=page_size, page_token=token)
        reply = await town.house.public.ListLines(request)
        found += reply.lines
        token = reply.next_page_token
        if not token:
            assert reply.total == len(found) or (reply.at_least and reply.total < len(found))
            return found


def standing(lines: Iterable[pb.Line]) -> set[str]:
    return {each.tracked_number for each in lines if each.headline.headline != pb.HEADLINE_WITHDRAWN}


def standing_places(lines: Iterable[pb.Line]) -> set[tuple[str, str]]:
    return {place(each) for each in lines if each.tracked_number in standing(lines)}


def place(line: pb.Line) -> tuple[str, str]:
    return line.tracked_number, line.addressee.slug


async def test_pages_hold_every_line_once_newest_publication_first(town: Town) -> None:
    whole = await all_lines(town)
    assert [place(each) for each in await all_lines(town, page_size=4)] == [place(each) for each in whole]
    numbers = [int(each.tracked_number.rpartition("-")[2]) for each in whole]
    assert numbers == sorted(numbers, reverse=True)
    assert len({place(each) for each in whole}) == len(whole)
    hidden = town.lines[3].tracked_number
    assert hidden not in {each.tracked_number for each in whole}


async def test_illustrative_lines_are_never_mixed_with_published_ones(town: Town) -> None:
    real, invented = await all_lines(town), await all_lines(town, illustrative=True)
    assert {each.illustrative for each in real} == {False}
    assert {each.illustrative for each in invented} == {True}
    assert {each.tracked_number.startswith("EX-") for each in invented} == {True}
    assert len(invented) == 3 + 1  # every eighth of 24, one of which is put to two bodies


FILTERS = [
    *(("position", value) for value in events.Position.values() if value),
    *(("progress", value) for value in events.Progress.values() if value),
    *(("verification", value) for value in events.Verification.values() if value),
    *(("response", value) for value in pb.ClockState.values() if value),
    *(("delivery", value) for value in pb.ClockState.values() if value),
    *(("bar_group", value) for value in pb.BarGroup.values() if value),
    ("theme", "media"),
    ("theme", "nothing of ours"),
]
READ: dict[str, Any] = {
    "position": lambda line: line.says.position,
    "progress": lambda line: line.says.progress,
    "verification": lambda line: line.checked.verification,
    "response": lambda line: line.response.state,
    "delivery": lambda line: line.delivery.state,
    "bar_group": lambda line: line.headline.bar_group,
}


async def test_every_filter_finds_what_the_lines_themselves_say(later: Town) -> None:
    """The clocks are said twice, in Python and in SQL: on every day both say the same."""
    whole = await all_lines(later)
    seen: Counter[str] = Counter()
    for name, value in FILTERS:
        read = READ.get(name)
        expected = [each for each in whole if (read(each) == value if read else value in each.themes)]
        found = await all_lines(later, page_size=200, **{name: value})
        assert [place(each) for each in found] == [place(each) for each in expected], (name, value)
        seen[name] += len(found)
    assert all(seen[name] for name in READ), "every filter found something"
    for clock in ("response", "delivery"):
        stopped = await all_lines(later, **{clock: pb.CLOCK_STATE_STOPPED})
        assert stopped, f"some {clock} clock stopped near its date"
        assert not standing_places(stopped)


async def test_filters_by_addressee_and_consultation(town: Town) -> None:
    whole = await all_lines(town)
    slug, number = whole[0].addressee.slug, whole[0].consultation_number
    of_body = await all_lines(town, addressee_slug=slug)
    assert [place(each) for each in of_body] == [place(each) for each in whole if each.addressee.slug == slug]
    of_consultation = await all_lines(town, consultation_number=number.lower())
    assert {each.consultation_number for each in of_consultation} == {number}


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        pytest.param("کمیشن ۱۴ دن میں", "14", id="Urdu digits, by Latin ones"),
        pytest.param("کمیشن 14 دن میں", "١٤", id="Latin digits, by Arabic ones"),
        pytest.param("مسئلہ", "مسیلہ", id="a letter with a hamza, by the one without"),
        pytest.param("مسی\u0654لہ", "مسئلہ", id="a hamza of its own, by the letter with one"),
        pytest.param("خانۂ", "خانه", id="he with a hamza, by the Arabic one"),
        pytest.param("مُدَّت", "مدت", id="vowel signs, without them"),
        pytest.param("مدت", "مُدَّت", id="without vowel signs, with them"),
        pytest.param("می\u200cخواہم", "میخواہم", id="a joiner, by none"),
        pytest.param("می\u200cخواہم", "خواہم", id="a joiner, by a blank"),
        pytest.param("می خواہم", "می\u200cخواہم", id="a blank, by a joiner"),
        pytest.param("میخواہم", "می\u200cخواہم", id="none, by a joiner"),
        pytest.param("كتاب", "کتاب", id="Arabic kaf, by Urdu's"),
        pytest.param("\ufedb\ufe98\ufe8e\ufe8f", "کتاب", id="letters as a PDF gives them, by those that are typed"),
        pytest.param("کتاب", "\ufedb\ufe98\ufe8e\ufe8f", id="letters that are typed, by those of a PDF"),
        pytest.param("کھانا", "كهانا", id="he with two eyes, by the only he of an Arabic keyboard"),
        pytest.param("انہیں", "انھیں", id="he, by the one with two eyes"),
        pytest.param("علما نے 2026 میں", "علماء", id="no hamza at the end, by one"),
        pytest.param("سنہ 2026 میں", "۲۰۲۶ء", id="a year without its sign, by one with it"),
    ],
)
async def test_urdu_is_found_whichever_letter_forms_were_typed(town: Town, kept: str, typed: str) -> None:
    text = texts.new({"ur": kept}, "ur")
    statement = "SELECT words @@ searched(%(typed)s) AS found FROM texts WHERE text_id = %(id)s"
    async with town.house.database.transaction() as tx:
        await texts.store(tx, [text])
        for word, expected in ((typed, True), ("نہیں", False)):
            row = await (await tx.execute(statement, {"typed": word, "id": UUID(text.text_id)})).fetchone()
            assert row == {"found": expected}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("number 12", {12}, id="several words"),
        pytest.param("RECOMM 13", {13}, id="letter case and beginnings of words"),
        pytest.param("سفارش 14", {14}, id="Urdu"),
        pytest.param("بارے ميں 14", {14}, id="Arabic letter forms are folded"),
        pytest.param("بارے مِیں \u200f ء \u0640 ۱۴", {14}, id="vowel signs end no word, marks alone are none"),
        pytest.param("hotline 13", {13}, id="a word of the title and one of the text"),
        pytest.param("' & | ! :* \\ 16", {16}, id="signs that mean something to the database"),
        pytest.param("nothing of ours", set(), id="nothing"),
    ],
)
async def test_a_search_for_words_finds_titles_and_texts_in_both_languages(
    town: Town, text: str, found: set[int]
) -> None:
    lines = await all_lines(town, text=text)
    numbers = {int(each.title.bodies["en"].rpartition(" ")[2]) for each in lines}
    assert numbers == found


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"words._RARE": -1}, id="in too many texts to lead to the lines"),
        pytest.param({"searching._DENSE": 0}, id="in so many of the newest that nobody counts texts"),
        pytest.param({"searching._DENSE": 0, "searching._WIDER": 0}, id="further lines lie less densely"),
    ],
)
async def test_a_search_for_words_of_many_texts_goes_on_page_by_page(
    town: Town, monkeypatch: pytest.MonkeyPatch, values: dict[str, int]
) -> None:
    expected = {text: await all_lines(town, text=text) for text in ("number 12", "number hotline", "nothing of ours")}
    for name, value in values.items():
        monkeypatch.setattr(f"{filters.__name__}.{name}", value)
    monkeypatch.setattr(searching, "FIRST_SEARCHED", 2)
    monkeypatch.setattr(searching, "MOST_SEARCHED", 5)
    for text, whole in expected.items():
        found = await all_lines(town, page_size=3, text=text)
        assert [place(each) for each in found] == [place(each) for each in whole]
    first = await town.house.public.ListLines(pb.ListLinesRequest(filter=pb.LineFilter(text="number 12")))
    assert (first.lines, first.total, first.at_least, bool(first.next_page_token)) == ([], 0, True, True)
    whole = await town.house.public.ListLines(pb.ListLinesRequest(filter=pb.LineFilter(text="number")))
    assert (whole.total, whole.at_least) == (5, True), "as many as are looked through"


async def test_among_few_texts_a_word_of_old_lines_is_found_at_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await all_lines(town, text="number 12")
    monkeypatch.setattr(searched_words, "_COMMON", 0)  # whatever share of them has it
    monkeypatch.setattr(searching, "FIRST_SEARCHED", 2)
    monkeypatch.setattr(searching, "MOST_SEARCHED", 5)
    page = await town.house.public.ListLines(pb.ListLinesRequest(filter=pb.LineFilter(text="number 12")))
    assert [place(each) for each in page.lines] == [place(each) for each in expected]
    assert (page.total, page.at_least, page.next_page_token) == (len(expected), False, "")


async def test_lines_that_the_summary_does_not_know_are_counted_up_to_a_bound_and_said_to_be_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 4)
    wanted = pb.LineFilter(text="number")
    page = await town.house.public.ListLines(pb.ListLinesRequest(filter=wanted))
    overview = await town.house.public.GetOverview(pb.GetOverviewRequest(filter=wanted))
    assert (page.total, page.at_least, len(page.lines) > 4) == (4, True, True)
    assert (overview.total, overview.at_least) == (4, True)
    newest = Counter(each.addressee.slug for each in page.lines[:4])
    assert {bar.addressee.slug: sum(part.lines for part in bar.parts) for bar in overview.bars} == newest
    few = pb.LineFilter(text="number 12")
    page = await town.house.public.ListLines(pb.ListLinesRequest(filter=few))
    assert (page.total, page.at_least) == (len(page.lines), False)


async def test_all_lines_of_a_consultation_are_counted_however_many_there_are(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 1)
    line = town.lines[5]
    wanted = pb.LineFilter(consultation_number=line.number.partition("/")[0])
    page = await town.house.public.ListLines(pb.ListLinesRequest(filter=wanted))
    overview = await town.house.public.GetOverview(pb.GetOverviewRequest(filter=wanted))
    assert len(line.assignments) == len(page.lines) == 2
    assert [(each.total, each.at_least) for each in (page, overview)] == [(2, False)] * 2
    told = {bar.addressee.slug: sum(part.lines for part in bar.parts) for bar in overview.bars}
    assert told == Counter(each.addressee.slug for each in page.lines)


async def test_each_of_the_four_counts_opens_its_list(later: Town) -> None:
    for illustrative in (False, True):
        overview = await later.house.public.GetOverview(
            pb.GetOverviewRequest(filter=pb.LineFilter(illustrative=illustrative))
        )
        for count, told in (
            (pb.COUNT_ASKED, overview.asked),
            (pb.COUNT_ANSWERED, overview.answered),
            (pb.COUNT_SAY_DONE, overview.say_done),
            (pb.COUNT_SHOWN_DONE, overview.shown_done),
        ):
            assert len(await all_lines(later, illustrative=illustrative, count=count)) == told


async def test_bars_add_up_to_the_table(later: Town) -> None:
    whole = await all_lines(later)
    overview = await later.house.public.GetOverview(pb.GetOverviewRequest())
    told = {(bar.addressee.slug, part.bar_group): part.lines for bar in overview.bars for part in bar.parts}
    assert told == Counter((each.addressee.slug, each.headline.bar_group) for each in whole)
    assert overview.total == len(whole)
    assert overview.tracked == len(standing(whole))
    assert overview.recorded == 2
    register = await later.house.public.ListAddressees(pb.ListAddresseesRequest())
    barred = {bar.addressee.slug for bar in overview.bars}
    named = [bar.addressee for bar in overview.bars]
    assert named == [each for each in register.addressees if each.slug in barred], "named, and in order, as there"
    assert len(named) > 1


async def test_bars_turn_on_the_day_after_their_date_without_a_write(town: Town) -> None:
    dates = await town.house.rows(
        "SELECT DISTINCT bar_until_date AS day FROM assignments WHERE listed AND bar_until_date IS NOT NULL ORDER BY 1"
    )
    now = town.house.clock.now
    for day in [dates[0]["day"], dates[-1]["day"]]:
        for after in (0, 1):
            town.house.clock.advance(days=(day - town.house.clock.today).days + after)
            whole = Counter(each.headline.bar_group for each in await all_lines(town))
            overview = await town.house.public.GetOverview(pb.GetOverviewRequest())
            told: Counter[int] = Counter()
            for bar in overview.bars:
                told.update({part.bar_group: part.lines for part in bar.parts})
            assert told == whole
            late = await all_lines(town, bar_group=pb.BAR_GROUP_NO_ANSWER)
            assert len(late) == whole[pb.BAR_GROUP_NO_ANSWER]
    town.house.clock.now = now


async def test_a_filtered_overview_counts_what_the_filtered_list_holds(later: Town) -> None:
    wanted = pb.LineFilter(theme="media", position=events.POSITION_ACCEPTED)
    whole = await all_lines(later, theme="media", position=events.POSITION_ACCEPTED)
    overview = await later.house.public.GetOverview(pb.GetOverviewRequest(filter=wanted))
    assert overview.total == len(whole) == sum(part.lines for bar in overview.bars for part in bar.parts)


async def _summaries(town: Town, wanted: LineFilter, *, today: date) -> tuple[counts.Summary, counts.Summary]:
    async with town.house.database.transaction(read_only=True) as tx:
        kept = await counts.read(tx, wanted, today=today)
        live = await lists.live_summary(tx, await filters.chosen(tx, wanted, today=today), most=10_000)
    return kept, live


SUMMED_UP = [
    LineFilter(),
    LineFilter(illustrative=True),
    LineFilter(theme="media"),
    LineFilter(theme="nothing of ours"),
    *(LineFilter(position=each) for each in Position),
    *(LineFilter(progress=each) for each in Progress),
    *(LineFilter(verification=each) for each in Verification),
    *(LineFilter(bar_group=each) for each in BarGroup),
    *(LineFilter(count=each) for each in Count),
    *(LineFilter(response=each) for each in ResponseClock),
    *(LineFilter(delivery=each) for each in DeliveryClock),
    LineFilter(response=ResponseClock.PAST_DATE, delivery=DeliveryClock.PAST_DATE, theme="media"),
    LineFilter(response=ResponseClock.DUE_SOON, bar_group=BarGroup.WAITING),
    LineFilter(theme="child_safety", bar_group=BarGroup.NO_ANSWER),
    LineFilter(theme="media", position=Position.ACCEPTED, count=Count.ANSWERED, illustrative=True),
    LineFilter(progress=Progress.REPORTED_COMPLETE, count=Count.SAY_DONE, bar_group=BarGroup.SAYS_DONE),
]


async def _compare_summaries(town: Town, *, today: date | None = None) -> None:
    slug = (await town.house.rows("SELECT slug FROM addressees ORDER BY slug LIMIT 1"))[0]["slug"]
    for wanted in [*SUMMED_UP, LineFilter(addressee_slug=slug), LineFilter(addressee_slug=slug, theme="media")]:
        kept, live = await _summaries(town, wanted, today=today or town.house.clock.today)
        assert (kept.bars, kept.counts) == (live.bars, live.counts), wanted


@pytest.mark.parametrize("folded", [False, True], ids=["as appended", "after folding"])
async def test_the_summary_is_what_counting_live_gives(later: Town, folded: bool) -> None:
    if folded:
        await later.house.fold()
        assert await later.house.rows("SELECT 1 FROM count_deltas UNION ALL SELECT 1 FROM line_count_deltas") == []
    await _compare_summaries(later)


@pytest.mark.parametrize(
    ("column", "name", "states"),
    [
        pytest.param("response_due_date", "response", ResponseClock, id="asked"),
        pytest.param("delivery_date", "delivery", DeliveryClock, id="promised"),
    ],
)
async def test_lines_pass_a_date_and_come_near_it_day_by_day_whatever_month_it_lies_in(
    town: Town, column: str, name: str, states: type[ResponseClock] | type[DeliveryClock]
) -> None:
    statement = f"SELECT min({column}) AS first, max({column}) AS last FROM assignments WHERE listed"
    dues = (await town.house.rows(statement))[0].values()
    begins = [day.replace(day=1) for day in dues]
    passed = set()
    for today in sorted({day + timedelta(days=by) for day in [*dues, *begins] for by in (-10, 0, 1)}):
        for state in (states("past_date"), states("due_soon")):
            kept, live = await _summaries(town, LineFilter(**{name: state}), today=today)  # type: ignore[arg-type]
            assert (kept.bars, kept.counts) == (live.bars, live.counts), (today, state)
            if state == "past_date":
                passed.add(live.lines)
    assert len(passed) > 1, "some day at least one more line had passed its date"


async def test_what_turned_after_the_last_event_is_not_folded(town: Town) -> None:
    """A past day after which nothing was recorded is read from the counts of now."""
    day = (await town.house.rows("SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1"))[0][
        "recorded_at"
    ].date()
    try:
        async with town.house.database.transaction() as tx:
            await steps.note_done_day(tx, day + timedelta(days=400))
        await town.house.fold()
        for days in (0, 12, 35):
            await _compare_summaries(town, today=day + timedelta(days=days))
    finally:
        await _recount(town)


async def test_what_turned_is_folded_into_where_it_stands(later: Town) -> None:
    yesterday = later.house.clock.today - timedelta(days=1)
    turned = "SELECT 1 FROM line_counts WHERE since_date > '-infinity' AND since_date <= %(day)s"
    try:
        async with later.house.database.transaction() as tx:
            await steps.note_done_day(tx, yesterday)
        await later.house.hide(later.lines[9])  # something is recorded today
        await later.house.show(later.lines[9])
        await later.house.fold()
        assert await later.house.rows(turned, day=yesterday) == []
        await _compare_summaries(later)
    finally:
        await _recount(later)
    await _compare_summaries(later)


async def _recount(town: Town) -> None:
    """Forget how far the clock was, and count anew."""
    async with town.house.database.transaction() as tx:
        await tx.execute("DELETE FROM clock_days")
        await tx.execute("TRUNCATE counts, line_counts, response_counts")
        await counts.recount(tx)


async def test_the_metric_of_lines_past_their_date_is_the_real_ones_of_the_list(later: Town) -> None:
    await measure_lines(later.house.database, today=later.house.clock.today)
    late = await all_lines(later, bar_group=pb.BAR_GROUP_NO_ANSWER)
    assert REGISTRY.get_sample_value("roundtable_lines_past_date") == len(late)


async def test_folding_again_changes_nothing(town: Town) -> None:
    await town.house.fold()
    both = "SELECT c::text AS row FROM counts c UNION ALL SELECT c::text FROM line_counts c ORDER BY 1"
    before = await town.house.rows(both)
    await town.house.fold()
    assert await town.house.rows(both) == before


async def test_folding_adds_to_what_was_folded_before(town: Town) -> None:
    await town.house.fold()
    tracked = await town.house.tracked(town.bodies[0])
    await town.house.fold()
    await town.house.accepted(tracked.assignments[town.bodies[0]])
    await town.house.fold()
    kept, live = await _summaries(town, LineFilter(), today=town.house.clock.today)
    assert (kept.bars, kept.counts) == (live.bars, live.counts)
    assert await _tracked(town) == len(standing(await all_lines(town)))


async def _tracked(town: Town) -> int:
    return int((await town.house.public.GetOverview(pb.GetOverviewRequest())).tracked)


async def test_a_scorecard_tells_counts_times_and_the_oldest_silence(later: Town) -> None:
    whole = await all_lines(later)
    slug = whole[0].addressee.slug
    card = await later.house.public.GetAddressee(pb.GetAddresseeRequest(slug=slug))
    own = [each for each in whole if each.addressee.slug == slug]
    assert sum(part.lines for part in card.bar.parts) == len(own)
    answered = await all_lines(later, addressee_slug=slug, count=pb.COUNT_ANSWERED)
    assert card.answered == len(answered)
    assert card.answered_on_time == sum(each.response.state == pb.CLOCK_STATE_MET for each in answered)
    live = """
        SELECT count(*) AS asked, coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY t.days), 0) AS median
          FROM response_times t
          JOIN addressees b ON b.id = t.addressee_id
         WHERE b.slug = %(slug)s AND NOT t.illustrative
    """
    (counted,) = await later.house.rows(live, slug=slug)
    assert (card.asked, card.median_response_days) == (counted["asked"], counted["median"])
    silent = [each for each in own if each.response.state == pb.CLOCK_STATE_PAST_DATE]
    silent.sort(key=lambda each: (each.response.due_date, int(each.tracked_number.rpartition("-")[2])))
    assert card.oldest_unanswered == (silent[0].tracked_number if silent else "")


async def test_an_unknown_slug_or_number_is_not_found(town: Town) -> None:
    public = town.house.public
    for call in (
        public.GetAddressee(pb.GetAddresseeRequest(slug="nobody")),
        public.GetRecommendation(pb.GetRecommendationRequest(tracked_number="R-9999")),
        public.GetRecommendation(pb.GetRecommendationRequest(tracked_number="")),
        public.ListConsultationLines(pb.ListConsultationLinesRequest(consultation_number="C-9999")),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await call
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_the_items_of_a_consultation_come_page_by_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = await town.house.consultation()
    number = consultation[1]
    for _ in range(3):
        await town.house.tracked(*town.bodies, consultation=consultation)
        await town.house.recorded(consultation=consultation)

    async def read(page_size: int) -> tuple[list[pb.StatementHeadlines], int]:
        asked, found, answers = pb.ListConsultationLinesRequest(consultation_number=number, page_size=page_size), [], 0
        while answers == 0 or asked.after_item:
            page = await town.house.public.ListConsultationLines(asked)
            found += page.statements
            answers += 1
            asked.after_item = page.next_after_item
        return found, answers

    whole, answers = await read(0)
    assert (len(whole), answers) == (6, 1)
    assert await read(1) == (whole, len(whole))
    monkeypatch.setattr(recommendations_public, "_ANSWER_BYTES", 1)
    assert await read(200) == (whole, len(whole)), "an answer that is full ends earlier"
    for wrong in (pb.ListConsultationLinesRequest(after_item=-1), pb.ListConsultationLinesRequest(page_size=201)):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await town.house.public.ListConsultationLines(wrong)
        assert fields_at_fault(refused.value) == [wrong.ListFields()[0][0].name]


async def test_changes_come_newest_first_and_page_by_page(town: Town) -> None:
    found, token = [], ""
    while True:
        reply = await town.house.public.ListChanges(pb.ListChangesRequest(page_size=7, page_token=token))
        found += reply.changes
        token = reply.next_page_token
        if not token:
            break
    days = [each.entry.occurred_date for each in found]
    assert days == sorted(days, reverse=True)
    assert len(found) > 20
    assert town.lines[3].tracked_number not in {each.tracked_number for each in found}
    assert pb.TIMELINE_KIND_WITHDRAWN in {each.entry.kind for each in found}
    assert all(each.title.bodies for each in found)


@pytest.mark.parametrize(
    ("method", "request_", "field"),
    [
        ("ListLines", pb.ListLinesRequest(page_size=201), "page_size"),
        ("ListLines", pb.ListLinesRequest(page_size=-1), "page_size"),
        ("ListLines", pb.ListLinesRequest(page_token="WyJ4Il0"), "page_token"),
        ("ListLines", pb.ListLinesRequest(page_token="no token"), "page_token"),
        ("ListLines", pb.ListLinesRequest(filter=pb.LineFilter(text="x" * 201)), "filter.text"),
        ("ListLines", pb.ListLinesRequest(filter=pb.LineFilter(position=77)), "filter.position"),  # type: ignore[arg-type]
        ("ListLines", pb.ListLinesRequest(filter=pb.LineFilter(response=77)), "filter.response"),  # type: ignore[arg-type]
        ("GetOverview", pb.GetOverviewRequest(filter=pb.LineFilter(count=77)), "filter.count"),  # type: ignore[arg-type]
        ("ListChanges", pb.ListChangesRequest(page_token="WyIyMDI2LTEzLTAxIiwgIjEiXQ"), "page_token"),
        ("ListAddressees", pb.ListAddresseesRequest(page_token="e30"), "page_token"),
    ],
)
async def test_a_bad_filter_or_token_is_refused_by_field(town: Town, method: str, request_: Any, field: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await getattr(town.house.public, method)(request_)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_at_fault(refused.value) == [field]


@pytest.fixture
async def aged(town: Town) -> AsyncIterator[Town]:
    """The same town when some dates have passed."""
    town.house.clock.advance(days=45)
    yield town
    town.house.clock.advance(days=-45)


@pytest.mark.parametrize("by_recorded", [False, True], ids=["as it happened", "as it was recorded"])
@pytest.mark.parametrize("most_looked_at", [3, 5_000])
async def test_of_a_filter_every_change_of_its_lines_is_found_and_no_other(
    aged: Town, monkeypatch: pytest.MonkeyPatch, by_recorded: bool, most_looked_at: int
) -> None:
    monkeypatch.setattr(history, "MOST_LOOKED_AT", most_looked_at)
    everything = await all_changes(aged, by_recorded=False)
    seen = 0
    bodies = [each["slug"] for each in await aged.house.rows("SELECT slug FROM addressees")]
    for wanted in (
        {},
        {"theme": "media"},
        *({"addressee_slug": each} for each in bodies),
        {"position": events.POSITION_DECLINED},
        {"response": pb.CLOCK_STATE_PAST_DATE},
        {"text": "number 5"},
        {"illustrative": True},
        {"text": "nothing of the kind"},
    ):
        chosen = {(each.tracked_number, each.addressee.slug) for each in await all_lines(aged, **wanted)}
        found = await all_changes(aged, by_recorded=by_recorded, filter=pb.LineFilter(**wanted))
        slugs = {number: {slug for one, slug in chosen if one == number} for number, _ in chosen}
        source = (
            await all_changes(aged, by_recorded=False, illustrative=True) if "illustrative" in wanted else everything
        )
        expected = [
            each
            for each in source
            if (each.tracked_number, each.entry.addressee.slug) in chosen
            or (not each.entry.HasField("addressee") and each.tracked_number in slugs)
        ]
        assert sorted(map(_told, found)) == sorted(map(_told, expected)), wanted
        assert all(set(each.addressee_slugs) == slugs[each.tracked_number] for each in found)
        days = [(each.entry.recorded_date if by_recorded else "") or each.entry.occurred_date for each in found]
        assert days == sorted(days, reverse=True)
        seen += len(found)
    assert seen > len(everything)


async def all_changes(town: Town, **wanted: Any) -> list[pb.Change]:
    """Read all pages of changes."""
    found, token = [], ""
    while True:
        request = pb.ListChangesRequest(page_size=7, page_token=token, **wanted)
        reply = await town.house.public.ListChanges(request)
        found += reply.changes
        token = reply.next_page_token
        if not token:
            return found


def _told(change: pb.Change) -> tuple[str, str, str]:
    return change.tracked_number, change.entry.occurred_date, change.entry.SerializeToString(deterministic=True).hex()


async def test_the_register_is_listed_by_name_with_ids_for_people_only(town: Town) -> None:
    found, token = [], ""
    while True:
        reply = await town.house.public.ListAddressees(pb.ListAddresseesRequest(page_size=2, page_token=token))
        found += reply.addressees
        token = reply.next_page_token
        if not token:
            break
    names = [each.name.bodies["en"].lower() for each in found]
    assert names == sorted(names)
    assert len(names) == len(set(names)) == 3
    somebody = await town.house.person("facilitator")
    register = await town.house.call(somebody, "ListRegister", pb.ListRegisterRequest())
    assert {UUID(each.addressee_id) for each in register.addressees} == set(town.bodies)
    assert all(each.liaisons > 0 for each in register.addressees)


async def test_a_liaison_sees_its_own_lines_what_needs_an_answer_first(town: Town) -> None:
    liaison = await town.house.liaison(town.bodies[0])
    promise = await town.house.tracked(town.bodies[0], type=published.STATEMENT_TYPE_COMMITMENT)
    found, token = [], ""
    while True:
        request = pb.ListMyAssignmentsRequest(page_size=3, page_token=token)
        reply = await town.house.call(liaison, "ListMyAssignments", request)
        found += reply.assignments
        token = reply.next_page_token
        if not token:
            break
    slug = (await town.house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=town.bodies[0]))[0]["slug"]
    assert {each.line.addressee.slug for each in found} == {slug}
    assert len({each.assignment_id for each in found}) == len(found)
    needs = [
        not each.line.milestones.answered_date
        and each.line.headline.headline != pb.HEADLINE_WITHDRAWN
        and each.line.tracked_number != promise.tracked_number  # a promise asks nothing
        for each in found
    ]
    assert needs == sorted(needs, reverse=True)
    dates = [each.line.response.due_date or "9999" for each, need in zip(found, needs, strict=True) if need]
    assert dates == sorted(dates)


async def test_a_liaison_opens_its_own_line_by_number_and_nobody_elses(town: Town) -> None:
    tracked = town.lines[0]
    liaison, other = await town.house.liaison(town.bodies[0]), await town.house.liaison(town.bodies[1])
    request = pb.GetAssignmentRequest(tracked_number=tracked.tracked_number)
    shown = await town.house.call(liaison, "GetAssignment", request)
    assert shown.assignment.assignment_id == str(tracked.assignments[town.bodies[0]])
    assert shown.assignment.version == await town.house.version(tracked.assignments[town.bodies[0]])
    assert shown.assignment.timeline
    assert shown.assignment.host_name.bodies["en"] == "Host organisation"
    by_id = pb.GetAssignmentRequest(assignment_id=shown.assignment.assignment_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await town.house.call(other, "GetAssignment", by_id)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    for absent in (request, pb.GetAssignmentRequest(assignment_id="00000000-0000-5000-8000-000000000000")):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await town.house.call(other, "GetAssignment", absent)
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_the_host_opens_a_line_by_number_and_slug_and_another_host_does_not(town: Town) -> None:
    tracked = town.lines[5]  # put to two bodies
    slugs = {row["id"]: row["slug"] for row in await town.house.rows("SELECT id, slug FROM addressees")}
    host = await town.house.person("facilitator", organisation_id=tracked.host_id)
    for body, assignment in tracked.assignments.items():
        request = pb.GetAssignmentRequest(tracked_number=tracked.tracked_number, addressee_slug=slugs[body])
        shown = await town.house.call(host, "GetAssignment", request)
        assert shown.assignment.assignment_id == str(assignment)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await town.house.call(await town.house.person("facilitator"), "GetAssignment", request)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_only_who_holds_a_mandate_for_the_body_may_answer_for_it(town: Town) -> None:
    tracked, body = town.lines[0], town.bodies[0]
    request = pb.GetAssignmentRequest(assignment_id=str(tracked.assignments[body]))
    people = {
        "liaison": await town.house.liaison(body),
        **{
            each: await town.house.person(each, organisation_id=tracked.host_id) for each in ("facilitator", "reviewer")
        },
        **{each: await town.house.person(each) for each in ("verifier", "registrar")},
    }
    shown = {who: (await town.house.call(each, "GetAssignment", request)).assignment for who, each in people.items()}
    assert {who for who, each in shown.items() if each.may_answer} == {"liaison"}
    assert {who for who, each in shown.items() if each.may_reply} == {"liaison"}
    assert {who for who, each in shown.items() if not each.file_refusal} == {"liaison", "verifier"}
    assert {who for who, each in shown.items() if not each.scan_refusal} == {"facilitator", "registrar"}


async def test_a_hidden_line_of_others_does_not_exist(town: Town) -> None:
    tracked = town.lines[3]
    (assignment,) = tracked.assignments.values()
    request = pb.GetAssignmentRequest(assignment_id=str(assignment))
    absent = pb.GetAssignmentRequest(assignment_id="00000000-0000-5000-8000-000000000000")
    stranger = await town.house.person("facilitator")
    with pytest.raises(grpc.aio.AioRpcError) as hidden:
        await town.house.call(stranger, "GetAssignment", request)
    with pytest.raises(grpc.aio.AioRpcError) as missing:
        await town.house.call(stranger, "GetAssignment", absent)
    assert (hidden.value.code(), hidden.value.details()) == (missing.value.code(), missing.value.details())


async def test_claims_come_longest_waiting_first_without_what_is_shown_to_be_done(town: Town) -> None:
    verifier = await town.house.person("verifier")
    found, token = [], ""
    while True:
        reply = await town.house.call(verifier, "ListClaims", pb.ListClaimsRequest(page_size=2, page_token=token))
        found += reply.assignments
        token = reply.next_page_token
        if not token:
            break
    days = [each.claim_date for each in found]
    assert days == sorted(days)
    assert found
    assert all(each.line.says.progress_entry.evidence for each in found)
    assert events.VERIFICATION_VERIFIED_COMPLETE not in {each.line.checked.verification for each in found}


async def test_a_press_promise_is_in_no_list_until_its_maker_was_asked(town: Town) -> None:
    house = town.house
    body = await house.body()
    tracked = await house.tracked(body, type=published.STATEMENT_TYPE_COMMITMENT, press_reported=True)
    assert (await house.line(tracked)).headline.headline == pb.HEADLINE_REPORTED_IN_THE_PRESS
    assert tracked.tracked_number not in {each.tracked_number for each in await all_lines(town)}
    await house.accepted(tracked.assignments[body])
    assert tracked.tracked_number in {each.tracked_number for each in await all_lines(town)}
    assert await _tracked(town) == len(standing(await all_lines(town)))


@pytest.mark.covers("invariant 11")
async def test_public_answers_hold_no_uuid_of_ours(town: Town) -> None:
    """A uuid7 tells the millisecond."""
    answers = [
        await town.house.public.ListLines(pb.ListLinesRequest(page_size=200)),
        await town.house.public.ListChanges(pb.ListChangesRequest(page_size=200)),
        await town.house.public.GetOverview(pb.GetOverviewRequest()),
        await town.house.public.GetRecommendation(
            pb.GetRecommendationRequest(tracked_number=town.lines[0].tracked_number)
        ),
    ]
    whole = b"".join(each.SerializeToString() for each in answers)
    ids = [row["id"] for row in await town.house.rows("SELECT id FROM addressees UNION SELECT id FROM recommendations")]
    assert not [each for each in ids if str(each).encode() in whole]
