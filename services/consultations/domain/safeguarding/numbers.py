"""Numbers and addresses that lead to a person: patterns over folded text.

Own patterns and no library for telephone numbers: a library tells which numbers are valid, and here one that somebody
mistyped, or wrote with a space after each digit, has to be looked at all the same.
"""

import re
from collections.abc import Iterator
from typing import Final

from services.consultations.domain.safeguarding.folding import fold
from services.consultations.domain.safeguarding.spans import Kind, Span

_GAP: Final = r"[ .\-/]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![\d@/=_-])(?:"
    rf"(?:(?:\+ ?|00)?92{_GAP}(?:\(0\){_GAP})?|\(?0{_GAP})3(?:{_GAP}\)?{_GAP}\d){{9}}"  # a mobile of Pakistan
    rf"|(?!0800)\(?0[2-9]\d{{1,2}}\)?{_GAP}\d(?:{_GAP}\d){{5,7}}"  # a landline
    rf"|(?:\+ ?|00)[1-9](?:[ .\-/()]{{0,3}}\d){{7,14}}"  # any other country's
    rf")(?!\d)"
)
_ID_NUMBER: Final = re.compile(r"(?<![\d-])[1-9]\d{4}[- ]?\d{7}[- ]?\d(?![\d-])")

_DOT: Final = r"(?: ?\. ?| ?[\[({] ?dot ?[\])}] ?| dot )"
_AT: Final = r"(?:@| @ | ?[\[({] ?at ?[\])}] ?)"
_WORD: Final = r"[A-Za-z0-9_%+-]{1,64}"
_EMAIL: Final = re.compile(
    rf"(?<![A-Za-z0-9_%+@-]){_WORD}(?:{_DOT}{_WORD}){{0,4}}"
    rf"(?:{_AT}[A-Za-z0-9-]{{1,63}}(?:{_DOT}[A-Za-z0-9-]{{2,63}}){{1,4}}"
    rf"| at [A-Za-z0-9-]{{1,63}}(?: dot [A-Za-z0-9-]{{2,63}}){{1,4}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w@./])@[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,40}[A-Za-z0-9_])")

_NUMBER: Final = r"(?:[A-Z]{1,6}[-/]){0,2}\d[\w/-]{0,20}(?: of \d{4})?"
_CASE: Final = re.compile(
    rf"\bF\.? ?I\.? ?R\.?,?(?: ?(?:no\.?|number|#))? ?[:.]? ?{_NUMBER}"
    r"|\b(?:(?:writ|constitution|constitutional|criminal|civil|sessions|review|bail|first|diary) ){0,2}"
    r"(?:petition|appeal|case|suit|crime|complaint|enquiry|inquiry|reference|ticket|challan|diary|application)"
    rf"(?: (?:no\.?|number|nr\.?) ?[:.]? ?{_NUMBER}| ?# ?{_NUMBER}| (?:[A-Z]-)?\d{{1,6}}(?:/| of )\d{{4}})",
    re.IGNORECASE,
)
_URDU_CASE: Final = re.compile(
    fold(
        "(?:ایف ?آئی ?آر|(?:(?:رٹ|آئینی|فوجداری|سول) )?(?:مقدمہ|پٹیشن|درخواست|شکایت|کیس|جرم|اپیل|ریفرنس|انکوائری))"
    ).text
    + fold("(?: نمبر ?[:#]? ?| ?# ?| (?=\\d+/))").text
    + r"(?:[A-Z]{1,6}[-/]){0,2}\d[\w/-]{0,20}"
)

_SHAPES: Final = (
    (Kind.EMAIL, _EMAIL),
    (Kind.ID_NUMBER, _ID_NUMBER),
    (Kind.PHONE, _PHONE),
    (Kind.CASE_NUMBER, _CASE),
    (Kind.CASE_NUMBER, _URDU_CASE),
    (Kind.HANDLE, _HANDLE),
)


def find_numbers(text: str) -> Iterator[Span]:
    """Find numbers and addresses in folded text, the surer kinds first."""
    for kind, shape in _SHAPES:
        for found in shape.finditer(text):
            yield Span(kind=kind, start=found.start(), end=found.end())
