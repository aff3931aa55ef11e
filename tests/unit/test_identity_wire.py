"""What identity takes in, and what it refuses with the name of the field."""

from datetime import date
from uuid import uuid4

import pytest

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis.errors import InvalidArgument
from services.identity import wire


@pytest.mark.parametrize(
    "typed",
    [
        "liaison@ministry.example",
        " Focal.Point+codes@sub.ministry.example ",
        "o'brien@x.example",
        "a@xn--mgbai9.example",
    ],
)
def test_addresses_of_mailboxes_are_taken(typed: str) -> None:
    assert wire.address(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "two@at@signs.example",
        "no@dot",
        "a..b@x.example",
        ".a@x.example",
        "a@-x.example",
        "a b@x.example",
        "a@x.example\r\nBcc: b@y.example",
        "a@x.example, b@y.example",
        "name <a@x.example>",
        '"quoted"@x.example',
        "a@[127.0.0.1]",
        "ä@x.example",
        "a" * 65 + "@x.example",
        "a@" + "x" * 250 + ".example",
    ],
)
def test_what_is_no_address_is_refused_by_name(typed: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.address(typed)
    assert [violation.field for violation in refused.value.violations] == ["email"]


@pytest.mark.parametrize("value", ["", "short", "x" * 31, "x" * 65, "x" * 31 + "!", "x" * 32 + "\n"])
def test_a_browser_id_is_base64url_of_32_to_64_characters(value: str) -> None:
    with pytest.raises(InvalidArgument):
        wire.browser_id(value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Section   Officer \n", "Section Officer", id="spaces"),
        pytest.param("Officer\x00\x1b[2J", "Officer[2J", id="control characters"),
        pytest.param("\u202eOfficer\u202c", "Officer", id="bidi overrides"),
        pytest.param("می\u200cکند", "می\u200cکند", id="ZWNJ stays"),
        pytest.param("cafe\u0301", "café", id="NFC"),
    ],
)
def test_a_line_of_text_is_cleaned_but_urdu_is_kept(typed: str, kept: str) -> None:
    assert wire.line(typed, field="name") == kept


@pytest.mark.parametrize("typed", ["", "  \n", "\x00", "x" * 201])
def test_a_line_of_text_has_1_to_200_characters(typed: str) -> None:
    with pytest.raises(InvalidArgument):
        wire.line(typed, field="name")


def test_days_are_written_one_way() -> None:
    assert wire.optional_day("2026-06-01", field="from_date") == date(2026, 6, 1)
    assert wire.optional_day("", field="from_date") is None
    for wrong in ("20260601", "2026-W23-1", "2026-02-30", "1 June", "2026-06-01T00:00"):
        with pytest.raises(InvalidArgument):
            wire.optional_day(wrong, field="from_date")


def test_page_tokens_come_back_and_strange_ones_are_refused() -> None:
    entry = uuid4()
    assert wire.page_after(wire.page_token(entry)) == entry
    assert wire.page_after("") is None
    for wrong in ("x", "????", "AAAA", "é"):
        with pytest.raises(InvalidArgument):
            wire.page_after(wrong)
    for wrong_size in (-1, 201):
        with pytest.raises(InvalidArgument):
            wire.page_size(wrong_size)


def test_an_addressee_of_a_kind_nobody_knows_is_not_kept() -> None:
    event = recommendations_pb2.AddresseeRegistered(addressee_id=str(uuid4()), kind=99)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="99"):
        wire.known_addressee(event)


def test_an_addressee_without_an_english_name_keeps_its_authoritative_one() -> None:
    event = recommendations_pb2.AddresseeRegistered(
        addressee_id=str(uuid4()),
        kind=recommendations_pb2.ADDRESSEE_KIND_AGENCY,
        name=text_pb2.LocalizedText(authoritative_language="ur", bodies={"ur": "کمیشن"}),
    )
    known = wire.known_addressee(event)
    assert (known.name, known.urdu_name) == ("کمیشن", "کمیشن")
    event.name.bodies["en"], event.name.bodies["ur"] = "Commission", ""
    known = wire.known_addressee(event)
    assert (known.name, known.urdu_name, known.called("ur")) == ("Commission", None, "Commission")
