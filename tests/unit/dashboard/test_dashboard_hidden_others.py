"""What a page says of another item that is hidden: that there is one, and neither its number nor a dead link."""

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import an_entry
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

HIDDEN = {"en": "hidden while it is being checked", "ur": "جانچ کے دوران پوشیدہ ہے"}


@pytest.mark.parametrize("language", HIDDEN)
@pytest.mark.parametrize(
    "kind",
    [
        recommendations.TIMELINE_KIND_MERGED,
        recommendations.TIMELINE_KIND_SUPERSEDED,
        recommendations.TIMELINE_KIND_UNMERGED,
        recommendations.TIMELINE_KIND_LINKED,
        recommendations.TIMELINE_KIND_UNLINKED,
    ],
)
def test_an_entry_names_the_other_item_or_says_that_it_is_hidden(
    reader: TestClient, world: World, kind: recommendations.TimelineKind.ValueType, language: str
) -> None:
    entries = world.recommendations["EX-R-2"].timeline
    del entries[:]
    entries.extend([an_entry(kind, "2026-11-01", joined_number="EX-R-1"), an_entry(kind, "2026-11-01")])
    named, bare = page(reader, f"/r/EX-R-2?lang={language}").select(".timeline .what")
    assert "EX-R-1" in words(named)
    assert HIDDEN[language] not in words(named)
    assert HIDDEN[language] in words(bare)
    assert "\u2068" not in bare.get_text(), "no empty place where a number would stand"


@pytest.mark.parametrize("language", HIDDEN)
@pytest.mark.parametrize("merged", [True, False])
def test_what_a_hidden_item_stands_for_says_so_without_a_link(
    reader: TestClient, world: World, language: str, merged: bool
) -> None:
    joined = consultations.Joined(merged=merged, joined_date="2026-11-01")
    world.recommendations["EX-R-2"].joined.CopyFrom(joined)
    item = next(each for each in world.consultations["EX-C-1"][1] if each.number == "EX-C-1/2")
    item.joined.CopyFrom(joined)
    for address in ("/r/EX-R-2", "/c/EX-C-1/2"):
        section = page(reader, f"{address}?lang={language}").select_one("section[aria-labelledby=joined]")
        assert HIDDEN[language] in words(section.h2)
        assert not section.select("a")
    listed = page(reader, f"/c/EX-C-1?lang={language}")
    assert not [each for each in listed.select("a") if each["href"] in ("/r/", "/c/")]
