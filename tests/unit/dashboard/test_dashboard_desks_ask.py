"""No act of a desk is done at the first press, and what is asked says what becomes public and who is told."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import dashboard
from dashboard import labels
from dashboard.labels.texts import TEXTS
from tests.dashboard_kit.hollow import METHODS, is_mutating
from tests.dashboard_kit.posts import PUBLIC, TOLD

_CODE: Final = Path(dashboard.__file__).parent
_ASKING: Final = re.compile(
    r"asking\.(?:once|agreed|whether_it_goes)\(|(?<!def )\bask\(|disabled=not sure|acting\.decided\(|\"ask_once\""
)
_DRAFT: Final = "a draft: the check before it is submitted shows what will be public"
_UNASKED: Final = {
    "CreateConsultation": _DRAFT,
    "CreateProgramme": _DRAFT,
    "UpdateConsultation": _DRAFT,
    "UpdateProgramme": _DRAFT,
    "PutParticipant": _DRAFT,
    "PutStatement": _DRAFT,
    "PutStatements": _DRAFT,
    "Hide": "whoever has to hide is not kept; nothing becomes public by it",
}
"""What is done at a desk at the first press, and why nobody is asked before."""
_ASKED: Final = {
    "AddContact", "AgreeToAppointment", "AgreeToRecovery", "ChangeRemits", "CloseDeclined", "CorrectCalendar",
    "DecideClosureProposal", "DecideOutsideAnswer", "DecideProposal", "DropAppointment", "DropRecovery", "EndMandate",
    "EndRole", "GrantMandate", "GrantRole", "LinkStatements", "NoteFollowUp", "PlaceLine", "ProposeChange",
    "ProposeAppointment", "ProposeNotApplicable", "ProposeRecovery", "PublishConsultation", "RecordHandOver",
    "RecordNoEvidenceFound",
    "RecordNotVerifiable", "RecordOutsideAnswer", "RecordSuccession", "RecordVerification", "RegisterAddressee",
    "RegisterOrganisation", "RegisterPerson", "RemoveContact", "RemoveParticipant", "RemovePerson",
    "RemoveStatement", "RenameAddressee", "Reopen", "RequestEvidence", "RetryDelivery", "ReturnStatements",
    "SafeguardConsultation", "ScreenSuggestion", "SetAddresseeOrganisation", "SetMinimumAssurance",
    "SettleSuggestion", "Show", "SubmitConsultation", "TakeBackProposal", "TakeFindingBack", "UndoRenaming",
    "UndoSuccession", "UnlinkStatements", "UnmergeStatement", "UnschedulePublication", "WithdrawConsent",
    "WithdrawStatement",
}  # fmt: skip
"""What is asked about before; `test_dashboard_asks_once` and the tests of each desk press the buttons."""
_DESKS: Final = ("capture", "checking", "pages", "register", "review")


def desks() -> Iterator[tuple[Path, str, set[str]]]:
    """Yield each module of a desk: where, its source, and what it changes. Routes of ours are in `POSTS`."""
    for path in (path for desk in _DESKS for path in sorted((_CODE / desk).rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        named = {each.attr for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Attribute)}
        if "site.post(" not in source:
            yield path, source, {each for each in named & METHODS.keys() if is_mutating(each)}


def test_every_act_of_a_desk_asks_or_says_why_it_need_not() -> None:
    done = set[str]()
    for path, source, found in desks():
        done |= found
        assert not found - _UNASKED.keys() or _ASKING.search(source), path
    assert done == _UNASKED.keys() | _ASKED, "name it in `_ASKED`, or in `_UNASKED` with a reason"


def test_what_a_registrar_is_asked_says_what_becomes_public_and_who_is_told() -> None:
    """Of each question that is written down where it is asked; others are read by the tests of their pages."""
    seen = 0
    for path in sorted((_CODE / "register").glob("*.py")):
        calls = [each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.Call)]
        asked = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "ask"]
        for told in (each.args[2] for each in asked if isinstance(each.args[2], ast.Lambda)):
            keys = _keys(told)
            seen += bool(keys)
            for place, language in enumerate(labels.LANGUAGES) if keys else ():
                said = " ".join(TEXTS[key][place] for key in keys)
                assert PUBLIC[language].search(said), f"{path.name}: {said}"
                assert TOLD[language].search(said), f"{path.name}: {said}"
    assert seen > 10


def _keys(told: ast.Lambda) -> list[str]:
    """Return the keys of the words of a question; none if one of them is chosen elsewhere."""
    calls = [each for each in ast.walk(told) if isinstance(each, ast.Call)]
    given = [each.args[0] for each in calls if isinstance(each.func, ast.Name) and each.func.id == "text"]
    keys = [str(each.value) for each in given if isinstance(each, ast.Constant)]
    return keys if len(keys) == len(given) else []
