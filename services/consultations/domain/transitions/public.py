"""Rows 4 to 6, 29 and 31: what may still become of what is public."""

from dataclasses import replace
from typing import Final

from services.chassis.localized import LANGUAGES
from services.consultations.domain import errors
from services.consultations.domain.transitions.entered import REASON, WOULD_COUNT
from services.consultations.domain.transitions.model import (
    Addressing,
    Denial,
    Field,
    Need,
    Part,
    Record,
    Transition,
    Visibility,
)
from services.consultations.domain.values import Publication, Role

_SAID: Final = f"a text in at least one of the languages {', '.join(LANGUAGES)}"
_WHY: Final = Need(field="reason", expected=_SAID)
_JOINED: Final = frozenset({Record.MERGED, Record.SUPERSEDED})

# Rows 4, 29 and 31: a facilitator proposes, a reviewer agrees. Who may not, and what of the record is in the way.
_NOT_THE_PROPOSER: Final = Denial(
    errors.NotTheHost, "only a facilitator of the organisation that published it may propose this"
)
_NOT_THE_DECIDER: Final = Denial(errors.NotTheHost, "only a reviewer of the organisation that published it may decide")
_PROPOSED_IT: Final = Denial(errors.SamePerson, "you proposed it; a second person has to decide")
_STOOD_FOR: Final = Denial(errors.AlreadyJoined, "another statement stands for it")
_NOT_STANDING: Final = {
    Record.WITHDRAWN: Denial(errors.AlreadyWithdrawn, "it is withdrawn"),
    Record.MERGED: _STOOD_FOR,
    Record.SUPERSEDED: _STOOD_FOR,
    Visibility.HIDDEN: Denial(errors.HiddenNow, "it is hidden; nothing of it changes before it is shown again"),
}
CHANGE: Final = Need(
    field="change",
    expected="add_addressee, track, record_only, correct, correct_consultation or correct_programme",
)
_PROPOSED: Final = Part(path="", needs=(_WHY, CHANGE))

# Row 6: a facilitator of the host, alone. Both statements stand, and nothing stands for them.
_NOT_THE_HOST: Final = Denial(errors.NotTheHost, "only a facilitator of the organisation that published it may do this")
_GONE: Final = Denial(errors.AlreadyWithdrawn, "{number} is withdrawn")
_HIDDEN: Final = Denial(errors.HiddenNow, "{number} is hidden; nothing of it changes before it is shown again")
_JOINED_ALREADY: Final = Denial(errors.AlreadyJoined, "another statement stands for {number}")
_INTO: Final = Part(
    path="",
    needs=(_WHY, Need(field="target_number", expected="a public number such as C-7/12 or R-42")),
)

# Row 5b: anybody with a role of these, of whichever organisation.
_HIDERS: Final = (Role.FACILITATOR, Role.REVIEWER, Role.REGISTRAR)
_NOT_A_HIDER: Final = Denial(errors.RoleMissing, "only a {role} may do this")
_SEEN: Final = Part(
    path="", needs=(REASON, Need(field="number", expected="a public number such as C-7, C-7/12 or R-42"))
)
_NOT_HIDDEN: Final = Denial(errors.NotHidden, "it is not hidden")
# What somebody hid by a card, only people of the host show again.
HIDDEN_BY_CARD: Final = Denial(
    errors.NotTheHost,
    "somebody hid it by a card; only people of the organisation that published it may show it again",
)

TRACK: Final = Transition(
    row="4",
    field=Field.PUBLICATION,
    before=frozenset({Publication.RECORDED}),
    after=frozenset({Publication.TRACKED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_PROPOSER,
    not_again=_PROPOSED_IT,
    confirmed_by=Role.REVIEWER,
    not_confirmer=_NOT_THE_DECIDER,
    rpcs=("ProposeChange",),
    confirming="DecideProposal",
    carries=(_PROPOSED, Part(path="track", needs=WOULD_COUNT)),
    guards=("proposals.not_trackable",),
    refusals={
        **_NOT_STANDING,
        Publication.TRACKED: Denial(errors.NotPublishable, "nothing: it is tracked already", field="track"),
    },
)
RECORD_ONLY: Final = Transition(
    row="4",
    field=Field.PUBLICATION,
    before=frozenset({Publication.TRACKED}),
    after=frozenset({Publication.RECORDED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_PROPOSER,
    not_again=_PROPOSED_IT,
    confirmed_by=Role.REVIEWER,
    not_confirmer=_NOT_THE_DECIDER,
    rpcs=("ProposeChange",),
    confirming="DecideProposal",
    carries=(_PROPOSED,),
    refusals={
        **_NOT_STANDING,
        Publication.RECORDED: Denial(errors.NotPublishable, "a tracked statement", field="record_only"),
    },
)
WITHDRAW: Final = Transition(
    row="5",
    field=Field.RECORD,
    # What another one stands for can still be withdrawn: its number and text are public until then.
    before=frozenset({Record.PUBLISHED, *_JOINED}),
    after=frozenset({Record.WITHDRAWN}),
    who=(Role.FACILITATOR,),
    not_they=Denial(errors.NotTheHost, "only a facilitator of the organisation that published it may withdraw it"),
    rpcs=("WithdrawStatement",),
    carries=(Part(path="", needs=(_WHY, Need(field="asked_by", expected=_SAID))),),
    refusals={Record.WITHDRAWN: Denial(errors.AlreadyWithdrawn, "it is withdrawn already")},
)
HIDE: Final = Transition(
    row="5b",
    field=Field.VISIBILITY,
    # What is hidden already is answered alike, and nothing happens.
    before=frozenset(Visibility),
    after=frozenset({Visibility.HIDDEN}),
    who=_HIDERS,
    anywhere=True,
    not_they=_NOT_A_HIDER,
    rpcs=("Hide",),
    carries=(_SEEN,),
)
ASK_TO_SHOW: Final = Transition(
    row="5b",
    field=Field.VISIBILITY,
    before=frozenset({Visibility.HIDDEN}),
    after=frozenset({Visibility.SHOW_ASKED}),
    who=_HIDERS,
    anywhere=True,
    not_they=_NOT_A_HIDER,
    rpcs=("Show",),
    carries=(_SEEN,),
    refusals={Visibility.SHOWN: _NOT_HIDDEN},
)
SHOW: Final = Transition(
    row="5b",
    field=Field.VISIBILITY,
    before=frozenset({Visibility.SHOW_ASKED}),
    after=frozenset({Visibility.SHOWN}),
    who=_HIDERS,
    anywhere=True,
    not_they=_NOT_A_HIDER,
    not_again=Denial(errors.SamePerson, "you asked already; a second person has to agree"),
    rpcs=("Show",),
    carries=(_SEEN,),
    refusals={Visibility.SHOWN: _NOT_HIDDEN},
)
MERGE: Final = Transition(
    row="6",
    field=Field.RECORD,
    before=frozenset({Record.PUBLISHED}),
    after=frozenset({Record.MERGED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_HOST,
    rpcs=("MergeStatement",),
    carries=(_INTO,),
    guards=("joining.unlike",),
    refusals={
        Record.WITHDRAWN: _GONE,
        Visibility.HIDDEN: _HIDDEN,
        Record.MERGED: _JOINED_ALREADY,
        Record.SUPERSEDED: _JOINED_ALREADY,
    },
)
SUPERSEDE: Final = replace(MERGE, after=frozenset({Record.SUPERSEDED}), rpcs=("SupersedeStatement",))
UNMERGE: Final = Transition(
    row="6",
    field=Field.RECORD,
    before=_JOINED,
    after=frozenset({Record.PUBLISHED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_HOST,
    rpcs=("UnmergeStatement",),
    carries=(Part(path="", needs=(_WHY,)),),
    refusals={
        Record.WITHDRAWN: _GONE,
        Visibility.HIDDEN: _HIDDEN,
        Record.PUBLISHED: Denial(errors.NotJoined, "it stands on its own"),
    },
)
ADD_ADDRESSEE: Final = Transition(
    row="29",
    field=Field.ADDRESSEES,
    before=frozenset({Addressing.NOT_ADDRESSED}),
    after=frozenset({Addressing.ADDRESSED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_PROPOSER,
    not_again=_PROPOSED_IT,
    confirmed_by=Role.REVIEWER,
    not_confirmer=_NOT_THE_DECIDER,
    rpcs=("ProposeChange",),
    confirming="DecideProposal",
    carries=(
        _PROPOSED,
        Part(path="add_addressee", needs=(Need(field="addressee_id", expected="a uuid"),)),
    ),
    guards=("proposals.not_addable",),
    refusals={
        **_NOT_STANDING,
        Addressing.ADDRESSED: Denial(
            errors.NotPublishable,
            "a body that the statement is not addressed to already",
            field="add_addressee.addressee_id",
        ),
    },
)
CORRECT: Final = Transition(
    row="31",
    field=Field.RECORD,
    before=frozenset({Record.PUBLISHED}),
    after=frozenset({Record.PUBLISHED}),
    who=(Role.FACILITATOR,),
    not_they=_NOT_THE_PROPOSER,
    not_again=_PROPOSED_IT,
    confirmed_by=Role.REVIEWER,
    not_confirmer=_NOT_THE_DECIDER,
    rpcs=("ProposeChange",),
    confirming="DecideProposal",
    carries=(_PROPOSED,),
    guards=("proposals.not_correctable", "correcting_particulars.not_correctable_so"),
    refusals=_NOT_STANDING,
)

ROWS: Final = (
    TRACK,
    RECORD_ONLY,
    WITHDRAW,
    HIDE,
    ASK_TO_SHOW,
    SHOW,
    MERGE,
    SUPERSEDE,
    UNMERGE,
    ADD_ADDRESSEE,
    CORRECT,
)
