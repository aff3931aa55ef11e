"""Every proto of ours says who may call and who may see; nothing private is reachable from a public RPC."""

import importlib
from pathlib import Path

import pytest
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FileDescriptor

from roundtable.common.v1 import options_pb2
from services.chassis import policies

PROTOS = Path(__file__).resolve().parents[2] / "proto"
FILES = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / "roundtable").rglob("*.proto"))


def described(name: str) -> FileDescriptor:
    importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
    return descriptor_pool.Default().FindFileByName(name)


SERVICES = [service for name in FILES for service in described(name).services_by_name.values()]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.full_name)
def test_a_service_can_be_served(service: object) -> None:
    assert policies.faults([service]) == []  # type: ignore[list-item]


@pytest.mark.covers("SEC 1")
@pytest.mark.parametrize(
    "rpc",
    [rpc for rpc in policies.rpcs(SERVICES).values() if rpc.is_public],
    ids=lambda rpc: f"{rpc.service}/{rpc.method}",
)
def test_a_public_rpc_reaches_public_fields_only(rpc: policies.Rpc) -> None:
    method = policies.find_service(rpc.service).methods_by_name[rpc.method]
    assert policies.not_public(method.output_type) == []


@pytest.mark.covers("SEC 1")
@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("/events.proto")])
def test_an_event_for_a_topic_holds_public_and_service_fields_only(name: str) -> None:
    allowed = {options_pb2.DATA_CLASS_PUBLIC, options_pb2.DATA_CLASS_SERVICE}
    found = {
        field.full_name
        for message in described(name).message_types_by_name.values()
        for field in policies.reachable(message)
        if field.GetOptions().Extensions[options_pb2.data_class] not in allowed
    }
    assert found == set()


def test_the_walk_looks_at_something() -> None:
    assert len(SERVICES) >= 5
    assert sum(rpc.is_public for rpc in policies.rpcs(SERVICES).values()) >= 5
