"""The one sentence that says where a line stands: name in the proto → (English, Urdu)."""

from typing import Final

HEADLINES: Final[dict[str, tuple[str, str]]] = {
    "HEADLINE_HIDDEN": ("Hidden while it is being checked", "جانچ کے دوران پوشیدہ"),
    "HEADLINE_WITHDRAWN": ("Withdrawn", "واپس لیا گیا"),
    "HEADLINE_NO_LONGER_APPLIES": ("No longer applies", "اب لاگو نہیں"),
    "HEADLINE_KEPT_AS_SAID": ("Kept as said – nobody was asked", "جیسا کہا گیا ویسا محفوظ – کسی سے پوچھا نہیں گیا"),
    "HEADLINE_SUPERSEDED": ("Superseded by another one", "اس کی جگہ دوسرے نے لی"),
    "HEADLINE_MERGED": ("Merged into another one", "دوسرے میں ضم کیا گیا"),
    "HEADLINE_NO_LONGER_FOLLOWED_UP": (
        "Kept as said – no longer followed up",
        "جیسا کہا گیا ویسا محفوظ – اب پیچھا نہیں کیا جاتا",
    ),
    "HEADLINE_ADDRESSED_TO_A_GROUP": ("Addressed to a group", "ایک گروہ سے مخاطب"),
    "HEADLINE_CONTRADICTED": ("Claim contradicted", "دعوے کی تردید ہوئی"),
    "HEADLINE_SINCE_UNDONE": ("Done earlier, since undone", "پہلے ہوا، پھر پلٹ گیا"),
    "HEADLINE_DONE_CHECKED": ("Done – checked", "ہو گیا – جانچ ہو چکی"),
    "HEADLINE_SAYS_DONE_PARTLY_SHOWN": ("Says done – partly shown", "کہتے ہیں ہو گیا – جزوی طور پر ثابت"),
    "HEADLINE_SAYS_DONE_NO_EVIDENCE_FOUND": (
        "Says done – no evidence found (as of {date})",
        "کہتے ہیں ہو گیا – ثبوت نہیں ملا ({date} تک)",
    ),
    "HEADLINE_SAYS_DONE_NOT_CHECKED": ("Says done – not checked", "کہتے ہیں ہو گیا – جانچ نہیں ہوئی"),
    "HEADLINE_DROPPED": ("Dropped", "ترک کر دیا گیا"),
    "HEADLINE_PAUSED": ("Paused", "رکا ہوا ہے"),
    "HEADLINE_DECLINED": ("Declined", "انکار کیا گیا"),
    "HEADLINE_SAYS_NOT_RESPONSIBLE": ("Says not responsible", "کہتے ہیں ذمہ داری ہماری نہیں"),
    "HEADLINE_LATE": ("Late – promised for {date}", "تاخیر – وعدہ {date} کا تھا"),
    "HEADLINE_WORK_UNDER_WAY": ("Work under way", "کام جاری ہے"),
    "HEADLINE_ACCEPTED": ("Accepted", "منظور کیا گیا"),
    "HEADLINE_ACCEPTED_IN_PART": ("Accepted in part", "جزوی طور پر منظور کیا گیا"),
    "HEADLINE_WORK_PLANNED": ("Work planned", "کام کا منصوبہ بن گیا"),
    "HEADLINE_PROMISED": ("Promised", "وعدہ کیا گیا"),
    "HEADLINE_REPORTED_IN_THE_PRESS": (
        "Reported in the press – not confirmed by {body}",
        "اخبارات میں آیا – {body} نے تصدیق نہیں کی",
    ),
    "HEADLINE_RECEIVED_NO_DECISION": (
        "Received, no decision – {days} past the date asked",
        "موصول ہوا، فیصلہ نہیں – مانگی گئی تاریخ کو گزرے {days}",
    ),
    "HEADLINE_UNDER_CONSIDERATION": ("Under consideration", "زیرِ غور"),
    "HEADLINE_NOT_ASKED_YET": ("Not asked yet", "ابھی نہیں پوچھا گیا"),
    "HEADLINE_NOT_DELIVERED": ("Not delivered", "درخواست نہیں پہنچی"),
    "HEADLINE_NO_ANSWER": (
        "No answer – {days} past the date asked",
        "جواب نہیں آیا – مانگی گئی تاریخ کو گزرے {days}",
    ),
    "HEADLINE_TRANSFERRED": ("With another body since {date}", "{date} سے دوسرے ادارے کے پاس"),
    "HEADLINE_BODY_ENDED": ("Nobody answers any more: the body has ended", "اب کوئی جواب دہ نہیں: ادارہ باقی نہیں رہا"),
    "HEADLINE_WAITING": ("Waiting for an answer until {date}", "جواب کا انتظار – {date} تک"),
}
