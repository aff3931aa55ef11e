"""People, their addresses, and what anybody types who signs in, enrols, or hands over."""

from typing import Any, Final

from roundtable.identity.v1 import events_pb2 as events
from roundtable.identity.v1 import service_pb2 as pb
from tests.canaries.sowing import Field

_SERVICE: Final = "identity"


def sow(here: Field, addressee_id: str) -> dict[str, Any]:
    """Register people whose names and addresses are tokens; sign some in; remove one; return ids.

    Args:
        here: The field.
        addressee_id: A body for which `liaison` then answers, and which `handing over` gives to somebody else.
    """
    organisation = here.send("operator", _SERVICE, pb.RegisterOrganisationRequest()).organisation
    ids = {
        name: _person(here, organisation.organisation_id)
        for name in ("liaison", "handing over", "facilitator elsewhere", "reviewer elsewhere", "removed")
    }
    for name in ("facilitator", "reviewer"):
        role = events.Role.Value(f"ROLE_{name.upper()}")
        grant = pb.GrantRoleRequest(
            person_id=ids[f"{name} elsewhere"], role=role, organisation_id=organisation.organisation_id
        )
        here.send("operator", _SERVICE, grant)
    for name in ("liaison", "handing over", "removed"):
        grant_mandate = pb.GrantMandateRequest(person_id=ids[name], addressee_id=addressee_id)
        here.send("operator", _SERVICE, grant_mandate)
    for name in ("liaison", "handing over"):
        here.send("operator", _SERVICE, pb.AddContactRequest(person_id=ids[name]))
    _sign_in(here, ids)
    _hand_over(here)
    here.send("operator", _SERVICE, pb.RemovePersonRequest(person_id=ids["removed"]))
    here.send("registrar", _SERVICE, pb.ProposeRecoveryRequest(person_id=ids["liaison"]))
    nomination = pb.ProposeAppointmentRequest(
        person_id=ids["reviewer elsewhere"], organisation_id=organisation.organisation_id
    )
    here.send("registrar", _SERVICE, nomination)
    _ask_in_vain(here)
    ids_of_all = {"organisation_id": organisation.organisation_id, "people": ids}
    return ids_of_all | {"calendar_secret": _calendar_link(here)}


def _person(here: Field, organisation_id: str) -> str:
    request = pb.RegisterPersonRequest(organisation_id=organisation_id, language="en")
    person = here.send("operator", _SERVICE, request).person
    return str(person.person_id)


def _sign_in(here: Field, ids: dict[str, str]) -> None:
    people = here.send("operator", _SERVICE, pb.ListPeopleRequest(page_size=200)).people
    addresses = {each.person_id: each for each in people}
    for name in ("liaison", "handing over", "facilitator elsewhere", "reviewer elsewhere"):
        here.people[name] = here.world.client.sign_in(addresses[ids[name]].email)


def _hand_over(here: Field) -> None:
    me = here.send("handing over", _SERVICE, pb.GetMeRequest()).person
    [mandate] = me.mandates
    here.send("handing over", _SERVICE, pb.HandOverMandateRequest(mandate_id=mandate.mandate_id, language="ur"))
    del here.people["handing over"]


def _calendar_link(here: Field) -> str:
    """Make a calendar link whose secret stands in no field that was sown, and is searched for with the secrets."""
    secret = str(here.send("liaison", _SERVICE, pb.MakeCalendarLinkRequest()).secret)
    here.secrets.append(("the secret of a calendar link", secret))
    return secret


def _ask_in_vain(here: Field) -> None:
    """Ask for a code with an address that is nobody's; sign out, and list sessions, with one that is none."""
    browser = here.sow("RequestCode.browser_id", "IDENTITY", "dashboard") * 2
    here.send("dashboard", _SERVICE, pb.RequestCodeRequest(browser_id=browser, language="en"))
    here.send("dashboard", _SERVICE, pb.EndSessionRequest())
    here.send("liaison", _SERVICE, pb.ListSessionsRequest())
