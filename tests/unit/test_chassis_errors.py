"""One table turns errors into answers; nothing of an unexpected exception reaches the caller."""

from datetime import timedelta
from typing import Any

import grpc
import psycopg
import psycopg_pool
import pytest
from google.rpc import error_details_pb2, status_pb2

from roundtable.common.v1 import errors_pb2, text_pb2
from services.chassis import errors, server
from services.chassis.errors import Violation
from services.chassis.keys import KeyDestroyed


class NotTheAddressee(errors.PermissionDenied):
    """As a domain derives one."""


def details(error: Exception, kind: Any) -> Any:
    metadata = dict(server.answer(error).metadata)
    status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    found = kind()
    assert status.details[0].Unpack(found)
    return found


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InvalidArgument("say why"), "INVALID_ARGUMENT"),
        (errors.Unauthenticated("say why"), "UNAUTHENTICATED"),
        (errors.PermissionDenied("say why"), "PERMISSION_DENIED"),
        (NotTheAddressee("say why"), "PERMISSION_DENIED"),
        (errors.NotFound("say why"), "NOT_FOUND"),
        (errors.AlreadyExists("say why"), "ALREADY_EXISTS"),
        (errors.FailedPrecondition("say why"), "FAILED_PRECONDITION"),
        (errors.Aborted("say why"), "ABORTED"),
        (errors.ResourceExhausted("say why", retry_after=timedelta(seconds=1)), "RESOURCE_EXHAUSTED"),
        (errors.Unavailable("say why"), "UNAVAILABLE"),
    ],
)
def test_a_refusal_says_what_it_says_under_the_status_of_its_kind(error: Exception, code: str) -> None:
    answer = server.answer(error)
    assert (answer.code.name, answer.message) == (code, "say why")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TimeoutError("canary"), "DEADLINE_EXCEEDED"),
        (psycopg.OperationalError("canary"), "UNAVAILABLE"),
        (psycopg.errors.AdminShutdown("canary"), "UNAVAILABLE"),
        (psycopg.errors.DiskFull("canary"), "UNAVAILABLE"),
        (psycopg.errors.DeadlockDetected("canary"), "UNAVAILABLE"),
        (psycopg.InterfaceError("canary"), "UNAVAILABLE"),
        (psycopg_pool.PoolTimeout("canary"), "UNAVAILABLE"),
        (psycopg.errors.QueryCanceled("canary"), "DEADLINE_EXCEEDED"),
        (psycopg.DataError("canary"), "INVALID_ARGUMENT"),
        (psycopg.errors.CheckViolation("canary"), "INTERNAL"),
        (NotImplementedError("canary"), "UNIMPLEMENTED"),
        (ValueError("canary"), "INTERNAL"),
        (KeyError("canary"), "INTERNAL"),
        (RuntimeError("canary"), "INTERNAL"),
    ],
)
def test_another_exception_is_answered_in_our_words(error: Exception, code: str) -> None:
    answer = server.answer(error)
    assert answer.code.name == code
    assert "canary" not in answer.message
    assert not answer.metadata


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("UNAVAILABLE", "UNAVAILABLE"), ("DEADLINE_EXCEEDED", "UNAVAILABLE"), ("NOT_FOUND", "INTERNAL")],
)
def test_another_services_failure_passes_on_only_what_passes(theirs: str, ours: str) -> None:
    failed = grpc.aio.AioRpcError(grpc.StatusCode[theirs], grpc.aio.Metadata(), grpc.aio.Metadata(), "canary")
    answer = server.answer(failed)
    assert answer.code.name == ours
    assert "canary" not in answer.message


def test_bad_input_names_each_field_and_what_is_expected() -> None:
    wrong = errors.InvalidArgument(violations=[Violation("name", "not empty"), Violation("days[2]", "a day")])
    assert str(wrong) == "name: not empty; days[2]: a day"
    found = details(wrong, error_details_pb2.BadRequest)
    assert [(each.field, each.description) for each in found.field_violations] == [
        ("name", "not empty"),
        ("days[2]", "a day"),
    ]


def test_one_field_needs_no_list() -> None:
    found = details(errors.InvalidArgument("a uuid", field="id"), error_details_pb2.BadRequest)
    assert [(each.field, each.description) for each in found.field_violations] == [("id", "a uuid")]


def test_a_precondition_can_name_the_field_that_the_state_contradicts() -> None:
    found = details(errors.FailedPrecondition("already answered", field="progress"), error_details_pb2.BadRequest)
    assert found.field_violations[0].field == "progress"


def test_a_stale_change_carries_the_row_as_it_is_now() -> None:
    now = text_pb2.LocalizedText(bodies={"en": "theirs"})
    stale = details(errors.Aborted("changed", now), errors_pb2.Stale)
    current = text_pb2.LocalizedText()
    assert stale.current.Unpack(current)
    assert current == now


def test_what_a_domain_says_is_current_stays_inside_until_it_is_a_message() -> None:
    assert server.answer(errors.Aborted("changed", object())).metadata == ()


def test_details_that_no_channel_takes_are_left_out() -> None:
    long = text_pb2.LocalizedText(bodies={"en": "x" * 100_000})
    answer = server.answer(errors.Aborted("changed", long))
    assert (answer.code.name, answer.metadata) == ("ABORTED", ())


def test_who_is_told_to_wait_is_told_how_long() -> None:
    info = details(errors.ResourceExhausted("later", retry_after=timedelta(seconds=7)), error_details_pb2.RetryInfo)
    assert info.retry_delay.seconds == 7


def test_what_was_erased_answers_as_if_it_were_missing() -> None:
    assert server.answer(KeyDestroyed()).code is grpc.StatusCode.NOT_FOUND
