"""Words of the verifier's page."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "verify_queue": ("Claims to check", "جانچ کے لیے دعوے"),
    "verify_what": (
        "What bodies say is done and nobody has shown yet, new evidence after a search without result, what was shown "
        "twelve months ago, and findings that wait for a reply; the longest waiting first.",
        "جو ادارے کہتے ہیں ہو گیا اور ابھی ثابت نہیں، بے نتیجہ تلاش کے بعد نیا ثبوت، جو بارہ ماہ پہلے ثابت ہوا تھا، "
        "اور وہ نتائج جو جواب کے منتظر ہیں؛ جو سب سے دیر سے منتظر ہے وہ پہلے۔",
    ),
    "verify_empty": ("No claim waits to be checked.", "کوئی دعویٰ جانچ کا منتظر نہیں۔"),
    "verify_choose": ("Claim", "دعویٰ"),
    "verify_another": (
        "Or another line, by its number, such as R-42",
        "یا کوئی اور سطر، اس کے نمبر سے، مثلاً R-42",
    ),
    "verify_more": ("More claims wait; they follow when these are checked.", "مزید دعوے منتظر ہیں؛ ان کے بعد آئیں گے۔"),
    "verify_asked": ("What was asked", "کیا کہا گیا تھا"),
    "verify_claim": ("What {body} says", "{body} کیا کہتا ہے"),
    "verify_evidence": ("What it points to", "ادارہ کس طرف اشارہ کرتا ہے"),
    "verify_no_evidence": ("It gives no evidence.", "اس نے کوئی ثبوت نہیں دیا۔"),
    "verify_seen": ("seen on {date}", "{date} کو دیکھا گیا"),
    "verify_conflict_own_organisation": (
        "You may not check this: it is a claim of your own organisation. The refusal is logged.",
        "آپ اس کی جانچ نہیں کر سکتے: یہ آپ کے اپنے ادارے کا دعویٰ ہے۔ انکار درج کیا جاتا ہے۔",
    ),
    "verify_conflict_own_recommendation": (
        "You may not check this: the recommendation is your own, or your organisation's. The refusal is logged.",
        "آپ اس کی جانچ نہیں کر سکتے: سفارش آپ کی یا آپ کے ادارے کی ہے۔ انکار درج کیا جاتا ہے۔",
    ),
    "verify_decision": ("What can be shown?", "کیا ثابت ہوتا ہے؟"),
    "verify_partial": ("Part of it", "اس کا کچھ حصہ"),
    "verify_complete": ("All of it, as asked", "سب کچھ، جیسا کہا گیا تھا"),
    "verify_alternative": ("Done in another way that serves the aim", "دوسرے طریقے سے ہوا جو مقصد پورا کرتا ہے"),
    "verify_files": ("Attached files that show it", "منسلک فائلیں جو یہ دکھاتی ہیں"),
    "verify_contradicted": ("It is not as the body says", "ادارے کی بات درست نہیں"),
    "verify_lapsed": ("It was done, and has been undone since", "ہوا تھا، بعد میں پلٹ گیا"),
    "verify_words": ("It cannot be checked as it is worded", "جن الفاظ میں ہے جانچا نہیں جا سکتا"),
    "verify_wording": (
        "Why not, and what wording could be checked?",
        "کیوں نہیں، اور کن الفاظ میں جانچا جا سکے گا؟",
    ),
    "verify_announced_first": (
        "{body} reads this first, its liaisons get a mail that says nothing of the finding, and it may reply for ten working days. Until then the public reads only that it is being re-checked; afterwards finding and reply become public together.",
        "پہلے {body} یہ پڑھے گا، اس کے نمائندوں کو ای میل جائے گی جس میں نتیجہ نہیں ہو گا، اور وہ دس ایامِ کار میں جواب دے سکے گا۔ تب تک عوام صرف یہ پڑھیں گے کہ دوبارہ جانچ جاری ہے؛ اس کے بعد نتیجہ اور جواب ایک ساتھ سامنے آئیں گے۔",
    ),
    "verify_announced_to_nobody": (
        "{body} is no more since {day}: nobody can reply. For ten working days the public reads only that it is being re-checked; afterwards the finding becomes public.",
        "{body} {day} سے باقی نہیں: کوئی جواب نہیں دے سکتا۔ دس ایامِ کار تک عوام صرف یہ پڑھیں گے کہ دوبارہ جانچ جاری ہے؛ اس کے بعد نتیجہ سامنے آئے گا۔",
    ),
    "verify_waits": (
        "A finding waits for the reply of the body until {date}. Nothing else is recorded before.",
        "ایک نتیجہ {date} تک ادارے کے جواب کا منتظر ہے۔ اس سے پہلے کچھ اور درج نہیں ہوتا۔",
    ),
    "verify_copy": ("Download the copy of {day} (SHA-256 {sum}…)", "{day} کی نقل ڈاؤن لوڈ کریں (SHA-256 {sum}…)"),
    "verify_take_back": ("Take this finding back", "یہ نتیجہ واپس لیں"),
    "verify_take_back_why": ("Why do you take it back?", "آپ اسے کیوں واپس لے رہے ہیں؟"),
    "verify_public_take_back": (
        "Nothing of the finding or the reply ever becomes public, and both are destroyed. The public reads only that it was taken back. The body's liaisons are told by mail and read your reason. This cannot be undone.",
        "نتیجے اور جواب میں سے کچھ بھی کبھی عام نہیں ہوگا، دونوں مٹا دیے جائیں گے۔ عوام صرف یہ پڑھیں گے کہ اسے واپس لے لیا گیا۔ ادارے کے نمائندوں کو میل سے اطلاع ملے گی اور وہ آپ کی وجہ پڑھیں گے۔ یہ عمل پلٹا نہیں جا سکتا۔",
    ),
    "verify_take_back_now": ("Take it back", "واپس لیں"),
    "verify_taken_back": ("The finding was taken back.", "نتیجہ واپس لے لیا گیا۔"),
    "finding_taken_back": (
        "The finding announced on {announced} was taken back on {day}. Nothing of it became public. The verifier’s reason:",
        "{announced} کو بتایا گیا نتیجہ {day} کو واپس لے لیا گیا۔ اس میں سے کچھ عام نہیں ہوا۔ تصدیق کنندہ کی وجہ:",
    ),
    "verify_no_reply": ("No reply yet.", "ابھی کوئی جواب نہیں۔"),
    "verify_conflict_own_claim": (
        "You may not check this: you reported it yourself. The refusal is logged.",
        "آپ اس کی جانچ نہیں کر سکتے: یہ دعویٰ آپ نے خود درج کیا تھا۔ انکار درج کیا جاتا ہے۔",
    ),
    "verify_nothing": ("I searched and found no evidence", "میں نے تلاش کیا، ثبوت نہیں ملا"),
    "verify_ask": ("I ask the body for evidence", "میں ادارے سے ثبوت مانگتا ہوں"),
    "verify_method": ("How did you look?", "آپ نے کیسے دیکھا؟"),
    "verify_finding": ("What did you find?", "آپ کو کیا ملا؟"),
    "verify_question": ("What do you ask?", "آپ کیا پوچھتے ہیں؟"),
    "verify_reply_by": ("Reply asked for by", "جواب کب تک مانگا گیا"),
    "verify_url": (
        "Address of what you saw, beginning with https:// or http://",
        "جو دیکھا اس کا پتہ، \u2066https\u2069 یا \u2066http\u2069 سے شروع",
    ),
    "verify_reference": ("Or a reference", "یا حوالہ"),
    "verify_seen_on": ("Seen on", "کب دیکھا گیا"),
    "verify_places": ("Where did you search? One place per line.", "کہاں تلاش کیا؟ ہر سطر میں ایک جگہ۔"),
    "verify_searched_on": ("Searched on", "کب تلاش کیا"),
    "verify_organisation": ("Your organisation, as the public will read it", "آپ کا ادارہ، جیسے عوام پڑھیں گے"),
    "verify_written_in": ("Written in", "کس زبان میں لکھا"),
    "verify_public_shown": (
        "Public at once: what you found, how and when, what shows it, and your organisation's name, not yours. Nobody is"
        " mailed.",
        "فوراً عوامی: آپ کو کیا معلوم ہوا، کیسے اور کب، کس سے ظاہر ہے، اور آپ کے ادارے کا نام، آپ کا نہیں۔ کسی کو ای میل"
        " نہیں جائے گی۔",
    ),
    "verify_public_ask": (
        "Public at once: that evidence was asked for, your question, and by when. Nobody is mailed.",
        "فوراً عوامی: ثبوت مانگا گیا، آپ کا سوال، اور کب تک۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "verify_public_words": (
        "Public at once: that it cannot be checked as it is worded, and why. The host reads it at its desk. Nobody is"
        " mailed.",
        "فوراً عوامی: جن الفاظ میں ہے جانچ ممکن نہیں، اور کیوں۔ میزبان اسے اپنے صفحے پر پڑھے گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "verify_record": ("Record this check", "یہ جانچ درج کریں"),
    "verify_recorded": ("Recorded. {number} now reads: {headline}", "درج ہو گیا۔ {number} اب یوں ہے: {headline}"),
    "verify_announced": (
        "Announced. {body} may read the finding of {number} and reply to it until {day}; the public reads only that it is"
        " being re-checked.",
        "بتا دیا گیا۔ {body} {number} پر نتیجہ پڑھ کر {day} تک جواب دے سکتا ہے؛ عوام صرف یہ پڑھتے ہیں کہ دوبارہ جانچ جاری ہے۔",
    ),
    "verify_stale": (
        "Somebody else changed this claim meanwhile. It now reads: {headline}. What you wrote is still here: look again, then record.",
        "اس دوران کسی اور نے یہ دعویٰ بدل دیا۔ اب یوں ہے: {headline}۔ آپ کا لکھا موجود ہے: دوبارہ دیکھیں، پھر درج کریں۔",
    ),
}
