"""The only way in which text that people wrote reaches a page.

Streamlit's `st.markdown`, `st.write`, labels, captions and messages render such text: images in it call foreign hosts
from the reader's browser, bold in it can forge a status. So it goes through here, escaped, each piece with its own
direction; a test bans the other ways.

In templates `inline` and `block` are global functions. On Streamlit pages: `show_text(localized, language)` for a
passage, `show_string(words)` for one string, `label(words)` for the text of a widget (labels, titles), where Streamlit
reads Markdown whether one wants it or not, `option(words)` for the options of a select box, where it does not.
"""

import re
import unicodedata

import streamlit as st
from markupsafe import Markup, escape

from dashboard import labels
from dashboard.labels import refusals
from roundtable.common.v1.text_pb2 import LocalizedText

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$^=&@/])")
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
_NUMBERS = re.compile(r"(?<![\w/-])(?:EX-)?[RC]-[0-9]+(?:/[0-9]+)?(?![\w/-])|(?<![\w/-])EX-(?!\w)")
# What makes a link of an address or a mailbox, escaped or not: Streamlit looks for it in the text itself.
_LINKING = re.compile(r"(?i:(?<=http):(?=//)|(?<=https):(?=//)|(?<=www)\.)|(?<=\S)@(?=\S)")
_AS_CODE = re.compile(f"{_NUMBERS.pattern}|{_LINKING.pattern}")


def inline(localized: LocalizedText, language: str) -> Markup:
    """Return a phrase as HTML: isolated, so that its direction does not spill over; line breaks become spaces."""
    said = labels.said(localized, language)
    if not said:
        return _nothing(said, language)
    words = " ".join(said.words.split())
    phrase = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(said.language, _direction(said.language), words)
    if said.machine_assisted:
        phrase += Markup(' <small class="note">({})</small>').format(labels.text("machine_assisted", language))
    return phrase


def inline_string(words: str) -> Markup:
    """Return one string, of which no language is known, as HTML."""
    return Markup("<bdi>{}</bdi>").format(words) if words else Markup("")


def block(localized: LocalizedText, language: str, *, by_person: bool = True) -> Markup:
    """Return a passage as HTML, line breaks kept.

    Args:
        localized: What was said.
        language: Of the page.
        by_person: Whether a note says of a person's translation, too, which body counts. One always says that it is in
            another language, or a machine's.
    """
    said = labels.said(localized, language)
    if not said:
        return _nothing(said, language)
    passage = Markup('<div class="said" lang="{}" dir="{}">{}</div>').format(
        said.language, _direction(said.language), _paragraphs(said.words)
    )
    if note := _translation(said, language) or (by_person and labels.translated(localized, language)):
        passage += Markup('<p class="note">{}</p>').format(note)
    return passage


def _translation(said: labels.Said, language: str) -> str:
    """Return what there is to say of the language: none of the page's yet, or a machine's, and what counts."""
    if said.other_language:
        key, named = "in_language", said.language
    elif said.machine_assisted:
        key, named = "translated_by_machine", said.original
    else:
        return ""
    known = labels.text(f"language_{named}", language) if named in labels.LANGUAGES else ""
    return labels.text(key, language, language=known or named)


def lines(words: str) -> Markup:
    """Return words of people as HTML, line breaks kept: a piece of a passage."""
    return Markup("<br>").join(escape(line) for line in words.split("\n"))


def passage(html: Markup, language: str) -> Markup:
    """Return pieces of one text as a passage in its language; empty for one that no language is known of."""
    return Markup('<div class="said" lang="{}" dir="{}"><p>{}</p></div>').format(language, _direction(language), html)


def show_text(localized: LocalizedText, language: str) -> None:
    """Show a passage on a Streamlit page; nothing if there is none."""
    if passage := block(localized, language):
        st.html(str(passage))


def show_both(localized: LocalizedText, language: str) -> None:
    """Show a passage on a Streamlit page in each language that it has, the page's first: who compares reads both."""
    show_text(localized, language)
    for other in labels.LANGUAGES:
        if other != language and localized.bodies.get(language) and localized.bodies.get(other):
            show_text(localized, other)


def show_string(words: str) -> None:
    """Show one string on a Streamlit page, line breaks kept; nothing if it is empty."""
    if not words.strip():
        return
    said = Markup('<div class="said" dir="{}">{}</div>').format(_way(words), _paragraphs(words))
    st.html(str(whole(said)))


def _way(words: str) -> str:
    """Return which way a string runs: as its first letter in no isolate or number. `auto` would look in these."""
    around = _NUMBERS.sub("", _ISOLATED.sub("", words))
    ways = (unicodedata.bidirectional(each) for each in around)
    return next(("ltr" if way == "L" else "rtl" for way in ways if way in {"L", "R", "AL"}), "auto")


def whole(words: str) -> Markup:
    """Keep each public number in words on one line and left to right; what is HTML already stays it."""
    return Markup(_NUMBERS.sub(r'<bdi class="number" dir="ltr">\g<0></bdi>', str(escape(words))))  # noqa: S704 - escaped


def refusal(sentence: str, language: str) -> Markup:
    """Return what a service said as HTML: in the language, or as it stands, in English, if it is not known there."""
    said = refusals.said(sentence, language)
    spoken = language if said else "en"
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(spoken, _direction(spoken), said or sentence)


def show_fault(label: str, expected: str, language: str) -> None:
    """Show what is wrong with a field: what the page calls it, and what the service said."""
    words = Markup('<p class="error" role="alert">{} – {}</p>').format(label, refusal(expected, language))
    st.html(f'<div class="doc">{words}</div>')


def show_fragment(fragment: Markup) -> None:
    """Show HTML of our own templates on a Streamlit page.

    Raises:
        TypeError: It is a bare string, which nothing says is escaped.
    """
    if not isinstance(fragment, Markup):
        raise TypeError("only what a template rendered may be shown as HTML")
    st.html(str(fragment))


def option(words: str) -> str:
    """Return words of people for an option of a select box, which Streamlit shows as they are."""
    return " ".join(words.split())


def label(words: str) -> str:
    """Return words of people for the label or title of a Streamlit widget: nothing in them is Markdown.

    Only each public number is, and the sign that would make a link of an address: as code, which `streamlit.css` keeps
    on one line, left to right, in the letters around.
    """
    line = " ".join(words.split())
    between = [_MARKDOWN.sub(r"\\\1", each) for each in _AS_CODE.split(line)]
    code = [f"`{each}`" for each in _AS_CODE.findall(line)]
    return "".join(word for pair in zip(between, [*code, ""], strict=True) for word in pair)


def _direction(language: str) -> str:
    return labels.direction(language) if language in labels.LANGUAGES else "auto"


def _paragraphs(words: str) -> Markup:
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in paragraph.split("\n")))
        for paragraph in re.split(r"\n{2,}", words)
    )


def _nothing(said: labels.Said, language: str) -> Markup:
    if said.erased:
        return Markup('<span class="note">{}</span>').format(labels.text("erased", language))
    return Markup("")
