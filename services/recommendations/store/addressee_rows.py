"""Rows of the register as the domain's addressees, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from psycopg.types.json import Jsonb

from services.recommendations.domain.addressee import (
    REMIT,
    Addressee,
    MovedLine,
    MovedRemit,
    Name,
    NamedBody,
    OrganisationChange,
    Remit,
    ScorecardReply,
    Succession,
    SuccessionKind,
    UndoneName,
    ended_by,
)
from services.recommendations.domain.values import (
    AddresseeKind,
    Assurance,
    Jurisdiction,
)
from services.recommendations.store.rows import Row


def addressee(row: Row) -> Addressee:
    """Return the entry of the register in a row."""
    return Addressee(
        id=row["id"],
        slug=row["slug"],
        former_slugs=tuple(row["former_slugs"]),
        kind=AddresseeKind(row["kind"]),
        names=_names(row),
        undone_names=tuple(_undone_name(each) for each in row["undone_names"]),
        jurisdiction=Jurisdiction(row["jurisdiction"]),
        remits=_remits(row),
        illustrative=row["illustrative"],
        organisation_id=row["organisation_id"],
        organisation_changes=tuple(_organisation_change(each) for each in row["organisation_changes"]),
        successions=tuple(_succession(each) for each in row["successions"]),
        replies=tuple(_reply(each) for each in row["replies"]),
        reply_version=row["reply_version"],
        minimum_assurance=Assurance(row["minimum_assurance"]),
        version=row["version"],
    )


def named(row: Row) -> NamedBody:
    """Return what names the body of a row."""
    kind = AddresseeKind(row["kind"])
    return NamedBody(
        id=row["id"],
        slug=row["slug"],
        kind=kind,
        name=_by_language(row["name"]),
        language=row["name_language"],
        jurisdiction=Jurisdiction(row["jurisdiction"]),
        illustrative=row["illustrative"],
        minimum_assurance=None if kind is AddresseeKind.GROUP else Assurance(row["minimum_assurance"]),
    )


def ended_date(row: Row) -> date | None:
    """Return the day on which the body of a row ended; None while it goes on."""
    done = ended_by(_succession(each) for each in row["successions"])
    return done.effective_date if done else None


def _names(row: Row) -> tuple[Name, ...]:
    if row["names"] is None:
        return (Name(name=_by_language(row["name"]), language=row["name_language"], slug=row["slug"]),)
    return tuple(_name(each) for each in row["names"])


def _name(given: Row) -> Name:
    return Name(
        name=_by_language(given["name"]),
        language=given["language"],
        from_date=_day(given["from_date"]),
        source_url=given["source_url"],
        slug=given.get("slug", ""),
    )


def _of_name(given: Name) -> dict[str, Any]:
    return {
        "name": dict(given.name),
        "language": given.language,
        "from_date": _written(given.from_date),
        "source_url": given.source_url,
        "slug": given.slug,
    }


def _undone_name(given: Row) -> UndoneName:
    return UndoneName(
        name=_name(given["name"]),
        undone_date=date.fromisoformat(given["undone_date"]),
        undone_reason_id=_id(given["undone_reason_id"]),
    )


def _of_undone_name(given: UndoneName) -> dict[str, Any]:
    reason_id = str(given.undone_reason_id) if given.undone_reason_id else None
    return {
        "name": _of_name(given.name),
        "undone_date": given.undone_date.isoformat(),
        "undone_reason_id": reason_id,
    }


def _organisation_change(given: Row) -> OrganisationChange:
    return OrganisationChange(
        organisation_id=_id(given["organisation_id"]),
        former_id=_id(given["former_id"]),
        set_date=date.fromisoformat(given["set_date"]),
        reason_id=_id(given["reason_id"]),
    )


def _of_organisation_change(given: OrganisationChange) -> dict[str, str | None]:
    return {
        "organisation_id": str(given.organisation_id) if given.organisation_id else None,
        "former_id": str(given.former_id) if given.former_id else None,
        "set_date": given.set_date.isoformat(),
        "reason_id": str(given.reason_id) if given.reason_id else None,
    }


def _remits(row: Row) -> tuple[Remit, ...]:
    if row["remits"] is None:
        first = Remit(id=uuid5(row["id"], REMIT), words=_by_language(row["remit"]), language=row["remit_language"])
        return (first,) if first.words else ()
    return tuple(_remit(each) for each in row["remits"])


def _remit(given: Row) -> Remit:
    return Remit(
        id=UUID(given["id"]),
        words=_by_language(given["words"]),
        language=given["language"],
        machine_assisted=tuple(given.get("machine_assisted", ())),
        from_date=_day(given["from_date"]),
    )


def _of_remit(remit: Remit) -> dict[str, Any]:
    return {
        "id": str(remit.id),
        "words": dict(remit.words),
        "language": remit.language,
        "machine_assisted": list(remit.machine_assisted),
        "from_date": _written(remit.from_date),
    }


def _succession(given: Row) -> Succession:
    return Succession(
        id=UUID(given["id"]),
        kind=SuccessionKind(given["kind"]),
        effective_date=date.fromisoformat(given["effective_date"]),
        recorded_date=date.fromisoformat(given["recorded_date"]),
        source_url=given["source_url"],
        successor_ids=tuple(UUID(each) for each in given["successor_ids"]),
        remits=tuple(
            MovedRemit(remit=_remit(each["remit"]), successor_id=UUID(each["successor_id"])) for each in given["remits"]
        ),
        lines=tuple(
            MovedLine(
                assignment_id=UUID(each["assignment_id"]),
                successor_id=UUID(each["successor_id"]),
                successor_assignment_id=UUID(each["successor_assignment_id"]),
                joined=each["joined"],
                remit_id=_id(each["remit_id"]),
            )
            for each in given["lines"]
        ),
        undone_date=_day(given["undone_date"]),
        undone_reason_id=_id(given["undone_reason_id"]),
    )


def _of_succession(done: Succession) -> dict[str, Any]:
    return {
        "id": str(done.id),
        "kind": done.kind.value,
        "effective_date": done.effective_date.isoformat(),
        "recorded_date": done.recorded_date.isoformat(),
        "source_url": done.source_url,
        "successor_ids": [str(each) for each in done.successor_ids],
        "remits": [{"remit": _of_remit(each.remit), "successor_id": str(each.successor_id)} for each in done.remits],
        "lines": [
            {
                "assignment_id": str(each.assignment_id),
                "successor_id": str(each.successor_id),
                "successor_assignment_id": str(each.successor_assignment_id),
                "joined": each.joined,
                "remit_id": str(each.remit_id) if each.remit_id else None,
            }
            for each in done.lines
        ],
        "undone_date": _written(done.undone_date),
        "undone_reason_id": str(done.undone_reason_id) if done.undone_reason_id else None,
    }


def _reply(given: Row) -> ScorecardReply:
    return ScorecardReply(
        text_id=UUID(given["text_id"]),
        from_date=date.fromisoformat(given["from_date"]),
        until_date=_day(given["until_date"]),
        withdrawn=given["withdrawn"],
    )


def _of_reply(reply: ScorecardReply) -> dict[str, Any]:
    return {
        "text_id": str(reply.text_id),
        "from_date": reply.from_date.isoformat(),
        "until_date": _written(reply.until_date),
        "withdrawn": reply.withdrawn,
    }


def _id(given: str | None) -> UUID | None:
    return UUID(given) if given else None


def _by_language(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.items()))


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def of_addressee(changed: Addressee) -> dict[str, Any]:
    """Return the columns of an entry of the register."""
    current = changed.names[-1]
    return {
        "id": changed.id,
        "slug": changed.slug,
        "former_slugs": list(changed.former_slugs),
        "kind": changed.kind,
        "name": Jsonb(dict(current.name)),
        "name_language": current.language,
        "names": Jsonb([_of_name(each) for each in changed.names]),
        "undone_names": Jsonb([_of_undone_name(each) for each in changed.undone_names]),
        "jurisdiction": changed.jurisdiction,
        "remits": Jsonb([_of_remit(each) for each in changed.remits]),
        "illustrative": changed.illustrative,
        "organisation_id": changed.organisation_id,
        "organisation_changes": Jsonb([_of_organisation_change(each) for each in changed.organisation_changes]),
        "successions": Jsonb([_of_succession(each) for each in changed.successions]),
        "replies": Jsonb([_of_reply(each) for each in changed.replies]),
        "reply_version": changed.reply_version,
        "minimum_assurance": changed.minimum_assurance,
        "version": changed.version,
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
