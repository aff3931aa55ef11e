"""Every command has its key, and its version where it changes something that somebody saw; every list is paged.

What has neither stands here by name, with the reason. A new RPC that belongs in a list says so in its review.
"""

from collections.abc import Iterator

import pytest
from google.protobuf.descriptor import Descriptor, MethodDescriptor

from roundtable.common.v1 import options_pb2
from tests.contract.test_policies import SERVICES

RPCS = {method.full_name.removeprefix("roundtable."): method for service in SERVICES for method in service.methods}
COMMANDS = {name: rpc for name, rpc in RPCS.items() if rpc.GetOptions().Extensions[options_pb2.policy].mutating}

_IDENTITY = "identity.v1.IdentityService."
_CONSULTATIONS = "consultations.v1.ConsultationService."
_RECOMMENDATIONS = "recommendations.v1.RecommendationService."
_NOTIFICATIONS = "notifications.v1.NotificationService."

WITHOUT_A_VERSION = {
    # They make something new: there was nothing to see before.
    _CONSULTATIONS + "CreateProgramme",
    _CONSULTATIONS + "CreateConsultation",
    _RECOMMENDATIONS + "RegisterAddressee",
    _IDENTITY + "RegisterOrganisation",
    _IDENTITY + "RegisterPerson",
    _IDENTITY + "GrantRole",
    _IDENTITY + "GrantMandate",
    _IDENTITY + "RequestCode",
    _IDENTITY + "SubmitCode",
    _IDENTITY + "EnrolRegistrar",
    _IDENTITY + "MakeCalendarLink",
    # They end something for good: whatever was seen of it, it ends, once.
    _IDENTITY + "EndRole",
    _IDENTITY + "EndMandate",
    _IDENTITY + "EndSession",
    _IDENTITY + "RevokeSessions",
    _IDENTITY + "RevokeCalendarLink",
    _IDENTITY + "HandOverMandate",
    _IDENTITY + "RemovePerson",
    _IDENTITY + "AddContact",
    _IDENTITY + "RemoveContact",
    # One proposal waits for a person; it never changes, and is decided once.
    _IDENTITY + "ProposeRecovery",
    _IDENTITY + "AgreeToRecovery",
    _IDENTITY + "DropRecovery",
    _IDENTITY + "ProposeAppointment",
    _IDENTITY + "AgreeToAppointment",
    _IDENTITY + "DropAppointment",
    # Hiding is never refused for a version; being hidden again starts "show" over.
    _CONSULTATIONS + "Hide",
    _CONSULTATIONS + "Show",
    # Whatever was seen, a consent that is withdrawn is withdrawn.
    _CONSULTATIONS + "WithdrawConsent",
    _CONSULTATIONS + "WithdrawMyConsent",
    # So is what its bearer hides, and a card shows nothing that could be stale.
    _CONSULTATIONS + "HideMyWords",
    _CONSULTATIONS + "MakeCard",
    # It adds a file, and writes over nothing that was seen.
    _RECOMMENDATIONS + "AttachEvidence",
    _CONSULTATIONS + "AddDocument",
    # A document never changes: whatever was seen of it, it ends, once.
    _CONSULTATIONS + "RemoveDocument",
    # Whatever was seen of the two, they are kept apart for good, and nothing of it is public.
    _CONSULTATIONS + "KeepApart",
    # A letter is recorded once, never changed, and decided once.
    _RECOMMENDATIONS + "DecideOutsideAnswer",
    # A note moves nothing.
    _RECOMMENDATIONS + "NoteFollowUp",
    # So is a proposal to close.
    _RECOMMENDATIONS + "DecideClosureProposal",
    # So is a change of what is public.
    _CONSULTATIONS + "DecideProposal",
    _CONSULTATIONS + "TakeBackProposal",
    # It makes something new; it is never changed, screened once and settled once.
    _RECOMMENDATIONS + "SuggestEvidence",
    _RECOMMENDATIONS + "ScreenSuggestion",
    _RECOMMENDATIONS + "SettleSuggestion",
    # A machine tells what happened.
    _NOTIFICATIONS + "ReportBounce",
}

NOT_PAGED = {
    # By the numbers of items, which the address of a page has in it.
    _RECOMMENDATIONS + "ListConsultationLines",
    # The key in use and those before it whose tokens may still live: a handful.
    _IDENTITY + "ListSigningKeys",
    # Those of one person: 5 codes an hour, and none lives longer than 8 hours.
    _IDENTITY + "ListSessions",
    # A stream, which begins again after the last aggregate that came.
    "common.v1.EventLogService.ListHeads",
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_has_an_idempotency_key(name: str) -> None:
    assert "idempotency_key" in COMMANDS[name].input_type.fields_by_name


def test_a_command_that_changes_something_says_which_version_was_seen() -> None:
    without = {name for name, rpc in COMMANDS.items() if not _holds(rpc.input_type, "expected_version")}
    assert without == WITHOUT_A_VERSION


def test_every_list_is_paged() -> None:
    lists = {name: rpc for name, rpc in RPCS.items() if rpc.name.startswith("List")}
    assert {name for name, rpc in lists.items() if not _is_paged(rpc)} == NOT_PAGED
    assert len(lists) > len(NOT_PAGED)


def _is_paged(rpc: MethodDescriptor) -> bool:
    asked, answered = rpc.input_type.fields_by_name, rpc.output_type.fields_by_name
    return {"page_size", "page_token"} <= set(asked) and "next_page_token" in answered


def _holds(message: Descriptor, field: str) -> bool:
    return any(field in each.fields_by_name for each in _messages(message, set()))


def _messages(message: Descriptor, seen: set[str]) -> Iterator[Descriptor]:
    if message.full_name in seen:
        return
    seen.add(message.full_name)
    yield message
    for field in message.fields:
        if field.message_type is not None:
            yield from _messages(field.message_type, seen)
