"""What a consultation says of itself beside texts and figures, in words: kind, state, days, themes and so on."""

from typing import Final

from dashboard.labels import day, spoken, text, theme, value
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

CALLED: Final = {
    "kind": "capture_kind",
    "state": "capture_state",
    "days": "when",
    "themes": "themes",
    "online": "capture_online",
    "languages": "meeting_languages",
}
"""Keys of what pages call them, by name."""


def of_consultation(public: consultations.PublicConsultation) -> events.Particulars:
    """Return all of them, as the public reads them."""
    return events.Particulars(
        kind=public.kind,
        state=public.state,
        days=events.Days(starts_date=public.starts_date, ends_date=public.ends_date),
        themes=events.Themes(themes=public.themes),
        online=public.online,
        languages=events.Languages(languages=public.languages),
    )


def written(given: events.Particulars, language: str) -> dict[str, str]:
    """Return each that is given in words, by its name."""
    themes = " · ".join(theme(each, language) for each in given.themes.themes)
    languages = " · ".join(spoken(each, language) for each in given.languages.languages)
    said = {
        "kind": value(events.ConsultationKind, given.kind, language) if given.kind else "",
        "state": value(events.ConsultationState, given.state, language) if given.state else "",
        "days": _days(given.days, language) if given.HasField("days") else "",
        "themes": (themes or text("none", language)) if given.HasField("themes") else "",
        "online": text("yes" if given.online else "no", language) if given.HasField("online") else "",
        "languages": (languages or text("not_given", language)) if given.HasField("languages") else "",
    }
    return {name: words for name, words in said.items() if words}


def _days(days: events.Days, language: str) -> str:
    told = dict.fromkeys(filter(None, (days.starts_date, days.ends_date)))
    return " – ".join(day(each, language) for each in told) or text("not_given", language)
