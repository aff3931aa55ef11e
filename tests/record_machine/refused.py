"""What a tour asks for in vain: every kind of refusal that chance seldom comes upon."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.drafts import Draft
from tests.record_machine.asks import ON_RECORD, Asks
from tests.record_machine.play import Play
from tests.record_machine.stage import NAME_IN_A_REASON, SECRET
from tests.record_machine.tour import Machine, go, is_new

_ONE, _OTHER = "C-1/1", "C-1/2"
_BOTH: Final[dict[str, Any]] = {"number": _ONE, "other_number": _OTHER}


def refused(kind: type[Machine]) -> None:
    """Ask in vain, in the domain's own kinds."""
    play = kind()
    play.begin("nothing", 0)
    for what in ("statement", "statement"):
        go(play, what, is_new)
    _by_the_wrong_people(play)
    _while_it_is_entered(play)
    go(play, "publish", lambda request: len(request.decisions) > 1)
    _once_it_is_public(play, Asks(play._codes, Random(1)))


def _vain(play: Play, who: str, request: Any, kind: str) -> None:
    play._send(who, request)
    assert play.refused, f"{type(request).__name__} was done"
    assert play.refused.kind == kind, f"{play.refused} and no {kind}"


def _draft(play: Play) -> Draft:
    return next(iter(play.world.drafts.values()))


def _seen(play: Play) -> dict[str, Any]:
    entered = _draft(play).consultation
    return {"consultation_id": str(entered.id), "expected_version": entered.version}


def _update(play: Play) -> Any:
    return pb.UpdateConsultationRequest(**_seen(play), details=Asks(play._codes, Random(2)).consultation(ON_RECORD))


def _publication(play: Play, **dated: str) -> Any:
    asks, draft = Asks(play._codes, Random(3)), _draft(play)
    decisions = [asks.decision(each.id, each.version, tracked=False, low=False) for each in draft.statements]
    request = asks.publication(draft.consultation.id, draft.consultation.version, *decisions)
    for name, day in dated.items():
        setattr(request, name, day)
    return request


def _by_the_wrong_people(play: Play) -> None:
    row, stale = _draft(play).statements[0], _update(play)
    stale.expected_version += 1
    given = pb.StatementVersion(statement_id=str(row.id), expected_version=row.version)
    back = pb.ReturnStatementsRequest(
        consultation_id=str(_draft(play).consultation.id), statements=[given], reason=SECRET
    )
    _vain(play, "other_host", _update(play), "NoSuchRow")
    _vain(play, "reviewer", pb.SubmitConsultationRequest(**_seen(play)), "RoleMissing")
    _vain(play, "colleague", stale, "Stale")
    _vain(play, "reviewer", back, "NotInReview")
    nobody = pb.PutParticipantRequest(
        consultation_id=str(_draft(play).consultation.id),
        details=pb.ParticipantDetails(name="young people", attribution=pb.ATTRIBUTION_NAMED),
    )
    _vain(play, "colleague", nobody, "NobodysName")


def _while_it_is_entered(play: Play) -> None:
    _vain(play, "colleague", pb.UnschedulePublicationRequest(**_seen(play)), "NotScheduled")
    go(play, "submit")
    _vain(play, "colleague", pb.SubmitConsultationRequest(**_seen(play)), "NothingToSubmit")
    tomorrow = (play.world.today + timedelta(days=1)).isoformat()
    _vain(play, "reviewer", _publication(play, published_date=tomorrow), "NotAsDated")
    row = _draft(play).statements[0]
    again = pb.SubmitConsultationRequest(**_seen(play), statement_ids=[str(row.id)])
    _vain(play, "colleague", again, "NotADraft")
    _vain(play, "facilitator", _publication(play), "OwnWork")
    unanswered, unsaid = _publication(play), _publication(play)
    unanswered.ClearField("checklist")
    unsaid.decisions[0].ClearField("publication")
    _vain(play, "reviewer", unanswered, "Missing")
    _vain(play, "reviewer", unsaid, "NotPublishable")
    lower = pb.SafeguardingAct(
        statement_id=str(row.id), expected_version=row.version, lower=pb.LowerRestriction(reason=SECRET)
    )
    request = pb.SafeguardConsultationRequest(consultation_id=str(_draft(play).consultation.id), acts=[lower])
    _vain(play, "reviewer", request, "NotRestricted")
    go(play, "schedule")
    _vain(play, "colleague", _update(play), "ScheduledNow")
    go(play, "unschedule")


def _once_it_is_public(play: Play, asks: Asks) -> None:
    _vain(play, "colleague", _update(play), "AlreadyPublic")
    _vain(play, "colleague", pb.UnmergeStatementRequest(number=_ONE, reason=asks.words()), "NotJoined")
    _vain(play, "colleague", pb.UnlinkStatementsRequest(**_BOTH, reason=asks.words()), "NotLinked")
    _vain(play, "registrar", pb.ShowRequest(number=_ONE, reason=SECRET), "NotHidden")
    link = pb.LinkStatementsRequest(**_BOTH, reason=asks.words())
    play._send("colleague", link)
    _vain(play, "colleague", link, "AlreadyLinked")
    change = pb.ProposeChangeRequest(number=_ONE, record_only=pb.RecordOnly(), reason=asks.words())
    play._send("colleague", change)
    _vain(play, "colleague", change, "ProposedAlready")
    [waits] = play.world.proposals
    _vain(play, "facilitator", pb.TakeBackProposalRequest(proposal_id=str(waits)), "NotTheProposer")
    merge = pb.MergeStatementRequest(number=_ONE, target_number=_OTHER, reason=asks.words())
    play._send("colleague", merge)
    _vain(play, "colleague", merge, "AlreadyJoined")
    hide, show = pb.HideRequest(number=_ONE, reason=SECRET), pb.ShowRequest(number=_ONE, reason=SECRET)
    play._send("registrar", hide)
    _vain(play, "colleague", pb.UnmergeStatementRequest(number=_ONE, reason=asks.words()), "HiddenNow")
    play._send("registrar", show)
    _vain(play, "registrar", show, "SamePerson")
    play._send("reviewer", show)
    withdraw = pb.WithdrawStatementRequest(number=_ONE, reason=asks.words(), asked_by=asks.words())
    naming = pb.WithdrawStatementRequest(
        number=_ONE, reason=asks.words(f"; ask {NAME_IN_A_REASON}"), asked_by=asks.words()
    )
    _vain(play, "other_host", withdraw, "NotTheHost")
    _vain(play, "colleague", naming, "NamesSomebody")
    play._send("colleague", withdraw)
    _vain(play, "colleague", withdraw, "AlreadyWithdrawn")
