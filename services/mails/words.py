"""Every sentence of a mail, in English and in Urdu. `{…}` is filled in.

These requests bind nobody in law: no sentence here says or implies that they do (a test reads all of them).
"""

from collections.abc import Mapping
from typing import Final

from services.mails.script import Language

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
    "came": "This item was with {body} before and came to {addressee}, which is asked anew. What {body} said stays "
    "under its own name.",
    "added": "This item was published earlier and put to {body}. {addressee} was added since; the page "
    "says when and why.",
    "asked": "What is asked",
    "by_when": "Answer",
    "by": "by {date} if accepted today – date asked by {host}, not a legal deadline",
    "page": "Page",
    "erased": "(This text is no longer shown. See the page.)",
    "original": "The original is in {language}.",
    "by_machine": "Machine-assisted translation, not reviewed. The original is in {language}.",
    "how": "How to answer",
    "how_open": "Open the page of an item and sign in: a code is sent to this mailbox, and you type it in there.",
    "how_answers": "You can accept, accept in part, say that it is done already, ask for time, decline, or name "
    "another body.",
    "how_link": "The link is only an address. Opening or forwarding this mail changes nothing.",
    "letter_only": "{addressee} answers by letter only: nothing is taken from the page or from this mailbox.",
    "letter_to": "Write to {host}. If you need to know where to send the letter, reply to this mail.",
    "letter_holds": "The letter has to hold: the number of each item it answers, as above; what {addressee} says to "
    "it, and why if it does not accept all of it; its date; its reference number; and the designation of who signs it.",
    "letter_counts": "{host} records the letter on the page of each item, and a second person there confirms it. The "
    "answer counts from the date of the letter.",
    "dates_direct": "The dates count from the day on which your mail server accepts this mail.",
    "dates_relay": "The dates count from the third day after this mail was sent.",
    "finding_subject": "A check of {number}: {addressee} may answer by {date} – {host}, {consultation}",
    "finding_intro": "A check of {number} found something that {addressee} may read and answer before it becomes "
    "public, until {date}.",
    "finding_came": "It is about what {body} claimed. Its line went to {addressee} since.",
    "finding_private": "Nothing of it is public before then.",
    "finding_how": "How to read it",
    "finding_open": "Open the page and sign in: a code is sent to this mailbox, and you type it in there.",
    "finding_by_letter": "{addressee} answers by letter only: the page takes no reply. A letter to {host} is read "
    "there, but does not stand beside the finding.",
    "taken_back_subject": "The finding about {number} was taken back: {addressee} has nothing to answer – {host}, "
    "{consultation}",
    "taken_back_intro": "The finding about {number} that {addressee} could answer until {date} was taken back.",
    "taken_back_private": "Nothing of it became public, and nothing will. The public page says only that it was taken "
    "back.",
    "taken_back_why": "How to read why",
    "changes_subject_one": "News of {number} for {addressee} – {host}",
    "changes_subject": "News of {count} items for {addressee} – {host}",
    "changes_intro": "Something happened to what {host} put to {addressee}. This mail asks nothing of you.",
    "changes_day": "Day",
    "changes_page": "The page says why.",
    "changes_answer": "A liaison of {addressee} answered: {says}.",
    "changes_answer_page": "The page shows the whole answer. If {addressee} did not mean to say that: open the page, "
    "sign in and give another answer, or reply to this mail and say what is wrong.",
    "changes_answer_page_by_letter": "The page shows the whole answer. If {addressee} did not mean to say that: send "
    "another answer to {host} as a letter, since {addressee} answers by letter only, or reply to this mail and say "
    "what is wrong.",
    "receipt_subject_one": "Receipt: your answer to {number} for {addressee} – {host}",
    "receipt_subject": "Receipt: your answers to {count} items for {addressee} – {host}",
    "receipt_intro": "What {host} put to {addressee} was answered in your name: this is the receipt, and it asks "
    "nothing of you. If it was not you, tell {host} at once, by telephone or letter.",
    "answers_subject_one": "{addressee} answered {number} – {host}",
    "answers_subject": "{addressee} answered {count} items – {host}",
    "answers_to": "To the facilitators of {host}",
    "answers_intro": "{addressee} said something about what {host} put to it. This mail asks nothing of you.",
    "answers_page": "The page shows the whole answer.",
    "answers_why": "You are registered as a facilitator of {host}. If that is wrong, tell a registrar.",
    "changes_letter": "{channel}, dated {date}, was recorded by {host} as what {addressee} says: {says}.",
    "changes_reference": "Reference",
    "changes_object": "If that is not what {addressee} said: open the page, sign in, give your own answer and say "
    "that it corrects this. It counts from then on, and both stay to be seen, this one struck. Or reply to this mail "
    "and say what is wrong.",
    "changes_object_by_letter": "If that is not what {addressee} said: send the right answer to {host} as a letter, "
    "since {addressee} answers by letter only, or reply to this mail and say what is wrong.",
    "changes_closed_verified": "It was closed: it was shown to be done.",
    "changes_closed_declined": "It was closed as declined. It stays listed and counted; another answer of {addressee} "
    "opens it again.",
    "changes_closed_not_applicable": "It was closed: it no longer applies.",
    "changes_reopened": "It is open again.",
    "changes_withdrawn": "{host} withdrew it. Nothing more is asked about it; its number and what {addressee} answered "
    "stay on the page.",
    "changes_merged": "It was merged into {target}, which says the same. Nothing more is asked about it here; what "
    "{addressee} answered stays on the page.",
    "changes_superseded": "{target} took its place. Nothing more is asked about it here; what {addressee} answered "
    "stays on the page.",
    "changes_unmerged": "It stands on its own again: {target} no longer stands for it. Its dates go on.",
    "changes_transferred": "It is with {body} now. Nothing more is asked of {addressee} about it; what you answered "
    "stays on the page.",
    "changes_transferred_away": "It is with another body now. Nothing more is asked of {addressee} about it; what you "
    "answered stays on the page.",
    "changes_transfer_undone": "It is with {addressee} again: it went to another body by mistake.",
    "changes_corrected": "Its wording was corrected; how it read before stays on its page. What was asked and by when "
    "stays as it was.",
    "changes_channel_letter": "A letter",
    "changes_channel_meeting": "What was said in a meeting",
    "changes_channel_parliament": "What was said in parliament",
    "changes_channel_own_website": "What stands on your own website",
    "says_acknowledged": "received",
    "says_considering": "under consideration",
    "says_accepted": "accepted",
    "says_accepted_in_part": "accepted in part",
    "says_claims_already_done": "done already",
    "says_declined": "declined",
    "says_not_ours": "another body is responsible",
    "says_planned": "work is planned",
    "says_in_progress": "work is under way",
    "says_on_hold": "work is paused",
    "says_reported_complete": "done",
    "says_abandoned": "work was dropped",
    "says_delivery_date_moved": "the date promised was moved to {date}",
    "who": "Who to write to",
    "who_facilitator": "If you have a question, reply to this mail: the facilitator at {host} gets it.",
    "who_nobody": "If you have a question, reply to this mail: it goes to the people who run this service for {host}.",
    "not_recorded": "Replies are not recorded. Only an answer given on the page is.",
    "not_recorded_by_letter": "Replies are not recorded. Only a letter of {addressee} that {host} records is.",
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
    "came": "یہ نکتہ پہلے {body} کے پاس تھا اور اب {addressee} کو ملا ہے، جس سے نئے سرے سے پوچھا جا رہا ہے۔ "
    "جو {body} نے کہا وہ اسی کے نام سے رہے گا۔",
    "added": "یہ نکتہ پہلے شائع ہوا اور {body} سے پوچھا گیا۔ {addressee} کو بعد میں شامل کیا گیا؛ "
    "کب اور کیوں، یہ صفحے پر درج ہے۔",
    "asked": "کیا کرنے کو کہا گیا ہے",
    "by_when": "جواب",
    "by": "اگر یہ میل آج قبول ہو جائے تو {date} تک – یہ تاریخ {host} نے تجویز کی ہے، کوئی قانونی مہلت نہیں",
    "page": "صفحہ",
    "erased": "(یہ متن اب نہیں دکھایا جاتا۔ صفحہ دیکھیے۔)",
    "original": "اصل متن {language} میں ہے۔",
    "by_machine": "مشین کی مدد سے ترجمہ، نظرِ ثانی نہیں ہوئی۔ اصل متن {language} میں ہے۔",
    "how": "جواب کیسے دیں",
    "how_open": "کسی نکتے کا صفحہ کھولیے اور سائن اِن کیجیے: ایک کوڈ اسی میل باکس میں آئے گا، اسے وہاں لکھ دیجیے۔",
    "how_answers": "آپ مان سکتے ہیں، جزوی طور پر مان سکتے ہیں، بتا سکتے ہیں کہ کام ہو چکا ہے، وقت مانگ سکتے ہیں، "
    "انکار کر سکتے ہیں، یا کسی اور ادارے کا نام بتا سکتے ہیں۔",
    "how_link": "لنک صرف ایک پتا ہے۔ یہ میل کھولنے یا آگے بھیجنے سے کچھ نہیں بدلتا۔",
    "letter_only": "{addressee} صرف خط سے جواب دیتا ہے: نہ صفحے سے کچھ قبول ہوتا ہے نہ اس میل باکس سے۔",
    "letter_to": "خط {host} کو لکھیے۔ اگر معلوم نہ ہو کہ خط کہاں بھیجنا ہے تو اسی میل کا جواب دے کر پوچھ لیجیے۔",
    "letter_holds": "خط میں یہ ہونا چاہیے: ہر اس نکتے کا نمبر جس کا جواب ہے، جیسا اوپر لکھا ہے؛ {addressee} اس کے بارے "
    "میں کیا کہتا ہے، اور اگر پورا نہیں مانتا تو کیوں؛ خط کی تاریخ؛ اس کا حوالہ نمبر؛ اور دستخط کرنے والے کا عہدہ۔",
    "letter_counts": "{host} خط کو ہر نکتے کے صفحے پر درج کرتا ہے، اور وہاں ایک دوسرا شخص اس کی تصدیق کرتا ہے۔ جواب خط "
    "کی تاریخ سے شمار ہوتا ہے۔",
    "dates_direct": "تاریخیں اُس دن سے گنی جاتی ہیں جس دن آپ کا میل سرور یہ میل قبول کرے۔",
    "dates_relay": "تاریخیں یہ میل بھیجے جانے کے تیسرے دن سے گنی جاتی ہیں۔",
    "finding_subject": "{number} کی جانچ: {addressee} {date} تک جواب دے سکتا ہے – {host}، {consultation}",
    "finding_intro": "{number} کی جانچ میں کچھ سامنے آیا ہے جسے {addressee} عام ہونے سے پہلے، {date} تک، "
    "پڑھ سکتا ہے اور اس کا جواب دے سکتا ہے۔",
    "finding_came": "یہ {body} کے دعوے کے بارے میں ہے، جس کی سطر اب {addressee} کے پاس ہے۔",
    "finding_private": "اس سے پہلے اس میں سے کچھ بھی عام نہیں کیا جاتا۔",
    "finding_how": "کیسے پڑھیں",
    "finding_open": "صفحہ کھولیے اور سائن اِن کیجیے: ایک کوڈ اسی میل باکس میں آئے گا، اسے وہاں لکھ دیجیے۔",
    "finding_by_letter": "{addressee} صرف خط سے جواب دیتا ہے: صفحے پر جواب قبول نہیں ہوتا۔ {host} کو لکھا خط وہاں "
    "پڑھا جاتا ہے، مگر نتیجے کے ساتھ نہیں دکھایا جاتا۔",
    "taken_back_subject": "{number} کے بارے میں نتیجہ واپس لے لیا گیا: {addressee} کو کچھ جواب نہیں دینا – {host}، "
    "{consultation}",
    "taken_back_intro": "{number} کے بارے میں وہ نتیجہ، جس کا {addressee} {date} تک جواب دے سکتا تھا، "
    "واپس لے لیا گیا ہے۔",
    "taken_back_private": "اس میں سے کچھ عام نہیں ہوا، اور نہ ہوگا۔ عوامی صفحہ صرف یہ بتاتا ہے کہ اسے واپس لے لیا گیا۔",
    "taken_back_why": "وجہ کیسے پڑھیں",
    "changes_subject_one": "{number} کی خبر، برائے {addressee} – {host}",
    "changes_subject": "{count} نکات کی خبر، برائے {addressee} – {host}",
    "changes_intro": "{host} نے {addressee} کے سامنے جو کچھ رکھا تھا، اس میں کچھ بدلا ہے۔ یہ میل آپ سے "
    "کچھ نہیں مانگتی۔",
    "changes_day": "دن",
    "changes_page": "وجہ صفحے پر درج ہے۔",
    "changes_answer": "{addressee} کے ایک نمائندے نے جواب دیا: {says}۔",
    "changes_answer_page": "پورا جواب صفحے پر ہے۔ اگر {addressee} کا یہ کہنا نہیں تو: صفحہ کھولیے، سائن اِن کیجیے اور "
    "دوسرا جواب دیجیے، یا اسی میل کا جواب دے کر بتائیے کہ کیا غلط ہے۔",
    "changes_answer_page_by_letter": "پورا جواب صفحے پر ہے۔ اگر {addressee} کا یہ کہنا نہیں تو دوسرا جواب خط میں "
    "{host} کو بھیجیے، کیونکہ {addressee} صرف خط سے جواب دیتا ہے، یا اسی میل کا جواب دے کر بتائیے کہ کیا غلط ہے۔",
    "receipt_subject_one": "رسید: {number} پر {addressee} کی طرف سے آپ کا جواب – {host}",
    "receipt_subject": "رسید: {count} نکات پر {addressee} کی طرف سے آپ کے جواب – {host}",
    "receipt_intro": "{host} نے {addressee} کے سامنے جو کچھ رکھا تھا، اس کا جواب آپ کے نام سے دیا گیا: یہ اس کی رسید "
    "ہے، اور آپ سے کچھ نہیں مانگتی۔ اگر یہ جواب آپ نے نہیں دیا تو {host} کو فوراً فون یا خط سے بتائیے۔",
    "answers_subject_one": "{number}: {addressee} نے جواب دیا – {host}",
    "answers_subject": "{count} نکات: {addressee} نے جواب دیا – {host}",
    "answers_to": "بنام سہولت کاران، {host}",
    "answers_intro": "{host} نے {addressee} کے سامنے جو کچھ رکھا تھا، اس کے بارے میں {addressee} نے کچھ کہا ہے۔ "
    "یہ میل آپ سے کچھ نہیں مانگتی۔",
    "answers_page": "پورا جواب صفحے پر ہے۔",
    "answers_why": "آپ {host} کے سہولت کار کے طور پر درج ہیں۔ اگر یہ درست نہیں تو کسی رجسٹرار کو بتائیے۔",
    "changes_letter": "{channel}، تاریخ {date}، {host} نے {addressee} کے بیان کے طور پر درج کیا: {says}۔",
    "changes_reference": "حوالہ",
    "changes_object": "اگر {addressee} نے یہ نہیں کہا تو: صفحہ کھولیے، سائن اِن کیجیے، اپنا جواب دیجیے اور بتائیے کہ "
    "یہ اسے درست کرتا ہے۔ تب سے وہی شمار ہو گا، اور دونوں نظر آتے رہیں گے، یہ والا کٹا ہوا۔ یا اسی میل کا جواب دے کر "
    "بتائیے کہ کیا غلط ہے۔",
    "changes_object_by_letter": "اگر {addressee} نے یہ نہیں کہا تو درست جواب خط میں {host} کو بھیجیے، کیونکہ "
    "{addressee} صرف خط سے جواب دیتا ہے، یا اسی میل کا جواب دے کر بتائیے کہ کیا غلط ہے۔",
    "changes_closed_verified": "اسے بند کر دیا گیا: دکھایا جا چکا ہے کہ کام ہو گیا۔",
    "changes_closed_declined": "اسے انکار کے باعث بند کر دیا گیا۔ یہ فہرست اور گنتی میں رہے گا؛ {addressee} کا نیا "
    "جواب اسے دوبارہ کھول دے گا۔",
    "changes_closed_not_applicable": "اسے بند کر دیا گیا: اب یہ لاگو نہیں ہوتا۔",
    "changes_reopened": "یہ دوبارہ کھل گیا ہے۔",
    "changes_withdrawn": "{host} نے اسے واپس لے لیا۔ اس کے بارے میں مزید کچھ نہیں پوچھا جائے گا؛ اس کا نمبر اور "
    "{addressee} کے جواب صفحے پر رہیں گے۔",
    "changes_merged": "اسے {target} میں ضم کر دیا گیا، جو یہی بات کہتا ہے۔ یہاں اس کے بارے میں مزید کچھ نہیں پوچھا "
    "جائے گا؛ {addressee} کے جواب صفحے پر رہیں گے۔",
    "changes_superseded": "اس کی جگہ {target} نے لے لی۔ یہاں اس کے بارے میں مزید کچھ نہیں پوچھا جائے گا؛ {addressee} "
    "کے جواب صفحے پر رہیں گے۔",
    "changes_unmerged": "یہ دوبارہ الگ ہے: اب {target} اس کی جگہ نہیں۔ اس کی تاریخیں جاری ہیں۔",
    "changes_transferred": "اب یہ {body} کے پاس ہے۔ {addressee} سے اس کے بارے میں مزید کچھ نہیں پوچھا جائے گا؛ آپ کے "
    "جواب صفحے پر رہیں گے۔",
    "changes_transferred_away": "اب یہ کسی اور ادارے کے پاس ہے۔ {addressee} سے اس کے بارے میں مزید کچھ نہیں پوچھا جائے "
    "گا؛ آپ کے جواب صفحے پر رہیں گے۔",
    "changes_transfer_undone": "یہ دوبارہ {addressee} کے پاس ہے: غلطی سے دوسرے ادارے کو دے دیا گیا تھا۔",
    "changes_corrected": "اس کے الفاظ درست کیے گئے؛ پہلے کیا لکھا تھا، یہ اس کے صفحے پر باقی ہے۔ کس سے کہا گیا "
    "اور کب تک، یہ ویسا ہی ہے۔",
    "changes_channel_letter": "ایک خط",
    "changes_channel_meeting": "ایک ملاقات میں کہی گئی بات",
    "changes_channel_parliament": "پارلیمان میں کہی گئی بات",
    "changes_channel_own_website": "آپ کی اپنی ویب سائٹ پر لکھی بات",
    "says_acknowledged": "موصول ہوا",
    "says_considering": "زیرِ غور",
    "says_accepted": "قبول",
    "says_accepted_in_part": "جزوی طور پر قبول",
    "says_claims_already_done": "پہلے ہی ہو چکا",
    "says_declined": "انکار",
    "says_not_ours": "کوئی اور ادارہ ذمہ دار ہے",
    "says_planned": "کام کا منصوبہ ہے",
    "says_in_progress": "کام جاری ہے",
    "says_on_hold": "کام رکا ہوا ہے",
    "says_reported_complete": "ہو گیا",
    "says_abandoned": "کام ترک کر دیا گیا",
    "says_delivery_date_moved": "وعدے کی تاریخ بدل کر {date} کی گئی",
    "who": "کس سے رابطہ کریں",
    "who_facilitator": "کوئی سوال ہو تو اسی میل کا جواب دیجیے: وہ {host} کے سہولت کار کو ملے گا۔",
    "who_nobody": "کوئی سوال ہو تو اسی میل کا جواب دیجیے: وہ اُن لوگوں کو ملے گا جو {host} کے لیے یہ سروس چلاتے ہیں۔",
    "not_recorded": "میل کے جوابات ریکارڈ میں شامل نہیں ہوتے۔ صرف صفحے پر دیا گیا جواب درج ہوتا ہے۔",
    "not_recorded_by_letter": "میل کے جوابات ریکارڈ میں شامل نہیں ہوتے۔ صرف {addressee} کا وہ خط درج ہوتا ہے جسے "
    "{host} ریکارڈ کرے۔",
    "why": "یہ میل آپ کو کیوں ملی",
    "why_registered": "یہ میل باکس {addressee} کے نمائندے کے طور پر درج ہے۔ اگر یہ درست نہیں تو جواب میں بتا دیجیے۔",
}

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {"en": ENGLISH, "ur": URDU}
