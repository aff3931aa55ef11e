"""What pages say in words, such as "at most 10 MB" and "ten working days", is what is done."""

import pytest

from dashboard.labels.texts import TEXTS
from dashboard.web import uploads
from services.consultations.cleaning import limits
from services.consultations.domain import details
from services.consultations.wire import documents
from services.recommendations.domain import evidence, findings
from services.recommendations.settings import RecommendationsSettings

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(evidence.LARGEST_BYTES, id="evidence"),
        pytest.param(documents.LARGEST_BYTES, id="documents"),
        pytest.param(limits.FILE_BYTES, id="cleaning"),
        pytest.param(uploads.FILE_BYTES, id="uploads"),
    ],
)
def test_a_file_is_ten_megabytes_at_most_wherever_it_passes(most: int) -> None:
    assert most == 10 * MEGABYTE


def test_a_right_of_reply_lasts_the_ten_working_days_that_pages_name() -> None:
    english, _ = TEXTS["body_reply_text"]
    assert "ten working days" in english
    assert RecommendationsSettings.model_fields["reply_working_days"].default == findings.REPLY_WORKING_DAYS == 10


def test_a_host_that_says_nothing_asks_for_an_answer_in_the_sixty_days_that_pages_name() -> None:
    english, _ = TEXTS["methodology_dates_body"]
    assert "60 if nothing else is said" in english
    assert details.DEFAULT_RESPONSE_PERIOD_DAYS == 60
