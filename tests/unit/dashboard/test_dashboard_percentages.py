"""Every percentage on a screen, in either language, stands with its numerator, its denominator and its day."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

import dashboard
from dashboard import labels
from dashboard.labels.texts import TEXTS
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.canned import COMMISSION
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

_CODE: Final = Path(dashboard.__file__).parent
_SIGN: Final = re.compile(r"[%٪]|\d per ?cent|فی ?صد")
# In what is no text of a screen: times of day, a zone in an address, a line of the log.
_NOT_SHOWN: Final = frozenset({"%H:%M", "%", "page %s failed", "%pdf-", "a download was broken off: %s"})
_WHOLE: Final = {
    "en": re.compile(r"(?:over |under )?\d+% – \d+ of \d+ answers, as of \d+ \w+ \d{4}"),
    "ur": re.compile(r"\d+٪(?: سے زیادہ| سے کم)? – \d+ میں سے \d+ جواب، \d+ \S+ \d{4} تک"),
}

_SHARES: Final = {"body_share", "body_share_nearly_all", "body_share_nearly_none"}


def test_words_that_name_a_percentage_name_both_numbers_and_the_day() -> None:
    found = [(key, each) for key, both in TEXTS.items() for each in both if "{percent}" in each or _SIGN.search(each)]
    assert {key for key, _ in found} == _SHARES, "name it in `_WHOLE`, too: each page is searched for it"
    for _, each in found:
        assert {"{count}", "{total}", "{day}"} <= set(re.findall(r"{\w+}", each))


@pytest.mark.parametrize("path", sorted(_CODE.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_one_by_itself(path: Path) -> None:
    assert not _SIGN.search(re.sub(r"{%|%}", "", path.read_text(encoding="utf-8")))


def test_no_desk_chart_or_table_writes_one_by_itself() -> None:
    for path in _CODE.rglob("*.py"):
        if path.parent.name == "texts":
            continue
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value not in _NOT_SHOWN:
                assert not _SIGN.search(each.value), f"{path}:{each.lineno}"


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_what_readers_see_of_a_percentage_is_whole(reader: TestClient, world: World, language: str) -> None:
    card = recommendations.GetAddresseeResponse(asked=9, answered=5, answered_on_time=4)
    world.cards = {COMMISSION.slug: card}
    seen = 0
    paths = ["/", "/methodology", "/start", *(f"/c/{number}" for number in world.consultations)]
    paths += [f"/r/{number}" for number in world.recommendations]
    paths += [f"/a/{each.slug}" for each in world.addressees]
    for path in paths:
        main = page(reader, f"{path}?lang={language}").main
        for printed in main.select("table.figures td.note"):
            printed.decompose()  # as a source printed it, beside the number that it means
        read = re.sub("[\u2068\u2069]", "", " ".join(main.get_text(" ").split()))
        seen += len(_SIGN.findall(read))
        assert not _SIGN.search(_WHOLE[language].sub("", read)), path
    assert seen == 1


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        pytest.param(200, 200, {"en": "100% –", "ur": "100٪ –"}, id="all"),
        pytest.param(199, 200, {"en": "over 99% –", "ur": "99٪ سے زیادہ –"}, id="all but one"),
        pytest.param(99, 100, {"en": "99% –", "ur": "99٪ –"}, id="ninety-nine"),
        pytest.param(1, 400, {"en": "under 1% –", "ur": "1٪ سے کم –"}, id="one of very many"),
        pytest.param(2, 201, {"en": "1% –", "ur": "1٪ –"}, id="one of a hundred"),
    ],
)
def test_what_is_not_all_is_never_100_nor_what_is_not_none_0(
    reader: TestClient, world: World, count: int, total: int, said: dict[str, str]
) -> None:
    card = recommendations.GetAddresseeResponse(asked=total, answered=total, answered_on_time=count)
    world.cards = {COMMISSION.slug: card}
    for language, begins in said.items():
        terms = page(reader, f"/a/{COMMISSION.slug}?lang={language}").select("dt")
        [told] = [each.parent.dd for each in terms if words(each) == labels.text("body_on_time", language)]
        assert words(told).startswith(begins)
        assert _WHOLE[language].fullmatch(words(told))
