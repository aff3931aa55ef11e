"""Idempotency keys of what is entered: the same words, sent again, are the same act."""

import hashlib

from google.protobuf.message import Message


def once(begun: str, entered: Message, before: int = 0) -> str:
    """Return the key of one act.

    Args:
        begun: The key of the form that was shown.
        entered: What is entered by it.
        before: How many equal ones come before it in the same form.
    """
    said = f"{begun}\n{before}\n".encode() + entered.SerializeToString(deterministic=True)
    return hashlib.sha256(said).hexdigest()
