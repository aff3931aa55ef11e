"""Whether a public text names somebody."""

import pytest

from services.consultations.domain.mentions import mentions, without

NAME = "Nargis Qaziabad"
ZWNJ = "\u200c"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("“Open it”, said Nargis Qaziabad.", NAME, id="amid punctuation"),
        pytest.param("said ms nargis  qaziabad", NAME, id="whatever case and spaces"),
        pytest.param("Nargis\nQaziabad asked", NAME, id="over a line's end"),
        pytest.param("Nargis-Qaziabad asked", NAME, id="with a hyphen"),
        pytest.param("نرگس قاضی نے کہا", "نرگس قاضي", id="other forms of Urdu letters"),
        pytest.param(f"نرگس{ZWNJ}قاضی نے کہا", "نرگس قاضی", id="joined without a space"),
        pytest.param(f"نر{ZWNJ}گس قاضی نے کہا", "نرگس قاضی", id="a joiner that nobody sees within a word"),
        pytest.param("نرگس قاضی نے کہا", f"نر{ZWNJ}گس قاضی", id="a joiner in what was entered"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, name: str) -> None:
    assert mentions(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Nargisa Qaziabadi asked", NAME, id="part of longer words"),
        pytest.param("Binargis Qaziabad asked", NAME, id="the end of a longer word"),
        pytest.param("Nargis Qaziabadi asked", NAME, id="the beginning of a longer word"),
        pytest.param("Qaziabad Nargis asked", NAME, id="in another order"),
        pytest.param("Participant 4 asked", "Participant 4", id="a stand-in names nobody"),
        pytest.param("شریک 4 نے کہا", "شریک 4", id="nor does one in Urdu"),
        pytest.param("Anything at all", "", id="no name"),
        pytest.param("Anything at all", "…", id="a name without a letter"),
    ],
)
def test_what_is_not_the_name_is_left(text: str, name: str) -> None:
    assert not mentions(text, name)


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        pytest.param(
            "ZARMINA-Gul left. Zarmina  Gúl.", "Zarmina Gul", "[name removed] left. [name removed].", id="latin"
        ),
        pytest.param(f"ثمينہ{ZWNJ}کریم نے کہا", "ثمینہ کریم", "[نام ہٹا دیا گیا] نے کہا", id="other letters"),
        pytest.param(f"آج ثمینہ کر{ZWNJ}یم آئیں", "ثمینہ کریم", "آج [نام ہٹا دیا گیا] آئیں", id="a joiner unseen"),
        pytest.param("Zarmina Gulzar, Gul", "Zarmina Gul", "Zarmina Gulzar, Gul", id="another name"),
        pytest.param("Participant 4 spoke", "Participant 4", "Participant 4 spoke", id="a stand-in"),
        pytest.param("Anybody", "", "Anybody", id="no name"),
    ],
)
def test_a_name_is_taken_out_of_a_text_and_nothing_else(text: str, name: str, left: str) -> None:
    assert without(text, name) == left
    assert not mentions(left, name)
