"""Addresses of the web: a person's page, or where abuse material is."""

import re
from collections.abc import Iterator
from typing import Final

from services.consultations.domain.safeguarding.context import sentence_around
from services.consultations.domain.safeguarding.folding import fold
from services.consultations.domain.safeguarding.spans import Kind, Span

_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{1,500}|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}/[^\s<>\"']{1,500}",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?)]}،۔؟؛"
_PROFILE: Final = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]{1,20}\.)?(?:"
    r"(?:facebook|fb|twitter|x|instagram|threads|pinterest)\.(?:com|net)/@?(?P<page>[\w.%-]+)"
    r"|(?:t|telegram|wa)\.me/[+\w]"
    r"|tiktok\.com/@|youtube\.com/(?:@|channel/|c/|user/)|linkedin\.com/in/|snapchat\.com/(?:add|u)/|reddit\.com/u"
    r")",
    re.IGNORECASE,
)
_NO_PERSONS: Final = frozenset(
    "help policies policy safety business legal about privacy terms watch hashtag search explore share sharer events "
    "marketplace communitystandards intent home i".split()
)

_ABUSE: Final = re.compile(
    r"\b(?:csam|porn\w*|rap(?:e|ed|ing)|nudes?|naked|sexual\w*|abus(?:e|ive|ed)|molest\w*|assault\w*|blackmail\w*|"
    r"leak(?:ed|s)?|explicit|intimate|private|child(?:ren)?(?:'s)?|girls?|boys?|minors?|students?|victims?)\b"
    "|" + fold("زیادتی|برہنہ|نازیبا|عریاں|فحش|جنسی|بلیک میل|بچ(?:ہ|ی|ے|وں)|لڑک(?:ی|ے|ا)|طالب(?:ہ|ات)|متاثرہ").text,
    re.IGNORECASE,
)
_MATERIAL: Final = re.compile(
    r"\b(?:csam|porn\w*|videos?|clips?|footage|pictures?|photos?|photographs?|images?|nudes?|album|material|recordings?|"
    r"download\w*|leaked)\b|" + fold("ویڈیو|تصویر|تصاویر|کلپ|ریکارڈنگ|لنک|مواد").text,
    re.IGNORECASE,
)


def find_links(text: str) -> Iterator[Span]:
    """Find in folded text the addresses of persons' pages and those among words of abuse and of pictures."""
    for found in _LINK.finditer(text):
        end = found.start() + len(found.group().rstrip(_TRAILING))
        if _leads_to_abuse(text, found.start(), end):
            yield Span(kind=Kind.ABUSE_LINK, start=found.start(), end=end)
        elif (profile := _PROFILE.match(text, found.start())) and (
            (profile["page"] or "").partition(".")[0].lower() not in _NO_PERSONS
        ):
            yield Span(kind=Kind.PROFILE, start=found.start(), end=end)


def _leads_to_abuse(text: str, start: int, end: int) -> bool:
    sentence = sentence_around(text, start, end)
    return bool(_ABUSE.search(sentence) and _MATERIAL.search(sentence))
