"""Files that are sent with a form: one at a time, of a bounded size, and never on this machine's disk in clear."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from dashboard.web.forms import Form, WrongForm

FILE_BYTES: Final = 10 * 1024 * 1024
FIELD_BYTES: Final = 64 * 1024
_CHARSET: Final = re.compile(r"(?:^|;)\s*charset\s*=")


@dataclass(frozen=True)
class Upload:
    """A form that was sent with a file."""

    form: Form
    content: bytes
    """The file; empty if none was chosen. What its sender says it is, is not read."""

    name: str = ""
    """What its sender calls it: words of a stranger, good for nothing but to be looked at by a reviewer."""


class _InMemory(MultiPartParser):
    # A larger part would go to a file of the system's temporary folder.
    spool_max_size = FILE_BYTES + FIELD_BYTES


class TooLarge(WrongForm):
    """The file is larger than what may be attached."""


async def read(request: Request, *, longest: int = FILE_BYTES, longest_field: int = FIELD_BYTES) -> Upload:
    """Read a form with one file in it, of at most `longest` bytes, and what is typed or pasted beside it.

    Raises:
        TooLarge: It is larger than a file may be.
        WrongForm: It is no such form.
    """
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    # No browser names a charset here, and Python knows some that decode to what no text can hold.
    if kind.strip() != "multipart/form-data" or _CHARSET.search(parameters):
        raise WrongForm
    parser = _InMemory(
        request.headers,
        _bounded(request, longest + FIELD_BYTES),
        max_files=1,
        max_fields=20,
        max_part_size=longest_field,
    )
    try:
        sent = await parser.parse()
    except MultiPartException:
        raise WrongForm from None
    file = sent.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    name = (file.filename or "") if isinstance(file, UploadFile) else ""
    await sent.close()
    if len(content) > longest:
        raise TooLarge
    return Upload(Form({name: value for name, value in sent.items() if isinstance(value, str)}), content, name)


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > most:
            raise TooLarge
        yield chunk
