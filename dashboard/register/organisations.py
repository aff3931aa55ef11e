"""To which organisation a body belongs: conflicts of interest are found with it."""

from collections.abc import Mapping

from dashboard import asking, desk, faults, labels, show, typed
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 200
_NONE = ""


def everything(here: desk.Desk) -> dict[str, str]:
    """Return all organisations that identity knows: id to name, by name."""
    found: dict[str, str] = {}
    token, more = "", True
    while more:
        request = identity.ListOrganisationsRequest(page_size=_PAGE, page_token=token)
        with desk.problems(here.language):
            page = here.person.identity.ListOrganisations(request)
        found |= {each.organisation_id: each.name for each in page.organisations}
        token = page.next_page_token
        more = bool(token)
    return found


def choice(form: str, known: Mapping[str, str], stored: str, language: labels.Language) -> str:
    """Let an organisation be chosen, or none, and return its id.

    Args:
        form: Name of the form.
        known: Id to name.
        stored: What is chosen at first; empty for none.
        language: Of the page.
    """
    options = [_NONE, *known]
    chosen = typed.choice(
        text("register_of_organisation", language),
        options,
        index=options.index(stored) if stored in options else 0,
        format_func=lambda each: show.option(named(known, each, language)),
        key=f"{form}|organisation",
        box=True,
    )
    faults.beside(form, "organisation_id", text("register_of_organisation", language))
    return str(chosen)


def named(known: Mapping[str, str], organisation_id: str, language: labels.Language) -> str:
    """Return what an organisation is called; its id if identity does not know it."""
    if not organisation_id:
        return text("register_no_organisation", language)
    return known.get(organisation_id, organisation_id)


def history(
    found: recommendations.GetRegisterEntryResponse, known: Mapping[str, str], language: labels.Language
) -> None:
    """Say to which organisation a body belongs, and how that was set."""

    def called(organisation_id: str) -> str:
        return labels.isolated(named(known, organisation_id, language))

    now = called(found.addressee.organisation_id)
    show.show_string(text("register_organisation_now", language, organisation=now))
    for each in found.organisation_changes:
        said = text(
            "register_organisation_changed",
            language,
            day=labels.day(each.set_date, language),
            organisation=called(each.organisation_id),
            former=called(each.former_organisation_id),
            reason=labels.isolated(labels.name(each.reason, language)),
        )
        show.show_string(said)


def panel(here: desk.Desk, entry: recommendations.Addressee, known: Mapping[str, str]) -> None:
    """Let the organisation of a body be set, or corrected with a reason."""
    language, scope = here.language, f"organisation-{entry.addressee_id}"
    faults.begin(scope)
    form = asking.form(scope)
    organisation_id = choice(form, known, entry.organisation_id, language)
    reason = fields.both(form, "register_organisation_reason", LocalizedText(), language, path="reason")
    body = labels.isolated(labels.name(entry.public.name, language))

    def told() -> list[str]:
        said = [text("register_organisation_none_told", language, body=body)]
        if organisation_id:
            organisation = labels.isolated(named(known, organisation_id, language))
            said = [text("register_organisation_told", language, organisation=organisation, body=body)]
        if entry.organisation_id not in ("", organisation_id):
            former = labels.isolated(named(known, entry.organisation_id, language))
            said.append(text("register_organisation_again", language, organisation=former))
        return [*said, text("register_told_nobody", language)]

    ask(
        scope,
        "register_set_organisation",
        told,
        lambda key: here.person.recommendations.SetAddresseeOrganisation(
            recommendations.SetAddresseeOrganisationRequest(
                idempotency_key=key,
                addressee_id=entry.addressee_id,
                expected_version=entry.version,
                organisation_id=organisation_id,
                reason=reason,
            )
        ),
        language,
    )
