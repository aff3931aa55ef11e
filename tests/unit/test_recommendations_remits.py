"""All that a body is responsible for, as one text: whose translation a machine's is stays said."""

from dataclasses import replace
from uuid import uuid4

import pytest

from services.recommendations.domain.addressee import Remit
from services.recommendations.wire import views
from tests.unit.test_recommendations_names import entered


def a_remit(language: str, *machine_assisted: str) -> Remit:
    return Remit(
        id=uuid4(), words=(("en", "Networks"), ("ur", "نیٹ ورک")), language=language, machine_assisted=machine_assisted
    )


@pytest.mark.parametrize(
    ("remits", "counts", "by_machine"),
    [
        pytest.param((a_remit("en"), a_remit("en", "ur")), "en", ["ur"], id="one of the translations is a machine's"),
        pytest.param((a_remit("en"), a_remit("ur", "en")), "ur", ["en"], id="what counts is no machine's"),
        pytest.param((a_remit("en", "ur"), a_remit("ur", "en")), "en", ["ur"], id="each is in part"),
        pytest.param((a_remit("ur"), a_remit("en")), "ur", [], id="none is"),
    ],
)
def test_the_whole_is_a_machines_if_a_part_is(remits: tuple[Remit, ...], counts: str, by_machine: list[str]) -> None:
    whole = views.remit(replace(entered(), remits=remits))
    assert (whole.authoritative_language, list(whole.machine_assisted)) == (counts, by_machine)
