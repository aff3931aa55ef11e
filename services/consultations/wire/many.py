"""Many statements in one act: a stream of pieces in, with every field that is not as it should be."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument, Violation
from services.consultations.domain.many import Entry
from services.consultations.wire.decided import statement_details
from services.consultations.wire.requests import no_version, optional_identifier, version

MOST_ENTRIES: Final = 5000
_MOST_BYTES: Final = 16_000_000
_MOST_TOLD: Final = 100


async def received_entries(requests: AsyncIterator[pb.PutStatementsRequest]) -> pb.PutStatementsRequest:
    """Return the first message with the entries of all.

    Raises:
        InvalidArgument: They are none, or too many.
    """
    whole: pb.PutStatementsRequest | None = None
    bytes_ = 0
    async for each in requests:
        bytes_ += each.ByteSize()
        if whole is not None and not each.entries:
            break  # whoever sends nothing for ever ends here
        if bytes_ > _MOST_BYTES or len(each.entries) + (len(whole.entries) if whole else 0) > MOST_ENTRIES:
            break
        if whole is None:
            whole = each
        else:
            whole.entries.extend(each.entries)
    else:
        if whole is not None and whole.entries:
            return whole
    raise InvalidArgument(f"1 to {MOST_ENTRIES} entries, of {_MOST_BYTES} bytes together", field="entries")


def entries(given: Sequence[pb.StatementEntry]) -> list[Entry]:
    """Return what is entered, fit to keep.

    Raises:
        InvalidArgument: Fields are not as they should be; of each entry the first one is named.
    """
    fit, wrong = list[Entry](), list[Violation]()
    for place, each in enumerate(given):
        try:
            fit.append(_entry(each))
        except InvalidArgument as refused:
            wrong += [replace(one, field=f"entries[{place}].{one.field}") for one in refused.violations]
        if len(wrong) >= _MOST_TOLD:
            break
    if wrong:
        raise InvalidArgument(violations=wrong[:_MOST_TOLD])
    return fit


def _entry(given: pb.StatementEntry) -> Entry:
    statement_id = optional_identifier(given.statement_id, field="statement_id")
    if statement_id is None:
        no_version(given.expected_version)
        return Entry(details=statement_details(given.details))
    expected_version = version(given.expected_version)
    return Entry(details=statement_details(given.details), statement_id=statement_id, expected_version=expected_version)
