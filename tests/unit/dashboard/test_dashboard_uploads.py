"""A file that is sent with a form: bounded, one only, and never on the disk."""

import tempfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from dashboard.web import uploads
from dashboard.web.forms import WrongForm
from dashboard.web.uploads import FILE_BYTES, TooLarge
from tests.dashboard_kit.reading import ORIGIN

LIMIT = b"----limit"
LARGE = b"%PDF-" + b"x" * (3 * 1024 * 1024)


def a_form(*parts: tuple[str, bytes]) -> bytes:
    lines = [
        b"--" + LIMIT + b"\r\nContent-Disposition: form-data; " + name.encode() + b"\r\n\r\n" + value + b"\r\n"
        for name, value in parts
    ]
    return b"".join(lines) + b"--" + LIMIT + b"--\r\n"


FILE = 'name="file"; filename="../../<b>.html"'


def a_request(body: bytes, kind: str = "multipart/form-data") -> Request:
    async def receive() -> AsyncIterator[dict[str, Any]]:
        for start in range(0, len(body) or 1, 65536):
            more = start + 65536 < len(body)
            yield {"type": "http.request", "body": body[start : start + 65536], "more_body": more}

    messages = receive()
    header = f"{kind}; boundary={LIMIT.decode()}".encode()
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", header)]}
    return Request(scope, lambda: anext(messages))


async def test_a_file_and_its_fields_are_read_without_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    rolled: list[object] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled.append)
    sent = await uploads.read(a_request(a_form(('name="file_title"', b" A\tname "), (FILE, LARGE))))
    assert (sent.content, sent.form["file_title"], rolled) == (LARGE, "A\tname", [])


async def test_a_form_without_a_file_has_an_empty_one() -> None:
    sent = await uploads.read(a_request(a_form(('name="file_title"', b"A name"))))
    assert sent.content == b""


@pytest.mark.parametrize(
    ("request_of", "refusal"),
    [
        pytest.param(lambda: a_request(a_form((FILE, b"x" * (FILE_BYTES + 1)))), TooLarge, id="a byte too many"),
        pytest.param(lambda: a_request(a_form((FILE, b"x" * 2 * FILE_BYTES))), TooLarge, id="far too large"),
        pytest.param(lambda: a_request(a_form((FILE, b"a"), (FILE, b"b"))), WrongForm, id="two files"),
        pytest.param(lambda: a_request(a_form(*[('name="a"', b"b")] * 21)), WrongForm, id="many fields"),
        pytest.param(lambda: a_request(a_form(('name="a"', b"b" * 70_000))), WrongForm, id="a huge field"),
        pytest.param(lambda: a_request(b"file=x", "application/x-www-form-urlencoded"), WrongForm, id="another kind"),
        pytest.param(lambda: a_request(b"not a form at all"), WrongForm, id="no form"),
    ],
)
async def test_what_is_no_such_form_is_refused(request_of: Callable[[], Request], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await uploads.read(request_of())


def test_nobodys_file_is_read_who_is_not_signed_in(reader: TestClient) -> None:
    answer = reader.post("/evidence/EX-R-1/attach", files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.covers("SEC 19")
def test_nobodys_file_is_read_whose_session_identity_does_not_know(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.cookies.set("__Host-sid", "s" * 43)
    monkeypatch.delattr(uploads, "read")
    answer = reader.post("/evidence/EX-R-1/attach", files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F")


def test_a_file_from_another_site_is_refused(reader: TestClient) -> None:
    answer = reader.post(
        "/evidence/EX-R-1/attach", files={"file": ("x.pdf", b"%PDF-")}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
