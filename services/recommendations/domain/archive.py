"""Keeping a copy of what public evidence points to: the page may be gone when somebody asks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from services.recommendations.domain import facts
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.standing import Role, Standing

# How long to wait after a failure; after the last one nobody tries again.
RETRIES: Final = (timedelta(hours=1), timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Archived:
    """What became of an address: a copy is held, or it could not be fetched, or neither yet."""

    fetched_date: date | None = None
    sha256: str = ""
    not_fetched_date: date | None = None


def worth_keeping(record: Recommendation, fact: facts.AssignmentFact) -> list[str]:
    """Return the addresses of public evidence, and of where an answer was given, of which a copy should be held.

    Invented ones lead nowhere.
    """
    if record.illustrative:
        return []
    urls = [each.url for each in getattr(fact, "evidence", ())]
    if outside := getattr(fact, "outside", None):
        urls.append(outside.url)
    return list(dict.fromkeys(url for url in urls if urlsplit(url).scheme == "https"))


def may_read(line: Line, by: Standing) -> bool:
    """Tell whether somebody may have copies: a page of others may hold personal data, and is not ours to publish."""
    if line.hidden:
        return False
    host = line.record.host_organisation_id
    works_for_host = host in by.organisations_as(Role.FACILITATOR) | by.organisations_as(Role.REVIEWER)
    return works_for_host or bool(by.organisations_as(Role.VERIFIER)) or line.assignment.addressee_id in by.addressees


def wait_after(failures: int) -> timedelta | None:
    """Return how long to wait after so many failures; None to give up."""
    return RETRIES[failures - 1] if failures <= len(RETRIES) else None
