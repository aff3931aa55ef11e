"""The golden files of the authorization matrix name every RPC and everybody, and what no review may let pass."""

import re

import pytest

from tests.access import document, golden, planted
from tests.access.kinds import BAD_TOKENS, CERTIFICATES, IDENTITIES, OBJECTS
from tests.access.matrix import rpc_name
from tests.contract.test_policies import PROTOS, SERVICES

AGREED = {service: golden.read(service) for service in document.SERVICES}
LINES = {
    (service, rpc, name, whose): cell
    for service, rpcs in AGREED.items()
    for rpc, (_, answers) in rpcs.items()
    for name, cells in answers.items()
    for whose, cell in cells.items()
}
# Messages that requests share with answers and in which the caller enters everything.
ENTERED = {
    "roundtable.consultations.v1.AgendaItem",
    "roundtable.consultations.v1.Consent",
    "roundtable.consultations.v1.ConsultationDetails",
    "roundtable.consultations.v1.Days",
    "roundtable.consultations.v1.Figure",
    "roundtable.consultations.v1.FigureValue",
    "roundtable.consultations.v1.Languages",
    "roundtable.consultations.v1.Output",
    "roundtable.consultations.v1.OwnText",
    "roundtable.consultations.v1.ParticipantDetails",
    "roundtable.consultations.v1.Particulars",
    "roundtable.consultations.v1.ProgrammeDetails",
    "roundtable.consultations.v1.RecordOnly",
    "roundtable.consultations.v1.Rewording",
    "roundtable.consultations.v1.Source",
    "roundtable.consultations.v1.SpanMark",
    "roundtable.consultations.v1.StatementDetails",
    "roundtable.consultations.v1.Themes",
    "roundtable.consultations.v1.VerifiabilityEntry",
    "roundtable.consultations.v1.Wording",
    "roundtable.recommendations.v1.Approval",
    "roundtable.recommendations.v1.DateMove",
    "roundtable.recommendations.v1.FollowUp",
    "roundtable.recommendations.v1.PositionAnswer",
    "roundtable.recommendations.v1.ProgressAnswer",
    "roundtable.recommendations.v1.SearchLogEntry",
}
# A field with the comment above it.
_COMMENTED = re.compile(r"(?:^ *//.*\n)+^ *[a-z].*;$", re.MULTILINE)
_FIELD = re.compile(r"^ *(?!//)[a-zA-Z_.<>, ]+ ([a-z][a-z0-9_]*) = \d+", re.MULTILINE)
_FILLED_IN = re.compile(r"in (?:replies|answers) only|filled in by the service|[Ee]mpty in a request", re.IGNORECASE)
# What a caller may know of although it is another's: lines, bodies and what has a number are public.
_MAY_BE_KNOWN = {"assignment_id", "addressee_id", "slug", "number", "tracked_number", "consultation_number"}


def _served_by(service: str) -> set[str]:
    own = [each for each in SERVICES if each.full_name.split(".")[1] in {service, "common"}]
    return {rpc_name(method) for each in own for method in each.methods}


@pytest.mark.parametrize("service", document.SERVICES)
def test_every_rpc_has_agreed_answers(service: str) -> None:
    missing = sorted(_served_by(service) - set(AGREED[service]))
    assert not missing, f"{missing} not in tests/access/golden/{service}.txt: {golden.EXTEND}"
    gone = sorted(set(AGREED[service]) - _served_by(service))
    assert not gone, f"{gone} are served no more: take them out of tests/access/golden/{service}.txt"


def test_everybody_has_an_answer_everywhere() -> None:
    found = {
        f"{service} {rpc} {name}"
        for service, rpcs in AGREED.items()
        for rpc, (by, answers) in rpcs.items()
        for name in IDENTITIES
        if tuple(answers.get(name, {})) != (OBJECTS if by else (golden.ONLY,))
    }
    assert found == set(), golden.EXTEND
    assert len(LINES) >= 3000


@pytest.mark.parametrize("name", [*BAD_TOKENS, "migrator alone"])
def test_who_cannot_be_known_is_let_in_nowhere(name: str) -> None:
    assert {cell for (_, _, who, _), cell in LINES.items() if who == name} == {"UNAUTHENTICATED"}


def test_a_certificate_alone_opens_what_is_public_and_what_names_it_and_nothing_else() -> None:
    let_in: dict[str, set[str]] = {name: set() for name in CERTIFICATES}
    for (service, rpc, name, _), cell in LINES.items():
        if name in CERTIFICATES and cell.startswith("OK"):
            let_in[name].add(f"{service} {rpc.partition('/')[2]}")
    public = let_in["nobody"] & let_in["identity alone"] & let_in["operator alone"]
    log = {f"{service} {rpc}" for service in document.SERVICES for rpc in ("Replay", "ListHeads")}
    keys = {"identity ListSigningKeys"}
    assert {name: let_in[name] - public for name in let_in if name not in {"nobody", "operator alone"}} == {
        "identity alone": log | keys,
        "consultations alone": log | keys,
        "recommendations alone": log | keys,
        "notifications alone": log | keys | {"identity ResolveContact"},
        "migrator alone": set(),
    }
    assert let_in["nobody"] - public == _SIGNING_IN | _BY_CARD | _BY_LINK | {"recommendations SuggestEvidence"}


_SIGNING_IN = {
    f"identity {rpc}" for rpc in ("RequestCode", "SubmitCode", "EnrolRegistrar", "ExchangeSession", "EndSession")
}
_BY_LINK = {"identity ResolveCalendarLink"}
_BY_CARD = {f"consultations {rpc}" for rpc in ("ReadMyWords", "HideMyWords", "WithdrawMyConsent")}


def test_nobody_tells_a_private_thing_of_others_from_one_that_is_absent() -> None:
    told = set()
    for (service, rpc, name, whose), cell in LINES.items():
        theirs = whose == "foreign" or name.endswith(("elsewhere", "by claim", "before"))
        if whose in {"own", "same", "foreign"} and theirs and AGREED[service][rpc][0] not in _MAY_BE_KNOWN:
            nothing = LINES[service, rpc, name, "absent"]
            if cell != nothing and "OK" not in {cell, nothing}:
                told.add(f"{service} {rpc}, {name}: {cell} for {whose} and {nothing} for absent")
    assert told == set()


def test_no_answer_was_agreed_to_a_request_that_nobody_could_send() -> None:
    assert {key for key, cell in LINES.items() if cell.startswith("INVALID_ARGUMENT")} == set()


def test_of_every_message_that_requests_share_with_answers_it_is_known_what_the_service_fills_in() -> None:
    methods = [method for each in SERVICES for method in each.methods]
    messages = planted.shared((each.input_type for each in methods), (each.output_type for each in methods))
    found = {each.full_name for each in messages}
    assert found == ENTERED | set(planted.OWNED), "a message with fields for the service alone belongs in planted.OWNED"


def test_what_a_comment_says_the_service_fills_in_is_filled_in_by_nobody_else() -> None:
    known = {name for fields in (*planted.OWNED.values(), *planted.REFUSED.values()) for name in fields}
    said = {
        found[1]
        for path in PROTOS.rglob("*.proto")
        for comment in _COMMENTED.findall(path.read_text(encoding="utf-8"))
        if _FILLED_IN.search(comment) and (found := _FIELD.search(comment))
    }
    assert {"sha256", "replied_by_id", "not_fetched_date"} <= said
    assert said - known == set()


def test_the_page_says_what_was_agreed() -> None:
    assert document.PAGE.read_text(encoding="utf-8") == document.page(), "run `make access`, or only its second half"
