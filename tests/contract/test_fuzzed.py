"""Every RPC of every service is fuzzed: a new one needs one good request, from which the bad ones are made."""

import importlib
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor

from tests.contract.test_policies import SERVICES
from tests.fuzzing.target import methods_of, needs_no_sample

_FUZZED = [
    importlib.import_module(f"tests.integration.test_fuzz_{name}")
    for name in ("identity", "consultations", "recommendations", "notifications")
]
_CASES = [(module, method) for module in _FUZZED for method in methods_of(*module.SERVICES)]


def test_every_service_is_fuzzed() -> None:
    assert {name for module in _FUZZED for name in module.SERVICES} == {each.full_name for each in SERVICES}


@pytest.mark.parametrize(
    ("module", "method"), _CASES, ids=[f"{module.__name__.rpartition('_')[2]}-{rpc.name}" for module, rpc in _CASES]
)
def test_every_rpc_has_a_good_request(module: Any, method: MethodDescriptor) -> None:
    assert needs_no_sample(method) or hasattr(module._Samples, method.name), (
        f"{module.__name__} needs a method `{method.name}` in `_Samples` that returns a request which succeeds"
    )
