"""Organisations, people, roles and mandates of the sample data."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.sample_data import content
from deploy.local.sample_data.client import Client
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity


@dataclass(frozen=True)
class Directory:
    """Ids of what was registered, by the keys of `accounts.toml`."""

    organisations: Mapping[str, str]
    people: Mapping[str, str]


def register(client: Client) -> Directory:
    """Register organisations and people with their roles; mandates come last, with `grant_mandates`."""
    organisations = {}
    for table in content.accounts()["organisations"]:
        request = identity.RegisterOrganisationRequest(
            idempotency_key=f"sample:organisation:{table['key']}", name=table["name"]
        )
        answer = client.operate(client.operator_identity.RegisterOrganisation, request)
        organisations[table["key"]] = answer.organisation.organisation_id
    people = {}
    for table in content.accounts()["people"]:
        organisation_id = organisations[table["organisation"]]
        person = identity.RegisterPersonRequest(
            idempotency_key=f"sample:person:{table['key']}",
            name=table["name"],
            email=table["email"],
            language=table.get("language", "en"),
            organisation_id=organisation_id,
        )
        people[table["key"]] = client.operate(client.operator_identity.RegisterPerson, person).person.person_id
        for role in table.get("roles", []):
            grant = identity.GrantRoleRequest(
                idempotency_key=f"sample:role:{table['key']}:{role}",
                person_id=people[table["key"]],
                role=identity_events.Role.Value(role),
                organisation_id=organisation_id,
            )
            client.operate(client.operator_identity.GrantRole, grant)
    return Directory(organisations, people)


def grant_mandates(client: Client, directory: Directory, addressees: Mapping[str, str]) -> None:
    """Make the liaisons of the stand-in bodies. From here on they are asked, by mail, about what is still open.

    Args:
        client: Calls identity as the operator.
        directory: Who was registered.
        addressees: Slug to id of each addressee.
    """
    for table in content.accounts()["people"]:
        for slug in table.get("mandates", []):
            grant = identity.GrantMandateRequest(
                idempotency_key=f"sample:mandate:{table['key']}:{slug}",
                person_id=directory.people[table["key"]],
                addressee_id=addressees[slug],
            )
            client.operate(client.operator_identity.GrantMandate, grant)


def cards() -> list[dict[str, str]]:
    """Return the role cards of `/start`, in the order of `accounts.toml`."""
    return [
        {
            "role": table["card"]["role"],
            "name_en": table["card"]["name"]["en"],
            "name_ur": table["card"]["name"]["ur"],
            "email": table["email"],
            "what_en": table["card"]["what"]["en"],
            "what_ur": table["card"]["what"]["ur"],
            "opens": table["card"]["opens"],
        }
        for table in content.accounts()["people"]
        if "card" in table
    ]
