"""The templates: where they lie and what they may call. Every value is escaped; text of people goes through `show`.

In a template::

    {{ t("key", name=…) }}                 words of ours            {{ value("Position", n) }}   an enum in words
    {{ day(d) }} {{ ago(d, today) }}       dates                    {{ theme(key) }} {{ figure(key) }}
    {{ figure_name(figure) }}              what it counts           {{ conflict(c) }}            how figures contradict
    {{ spoken(code) }}                     a language              {{ own_text(field) }}        what a text is called
    {{ headline(h, body) }}                the sentence             {{ inline(localized) }}      people's text, a phrase
    {{ block(localized) }}                 people's text, a passage {{ plain(string) }}          one string of people
    {{ long_ago(d, today) }}               in months, when long     {{ quiet(line, today) }}     no word for long
    {{ whole(words) }}                     numbers kept together    {{ promised(line) }}         a date it holds to
    {{ text_in("key", "ur") }}             words in one language    {{ over(line) }}             nobody waits any more
    {{ other(localized) }}                 the other language's     {{ name(localized) }}        a name, for attributes
    {{ happened(entry) }} {{ says(line) }} what happened, is said   {{ problem(error) }}         a failed call in words
    {{ asset("style.css") }}               address of a file        {{ form_token() }}           first child of a form
    {{ by_letter(body) }}                  no answer from a mailbox
    {{ at("/r/R-42") }}                    an address, on the past day that the page shows
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from dashboard import labels, show, standing
from dashboard.backend import BackendError
from dashboard.filters import on_day
from dashboard.labels import figures, marks, sentences
from dashboard.labels.own_texts import own_text
from dashboard.labels.particulars import written as particulars
from dashboard.settings import Settings
from dashboard.web import forms
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.recommendations.v1 import events_pb2 as recommendations_events
from roundtable.recommendations.v1 import service_pb2 as recommendations

DASHBOARD: Final = Path(__file__).resolve().parents[1]
STATIC: Final = DASHBOARD / "static"

_MODULES: Final = (consultations, consultations_events, identity_events, recommendations, recommendations_events)


def render(template: str, *, visit: Any, settings: Settings, **values: Any) -> str:
    """Render a template for a visit. It sees the visit, the settings and the values."""
    return _environment().get_template(template).render(visit=visit, settings=settings, **values)


@dataclass(frozen=True)
class _Anybody:
    language: str


def render_alone(template: str, language: str, **values: Any) -> str:
    """Render a template that sees nothing of a visit but its language."""
    return _environment().get_template(template).render(visit=_Anybody(language), **values)


@cache
def _environment() -> Environment:
    """Return the templates of every area, with what they may call; all sites share them, for reading them is slow."""
    folders = sorted(str(folder) for folder in DASHBOARD.glob("*/templates"))
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= _what_they_call()
    return made


def _what_they_call() -> dict[str, Any]:
    return {
        "t": _text,
        "text_in": labels.text,
        "value": _value,
        "day": _day,
        "long_day": _long_day,
        "ago": _ago,
        "long_ago": _long_ago,
        "quiet": _quiet,
        "promised": standing.promised,
        "over": standing.over,
        "days": _days,
        "moment": _moment,
        "headline": _headline,
        "theme": _theme,
        "figure": _figure,
        "figure_name": _figure_name,
        "own_text": _own_text,
        "particulars": _particulars,
        "conflict": _conflict,
        "spoken": _spoken,
        "inline": _inline,
        "refusal": _refusal,
        "block": _block,
        "plain": show.inline_string,
        "name": _name,
        "translation": _translation,
        "asset": asset,
        "at": _at,
        "form_token": _form_token,
        "direction": labels.direction,
        "shape_name": marks.shape,
        "stands_word": marks.word,
        "isolated": labels.isolated,
        "by_letter": _by_letter,
        "age": _age,
        "whole": show.whole,
        "says": _says,
        "happened": _happened,
        "other": _other,
        "problem": _problem,
        "problems_of": _problems_of,
    }


def _by_letter(body: recommendations.PublicAddressee) -> bool:
    """Tell whether a body answers by letter only."""
    return body.minimum_assurance == recommendations_events.ASSURANCE_LETTER


@cache
def asset(path: str) -> str:
    """Return the address of a file of `static/`; it changes with its content, so browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/assets/{path}?v={digest}"


@cache
def enum(name: str) -> Any:
    """Return a generated enum by its name: `Position`."""
    return next(getattr(module, name) for module in _MODULES if name in module.DESCRIPTOR.enum_types_by_name)


def _language(context: Context) -> str:
    return str(context["visit"].language)


@pass_context
def _at(context: Context, path: str) -> str:
    """Return the address of a page of this site on the day that this page shows: `as_at`, empty for now."""
    return on_day(path, context.get("as_at", ""))


@pass_context
def _text(context: Context, key: str, /, **values: object) -> str:
    return labels.text(key, _language(context), **values)


@pass_context
def _value(context: Context, enum_name: str, number: int) -> str:
    return labels.value(enum(enum_name), number, _language(context))


@pass_context
def _day(context: Context, value: str) -> str:
    return labels.day(value, _language(context))


@pass_context
def _long_day(context: Context, value: str) -> str:
    return labels.long_day(value, _language(context))


@pass_context
def _long_ago(context: Context, value: str, today: str) -> str:
    return labels.long_ago(value, today, _language(context))


def _quiet(line: recommendations.Line, today: str) -> bool:
    """Tell whether a body that said it would act has said nothing for long."""
    return line.headline.headline in _WILL_ACT and labels.months_since(line.last_word_date, today) >= _QUIET_MONTHS


_QUIET_MONTHS: Final = 6
_WILL_ACT: Final = frozenset(
    {
        recommendations.HEADLINE_ACCEPTED,
        recommendations.HEADLINE_ACCEPTED_IN_PART,
        recommendations.HEADLINE_WORK_PLANNED,
        recommendations.HEADLINE_WORK_UNDER_WAY,
        recommendations.HEADLINE_PAUSED,
        recommendations.HEADLINE_LATE,
    }
)


@pass_context
def _ago(context: Context, value: str, today: str) -> str:
    return labels.relative(value, today, _language(context))


@pass_context
def _days(context: Context, count: int) -> str:
    return labels.days(count, _language(context))


@pass_context
def _moment(context: Context, value: Any) -> str:
    return labels.instant(value, context["settings"].time_zone, _language(context))


@pass_context
def _headline(context: Context, value: recommendations.HeadlineValue, body: str = "") -> str:
    return labels.headline(value, _language(context), body=body)


@pass_context
def _theme(context: Context, key: str) -> str:
    return labels.theme(key, _language(context))


@pass_context
def _figure(context: Context, key: str) -> str:
    return labels.figure(key, _language(context))


@pass_context
def _figure_name(context: Context, counted: consultations.Figure) -> str:
    return figures.named(counted, _language(context))


@pass_context
def _particulars(context: Context, given: consultations_events.Particulars) -> dict[str, str]:
    return particulars(given, _language(context))


@pass_context
def _own_text(context: Context, field: str) -> str:
    return own_text(field, _language(context))


@pass_context
def _conflict(context: Context, found: consultations.FigureConflict) -> str:
    return figures.conflict(found, _language(context))


@pass_context
def _spoken(context: Context, code: str) -> str:
    return labels.spoken(code, _language(context))


@pass_context
def _inline(context: Context, localized: LocalizedText) -> Markup:
    return show.inline(localized, _language(context))


@pass_context
def _refusal(context: Context, sentence: str) -> Markup:
    return show.refusal(sentence, _language(context))


@pass_context
def _block(context: Context, localized: LocalizedText, *, by_person: bool = True) -> Markup:
    return show.block(localized, _language(context), by_person=by_person)


@pass_context
def _name(context: Context, localized: LocalizedText) -> str:
    return labels.name(localized, _language(context))


@pass_context
def _translation(context: Context, localized: LocalizedText) -> str:
    return labels.translation(localized, _language(context))


@pass_context
def _other(context: Context, localized: LocalizedText) -> Markup:
    """Give a title in the language that the page is not in, if it has one."""
    language = "en" if _language(context) == "ur" else "ur"
    if not localized.bodies.get(language) or not localized.bodies.get(_language(context)):
        return Markup("")
    return show.inline(localized, language)


@pass_context
def _age(context: Context, seconds: float) -> str:
    return labels.age(seconds, _language(context))


@pass_context
def _says(context: Context, line: recommendations.Line) -> list[str]:
    return sentences.says(line, _language(context))


@pass_context
def _happened(context: Context, entry: recommendations.TimelineEntry) -> str:
    return sentences.happened(entry, _language(context))


@pass_context
def _problem(context: Context, error: BackendError) -> str:
    return labels.problem(error, _language(context))


@pass_context
def _problems_of(context: Context, wrong: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(field, labels.text(key, _language(context))) for field, key in wrong.items()]


@pass_context
def _form_token(context: Context) -> Markup:
    token = forms.token(context["visit"].browser_id)
    return Markup('<input type="hidden" name="{}" value="{}">').format(forms.TOKEN_FIELD, token)
