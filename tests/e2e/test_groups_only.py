"""P4, groups only: whoever chose not to be named is in no public output, and no group of fewer than five is."""

import io
import re
import urllib.request
import zipfile
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World, today
from tests.e2e.scene import Scene

RULES = {"Record": "ON_RECORD", "Chatham": "CHATHAM_HOUSE", "Anonymous": "ANONYMOUS"}
CHOICES = {"Named": "NAMED", "Body": "ORGANISATION_ONLY", "Nobody": "ANONYMOUS"}
FIELDS = ("name", "role_title", "organisation", "sector", "region", "contact")
# What the rule and the choice together let the public read: everything else is nowhere.
MAY_BE_READ = {
    "qvxrecordnamedname",
    "qvxrecordnamedroletitle",
    "qvxrecordnamedorganisation",
    "qvxrecordbodyorganisation",
}
CANARY = re.compile(r"qvx[a-z]+")
PEOPLE = {"label": "participants", "value": 9, "as_printed": "nine came"}
SMALL = [
    {"label": "participants", "by": "FIGURE_BY_GENDER", "group": "women", "value": 3, "as_printed": "qvxthreewomen"},
    {"label": "participants", "by": "FIGURE_BY_GENDER", "group": "men", "value": 6, "as_printed": "qvxsixmen"},
    {"label": "participants", "by": "FIGURE_BY_SECTOR", "group": "police", "value": 2, "as_printed": "qvxtwopolice"},
    {"label": "survivors", "part_of": "participants", "value": 4, "as_printed": "qvxfoursurvivors"},
]


def _token(rule: str, choice: str, field: str) -> str:
    return f"qvx{rule}{choice}{field.replace('_', '')}".lower()


def _people(rule: str) -> list[dict[str, Any]]:
    return [
        {field: _token(rule, choice, field) for field in FIELDS}
        | {
            "gender": "woman",
            "attribution": f"ATTRIBUTION_{CHOICES[choice]}",
            "consent": {"how": "CONSENT_HOW_FORM", "name": True, "organisation": True},
        }
        for choice in CHOICES
    ]


def _published(scene: Scene, rule: str, programme_id: str) -> pb.Draft:
    table = scene.table(rule, f"Answer the telephone of {rule}")
    table["details"] |= {"attribution_rule": f"ATTRIBUTION_RULE_{RULES[rule]}", "figures": [PEOPLE, *SMALL]}
    table["participants"] = people = _people(rule)
    table["statements"][0]["speaker"] = people[0]["name"]
    table["statements"] += [
        {
            "type": "STATEMENT_TYPE_INSIGHT",
            "title": {"en": f"Nobody answers {place}"},
            "text": {"en": "Whoever calls hears a tape."},
            "speaker": person["name"],
        }
        for place, person in enumerate(people)
    ]
    return scene.publish(table, programme_id=programme_id)


def _read(url: str) -> str:
    """Return what a stranger gets, the parts of a workbook unpacked."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        body = answer.read()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(each).decode() for each in book.namelist() if each.endswith(".xml"))
    return str(body.decode())


@pytest.mark.covers("invariant 6")
@pytest.mark.timeout(300)
def test_nobody_who_chose_otherwise_is_named_and_no_group_under_five_is_told(world: World) -> None:
    scene = Scene(world, "groupsonly", "Telephone Service (example)")
    programme = scene.programme(
        {
            "key": "groupsonly",
            "title": {"en": "Telephones (example)"},
            "illustrative": True,
            "figures": [PEOPLE, *SMALL],
        }
    )
    drafts = [_published(scene, rule, programme) for rule in RULES]

    number, days = drafts[0].number, f"from={today() - timedelta(days=30)}&to={today()}"
    paths = [f"/p/{number}", f"/p/{number}/report?{days}", f"/p/{number}/report.xlsx?{days}", f"/a/{scene.slug}"]
    paths += ["/?show=example", *(f"/lines.{each}?show=example" for each in ("csv", "json"))]
    for draft in drafts:
        tracked = draft.statements[0].tracked_number
        paths += [f"/c/{draft.number}", f"/c/{draft.number}/sheet", f"/r/{tracked}", f"/r/{tracked}.json"]
        paths += [f"/c/{each.number}" for each in draft.statements]
    seen = {
        (path, language): _read(f"{world.stack.public_url}{path}{'&' if '?' in path else '?'}lang={language}")
        for path, language in product(paths, ("en", "ur"))
    }
    stub = world.client.consultations
    listed = stub.ListProgrammes(pb.ListProgrammesRequest(consultation_number=number), timeout=10)
    seen["ListProgrammes", ""] = str(listed)
    for draft in drafts:
        seen[draft.number, ""] = str(stub.GetConsultation(pb.GetConsultationRequest(number=draft.number), timeout=10))

    told = {where: set(CANARY.findall(body)) for where, body in seen.items()}
    assert {where: found - MAY_BE_READ for where, found in told.items() if found - MAY_BE_READ} == {}
    # A search that could not find would prove nothing: who may be named is, on page, item and sheet alike.
    for language in ("en", "ur"):
        assert told[f"/c/{number}", language] == MAY_BE_READ
        assert all("Telephone Service" in seen[path, language] for path in paths if path.startswith(("/r/", "/lines.")))
        counts = re.findall(r'<td class="count">(\d+)</td>', seen[f"/p/{number}/report?{days}", language])
        assert counts == ["9", "9", "9"]
    assert not listed.programmes[0].details.figures  # beside its sessions' they would tell the small ones
