"""A history of days: what is shown, hidden, corrected, erased, announced and handed over on which of them.

On the first day much of it is public and the rest is kept back; on later days that turns around. Afterwards each word
says on which days anybody may read it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.canaries import tokens
from tests.canaries.in_recommendations import Line
from tests.canaries.sowing import Field
from tests.e2e.conftest import today
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

DAYS: Final = 3
"""How many days pass."""

NEVER: Final = DAYS + 1
"""Stands for no day at all."""

SHOWN_FROM: Final = {
    "a title, corrected later": 0,
    "the title that it is corrected to": 1,
    "a title, hidden later": NEVER,
    "a title, hidden and shown again": 1,
    "a title, merged later": 0,
    "a note, withdrawn later": NEVER,
    "a speaker whose consent is withdrawn later": NEVER,
    "words that name whose consent is withdrawn later": NEVER,
    "a title, in review then": 1,
    "a text, restricted then": 1,
    "a finding, announced then": 1,
    "the reply to it": 1,
    "a name, taken later": 1,
    "the name of whom lines go to": 2,
}
"""By what is sown, the number of days after the first from whose end on it is read, if it is asked for now.

What is hidden now is read on no day (decision 23), and what is erased now neither (55); what is withdrawn keeps its
words, but not who said them, nor its notes.
"""


ERASED: Final = (
    "a speaker whose consent is withdrawn later",
    "words that name whose consent is withdrawn later",
)


@dataclass
class History:
    """What was sown, and where anybody finds it.

    Attributes:
        here: The field of canaries, for its people.
        first: The first day.
        words: By what it is, its token.
        consultations: Numbers of what was published.
        statements: Numbers of all that was said.
        tracked: Of all of its lines.
        slugs: Of its bodies.
    """

    here: Field
    first: date
    words: dict[str, str] = field(default_factory=lambda: {each: tokens.new() for each in SHOWN_FROM})
    consultations: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """Return the days that are over, in order."""
        return [self.first + timedelta(days=each) for each in range(DAYS)]

    def expected(self, after: int) -> set[str]:
        """Return what is read as it was known when the day ended that so many days after the first."""
        return {token for what, token in self.words.items() if after >= SHOWN_FROM[what]}

    def found(self, data: bytes) -> set[str]:
        """Return which of the tokens some bytes hold."""
        return tokens.found_in(data) & set(self.words.values())

    def told(self, found: set[str]) -> list[str]:
        """Return what tokens are."""
        return [what for what, token in self.words.items() if token in found]


def lived(here: Field) -> History:
    """Live through all of it; return what it was. It is the morning after the last day then, and everybody is back."""
    life = _Life(here)
    life.first_day()
    life.go_on("facilitator", "reviewer", "second-reviewer", "registrar")
    life.second_day()
    life.go_on("registrar", "reviewer")
    life.third_day()
    staff = ("facilitator", "reviewer", "second-reviewer", "registrar", "verifier")
    life.go_on(*staff, "commission-liaison", "archivist", "archive-reviewer", *here.people)
    return life.history


_CORRECTED, _HIDDEN, _SHOWN_AGAIN, _MERGED, _CHECKED, _WITHDRAWN = range(6)
"""Places of statements of the first consultation; the first five have a line each."""
_LIAISON: Final = "liaison of days"


class _Life:
    """Everything that happens, day by day."""

    def __init__(self, here: Field) -> None:
        self.here = here
        self.scene = Scene(here.world, "days", "Body of days (example)")
        self.history = History(here, today(), slugs=[self.scene.slug])
        self._ids: list[str] = []

    def go_on(self, *names: str) -> None:
        """Let a night pass; who is named signs in in the morning."""
        self.here.world.days.go_on(1)
        self.here.world.client.sign_in_again(*(self.here.person(each) for each in names))

    def first_day(self) -> None:
        """Publish much, hide some of it, and keep something back.

        What is announced comes last: the days that a body has for its reply are seconds here.
        """
        self.here.people[_LIAISON] = self.scene.liaison()
        published = self.scene.publish(self._table())
        self._note(published)
        self._act("reviewer", consultations.HideRequest(number=self._number(_SHOWN_AGAIN), reason="To be read"))
        later = self.scene.entered(self._later())
        self._ids.append(later.consultation_id)
        self._safeguard("reviewer", restrict=consultations.RestrictStatement(reason="A child may be meant"))
        self._announce(Line(self.here, self.history.tracked[_CHECKED], self.scene.slug, _LIAISON))

    def second_day(self) -> None:
        """Turn it around: show, publish, correct, merge, withdraw, erase, rename."""
        for who in ("reviewer", "second-reviewer"):
            self._act(who, consultations.ShowRequest(number=self._number(_SHOWN_AGAIN), reason="Nothing is wrong"))
            self._safeguard(who, lower=consultations.LowerRestriction(reason="Nobody is meant"))
        self._note(self.scene.publish_entered(self._later(), self._draft(1)))
        self._correct()
        merge = consultations.MergeStatementRequest(
            number=self._number(_MERGED), target_number=self._number(_CORRECTED), reason=words("It is the same")
        )
        self._act("facilitator", merge)
        withdraw = consultations.WithdrawStatementRequest(
            number=self._number(_WITHDRAWN), reason=words("It was not said"), asked_by=words("Who said it")
        )
        self._act("facilitator", withdraw)
        for each in self._draft(0).participants:
            left = consultations.WithdrawConsentRequest(
                consultation_id=self._ids[0], participant_id=each.participant_id
            )
            self._act("facilitator", left)
        self._register(pb.RenameAddresseeRequest(name=self._name("a name, taken later"), **_by_law()))
        wanted = self.history.expected(1)
        until(lambda: self._shown() & wanted == wanted, "what the second day brought is on the pages")

    def third_day(self) -> None:
        """Hide what was to be read for two days, and hand all lines over to another body."""
        self._act("reviewer", consultations.HideRequest(number=self._number(_HIDDEN), reason="Somebody is exposed"))
        slug = "next-of-days-example"
        body = pb.RegisterAddresseeRequest(
            slug=slug,
            kind=events.ADDRESSEE_KIND_AGENCY,
            name=self._name("the name of whom lines go to"),
            jurisdiction=events.JURISDICTION_FEDERAL,
            illustrative=True,
        )
        successor = self._act("operator", body, "recommendations").addressee
        self.history.slugs.append(slug)
        handed_over = pb.RecordSuccessionRequest(
            kind=events.SUCCESSION_KIND_MERGER, moves=[pb.Move(successor_id=successor.addressee_id)], **_by_law()
        )
        self._register(handed_over)
        hidden = self.history.words["a title, hidden later"]
        until(lambda: hidden not in self._shown(), "what was hidden is gone")
        line = self.history.tracked[_CORRECTED]
        until(lambda: slug in {each.addressee.slug for each in self.scene.page(line).lines}, "lines were handed over")

    def _table(self) -> dict[str, Any]:
        """Write down what is published on the first day."""
        word = self.history.words
        speaker = f"Zarmina {word['a speaker whose consent is withdrawn later'].capitalize()}"
        named = f"Nargis {word['words that name whose consent is withdrawn later'].capitalize()}"
        table = self.scene.table("first", "Answer calls")
        table["details"]["attribution_rule"] = "ATTRIBUTION_RULE_ON_RECORD"
        table["participants"] = [{"name": speaker}, {"name": named}]
        [asked] = table["statements"]
        titled = ("a title, corrected later", "a title, hidden later", "a title, hidden and shown again")
        titles = [f"Answer letters of {word[each]}" for each in (*titled, "a title, merged later")]
        learned = {"type": "STATEMENT_TYPE_INSIGHT", "title": {"en": "What a letter needs"}}
        note = {"en": f"So it stands in {word['a note, withdrawn later']}"}
        table["statements"] = [
            *(asked | {"title": {"en": each}} for each in titles),
            asked,
            learned | {"text": {"en": "A letter needs an answer."}, "note": note},
            learned | {"text": {"en": f"It needs one, as {named} put it."}, "speaker": named},
        ]
        table["statements"][_CORRECTED]["speaker"] = speaker
        return table

    def _later(self) -> dict[str, Any]:
        """Write down what waits for a reviewer on the first day."""
        word = self.history.words
        table = self.scene.table("later", f"Count letters of {word['a title, in review then']}")
        table["statements"][0]["text"] = {"en": f"Count those of {word['a text, restricted then']}."}
        return table

    def _announce(self, line: Line) -> None:
        """Let a verifier find that it is not done, and the body reply."""
        done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words("It is done."))
        self._act(_LIAISON, pb.ReportProgressRequest(**line.seen(), progress=done), "recommendations")
        found = pb.RecordVerificationRequest(
            **line.seen(),
            verification=events.VERIFICATION_CONTRADICTED,
            method=events.METHOD_SERVICE_TESTED,
            finding=self._text("a finding, announced then"),
            evidence=[events.Evidence(reference="Log of ten calls", seen_date=today().isoformat())],
            verifier_organisation_name="Evidence Desk (example)",
        )
        reply = pb.AnswerFindingRequest(reply=self._text("the reply to it"))
        self._act("verifier", found, "recommendations")
        now = line.seen()
        reply.assignment_id, reply.expected_version = now["assignment_id"], now["expected_version"]
        self._act(_LIAISON, reply, "recommendations")

    def _correct(self) -> None:
        """Let a facilitator propose another title, and a reviewer agree to it as it was read."""
        propose = consultations.ProposeChangeRequest(
            number=self._number(_CORRECTED),
            correct=consultations.Wording(title=self._text("the title that it is corrected to")),
            reason=words("It was misheard"),
        )
        proposed = self._act("facilitator", propose).proposal_id
        waiting = self._act("reviewer", consultations.ListProposalsRequest(page_size=200)).proposals
        [read] = (each for each in waiting if each.proposal_id == proposed)
        agree = consultations.DecideProposalRequest(
            proposal_id=proposed,
            agree=True,
            final_text_digest=read.final_text_digest,
            cleared=[each.mark for each in read.spans],
        )
        self._act("reviewer", agree)

    def _safeguard(self, who: str, **act: Any) -> None:
        """Let a reviewer do something to the item that waits."""
        [said] = self._draft(1).statements
        acts = [consultations.SafeguardingAct(statement_id=said.statement_id, expected_version=said.version, **act)]
        self._act(who, consultations.SafeguardConsultationRequest(consultation_id=self._ids[1], acts=acts))

    def _register(self, request: Any) -> None:
        """Change the entry of the first body."""
        asked = pb.GetRegisterEntryRequest(addressee_id=self.scene.addressee_id)
        seen = self._act("operator", asked, "recommendations").addressee
        request.addressee_id, request.expected_version = seen.addressee_id, seen.version
        self._act("registrar", request, "recommendations")

    def _note(self, published: consultations.Draft) -> None:
        if published.consultation_id not in self._ids:
            self._ids.append(published.consultation_id)
        self.history.consultations.append(published.number)
        self.history.statements += [each.number for each in published.statements]
        self.history.tracked += [each.tracked_number for each in published.statements if each.tracked_number]

    def _number(self, place: int) -> str:
        return self.history.statements[place]

    def _draft(self, place: int) -> consultations.Draft:
        asked = consultations.GetDraftRequest(consultation_id=self._ids[place])
        found: consultations.Draft = self._act("facilitator", asked).draft
        return found

    def _text(self, what: str) -> LocalizedText:
        return words(f"Words with {self.history.words[what]} in them")

    def _name(self, what: str) -> LocalizedText:
        return words(f"Office {self.history.words[what]} (example)")

    def _act(self, who: str, request: Any, service: str = "consultations") -> Any:
        return self.here.send(who, service, request, sow=False)

    def _shown(self) -> set[str]:
        """Return what the pages of all of it show now."""
        known = self.history
        paths = [f"/c/{each}" for each in [*known.consultations, *known.statements]]
        paths += [f"/r/{each}" for each in known.tracked] + [f"/a/{each}" for each in known.slugs]
        return {token for each in paths for token in known.found(self.scene.read(each).encode())}


def _by_law() -> dict[str, Any]:
    return {"effective_date": today().isoformat(), "source_url": "https://law.example/page"}
