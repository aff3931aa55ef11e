"""Story 10: consent is withdrawn after publication; name and affiliation are gone from every output, the words stay."""

import pytest
from playwright.sync_api import Browser

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.files import holding
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

# Names of nobody: tokens that nothing else holds. The second person's name stands in a public text, too.
FIRST, OF_FIRST = "Zarmina Qvxfirst", "Qvxfirst Trust"
SECOND = "Nargis Qvxsecond"
TOKEN = "Qvxfirst"
WORDS = "Every school shall publish how it answers complaints"


def _published(scene: Scene) -> pb.Draft:
    """Publish, on the record, one tracked item of the first person and a recorded one that names the second."""
    people = [
        {"name": FIRST, "organisation": OF_FIRST},
        {"name": SECOND, "organisation": "Another body (example)"},
    ]
    tracked = scene.table("said", WORDS)
    tracked["details"]["attribution_rule"] = "ATTRIBUTION_RULE_ON_RECORD"
    tracked["participants"] = people
    tracked["statements"][0]["speaker"] = FIRST
    tracked["statements"].append(
        {
            "type": "STATEMENT_TYPE_INSIGHT",
            "title": {"en": "What a complaint needs"},
            "text": {"en": f"A complaint needs an answer, as {SECOND} put it."},
            "speaker": SECOND,
        }
    )
    return scene.publish(tracked)


def _outputs(scene: Scene, draft: pb.Draft) -> dict[str, str]:
    """Every public page and answer that has to do with the consultation, in both languages, as strangers get them."""
    number, tracked = draft.number, draft.statements[0].tracked_number
    pages = [f"/c/{number}", *(f"/c/{each.number}" for each in draft.statements), f"/r/{tracked}"]
    # The search repeats what was searched for: only of a part of the name, so that the whole is found in results alone.
    pages += ["/?show=example", f"/?show=example&q={SECOND.rpartition(' ')[2]}"]
    found = {
        f"{page} {language}": scene.read(f"{page}{'&' if '?' in page else '?'}lang={language}")
        for page in pages
        for language in ("en", "ur")
    }
    found[".json"] = scene.read(f"/r/{tracked}.json")
    for page in (f"/a/{scene.slug}?lang=ur", "/lines.csv?show=example", "/lines.json?show=example"):
        found[page] = scene.read(page)
    stub = scene.world.client.consultations
    found["GetConsultation"] = str(stub.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10))
    listed = pb.ListConsultationsRequest(illustrative=True, page_size=200)
    found["ListConsultations"] = str(stub.ListConsultations(listed, timeout=10))
    for each in draft.statements:
        asked = pb.GetStatementRequest(number=each.number)
        found[f"GetStatement {each.number}"] = str(stub.GetStatement(asked, timeout=10))
    return found


def _naming(scene: Scene, draft: pb.Draft, name: str) -> set[str]:
    return {where for where, body in _outputs(scene, draft).items() if name in body}


@pytest.mark.timeout(600)
def test_consent_withdrawn_after_publication(world: World, browser: Browser) -> None:
    scene = Scene(world, "story10", "Schools Board (example)")
    draft = _published(scene)
    before = _naming(scene, draft, TOKEN)
    expected = {f"/c/{draft.number} en", f"/r/{draft.statements[0].tracked_number} ur", "GetConsultation"}
    assert expected <= before
    assert WORDS in _outputs(scene, draft)["/lines.csv?show=example"]
    assert f"/c/{draft.statements[1].number} en" in _naming(scene, draft, SECOND)
    assert not holding(world.stack.home, TOKEN.encode())  # sealed while it is public, too

    report = scene.change("WithdrawConsent", _of(draft, FIRST)).report
    number, tracked = draft.statements[0].number, draft.statements[0].tracked_number
    assert report.shown_numbers == [draft.number, number, tracked]
    assert report.shown_from_date
    until(lambda: not _naming(scene, draft, TOKEN), "the name and the affiliation are gone", 60)

    report = scene.change("WithdrawConsent", _of(draft, SECOND)).report
    assert report.erased_numbers == [draft.statements[1].number]
    until(lambda: not _naming(scene, draft, SECOND), "the text that names the second person is gone", 60)
    reader = browser.new_page()
    reader.goto(f"{world.stack.public_url}/r/{tracked}?lang=en")
    assert WORDS in reader.locator("main").inner_text()
    reader.goto(f"{world.stack.public_url}/c/{number}?lang=en")
    assert "a participant; consent to be named was withdrawn on" in reader.locator("main").inner_text()
    reader.close()
    assert not holding(world.stack.home, TOKEN.encode())


def _of(draft: pb.Draft, name: str) -> pb.WithdrawConsentRequest:
    [person] = [each for each in draft.participants if each.details.name == name]
    return pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person.participant_id)
