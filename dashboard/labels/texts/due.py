"""Words of the due calendar: the page, and what stands in the calendars of those who subscribed."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "due_title": ("Due calendar", "مقررہ تاریخوں کا کیلنڈر"),
    "due_page_what": (
        "What your body is expected to do, month by month, and a link for your own calendar.",
        "آپ کے ادارے سے کیا متوقع ہے، مہینہ بہ مہینہ، اور آپ کے اپنے کیلنڈر کے لیے لنک۔",
    ),
    "due_what": (
        "Dates asked for, dates that your body gave, and checks that are under way. All of them are public.",
        "مانگی گئی تاریخیں، آپ کے ادارے کی دی ہوئی تاریخیں، اور جاری جانچ۔ یہ سب عوامی ہیں۔",
    ),
    "due_none": ("Nothing is due.", "کچھ واجب نہیں۔"),
    "due_past": ("Past the date", "تاریخ گزر چکی"),
    "due_answer": ("Answer asked for", "جواب مانگا گیا"),
    "due_promise": ("The date your body gave", "آپ کے ادارے کی دی ہوئی تاریخ"),
    "due_evidence": ("Evidence asked for", "ثبوت مانگا گیا"),
    "due_check": ("Being re-checked until this day", "اس دن تک دوبارہ جانچ جاری ہے"),
    "due_calendar": ("{site}: due dates", "{site}: مقررہ تاریخیں"),
    "due_event_answer": ("{number}: answer asked for", "{number}: جواب مانگا گیا"),
    "due_event_promise": ("{number}: the date that the body gave", "{number}: ادارے کی دی ہوئی تاریخ"),
    "due_event_evidence": ("{number}: evidence asked for", "{number}: ثبوت مانگا گیا"),
    "due_event_check": ("{number}: re-checked until today", "{number}: آج تک دوبارہ جانچ"),
    "due_not_legal": (
        "The date is asked for by the host. It is not a legal deadline.",
        "یہ تاریخ میزبان نے مانگی ہے۔ یہ قانونی مہلت نہیں ہے۔",
    ),
    "due_link": ("Calendar link", "کیلنڈر کا لنک"),
    "due_link_what": (
        "An address that you give to your own calendar once: it shows these dates there from then on, and moves them when"
        " they move.",
        "ایک پتہ جو آپ اپنے کیلنڈر کو ایک بار دیں: پھر یہ تاریخیں وہاں نظر آئیں گی، اور بدلیں تو وہاں بھی بدل جائیں گی۔",
    ),
    "due_link_none": ("You have no calendar link.", "آپ کا کوئی کیلنڈر لنک نہیں۔"),
    "due_link_since": ("You made your calendar link on {day}.", "آپ نے اپنا کیلنڈر لنک {day} کو بنایا۔"),
    "due_alarm": ("Should your calendar remind you?", "کیا آپ کا کیلنڈر آپ کو یاد دلائے؟"),
    "due_alarm_none": ("No", "نہیں"),
    "due_alarm_days": ("{days} before, at nine in the morning", "{days} پہلے، صبح نو بجے"),
    "due_link_tells": (
        "Whoever has the address sees for which body you answer, and nothing else that is not public: no name and no mailbox."
        " Nobody is told that you made it. It goes on when you sign out, and ends at once when you no longer answer for a body.",
        "جس کے پاس یہ پتہ ہو وہ دیکھ سکتا ہے کہ آپ کس ادارے کی طرف سے جواب دیتے ہیں، اور کچھ غیر عوامی نہیں: نہ نام، نہ ای میل۔ کسی کو نہیں"
        " بتایا جاتا کہ آپ نے اسے بنایا۔ سائن آؤٹ کرنے پر یہ جاری رہتا ہے، اور جب آپ کسی ادارے کی طرف سے جواب نہ دیں تو فوراً ختم ہو جاتا ہے۔",
    ),
    "due_link_replaces": (
        "The link that you have ends: a calendar that reads it finds nothing any more.",
        "آپ کا موجودہ لنک ختم ہو جائے گا: جو کیلنڈر اسے پڑھتا ہے اسے پھر کچھ نہیں ملے گا۔",
    ),
    "due_link_end_what": (
        "A calendar that reads the link finds nothing any more. Nothing becomes public by that, and nobody is told.",
        "جو کیلنڈر یہ لنک پڑھتا ہے اسے پھر کچھ نہیں ملے گا۔ اس سے کچھ عوامی نہیں ہوتا، اور کسی کو نہیں بتایا جاتا۔",
    ),
    "due_sure_make": ("I have read who sees what with the address", "میں نے پڑھ لیا کہ اس پتے سے کون کیا دیکھ سکتا ہے"),
    "due_sure_end": (
        "No calendar shall read my dates by the link any more",
        "اب کوئی کیلنڈر اس لنک سے میری تاریخیں نہ پڑھے",
    ),
    "due_link_make": ("Make a calendar link", "کیلنڈر کا لنک بنائیں"),
    "due_link_anew": ("Make a new calendar link", "کیلنڈر کا نیا لنک بنائیں"),
    "due_link_end": ("End the calendar link", "کیلنڈر کا لنک ختم کریں"),
    "due_link_ended": ("The calendar link has ended.", "کیلنڈر کا لنک ختم ہو گیا۔"),
    "due_link_made": ("Your calendar link", "آپ کا کیلنڈر لنک"),
    "due_link_once": (
        "This address is shown only now. If you lose it, make a new one.",
        "یہ پتہ صرف ابھی دکھایا جا رہا ہے۔ کھو جائے تو نیا بنا لیں۔",
    ),
    "due_link_address": ("Address for your calendar", "آپ کے کیلنڈر کے لیے پتہ"),
    "due_link_how": (
        "Copy it, and add it in your calendar under “subscribe” or “from a URL”. Give it to nobody else.",
        "اسے نقل کریں اور اپنے کیلنڈر میں ”سبسکرائب“ یا ”یو آر ایل سے“ کے تحت شامل کریں۔ کسی اور کو نہ دیں۔",
    ),
    "due_link_open": ("Open it in your calendar", "اپنے کیلنڈر میں کھولیں"),
}
