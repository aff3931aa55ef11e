"""What is entered of a meeting: once it is public, the desk says where that is corrected."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels
from dashboard.settings import Settings
from roundtable.consultations.v1 import service_pb2 as pb


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    desk.configure(settings)


class Service:
    """Keeps what is entered."""

    def UpdateConsultation(self, request: pb.UpdateConsultationRequest) -> pb.UpdateConsultationResponse:
        """Keep it."""
        return pb.UpdateConsultationResponse(draft=pb.Draft(details=request.details, version=2))


def said(draft: pb.Draft, language: str) -> list[str]:
    """Return what the step tells above its fields."""

    def script(here: object, draft: object) -> None:
        from dashboard.capture import details  # the script runs apart from this file

        details.step(here, type(draft).FromString(draft.SerializeToString()))  # type: ignore[attr-defined, arg-type]

    here = SimpleNamespace(language=language, me=None, person=SimpleNamespace(consultations=Service()))
    shown = AppTest.from_function(script, kwargs={"here": here, "draft": draft}, default_timeout=30).run()
    assert not shown.exception, shown.exception
    return [each.value for each in shown.info]


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_of_what_is_public_it_says_where_it_is_corrected(language: str) -> None:
    [told] = said(pb.Draft(consultation_id="c-1", version=1, number="C-7"), language)
    assert "`C-7`" in told, "as a number, left to right"
    assert labels.text("change_title", language) in told
    assert said(pb.Draft(consultation_id="c-1", version=1), language) == []
