"""Sensitive topics: what speaks of one of them is read by a second reviewer before it is public."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from services.consultations.domain.safeguarding.folding import fold, readings


class Topic(StrEnum):
    """A sensitive topic; also the key of a theme."""

    CHILD_ABUSE = "child_abuse"
    GENDER_BASED_VIOLENCE = "gender_based_violence"
    RELIGION_AND_BLASPHEMY = "religion_and_blasphemy"
    TRANSGENDER_PERSONS = "transgender_persons"
    ENFORCED_DISAPPEARANCE = "enforced_disappearance"
    SECURITY_AGENCIES = "security_agencies"


MARKED: Final = "marked"
"""Stands for: whoever entered the consultation marked it as sensitive."""
OTHER: Final = "other"
"""Stands for: a word of the deployment's own list."""

# Beginnings of words. Folded before they are compared, like the text.
_WORDS: Final[dict[Topic, str]] = {
    Topic.CHILD_ABUSE: (
        r"child (?:sexual )?(?:abuse|exploitation|marriage|pornograph|trafficking|rape)|csam|csea|pa?edophil|"
        r"(?:abus|exploit)\w* (?:of )?(?:a )?(?:child|minor|girl|boy)|"
        "بچوں (?:کا|کے|سے|کے ساتھ) (?:جنسی )?(?:استحصال|زیادتی|بدسلوکی)|بچوں کی شادی|کم عمری کی شادی"
    ),
    Topic.GENDER_BASED_VIOLENCE: (
        r"gender[- ]based violence|gbv|domestic violence|rape|rapist|sexual (?:violence|assault|harassment)|"
        r"honou?r kill|acid attack|violence against (?:women|girls)|forced marriage|revenge porn|"
        "صنفی تشدد|گھریلو تشدد|جنسی (?:تشدد|ہراس)|عصمت دری|غیرت کے نام|تیزاب|خواتین پر تشدد|جبری شادی"
    ),
    Topic.RELIGION_AND_BLASPHEMY: (
        r"religio|blasphem|ahmadi|ahmadiyya|qadiani|sectarian|apostas|faith-based|madrass?a|forced conver|"
        "مذہب|مذہبی|توہین|گستاخ|احمدی|قادیانی|فرقہ وار|جبری تبدیلی"
    ),
    Topic.TRANSGENDER_PERSONS: (
        r"transgender|trans (?:person|people|women|woman|men)|khwaja ?sira|hijra|خواجہ سرا|ٹرانس جینڈر"
    ),
    Topic.ENFORCED_DISAPPEARANCE: (
        r"enforced disappear|forced disappear|missing persons|disappeared person|abducted by|"
        "جبری گمشدگ|جبری لاپتہ|لاپتہ افراد|گمشدہ افراد"
    ),
    Topic.SECURITY_AGENCIES: (
        r"security agenc|intelligence agenc|secret service|armed forces|military|paramilitary|rangers|isi\b|army\b|"
        "خفیہ ادار|سکیورٹی ادار|سیکیورٹی ادار|حساس ادار|فوج|رینجرز"
    ),
}


def topics_in(
    texts: Iterable[str], themes: Collection[str], *, topics: Collection[Topic], words: Collection[str]
) -> tuple[str, ...]:
    """Return the sensitive topics that texts speak of, by their words or by theme, sorted.

    Args:
        texts: As they are stored.
        themes: Keys of the glossary.
        topics: Those that count as sensitive here.
        words: Of the deployment's own list.
    """
    folded = [fold(each).text for given in texts for each in readings(given)]
    found = {
        str(topic) for topic in topics if topic in themes or any(_shape(_WORDS[topic]).search(each) for each in folded)
    }
    own = "|".join(re.escape(each) for each in sorted(words) if each)
    if own and any(_shape(own).search(each) for each in folded):
        found.add(OTHER)
    return tuple(sorted(found))


@lru_cache(maxsize=32)
def _shape(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{fold(words).text})", re.IGNORECASE)
