"""Story 10: consent is withdrawn after publication; name and affiliation are gone from every output, the words stay.

The second person is named in texts, too: in what is asked for in a mail that could not be handed over yet, and in what
a workbook lists.
"""

import contextlib
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from roundtable.consultations.v1 import service_pb2 as pb
from tests import documents_kit as kit
from tests.e2e.conftest import World
from tests.e2e.files import holding
from tests.e2e.records import verified
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

# Names of nobody: tokens that nothing else holds. The second person's name stands in a public text, too.
FIRST, OF_FIRST = "Zarmina Qvxfirst", "Qvxfirst Trust"
SECOND = "Nargis Qvxsecond"
TOKEN = "Qvxfirst"
WORDS = "Every school shall publish how it answers complaints"
NAMED = "Count complaints"
ERASED_IN_MAIL = "(This text is no longer shown. See the page.)"


def _published(scene: Scene) -> pb.Draft:
    """Publish, on the record, a tracked item of the first person, a recorded and a tracked one that name the second.

    The consultation is in a programme, and the title of an output names the second person, too.
    """
    people = [
        {"name": FIRST, "organisation": OF_FIRST},
        {"name": SECOND, "organisation": "Another body (example)"},
    ]
    tracked = scene.table("said", WORDS)
    tracked["details"]["attribution_rule"] = "ATTRIBUTION_RULE_ON_RECORD"
    tracked["details"]["outputs"] = [{"kind": "OUTPUT_KIND_INTERVIEW", "title": {"en": f"A talk with {SECOND}"}}]
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
    asked = tracked["statements"][0]
    tracked["statements"].append(
        asked | {"title": {"en": NAMED}, "text": {"en": f"Count them as {SECOND} does."}, "speaker": SECOND}
    )
    programme = scene.programme(
        {"key": f"{scene.story}:its", "title": {"en": "Schools that listen (example)"}, "illustrative": True}
    )
    return scene.publish(tracked, programme_id=programme)


@contextlib.contextmanager
def _no_mail_server(world: World) -> Iterator[None]:
    """Let the mail server be away, so that mails queue up."""
    world.stack.parts["mail"].child.kill()
    try:
        yield
    finally:
        world.stack.restart_part("mail")


def _waiting(scene: Scene) -> bool:
    """Tell whether a mail to the body is queued that was tried and could not be handed over."""
    statement = "SELECT FROM deliveries WHERE addressee_id = %s AND state = 'pending' AND attempts > 0"
    with scene.world.stack.postgres.admin("notifications") as connection:
        return connection.execute(statement, (scene.addressee_id,)).rowcount > 0


def _to_be_sent(scene: Scene, name: str) -> bool:
    """Tell whether what mails are written from holds a name."""
    statement = "SELECT FROM texts WHERE body LIKE %s"
    with scene.world.stack.postgres.admin("notifications") as connection:
        return connection.execute(statement, (f"%{name}%",)).rowcount > 0


def _outputs(scene: Scene, draft: pb.Draft) -> dict[str, str]:
    """Every public page and answer that has to do with the consultation, in both languages, as strangers get them."""
    number, tracked = draft.number, draft.statements[0].tracked_number
    pages = [f"/c/{number}", f"/c/{number}/sheet", f"/p/{number}", f"/p/{number}/report"]
    pages += [f"/c/{each.number}" for each in draft.statements]
    pages += [f"/r/{each.tracked_number}" for each in draft.statements if each.tracked_number]
    # The search repeats what was searched for: only of a part of the name, so that the whole is found in results alone.
    pages += ["/?show=example", f"/?show=example&q={SECOND.rpartition(' ')[2]}"]
    found = {
        f"{page} {language}": scene.read(f"{page}{'&' if '?' in page else '?'}lang={language}")
        for page in pages
        for language in ("en", "ur")
    }
    found[".json"] = scene.read(f"/r/{tracked}.json")
    found["report.xlsx"] = _workbook(scene, f"/p/{number}/report.xlsx")
    files = ("/lines.csv?show=example", "/lines.json?show=example", f"/feed.atom?show=example&body={scene.slug}")
    for page in (f"/a/{scene.slug}?lang=ur", *files):
        found[page] = scene.read(page)
    stub = scene.world.client.consultations
    found["GetConsultation"] = str(stub.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10))
    listed = pb.ListConsultationsRequest(illustrative=True, page_size=200)
    found["ListConsultations"] = str(stub.ListConsultations(listed, timeout=10))
    for each in draft.statements:
        asked = pb.GetStatementRequest(number=each.number)
        found[f"GetStatement {each.number}"] = str(stub.GetStatement(asked, timeout=10))
    return found


def _items(draft: pb.Draft) -> str:
    """Where the facilitator downloads the items with who said them."""
    return f"/capture/items.xlsx?consultation={draft.consultation_id}&filled=yes"


def _workbook(scene: Scene, path: str) -> str:
    """Return what is in a workbook, as the facilitator downloads it."""
    cookie = {"Cookie": f"sid={scene.world.person('facilitator').session}"}
    asked = urllib.request.Request(f"{scene.world.stack.public_url}{path}", headers=cookie)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return kit.everything_in(answer.read()).decode(errors="replace")


def _naming(scene: Scene, draft: pb.Draft, name: str) -> set[str]:
    return {where for where, body in _outputs(scene, draft).items() if name in body}


@pytest.mark.covers("SEC 18", "loss erasure")
@pytest.mark.timeout(600)
def test_consent_withdrawn_after_publication(world: World, browser: Browser) -> None:
    scene = Scene(world, "story10", "Schools Board (example)")
    scene.liaison()
    with _no_mail_server(world):
        draft = _published(scene)
        _is_public(scene, draft)
        until(lambda: _waiting(scene), "the request waits for the mail server")
        assert _to_be_sent(scene, SECOND)

        report = scene.change("WithdrawConsent", _of(draft, FIRST)).report
        number, recorded, named = (each.number for each in draft.statements)
        tracked, _, asked = (each.tracked_number for each in draft.statements)
        assert report.shown_numbers == [draft.number, number, tracked]
        assert report.shown_from_date
        until(lambda: not _naming(scene, draft, TOKEN), "the name and the affiliation are gone", 60)
        assert TOKEN not in _workbook(scene, _items(draft))

        report = scene.change("WithdrawConsent", _of(draft, SECOND)).report
        assert set(report.erased_numbers) == {draft.number, recorded, named}
        assert set(report.shown_numbers) == {draft.number, recorded, named, asked}
        until(lambda: not _naming(scene, draft, SECOND), "the texts that name the second person are gone", 60)
        until(lambda: not _to_be_sent(scene, SECOND), "nor will a mail name her", 60)
    _is_asked_without_the_name(scene, draft)

    reader = browser.new_page()
    reader.goto(f"{world.stack.public_url}/r/{tracked}?lang=en")
    assert WORDS in reader.locator("main").inner_text()
    reader.goto(f"{world.stack.public_url}/c/{number}?lang=en")
    assert "a participant; consent to be named was withdrawn on" in reader.locator("main").inner_text()
    reader.close()
    assert not holding(world.stack.home, TOKEN.encode())
    # What was erased is told by events of its own: the record, in all services that hold a part of it, still verifies.
    assert verified(world, "consultations")["TextErased"] >= len(report.erased_numbers)
    assert verified(world, "recommendations")
    assert verified(world, "notifications")


def _is_public(scene: Scene, draft: pb.Draft) -> None:
    """Look where the names are before consent is withdrawn, so that a search which finds nothing would be seen."""
    before = _naming(scene, draft, TOKEN)
    expected = {f"/c/{draft.number} en", f"/r/{draft.statements[0].tracked_number} ur", "GetConsultation"}
    assert expected <= before
    assert WORDS in _outputs(scene, draft)["/lines.csv?show=example"]
    expected = {f"/c/{each.number} en" for each in draft.statements[1:]} | {"report.xlsx"}
    assert expected <= _naming(scene, draft, SECOND)
    assert TOKEN in _workbook(scene, _items(draft))
    assert not holding(scene.world.stack.home, TOKEN.encode())  # sealed while it is public, too


def _is_asked_without_the_name(scene: Scene, draft: pb.Draft) -> None:
    """Wait for what was queued: it asks for both, and names nobody."""
    both = [f"/r/{each.tracked_number}" for each in draft.statements if each.tracked_number]

    def arrived() -> str:
        mails = "".join(mail["text"] + mail["html"] for mail in scene.world.mails(scene.email))
        return mails if all(number in mails for number in both) else ""

    mails = until(arrived, "the request, once the mail server is back")
    assert WORDS in mails
    assert ERASED_IN_MAIL in mails
    assert SECOND not in mails
    assert TOKEN not in mails


def _of(draft: pb.Draft, name: str) -> pb.WithdrawConsentRequest:
    [person] = [each for each in draft.participants if each.details.name == name]
    return pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person.participant_id)
