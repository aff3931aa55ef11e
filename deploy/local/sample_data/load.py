"""The whole of the sample data, in order.

Each step carries a fixed idempotency key, so that an interrupted load is resumed.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final

from deploy.local.files import write_private
from deploy.local.sample_data import content, people
from deploy.local.sample_data.capture import Capture
from deploy.local.sample_data.client import Client, Person
from deploy.local.sample_data.content import Calendar, Table
from deploy.local.sample_data.history import History
from roundtable.recommendations.v1 import service_pb2 as recommendations

Progress = Callable[[str], None]
"""Told, in a few words, what is being loaded."""

_ACTING: Final = (
    "archivist",
    "archive-reviewer",
    "archive-second-reviewer",
    "facilitator",
    "reviewer",
    "second-reviewer",
    "verifier",
)


def load(client: Client, state: Path, today: date, progress: Progress) -> bool:
    """Load everything, once.

    Args:
        client: How to reach the services and the mailbox.
        state: Folder that remembers the day of the first start and whether the load was finished.
        today: The day, in the deployment's time zone.
        progress: Told what is being loaded.

    Returns:
        False if it was loaded before; nothing was done then.

    Raises:
        deploy.local.sample_data.client.Refused: A service refused a step.
    """
    finished = state / "sample-data.done"
    if finished.exists():
        return False
    calendar = Calendar(_first_start(state / "sample-data.first-start", today))
    progress("people and the register")
    directory = people.register(client)
    addressees = _register(client, calendar, content.sources()["addressees"], {})
    addressees |= _register(
        client, calendar, content.example()["addressees"], directory.organisations, illustrative=True
    )
    write_private(state / "start.json", json.dumps(people.cards(), ensure_ascii=False, indent=2).encode())
    person = _sign_in(client)
    progress("the five published articles")
    _articles(client, calendar, person, directory, addressees)
    progress("the worked example")
    _worked_example(client, calendar, person, directory, addressees)
    for table in content.example()["successions"]:
        _succeed(client, calendar, table, addressees)
    people.grant_mandates(client, directory, addressees)
    write_private(finished, b"")
    return True


def _articles(
    client: Client,
    calendar: Calendar,
    person: dict[str, Person],
    directory: people.Directory,
    addressees: Mapping[str, str],
) -> None:
    archive = Capture(
        client=client,
        calendar=calendar,
        facilitator=person["archivist"],
        reviewer=person["archive-reviewer"],
        second_reviewer=person["archive-second-reviewer"],
        host_name={"en": "Press archive (example)", "ur": "اخباری محافظ خانہ (مثال)"},
        organisation_id=directory.organisations["press-archive"],
        addressees=addressees,
    )
    programmes = {table["key"]: archive.programme(table) for table in content.sources()["programmes"]}
    for table in content.sources()["consultations"]:
        archive.publish(table, archive.consultation(table, programmes))


def _worked_example(
    client: Client,
    calendar: Calendar,
    person: dict[str, Person],
    directory: people.Directory,
    addressees: Mapping[str, str],
) -> None:
    forum = Capture(
        client=client,
        calendar=calendar,
        facilitator=person["facilitator"],
        reviewer=person["reviewer"],
        second_reviewer=person["second-reviewer"],
        host_name={"en": "Child Safety Forum (example)", "ur": "چائلڈ سیفٹی فورم (مثال)"},
        organisation_id=directory.organisations["forum"],
        addressees=addressees,
    )
    history = History(client, calendar, forum, person["verifier"])
    for table in content.example()["consultations"]:
        draft = forum.consultation(table, {})
        # One without a day of publication waits for the reviewer: the tour begins there, after the second reading.
        if "published_days_ago" in table:
            history.record(table, forum.publish(table, draft))
        else:
            forum.pass_gate(table, draft, forum.decisions(table, draft))


def _sign_in(client: Client) -> dict[str, Person]:
    """Sign in whoever acts, all at once: each waits for a mail."""
    email = {table["key"]: table["email"] for table in content.accounts()["people"]}
    with ThreadPoolExecutor(len(_ACTING)) as pool:
        return dict(zip(_ACTING, pool.map(lambda key: client.sign_in(email[key]), _ACTING), strict=True))


def _succeed(client: Client, calendar: Calendar, table: Table, addressees: Mapping[str, str]) -> None:
    """Record what became of a body: all its lines go to one other."""
    request = calendar.message(
        recommendations.RecordSuccessionRequest,
        {name: value for name, value in table.items() if name not in ("body", "successor")},
        idempotency_key=f"sample:succession:{table['body']}",
        addressee_id=addressees[table["body"]],
        expected_version=1,  # as it was registered
        moves=[{"successor_id": addressees[table["successor"]]}],
    )
    client.operate(client.operator_recommendations.RecordSuccession, request)


def _first_start(file: Path, today: date) -> date:
    if not file.exists():
        write_private(file, today.isoformat().encode())
    return date.fromisoformat(file.read_text(encoding="ascii"))


def _register(
    client: Client,
    calendar: Calendar,
    tables: list[Table],
    organisations: Mapping[str, str],
    *,
    illustrative: bool = False,
) -> dict[str, str]:
    """Enter bodies in the register and return slug to id."""
    registered = {}
    for table in tables:
        request = calendar.message(
            recommendations.RegisterAddresseeRequest,
            {name: value for name, value in table.items() if name != "organisation"},
            idempotency_key=f"sample:addressee:{table['slug']}",
            illustrative=illustrative,
            organisation_id=organisations.get(table.get("organisation", ""), ""),
        )
        answer = client.operate(client.operator_recommendations.RegisterAddressee, request)
        registered[table["slug"]] = answer.addressee.addressee_id
    return registered
