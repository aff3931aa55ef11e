"""Free texts that no page shows of what was sown, each with the reason."""

from collections.abc import Mapping
from typing import Final

_FOR_A_PERSON_ALONE = "kept beside the act, for who looks into the tables: no page shows it"
_ONLY_NOT_OURS = "only an answer `not ours` holds it: SubmitAnswer sends it, and one macro shows both"
_ONLY_WHILE_IT_WAITS = "read by a reviewer while it waits; here it was decided at once"
_WORDS_OF_THE_ITEM = "words of the item that is read, as the service marked them"

UNREAD: Final[Mapping[str, str]] = {
    "AddDocument.uploaded_name": _ONLY_WHILE_IT_WAITS,
    "SafeguardConsultation.acts.clear.words": _WORDS_OF_THE_ITEM,
    "SafeguardConsultation.acts.redact.words": _WORDS_OF_THE_ITEM,
    "SafeguardConsultation.acts.restrict.reason": _FOR_A_PERSON_ALONE,
    "SafeguardConsultation.acts.lower.reason": _FOR_A_PERSON_ALONE,
    "PublishConsultation.review_note": _FOR_A_PERSON_ALONE,
    "Hide.reason": _FOR_A_PERSON_ALONE,
    "Show.reason": _FOR_A_PERSON_ALONE,
    "DecideOutsideAnswer.reason": _FOR_A_PERSON_ALONE,
    "DecideClosureProposal.reason": _FOR_A_PERSON_ALONE,
    "SetAddresseeOrganisation.reason": _FOR_A_PERSON_ALONE,
    "FindCandidates.text": "read and kept nowhere; what is found in it stands on the page that answers the form",
    "ListChanges.filter.text": "asked for by the feed alone, which is a file and no page",
    "CloseDeclined.reason": "closes a line after a second request or a year; shown as every other reason",
    "UndoSuccession.reason": "stands beside what was undone as UndoRenaming.reason does, in the same words of ours",
    "UnlinkStatements.reason": "what is linked no longer is told nowhere",
    "RecordOutsideAnswer.position.believed_responsible": _ONLY_NOT_OURS,
    "StatePosition.position.believed_responsible": _ONLY_NOT_OURS,
    "RecordOutsideAnswer.source.recorded_by": "filled in by the service; what a request holds is not read (SEC-4)",
    "PutStatements.entries.details.note": "stands in the form of the item, as PutStatement's does; of all one is open",
    "UpdateProgramme.details.source.name": "asked for only of sources that have a name; CreateProgramme's is public",
}

BY_CHANCE: Final = frozenset({"HandOverMandate.name"})
"""Read if its random name is the first of its list: the registrar's desk tells of the one that is chosen."""
