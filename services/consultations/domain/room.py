"""How much one consultation holds, and how much of it is read in one answer."""

from services.consultations.domain.errors import TooLong

# Together with their frame, participants and what is decided on in one act fit into one answer (1 MiB). All statements
# of a consultation come piece by piece.
LONGEST_AT_ONCE_BYTES = 700_000
# Five thousand rows of a spreadsheet, of usual length in both languages, have a half of it.
MOST_STATEMENTS_BYTES = 16_000_000


def require_room_for_people(bytes_: int) -> None:
    """Refuse participants who could not be read in one answer.

    Raises:
        TooLong: They could not.
    """
    if bytes_ > LONGEST_AT_ONCE_BYTES:
        raise TooLong("this consultation has more people than are read at once; enter the rest as another one")


def require_room_for_decisions(bytes_: int) -> None:
    """Refuse to decide at once on statements that, with the participants, could not be read in one answer.

    Raises:
        TooLong: They could not.
    """
    if bytes_ > LONGEST_AT_ONCE_BYTES:
        raise TooLong("fewer items at once: these are longer together than what is read at once", field="decisions")


def require_room_for_statements(bytes_: int) -> None:
    """Refuse more statements than one consultation holds, drafts included.

    Raises:
        TooLong: They are more.
    """
    if bytes_ > MOST_STATEMENTS_BYTES:
        raise TooLong("this consultation is full; enter the rest as another one")
