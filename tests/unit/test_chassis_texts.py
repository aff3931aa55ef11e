"""Free text beside the payload: made, taken out, put back."""

import hashlib
from typing import Any

import pytest

from roundtable.common.v1 import text_pb2
from services.chassis import texts
from tests.behaviour import messages


def test_a_text_commits_to_salt_and_body_in_every_language() -> None:
    text = texts.new({"ur": "پانی", "en": "Water"}, "ur")
    assert [each.language for each in text.localized] == ["en", "ur"]
    for each in text.localized:
        assert len(each.salt) == 32
        assert each.commitment == hashlib.sha256(each.salt + each.body.encode()).digest()


def test_equal_bodies_have_different_commitments() -> None:
    first, second = texts.new({"en": "Water"}, "en"), texts.new({"en": "Water"}, "en")
    assert first.localized[0].commitment != second.localized[0].commitment
    assert first.text_id != second.text_id


def test_a_text_without_bodies_is_the_empty_message() -> None:
    assert texts.new({}, "") == text_pb2.Text()
    assert texts.localized(text_pb2.Text()) == text_pb2.LocalizedText()


def test_the_authoritative_language_has_a_body() -> None:
    with pytest.raises(ValueError, match="authoritative"):
        texts.new({"en": "Water"}, "ur")


def _nested() -> Any:
    return messages.Nested(
        part=messages.Part(text=texts.new({"en": "secret one"}, "en")),
        parts=[messages.Part(text=texts.new({"en": "secret two", "ur": "secret three"}, "en")), messages.Part()],
    )


def test_bodies_and_salts_leave_the_payload_at_any_depth() -> None:
    message = _nested()
    salts = [each.salt for text in texts.find(message) for each in text.localized]
    taken = texts.strip(message)
    payload = message.SerializeToString(deterministic=True)
    assert b"secret" not in payload
    assert not any(salt in payload for salt in salts)
    assert [each.body for text in taken for each in text.localized] == ["secret one", "secret two", "secret three"]


def test_what_was_taken_out_is_put_back() -> None:
    message = _nested()
    original = message.SerializeToString(deterministic=True)
    taken = texts.strip(message)
    known = {(text.text_id, each.language): (each.body, each.salt) for text in taken for each in text.localized}
    texts.fill(texts.find(message), known)
    assert message.SerializeToString(deterministic=True) == original


def test_a_text_that_is_gone_comes_back_as_erased_with_its_commitment() -> None:
    message = messages.Noted(note=texts.new({"en": "secret"}, "en"))
    commitment = message.note.localized[0].commitment
    texts.strip(message)
    texts.fill(texts.find(message), {})
    assert message.note.localized[0].erased
    assert message.note.localized[0].commitment == commitment
    assert texts.localized(message.note) == text_pb2.LocalizedText(authoritative_language="en", erased=True)


def test_types_without_texts_are_known_without_looking_at_messages() -> None:
    assert texts.can_carry(messages.Nested)
    assert not texts.can_carry(messages.Ignored)


def test_who_translated_stays_in_the_payload_and_is_told_until_the_text_is_erased() -> None:
    text = texts.new({"ur": "پانی", "en": "Water"}, "ur", machine_assisted=["en"])
    assert list(texts.localized(text).machine_assisted) == ["en"]
    payload = messages.Part(text=text)
    texts.strip(payload)
    assert [each.machine_assisted for each in payload.text.localized] == [True, False]
    texts.fill([payload.text], {})
    assert not texts.localized(payload.text).machine_assisted
