"""A public number is found however it was typed or pasted, and is one."""

import pytest
from starlette.testclient import TestClient

from dashboard import numbers


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        pytest.param("r-42", "/r/R-42", id="small letters"),
        pytest.param("EX-R-۴۲", "/r/EX-R-42", id="Urdu digits"),
        pytest.param("R-٤٢", "/r/R-42", id="Arabic digits"),
        pytest.param("\u2067\u200fR\u2011 42\u200c\u2069", "/r/R-42", id="pasted with marks and another dash"),
        pytest.param("C-۴/۱۲", "/c/C-4/12", id="an item in Urdu digits"),
        pytest.param("ex–c–۴", "/c/EX-C-4", id="a consultation, in long dashes"),
        pytest.param("R-۰۴", None, id="a number that begins with nothing"),
        pytest.param("R-4²", None, id="a power is no digit"),
        pytest.param("۴۲", None, id="no kind"),
    ],
)
def test_a_number_leads_to_its_page_in_whichever_digits_it_was_typed(typed: str, path: str | None) -> None:
    assert numbers.path_of(typed) == path


def test_the_search_box_and_an_address_lead_to_the_one_page_of_a_number(reader: TestClient) -> None:
    for asked, leads in (("/find?q=EX-R-۴۲", "/r/EX-R-42"), ("/r/EX-R-۴۲", "/r/EX-R-42"), ("/c/EX-C-۴", "/c/EX-C-4")):
        answer = reader.get(asked, follow_redirects=False)
        assert (answer.status_code in {303, 308}, answer.headers["location"]) == (True, leads)
