"""The worker of `/capture`, run as the browser runs it: what it answers with while nobody of ours does."""

import json
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from dashboard.web.render import STATIC

# Runs the worker with a stand-in for the network and for what it keeps, and prints what a visit is answered with.
HARNESS = """
const vm = require("vm"), given = JSON.parse(process.argv[1]), on = {};
const kept = {
  match: async (address) => new Response(address === "/capture/language" ? "ur" : "kept " + address),
  put: async () => null
};
const answer = async () => {
  if (!given.status) { throw new TypeError("no line"); }
  return new Response("answered", {status: given.status, headers: given.ours ? {"Content-Language": "en"} : {}});
};
const self = {addEventListener: (name, listener) => { on[name] = listener; }, location: {origin: "https://rt.example"}};
vm.runInNewContext(given.worker, {self, fetch: answer, caches: {open: async () => kept}, URL, Response, Promise});
let said = Promise.resolve(new Response("the browser's own"));
const request = {url: "https://rt.example" + given.path, mode: "navigate", method: given.method};
on.fetch({request, respondWith: (made) => { said = made; }, waitUntil: () => null});
said.then((made) => made.text()).then((text) => process.stdout.write(text));
"""
TABLE = "kept /capture/grid/shell?lang=ur"
LINES = "kept /capture/shell?lang=ur"
CHECK = "/capture/grid/check"


def answered(path: str, method: str, status: int, *, ours: bool) -> str:
    pages = {"pages": {"ur": "/capture/shell?lang=ur"}, "tables": {"ur": "/capture/grid/shell?lang=ur"}, "files": []}
    source = (STATIC / "worker.js").read_text(encoding="utf-8").replace('"KEPT"', json.dumps(pages))
    given: dict[str, Any] = {"worker": source, "path": path, "method": method, "status": status, "ours": ours}
    node, _ = compute_driver_executable()
    run = subprocess.run([node, "-e", HARNESS, json.dumps(given)], check=True, capture_output=True, timeout=30)
    return run.stdout.decode()


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize(
    ("path", "method", "ours", "said"),
    [
        pytest.param("/capture/grid?consultation=c1", "GET", False, TABLE, id="the table, nobody of ours answers"),
        pytest.param("/capture/grid?consultation=c1", "GET", True, TABLE, id="the table, a service is away"),
        pytest.param(CHECK, "POST", False, TABLE, id="what was typed, nobody of ours answers"),
        pytest.param(CHECK, "POST", True, "answered", id="what was typed is in the page of ours"),
        pytest.param("/capture", "GET", False, LINES, id="one item per line"),
        pytest.param("/capture/import", "GET", False, "the browser's own", id="another page"),
    ],
)
def test_while_nobody_answers_the_page_that_was_kept_says_so(
    path: str, method: str, status: int, said: str, *, ours: bool
) -> None:
    assert answered(path, method, status, ours=ours) == said


@pytest.mark.parametrize(
    ("path", "method", "status", "said"),
    [
        pytest.param(CHECK, "POST", 0, TABLE, id="no line"),
        pytest.param(CHECK, "POST", 422, "answered", id="a cell is wrong"),
        pytest.param("/capture/grid", "GET", 200, "answered", id="the table"),
        pytest.param("/capture", "GET", 0, LINES, id="no line, one item per line"),
    ],
)
def test_a_table_that_is_answered_is_shown_as_it_is(path: str, method: str, status: int, said: str) -> None:
    assert answered(path, method, status, ours=True) == said
