"""Words for what a facilitator records of published lines: hand-overs, answers on paper, withdrawal."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "paper_title": ("Published lines", "شائع شدہ سطریں"),
    "paper_what": (
        "What happened outside the tracker: a request given by hand, an answer by letter, a withdrawal.",
        "جو نظام سے باہر ہوا: ہاتھوں ہاتھ دی گئی درخواست، خط سے جواب، واپسی۔",
    ),
    "paper_number": ("Number, such as R-42", "نمبر، جیسے R-42"),
    "paper_body": ("Body", "ادارہ"),
    "paper_task": ("What do you want to record?", "آپ کیا درج کرنا چاہتے ہیں؟"),
    "paper_hand_over": ("The request was handed over", "درخواست حوالے کی گئی"),
    "paper_answer": ("The body answered on paper or elsewhere", "ادارے نے کاغذ پر یا کہیں اور جواب دیا"),
    "paper_note": ("You called, met or wrote", "آپ نے فون کیا، ملے یا لکھا"),
    "note_kind": ("What did you do?", "آپ نے کیا کیا؟"),
    "note_text": ("What came of it?", "کیا نتیجہ نکلا؟"),
    "note_public": ("The public may read it", "عوام اسے پڑھ سکتے ہیں"),
    "note_kept": ("Notes that your organisation keeps to itself", "وہ نوٹ جو آپ کے ادارے تک محدود ہیں"),
    "note_public_yes": (
        "Public at once: the day, what you did and what came of it, in the line's timeline. Nothing else changes. Nobody"
        " is mailed.",
        "فوراً عوامی: دن، آپ نے کیا کیا اور نتیجہ، سطر کی تاریخ میں۔ اور کچھ نہیں بدلتا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "note_public_no": (
        "Not public. Only facilitators and reviewers of your organisation read it. Nobody is mailed.",
        "عوامی نہیں۔ صرف آپ کے ادارے کے سہولت کار اور جائزہ کار پڑھیں گے۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "paper_close": ("Close the line as declined", "سطر بند کریں: انکار ہو چکا"),
    "paper_moot": ("Close the line: it no longer applies", "سطر بند کریں: اب لاگو نہیں"),
    "paper_reopen": ("Open a closed line again", "بند سطر دوبارہ کھولیں"),
    "closing_reopen": ("Open a closed line again, with evidence", "بند سطر ثبوت کے ساتھ دوبارہ کھولیں"),
    "paper_close_only": (
        "Only an open line is closed as declined.",
        "صرف کھلی سطر انکار کے طور پر بند ہوتی ہے۔",
    ),
    "paper_moot_only": (
        "Only a line that is open, or closed as declined, is closed as no longer applicable.",
        "صرف وہ سطر جو کھلی ہو یا انکار پر بند ہوئی ہو، اس طرح بند ہوتی ہے کہ اب لاگو نہیں۔",
    ),
    "paper_reopen_only": (
        "Only a closed line is opened again.",
        "صرف بند سطر دوبارہ کھلتی ہے۔",
    ),
    "closing_reason": ("Why? The public reads it.", "کیوں؟ عوام اسے پڑھیں گے۔"),
    "closing_url": (
        "What shows it? (https:// or http://)",
        "کس سے ظاہر ہے؟ (\u2066https\u2069 یا \u2066http\u2069)",
    ),
    "closing_reference": ("Or a reference, such as a gazette number", "یا حوالہ، جیسے گزٹ نمبر"),
    "closing_seen": ("Seen on", "کب دیکھا گیا"),
    "paper_public_hand_over": (
        "Public at once: how and on which day the request was handed over, with its number, and whether a scan is held."
        " Nobody is mailed.",
        "فوراً عوامی: درخواست کیسے اور کس دن دی گئی، نمبر کے ساتھ، اور یہ کہ اسکین محفوظ ہے یا نہیں۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "paper_public_hand_over_press": (
        "Public at once: how and on which day its maker was asked about the promise that the press reports, with the number;"
        " from then on it stands in lists, counts and feeds. Nobody is mailed, and no date is asked for.",
        "فوراً عوامی: وعدہ کرنے والے سے اخبار میں آئے وعدے کے بارے میں کیسے اور کس دن پوچھا گیا، نمبر کے ساتھ؛ تب سے یہ فہرستوں،"
        " گنتیوں اور فیڈ میں ہو گا۔ کسی کو ای میل نہیں جائے گی، اور جواب کی کوئی تاریخ نہیں مانگی جاتی۔",
    ),
    "paper_public_answer": (
        "Nothing is public until a reviewer of your organisation confirms it. Then the whole answer is, its scan only if"
        " that reviewer says so, and the body is told what was recorded and how to object.",
        "جب تک آپ کے ادارے کا جائزہ کار تصدیق نہ کرے کچھ عوامی نہیں۔ پھر پورا جواب عوامی ہو گا، اسکین صرف اگر وہ جائزہ کار کہے، اور"
        " ادارے کو بتایا جائے گا کہ کیا درج ہوا اور اعتراض کیسے کریں۔",
    ),
    "paper_public_withdraw": (
        "Public at once: that it was withdrawn, why, and who asked. Number and answers stay.",
        "فوراً عوامی: واپس لیا گیا، کیوں، اور کس نے کہا۔ نمبر اور جواب باقی رہیں گے۔",
    ),
    "paper_public_close": (
        "Public at once: that the line is closed as declined, with your reason. It stays listed and counted, and another"
        " position of the body opens it again.",
        "فوراً عوامی: سطر انکار کے باعث بند، آپ کی وجہ کے ساتھ۔ وہ فہرست اور گنتی میں رہے گی، اور ادارے کا نیا موقف اسے"
        " دوبارہ کھول دے گا۔",
    ),
    "paper_public_moot": (
        "Nothing is public and nobody is told until a reviewer of your organisation confirms it. Then reason and evidence"
        " are public, and the clocks stop.",
        "جب تک آپ کے ادارے کا جائزہ کار تصدیق نہ کرے کچھ عوامی نہیں اور کسی کو اطلاع نہیں جاتی۔ پھر وجہ اور ثبوت عوامی ہوں"
        " گے اور تاریخیں رک جائیں گی۔",
    ),
    "paper_public_reopen": (
        "Public at once: that the line is open again, with your reason. The closing stays in its history. Who was"
        " told by mail that it was closed is told of this, too; nobody else is.",
        "فوراً عوامی: سطر دوبارہ کھل گئی، آپ کی وجہ کے ساتھ۔ بند ہونا تاریخ میں باقی رہے گا۔ جسے ای میل سے بند ہونے کی اطلاع"
        " ملی تھی اسے یہ بھی بتایا جائے گا؛ اور کسی کو نہیں۔",
    ),
    "ask_once": (
        "I have read what will be public and who is told",
        "میں نے پڑھ لیا کہ کیا عوامی ہو گا اور کس کو اطلاع جائے گی",
    ),
    "paper_withdraw": ("Withdraw the statement", "بیان واپس لیں"),
    "paper_channel": ("How?", "کیسے؟"),
    "paper_date": ("On which day?", "کس دن؟"),
    "paper_reference": ("Diary number, receipt or letter number", "ڈائری نمبر، رسید یا خط نمبر"),
    "paper_scan": ("Its scan", "اس کا اسکین"),
    "paper_scan_none": ("No scan", "کوئی اسکین نہیں"),
    "paper_scan_what": (
        "It is attached on a page of its own, then chosen here. Each record has its own scan. The public reads “held, not"
        " public”, unless a reviewer who read the scan of an answer says that all of it may be public.",
        "یہ الگ صفحے پر دیا جاتا ہے، پھر یہاں چنا جاتا ہے۔ ہر اندراج کا اپنا اسکین ہوتا ہے۔ عوام کو “محفوظ ہے، عوامی نہیں” نظر آتا"
        " ہے، جب تک جواب کا اسکین پڑھنے والا جائزہ کار نہ کہے کہ یہ پورا عوامی ہو سکتا ہے۔",
    ),
    "paper_scan_again": ("Look again for scans", "اسکین دوبارہ دیکھیں"),
    "paper_url": (
        "Where can it be seen? (https:// or http://)",
        "کہاں دیکھا جا سکتا ہے؟ (\u2066https\u2069 یا \u2066http\u2069)",
    ),
    "paper_position": ("What does it say about the request?", "درخواست کے بارے میں کیا کہتا ہے؟"),
    "paper_progress": ("What does it say has been done?", "کیا کہتا ہے کہ کیا ہوا؟"),
    "paper_position_text": ("Its answer", "اس کا جواب"),
    "paper_part": ("Which part?", "کون سا حصہ؟"),
    "paper_reason": ("Its reason", "اس کی وجہ"),
    "paper_responsible": ("Which body it believes responsible", "کس ادارے کو ذمہ دار سمجھتا ہے"),
    "paper_decision": ("It will decide by", "فیصلہ کب تک"),
    "paper_delivery": ("It will be done by", "کام کب تک"),
    "paper_progress_text": ("What has been done", "کیا ہوا ہے"),
    "paper_progress_reason": ("Why paused, dropped or begun again", "کیوں رکا، ترک ہوا یا دوبارہ شروع ہوا"),
    "paper_moved": ("Has the day of delivery moved? Until when now?", "کیا کام کی تاریخ بدلی؟ اب کب تک؟"),
    "paper_moved_reason": ("Why the day moves, by the letter", "خط کے مطابق تاریخ کیوں بدلی"),
    "paper_moved_stands": (
        "It gave {day}. The first day stays the measure, and each move is counted.",
        "اس نے {day} کی تاریخ دی تھی۔ پیمانہ پہلی تاریخ ہی رہتی ہے اور ہر تبدیلی گنی جاتی ہے۔",
    ),
    "paper_approved_by": (
        "Approved by (a designation); needed from the third move on",
        "منظوری دینے والے (عہدہ)؛ تیسری تبدیلی سے ضروری",
    ),
    "paper_file_number": ("Its file number; needed from the third move on", "فائل نمبر؛ تیسری تبدیلی سے ضروری"),
    "paper_on_behalf_of": ("On behalf of (a designation)", "کی طرف سے (عہدہ)"),
    "paper_withdraw_reason": ("Why? The public reads it.", "کیوں؟ عوام اسے پڑھیں گے۔"),
    "paper_asked_by": ("Who asked for it, as a designation", "کس نے کہا، عہدہ"),
    "paper_record": ("Record", "درج کریں"),
    "paper_recorded": ("Recorded.", "درج ہو گیا۔"),
    "paper_waits": (
        "Recorded. A reviewer has to confirm it before it is public.",
        "درج ہو گیا۔ عوامی ہونے سے پہلے جائزہ کار تصدیق کرے گا۔",
    ),
}
