"""What stands between pages and services: tokens, deadlines, errors, and answers that outlive a silence."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

from dashboard import backend, labels
from dashboard.backend import Backend, errors
from dashboard.backend.cache import FRESH_SECONDS, PublicCache
from dashboard.backend.channels import Channels
from dashboard.backend.tokens import Tokens
from dashboard.labels import refusals
from dashboard.settings import Address
from deploy.local.certificates import Certificates
from roundtable.common.v1 import errors_pb2
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from roundtable.recommendations.v1 import service_pb2_grpc as recommendations_grpc
from tests.dashboard_kit import canned, services
from tests.dashboard_kit.world import CODE, World

EMAIL = "liaison@commission.example"


@pytest.fixture
def world() -> World:
    """The canned world with one person in it."""
    made = canned.world()
    made.people[EMAIL] = identity.Person(name="Liaison", email=EMAIL)
    return made


def channels_to(settings: dict[str, str], certificates: Certificates) -> Channels:
    """Return channels to the services that settings name."""
    addresses = {
        name: Address("127.0.0.1", int(settings[f"RT_{name.upper()}_ADDRESS"].rpartition(":")[2]))
        for name in ("identity", "consultations", "recommendations")
    }
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(),
        certificates.key("dashboard").read_bytes(),
        certificates.certificate("dashboard").read_bytes(),
    )
    return Channels(addresses, credentials)


@pytest.fixture
def clock() -> list[float]:
    """What the clock of the kept answers shows, in seconds: it stands still unless a test moves it."""
    return [0.0]


@pytest.fixture
def house(world: World, certificates: Certificates, clock: list[float]) -> Iterator[Backend]:
    """A backend over stand-in services."""
    with services.serving(world, certificates) as settings:
        made = Backend(channels_to(settings, certificates), PublicCache(lambda: clock[0]))
        yield made
        made.close()


def signed_in(house: Backend) -> str:
    """Sign the person in and return the session."""
    house.request_code(email=EMAIL, browser_id="b" * 43, language="en", key=backend.new_key())
    return house.submit_code(email=EMAIL, browser_id="b" * 43, code=CODE, former=None, key=backend.new_key()).cookie


def exchanges(world: World) -> int:
    """Return how many tokens were asked for."""
    return sum(method == "ExchangeSession" for _, method, _ in world.calls)


def test_reads_use_a_token_again_and_writes_get_a_fresh_one(house: Backend, world: World) -> None:
    person = house.person(signed_in(house))
    for _ in range(3):
        assert person.me().name == "Liaison"
    assert exchanges(world) == 1
    for _ in range(2):
        with pytest.raises(errors.BackendError):  # the stand-in does not serve it; the token is asked for all the same
            person.identity.EndMandate(identity.EndMandateRequest(idempotency_key="k", mandate_id="m"))
    assert exchanges(world) == 3


def test_public_reads_carry_no_token(house: Backend, world: World) -> None:
    house.public.recommendation("EX-R-1")
    assert all("authorization" not in metadata for _, _, metadata in world.calls)


def test_a_session_that_ended_is_signed_out_at_the_next_write_and_here_at_once(house: Backend) -> None:
    session = signed_in(house)
    house.person(session).me()
    house.end_session(session)
    with pytest.raises(errors.SignedOut):
        house.person(session).me()


def test_a_wrong_code_is_signed_out_whatever_is_wrong_with_it(house: Backend) -> None:
    for email, browser_id, code in [
        (EMAIL, "b" * 43, "WRONG234"),
        (EMAIL, "another-browser" * 3, CODE),
        ("nobody@nowhere.example", "b" * 43, CODE),
    ]:
        house.request_code(email=email, browser_id="b" * 43, language="en", key=backend.new_key())
        with pytest.raises(errors.SignedOut):
            house.submit_code(email=email, browser_id=browser_id, code=code, former=None, key=backend.new_key())


def test_a_service_with_another_services_certificate_is_not_believed(world: World, certificates: Certificates) -> None:
    with services.serving(world, certificates) as settings:
        crossed = settings | {"RT_RECOMMENDATIONS_ADDRESS": settings["RT_CONSULTATIONS_ADDRESS"]}
        made = Backend(channels_to(crossed, certificates))
        with pytest.raises(errors.Unavailable):
            made.public.recommendation("EX-R-1")
        made.close()


@pytest.mark.covers("SEC 19")
def test_a_request_that_no_service_reads_is_too_large_and_not_asked_too_often(house: Backend) -> None:
    person = house.person(signed_in(house))
    with pytest.raises(errors.TooLarge) as refused:
        person.identity.EndMandate(identity.EndMandateRequest(idempotency_key="k", mandate_id="m" * 5_000_000))
    assert "send it in parts" in labels.problem(refused.value, "en")
    assert "حصوں میں بھیجیں" in labels.problem(refused.value, "ur")
    assert refusals.said(str(refused.value), "ur"), "where a form shows the sentence itself"


def test_the_last_good_answer_is_given_while_too_much_is_asked(
    house: Backend, world: World, clock: list[float]
) -> None:
    good = house.public.recommendation("EX-R-1")
    world.busy.add("recommendations")
    clock[0] += FRESH_SECONDS + 1
    old = house.public.recommendation("EX-R-1")
    assert (old.stale, old.value, old.good_at) == (True, good.value, good.good_at)
    with pytest.raises(errors.TooMany):
        house.public.recommendation("EX-R-2")
    world.busy.clear()
    assert not house.public.recommendation("EX-R-2").stale, "nobody waits for a service that answers"


def test_the_last_good_answer_outlives_a_silence_and_says_so(house: Backend, world: World, clock: list[float]) -> None:
    good = house.public.recommendation("EX-R-1")
    assert not good.stale
    world.down.add("recommendations")
    assert not house.public.recommendation("EX-R-1").stale
    clock[0] += FRESH_SECONDS + 1
    old = house.public.recommendation("EX-R-1")
    assert old.stale
    assert old.good_at == good.good_at
    assert old.value == good.value
    with pytest.raises(errors.Unavailable):
        house.public.recommendation("EX-R-2")


def test_nobody_waits_for_a_silent_service_twice_in_a_row_and_it_is_asked_again_soon(
    house: Backend, world: World
) -> None:
    world.down.add("recommendations")
    for number in range(1, 5):
        with pytest.raises(errors.Unavailable):
            house.public.recommendation(f"EX-R-{number}")
    assert len([1 for _, method, _ in world.calls if method == "GetRecommendation"]) <= 3, "one call and its retries"
    world.down.clear()
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        try:
            found = house.public.recommendation("EX-R-1")
        except errors.Unavailable:
            time.sleep(0.1)
        else:
            assert found.value.tracked_number == "EX-R-1"
            return
    pytest.fail("it never came back")


def test_not_found_forgets_what_was_kept(house: Backend, world: World, clock: list[float]) -> None:
    house.public.recommendation("EX-R-1")
    del world.recommendations["EX-R-1"]
    clock[0] += FRESH_SECONDS + 1
    with pytest.raises(errors.NotFound):
        house.public.recommendation("EX-R-1")
    world.down.add("recommendations")
    with pytest.raises(errors.Unavailable):
        house.public.recommendation("EX-R-1")


def title(house: Backend, session: str | None = None) -> str:
    """Return the title of EX-R-1 as a reader gets it."""
    return house.public_for(session).recommendation("EX-R-1").value.title.bodies["en"]


def test_after_a_persons_write_nothing_kept_is_given_as_fresh(house: Backend, world: World) -> None:
    before = title(house)
    world.recommendations["EX-R-1"].title.bodies["en"] = "Changed"
    assert title(house) == before, "kept for a moment"
    with pytest.raises(errors.BackendError):  # the stand-in refuses it; its effect may have come before
        house.person(signed_in(house)).recommendations.SubmitAnswer(recommendations.SubmitAnswerRequest())
    assert title(house) == "Changed"
    world.down.add("recommendations")
    house.person(signed_in(house)).me()
    assert not house.public.recommendation("EX-R-1").stale, "a read lets kept answers be"


def test_after_a_write_the_last_good_answer_still_outlives_a_silence(house: Backend, world: World) -> None:
    good = house.public.recommendation("EX-R-1")
    world.down.add("recommendations")
    with pytest.raises(errors.BackendError):
        house.person(signed_in(house)).recommendations.SubmitAnswer(recommendations.SubmitAnswerRequest())
    old = house.public.recommendation("EX-R-1")
    assert old.stale
    assert old.good_at == good.good_at


def test_a_reader_with_a_session_is_answered_anew_and_from_memory_only_in_a_silence(
    house: Backend, world: World
) -> None:
    before, session = title(house), signed_in(house)
    world.recommendations["EX-R-1"].title.bodies["en"] = "Written through another process"
    assert title(house) == before
    assert title(house, session) == "Written through another process"
    assert title(house) == "Written through another process", "what was asked anew is kept for all"
    world.down.add("recommendations")
    assert house.public_for(session).recommendation("EX-R-1").stale


def test_an_answer_asked_for_before_a_write_is_not_kept_as_fresh_after_it() -> None:
    cache, key = PublicCache(lambda: 0.0), ("x", b"")

    def overtaken() -> int:
        cache.expire()
        return 1

    assert cache.read(key, overtaken).value == 1
    assert cache.read(key, lambda: 2).value == 2
    assert cache.read(key, lambda: 3).value == 2


def test_the_cache_keeps_no_more_than_its_limit() -> None:
    cache = PublicCache(kept=3)
    for number in range(10):
        cache.read(("x", bytes([number])), lambda: 1)
    assert len(cache._answers) == 3


def test_a_hanging_service_is_given_up_within_the_deadline(certificates: Certificates) -> None:
    let_go = threading.Event()

    class Hangs(recommendations_grpc.RecommendationServiceServicer):
        def GetRecommendation(self, _request: Any, _context: Any) -> Any:
            let_go.wait(60)

    server = grpc.server(ThreadPoolExecutor(2))
    hangs: Any = Hangs
    recommendations_grpc.add_RecommendationServiceServicer_to_server(hangs(), server)
    pair = (certificates.key("recommendations").read_bytes(), certificates.certificate("recommendations").read_bytes())
    port = server.add_secure_port(
        "127.0.0.1:0", grpc.ssl_server_credentials([pair], certificates.ca.read_bytes(), require_client_auth=True)
    )
    server.start()
    nowhere = {f"RT_{name.upper()}_ADDRESS": "127.0.0.1:1" for name in ("identity", "consultations")}
    made = Backend(channels_to({**nowhere, "RT_RECOMMENDATIONS_ADDRESS": f"127.0.0.1:{port}"}, certificates))
    began = time.monotonic()
    with pytest.raises(errors.Unavailable):
        made.public.recommendation("EX-R-1")
    assert time.monotonic() - began < 30, "long before the service lets go"
    let_go.set()
    made.close()
    server.stop(0)


DETAILS = "grpc-status-details-bin"


class Failed(grpc.RpcError):
    """A call that failed with a status and details."""

    def __init__(self, code: grpc.StatusCode, message: str = "said", *details: Any) -> None:
        status = status_pb2.Status(code=code.value[0], message=message)
        for detail in details:
            status.details.add().Pack(detail)
        self._code, self._message, self._packed = code, message, status.SerializeToString()

    def code(self) -> grpc.StatusCode:
        """The status."""
        return self._code

    def details(self) -> str:
        """The sentence."""
        return self._message

    def trailing_metadata(self) -> Any:
        """What carries the details."""
        return ((DETAILS, self._packed),)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, errors.BadRequest),
        (grpc.StatusCode.UNAUTHENTICATED, errors.SignedOut),
        (grpc.StatusCode.PERMISSION_DENIED, errors.Denied),
        (grpc.StatusCode.NOT_FOUND, errors.NotFound),
        (grpc.StatusCode.ALREADY_EXISTS, errors.AlreadyThere),
        (grpc.StatusCode.FAILED_PRECONDITION, errors.NotNow),
        (grpc.StatusCode.ABORTED, errors.Stale),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, errors.TooMany),
        (grpc.StatusCode.UNAVAILABLE, errors.Unavailable),
        (grpc.StatusCode.DEADLINE_EXCEEDED, errors.Unavailable),
        (grpc.StatusCode.INTERNAL, errors.Broken),
        (grpc.StatusCode.UNIMPLEMENTED, errors.Broken),
    ],
)
def test_each_status_is_one_kind_of_error(code: grpc.StatusCode, kind: type[errors.BackendError]) -> None:
    translated = errors.translate(Failed(code, "why"))
    assert type(translated) is kind
    assert str(translated) == "why"


def test_fields_at_fault_are_told() -> None:
    fault = error_details_pb2.BadRequest.FieldViolation(field="position.delivery_date", description="a day to come")
    detail = error_details_pb2.BadRequest(field_violations=[fault])
    translated = errors.translate(Failed(grpc.StatusCode.INVALID_ARGUMENT, "no", detail))
    assert isinstance(translated, errors.BadRequest)
    assert translated.violations == (errors.Violation("position.delivery_date", "a day to come"),)


def test_a_stale_write_brings_the_current_row() -> None:
    current = recommendations.SubmitAnswerResponse(assignment=recommendations.Assignment(version=7))
    packed = any_pb2.Any()
    packed.Pack(current)
    failure = Failed(grpc.StatusCode.ABORTED, "changed", errors_pb2.Stale(current=packed))
    translated = errors.translate(failure, recommendations.SubmitAnswerResponse)
    assert isinstance(translated, errors.Stale)
    assert translated.current == current
    other = errors.translate(failure, recommendations.StatePositionResponse)
    assert isinstance(other, errors.Stale)
    assert other.current is None


def test_how_long_to_wait_is_told() -> None:
    pause = error_details_pb2.RetryInfo()
    pause.retry_delay.FromSeconds(30)
    translated = errors.translate(Failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "slow down", pause))
    assert isinstance(translated, errors.TooMany)
    assert translated.retry_after == 30


@pytest.mark.parametrize(
    ("passed", "asked"),
    [pytest.param(29.9, 1, id="just before"), pytest.param(30.0, 2, id="after thirty seconds")],
)
def test_a_token_is_used_again_for_thirty_seconds(passed: float, asked: int) -> None:
    now, given = [100.0], list[str]()

    def exchange(_session: str, service: str) -> str:
        given.append(service)
        return f"token {len(given)}"

    tokens = Tokens(exchange, lambda: now[0])
    tokens.give("s", "identity", fresh=False)
    now[0] += passed
    tokens.give("s", "identity", fresh=False)
    assert len(given) == asked


def test_tokens_of_sessions_and_services_are_kept_apart_and_no_session_is_kept() -> None:
    tokens = Tokens(lambda session, service: f"{session} {service}")
    assert tokens.give("one", "identity", fresh=False) == "one identity"
    assert tokens.give("two", "identity", fresh=False) == "two identity"
    assert tokens.give("one", "consultations", fresh=False) == "one consultations"
    assert "one" not in str(list(tokens._kept))
    tokens.forget("one")
    assert len(tokens._kept) == 1
