"""The overview: counts, bars, filters, pages of lines."""

import pytest
from starlette.testclient import TestClient

from tests.dashboard_kit.reading import page, words


def test_where_nothing_real_is_tracked_the_example_opens_first_and_says_so(reader: TestClient) -> None:
    home = page(reader, "/")
    assert "EXAMPLE" in home.title.text
    assert "Invented for demonstration" in words(home)
    assert home.select_one(".tabs a[aria-current]").text == "Worked example"
    assert [each.b.text for each in home.select(".counts li")] == ["10", "5", "2", "1"]
    assert [each["href"] for each in home.select(".cards h3 a")] == ["/c/EX-C-1"], "the two sides are never mixed"


def test_the_published_side_never_counts_the_example(reader: TestClient) -> None:
    published = page(reader, "/?show=published")
    assert [each.b.text for each in published.select(".counts li")] == ["0", "0", "0", "0"]
    assert "EX-" not in published.main.text
    assert "nothing is unanswered" in words(published)
    assert "0 tracked, 2 recorded" in words(published)


def test_each_count_opens_its_list(reader: TestClient) -> None:
    home = page(reader, "/")
    for item, expected in zip(home.select(".counts li"), (10, 5, 2, 1), strict=True):
        opened = page(reader, item.a["href"])
        assert len(opened.select("table.lines tbody tr")) == expected
        assert f"{expected} line" in words(opened.select_one(".result"))


def test_bars_sum_to_the_lines(reader: TestClient) -> None:
    home = page(reader, "/?show=example")
    rows = home.select("table.bars tbody tr")
    total = 0
    for row in rows:
        numbers = [int(cell.text.split()[0]) for cell in row.select("td.count")]
        assert sum(numbers[:-1]) == numbers[-1]
        total += numbers[-1]
        widths = [float(rect["width"]) for rect in row.select("rect")]
        assert sum(widths) == pytest.approx(100 * numbers[-1] / 3, abs=0.1)
    assert total == len(home.select("table.lines tbody tr")) == 11


def test_filters_stay_in_the_address_and_can_be_dropped_one_by_one(reader: TestClient) -> None:
    opened = page(reader, "/?show=example&body=video-platform-example&stands=says_done")
    assert len(opened.select("table.lines tbody tr")) == 2
    chosen = opened.select(".selected li a")
    assert [words(each) for each in chosen] == ["Body: Video Platform (example) ×", "Where it stands: Says done ×"]
    assert chosen[1]["href"] == "/?body=video-platform-example&show=example#lines"
    assert opened.select_one("select#body option[selected]")["value"] == "video-platform-example"


def test_no_match_says_which_filters_to_drop(reader: TestClient) -> None:
    assert "Drop one of the filters" in words(page(reader, "/?show=example&q=zzzz"))


def test_pages_follow_a_key_and_a_page_that_does_not_exist_is_the_first(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.public.overview.PAGE_SIZE", 4)
    seen, path = [], "/?show=example"
    while path:
        opened = page(reader, path)
        seen += [row.select_one("td").text.strip() for row in opened.select("table.lines tbody tr")]
        following = opened.select_one("a[rel=next]")
        path = following["href"] if following else ""
    assert len(seen) == 11
    assert len(page(reader, "/?show=example&page=no-such-page").select("table.lines tbody tr")) == 4


def test_what_changed_is_told_in_sentences_with_links(reader: TestClient) -> None:
    first = page(reader, "/").select(".changes li")[0]
    assert words(first).startswith("18 Nov 2026 Evidence Desk (example) searched and found no evidence: EX-R-3")
    assert first.a["href"] == "/r/EX-R-3"


def test_what_is_not_given_says_so_and_conflicting_figures_are_flagged_not_summed(reader: TestClient) -> None:
    opened = page(reader, "/c/C-1")
    said = words(opened)
    assert "When not given" in said
    assert "502" in said
    assert "These figures contradict each other" in said
    assert "502 participants" in said
    assert "2 recorded, 0 tracked" in said
    assert "Kept as said – nobody was asked" in said


def test_a_body_with_few_answers_has_counts_and_no_median(reader: TestClient) -> None:
    said = words(page(reader, "/a/video-platform-example"))
    assert "Fewer than five answers: counts only." in said
    assert "Half of its answers" not in said
