"""A canned world: one invented roundtable whose lines stand at every kind of place, and one published source."""

from copy import deepcopy
from typing import Any

from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as r
from tests.dashboard_kit.messages import (
    a_consultation,
    a_headline,
    a_line,
    a_recommendation,
    a_statement,
    an_addressee,
    an_entry,
    text,
)
from tests.dashboard_kit.world import World

COMMISSION = an_addressee()
REGULATOR = an_addressee(
    "telecom-regulator-example", name=text("Telecom Regulator (example)", "ٹیلی کام ریگولیٹر (مثال)")
)
AGENCY = an_addressee(
    "cybercrime-agency-example", name=text("Cybercrime Agency (example)", "سائبر کرائم ایجنسی (مثال)")
)
MINISTRY = an_addressee("ministry-for-rights-example", name=text("Ministry for Rights (example)", "وزارتِ حقوق (مثال)"))
PLATFORM = an_addressee(
    "video-platform-example",
    name=text("Video Platform (example)", "ویڈیو پلیٹ فارم (مثال)"),
    kind=events.ADDRESSEE_KIND_PLATFORM,
    jurisdiction=events.JURISDICTION_INTERNATIONAL,
)
PARENTS = an_addressee(
    "parents-and-teachers-example",
    name=text("Parents and teachers (example)", "والدین اور اساتذہ (مثال)"),
    kind=events.ADDRESSEE_KIND_GROUP,
    jurisdiction=events.JURISDICTION_UNSPECIFIED,
)
CIVIL_SOCIETY = an_addressee(
    "civil-society-organisations",
    name=text("Civil society organisations", "سول سوسائٹی کی تنظیمیں"),
    kind=events.ADDRESSEE_KIND_GROUP,
    jurisdiction=events.JURISDICTION_UNSPECIFIED,
    illustrative=False,
)

DAYS = {"said_date": "2026-01-14", "published_date": "2026-01-24", "asked_date": "2026-02-03"}
TITLES = {
    1: (
        "Publish yearly figures on reports of harm to children",
        "بچوں کو پہنچنے والے نقصان کی رپورٹوں کے سالانہ اعداد و شمار شائع کریں",
    ),
    2: (
        "A guide for schools on reporting abuse, in Urdu and English",
        "اسکولوں کے لیے بدسلوکی کی رپورٹ کرنے کی رہنما کتاب، اردو اور انگریزی میں",
    ),
    3: ("Reporting in Urdu, in three steps", "اردو میں رپورٹ، تین قدموں میں"),
    4: ("A contact point for urgent reports, day and night", "فوری رپورٹوں کے لیے دن رات رابطہ"),
    5: ("One trained officer in each district", "ہر ضلع میں ایک تربیت یافتہ افسر"),
    6: ("A national plan of action with dates", "تاریخوں کے ساتھ قومی لائحۂ عمل"),
    7: ("A helpline number that works in all provinces", "ہیلپ لائن نمبر جو تمام صوبوں میں کام کرے"),
}


def _says(position: int = 1, progress: int = 1, **entries: Any) -> r.SaysPanel:
    return r.SaysPanel(position=position, progress=progress, **entries)  # type: ignore[arg-type]


def _line(number: int, addressee: r.PublicAddressee, **changed: Any) -> r.Line:
    values: dict[str, Any] = {
        "tracked_number": f"EX-R-{number}",
        "statement_number": f"EX-C-1/{number}",
        "title": text(*TITLES[number]),
        "addressee": addressee,
        "request_date": "2026-02-03",
        "response": r.Clock(state=r.CLOCK_STATE_PAST_DATE, due_date="2026-04-06", days_left=-228),
        "headline": a_headline(r.HEADLINE_NO_ANSWER, r.BAR_GROUP_NO_ANSWER, days=228),
        "milestones": r.Milestones(**DAYS),
    }
    return a_line(**(values | changed))


def _first() -> list[r.Line]:
    """Return the lines of EX-R-1: five bodies, five answers."""
    part = an_entry(
        r.TIMELINE_KIND_POSITION,
        "2026-03-15",
        recorded_date="2026-03-20",
        addressee=COMMISSION,
        position=events.POSITION_ACCEPTED_IN_PART,
        previous_position=events.POSITION_NONE,
        part=text(
            "The number of reports received and acted on; not the time taken.",
            "موصول اور کارروائی شدہ رپورٹوں کی تعداد؛ لگنے والا وقت نہیں۔",
        ),
        reason=text("The time taken is not recorded today."),
        delivery_date="2027-03-20",
        approval=events.Approval(on_behalf_of="Secretary", file_number="12/A (example)"),
        assurance=events.ASSURANCE_LETTER,
        outside=events.OutsideSource(
            channel=events.CHANNEL_LETTER,
            date="2026-03-15",
            reference="Letter 12/A (example)",
            recorded_by=text("Child Safety Forum (example)", "چائلڈ سیفٹی فورم (مثال)"),
        ),
    )
    late = an_entry(
        r.TIMELINE_KIND_POSITION,
        "2026-03-25",
        addressee=REGULATOR,
        position=events.POSITION_ACCEPTED,
        text=text("The figures will be part of the annual report.", "یہ اعداد و شمار سالانہ رپورٹ کا حصہ ہوں گے۔"),
        delivery_date="2026-10-11",
        assurance=events.ASSURANCE_EMAIL_CODE,
    )
    declined = an_entry(
        r.TIMELINE_KIND_POSITION,
        "2026-05-04",
        addressee=PLATFORM,
        position=events.POSITION_DECLINED,
        reason=text(
            "Figures are published for the region as a whole, not for one country.",
            "اعداد و شمار پورے خطے کے لیے شائع کیے جاتے ہیں، کسی ایک ملک کے لیے نہیں۔",
        ),
        assurance=events.ASSURANCE_EMAIL_CODE,
    )
    answered = r.Clock(state=r.CLOCK_STATE_MET, due_date="2026-04-06")
    return [
        _line(
            1,
            COMMISSION,
            headline=a_headline(r.HEADLINE_ACCEPTED_IN_PART, r.BAR_GROUP_UNDER_WAY),
            says=_says(events.POSITION_ACCEPTED_IN_PART, position_entry=part),
            response=answered,
            delivery=r.Clock(state=r.CLOCK_STATE_ON_TIME, due_date="2027-03-20", days_left=120),
            milestones=r.Milestones(**DAYS, answered_date="2026-03-15"),
            last_word_date="2026-03-15",
        ),
        _line(
            1,
            REGULATOR,
            lead=False,
            headline=a_headline(r.HEADLINE_LATE, r.BAR_GROUP_UNDER_WAY, date="2026-10-11"),
            says=_says(events.POSITION_ACCEPTED, position_entry=late),
            response=answered,
            delivery=r.Clock(state=r.CLOCK_STATE_PAST_DATE, due_date="2026-10-11", days_left=-40),
            milestones=r.Milestones(**DAYS, answered_date="2026-03-25"),
        ),
        _line(1, AGENCY, lead=False),
        _line(
            1,
            PLATFORM,
            lead=False,
            headline=a_headline(r.HEADLINE_DECLINED, r.BAR_GROUP_STOPPED),
            says=_says(events.POSITION_DECLINED, position_entry=declined),
            response=r.Clock(state=r.CLOCK_STATE_MET_LATE, due_date="2026-04-06"),
            milestones=r.Milestones(**DAYS, answered_date="2026-05-04"),
        ),
        _line(
            1,
            PARENTS,
            lead=False,
            headline=a_headline(r.HEADLINE_ADDRESSED_TO_A_GROUP, r.BAR_GROUP_OTHER),
            request=events.REQUEST_NOT_ASKED,
            request_date="",
            response=r.Clock(state=r.CLOCK_STATE_NOT_STARTED),
            milestones=r.Milestones(said_date="2026-01-14", published_date="2026-01-24"),
        ),
    ]


def _done_and_checked() -> r.GetRecommendationResponse:
    """Return EX-R-2: accepted, said to be done, shown to be done."""
    accepted = an_entry(
        r.TIMELINE_KIND_POSITION,
        "2026-03-05",
        addressee=COMMISSION,
        position=events.POSITION_ACCEPTED,
        text=text("The guide is being written.", "رہنما کتاب لکھی جا رہی ہے۔"),
        delivery_date="2026-08-12",
        assurance=events.ASSURANCE_EMAIL_CODE,
    )
    done = an_entry(
        r.TIMELINE_KIND_PROGRESS,
        "2026-08-02",
        addressee=COMMISSION,
        progress=events.PROGRESS_REPORTED_COMPLETE,
        text=text(
            "The guide is on our website in both languages.", "رہنما کتاب دونوں زبانوں میں ہماری ویب سائٹ پر موجود ہے۔"
        ),
        evidence=[events.Evidence(url="https://example.org/guide", seen_date="2026-08-02")],
        assurance=events.ASSURANCE_EMAIL_CODE,
    )
    checked = an_entry(
        r.TIMELINE_KIND_VERIFICATION,
        "2026-11-10",
        addressee=COMMISSION,
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_DOCUMENT_SEEN,
        text=text(
            "Both versions were downloaded and read; they tell how to report and what follows.",
            "دونوں نسخے ڈاؤن لوڈ کر کے پڑھے گئے؛ ان میں رپورٹ کا طریقہ اور بعد کا عمل درج ہے۔",
        ),
        evidence=[
            events.Evidence(reference="Printed copy, library of the Evidence Desk (example)", seen_date="2026-11-10")
        ],
        verifier_organisation_name="Evidence Desk (example)",
    )
    line = _line(
        2,
        COMMISSION,
        headline=a_headline(r.HEADLINE_DONE_CHECKED, r.BAR_GROUP_DONE_CHECKED),
        says=_says(
            events.POSITION_ACCEPTED, events.PROGRESS_REPORTED_COMPLETE, position_entry=accepted, progress_entry=done
        ),
        checked=r.CheckedPanel(verification=events.VERIFICATION_VERIFIED_COMPLETE, entry=checked),
        response=r.Clock(state=r.CLOCK_STATE_MET, due_date="2026-04-06"),
        delivery=r.Clock(state=r.CLOCK_STATE_MET, due_date="2026-08-12"),
        milestones=r.Milestones(
            **DAYS, answered_date="2026-03-05", says_done_date="2026-08-02", checked_date="2026-11-10"
        ),
        last_word_date="2026-08-02",
    )
    asked = an_entry(
        r.TIMELINE_KIND_REQUEST,
        "2026-02-03",
        addressee=COMMISSION,
        request=events.REQUEST_HANDED_OVER,
        outside=events.OutsideSource(
            channel=events.CHANNEL_BY_HAND, date="2026-02-03", reference="Diary no. 1041 (example)"
        ),
    )
    published = an_entry(r.TIMELINE_KIND_PUBLISHED, "2026-01-24")
    return a_recommendation([line], timeline=[checked, done, accepted, asked, published], published_date="2026-01-24")


def _others() -> list[r.GetRecommendationResponse]:
    no_evidence = an_entry(
        r.TIMELINE_KIND_NO_EVIDENCE_FOUND,
        "2026-11-18",
        addressee=PLATFORM,
        verification=events.VERIFICATION_NO_EVIDENCE_FOUND,
        text=text(
            "The path was looked for in the app on two phones; it was in English only.",
            "دو فونوں پر ایپ میں یہ راستہ تلاش کیا گیا؛ وہ صرف انگریزی میں تھا۔",
        ),
        search_log=[events.SearchLogEntry(place="The app on two phones", searched_date="2026-11-17")],
        verifier_organisation_name="Evidence Desk (example)",
    )
    already = an_entry(
        r.TIMELINE_KIND_POSITION,
        "2026-03-10",
        addressee=PLATFORM,
        position=events.POSITION_CLAIMS_ALREADY_DONE,
        text=text("Reporting has been available in Urdu since last year."),
    )
    return [
        a_recommendation(
            [
                _line(
                    3,
                    PLATFORM,
                    headline=a_headline(
                        r.HEADLINE_SAYS_DONE_NO_EVIDENCE_FOUND, r.BAR_GROUP_SAYS_DONE, date="2026-11-18"
                    ),
                    says=_says(events.POSITION_CLAIMS_ALREADY_DONE, position_entry=already),
                    checked=r.CheckedPanel(verification=events.VERIFICATION_NO_EVIDENCE_FOUND, entry=no_evidence),
                    milestones=r.Milestones(**DAYS, answered_date="2026-03-10", says_done_date="2026-03-10"),
                )
            ],
            timeline=[no_evidence, already],
        ),
        a_recommendation(
            [
                _line(
                    4,
                    PLATFORM,
                    headline=a_headline(r.HEADLINE_SAYS_DONE_NOT_CHECKED, r.BAR_GROUP_SAYS_DONE),
                    says=_says(events.POSITION_ACCEPTED, events.PROGRESS_REPORTED_COMPLETE),
                )
            ]
        ),
        a_recommendation(
            [
                _line(
                    5,
                    AGENCY,
                    headline=a_headline(r.HEADLINE_WORK_UNDER_WAY, r.BAR_GROUP_UNDER_WAY),
                    says=_says(events.POSITION_NONE, events.PROGRESS_IN_PROGRESS),
                )
            ]
        ),
        a_recommendation(
            [
                _line(
                    6,
                    MINISTRY,
                    headline=a_headline(r.HEADLINE_WAITING, r.BAR_GROUP_WAITING, date="2026-12-01"),
                    response=r.Clock(state=r.CLOCK_STATE_ON_TIME, due_date="2026-12-01", days_left=11),
                )
            ]
        ),
        a_recommendation([_line(7, MINISTRY)]),
    ]


def _published_source() -> tuple[consultations.PublicConsultation, list[consultations.PublicStatement]]:
    held = a_consultation(
        number="C-1",
        kind=consultations_events.CONSULTATION_KIND_SERIES,
        title=text("Media Baithak programme 2019–2020", "میڈیا بیٹھک پروگرام 2019–2020"),
        summary=text("A programme summary, not an event."),
        host_name=text("Press archive (example)"),
        organisers=text(),
        place=text(),
        starts_date="",
        attribution_rule=consultations.ATTRIBUTION_RULE_ON_RECORD,
        themes=["human_rights", "media_literacy"],
        figures=[
            consultations.Figure(label="participants", value=502, as_printed="502 participants"),
            consultations.Figure(
                label="participants",
                by=consultations.FIGURE_BY_GENDER,
                group="women",
                value=186,
                as_printed="186 women (37 %)",
            ),
            consultations.Figure(
                label="participants", by=consultations.FIGURE_BY_GENDER, group="not_stated", value=316
            ),
            consultations.Figure(label="videos", value=141, as_printed="141 videos in total"),
            consultations.Figure(label="interviews", value=131, part_of="videos"),
            consultations.Figure(label="digital_stories", value=21, part_of="videos"),
        ],
        figure_conflicts=[
            consultations.FigureConflict(
                kind=consultations.FIGURE_CONFLICT_KIND_PARTS_EXCEED,
                label="videos",
                values=[131, 21],
                whole=141,
                sum=152,
            )
        ],
        figures_conflict=text("131 and 21 make 152, 11 more than the 141 printed."),
        outputs=[consultations.Output(kind=consultations.OUTPUT_KIND_VIDEO, count_printed=141)],
        source=consultations.Source(type="published_article", name="Media Baithak"),
        illustrative=False,
        recorded=2,
        tracked=0,
        speakers=["Founder of the programme"],
    )
    rest = {
        "tracked_number": "",
        "publication": consultations_events.PUBLICATION_RECORDED,
        "illustrative": False,
        "source_sentence": text(),
        "addressee_slugs": [],
        "addressee_basis": consultations.ADDRESSEE_BASIS_NONE,
    }
    statements = [
        a_statement(
            number="C-1/1",
            type=consultations_events.STATEMENT_TYPE_CONTEXT,
            title=text("Space against a shrinking civic space"),
            text=text("The aim is to build space and narrative."),
            speaker="Founder of the programme",
            **rest,
        ),
        a_statement(
            number="C-1/2",
            type=consultations_events.STATEMENT_TYPE_RECOMMENDATION,
            title=text("Reach rural communities", "دیہی علاقوں تک پہنچیں"),
            text=text("Organisations should reach rural communities and mind the digital divide."),
            addressee_note=text("civil society organisations"),
            **(rest | {"addressee_basis": consultations.ADDRESSEE_BASIS_EXPLICIT}),
        ),
    ]
    return held, statements


def crowded(number: str, items: int) -> tuple[consultations.PublicConsultation, list[consultations.PublicStatement]]:
    """Return a published source of which so many items are recorded, each with a title of two lines."""
    held, [first, *_] = _published_source()
    held.number = number
    statements = []
    for each in range(1, items + 1):
        statement = deepcopy(first)
        statement.number = f"{number}/{each}"
        words = f"{each}. Organisations reach rural communities and mind the digital divide"
        statement.title.CopyFrom(text(words, f"{each}. تنظیمیں دیہی آبادیوں تک پہنچیں اور ڈیجیٹل تقسیم کا خیال رکھیں"))
        statements.append(statement)
    return held, statements


def world() -> World:
    """Return the canned world, anew."""
    first = _first()
    found = [
        a_recommendation(
            first,
            timeline=[
                *(line.says.position_entry for line in reversed(first) if line.says.HasField("position_entry")),
                an_entry(r.TIMELINE_KIND_PUBLISHED, "2026-01-24"),
            ],
        ),
        _done_and_checked(),
        *_others(),
    ]
    roundtable = a_consultation(tracked=len(found), recorded=0)
    statements = [
        a_statement(number=each.statement_number, tracked_number=each.tracked_number, title=each.title, text=each.text)
        for each in found
    ]
    held, kept = _published_source()
    made = World()
    made.recommendations = {each.tracked_number: each for each in found}
    made.consultations = {"EX-C-1": (roundtable, statements), "C-1": (held, kept)}
    everybody = (CIVIL_SOCIETY, COMMISSION, AGENCY, MINISTRY, PARENTS, REGULATOR, PLATFORM)
    made.addressees = [deepcopy(each) for each in everybody]
    made.recorded_headlines = {
        "C-1/2": a_headline(r.HEADLINE_KEPT_AS_SAID, r.BAR_GROUP_OTHER),
    }
    return made
