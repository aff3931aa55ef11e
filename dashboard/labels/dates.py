"""Days and instants as pages write them: "1 Dec 2026", "in 11 days", "21 Nov 2026, 15:40 (Pakistan time)"."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ur": (
        "جنوری",
        "فروری",
        "مارچ",
        "اپریل",
        "مئی",
        "جون",
        "جولائی",
        "اگست",
        "ستمبر",
        "اکتوبر",
        "نومبر",
        "دسمبر",
    ),
}
_LONG_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ZONES: Final = {"Asia/Karachi": {"en": "Pakistan time", "ur": "پاکستان کا وقت"}}

_MONTHS_FROM: Final = 2


def parse(day: str) -> date | None:
    """Return a wire day `YYYY-MM-DD` as a date; None if it is empty or none."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def day(value: str | date | None, language: str) -> str:
    """Write a day: "1 Dec 2026"; empty if there is none. A bare year or anything else stays as it is."""
    found = parse(value) if isinstance(value, str) else value
    if not found:
        return value if isinstance(value, str) else ""
    return f"{found.day} {_MONTHS[language][found.month - 1]} {found.year}"


def month(value: str | date | None, language: str) -> str:
    """Write the month of a day: "December 2026"; empty if there is none."""
    found = parse(value) if isinstance(value, str) else value
    if not found:
        return ""
    names = _LONG_MONTHS if language == "en" else _MONTHS[language]
    return f"{names[found.month - 1]} {found.year}"


def long_day(value: str | date | None, language: str) -> str:
    """Write a day with the month in full, as a citation has it: "1 December 2026"."""
    found = parse(value) if isinstance(value, str) else value
    if not found or language != "en":
        return day(value, language)
    return f"{found.day} {_LONG_MONTHS[found.month - 1]} {found.year}"


def days(count: int, language: str) -> str:
    """Write a number of days: "1 day", "253 days"."""
    if language == "ur":
        return f"{count:,} دن"
    return f"{count:,} day" if count == 1 else f"{count:,} days"


def relative(value: str | date | None, today: str | date | None, language: str) -> str:
    """Write how far a day is from another: "in 11 days", "today", "253 days ago"; empty if either is missing."""
    then = parse(value) if isinstance(value, str) else value
    now = parse(today) if isinstance(today, str) else today
    if not then or not now:
        return ""
    distance = (then - now).days
    if distance == 0:
        return {"en": "today", "ur": "آج"}[language]
    counted = days(abs(distance), language)
    if language == "ur":
        return f"{counted} بعد" if distance > 0 else f"{counted} پہلے"
    return f"in {counted}" if distance > 0 else f"{counted} ago"


def long_ago(value: str | date | None, today: str | date | None, language: str) -> str:
    """Write how long ago a day was, in months from the second on: "12 days ago", "14 months ago"."""
    months = months_since(value, today)
    if months < _MONTHS_FROM:
        return relative(value, today, language)
    return f"{months} مہینے پہلے" if language == "ur" else f"{months} months ago"


def months_since(value: str | date | None, today: str | date | None) -> int:
    """Return how many whole months have passed since a day; 0 if either is missing."""
    then = parse(value) if isinstance(value, str) else value
    now = parse(today) if isinstance(today, str) else today
    if not then or not now:
        return 0
    return max((now.year - then.year) * 12 + now.month - then.month - (now.day < then.day), 0)


def instant(value: datetime, zone: ZoneInfo, language: str) -> str:
    """Write an instant in the deployment's time zone, and name the zone."""
    local = value.astimezone(zone)
    name = _ZONES.get(zone.key, {}).get(language, zone.key)
    comma = "،" if language == "ur" else ","
    return f"{day(local.date(), language)}{comma} {local:%H:%M} ({name})"


def age(seconds: float, language: str) -> str:
    """Write an age in the unit that fits: "40 seconds", "12 minutes", "3 hours", "2 days"."""
    units = (
        (86400, ("day", "days"), "دن"),
        (3600, ("hour", "hours"), "گھنٹے"),
        (60, ("minute", "minutes"), "منٹ"),
        (1, ("second", "seconds"), "سیکنڈ"),
    )
    for size, english, urdu in units:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {urdu}" if language == "ur" else f"{count} {english[count != 1]}"
    return {"en": "a moment", "ur": "ایک لمحہ"}[language]
