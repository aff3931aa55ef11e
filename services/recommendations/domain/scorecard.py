"""What a body itself says on its scorecard: one public text in its own words, replaced or taken back, never lost."""

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import errors
from services.recommendations.domain.addressee import Addressee, ScorecardReplied, ScorecardReplyWithdrawn
from services.recommendations.domain.guards import Act, sure_enough
from services.recommendations.domain.values import Text


def reply(before: Addressee, text: Text | None, act: Act) -> ScorecardReplied:
    """Decide whether the text becomes the body's own on its scorecard; one that is there stays in its history.

    Raises:
        NotTheAddressee: The caller holds no mandate for the body.
        BodyEnded: The body is no more: nobody speaks for it.
        NotSureEnough: The body wants it to be surer than the caller's sign-in makes it.
        ScorecardChanged: Text or withdrawal changed after the version that the caller saw.
        Missing: There is no text.
    """
    _may(before, act)
    if text is None:
        raise errors.Missing("what the body says, in at least one language", field="text")
    return ScorecardReplied(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        text=text,
        replied_date=act.moment.today,
    )


def withdraw_reply(before: Addressee, act: Act) -> ScorecardReplyWithdrawn:
    """Decide whether the body's text is taken back; it stays in the history.

    Raises:
        NotTheAddressee: The caller holds no mandate for the body.
        BodyEnded: The body is no more: nobody speaks for it.
        NotSureEnough: The body wants it to be surer than the caller's sign-in makes it.
        ScorecardChanged: Text or withdrawal changed after the version that the caller saw.
        NoReply: There is none.
    """
    _may(before, act)
    if before.reply is None:
        raise errors.NoReply("there is no text of the body that could be taken back")
    return ScorecardReplyWithdrawn(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        withdrawn_date=act.moment.today,
    )


def _may(before: Addressee, act: Act) -> None:
    if before.id not in act.by.addressees:
        raise errors.NotTheAddressee("only somebody with a mandate for the addressee may answer for it")
    goes_on(before)
    sure_enough(before.minimum_assurance, act.by, field="slug")
    if not 0 < act.expected_version <= before.version:
        raise InvalidArgument("the `version` of the scorecard as you saw it", field="expected_version")
    if before.reply_version > act.expected_version:
        raise errors.ScorecardChanged("the body's text has changed since you opened it")


def goes_on(body: Addressee) -> None:
    """Refuse to speak for a body that is no more.

    Raises:
        BodyEnded: It ended.
    """
    if body.ended_by:
        raise errors.BodyEnded(f"the body ended on {body.ended_by.effective_date}: nobody speaks for it any more")
