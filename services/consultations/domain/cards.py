"""The card that a participant may get: a code, of which only a digest is kept."""

import hashlib
import unicodedata
from typing import Final

# Without letters that are taken for digits, so that it is copied from paper.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 16  # of 5 bits each
_SAME: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_from(secret: bytes) -> str:
    """Return the code that 10 or more secret bytes stand for: `ABCD-EFGH-JKMN-PQRS`."""
    number = int.from_bytes(secret[:10], "big")
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))


def digest_of(typed: str) -> bytes:
    """Return the digest of a code as somebody typed it: in either case, in any digits, with or without groups."""
    letters = (str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFKC", typed).upper())
    plain = "".join(each for each in letters if each.isalnum()).translate(_SAME)
    return hashlib.sha256(plain.encode()).digest()
