"""Words that say what kind of thing a sentence is. Rules of two languages; the first cue in the sentence decides.

English words come before what they govern and Urdu ones after it, but in both languages the verb that reports an act of
speech ("urged", "عہد کیا") comes before the reported clause: hence the first.
"""

import re
from typing import Final

from services.consultations.domain.values import StatementType

# A body as the maker of a promise: "we", a name, or a word for one.
_MAKER: Final = (
    r"(?:\bwe|\bI|\b[A-Z]\w+|\b(?:partners?|institutions?|organi[sz]ations?|compan(?:y|ies)|ministry|government|"
    r"authority|department|team|board|council|trust|platform))"
)
_KEPT_DOING: Final = (
    r"(?:keep|continue|go\s+on|work|support|provide|raise|refer|launch|establish|set\s+up|hold|organi[sz]e|publish|"
    r"promote|develop|train|share|ensure|make|take|build|offer|introduce|expand|help|open|appoint|review|report|invest|"
    r"engage|consult|answer|act|reply|respond|consider|meet|join|remove|protect|fund|pay|translate|teach|appoint|be\s+\w+ing|not\s+\w+)"
)


# An act of speech that can be denied.
_ACT: Final = (
    r"(?:pledg|promis|vow|commit|assur|undert|recommend|suggest|urg|advis|encourag|demand|propos|appeal|plead|ask|"
    r"call(?:s|ed|ing)?\s+(?:up)?on|call(?:s|ed|ing)?\s+for)\w*"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns))


_COMMITMENT_EN: Final = _any(
    r"\b(?:pledg|promis|vow)(?:e|es|ed|ing)\b|\bpledges?\b|\bvows?\b",
    r"\bcommit(?:s|ted|ting)?\s+(?:\w+\s+)?to\b|\bcommitment\s+to\b",
    r"\bassur(?:e|es|ed)\b|\bundert(?:ake|akes|ook)\s+to\b|\bresolved?\s+to\b",
    rf"{_MAKER}(?:\s+\w+){{0,2}}\s+(?:will|would|shall|’ll|'ll)\s+(?:also\s+|now\s+|always\s+)?{_KEPT_DOING}\b",
    r"\b[Ww]e(?:\s+(?:will|shall)|’ll|'ll)\s+\w+",
    rf"{_MAKER}(?:\s+\w+)?\s+(?:is|are|was|were)\s+going\s+to\s+\w+",
    r"\b(?:will|shall)\s+(?:also\s+)?be\s+(?:organi[sz]ed|held|set\s+up|launched|established|formed|published|convened|"
    r"arranged|conducted|trained|introduced|opened|started|shared)\b",
    r"\b(?:is|are)\s+to\s+be\s+(?:organi[sz]ed|held|set\s+up|launched|established|published|convened)\b",
)
_APPEAL_EN: Final = _any(
    r"\bappeal(?:s|ed|ing)?\s+(?:to|for)\b(?!\s+(?:the\s+|a\s+)?(?:\w+\s+)?(?:[Cc]ourt|[Tt]ribunal)\b)",
    r"\bplead(?:s|ed|ing)?\s+(?:with|for)\b",
    r"\bcount(?:s|ed|ing)?\s+on\b",
    r"\b(?:hop|ask|call|request|look|seek|sought)\w*\s+(?:for\s+)?(?:the\s+)?(?:full\s+)?"
    r"(?:support|help|cooperation|co-operation|assistance)\b",
    r"\bneeds?\s+the\s+(?:support|help|cooperation)\s+of\b",
)
_RECOMMENDATION_EN: Final = _any(
    r"\b(?:should|must|ought\s+to|ha(?:s|ve)\s+to)\b",
    r"(?<!\bno )(?<!\bin )\bneed(?:s|ed)?\b(?!\s+the\s+support)",
    r"\b(?:urg|advis|encourag)(?:e|es|ed|ing)\b",
    r"\brecommend(?:s|ed|ing)?\b|\bsuggest(?:s|ed|ing)?\b(?!\s+that\s+\w+\s+(?:is|are|was)\b)",
    r"\bcall(?:s|ed|ing)?\s+(?:up)?on\b|\bcall(?:s|ed|ing)?\s+for\b|\bdemand(?:s|ed|ing)?\b",
    r"\bask(?:s|ed|ing)?\s+(?:that|(?:[\w’'-]+\s+){1,6}(?:not\s+)?to)\b",
    r"\b(?:request|invit|counsel|exhort|implor)\w*\s+(?:\w+\s+){1,6}to\b|\bcounsell?ed\b",
    r"\bw(?:as|ere)\s+(?:told|asked|advised|urged)\s+to\b|\btold\s+(?:\w+\s+){1,4}to\b",
    r"\bpropos(?:e|es|ed|ing)\b|\b(?:proposal|advice|suggestion|recommendation)\s*:",
    r"\b(?:advice|suggestion|recommendation|proposal)\s+(?:of|from|by)\b",
    r"\b(?:is|are|was|were)\s+(?:needed|wanted|required)\b",
    r"\bit\s+is\s+(?:time|necessary|essential|imperative|high\s+time)\s+(?:to|that|for)\b",
    # Entries of minutes: "PTA to publish …", "Action: …".
    r"^(?!According|Thanks|Due|Back|Prior)(?:the\s+)?[A-Z][\w&-]*(?:\s+(?:of|and|the|[A-Z][\w&-]*)){0,8}\s+to\s+[a-z]+\b",
    r"^(?:action|recommendation|ask|next\s+step)s?(?:\s+point)?\s*:",
    r"^[“\"'](?:Do|Don’t|Stop|Start|Make|Use|Keep|Follow|Stay|Build|Give|Teach|Train|Listen|Publish|Report|Ask|Include|"
    r"Involve|Support|Protect|Let|Set|Open|Avoid|Share|Take)\b",
)
_OUTCOME_EN: Final = _any(
    r"\b(?:ha[sd]|have)\s+(?:already\s+|also\s+)?(?:trained|helped|enabled|empowered|equipped|taught|benefited|"
    r"supported|reached\s+\d|led\s+to|resulted\s+in)\b",
    r"\bthanks\s+to\b|\bas\s+a\s+result\s+of\b|\bwith\s+the\s+help\s+of\s+(?:the|this|our)\s+"
    r"(?:programme|program|project|training|workshop|campaign)\b",
    r"\b(?:participants|trainees|students|attendees)\b[^.]*\b(?:eager|able|confident|learn(?:ed|t)|now)\b[^.]*"
    r"\b(?:end|after|now|since)?\b",
    r"\b(?:programme|program|project|training|workshop|campaign|initiative)\s+(?:helped|enabled|improved|led)\b",
)
_CONTEXT_EN: Final = _any(
    r"\b(?:aim|purpose|goal|objective)s?\b|\baim(?:ed|ing)\s+(?:to|at)\b",
    r"\b(?:was|were|is|are)\s+(?:set\s+up|meant|intended|designed|founded|created|established|organi[sz]ed|held|"
    r"convened|launched)\s+(?:in\s+order\s+)?to\b",
    r"\bset\s+out\s+to\b",
    r"\b(?:workshop|course|training|session|programme|curriculum|it)\s+(?:also\s+)?(?:teach|cover|includ)(?:es|ed)\b",
    r"\bIt\s+also\s+(?:teaches|covers|covered|taught)\b",
    r"\bcampaign\s+(?:carries|carried|spreads|shares)\b",
)
_OPINION_EN: Final = _any(
    r"\bI\s+(?:believe|think)\b|\bin\s+(?:my|our)\s+(?:view|opinion|experience)\b",
    r"\b(?:can|could|may)\s+(?:act|serve)\s+(?:\w+\s+){0,4}as\b",
    r"\bpart\s+of\s+the\s+reason\b|\bgoes\s+(?:some\s+way|far)\s+to\b",
)
_COMMITMENT_UR: Final = _any(
    "عہد (?:کیا|کرتے|کرتی)|وعدہ (?:کیا|کرتے)|یقین (?:دلایا|دہانی)|عزم (?:کا اظہار|ظاہر|کیا|دہرایا)",
    "(?:کیے|کی|کیا|دیے|دی|دیا) جائ(?:ے|یں) گ[ےای]",
    "(?:کریں|دیں|رہیں|رکھیں|بنائیں|چلائیں|لائیں|کرے|دے|رکھے|بنائے|کروں|دوں|رہے) گ[ےای]",
)
_APPEAL_UR: Final = _any(
    "اپیل(?! (?:دائر|مسترد|خارج))", "التجا", "(?:تعاون|مدد|حمایت) کی (?:امید|درخواست|توقع)", "درخواست کی"
)
_RECOMMENDATION_UR: Final = _any(
    "چاہ(?:یے|ئے|یئے|ییں|ئیں)",
    "ضرورت (?:ہے|ہوگی|پر)|ضروری ہے|لازم(?:ی)? ہے",
    "زور (?:دیا|دیتے)|تجویز(?! مسترد)|مشورہ|سفارش(?: کی| ہے)|مطالبہ|تاکید|ہدایت کی",
    "[\u0600-\u06ff]+[اىیےئ] جائ(?:ے|یں)(?= *(?:۔|$|اور))",
    # A verb that asks politely ends in یں; the others that do are left out.
    "[\u0600-\u06ff]+[ئکدھلجچڑرسن]یں(?=[۔ ]*$| اور )(?<!گئیں)(?<!تھیں)",
)
_OUTCOME_UR: Final = _any(
    "تربیت دی", "مدد (?:ملی|دی|کی ہے)", "بدولت", "کے نتیجے میں", "سے فائدہ", "کے قابل (?:ہوئے|بنایا)"
)
_CONTEXT_UR: Final = _any("مقصد|مقاصد|اہداف", "کے لیے (?:قائم|شروع|منعقد|بنایا)")

# Words that ask or promise, and yet nobody does: a question, a reproach, an act that is denied or only imagined.
_LEFT_OPEN: Final = _any(
    r"[?؟][\s”’»\"')]*$",
    r"\bwhether\b[^.;]*\b(?:should|must|ought|ha(?:s|ve)\s+to|needs?\s+to|will|would|shall)\b",
    r"\b(?:should|must|ought\s+to)\s+(?:not\s+)?have\s+(?:been|done|gone|made|told|said|known|given|taken|\w+ed)\b",
    r"(?:\b(?:not|never|refus\w*\s+to|declin\w*\s+to|fail\w*\s+to|yet\s+to|without)|n[’']t)\s+(?!only\b)(?:\w+\s+)?"
    + _ACT,
    r"\b(?:made|makes?|gave|gives?|given|offered|was|were)\s+no\s+(?:\w+\s+)?" + _ACT,
    r"\b(?:[Nn]obody|[Nn]o\s+one|[Nn]one\s+of\s+(?:them|us)|[Nn]either)\s+(?:has\s+|had\s+)?" + _ACT,
    r"^(?:(?!\b" + _ACT + r")[^.;])*(?<![Ww]e )(?<!\bI )\b(?:will|shall)\s+not\b",
    r"\bwould\b[^.;]*\bif\b",
    "(?:وعدہ|عہد|مطالبہ|سفارش|اپیل|درخواست) نہیں ک",
)

_DECIDING: Final = {
    "en": (
        (StatementType.COMMITMENT, _COMMITMENT_EN),
        (StatementType.APPEAL, _APPEAL_EN),
        (StatementType.RECOMMENDATION, _RECOMMENDATION_EN),
    ),
    "ur": (
        (StatementType.COMMITMENT, _COMMITMENT_UR),
        (StatementType.APPEAL, _APPEAL_UR),
        (StatementType.RECOMMENDATION, _RECOMMENDATION_UR),
    ),
}
_ELSE: Final = {
    "en": ((StatementType.OUTCOME_CLAIM, _OUTCOME_EN), (StatementType.CONTEXT, _CONTEXT_EN)),
    "ur": ((StatementType.OUTCOME_CLAIM, _OUTCOME_UR), (StatementType.CONTEXT, _CONTEXT_UR)),
}


def is_left_open(words: str) -> bool:
    """Tell whether a sentence speaks of asking or promising, and neither asks nor promises: "Should Meta answer?"."""
    return bool(_LEFT_OPEN.search(words))


def kind(words: str, language: str, *, said: bool) -> StatementType | None:
    """Return what kind of thing a sentence says; None if nothing in it tells.

    Args:
        words: The sentence.
        language: `en` or `ur`.
        said: Whether the sentence says that somebody said it: with no other cue it is an insight.
    """
    # A cue that begins the sentence has a capital that it has nowhere else.
    spellings = (words, words[:1].lower() + words[1:])
    first = [
        (found.start(), place, type_)
        for place, (type_, pattern) in enumerate(_DECIDING[language])
        for spelling in spellings
        if (found := pattern.search(spelling))
    ]
    if first:
        return min(first)[2]
    for type_, pattern in _ELSE[language]:
        if any(pattern.search(each) for each in spellings):
            return type_
    opinion = language == "en" and any(_OPINION_EN.search(each) for each in spellings)
    return StatementType.INSIGHT if said or opinion else None
