"""Codes and sessions: what is good, for how long, and how often."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.identity.domain import sign_in
from services.identity.domain.sign_in import Asked, Assurance, Code, Session

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def a_code(*, expires_at: datetime = NOW + timedelta(minutes=30), tries: int = 0, closed: bool = False) -> Code:
    return Code(id=uuid4(), code_hmac=b"", expires_at=expires_at, tries=tries, closed=closed)


def a_session(*, signed_in_at: datetime = NOW, used_at: datetime = NOW) -> Session:
    return Session(
        id=uuid4(),
        person_id=uuid4(),
        assurance=Assurance.EMAIL_CODE,
        signed_in_at=signed_in_at,
        used_at=used_at,
    )


def test_a_code_has_eight_characters_none_of_which_looks_like_another() -> None:
    codes = [sign_in.make_code(random.Random(seed).choice) for seed in range(500)]
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set(sign_in.ALPHABET)
    for alike in ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV"):
        assert len(set(alike) & set(sign_in.ALPHABET)) <= 1, alike


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("cdfh3469", id="small letters"),
        pytest.param(" CDFH 3469\n", id="spaces"),
        pytest.param("CDFH-3469", id="a hyphen"),
        pytest.param("CDFH\u20133469", id="a dash"),
        pytest.param("CDFH۳۴۶۹", id="Urdu digits"),
        pytest.param("\uff23\uff24\uff26\uff28\uff13\uff14\uff16\uff19", id="full-width"),
        pytest.param("\u2066CDFH3469\u2069", id="direction marks around it"),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert sign_in.normal_code(typed) == "CDFH3469"


@pytest.mark.parametrize("typed", ["", "CDFH346", "CDFH34699", "CDFH346O", "CDFH346\x00", "9" * 100_000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert sign_in.normal_code(typed) == ""


@pytest.mark.parametrize(
    ("code", "good"),
    [
        pytest.param(a_code(), True, id="fresh"),
        pytest.param(a_code(expires_at=NOW + timedelta(microseconds=1)), True, id="in its last moment"),
        pytest.param(a_code(expires_at=NOW), False, id="after 30 minutes"),
        pytest.param(a_code(tries=4), True, id="before the fifth try"),
        pytest.param(a_code(tries=5), False, id="after the fifth try"),
        pytest.param(a_code(closed=True), False, id="used or taken back"),
    ],
)
def test_a_code_is_good_for_30_minutes_5_tries_and_once(code: Code, good: bool) -> None:
    assert code.is_good(NOW) is good


def test_every_good_code_is_compared_even_after_a_hit() -> None:
    given, compared = [a_code(), a_code(), a_code(tries=5)], list[UUID]()

    def is_it(code: Code) -> bool:
        compared.append(code.id)
        return code is given[0]

    assert sign_in.matching(given, NOW, is_it=is_it) is given[0]
    assert compared == [given[0].id, given[1].id]


@pytest.mark.parametrize(
    ("asked", "too_often"),
    [
        pytest.param(Asked(for_mailbox=4, in_browser=4), False, id="the fifth"),
        pytest.param(Asked(for_mailbox=5, in_browser=0), True, id="the sixth for the mailbox"),
        pytest.param(Asked(for_mailbox=0, in_browser=5), True, id="the sixth in the browser"),
    ],
)
def test_five_codes_an_hour_for_a_mailbox_and_in_a_browser(asked: Asked, too_often: bool) -> None:
    assert asked.too_often is too_often


@pytest.mark.parametrize(
    ("session", "lives"),
    [
        pytest.param(a_session(), True, id="fresh"),
        pytest.param(a_session(used_at=NOW - timedelta(minutes=30) + timedelta(seconds=1)), True, id="nearly idle"),
        pytest.param(a_session(used_at=NOW - timedelta(minutes=30)), False, id="idle for 30 minutes"),
        pytest.param(
            a_session(signed_in_at=NOW - timedelta(hours=8) + timedelta(seconds=1)), True, id="nearly 8 hours"
        ),
        pytest.param(a_session(signed_in_at=NOW - timedelta(hours=8)), False, id="8 hours, however busy"),
    ],
)
def test_a_session_lives_30_minutes_idle_and_8_hours_at_most(session: Session, lives: bool) -> None:
    assert session.lives(NOW) is lives


def test_a_token_never_outlives_a_minute_or_its_session() -> None:
    assert a_session().token_expires_at(NOW) == NOW + timedelta(seconds=60)
    old = a_session(signed_in_at=NOW - timedelta(hours=8) + timedelta(seconds=10))
    assert old.token_expires_at(NOW) == NOW + timedelta(seconds=10)
