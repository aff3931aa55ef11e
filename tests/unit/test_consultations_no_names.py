"""Names that are nobody's are refused; what may be somebody's name is taken for one."""

import pytest

from services.consultations.domain.no_names import is_nobodys
from services.consultations.domain.safeguarding import Kind
from services.consultations.domain.safeguarding.hosts import bodies_of
from services.consultations.domain.values import LocalizedText
from tests.unit.safeguarding_corpus import examples

BODIES = [
    "National Commission on the Rights of Child",
    "Telecom Authority (TPA)",
    "Qaziabad Board",
    "Zarlakht Qaziabad Trust",
    "قومی کمیشن برائے حقوقِ اطفال",
]


@pytest.mark.parametrize(
    "name",
    [
        *("young people", "Women", "Social media users", "CIVIL SOCIETY", "the Ministry of Interior", "Section 37"),
        *(
            "Karachi",
            "girls",
            "The Government's policies",
            "Dr",
            "نوجوان",
            "نوجوان خواتین",
            "سول سوسائٹی",
            "وزارتِ داخلہ",
        ),
        *("ڈیجیٹل حقوق", "سوشل\u200cمیڈیا"),  # noqa: RUF001
        *("must be", "has been", "we hope", "in June", "کی جائے", "کیا جانا چاہیے", "کے ذریعے", "آزاد کشمیر"),
        *("Zarlakht Qaziabad Trust", "Qaziabad Trust"),
        *("Qaziabad  board", "Telecom Authority", "TPA", "NCRC", "قومی کمیشن", "Rights of child"),
    ],
)
def test_usual_words_and_what_a_body_is_called_are_nobodys_name(name: str) -> None:
    assert is_nobodys(name, BODIES)


@pytest.mark.parametrize(
    "name",
    [
        *("Participant 4", "شریک ۴", "Zarlakht", "nargis qaziabad", "Noor", "Hope Masih", "Young Zarlakht", "Ali Khan"),
        *("امید علی", "نرگس", "زرلخت"),
        # Usual words, titles, places that somebody is called by.
        *("Sardar Begum", "Azad", "Hafiz", "Ms Hope", "Jordan", "Will Black", "June Young"),
        *("احسان", "بی بی", "سردار بیگم", "میاں", "اظہار", "آزاد"),
        # Bodies are called after people, who come to their meetings.
        *("Zarlakht Qaziabad", "Qaziabad", "Zarlakht"),
    ],
)
def test_what_may_be_somebodys_name_is_one(name: str) -> None:
    assert not is_nobodys(name, BODIES)


@pytest.mark.parametrize(
    ("host", "is_a_body"),
    [
        ("Zarlakht Qaziabad Trust", True),
        ("Fatima Foundation", True),
        ("Registered body", True),
        ("Digital Rights Now", True),
        ("Press archive (example)", True),
        ("فاطمہ فاؤنڈیشن", True),
        ("ڈیجیٹل حقوق", True),
        ("Fatima Khan", False),
        ("Dr. Fatima Khan", False),
        ("Fatima Khan, journalist, Karachi", False),
        ("Fatima and Ali Khan", False),
        ("Zarlakht Qaziabad", False),  # no list knows it
        ("Hope Masih", False),
        ("Sardar Begum", False),
        ("Karachi", False),
        ("فاطمہ خان", False),
        ("زرلخت", False),
        ("", False),
    ],
)
def test_a_host_is_a_body_if_its_name_says_so(host: str, is_a_body: bool) -> None:
    """Else its name is a person's: it may be entered as a participant's, and no detector passes over it."""
    known = bodies_of(LocalizedText("en", (("en", host),)))
    assert known == ({host} if is_a_body else set())
    if host and not is_a_body and host != "Karachi":
        assert not is_nobodys(host, known)


def test_no_name_of_the_corpus_is_nobodys() -> None:
    found = [each for part in ("tuned", "held_out") for each in examples(part)]
    names = [each.text[one.start : one.end] for each in found for one in each.wanted if one.kind is Kind.NAME]
    assert len(names) > 100
    assert [each for each in names if is_nobodys(each, BODIES)] == []
    assert [each for each in names if bodies_of(LocalizedText("en", (("en", each),)))] == []
