"""What the rules of notes intake see in a text, and what they leave to a person."""

from uuid import UUID, uuid4

import pytest

from services.consultations.domain.intake import Body, Candidate, Garbled, find
from services.consultations.domain.intake.text import sentences
from services.consultations.domain.values import StatementType

META, RIGHTS = uuid4(), uuid4()
BODIES = [
    Body(META, {"en": "Meta", "ur": "میٹا"}),
    Body(RIGHTS, {"en": "Child Rights Commission (example)", "ur": "کمیشن برائے حقوق اطفال (مثال)"}),
]


def read(text: str, *people: str, press: bool = False) -> list[Candidate]:
    return find(text, BODIES, people, press=press)


def one(text: str, *people: str) -> Candidate:
    [found] = read(text, *people)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("He left. She stayed.", ["He left.", "She stayed."], id="full stops"),
        pytest.param(
            "At 3.5 p.m. Dr. Roy spoke. All sat.", ["At 3.5 p.m. Dr. Roy spoke.", "All sat."], id="short words"
        ),
        pytest.param("“Stay.” “Is it so?” he asked.", ["“Stay.”", "“Is it so?” he asked."], id="quoted"),
        pytest.param("وہ گئے۔ کیا آپ رکے؟ جی۔", ["وہ گئے۔", "کیا آپ رکے؟", "جی۔"], id="Urdu"),
        pytest.param("وہ گئے۔وہ رکے۔", ["وہ گئے۔", "وہ رکے۔"], id="Urdu without a space"),
        pytest.param("She said یہ درست ہے۔ All agreed.", ["She said یہ درست ہے۔", "All agreed."], id="mixed"),
        pytest.param("- One thing\n- Another\n3. A third", ["One thing", "Another", "A third"], id="a list"),
        pytest.param("A line that\nwas broken.", ["A line that\nwas broken."], id="a line broken by the page"),
        pytest.param("Heading\n\nText.", ["Heading", "Text."], id="paragraphs"),
        pytest.param(" \n\n … \n", [], id="nothing"),
        pytest.param("He left.\u00a0She stayed.", ["He left.", "She stayed."], id="a space of a web page"),
        pytest.param("•\u00a0One\n● Two\n\uf0b7 Three\n✓ Four", ["One", "Two", "Three", "Four"], id="marks of a list"),
        pytest.param(
            "a) One\n(ii) Two\niii. Three\n1.1 Four\n2.1. Five\no Six",
            ["One", "Two", "Three", "Four", "Five", "Six"],
            id="a list in letters and numbers",
        ),
        pytest.param("A. Khan left.\n3.5 million stayed.", ["A. Khan left.", "3.5 million stayed."], id="no list"),
        pytest.param(
            "Who | What\nMeta | should publish the figures of its complaints about children\nPolice | should answer",
            [
                "Who | What",
                "Meta | should publish the figures of its complaints about children",
                "Police | should answer",
            ],
            id="a table",
        ),
        pytest.param(
            "Schools should have a counsellor to whom all the children can speak\n"
            "Meta should publish its figures of complaints about children every quarter\nPolice to answer",
            [
                "Schools should have a counsellor to whom all the children can speak",
                "Meta should publish its figures of complaints about children every quarter\nPolice to answer",
            ],
            id="lines of which only the widest may have been broken by the page",
        ),
        pytest.param(
            "The line goes on as far as the width of the page lets it, then\nMeta begins the next line.",
            ["The line goes on as far as the width of the page lets it, then\nMeta begins the next line."],
            id="a full line",
        ),
    ],
)
def test_a_text_falls_into_sentences_that_say_where_they_stand(text: str, expected: list[str]) -> None:
    found = sentences(text)
    assert [each.words for each in found] == expected
    assert [each.span.of(text) for each in found] == expected


def test_no_line_is_as_wide_as_this_because_of_a_page() -> None:
    row = "Meta should publish its figures of complaints about children every quarter by " + "and by " * 5
    assert len(sentences(f"{row}\nPolice to answer")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry should publish its rules.", "recommendation"),
        ("Participant 2 said that teachers do not know where to report.", "insight"),
        ("Meta will open a reporting desk.", "commitment"),
        ("She appealed for the support of everybody.", "appeal"),
        ("Thanks to the programme teachers know where to report.", "outcome_claim"),
        ("The workshop was meant to brief officials.", "context"),
        ("وزارت کو قواعد شائع کرنے چاہئیں۔", "recommendation"),
        ("شریک ۲ کا کہنا تھا کہ اساتذہ بے خبر ہیں۔", "insight"),
        ("میٹا نے وعدہ کیا کہ نیا دفتر کھلے گا۔", "commitment"),
        ("انہوں نے سب سے تعاون کی اپیل کی۔", "appeal"),
        ("پروگرام کی بدولت اساتذہ باخبر ہوئے۔", "outcome_claim"),
        ("اجلاس کا مقصد حکام کو آگاہ کرنا تھا۔", "context"),
    ],
)
def test_a_word_of_the_sentence_says_what_it_is(text: str, expected: str) -> None:
    assert one(text).type == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tea was served at four.",
        "چائے پیش کی گئی۔",
        "Minutes of a meeting in which we must act\n\nTea was served.",
        "Tea was served.\n\nRecommendations:\n\nTea.",
        "An appeal to the High Court was filed.",
        "انہوں نے ہائی کورٹ میں اپیل دائر کی۔",
    ],
)
def test_a_sentence_without_such_a_word_and_a_heading_are_no_candidates(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    "text", ["Meta should act", "Meta should act\nPolice should answer", "- Meta should act\n\nTea"]
)
def test_a_line_above_nothing_is_no_heading(text: str) -> None:
    assert read(text)[0].addressees == (META,)


@pytest.mark.parametrize(
    "text",
    [
        "Should Meta publish its figures?",
        "“What must Meta do?”",
        "He asked whether Meta should publish its figures.",
        "Meta should have told the parents.",
        "The file must have been lost by June 2027.",
        "Meta did not promise to publish its figures.",
        "Meta refused to commit to a date.",
        "Meta didn’t pledge to act.",
        "The minister made no pledge to change the law.",
        "Nobody promised to help.",
        "Participants did not recommend a ban by Meta.",
        "Meta will not open a desk.",
        "Meta would publish its figures if it were asked.",
        "کیا میٹا کو اعداد شائع کرنے چاہئیں؟",
    ],
)
def test_a_question_a_reproach_and_what_was_refused_are_listed_as_nothing_that_was_asked_or_promised(text: str) -> None:
    found = one(text)
    assert (found.type, found.addressees, found.by_when, found.garbled) == (None, (), None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meta not only promised a desk, it opened one.", "commitment"),
        ("We will not share a name with Meta.", "commitment"),
        ("She assured that Meta would not tolerate it and will not wait.", "commitment"),
        ("Schools should have trained counsellors.", None),
        ("Schools should have counsellors.", "recommendation"),
        ("No child should be left alone.", "recommendation"),
        ("The law is not enough, she urged the ministry to act.", "recommendation"),
    ],
)
def test_a_no_elsewhere_in_the_sentence_leaves_what_it_says(text: str, expected: str | None) -> None:
    assert one(text).type == expected


def test_entries_of_minutes_need_no_full_stop() -> None:
    found = read("Minutes\n\n1. Meta to publish its figures by March 2027\n2. Action: translate the leaflet\n3. Lunch")
    assert [each.type for each in found] == [StatementType.RECOMMENDATION] * 2
    assert found[0].addressees == (META,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zulfiqar Shah of the Sindh Human Rights Commission said that all is well.", "Zulfiqar Shah"),
        ("All is well, said Sarim Aziz, a director at Meta.", "Sarim Aziz"),
        ("Participant 4: We should meet again.", "Participant 4"),
        ("Some participants said that all is well.", "Some participants"),
        ("سندھ ہیومن رائٹس کمیشن کے ذوالفقار شاہ نے کہا کہ سب ٹھیک ہے۔", "ذوالفقار شاہ"),
        ("شریک ۴: ہمیں دوبارہ ملنا چاہیے۔", "شریک ۴"),
        ("On Monday Zulfiqar Shah said that all is well.", "Zulfiqar Shah"),
        ("In Sindh Zulfiqar Shah suggested a desk.", "Zulfiqar Shah"),
    ],
)
def test_a_speaker_is_named_where_the_sentence_names_one(text: str, name: str) -> None:
    found = one(text)
    assert found.speaker
    assert (found.speaker.name, found.speaker.span.of(text)) == (name, name)


@pytest.mark.parametrize(
    "text",
    [
        "Meta should act, the report said.",
        "It was said that Meta should act.",
        "میٹا کو عمل کرنا چاہیے۔",
        "Next Steps: Meta should act.",
        "Key Recommendations: Meta should act.",
        "Punjab Assembly said that Meta should act.",
        "Child Rights Commission said that schools should open.",
        "حکومت نے کہا کہ اسکول کھلنے چاہئیں۔",
        "عالمی بینک کے مطابق اسکول کھلنے چاہئیں۔",
        "میٹا کے مطابق اسکول کھلنے چاہئیں۔",
    ],
)
def test_nobody_is_proposed_as_speaker_where_nobody_is_named(text: str) -> None:
    assert one(text).speaker is None


def test_a_pronoun_points_to_the_name_before_it_and_not_beyond_the_next_paragraph() -> None:
    text = "Hasnain Raza said it is hard.\n\nHe suggested new formats.\n\nThe hall was cold.\n\nHe asked for help."
    first, second, third = read(text)
    assert first.speaker == second.speaker
    assert second.speaker
    assert second.speaker.span.of(text) == "Hasnain Raza"
    assert third.speaker is None


def test_a_participant_is_found_by_whichever_name_was_entered() -> None:
    assert one("fatima: we should meet again.", "fatima").speaker
    assert one("we should meet again.", "fatima").speaker is None


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Meta should publish its figures.", (META,)),
        ("She urged the Child Rights Commission and Meta to publish.", (RIGHTS, META)),
        ("The figures should be published by Meta.", (META,)),
        ("CRC must publish its figures.", (RIGHTS,)),
        ("میٹا کو اعداد شائع کرنے چاہئیں۔", (META,)),
        ("کمیشن براے حقوق اطفال پر زور دیا گیا کہ وہ عمل کرے۔", ()),
        ("کمیشن برائے حقوق اطفال پر زور دیا گیا کہ وہ عمل کرے۔", (RIGHTS,)),
        ("Everybody should report what they see on Meta.", ()),
        ("Meta should be banned from schools.", ()),
        ("Metadata should be removed.", ()),
        ("The crc should fit the file.", ()),
        ("She urged parents and Meta to publish.", (META,)),
        ("She urged parents, teachers and the Child Rights Commission to act.", (RIGHTS,)),
        ("She urged teachers to report such posts to Meta.", ()),
        ("Teachers were urged by Meta to report abuse.", ()),
        ("She urged everyone on Meta to be kind.", ()),
        ("She urged all who use Meta to be kind.", ()),
        ("She urged fellow users of Meta to be kind.", ()),
        ("She asked parents to read what Meta and the Child Rights Commission publish.", ()),
        ("اساتذہ کو میٹا پر زور دینا چاہیے کہ وہ جواب دے۔", ()),
        ("والدین کو میٹا سے بچوں کو دور رکھنا چاہیے۔", ()),
        ("میٹا کو معلوم ہے کہ اسکولوں کو کھلنا چاہیے۔", ()),
    ],
)
def test_an_addressee_is_who_is_asked_and_not_who_is_mentioned(text: str, whom: tuple[UUID, ...]) -> None:
    assert one(text).addressees == whom


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Meta will publish its figures.", (META,)),
        ("We pledge to read what Meta publishes.", ()),
        ("میٹا اعداد شائع کرے گا۔", (META,)),
        ("شرکا نے وعدہ کیا کہ وہ میٹا کی رپورٹ پڑھیں گے۔", ()),
    ],
)
def test_the_addressee_of_a_promise_is_its_maker(text: str, whom: tuple[UUID, ...]) -> None:
    assert (one(text).type, one(text).addressees) == (StatementType.COMMITMENT, whom)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Meta should publish by 30 June 2027.", "by 30 June 2027"),
        ("Meta will answer within six months.", "within six months"),
        ("Meta should publish before the end of March.", "before the end of March"),
        ("میٹا کو ۳۰ جون ۲۰۲۷ تک اعداد شائع کرنے چاہئیں۔", "۳۰ جون ۲۰۲۷ تک"),
        ("میٹا چھ ماہ کے اندر جواب دے گا۔", "چھ ماہ کے اندر"),
        ("Meta should publish soon.", None),
        ("Meta should publish what it found in March 2026.", None),
        ("Meta should publish by June 30.", "by June 30"),
        ("The figures should be published before March 2027.", "before March 2027"),
        ("Meta should remove posts published before March 2024.", None),
        ("The law was passed by 2016 and should be changed.", None),
        ("The law was passed by 2016 and should be changed by 2030.", "by 2030"),
        ("The ministry should answer the points of the letter by Jan Muhammad.", None),
        ("گزشتہ چھ ماہ میں جو ہوا اس پر میٹا کو جواب دینا چاہیے۔", None),
        ("میٹا کو 2019 سے پہلے شائع ہونے والی رپورٹ ہٹانی چاہیے۔", None),
        ("سال 2020 تک جو رپورٹیں آئیں ان پر میٹا کو جواب دینا چاہیے۔", None),
    ],
)
def test_a_date_is_proposed_in_the_words_of_the_text_and_only_if_it_says_by_when(text: str, when: str | None) -> None:
    found = one(text).by_when
    assert (found.of(text) if found else None) == when


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Creators should avoid content that promotes human rights.", Garbled.CONTRADICTION),
        ("The the form should be short.", Garbled.REPEATED),
        ("The form should be short (one page.", Garbled.BRACKETS),
        ("The form should be short and.", Garbled.BROKEN_OFF),
        ("The form should be\ufffd short.", Garbled.LETTERS),
        ("فارم مختصر ہونا چاہیے اور۔", Garbled.BROKEN_OFF),
        ("Everybody should avoid content that harms human rights.", None),
        ("وہ ساتھ ساتھ چلیں اور مل کر کام کرنا چاہیے۔", None),
        ("It should go on.", None),
    ],
)
def test_damaged_wording_is_flagged_and_left_as_it_is(text: str, why: Garbled | None) -> None:
    found = one(text)
    assert (found.garbled, found.sentence.of(text)) == (why, text)


def test_a_damaged_sentence_is_listed_even_if_nothing_says_what_it_is() -> None:
    found = one("The hall was was cold.")
    assert (found.type, found.garbled) == (None, Garbled.REPEATED)


def test_a_sentence_without_end_is_listed_and_not_read() -> None:
    assert one("Meta should act " * 70).garbled is Garbled.ENDLESS


def test_only_a_promise_in_an_article_is_press_reported() -> None:
    text = "Meta will act. Meta should act."
    assert [each.press_reported for each in read(text, press=True)] == [True, False]
    assert [each.press_reported for each in read(text)] == [False, False]
