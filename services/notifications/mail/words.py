"""Every sentence of a mail, in English and in Urdu. `{…}` is filled in.

These requests bind nobody in law: no sentence here says or implies that they do (a test reads all of them).
"""

from collections.abc import Mapping
from typing import Final

from services.notifications.mail.script import Language

LANGUAGES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"en": "English", "ur": "Urdu"},
    "ur": {"en": "انگریزی", "ur": "اردو"},
}

ENGLISH: Final[Mapping[str, str]] = {
    "subject": "{count} for {addressee} to answer – {host}, {consultation}",
    "example": "EXAMPLE",
    "example_banner": "EXAMPLE – invented for demonstration. Nobody asked a real body for anything.",
    "to": "To the liaison of {addressee}",
    "intro": "{host} asks {addressee} to answer {count} from “{title}” (consultation {consultation}).",
    "one_recommendation": "1 recommendation",
    "recommendations": "{number} recommendations",
    "asked": "What is asked",
    "by_when": "Answer",
    "by": "by {date} if accepted today – date asked by {host}, not a legal deadline",
    "page": "Page",
    "erased": "(This text is no longer shown. See the page.)",
    "original": "The original is in {language}.",
    "how": "How to answer",
    "how_open": "Open the page of an item and sign in: a code is sent to this mailbox, and you type it in there.",
    "how_answers": "You can accept, accept in part, say that it is done already, ask for time, decline, or name "
    "another body.",
    "how_link": "The link is only an address. Opening or forwarding this mail changes nothing.",
    "dates_direct": "The dates count from the day on which your mail server accepts this mail.",
    "dates_relay": "The dates count from the third day after this mail was sent.",
    "finding_subject": "A check of {number}: {addressee} may answer by {date} – {host}, {consultation}",
    "finding_intro": "A check of {number} found something that {addressee} may read and answer before it becomes "
    "public, until {date}.",
    "finding_private": "Nothing of it is public before then.",
    "finding_how": "How to read it",
    "finding_open": "Open the page and sign in: a code is sent to this mailbox, and you type it in there.",
    "taken_back_subject": "The finding about {number} was taken back: {addressee} has nothing to answer – {host}, "
    "{consultation}",
    "taken_back_intro": "The finding about {number} that {addressee} could answer until {date} was taken back.",
    "taken_back_private": "Nothing of it became public, and nothing will. The public page says only that it was taken "
    "back.",
    "taken_back_why": "How to read why",
    "who": "Who to write to",
    "who_facilitator": "If you have a question, reply to this mail: the facilitator at {host} gets it.",
    "who_nobody": "If you have a question, reply to this mail: it goes to the people who run this service for {host}.",
    "not_recorded": "Replies are not recorded. Only an answer given on the page is.",
    "why": "Why you get this mail",
    "why_registered": "This mailbox is registered as the liaison’s of {addressee}. If that is wrong, reply and say so.",
}

URDU: Final[Mapping[str, str]] = {
    "subject": "جواب کی درخواست: {count} – {addressee} – {host}، {consultation}",
    "example": "مثال (EXAMPLE)",
    "example_banner": "مثال (EXAMPLE) – یہ سب نمونے کے لیے فرض کیا گیا ہے۔ کسی حقیقی ادارے سے کچھ نہیں پوچھا گیا۔",
    "to": "بنام نمائندہ، {addressee}",
    "intro": "{host} نے {addressee} سے جواب کی درخواست کی ہے: {count}، از “{title}” (مشاورت {consultation})۔",
    "one_recommendation": "ایک سفارش",
    "recommendations": "{number} سفارشات",
    "asked": "کیا کرنے کو کہا گیا ہے",
    "by_when": "جواب",
    "by": "اگر یہ میل آج قبول ہو جائے تو {date} تک – یہ تاریخ {host} نے تجویز کی ہے، کوئی قانونی مہلت نہیں",
    "page": "صفحہ",
    "erased": "(یہ متن اب نہیں دکھایا جاتا۔ صفحہ دیکھیے۔)",
    "original": "اصل متن {language} میں ہے۔",
    "how": "جواب کیسے دیں",
    "how_open": "کسی نکتے کا صفحہ کھولیے اور سائن اِن کیجیے: ایک کوڈ اسی میل باکس میں آئے گا، اسے وہاں لکھ دیجیے۔",
    "how_answers": "آپ مان سکتے ہیں، جزوی طور پر مان سکتے ہیں، بتا سکتے ہیں کہ کام ہو چکا ہے، وقت مانگ سکتے ہیں، "
    "انکار کر سکتے ہیں، یا کسی اور ادارے کا نام بتا سکتے ہیں۔",
    "how_link": "لنک صرف ایک پتا ہے۔ یہ میل کھولنے یا آگے بھیجنے سے کچھ نہیں بدلتا۔",
    "dates_direct": "تاریخیں اُس دن سے گنی جاتی ہیں جس دن آپ کا میل سرور یہ میل قبول کرے۔",
    "dates_relay": "تاریخیں یہ میل بھیجے جانے کے تیسرے دن سے گنی جاتی ہیں۔",
    "finding_subject": "{number} کی جانچ: {addressee} {date} تک جواب دے سکتا ہے – {host}، {consultation}",
    "finding_intro": "{number} کی جانچ میں کچھ سامنے آیا ہے جسے {addressee} عام ہونے سے پہلے، {date} تک، "
    "پڑھ سکتا ہے اور اس کا جواب دے سکتا ہے۔",
    "finding_private": "اس سے پہلے اس میں سے کچھ بھی عام نہیں کیا جاتا۔",
    "finding_how": "کیسے پڑھیں",
    "finding_open": "صفحہ کھولیے اور سائن اِن کیجیے: ایک کوڈ اسی میل باکس میں آئے گا، اسے وہاں لکھ دیجیے۔",
    "taken_back_subject": "{number} کے بارے میں نتیجہ واپس لے لیا گیا: {addressee} کو کچھ جواب نہیں دینا – {host}، "
    "{consultation}",
    "taken_back_intro": "{number} کے بارے میں وہ نتیجہ، جس کا {addressee} {date} تک جواب دے سکتا تھا، "
    "واپس لے لیا گیا ہے۔",
    "taken_back_private": "اس میں سے کچھ عام نہیں ہوا، اور نہ ہوگا۔ عوامی صفحہ صرف یہ بتاتا ہے کہ اسے واپس لے لیا گیا۔",
    "taken_back_why": "وجہ کیسے پڑھیں",
    "who": "کس سے رابطہ کریں",
    "who_facilitator": "کوئی سوال ہو تو اسی میل کا جواب دیجیے: وہ {host} کے سہولت کار کو ملے گا۔",
    "who_nobody": "کوئی سوال ہو تو اسی میل کا جواب دیجیے: وہ اُن لوگوں کو ملے گا جو {host} کے لیے یہ سروس چلاتے ہیں۔",
    "not_recorded": "میل کے جوابات ریکارڈ میں شامل نہیں ہوتے۔ صرف صفحے پر دیا گیا جواب درج ہوتا ہے۔",
    "why": "یہ میل آپ کو کیوں ملی",
    "why_registered": "یہ میل باکس {addressee} کے نمائندے کے طور پر درج ہے۔ اگر یہ درست نہیں تو جواب میں بتا دیجیے۔",
}

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {"en": ENGLISH, "ur": URDU}
