"""Rows 1 to 3: from draft to review, back, and out into the open."""

from dataclasses import replace
from typing import Final

from services.consultations.domain import errors
from services.consultations.domain.transitions.model import Denial, Field, Need, Part, Record, Transition, Visibility
from services.consultations.domain.values import Answer, Role

_HOSTS_OWN: Final = Denial(errors.RoleMissing, "only a {role} of the host organisation may do this")
_NOT_A_DRAFT: Final = Denial(errors.NotADraft, "the statement is {state}; it is not changed here")
_NOT_WAITING: Final = Denial(errors.NotInReview, "the statement is not in review")
_NOT_SCHEDULED: Final = Denial(errors.NotScheduled, "nothing of it is scheduled; what was may be public by now")
OWN_CONSULTATION: Final = Denial(errors.OwnWork, "a consultation that you entered, another person has to publish")

REASON: Final = Need(field="reason", expected="why, in 1 to 2000 characters")
CONSULTATION: Final = (
    Need(field="kind", expected="what kind of meeting it was"),
    Need(field="state", expected="whether it took place"),
    Need(field="title", expected="a title in at least one language"),
    Need(field="host_name", expected="the name of the host organisation, as pages print it"),
)
STATEMENT: Final = (
    Need(field="type", expected="what kind of thing was said"),
    Need(field="title", expected="a line that names it, in at least one language"),
    Need(field="text", expected="what was said, in at least one language"),
)
BASIS: Final = Need(field="addressee_basis", expected="why an addressee is named, or that none is")
WOULD_COUNT: Final = tuple(
    Need(field=field, expected="an answer: what would count as done?")
    for field in ("who", "what", "by_when", "shown_how")
)
WAY: Final = Need(field="publication", expected="recorded or tracked")
RISK: Final = Need(field="risk", expected="low or high")
_QUESTIONS: Final = ("names_private_person", "alleges_crime", "could_harm_if_attendance_known", "identifies_child")
CHECKLIST: Final = (
    *(Need(field=field, expected="an answer") for field in _QUESTIONS),
    *(
        Need(
            field=field,
            expected="no danger, or one that was looked at and may stay",
            among=frozenset({Answer.NO, Answer.CLEARED}),
        )
        for field in _QUESTIONS
    ),
    Need(field="consent_checked", expected="a tick: each attribution was compared with its consent"),
    Need(field="final_text_read", expected="a tick: the final public text was read"),
)
NOTE: Final = Need(field="review_note", expected="why what was looked at may stay")

_ADDRESSED: Final = "if it asks or promises something, or names somebody"
_SUBMITTED: Final = (
    Part(path="details", needs=CONSULTATION),
    Part(path="statements[].details", needs=STATEMENT),
    Part(path="statements[].details", needs=(BASIS,), only=_ADDRESSED),
)
_PUBLISHED: Final = (
    Part(path="details", needs=CONSULTATION),
    Part(path="decisions[]", needs=STATEMENT),
    Part(path="decisions[]", needs=(BASIS,), only=_ADDRESSED),
    Part(path="decisions[]", needs=(WAY, RISK)),
    Part(path="decisions[].verifiability", needs=WOULD_COUNT, only="if tracked"),
    Part(path="checklist", needs=CHECKLIST),
    Part(path="", needs=(NOTE,), only="if a question of the checklist is answered with cleared"),
)
_GATE: Final = (
    "submission.not_addressed",
    "submission.not_in_the_register",
    "figures.unexplained",
    "review.not_trackable",
    "review.not_stand_ins",
    "review.require_reviewer",
    "review.require_passed",
    "drafts.require_unscheduled",
    "review.day_of_publication",
    "embargo.end_of_embargo",
)

SUBMIT: Final = Transition(
    row="1",
    field=Field.RECORD,
    before=frozenset({Record.DRAFT}),
    after=frozenset({Record.IN_REVIEW}),
    who=(Role.FACILITATOR,),
    not_they=_HOSTS_OWN,
    rpcs=("SubmitConsultation",),
    carries=_SUBMITTED,
    guards=("submission.not_addressed", "submission.not_in_the_register", "figures.unexplained"),
    refusals={each: _NOT_A_DRAFT for each in Record if each is not Record.DRAFT},
)
PUBLISH: Final = Transition(
    row="2",
    field=Field.RECORD,
    before=frozenset({Record.IN_REVIEW}),
    after=frozenset({Record.PUBLISHED, Record.SCHEDULED}),
    who=(Role.REVIEWER,),
    not_they=Denial(errors.RoleMissing, "only a reviewer may publish this: its risk is not low"),
    not_again=Denial(errors.OwnWork, "what you entered or submitted, another person has to publish"),
    rpcs=("PublishConsultation",),
    carries=_PUBLISHED,
    guards=_GATE,
    refusals={
        Visibility.HIDDEN: Denial(
            errors.HiddenNow, "the consultation is hidden; nothing is published in it before it is shown again"
        ),
        **{each: _NOT_WAITING for each in Record if each is not Record.IN_REVIEW},
    },
)
PUBLISH_LOW: Final = replace(
    PUBLISH,
    who=(Role.FACILITATOR,),
    provided="every risk is low, the topic is not sensitive, and every question of the checklist is answered with no",
)
UNSCHEDULE: Final = Transition(
    row="2",
    field=Field.RECORD,
    before=frozenset({Record.SCHEDULED}),
    after=frozenset({Record.IN_REVIEW}),
    who=(Role.FACILITATOR, Role.REVIEWER),
    not_they=_HOSTS_OWN,
    rpcs=("UnschedulePublication",),
    refusals={each: _NOT_SCHEDULED for each in Record if each is not Record.SCHEDULED},
)
# At the instant of the embargo: what was read becomes public, or waits for a reviewer again if it cannot any more.
END_OF_EMBARGO: Final = Transition(
    row="2",
    field=Field.RECORD,
    before=frozenset({Record.SCHEDULED}),
    after=frozenset({Record.PUBLISHED, Record.IN_REVIEW}),
    guards=("embargo.require_as_approved", "embargo.why_lapsed", "review.require_passed"),
)
RETURN: Final = Transition(
    row="3",
    field=Field.RECORD,
    before=frozenset({Record.IN_REVIEW}),
    after=frozenset({Record.DRAFT}),
    who=(Role.REVIEWER,),
    not_they=_HOSTS_OWN,
    rpcs=("ReturnStatements",),
    carries=(Part(path="", needs=(REASON, Need(field="statements", expected="at least one statement"))),),
    refusals={each: _NOT_WAITING for each in Record if each is not Record.IN_REVIEW},
)

ROWS: Final = (SUBMIT, PUBLISH, PUBLISH_LOW, UNSCHEDULE, END_OF_EMBARGO, RETURN)
