"""Text of people reaches a page in one way only."""

import ast
import re
from pathlib import Path

import pytest

import dashboard
from dashboard import labels, show
from roundtable.common.v1.text_pb2 import LocalizedText
from tests.dashboard_kit.messages import text

FOLDER = Path(dashboard.__file__).parent
HOSTILE = '<img src="https://evil.example/p.png">**bold** [x](https://evil.example) \u202e {{7*7}}'

# What Streamlit renders as Markdown or HTML, wherever in the call it stands.
RENDERED = {
    "markdown", "write", "write_stream", "title", "header", "subheader", "caption", "html", "table", "toast", "error",
    "warning", "info", "success", "exception", "metric", "help", "latex", "badge", "echo", "iframe", "dataframe",
    "button", "link_button", "download_button", "form_submit_button", "page_link", "checkbox", "toggle", "radio",
    "selectbox", "multiselect", "select_slider", "slider", "text_input", "text_area", "number_input", "date_input",
    "time_input", "file_uploader", "expander", "popover", "status", "spinner", "progress", "tabs", "pills",
    "segmented_control", "feedback", "chat_message", "dialog", "menu_button",
}  # fmt: skip
# Functions of ours that give Streamlit the words they are given: who calls them is looked at.
HANDING_ON = {("typed", each) for each in ("line", "area", "day", "number", "choice", "several")} | {("asking", "tick")}
ARGUMENTS = {"label", "body", "help", "placeholder", "title", "caption", "captions", "text", "icon"}
# Functions of ours whose result is words of ours (words of people that go into them are looked at too)…
OURS = {
    "text", "own_text", "translation", "value", "day", "long_day", "relative", "days", "instant", "age", "theme",
    "figure", "problem",
}  # fmt: skip
# … and those that make words of people harmless, or give no words at all.
HARMLESS = {"label", "len", "sum", "int"}
MESSAGES = ("done", "problem")


class Judge:
    """Tells, for one file, whether an expression can be words of people."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.assigned: dict[str, list[ast.expr]] = {}
        self.functions: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.assigned.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.NamedExpr):
                self.assigned.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.FunctionDef):
                returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
                self.functions[node.name] = returned

    def is_safe(self, node: ast.expr) -> bool:
        """Tell whether what stands there cannot be words of people."""
        safe = False
        match node:
            case ast.Constant():
                safe = True
            case ast.JoinedStr(values=values):
                safe = all(
                    self.is_safe(each.value if isinstance(each, ast.FormattedValue) else each) for each in values
                )
            case ast.Call():
                safe = self._is_safe_call(node)
            case ast.IfExp(body=body, orelse=other):
                safe = self.is_safe(body) and self.is_safe(other)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                safe = self.is_safe(left) and self.is_safe(right)
            case ast.BinOp(op=ast.Sub()):
                safe = True  # words cannot be taken from words
            case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
                safe = all(self.is_safe(each) for each in values)
            case ast.Name(id=name) if name in self.assigned:
                safe = all(self.is_safe(each) for each in self.assigned.pop(name))
        return safe

    def _is_safe_call(self, call: ast.Call) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in HARMLESS:
            return True
        if name in OURS:
            return all(self.is_safe(each.value) for each in call.keywords if each.arg)
        if name == "join" and isinstance(call.args[0], ast.GeneratorExp):
            return self.is_safe(call.args[0].elt)
        if name == "pop" and "session_state" in ast.unparse(call.func):
            return any(word in ast.unparse(call.args[0]) for word in MESSAGES)
        returned = self.functions.get(name)
        return bool(returned) and all(self.is_safe(each) for each in returned or ())


def faults(source: str, name: str) -> list[str]:
    """Return where a Streamlit element is given something that could be words of people."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("st.session_state["):
            # A message kept for the next run is shown there: what goes into it is looked at here.
            kept = any(word in ast.unparse(node.targets[0]) for word in MESSAGES)
            if kept and not Judge(source).is_safe(node.value):
                found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = ast.unparse(node.func.value).split(".")[0].split("(")[0].split("[")[0]
        handing_on = (owner, node.func.attr) in HANDING_ON
        if node.func.attr not in RENDERED and not handing_on:
            continue
        if (
            not handing_on
            and owner != "st"
            and not owner.startswith(("column", "tab", "left", "right", "container", "box", "place"))
        ):
            continue
        given = [*node.args[:1], *(each.value for each in node.keywords if each.arg in ARGUMENTS)]
        found += [f"{name}:{node.lineno} {ast.unparse(each)}" for each in given if not Judge(source).is_safe(each)]
        if any(each.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for each in node.keywords):
            found.append(f"{name}:{node.lineno} unsafe")
    return found


def test_no_page_gives_streamlit_words_that_could_be_peoples() -> None:
    pages = [file for file in FOLDER.rglob("*.py") if "import streamlit as st" in file.read_text(encoding="utf-8")]
    assert len(pages) > 3
    found = [
        fault
        for file in pages
        if file.name != "show.py"
        for fault in faults(file.read_text(encoding="utf-8"), str(file.relative_to(FOLDER)))
    ]
    assert [re.sub(r":\d+", "", each) for each in found] == ["asking.py words"], "of `HANDING_ON`"


def test_no_page_sends_or_takes_files_by_doors_that_ask_nobody_who_they_are() -> None:
    """Behind them lie files of everybody; `guard` shuts them, and files go through routes of ours."""
    behind = re.compile(r"\.(?:download_button|file_uploader|camera_input|audio_input|image|audio|video|logo|pyplot)\(")
    assert behind.search("st.download_button(")
    pages = {file: file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.py")}
    assert [str(file) for file, source in pages.items() if "streamlit" in source and behind.search(source)] == []


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(line.title)",
        "st.write(f'{name} says')",
        "st.error(str(error))",
        "st.button(person.name)",
        "typed.choice(person.name, options, key=key)",
        "asking.tick(person.name, key=key, of=read)",
        "st.text_input('x', help=note)",
        "columns[0].title(words)",
        "st.html('<b>' + said + '</b>')",
        "st.markdown('x', unsafe_allow_html=True)",
        "title = line.title\nst.title(title)",
        "st.info(text('key', language, name=person.name))",
        "st.session_state['done'] = person.name",
    ],
)
def test_the_ban_finds_what_it_is_for(source: str) -> None:
    assert faults(source, "page.py")


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown('literal')",
        "st.title(text('key', language))",
        "st.button(show.label(name))",
        "st.text(words)",
        "st.title(show.label(text('key', language, name=person.name)))",
        "words = text('key', language)\nst.title(words)",
        "st.error(text('key', language, count=len(lines)))",
        "left = len(lines) - len(named)\nst.error(text('key', language, count=left))",
    ],
)
def test_the_ban_lets_through_what_is_safe(source: str) -> None:
    assert faults(source, "page.py") == []


SCRIPTS = {
    "quick_frame.html": ("unsent.js", "capture.js"),
    "grid.html": ("unsent.js", "grid.js"),
    "import_ask.html": ("stay.js",),
    "documents.html": ("stay.js",),
    "signed_out.html": ("forget.js",),
}


def test_only_templates_without_the_safe_filter_exist() -> None:
    for template in FOLDER.glob("*/templates/*.html"):
        source = template.read_text(encoding="utf-8")
        assert "|safe" not in source.replace(" ", ""), template.name
        assert "autoescape" not in source, template.name
        assert "style=" not in source, f"{template.name}: plain pages have nothing inline"
        for ours in SCRIPTS.get(template.name, ()):
            source = source.replace(f'<script src="{{{{ asset("{ours}") }}}}" defer></script>', "")
        assert "<script" not in source, template.name
        assert " onclick" not in source, template.name


def test_markup_in_a_text_is_shown_as_it_was_typed() -> None:
    shown = str(show.block(text(HOSTILE), "en"))
    assert "<img" not in shown
    assert "&lt;img src=" in shown
    assert "{{7*7}}" in shown


def test_each_text_has_its_own_direction_and_language() -> None:
    assert str(show.inline(text("", "سلام", authoritative="ur"), "en")) == '<bdi lang="ur" dir="rtl">سلام</bdi>'
    assert 'lang="en" dir="ltr"' in str(show.block(text("hello"), "ur"))
    assert "انگریزی میں" in str(show.block(text("hello"), "ur"))


def test_a_translation_says_whose_it_is_and_what_counts() -> None:
    both = text("Water", "پانی", authoritative="ur")
    assert "note" not in str(show.block(both, "ur")) + str(show.block(both, "en", by_person=False))
    assert '<p class="note">Urdu counts, English by a person</p>' in str(show.block(both, "en"))
    both.machine_assisted[:] = ["en"]
    assert "Machine-assisted translation, not reviewed. The text in Urdu counts." in str(show.block(both, "en"))
    assert "machine-assisted translation, not reviewed" in str(show.inline(both, "en"))
    assert "<small" not in str(show.inline(both, "ur"))
    assert "ترجمہ باقی – انگریزی میں" in str(show.block(text("Water"), "ur"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param(text("Water", "پانی"), "English counts, Urdu by a person", id="by a person"),
        pytest.param(text("Water"), "English counts, Urdu missing", id="missing"),
        pytest.param(
            LocalizedText(authoritative_language="ur", bodies={"en": "Water", "ur": "پانی"}, machine_assisted=["en"]),
            "Urdu counts, English machine-assisted, not reviewed",
            id="by a machine",
        ),
        pytest.param(text(), "", id="no text"),
    ],
)
def test_the_state_of_a_translation_is_told_in_words(said: LocalizedText, told: str) -> None:
    assert labels.translation(said, "en") == told


def test_line_breaks_of_a_passage_are_kept() -> None:
    shown = str(show.block(text("one\ntwo\n\nthree"), "en"))
    assert "<p>one<br>two</p><p>three</p>" in shown
    assert "<br>" not in str(show.inline(text("one\ntwo"), "en"))


def test_an_erased_text_says_so_and_a_missing_one_nothing() -> None:
    erased = text()
    erased.erased = True
    assert "erased" in str(show.inline(erased, "en"))
    assert str(show.block(text(), "en")) == ""


def test_a_label_holds_no_markdown() -> None:
    assert show.label("**Done** [x](y) :green[ok]\n# h") == r"\*\*Done\*\* \[x\]\(y\) \:green\[ok\] \# h"


@pytest.mark.covers("SEC 11")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("https://x.example", r"https`:`\/\/x\.example", id="an address"),
        pytest.param("HTTP://x.example", r"HTTP`:`\/\/x\.example", id="in capitals"),
        pytest.param("(www.x.example)", r"\(www`.`x\.example\)", id="without its beginning"),
        pytest.param("a@x.example", r"a`@`x\.example", id="a mailbox"),
        pytest.param("by http: no // @ all", r"by http\: no \/\/ \@ all", id="what only looks like one"),
    ],
)
def test_nothing_in_a_label_becomes_a_link(words: str, expected: str) -> None:
    """An escaped address is one to Streamlit all the same: what makes it one stands apart."""
    assert show.label(words) == expected


def test_a_number_in_a_label_stays_on_one_line_and_as_it_is_written() -> None:
    """As code, in which nothing is Markdown; what only looks like a number is escaped."""
    assert show.label("C-7/12 · EX-R-3: 87") == r"`C-7/12` · `EX-R-3`\: 87"
    assert show.label("`R-42` ABC-7 /r/R-4") == r"\``R-42`\` ABC\-7 \/r\/R\-4"


def test_a_number_in_a_sentence_is_kept_whole_and_left_to_right() -> None:
    number = '<bdi class="number" dir="ltr">EX-C-1/2</bdi>'
    assert str(show.whole("<b> EX-C-1/2")) == f"&lt;b&gt; {number}"


@pytest.mark.parametrize(
    ("words", "way"),
    [
        pytest.param("\u2068Panoply Digital\u2069 · تنظیم · 0 نمائندے", "rtl", id="a foreign name first"),
        pytest.param("\u2068\u0648\u0632\u06cc\u0631\u2069 · Public body", "ltr", id="an Urdu name first"),
        pytest.param("EX-R-7 \u2068A title\u2069 منتقل ہوئی", "rtl", id="a number before a name"),
        pytest.param("Only English", "ltr", id="English"),
        pytest.param("\u2068Cybercrime Agency\u2069", "auto", id="a name alone"),
    ],
)
def test_a_string_runs_as_its_own_words_do_not_as_a_name_in_it(
    monkeypatch: pytest.MonkeyPatch, words: str, way: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.html", shown.append)
    show.show_string(words)
    assert f'<div class="said" dir="{way}">' in shown[0]
