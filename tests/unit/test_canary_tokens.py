"""A token is found in whatever form the bytes that hold it have."""

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.canaries import kept_secrets, tokens, traces


def _zipped(words: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet1.xml", words)
    return written.getvalue()


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda words: words, id="as it is"),
        pytest.param(bytes.upper, id="in capital letters"),
        pytest.param(lambda words: words.hex().encode(), id="in hex"),
        pytest.param(lambda words: words.hex().upper().encode(), id="in hex in capital letters"),
        pytest.param(lambda words: words.decode().encode("utf-16-le"), id="two bytes a letter"),
        pytest.param(lambda words: b"t=" + base64.b64encode(words) + b";", id="base64"),
        pytest.param(lambda words: b"t=" + base64.b64encode(b"\xff" + words) + b";", id="base64 after one byte"),
        pytest.param(lambda words: b"t=" + base64.urlsafe_b64encode(b"\xff\xfe" + words), id="base64 after two bytes"),
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(_zipped, id="a spreadsheet"),
        pytest.param(
            lambda words: b"%PDF-1.7\nstream\n" + zlib.compress(words) + b"\nendstream", id="a stream of a PDF"
        ),
    ],
)
def test_a_token_is_found_however_it_is_written(written: Callable[[bytes], bytes]) -> None:
    token = tokens.new()
    assert tokens.found_in(written(f"Words and {token} and more".encode())) == {token}


def test_nothing_is_found_where_nothing_is() -> None:
    assert tokens.found_in(b"zqcanary and more of it " * 100) == set()


@pytest.mark.parametrize("before", range(4))
def test_a_secret_is_found_wherever_it_stands(before: int) -> None:
    finder = kept_secrets.Finder(
        [("one", b"\x00\x01\n\x02SECRET"), ("other", b"\x00\x01\n\x02secret"), ("short", b"a")]
    )
    assert finder.find(b"x" * before + b"\x00\x01\n\x02secret" + b"y") == {"other"}
    assert finder.find(b"\x00\x01\n\x02secre") == set()


@pytest.mark.parametrize("part", traces.PARTS)
def test_a_token_is_found_in_every_part_of_a_span(part: str) -> None:
    """As the sweep searches: in what came, over the wire, from the exporter that services use."""
    token = tokens.new()
    with traces.collecting() as kept:
        traces.export(kept, part, token)
        [(service, spans)] = kept.batches
    assert (service, tokens.found_in(spans)) == ("testing", {token})
