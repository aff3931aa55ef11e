"""The code of a card: copied from paper, by hand, by anybody."""

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.domain.cards import code_from, digest_of


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_sixteen_letters_without_those_taken_for_digits(secret: bytes) -> None:
    code = code_from(secret)
    assert [len(each) for each in code.split("-")] == [4, 4, 4, 4]
    assert not set(code) & set("ILOU")


@given(st.binary(min_size=32, max_size=32), st.integers(0, 79))
def test_every_one_of_eighty_bits_makes_another_code(secret: bytes, bit: int) -> None:
    number = int.from_bytes(secret[:10], "big") ^ 1 << bit
    assert code_from(number.to_bytes(10, "big") + secret[10:]) != code_from(secret)


@given(st.binary(min_size=32, max_size=32))
def test_however_it_is_typed_it_is_the_same_code(secret: bytes) -> None:
    code = code_from(secret)
    for typed in (code.lower(), code.replace("-", " "), code.replace("0", "o"), code.replace("1", "l"), f" {code}\n"):
        assert digest_of(typed) == digest_of(code)
    for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"):
        assert digest_of(code.translate(str.maketrans("0123456789", digits))) == digest_of(code)


def test_another_code_is_another() -> None:
    assert digest_of("0000-0000-0000-0000") != digest_of("0000-0000-0000-0001")
