"""Write `docs/events.md` and `docs/rpcs.md` from the protos' own comments, or check that they are up to date.

`python proto/document.py` writes; `python proto/document.py --check` compares and exits 1 when one is stale.
"""

import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    MethodDescriptorProto,
)
from grpc_tools import protoc

from roundtable.common.v1 import options_pb2

ROOT = Path(__file__).resolve().parent
DOCS = ROOT.parent / "docs"
SERVICES = ("identity", "consultations", "recommendations", "notifications")

_MESSAGES = 4
_SERVICES = 6
_FIELDS = 2
_METHODS = 2

_EVENTS_HEAD = """# Events

Made from the protos by `make proto`; `make check` fails when it is stale.

Each service owns one topic, keyed by the aggregate's id. A record's value is the bare protobuf; the envelope is
CloudEvents in binary mode: `ce_id`, `ce_type` (the name below), `ce_source`, `ce_time`, `ce_subject` (the aggregate's
id), `ce_sequence` (1, 2, 3 … per aggregate), and `traceparent`. A consumer that finds a gap asks the owner's
`EventLogService.Replay`.
"""
_RPCS_HEAD = """# RPCs

Made from the protos by `make proto`; `make check` fails when it is stale. Callers and scopes are explained in
`proto/roundtable/common/v1/options.proto`; requests and replies in the proto of the service.
"""


def main() -> None:
    """Write the two documents, or check them when called with `--check`."""
    protos = {file.name: file for file in _descriptors().file}
    documents = {DOCS / "events.md": _events(protos), DOCS / "rpcs.md": _rpcs(protos)}
    if "--check" in sys.argv[1:]:
        stale = [
            path.name
            for path, text in documents.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        if stale:
            sys.exit(f"stale documents, run `make proto`: {', '.join(stale)}")
        return
    for path, text in documents.items():
        path.write_text(text, encoding="utf-8")


def _descriptors() -> FileDescriptorSet:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "protos.binpb"
        sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "roundtable").rglob("*.proto"))
        arguments = [
            "protoc",
            f"--proto_path={ROOT}",
            f"--proto_path={files('grpc_tools') / '_proto'}",
            f"--descriptor_set_out={target}",
            "--include_source_info",
            *sources,
        ]
        if protoc.main(arguments) != 0:
            raise SystemExit(1)
        return FileDescriptorSet.FromString(target.read_bytes())


def _comment(file: FileDescriptorProto, *path: int) -> str:
    for location in file.source_code_info.location:
        if tuple(location.path) == path:
            return " ".join(location.leading_comments.split())
    return ""


def _events(protos: dict[str, FileDescriptorProto]) -> str:
    parts = [_EVENTS_HEAD]
    for service in SERVICES:
        file = protos[f"roundtable/{service}/v1/events.proto"]
        parts.append(f"\n## `roundtable.{service}.v1`\n")
        parts += [
            f"\n### {message.name}\n\n{_comment(file, _MESSAGES, index)}\n\n{_table(file, index, message)}"
            for index, message in enumerate(file.message_type)
        ]
    return "".join(parts)


def _table(file: FileDescriptorProto, index: int, message: DescriptorProto) -> str:
    rows = ["| Field | Type | Class | Meaning |", "|---|---|---|---|"]
    for position, field in enumerate(message.field):
        meaning = _comment(file, _MESSAGES, index, _FIELDS, position).replace("|", "\\|")
        data_class = options_pb2.DataClass.Name(field.options.Extensions[options_pb2.data_class])
        rows.append(f"| `{field.name}` | {_type(field)} | {data_class.removeprefix('DATA_CLASS_')} | {meaning} |")
    return "\n".join(rows) + "\n"


def _type(field: FieldDescriptorProto) -> str:
    name = (
        field.type_name.rsplit(".", 1)[-1] or FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    )
    return f"{name}[]" if field.label == FieldDescriptorProto.LABEL_REPEATED else name


def _rpcs(protos: dict[str, FileDescriptorProto]) -> str:
    parts = [_RPCS_HEAD]
    for name in ("common/v1/event_log", *(f"{service}/v1/service" for service in SERVICES)):
        file = protos[f"roundtable/{name}.proto"]
        for index, service in enumerate(file.service):
            parts.append(f"\n## {file.package}.{service.name}\n\n{_comment(file, _SERVICES, index)}\n\n")
            parts.append("| RPC | Callers | Scope | Changes | What it does |\n|---|---|---|---|---|\n")
            parts += _rows(file, index, list(service.method))
    return "".join(parts)


def _rows(file: FileDescriptorProto, index: int, methods: list[MethodDescriptorProto]) -> Iterator[str]:
    for position, method in enumerate(methods):
        policy = method.options.Extensions[options_pb2.policy]
        callers = ", ".join(options_pb2.Caller.Name(each).removeprefix("CALLER_").lower() for each in policy.callers)
        scope = options_pb2.Scope.Name(policy.scope).removeprefix("SCOPE_").lower()
        meaning = _comment(file, _SERVICES, index, _METHODS, position).replace("|", "\\|")
        yield f"| `{method.name}` | {callers} | {scope} | {'yes' if policy.mutating else ''} | {meaning} |\n"


if __name__ == "__main__":
    main()
