"""What a registrar decides about one body: that it enters the register, what it is called, what it does."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from services.chassis import naming
from services.chassis.errors import InvalidArgument, Violation
from services.recommendations.domain.addressee import (
    Addressee,
    AddresseeOrganisationSet,
    AddresseeRegistered,
    AddresseeRenamed,
    MinimumAssuranceSet,
    Name,
    Names,
    NewAddressee,
    Remit,
    RemitsChanged,
    RenamingUndone,
)
from services.recommendations.domain.errors import (
    LooksAlike,
    Missing,
    NobodyCanBeAsked,
    NotAsDated,
    NothingToUndo,
    SlugTaken,
)
from services.recommendations.domain.values import Assurance, Moment, Text

LONGEST_NAME: Final = 200
LONGEST_REMIT: Final = 1000
MOST_REMITS: Final = 50
EXAMPLE_MARK: Final = "(example)"
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58})[a-z0-9]")


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """A new name, as a registrar enters it."""

    name: Name
    slug: str  # empty: the same as before
    effective_date: date
    source_url: str


@dataclass(frozen=True, kw_only=True)
class RemitChoice:
    """One remit as a registrar enters it."""

    id: UUID
    words: Names
    language: str
    machine_assisted: tuple[str, ...] = ()


def register(
    entry: NewAddressee, *, others: Iterable[Addressee] = (), actor: str, moment: Moment
) -> AddresseeRegistered:
    """Decide whether the body can enter the register as described.

    Args:
        entry: What a registrar entered.
        others: All bodies in the register.
        actor: Who entered it.
        moment: When.

    Raises:
        InvalidArgument: Slug or name is not as it should be; each field is named.
        SlugTaken: Another body has or had the slug.
        LooksAlike: A reader would take its name or slug for another body's.
    """
    violations = [*_slug_violations(entry.slug), *_name_violations(entry.name, illustrative=entry.illustrative)]
    if violations:
        raise InvalidArgument(violations=violations)
    _tell_apart(entry.name, entry.slug, others)
    return AddresseeRegistered(version=1, occurred_at=moment.at, actor=actor, entry=entry)


def rename(
    before: Addressee, renaming: Renaming, *, others: Iterable[Addressee], actor: str, moment: Moment
) -> AddresseeRenamed:
    """Decide whether the body can have this name from a day on. Its old slug leads to it for ever.

    Raises:
        InvalidArgument: Slug, name, day or source is not as it should be; each field is named.
        SlugTaken: Another body has or had the slug.
        LooksAlike: A reader would take its name or slug for another body's.
    """
    slug = renaming.slug or before.slug
    name = renaming.name
    violations = [*_slug_violations(slug), *_name_violations(name.name, illustrative=before.illustrative)]
    if violations:
        raise InvalidArgument(violations=violations)
    if (name.name, slug) == (before.names[-1].name, before.slug):
        raise InvalidArgument("a name or a slug that it does not have already", field="name")
    dated_and_sourced(renaming.effective_date, renaming.source_url, moment)
    since = before.names[-1].from_date
    if since and renaming.effective_date < since:
        raise NotAsDated(f"not before {since}, when its present name began", field="effective_date")
    _tell_apart(name.name, slug, others)
    return AddresseeRenamed(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.on(renaming.effective_date),
        actor=actor,
        name=replace(name, from_date=renaming.effective_date, source_url=renaming.source_url),
        slug=slug,
    )


def undo_renaming(before: Addressee, reason: Text | None, *, actor: str, moment: Moment) -> RenamingUndone:
    """Decide whether the last renaming can be undone, because the name was wrong.

    Nobody can have taken the name that counts again, or its slug: former ones were kept for the body all the time.

    Raises:
        Missing: No reason is given.
        NothingToUndo: The body has the name with which it entered the register.
    """
    if reason is None:
        raise Missing("why the name was wrong", field="reason")
    if len(before.names) == 1:
        raise NothingToUndo(
            "a body that was renamed: this one has the name with which it was registered", field="reason"
        )
    again = before.names[-2]
    return RenamingUndone(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.at,
        actor=actor,
        name=Name(name=again.name, language=again.language),
        slug=again.slug or before.slug,
        reason=reason,
        undone_date=moment.today,
    )


def set_organisation(
    before: Addressee, organisation_id: UUID | None, reason: Text | None, *, actor: str, moment: Moment
) -> AddresseeOrganisationSet:
    """Decide whether the body can be said to belong to this organisation, or to none.

    Raises:
        InvalidArgument: It has that organisation already.
        Missing: It has another one so far, and no reason is given.
    """
    if organisation_id == before.organisation_id:
        raise InvalidArgument("another organisation than the one that it has", field="organisation_id")
    if before.organisation_id and reason is None:
        raise Missing("why the organisation is corrected", field="reason")
    return AddresseeOrganisationSet(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.at,
        actor=actor,
        organisation_id=organisation_id,
        reason=reason,
        set_date=moment.today,
    )


def set_minimum_assurance(before: Addressee, minimum: Assurance, *, actor: str, moment: Moment) -> MinimumAssuranceSet:
    """Decide whether it has to be this sure that an answer is the body's.

    Raises:
        NobodyCanBeAsked: The addressee is a group.
        InvalidArgument: It has to be this sure already.
    """
    if not before.can_be_asked:
        raise NobodyCanBeAsked("the addressee is a group: nobody can be asked, nobody can answer for it")
    if minimum is before.minimum_assurance:
        raise InvalidArgument("another assurance than the one that the body wants now", field="minimum_assurance")
    return MinimumAssuranceSet(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.at,
        actor=actor,
        minimum=minimum,
        set_date=moment.today,
    )


def change_remits(
    before: Addressee,
    choices: Sequence[RemitChoice],
    *,
    everybody: Iterable[Addressee] = (),
    effective_date: date,
    source_url: str,
    actor: str,
    moment: Moment,
) -> RemitsChanged:
    """Decide whether the body is responsible for exactly this from a day on.

    Args:
        before: The entry.
        choices: All its remits; one with an id that it has not is new, and one that is left out has ended.
        everybody: All bodies in the register.
        effective_date: The day.
        source_url: Where anybody can read it.
        actor: Who entered it.
        moment: When.

    Raises:
        InvalidArgument: There are too many, one is not this body's, or day or source is not as it should be.
    """
    if len(choices) > MOST_REMITS:
        raise InvalidArgument(f"at most {MOST_REMITS} remits", field="remits")
    elsewhere = {remit.id for body in everybody if body.id != before.id for remit in body.remits}
    if len({each.id for each in choices} - elsewhere) < len(choices):
        raise InvalidArgument("each remit once, and none of another body's: a succession moves those", field="remits")
    dated_and_sourced(effective_date, source_url, moment)
    return RemitsChanged(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.on(effective_date),
        actor=actor,
        remits=tuple(_chosen(before, each, effective_date) for each in choices),
        effective_date=effective_date,
        source_url=source_url,
    )


def _chosen(before: Addressee, choice: RemitChoice, effective_date: date) -> Remit:
    known = before.remit(choice.id)
    since = known.from_date if known else effective_date
    return Remit(**vars(choice), from_date=since)


def dated_and_sourced(effective_date: date, source_url: str, moment: Moment) -> None:
    """Refuse a change of the register that lies in the future, or that nobody can read up.

    Raises:
        NotAsDated: The day has not come.
        Missing: There is no source.
    """
    if effective_date > moment.today:
        raise NotAsDated("a day that is not in the future", field="effective_date")
    if not source_url:
        raise Missing("the address of a page on which anybody can read it", field="source_url")


def _slug_violations(slug: str) -> list[Violation]:
    if _SLUG.fullmatch(slug) and "--" not in slug:
        return []
    return [Violation("slug", "2 to 60 lower-case letters, digits and single hyphens")]


def _name_violations(name: Names, *, illustrative: bool) -> list[Violation]:
    violations = []
    names = dict(name)
    if not names.get("en"):
        violations.append(Violation("name", "an English name"))
    if any(not 0 < len(each) <= LONGEST_NAME for each in names.values()):
        violations.append(Violation("name", f"1 to {LONGEST_NAME} characters in each language"))
    for language, words in names.items():
        if script := naming.foreign_script(words, language):
            wanted = f"letters of one script, {naming.SCRIPTS[language].capitalize()}"
            violations.append(Violation("name", f"{wanted}: this one has {script.capitalize()}, too"))
    marked = names.get("en", "").endswith(EXAMPLE_MARK)
    if illustrative and not marked:
        violations.append(Violation("name", f"the English name of a stand-in ends in {EXAMPLE_MARK}"))
    if marked and not illustrative:
        violations.append(Violation("illustrative", f"true for a body whose name ends in {EXAMPLE_MARK}"))
    return violations


def _tell_apart(name: Names, slug: str, others: Iterable[Addressee]) -> None:
    known = list(others)
    slugs = [each for body in known for each in (body.slug, *body.former_slugs)]
    if slug in slugs:
        raise SlugTaken(f"the slug {slug} is taken")
    if found := naming.look_alike(slug, slugs):
        raise LooksAlike(f"a slug that cannot be taken for {found}, which is in the register", field="slug")
    had = [words for body in known for each in body.names for _, words in each.name]
    for _, words in name:
        if found := naming.look_alike(words, had):
            raise LooksAlike(f"a name that cannot be taken for “{found}”, which is in the register", field="name")
