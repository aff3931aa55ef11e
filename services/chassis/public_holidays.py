"""The base of the holiday calendar: what the library `holidays` knows of the country, moon estimates among it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from holidays import country_holidays

_COUNTRY: Final = "PK"
_LANGUAGES: Final = {"en": "en_PK", "ur": "ur_PK"}


class PublicHolidays:
    """The public holidays of every year, with what they are called in our languages."""

    def __init__(self) -> None:
        self._names = {ours: country_holidays(_COUNTRY, language=theirs) for ours, theirs in _LANGUAGES.items()}

    def __contains__(self, day: object) -> bool:
        """Tell whether the day is a public holiday."""
        return day in self._names["en"]

    def of_year(self, year: int) -> Mapping[date, Mapping[str, str]]:
        """Return the holidays of a year: day to language to name."""
        first = date(year, 1, 1)
        for each in self._names.values():
            each.get(first)  # the library works a year out when somebody asks for a day of it
        english, urdu = (self._names[language] for language in ("en", "ur"))
        days = sorted(day for day in english if day.year == year)
        return {day: {"en": str(english[day]), "ur": str(urdu.get(day) or english[day])} for day in days}
