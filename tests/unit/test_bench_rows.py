"""What pgbench sends in the place of a recorded parameter, which copy that names, and what a plan gives away."""

from typing import Any
from uuid import UUID

import pytest

from tests.bench.copies import copy_of
from tests.bench.lists import whole_tables
from tests.bench.pgbench import Expression, stand_in

LINE = UUID("01a21d08-1926-77be-a456-8255761e38e6")
OTHER = UUID("01a21d08-1945-77d8-a2ee-ec39b06d09a8")


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        pytest.param("id", LINE, f"bench_copy('{LINE}', :k)", id="the row moves"),
        pytest.param("ids", [LINE, OTHER], f"ARRAY[bench_copy('{LINE}', :k), '{OTHER}']::uuid[]", id="in a list, too"),
        pytest.param("version", 3, "(3 + :pass)", id="its version counts up"),
        pytest.param("version", [4], "ARRAY[(4 + :pass)]::bigint[]", id="in a list, too: version"),
        pytest.param("public_version", 1, "(1 + :pass)", id="its public version does so from any number"),
        pytest.param("position", 77, ":position", id="the position is the one that was drawn"),
        pytest.param(
            "idempotency_key", "a key", "('bench-' || (:k)::text || '-' || (:pass)::text)", id="the key is new"
        ),
    ],
)
def test_what_changes_from_one_transaction_to_the_next_is_an_expression(name: str, value: Any, sent: str) -> None:
    made = stand_in(name, value, {LINE}, 3, fresh=False)
    assert isinstance(made, Expression)
    assert made == sent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("id", OTHER, id="another row"),
        pytest.param("request_version", 2, id="the version of something earlier"),
        pytest.param("days", 60, id="a number that is no version"),
        pytest.param("versioned", True, id="no number at all"),
        pytest.param("ids", [OTHER], id="a list of other rows"),
    ],
)
def test_what_stays_is_sent_as_it_was(name: str, value: Any) -> None:
    assert stand_in(name, value, {LINE}, 3, fresh=False) is value


def test_what_must_never_come_twice_is_made_anew() -> None:
    assert stand_in("id", OTHER, {LINE}, 3, fresh=True) == "gen_random_uuid()"


def test_copies_have_ids_of_their_own() -> None:
    assert copy_of(LINE, 1) == UUID("01a21d08-1926-77be-a456-0000000138e6")
    assert len({copy_of(each, number) for each in (LINE, OTHER) for number in range(1000)}) == 2000


def test_a_whole_table_is_found_at_any_depth_of_a_plan() -> None:
    scan = {"Node Type": "Seq Scan", "Relation Name": "assignments"}
    index = {"Node Type": "Index Scan", "Relation Name": "recommendations"}
    plan = {"Node Type": "Limit", "Plans": [{"Node Type": "Hash Join", "Plans": [index, scan]}]}
    assert list(whole_tables(plan)) == ["assignments"]
    assert not list(whole_tables(index))


def test_a_plan_that_merges_a_few_rows_with_a_whole_index_is_found() -> None:
    """As one that looked for the one event of one change did, through the whole log."""
    whole = {"Node Type": "Index Scan", "Relation Name": "events"}
    few = {"Node Type": "Index Scan", "Relation Name": "changes", "Index Cond": "(NOT illustrative)"}
    assert list(whole_tables({"Node Type": "Merge Join", "Plans": [whole, few]})) == ["events"]
    assert not list(whole_tables({"Node Type": "Limit", "Plans": [whole]})), "in order, from its beginning"
