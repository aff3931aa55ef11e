"""Words of the reviewer's page."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "reword_title": ("Asked for other words", "دوسرے الفاظ مانگے گئے"),
    "reword_ask": ("Ask for other words", "دوسرے الفاظ مانگیں"),
    "reword_send": ("Record that it cannot be checked", "درج کریں کہ جانچ ممکن نہیں"),
    "reword_sent": (
        "Recorded. Its host is asked for other words.",
        "درج ہو گیا۔ اس کے میزبان سے دوسرے الفاظ مانگے گئے ہیں۔",
    ),
    "reword_none": ("Nobody asks for other words.", "کسی نے دوسرے الفاظ نہیں مانگے۔"),
    "review_title": ("To be read before it is public", "شائع ہونے سے پہلے پڑھنے کے لیے"),
    "review_what": (
        "Read exactly what will be public, then publish or return it.",
        "بالکل وہی پڑھیں جو عوام دیکھیں گے، پھر شائع کریں یا واپس بھیجیں۔",
    ),
    "review_empty": ("Nothing waits for you.", "آپ کے لیے کچھ منتظر نہیں۔"),
    "review_choose": ("Consultation", "مشاورت"),
    "review_items": ("Which items do you decide on?", "آپ کن نکات پر فیصلہ کرتے ہیں؟"),
    "review_own": (
        "You entered {title}: somebody else has to publish it.",
        "آپ نے {title} درج کیا: شائع کوئی اور کرے گا۔",
    ),
    "review_tracked": (
        "Track item {position}: put it to its addressees",
        "نکتہ {position} کی پیروی کریں: متعلقہ اداروں سے پوچھیں",
    ),
    "review_risk": ("How much harm could publication do?", "اشاعت سے کتنا نقصان ہو سکتا ہے؟"),
    "review_public": ("What will be public", "عوام کیا دیکھیں گے"),
    "review_entered": ("As entered", "جیسے درج ہوا"),
    "review_speaker": ("Speaker in public: {speaker}", "عوام میں بولنے والا: {speaker}"),
    "review_speaker_none": ("not named", "نام نہیں دیا جائے گا"),
    "review_told": ("Who will be told", "کس کو اطلاع جائے گی"),
    "review_told_line": ("{body}: {liaisons} person(s), {lines} line(s)", "{body}: {liaisons} افراد، {lines} سطریں"),
    "review_told_nobody": ("Nobody gets a mail.", "کسی کو ای میل نہیں جائے گی۔"),
    "review_checklist": ("Before you publish", "شائع کرنے سے پہلے"),
    "review_names": ("Does it name a private person?", "کیا اس میں کسی عام فرد کا نام ہے؟"),
    "review_crime": (
        "Does it allege a crime of somebody who can be recognised?",
        "کیا کسی پہچانے جا سکنے والے فرد پر جرم کا الزام ہے؟",
    ),
    "review_harm": (
        "Could anyone lose a job or their safety because attendance becomes known?",
        "کیا شرکت ظاہر ہونے سے کسی کی نوکری یا سلامتی خطرے میں پڑ سکتی ہے؟",
    ),
    "review_child": ("Could a child, or a case, be recognised?", "کیا کوئی بچہ یا مقدمہ پہچانا جا سکتا ہے؟"),
    "review_not_answered": ("not answered yet", "ابھی جواب نہیں دیا"),
    "review_consent": ("I compared each name with its consent", "میں نے ہر نام کا اس کی رضامندی سے موازنہ کیا"),
    "review_read": (
        "I read the final public text, beside what was entered",
        "میں نے حتمی عوامی متن، درج شدہ کے ساتھ، پڑھ لیا",
    ),
    "review_note": ("Note of the review; never public", "جائزے کا نوٹ؛ کبھی عوامی نہیں"),
    "review_publish": ("Publish {count} item(s)", "{count} نکات شائع کریں"),
    "review_publish_alone": ("Publish the consultation", "مشاورت شائع کریں"),
    "review_published": ("Published as {number}.", "{number} کے طور پر شائع ہو گیا۔"),
    "review_reason": ("What has to change?", "کیا بدلنا ہے؟"),
    "review_return": ("Return {count} item(s)", "{count} نکات واپس بھیجیں"),
    "review_returned": ("Returned to the facilitator.", "سہولت کار کو واپس بھیج دیا گیا۔"),
    "review_stale": (
        "Somebody changed it meanwhile: read it again below.",
        "اس دوران کسی نے اسے بدلا: نیچے دوبارہ پڑھیں۔",
    ),
    "hide_title": ("Hide now", "ابھی چھپائیں"),
    "hide_what": (
        "Gone from every page within a minute. You need nobody's leave. Showing it again needs two people.",
        "ایک منٹ میں ہر صفحے سے غائب۔ کسی کی اجازت ضروری نہیں۔ دوبارہ دکھانے کے لیے دو افراد چاہییں۔",
    ),
    "hide_number": ("Number: C-7, C-7/12 or R-42", "نمبر: C-7، C-7/12 یا R-42"),
    "hide_reason": ("Why? Never public.", "کیوں؟ کبھی عوامی نہیں۔"),
    "hide_button": ("Hide it", "چھپائیں"),
    "hide_needs_another": (
        "You asked for it already: another person has to agree.",
        "آپ پہلے کہہ چکے ہیں: ایک اور فرد کی رضامندی ضروری ہے۔",
    ),
    "hide_done": ("{number} is hidden.", "{number} چھپا دیا گیا۔"),
    "show_button": ("Show it again", "دوبارہ دکھائیں"),
    "show_done": ("{number} is public again.", "{number} دوبارہ عوام کے سامنے ہے۔"),
    "show_asked": ("Noted. A second person has to agree.", "درج ہو گیا۔ ایک اور فرد کی رضامندی ضروری ہے۔"),
    "closings_title": ("Lines that may no longer apply", "سطریں جو شاید اب لاگو نہیں"),
    "closings_public": (
        "Confirmed, it is public at once: reason, evidence and today's date. The clocks stop. Nobody is mailed.",
        "تصدیق پر فوراً عوامی: وجہ، ثبوت اور آج کی تاریخ۔ تاریخیں رک جائیں گی۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "letters_title": ("Answers given on paper", "کاغذ پر دیے گئے جواب"),
    "letters_empty": ("None waits to be confirmed.", "کوئی تصدیق کا منتظر نہیں۔"),
    "letters_public": (
        "Confirmed, it is public at once: the whole answer, as given on its day and recorded by your organisation. It"
        " counts from that day. Refused, nothing is public. Nobody is mailed.",
        "تصدیق پر فوراً عوامی: پورا جواب، اپنے دن کی تاریخ کے ساتھ، آپ کے ادارے کا درج کردہ۔ اسی دن سے شمار ہو گا۔ رد کرنے پر"
        " کچھ عوامی نہیں۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "letters_reason": ("Why, if you refuse it?", "رد کرنے کی وجہ؟"),
    "letters_confirm": ("Confirm", "تصدیق کریں"),
    "letters_refuse": ("Refuse", "رد کریں"),
    "letters_own": ("You recorded it: somebody else has to confirm.", "آپ نے درج کیا: تصدیق کوئی اور کرے گا۔"),
    "letters_done": ("Decided.", "فیصلہ ہو گیا۔"),
}
