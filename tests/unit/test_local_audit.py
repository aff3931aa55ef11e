"""An audit that learnt nothing is a failure, and what is known to be bad is named."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import typer

from deploy.local import audit, sbom
from deploy.local.audit import KNOWN_BAD, NothingLearnt, advisories
from deploy.local.names import REPOSITORY

GOOD, BAD = "pkg:pypi/good@1", "pkg:pypi/bad@1"


@contextmanager
def osv(answer: Callable[[str, str], dict[str, Any]], *, status: int = 200, drop: int = 0) -> Iterator[str]:
    """Speak for OSV on loopback: `answer` is asked for each package URL and page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            results = [answer(each["package"]["purl"], each.get("page_token", "")) for each in asked]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results[drop:]}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests look at what the audit says."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def named(*names: str) -> dict[str, Any]:
    return {"vulns": [{"id": name, "modified": "2026-01-01T00:00:00Z"} for name in names]}


def known(purl: str, _page: str = "") -> dict[str, Any]:
    return named("OLD-1") if purl in KNOWN_BAD else named("NEW-1") if purl == BAD else {}


def test_what_has_advisories_is_named_and_the_rest_is_not() -> None:
    with osv(known) as address:
        assert advisories([GOOD, BAD], address) == {BAD: ["NEW-1"]}


def test_advisories_on_a_second_page_count() -> None:
    def paged(purl: str, page: str) -> dict[str, Any]:
        if purl == BAD and not page:
            return {"next_page_token": "two"}
        return known(purl)

    with osv(paged) as address:
        assert advisories([BAD], address) == {BAD: ["NEW-1"]}


def test_more_than_one_request_takes_is_asked_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 2)
    with osv(known) as address:
        assert advisories([GOOD, BAD], address) == {BAD: ["NEW-1"]}


@pytest.mark.covers("SEC 20", "loss known faults")
@pytest.mark.parametrize("missing", KNOWN_BAD)
def test_a_source_that_does_not_know_the_worst_has_told_nothing(missing: str) -> None:
    with (
        osv(lambda purl, _: {} if purl == missing else known(purl)) as address,
        pytest.raises(NothingLearnt, match="no advisory for") as refused,
    ):
        advisories([GOOD], address)
    assert missing in str(refused.value)


def test_answers_that_are_missing_or_wrong_tell_nothing() -> None:
    with osv(known, drop=1) as address, pytest.raises(NothingLearnt, match="answered 2 of 3"):
        advisories([GOOD], address)
    with osv(known, status=503) as address, pytest.raises(NothingLearnt, match="503"):
        advisories([GOOD], address)
    with osv(lambda *_: {"vulns": "none"}) as address, pytest.raises(NothingLearnt, match="could not be asked"):
        advisories([GOOD], address)
    with pytest.raises(NothingLearnt, match="could not be asked"):
        advisories([GOOD], "http://127.0.0.1:1")


@pytest.mark.covers("SEC 20", "loss known faults")
@pytest.mark.parametrize(("bad", "status"), [("pkg:pypi/nothing-of-ours@1", 0), ("pkg:pypi/grpcio@", 1)])
def test_the_command_ends_by_what_it_found(bad: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    with (
        osv(lambda purl, _: named("NEW-1") if purl.startswith(bad) else known(purl)) as address,
        pytest.raises(typer.Exit) as ended,
    ):
        audit.main(address)
    assert ended.value.exit_code == status
    assert ("https://osv.dev/NEW-1" in capsys.readouterr().out) == bool(status)


@pytest.mark.covers("SEC 20", "loss known faults")
def test_the_command_says_when_nothing_was_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        audit.main("http://127.0.0.1:1")
    assert ended.value.exit_code == 2
    assert "nothing is known about our packages" in capsys.readouterr().err


def test_all_that_any_lock_names_is_asked_for_in_the_version_that_is_tested() -> None:
    asked = {*audit.ours()}
    for lock in ("services", "dashboard", "local", "dev"):
        pins = sbom.packages(REPOSITORY / "requirements" / f"{lock}.txt")
        assert {f"pkg:pypi/{name}@{version}" for name, version, _ in pins} <= asked
    assert "pkg:maven/org.apache.kafka/kafka-server" in " ".join(asked)
