"""A body that is added to a published recommendation is asked by a mail of its own, in its liaisons' languages."""

import secrets
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup

from roundtable.consultations.v1 import service_pb2 as consultations
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

SAYS: Final = {
    "en": "This item was published earlier and put to First Office (example). Second Office (example) was added since",
    "ur": "First Office (example) سے پوچھا گیا۔ Second Office (example) کو بعد میں شامل کیا گیا",
}
_ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def _added(world: World, first: Scene, number: str, later: Scene) -> None:
    """Let a facilitator propose one more body, and a reviewer agree."""
    proposed = first.change(
        "ProposeChange",
        consultations.ProposeChangeRequest(
            number=number,
            reason=words("The first body named it."),
            add_addressee=consultations.AddAddressee(addressee_id=later.addressee_id),
        ),
    )
    decision = consultations.DecideProposalRequest(
        idempotency_key=secrets.token_hex(8), proposal_id=proposed.proposal_id, agree=True
    )
    world.person("reviewer").call(world.client.consultations.DecideProposal, decision, "consultations")


def _request(world: World, email: str, number: str) -> dict[str, Any]:
    """Return the mail to a liaison that names the line, once it is there."""

    def arrived() -> dict[str, Any] | None:
        return next((each for each in world.mails(email) if number in each["text"]), None)

    return until(arrived, f"a mail about {number} to {email}")


@pytest.mark.covers("row 29", "row 7")
def test_its_liaisons_are_asked_each_in_their_language_and_the_first_body_is_not_asked_again(world: World) -> None:
    first = Scene(world, "named-first", "First Office (example)")
    later = Scene(world, "added-later", "Second Office (example)")
    first.liaison()
    for language in SAYS:
        later.liaison(language)
    asked = first.asked("a", "The register of visits is published")
    _request(world, first.email, asked.tracked_number)
    _added(world, first, asked.number, later)
    for language, said in SAYS.items():
        email = later.email if language == "en" else later.email.replace("liaison", f"liaison-{language}", 1)
        mail = _request(world, email, asked.tracked_number)
        html: Any = BeautifulSoup(mail["html"], "html.parser").html
        assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ur" else "ltr")
        for read in (mail["text"], html.get_text()):
            assert said in " ".join(read.translate(_ISOLATES).split())
            assert f"/r/{asked.tracked_number}" in read
    mails = [each for each in world.mails(first.email) if asked.tracked_number in each["text"]]
    assert len(mails) == 1, "whoever was asked is not asked again"
    assert SAYS["en"] not in mails[0]["text"]
