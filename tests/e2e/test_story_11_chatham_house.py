"""Story 11: strict Chatham House with six participants. Neither name, affiliation, list nor small count is public."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests import documents_kit as kit
from tests.e2e import papers
from tests.e2e.conftest import World
from tests.e2e.files import holding
from tests.e2e.scene import Scene

TOKEN = "Qvxchatham"
WORDS = "Publish who may be called at night"
PEOPLE = [
    {
        "name": f"{TOKEN} Person{letter}",
        "role_title": f"{TOKEN} Officer{letter}",
        "organisation": f"{TOKEN} Body{letter}",
        "sector": f"{TOKEN} Sector{letter}",
        "region": f"{TOKEN} Region{letter}",
        "gender": "woman" if letter in "AB" else "man",
        "contact": f"{TOKEN}-{letter}@nowhere.example",
        "consent": {"how": "CONSENT_HOW_FORM", "name": True, "organisation": True},
    }
    for letter in "ABCDEF"
]


def _table(scene: Scene) -> dict[str, Any]:
    table = scene.table("held", WORDS)
    table["participants"] = PEOPLE
    table["statements"][0]["speaker"] = PEOPLE[0]["name"]
    table["statements"][0]["speaker_note"] = {"en": f"the {TOKEN} delegation"}
    table["statements"].append(
        {
            "type": "STATEMENT_TYPE_INSIGHT",
            "title": {"en": "Nobody answers at night"},
            "text": {"en": "Whoever calls at night hears a tape."},
            "speaker": PEOPLE[1]["name"],
        }
    )
    table["details"]["figures"] = [
        {"label": "participants", "value": 6, "as_printed": "six people, two of them women"},
        {"label": "women", "value": 2},
        {"label": "men", "value": 4},
    ]
    return table


def _add_documents(world: World, draft: pb.Draft) -> None:
    """Add who came, which stays with the host, and minutes that name somebody beside their pages only."""
    facilitator = world.person("facilitator")
    came = {"kind": events.DOCUMENT_KIND_ATTENDANCE, "uploaded_name": f"{TOKEN}.xlsx"}
    draft = papers.add(world, facilitator, draft, kit.xlsx(TOKEN, f"{TOKEN} PersonA"), "Who came", **came)
    minutes = {"kind": events.DOCUMENT_KIND_MINUTES, "uploaded_name": f"{TOKEN}.docx"}
    draft = papers.add(world, facilitator, draft, kit.docx(TOKEN), "Minutes", **minutes)
    papers.confirm(world, world.person("reviewer"), draft)


def _answers(world: World, draft: pb.Draft) -> dict[str, str]:
    """Every public answer that has to do with the consultation."""
    stub, tracked = world.client.consultations, draft.statements[0].tracked_number
    lines = world.client.recommendations
    found = {
        "consultation": stub.GetConsultation(pb.GetConsultationRequest(number=draft.number), timeout=10),
        "consultations": stub.ListConsultations(
            pb.ListConsultationsRequest(illustrative=True, page_size=200), timeout=10
        ),
        "programmes": stub.ListProgrammes(pb.ListProgrammesRequest(page_size=200), timeout=10),
        "line": lines.GetRecommendation(recommendations.GetRecommendationRequest(tracked_number=tracked), timeout=10),
    }
    for each in draft.statements:
        found[each.number] = stub.GetStatement(pb.GetStatementRequest(number=each.number), timeout=10)
    return {name: str(answer) for name, answer in found.items()}


@pytest.mark.covers("invariant 6")
@pytest.mark.timeout(600)
def test_strict_chatham_house_with_six_participants(world: World, browser: Browser) -> None:
    scene = Scene(world, "story11", "Night Service (example)")
    draft = scene.publish(_table(scene), lambda draft: _add_documents(world, draft))
    assert [each.public_name for each in draft.participants] == [""] * 6

    number, tracked = draft.number, draft.statements[0].tracked_number
    pages = [f"/c/{number}", *(f"/c/{each.number}" for each in draft.statements), f"/r/{tracked}", "/?show=example"]
    pages += [f"/c/{number}/sheet", f"/a/{scene.slug}"]
    reader = browser.new_page()
    seen = {}
    for page in pages:
        for language in ("en", "ur"):
            reader.goto(f"{world.stack.public_url}{page}{'&' if '?' in page else '?'}lang={language}")
            seen[f"{page} {language}"] = reader.content()
            assert reader.locator("main").count() == 1
    held = reader.goto(f"{world.stack.public_url}/c/{number}?lang=en")
    facts = reader.locator("main").inner_text()
    reader.close()
    assert held
    assert held.status == 200
    # The search repeats what was searched for: a part of the token, so that the whole is found in results alone.
    searched = [f"/?show=example&q={TOKEN[:-1]}", "/lines.csv?show=example", "/lines.json?show=example"]
    searched.append(f"/feed.atom?show=example&body={scene.slug}")
    seen |= {each: scene.read(each) for each in [f"/r/{tracked}.json", *searched]}

    for shown in (f"/r/{tracked} en", f"/c/{number}/sheet en", f"/a/{scene.slug} en", *searched[1:]):
        assert WORDS in seen[shown], shown
    assert not [where for where, body in (seen | _answers(world, draft)).items() if TOKEN in body]
    # Six people are counted; of two women and four men nothing is said, also not in the words of the source.
    assert re.search(r"\b6\b", facts)
    assert not re.search(r"women|\bmen\b|two of them", facts)
    public = scene.world.client.consultations.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10)
    assert [(each.label, each.value, each.as_printed) for each in public.consultation.figures] == [
        ("participants", 6, "")
    ]
    assert not public.consultation.speakers
    assert not [each.speaker for each in public.statements if each.speaker or each.HasField("speaker_note")]
    copies = papers.downloads(world, number)
    assert list(copies) == [f"{number}-minutes.docx"]
    assert TOKEN.encode() not in b"".join(map(kit.everything_in, copies.values()))
    # Nothing of the roster lies in clear in any database, topic, log or mail, of whichever service.
    assert holding(world.stack.home, WORDS.encode())
    assert not holding(world.stack.home, TOKEN.encode())
