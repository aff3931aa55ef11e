"""Words for suggestions of evidence: of the public form, of the reviewer's desk and of the verifier's."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    # the public form
    "suggest_link": ("Suggest evidence to a reviewer", "جائزہ کار کو ثبوت بتائیں"),
    "suggest_title": ("Suggest evidence for {number}", "{number} کے لیے ثبوت کی نشان دہی"),
    "suggest_what": (
        "If you know a page on which anybody can see what became of this, you may name it here.",
        "اگر آپ ایسا صفحہ جانتے ہیں جس پر کوئی بھی دیکھ سکے کہ اس کا کیا ہوا، تو یہاں بتا سکتے ہیں۔",
    ),
    "suggest_then": ("What happens with it", "اس کے بعد کیا ہوتا ہے"),
    "suggest_never_public": (
        "It is never shown in public. No page says that something came in.",
        "یہ کبھی عوام کو نہیں دکھایا جاتا۔ کوئی صفحہ نہیں بتاتا کہ کچھ آیا ہے۔",
    ),
    "suggest_who_reads": (
        "A reviewer of the host reads it first. If the reviewer passes it on, a verifier reads it.",
        "پہلے میزبان کا جائزہ کار پڑھتا ہے۔ وہ آگے بھیجے تو تصدیق کنندہ پڑھتا ہے۔",
    ),
    "suggest_changes_nothing": (
        "Nothing changes by itself. Only what a verifier finds changes what the page says.",
        "اس سے خود بخود کچھ نہیں بدلتا۔ صفحے کی بات صرف تصدیق کنندہ کے نتیجے سے بدلتی ہے۔",
    ),
    "suggest_erased": (
        "We keep nothing about you, so you get no answer. Once it was decided on, it is erased.",
        "ہم آپ کے بارے میں کچھ نہیں رکھتے، اس لیے آپ کو جواب نہیں آئے گا۔ فیصلے کے بعد یہ مٹا دیا جاتا ہے۔",
    ),
    "suggest_url": ("Address of the page", "صفحے کا پتہ"),
    "suggest_url_hint": (
        "It begins with https:// or http://",
        "یہ \u2066https\u2069 یا \u2066http\u2069 سے شروع ہوتا ہے",
    ),
    "suggest_note": (
        "What can be seen there (you may leave this empty)",
        "وہاں کیا دیکھا جا سکتا ہے (خالی چھوڑ سکتے ہیں)",
    ),
    "suggest_note_hint": ("At most 500 characters", "زیادہ سے زیادہ 500 حروف"),
    "suggest_no_names": (
        "Do not write names of private persons, or anything by which somebody could find one.",
        "نجی افراد کے نام نہ لکھیں، نہ کوئی ایسی بات جس سے کسی تک پہنچا جا سکے۔",
    ),
    "suggest_sure": ("I have read what happens with it", "میں نے پڑھ لیا کہ اس کے بعد کیا ہوتا ہے"),
    "suggest_send": ("Send to a reviewer", "جائزہ کار کو بھیجیں"),
    "suggest_sent": (
        "Thank you. It came in. Nothing on the page has changed by it.",
        "شکریہ۔ آپ کی بات پہنچ گئی۔ اس سے صفحے پر کچھ نہیں بدلا۔",
    ),
    "suggest_back": ("Back to {number}", "{number} پر واپس"),
    "suggest_gone": (
        "This line is not followed up now. What you typed stands below.",
        "یہ سطر اب زیرِ پیروی نہیں۔ آپ کا لکھا نیچے موجود ہے۔",
    ),
    "suggest_too_many": (
        "Many suggestions came in. Try again in about {minutes} minutes. What you typed stands below.",
        "بہت سی نشان دہیاں آ چکیں۔ تقریباً {minutes} منٹ بعد دوبارہ کوشش کریں۔ آپ کا لکھا نیچے موجود ہے۔",
    ),
    "suggest_down": (
        "We cannot reach the records right now. What you typed stands below. Try again",
        "اس وقت ریکارڈ تک رسائی نہیں۔ آپ کا لکھا نیچے موجود ہے۔ دوبارہ کوشش کریں",
    ),
    "fault_suggest_url": (
        "Give the address of a page that others can open.",
        "ایسے صفحے کا پتہ دیں جسے دوسرے کھول سکیں۔",
    ),
    "fault_suggest_note": ("Write at most 500 characters.", "زیادہ سے زیادہ 500 حروف لکھیں۔"),
    "fault_suggest_sure": (
        "Say that you have read what happens with it.",
        "بتائیں کہ آپ نے پڑھ لیا کہ اس کے بعد کیا ہوتا ہے۔",
    ),
    # the reviewer's desk
    "suggestions_title": ("Suggested by readers", "قارئین کی نشان دہیاں"),
    "suggestions_empty": ("Nothing waits to be read.", "پڑھنے کے لیے کچھ نہیں۔"),
    "suggestions_came": ("came in on {day}", "{day} کو آئی"),
    "suggestions_decision": ("What becomes of it", "اس کا کیا کریں"),
    "suggestion_pass": ("Pass it on to verifiers", "تصدیق کنندگان کو بھیجیں"),
    "suggestion_discard": ("Discard it", "رد کریں"),
    "suggestion_note": (
        "What verifiers read: take out names, and what could lead to a private person",
        "تصدیق کنندہ کیا پڑھیں گے: نام، اور جو نجی فرد تک لے جائے، نکال دیں",
    ),
    "suggestion_why": ("Why", "کیوں"),
    "suggestion_public_pass": (
        "Nothing of it becomes public, nothing on the line changes, nobody is mailed. Verifiers read the address and these"
        " words; if you changed them, those that came in are erased.",
        "اس میں سے کچھ عوامی نہیں ہوتا، سطر پر کچھ نہیں بدلتا، کسی کو ای میل نہیں جاتی۔ تصدیق کنندہ پتہ اور یہ الفاظ پڑھتے"
        " ہیں؛ آپ نے بدلے ہوں تو آئے ہوئے الفاظ مٹا دیے جاتے ہیں۔",
    ),
    "suggestion_public_discard": (
        "Nothing of it becomes public, nothing on the line changes, nobody is mailed. What came in is erased at once.",
        "اس میں سے کچھ عوامی نہیں ہوتا، سطر پر کچھ نہیں بدلتا، کسی کو ای میل نہیں جاتی۔ جو آیا وہ فوراً مٹا دیا جاتا ہے۔",
    ),
    "suggestion_passed": ("It is passed on.", "آگے بھیج دی گئی۔"),
    "suggestion_discarded": ("It is discarded and erased.", "رد کر کے مٹا دی گئی۔"),
    # the verifier's desk
    "suggestions_passed_title": ("Suggested by readers ({count})", "قارئین کی نشان دہیاں ({count})"),
    "suggestions_beside": ("Suggested by readers, never public", "قارئین کی نشان دہیاں، کبھی عوامی نہیں"),
    "suggestions_more": ("More follow when these are decided.", "ان پر فیصلے کے بعد مزید آئیں گی۔"),
    "suggestion_use": ("Use this address in what you record", "یہ پتہ اپنے نتیجے میں استعمال کریں"),
    "suggestion_screened_by_caller": (
        "You passed it on, so somebody else decides on it.",
        "آپ نے اسے آگے بھیجا، اس لیے فیصلہ کوئی اور کرے گا۔",
    ),
    "suggestion_take_up": ("Take it up: it is looked at", "جانچ میں لیں: اسے دیکھا جائے گا"),
    "suggestion_set_aside": ("Set it aside: it shows nothing", "ایک طرف رکھیں: اس سے کچھ ظاہر نہیں ہوتا"),
    "suggestion_public_settle": (
        "Nothing of it becomes public, nothing on the line changes, nobody is mailed. What you find there you record in the"
        " queue, as any other evidence. The suggestion is erased some days later.",
        "اس میں سے کچھ عوامی نہیں ہوتا، سطر پر کچھ نہیں بدلتا، کسی کو ای میل نہیں جاتی۔ وہاں جو ملے، باقی ثبوت کی طرح قطار"
        " میں درج کریں۔ نشان دہی چند دن بعد مٹا دی جاتی ہے۔",
    ),
    "suggestion_decide": ("Record this", "درج کریں"),
    "suggestion_settled": ("It is recorded.", "درج ہو گیا۔"),
}
