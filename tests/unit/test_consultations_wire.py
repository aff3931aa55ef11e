"""What comes in is checked field by field, what is kept comes out again, and unnamed fields change nothing."""

from typing import Any

import pytest

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as register
from services.chassis.errors import InvalidArgument
from services.consultations import wire
from services.consultations.domain.values import Role
from services.consultations.wire import drafts

ID = "01993b4e-0000-7000-8000-000000000001"
OTHER = "01993b4e-0000-7000-8000-000000000002"


def words(english: str, **more: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language="en", bodies={"en": english, **more})


def test_what_is_entered_of_a_consultation_comes_out_again() -> None:
    given = pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_SERIES,
        state=events.CONSULTATION_STATE_PLANNED,
        title=words("Media Baithak", ur="میڈیا بیٹھک"),
        summary=words("A programme.\nTwo lines."),
        host_name=words("Press archive (example)"),
        organisers=words("GNMI"),
        attending_bodies=["PTA", "MoITT"],
        place=words("Islamabad"),
        online=True,
        starts_date="2026-02-01",
        ends_date="2026-02-03",
        date_note=words("Friday"),
        themes=["child_safety", "media"],
        attribution_rule=pb.ATTRIBUTION_RULE_ON_RECORD,
        outputs=[
            pb.Output(
                kind=pb.OUTPUT_KIND_VIDEO,
                count_printed=141,
                title=words("v"),
                url="https://a.example/v",
                consented=True,
            )
        ],
        figures=[
            pb.Figure(label="participants", value=502, as_printed="502 participants"),
            pb.Figure(label="participants", value=186, by=pb.FIGURE_BY_GENDER, group="women"),
            pb.Figure(label="participants", value=502, by=pb.FIGURE_BY_REGION, group="not_stated"),
            pb.Figure(label="interviews", value=131, part_of="videos"),
        ],
        figures_conflict=words("131 and 21 are not 141"),
        source=pb.Source(type="published_article", name="A paper", url="http://b.example", retrieved_date="2026-01-01"),
        funder=words("A funder"),
        foreseen_addressees=["Meta", "FIA"],
        illustrative=True,
        response_period_days=30,
        programme_id=ID,
        sensitive=True,
        partners=words("The partners"),
        starts_time="09:30",
        ends_time="17:00",
        time_zone="Asia/Karachi",
        languages=["en", "ur"],
        agenda=[
            pb.AgendaItem(starts_time="09:30", ends_time="10:00", title=words("Opening", ur="آغاز")),
            pb.AgendaItem(title=words("Lunch")),
        ],
    )
    assert all(
        given.HasField(f.name)  # type: ignore[arg-type]
        for f in given.DESCRIPTOR.fields
        if f.message_type and not f.is_repeated
    )
    assert drafts.consultation_details(wire.consultation_details(given)) == given


def test_what_is_entered_of_a_statement_comes_out_again() -> None:
    given = pb.StatementDetails(
        type=events.STATEMENT_TYPE_COMMITMENT,
        title=words("Titel"),
        text=words("What was said", ur="جو کہا گیا"),
        source_sentence=words("s"),
        source_sentence_public=True,
        source_row="C0-03",
        participant_id=ID,
        speaker_note=words("the organisers"),
        addressee_basis=pb.ADDRESSEE_BASIS_EXPLICIT,
        addressee_ids=[ID, OTHER],
        lead_addressee_id=OTHER,
        addressee_note=words("as printed"),
        verifiability=pb.VerifiabilityEntry(who=words("a"), what=words("b"), by_when=words("c"), shown_how=words("d")),
        verifiable=pb.VERIFIABLE_PARTLY,
        uncertain=True,
        note=words("n"),
        garbled=True,
        press_reported=True,
        themes=["media"],
    )
    assert drafts.statement_details(wire.statement_details(given)) == given


def test_what_is_not_stated_takes_the_cautious_default() -> None:
    details = drafts.consultation_details(wire.consultation_details(pb.ConsultationDetails()))
    assert details.attribution_rule == pb.ATTRIBUTION_RULE_CHATHAM_HOUSE
    assert details.response_period_days == 60
    assert (details.starts_date, details.source.retrieved_date, details.programme_id) == ("", "", "")
    someone = wire.participant_details(pb.ParticipantDetails(name="Participant 4"))
    assert someone.attribution == "anonymous"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": 99}, "details.kind"),
        ({"state": 99}, "details.state"),
        ({"attribution_rule": 99}, "details.attribution_rule"),
        ({"title": words("x" * 201)}, "details.title.bodies[en]"),
        ({"title": text_pb2.LocalizedText(bodies={"de": "Titel"})}, "details.title.bodies"),
        ({"starts_date": "1 March"}, "details.starts_date"),
        ({"starts_date": "20260301"}, "details.starts_date"),
        ({"starts_date": "2026-02-30"}, "details.starts_date"),
        ({"ends_date": "2026-03-01"}, "details.ends_date"),
        ({"starts_date": "2026-03-02", "ends_date": "2026-03-01"}, "details.ends_date"),
        ({"themes": ["Child Safety"]}, "details.themes[0]"),
        ({"themes": ["a"] * 21}, "details.themes"),
        ({"attending_bodies": ["a"] * 201}, "details.attending_bodies"),
        ({"outputs": [pb.Output()]}, "details.outputs[0].kind"),
        ({"outputs": [pb.Output(kind=pb.OUTPUT_KIND_VIDEO, count_printed=-1)]}, "details.outputs[0].count_printed"),
        ({"outputs": [pb.Output(kind=pb.OUTPUT_KIND_VIDEO, url="javascript:alert(1)")]}, "details.outputs[0].url"),
        ({"outputs": [pb.Output(kind=pb.OUTPUT_KIND_VIDEO, url="https://[::1")]}, "details.outputs[0].url"),
        ({"figures": [pb.Figure(label="Women", value=1)]}, "details.figures[0].label"),
        ({"figures": [pb.Figure(label="women", value=-1)]}, "details.figures[0].value"),
        ({"figures": [pb.Figure(label="women", by=99)]}, "details.figures[0].by"),  # type: ignore[arg-type]
        ({"figures": [pb.Figure(label="videos", by=pb.FIGURE_BY_REGION, group="Sindh")]}, "details.figures[0].by"),
        ({"figures": [pb.Figure(label="participants", group="Sindh")]}, "details.figures[0].by"),
        ({"figures": [pb.Figure(label="participants", by=pb.FIGURE_BY_SECTOR)]}, "details.figures[0].group"),
        ({"figures": [pb.Figure(label="participants", by=pb.FIGURE_BY_GENDER, group="Sindh")]},
         "details.figures[0].group"),
        ({"figures": [pb.Figure(label="videos", part_of="videos")]}, "details.figures[0].part_of"),
        ({"figures": [pb.Figure(label="a", by=pb.FIGURE_BY_REGION, group="b", part_of="c")]},
         "details.figures[0].part_of"),
        ({"figures": [pb.Figure(label="videos", part_of="All videos")]}, "details.figures[0].part_of"),
        ({"starts_time": "9:30"}, "details.starts_time"),
        ({"ends_time": "24:00"}, "details.ends_time"),
        ({"ends_time": "17:00"}, "details.ends_time"),
        ({"agenda": [pb.AgendaItem(title=words("a"), ends_time="10:00")]}, "details.agenda[0].ends_time"),
        ({"starts_time": "10:00", "ends_time": "09:59"}, "details.ends_time"),
        ({"time_zone": "localtime"}, "details.time_zone"),
        ({"time_zone": "Karachi"}, "details.time_zone"),
        ({"time_zone": "../Asia/Karachi"}, "details.time_zone"),
        ({"languages": ["Urdu"]}, "details.languages[0]"),
        ({"languages": ["ur"] * 21}, "details.languages"),
        ({"agenda": [pb.AgendaItem(starts_time="10:00")]}, "details.agenda[0].title"),
        ({"agenda": [pb.AgendaItem(title=words("a"), starts_time="ten")]}, "details.agenda[0].starts_time"),
        ({"agenda": [pb.AgendaItem(title=words("a"), ends_time="1000")]}, "details.agenda[0].ends_time"),
        ({"agenda": [pb.AgendaItem(title=words("a"), starts_time="10:00", ends_time="09:00")]},
         "details.agenda[0].ends_time"),
        ({"agenda": [pb.AgendaItem(title=words("a"))] * 101}, "details.agenda"),
        ({"source": pb.Source(type="rumour")}, "details.source.type"),
        ({"source": pb.Source(retrieved_date="today")}, "details.source.retrieved_date"),
        ({"response_period_days": 29}, "details.response_period_days"),
        ({"response_period_days": 121}, "details.response_period_days"),
        ({"programme_id": "7"}, "details.programme_id"),
        ({"attending_bodies": ["x" * 200] * 200, "summary": words("y" * 10_000, ur="y" * 10_000),
          "organisers": words("y" * 10_000, ur="پ" * 10_000), "figures_conflict": words("z" * 90_000)}, "details"),
    ],
)  # fmt: skip
def test_a_consultation_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.consultation_details(pb.ConsultationDetails(**changed))
    assert [each.field for each in refused.value.violations] == [field]


def test_what_is_entered_of_a_programme_comes_out_again() -> None:
    given = pb.ProgrammeDetails(
        title=words("Media Baithak"),
        organisers=words("The organisers", ur="منتظمین"),
        partners=words("The partners"),
        themes=["journalism", "media_literacy"],
        languages=["ur"],
        source=pb.Source(type="published_article", name="A paper", retrieved_date="2026-01-01"),
        figures=[pb.Figure(label="participants", value=316, by=pb.FIGURE_BY_GENDER, group="not_stated")],
    )
    assert drafts.programme_details(wire.programme_details(given)) == given


def test_a_meeting_over_midnight_of_several_days_may_end_earlier_than_it_began() -> None:
    given = pb.ConsultationDetails(
        starts_date="2026-03-01", ends_date="2026-03-02", starts_time="10:00", ends_time="09:00"
    )
    assert wire.consultation_details(given).ends_time == "09:00"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"type": 99}, "details.type"),
        ({"participant_id": "x"}, "details.participant_id"),
        ({"addressee_ids": ["x"]}, "details.addressee_ids[0]"),
        ({"addressee_ids": [ID] * 21}, "details.addressee_ids"),
        ({"addressee_ids": [ID], "lead_addressee_id": OTHER}, "details.lead_addressee_id"),
        ({"text": words("x" * 10_001)}, "details.text.bodies[en]"),
        ({"source_row": "x" * 41}, "details.source_row"),
        ({"type": events.STATEMENT_TYPE_INSIGHT, "press_reported": True}, "details.press_reported"),
        ({"verifiability": pb.VerifiabilityEntry(who=words("", ur=""), what=words("x" * 10_001))},
         "details.verifiability.what.bodies[en]"),
    ],
)  # fmt: skip
def test_a_statement_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.statement_details(pb.StatementDetails(**changed))
    assert [each.field for each in refused.value.violations] == [field]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": " "}, "details.name"), ({"gender": "f"}, "details.gender"), ({"attribution": 9}, "details.attribution")],
)
def test_a_participant_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.participant_details(pb.ParticipantDetails(**({"name": "A"} | changed)))
    assert [each.field for each in refused.value.violations] == [field]


@pytest.mark.parametrize("date", ["2019", "2019-05-01", ""])
def test_a_programme_may_know_only_the_year(date: str) -> None:
    assert wire.programme_details(pb.ProgrammeDetails(title=words("InfluenceUP"), from_date=date)).from_date == date


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": words(" ")}, "details.title"),
        ({"from_date": "last year"}, "details.from_date"),
        ({"from_date": "2026-03-02", "to_date": "2026-03-01"}, "details.to_date"),
        ({"from_date": "2026-03-02", "to_date": "2025"}, "details.to_date"),
        ({"from_date": "2026", "to_date": "2025-12-31"}, "details.to_date"),
        ({"to_date": "19"}, "details.to_date"),
    ],
)
def test_a_programme_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.programme_details(pb.ProgrammeDetails(**({"title": words("InfluenceUP")} | changed)))
    assert [each.field for each in refused.value.violations] == [field]


@pytest.mark.parametrize("number", ["C-7", "c-7 ", "EX-C-1", "ex-r-42", "R-42", "C-7/12", "EX-C-7/12"])
def test_a_public_number_in_any_letter_case(number: str) -> None:
    assert wire.public_number(number) == number.strip().upper()


@pytest.mark.parametrize("number", ["", "C7", "C-0", "C-7/0", "R-1/2", "X-1", "C-7/12/1", "C-" + "9" * 30, "C-\u0667"])
def test_what_is_no_public_number_names_nothing(number: str) -> None:
    assert wire.public_number(number) == ""
    with pytest.raises(InvalidArgument):
        wire.required_number(number)


def test_a_consultation_is_not_a_statement() -> None:
    assert wire.is_consultation("EX-C-1")
    assert not wire.is_consultation("C-1/1")
    assert not wire.is_consultation("EX-R-1")
    with pytest.raises(InvalidArgument):
        wire.required_number("C-7", of_consultations=False)


def test_a_page_goes_on_where_the_last_one_ended() -> None:
    token = wire.page_token(("بیٹھک", 7))
    assert wire.page_after(token, wire.line_part, wire.ordinal) == ("بیٹھک", 7)
    assert wire.page_after("", wire.line_part) is None


@pytest.mark.parametrize(
    "token",
    ["x", "é", wire.page_token(("a",)), wire.page_token(("a", "b")), wire.page_token(("a", 2**63)), "W" * 5000,
     wire.page_token(("\x00", 1)), "WyJcdWQ4MDAiLCAiMSJd"],
)  # fmt: skip
def test_a_page_token_that_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.page_after(token, wire.line_part, wire.ordinal)
    assert [each.field for each in refused.value.violations] == ["page_token"]


def test_a_role_that_this_build_does_not_know_gives_nothing() -> None:
    event = identity.RoleGranted(person_id=ID, role=99, organisation_id=ID, from_date="2026-01-01")  # type: ignore[arg-type]
    assert wire.role_grant(event) is None
    event.role = identity.ROLE_REVIEWER
    grant = wire.role_grant(event)
    assert grant
    assert grant.role is Role.REVIEWER


def test_a_body_of_a_kind_that_this_build_does_not_know_waits() -> None:
    with pytest.raises(ValueError, match="99"):
        wire.addressee(register.AddresseeRegistered(addressee_id=ID, kind=99))  # type: ignore[arg-type]


def test_of_many_own_words_those_that_do_not_fit_keep_their_numbers() -> None:
    said = [
        pb.PublicStatement(number=f"C-1/{item}", tracked_number=f"R-{item}", text=words("x" * 9000), hidden=item == 100)
        for item in range(1, 101)
    ]
    said[98].withdrawn, said[98].withdrawn_date = True, "2026-03-01"
    shown = pb.MyWords(consultation_number="C-1", statements=said)
    wire.cut_words(shown)
    assert shown.ByteSize() < 1024 * 1024
    whole = sum(each.HasField("text") for each in shown.statements)
    assert 70 < whole < 80
    assert list(shown.statements)[:whole] == said[:whole]
    kept = ("number", "tracked_number", "hidden", "withdrawn", "withdrawn_date")
    assert [[getattr(each, name) for name in kept] for each in shown.statements] == [
        [getattr(each, name) for name in kept] for each in said
    ]


@pytest.mark.parametrize(("more", "after"), [(True, 3), (False, 0)])
def test_a_page_that_fits_ends_where_the_next_one_begins_if_there_is_one(more: bool, after: int) -> None:
    answer = pb.GetConsultationResponse()
    wire.fill(answer, [pb.PublicStatement(number=f"EX-C-1/{item}") for item in (1, 2, 3)], more=more)
    assert (len(answer.statements), answer.next_after_item) == (3, after)


def test_a_page_that_is_too_long_ends_earlier_and_has_at_least_one() -> None:
    long = [pb.PublicStatement(number=f"C-1/{item}", text=words("x" * 400_000)) for item in (5, 6, 7)]
    answer = pb.GetConsultationResponse()
    wire.fill(answer, long, more=False)
    assert ([each.number for each in answer.statements], answer.next_after_item) == (["C-1/5"], 5)
    long[0].text.bodies["en"] = "x" * 800_000
    answer = pb.GetConsultationResponse()
    wire.fill(answer, long, more=False)
    assert (len(answer.statements), answer.next_after_item) == (1, 5)
