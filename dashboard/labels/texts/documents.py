"""Words about documents of a consultation: at the desks, and on its public page."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "documents_title": ("Documents of this consultation", "اس مشاورت کی دستاویزات"),
    "documents_open": ("Documents ({count}): add, look, remove", "دستاویزات ({count}): شامل کریں، دیکھیں، ہٹائیں"),
    "documents_what": (
        "Agenda, minutes, what was shown, pictures, the outcome; and who came, which never becomes public. The public"
        " gets a cleaned copy of what a reviewer has read: without author, place, notes and whatever else is not seen."
        " What you upload stays sealed, for your organisation alone.",
        "ایجنڈا، روداد، جو دکھایا گیا، تصویریں، نتیجہ؛ اور شرکت کی فہرست، جو کبھی عوامی نہیں ہوتی۔ عوام کو جائزہ کار کی پڑھی ہوئی صاف"
        " نقل ملتی ہے: مصنف، مقام، حاشیوں اور ہر اُس چیز کے بغیر جو نظر نہیں آتی۔ اصل فائل بند رہتی ہے، صرف آپ کے ادارے کے لیے۔",
    ),
    "documents_add": ("Add a document", "دستاویز شامل کریں"),
    "documents_added": ("The document is kept.", "دستاویز محفوظ ہو گئی۔"),
    "documents_removed": ("The document is removed.", "دستاویز ہٹا دی گئی۔"),
    "documents_heading": ("Documents", "دستاویزات"),
    "documents_note": (
        "Cleaned copies: author, place and comments in the files were taken out. The SHA-256 tells whether a file is the"
        " one that stands here.",
        "صاف نقلیں: فائلوں سے مصنف، مقام اور تبصرے نکال دیے گئے ہیں۔ SHA-256 سے معلوم ہوتا ہے کہ فائل وہی ہے جو یہاں ہے۔",
    ),
    "document_withdrawn": ("taken away on {day}", "{day} کو ہٹا دی گئی"),
    "document_kind": ("What is it?", "یہ کیا ہے؟"),
    "document_title": ("Its title, on one line", "اس کا عنوان، ایک سطر میں"),
    "document_title_in": ("The title is in", "عنوان کی زبان"),
    "document_language": ("The document is in", "دستاویز کی زبان"),
    "document_language_en": ("English", "انگریزی"),
    "document_language_ur": ("Urdu", "اردو"),
    "document_language_en_ur": ("English and Urdu", "انگریزی اور اردو"),
    "document_agreed": (
        "Everybody who can be seen in it agreed to its publication (needed of a picture)",
        "اس میں نظر آنے والا ہر شخص اس کی اشاعت پر راضی ہے (تصویر کے لیے ضروری)",
    ),
    "document_file_hint": (
        "PDF, picture, DOCX, XLSX, PPTX, ODT or plain text, at most 10 MB; no password, no macros.",
        "PDF، تصویر، DOCX، XLSX، PPTX، ODT یا سادہ متن، 10 ایم بی تک؛ پاس ورڈ اور میکرو کے بغیر۔",
    ),
    "document_kept": (
        "What you typed is still here. If the file is not shown beneath, choose it again: it is added once.",
        "آپ کا لکھا ہوا یہیں ہے۔ فائل نیچے نظر نہ آئے تو دوبارہ چنیں: وہ ایک ہی بار شامل ہوگی۔",
    ),
    "document_public_note": (
        "What is written in the document or can be seen in it is not changed. Take out names of people who do not want"
        " to be named before you upload it. Nothing is public before a reviewer has read it, and nobody is mailed.",
        "دستاویز میں لکھا ہوا یا نظر آنے والا کچھ بدلا نہیں جاتا۔ جو لوگ نام ظاہر نہیں کرنا چاہتے ان کے نام فائل دینے سے پہلے نکال دیں۔"
        " جائزہ کار کے پڑھنے سے پہلے کچھ عوامی نہیں ہوتا، اور کسی کو ای میل نہیں جاتی۔",
    ),
    "document_public": ("public", "عوامی"),
    "document_never": ("never public", "کبھی عوامی نہیں"),
    "document_waits": ("waits for a reviewer", "جائزہ کار کا انتظار"),
    "document_held": ("held, not public", "محفوظ ہے، عوامی نہیں"),
    "document_read": ("read", "پڑھی گئی"),
    "document_unread": ("not read yet", "ابھی پڑھی نہیں گئی"),
    "document_cleaned": ("Download the cleaned copy", "صاف نقل ڈاؤن لوڈ کریں"),
    "document_original": ("Download what was uploaded", "دی گئی اصل فائل ڈاؤن لوڈ کریں"),
    "document_remove_sure": (
        "I mean it: both copies are destroyed. Of a public one its kind and the day stay on the page. Nobody is mailed.",
        "میں یہی چاہتا ہوں: دونوں نقلیں ضائع ہو جائیں گی۔ عوامی دستاویز کی قسم اور دن صفحے پر رہیں گے۔ کسی کو ای میل نہیں جاتی۔",
    ),
    "document_open": ("Open what the public would get", "وہ کھولیں جو عوام کو ملے گا"),
    "document_called": (
        "Uploaded as {name}; the public never reads that.",
        "فائل کا دیا گیا نام: {name}؛ عوام اسے کبھی نہیں پڑھتے۔",
    ),
    "document_goes": ("taken out by cleaning, or the file's name", "صفائی میں نکل گیا، یا فائل کا نام"),
    "document_own": ("You added it: another reviewer has to read it.", "آپ نے شامل کی: کوئی اور جائزہ کار پڑھے گا۔"),
    "document_looked": (
        "I opened the file and looked at all of it, also at what no rule can search: faces, name plates, handwriting,"
        " scans, and Urdu in a PDF. Nothing in it may not be public",
        "میں نے فائل کھول کر پوری دیکھ لی ہے، وہ بھی جو کوئی قاعدہ نہیں ڈھونڈ سکتا: چہرے، ناموں کی تختیاں، ہاتھ کی لکھائی، اسکین،"
        " اور پی ڈی ایف میں اردو۔ اس میں کچھ ایسا نہیں جو عوامی نہ ہو سکے",
    ),
    "document_confirm": ("Confirm that it may be public", "تصدیق کریں کہ یہ عوامی ہو سکتی ہے"),
    "document_keep": ("Keep it from the public", "عوام سے روک لیں"),
    "document_why": ("Why? Never public.", "کیوں؟ کبھی عوامی نہیں۔"),
    "fault_document_file": ("Choose another file.", "کوئی اور فائل چنیں۔"),
    "fault_document_kind": ("Say what the document is.", "بتائیں دستاویز کیا ہے۔"),
    "fault_document_title": ("Say on one line what it is called.", "ایک سطر میں لکھیں اس کا عنوان کیا ہے۔"),
    "fault_document_agreed": ("Say that everybody who can be seen agreed.", "بتائیں کہ نظر آنے والا ہر شخص راضی ہے۔"),
    "fault_document_language": ("Say in which language it is.", "بتائیں یہ کس زبان میں ہے۔"),
}
