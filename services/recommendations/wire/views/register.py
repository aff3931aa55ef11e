"""Entries of the register as replies show them."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.localized import LANGUAGES
from services.recommendations.domain.addressee import Addressee
from services.recommendations.wire import addressees, words
from services.recommendations.wire.addressees import public_addressee


def addressee(entry: Addressee, *, liaisons: int) -> pb.Addressee:
    """Return an entry of the register, with its id."""
    return pb.Addressee(
        addressee_id=str(entry.id),
        public=public_addressee(entry),
        remit=remit(entry),
        organisation_id=str(entry.organisation_id or ""),
        liaisons=liaisons,
        version=entry.version,
        names=names(entry),
        remits=[addressees.remit(each) for each in entry.remits],
        ended_date=words.written(entry.ended_by.effective_date if entry.ended_by else None),
    )


def names(entry: Addressee) -> list[pb.AddresseeName]:
    """Return the names that a body has had, the present one first."""
    ends = [*(each.from_date for each in entry.names[1:]), None]
    return [
        pb.AddresseeName(
            name=words.names(each.name, each.language),
            from_date=words.written(each.from_date),
            until_date=words.written(until),
            source_url=each.source_url,
        )
        for each, until in zip(reversed(entry.names), reversed(ends), strict=True)
    ]


def undone_names(entry: Addressee, texts: Mapping[UUID, text_pb2.Text]) -> list[pb.UndoneName]:
    """Return the names that a body was given by mistake, the last one undone first."""
    return [
        pb.UndoneName(
            name=words.names(each.name.name, each.name.language),
            from_date=words.written(each.name.from_date),
            source_url=each.name.source_url,
            undone_date=words.written(each.undone_date),
            undone_reason=words.shown(texts, each.undone_reason_id),
        )
        for each in reversed(entry.undone_names)
    ]


def organisation_changes(entry: Addressee, texts: Mapping[UUID, text_pb2.Text]) -> list[pb.OrganisationChange]:
    """Return how the organisation of a body was set since it entered the register, the newest first."""
    return [
        pb.OrganisationChange(
            organisation_id=str(each.organisation_id or ""),
            former_organisation_id=str(each.former_id or ""),
            set_date=words.written(each.set_date),
            reason=words.shown(texts, each.reason_id),
        )
        for each in reversed(entry.organisation_changes)
    ]


def public_remits(entry: Addressee) -> list[pb.PublicRemit]:
    """Return what a body is responsible for, one by one."""
    return [
        pb.PublicRemit(words=addressees.remit_words(each), from_date=words.written(each.from_date))
        for each in entry.remits
    ]


def remit(entry: Addressee) -> text_pb2.LocalizedText:
    """Return all that a body is responsible for in one text, in the languages in which all of it is said."""
    if not entry.remits:
        return text_pb2.LocalizedText()
    said = [dict(each.words) for each in entry.remits]
    languages = [each for each in LANGUAGES if all(each in remit for remit in said)]
    if not languages:
        return addressees.remit_words(entry.remits[0])
    by_machine = {language for each in entry.remits for language in each.machine_assisted}
    # What counts is nobody's translation, if there is such a language; else what counts of the first one.
    counts = min(languages, key=lambda each: (each in by_machine, each != entry.remits[0].language))
    return text_pb2.LocalizedText(
        authoritative_language=counts,
        bodies={each: " · ".join(remit[each] for remit in said) for each in languages},
        machine_assisted=[each for each in languages if each in by_machine and each != counts],
    )
