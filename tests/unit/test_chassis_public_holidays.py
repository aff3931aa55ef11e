"""The base of the calendar moves no day behind our back: a newer library may know other days than it did."""

from datetime import date

import pytest

from services.chassis.public_holidays import PublicHolidays

# Month and day, as the library that the lock names has them. Due dates that are recorded were counted with these.
# Before a library with other days is taken, a registrar records the difference as corrections; then it is written here.
KNOWN = {
    2024: "02-05 02-08 03-23 04-10 04-11 04-12 05-01 05-28 06-17 06-18 06-19 07-16 07-17 08-14 09-17 11-09 12-25",
    2025: "02-05 03-23 03-31 04-01 04-02 05-01 05-28 06-06 06-07 06-08 06-09 07-05 07-06 08-14 09-06 11-09 12-25",
    2026: "02-05 03-20 03-21 03-23 05-01 05-26 05-27 05-28 06-25 06-26 08-14 08-26 11-09 12-25",
    2027: "02-05 03-10 03-11 03-12 03-23 05-01 05-17 05-18 05-19 05-28 06-15 06-16 08-14 08-15 11-09 12-25",
    2028: "02-05 02-27 02-28 02-29 03-23 05-01 05-06 05-07 05-08 05-28 06-03 06-04 08-04 08-14 11-09 12-25",
}


@pytest.mark.parametrize("year", KNOWN)
def test_the_days_that_due_dates_were_counted_with_have_not_moved(year: int) -> None:
    expected = [date.fromisoformat(f"{year}-{each}") for each in KNOWN[year].split()]

    found = PublicHolidays().of_year(year)

    assert list(found) == expected
    assert all(set(names) == {"en", "ur"} and all(names.values()) for names in found.values())
