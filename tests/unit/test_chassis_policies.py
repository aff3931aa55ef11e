"""A service whose protos leave something unsaid is not served."""

from typing import Any

import pytest

from roundtable.common.v1 import options_pb2, text_pb2
from services.chassis import policies, server
from tests.chassis_kit import ORG, PUBLIC, UNSPECIFIED, a_policy, describe

GOOD = a_policy("ANYONE", scope="PUBLIC")
KEYED = a_policy("FACILITATOR", scope="ORGANISATION", mutating=True)


def faults(*args: Any, **kwargs: Any) -> str:
    return "\n".join(policies.faults([describe(*args, **kwargs).descriptor]))


def test_a_complete_service_has_no_faults() -> None:
    assert faults({"Look": GOOD, "Change": KEYED}, nested_class=PUBLIC) == ""


@pytest.mark.parametrize(
    ("described", "says"),
    [
        pytest.param(({"Look": None}, {}), "Look has no policy", id="no policy"),
        pytest.param(
            ({"Look": options_pb2.Policy(scope=options_pb2.SCOPE_PUBLIC)}, {}), "which callers", id="no callers"
        ),
        pytest.param(({"Look": a_policy("UNSPECIFIED")}, {}), "which callers", id="an unspecified caller"),
        pytest.param(
            ({"Look": options_pb2.Policy(callers=[options_pb2.CALLER_PERSON])}, {}), "its scope", id="no scope"
        ),
        pytest.param(
            ({"Look": a_policy("ANYONE", "PERSON", scope="PUBLIC")}, {}), "stand alone", id="anyone beside others"
        ),
        pytest.param(({"Look": a_policy("ANYONE", scope="ALL")}, {}), "SCOPE_PUBLIC", id="anyone, every row"),
        pytest.param(
            ({"Look": a_policy("ANYONE", scope="PUBLIC", mutating=True)}, {}), "may not change", id="anyone changes"
        ),
        pytest.param(({"Change": KEYED}, {"key": False}), "no string idempotency_key", id="changes without a key"),
        pytest.param(
            ({"Look": GOOD}, {"request_class": UNSPECIFIED}), "EchoRequest.text has no data class", id="request field"
        ),
        pytest.param(
            ({"Look": GOOD}, {"reply_class": UNSPECIFIED}), "EchoResponse.text has no data class", id="reply field"
        ),
        pytest.param(
            ({"Look": KEYED}, {"nested_class": UNSPECIFIED}), "Deep.secret has no data class", id="nested field"
        ),
        pytest.param(
            ({"Look": GOOD}, {"reply_class": ORG}), "EchoResponse.text, which is not public", id="private reply"
        ),
        pytest.param(({"Look": GOOD}, {"nested_class": ORG}), "Deep.secret, which is not public", id="private, nested"),
        pytest.param(
            ({"Look": GOOD}, {"client_streams": ("Look",), "streams": ("Look",)}), "streams both ways", id="both ways"
        ),
    ],
)
def test_what_is_left_unsaid_is_a_fault_and_refuses_the_start(described: Any, says: str) -> None:
    methods, options = described
    service = describe(methods, **options)
    assert says in "\n".join(policies.faults([service.descriptor]))
    with pytest.raises(server.NotServable, match=says):
        server.check([service.name])


def test_all_faults_are_named_at_once() -> None:
    assert len(faults({"Look": None, "Other": None}, reply_class=UNSPECIFIED).splitlines()) == 7


def test_a_private_reply_is_no_fault_where_not_everybody_is_let_in() -> None:
    assert faults({"Look": a_policy("FACILITATOR", scope="ORGANISATION")}, reply_class=ORG, nested_class=ORG) == ""


def test_the_walk_reaches_every_depth_and_follows_maps_and_lists() -> None:
    deep = describe({"Look": KEYED}, nested_class=ORG)
    found = policies.not_public(deep.reply.DESCRIPTOR)
    assert [name.rpartition(".")[2] for name in found] == ["secret"]
    assert policies.not_public(text_pb2.LocalizedText.DESCRIPTOR) == []
    assert policies.not_public(text_pb2.Text.DESCRIPTOR) == ["roundtable.common.v1.Text.text_id"]


def test_a_field_that_can_hold_anything_counts_as_private() -> None:
    assert "EchoResponse.held, which is not public" in faults({"Look": GOOD}, anything=True)
