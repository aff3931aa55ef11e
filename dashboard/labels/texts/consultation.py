"""Words of consultations, their items, and the bodies of the register."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "consultation": ("Consultation", "مشاورت"),
    "when": ("When", "کب"),
    "where": ("Where", "کہاں"),
    "online": ("online", "آن لائن"),
    "host": ("Recorded by", "درج کرنے والے"),
    "organisers": ("Organisers, as printed", "منتظمین، جیسا چھپا"),
    "funder": ("Paid for by", "مالی معاونت"),
    "programme": ("Programme", "پروگرام"),
    "attending_bodies": ("Present in official capacity, as printed", "سرکاری حیثیت میں موجود، جیسا چھپا"),
    "foreseen_addressees": ("To whom it is to speak, as printed", "جن سے بات کرنا مقصود ہے، جیسا چھپا"),
    "foreseen_note": ("Nothing was put to them yet.", "ابھی ان کے سامنے کچھ نہیں رکھا گیا۔"),
    "attribution_rule": ("How speakers are named", "بولنے والوں کے نام"),
    "speakers": ("People named", "جن کے نام درج ہیں"),
    "source": ("Source", "ذریعہ"),
    "source_own_notes": ("Notes of the host", "میزبان کے نوٹس"),
    "source_published_article": ("Published article", "شائع شدہ مضمون"),
    "retrieved_on": ("read on {day}", "{day} کو پڑھا گیا"),
    "outputs": ("What came out of it", "اس سے کیا نکلا"),
    "count_as_printed": ("{count} as printed", "{count}، جیسا چھپا"),
    "figures": ("Figures, as printed", "اعداد، جیسا چھپا"),
    "figures_conflict": ("These figures contradict each other", "یہ اعداد ایک دوسرے سے نہیں ملتے"),
    "figures_not_repaired": (
        "We keep them as printed and add nothing up.",
        "ہم انہیں جیسا چھپا ویسا رکھتے ہیں، جوڑتے نہیں۔",
    ),
    "items_heading": ("What was said", "کیا کہا گیا"),
    "items_none": ("No item is published yet.", "ابھی کوئی نکتہ شائع نہیں ہوا۔"),
    "items_counts": ("{recorded} recorded, {tracked} tracked", "{recorded} درج، {tracked} زیرِ پیروی"),
    "item_tracked": (
        "Tracked as {number}: see what became of it",
        "{number} کے نام سے زیرِ پیروی: دیکھیں اس کا کیا بنا",
    ),
    "item_recorded": (
        "Recorded: kept as said, findable, no clock.",
        "درج: جیسا کہا گیا ویسا محفوظ، قابلِ تلاش، کوئی مہلت نہیں۔",
    ),
    "addressed_to": ("Addressed to", "کس سے کہا گیا"),
    "promised_by": ("Promised by", "وعدہ کس کا ہے"),
    "verifiable": ("Can it be checked?", "کیا جانچا جا سکتا ہے؟"),
    "uncertain": ("Something about it is uncertain", "اس میں کچھ غیر یقینی ہے"),
    "press_reported": ("Known from the press only", "صرف اخبارات سے معلوم"),
    "source_row": ("Row of the source", "ذریعے کی سطر"),
    "published_on": ("Published on", "اشاعت کی تاریخ"),
    "all_items": ("All items of this consultation", "اس مشاورت کے تمام نکات"),
    # A body of the register
    "remit": ("Responsible for", "ذمہ داری"),
    "body_counts": ("What was asked of it", "اس سے کیا پوچھا گیا"),
    "body_asked": ("Asked", "پوچھا گیا"),
    "body_answered": ("Answered", "جواب دیا"),
    "body_on_time": ("Answered by the date asked", "مانگی گئی تاریخ تک جواب"),
    "body_of": ("{count} of {total}", "{total} میں سے {count}"),
    "body_median": ("Half of its answers came within", "آدھے جواب اتنے دن میں آئے"),
    "body_median_n": ("{days} (n = {count})", "{days} (کل {count})"),
    "body_oldest": ("Longest without an answer", "سب سے پرانا بے جواب"),
    "body_few": ("Fewer than five lines: counts only.", "پانچ سے کم سطریں: صرف گنتی۔"),
    "body_lines": ("Its lines", "اس کی سطریں"),
    "body_none": ("Nothing was put to it yet.", "ابھی اس کے سامنے کچھ نہیں رکھا گیا۔"),
    "body_share": (
        "{percent}% – {count} of {total} answers, as of {day}",
        "{percent}٪ – {total} میں سے {count} جواب، {day} تک",
    ),
    "body_oldest_days": ("{days} past the date asked", "مانگی گئی تاریخ کو {days} گزر گئے"),
    "body_ended": (
        "This body is no more since {day}. What it was asked and what it said stays here.",
        "یہ ادارہ {day} سے باقی نہیں۔ اس سے جو پوچھا گیا اور اس نے جو کہا، یہیں رہے گا۔",
    ),
    "body_ended_mark": ("(no more since {day})", "({day} سے باقی نہیں)"),
    "body_cuts": ("What came from and went to other bodies", "دوسرے اداروں سے کیا آیا اور انہیں کیا گیا"),
    "body_cuts_note": (
        "What was said before the day stays with the body that said it. The other body is asked anew.",
        "اُس دن سے پہلے جو کہا گیا وہ کہنے والے ادارے کے پاس رہتا ہے۔ دوسرے ادارے سے نئے سرے سے پوچھا جاتا ہے۔",
    ),
    "cut_gained": ("Came here", "یہاں آئی"),
    "cut_from": ("from", "از"),
    "cut_to": ("to", "بنام"),
    "cut_lines": ("Lines that moved: {count}", "منتقل ہونے والی سطریں: {count}"),
    "cut_undone": (
        "Undone on {day}: it had been recorded wrongly.",
        "{day} کو واپس لیا گیا: یہ غلط درج ہوا تھا۔",
    ),
    "body_reply": ("Right of reply", "جواب کا حق"),
    "body_reply_text": (
        "{body} can answer every line on this page, at any time, in its own words: they stand beside what others "
        "checked and are never edited. What a verifier finds against its word is shown to it first, and it has ten "
        "working days to reply before anybody else reads it; the reply is published with the finding.",
        "{body} اس صفحے کی ہر سطر کا کسی بھی وقت اپنے الفاظ میں جواب دے سکتا ہے: وہ الفاظ دوسروں کی جانچ کے ساتھ رہتے ہیں اور کبھی بدلے نہیں "
        "جاتے۔ تصدیق کنندہ اس کے بیان کے خلاف جو پائے وہ پہلے اسے دکھایا جاتا ہے، اور کسی اور کے پڑھنے سے پہلے اسے جواب کے لیے دس ایامِ کار "
        "ملتے ہیں؛ جواب نتیجے کے ساتھ شائع ہوتا ہے۔",
    ),
    "body_reply_where": ("Answer for this body", "اس ادارے کی طرف سے جواب دیں"),
    "body_names": ("Its names", "اس کے نام"),
    "body_names_note": (
        "The history calls it by the name that it had on the day. Old addresses of this page lead here.",
        "تاریخ میں اسے اُس دن کے نام سے پکارا جاتا ہے۔ اس صفحے کے پرانے پتے یہیں لاتے ہیں۔",
    ),
    "body_undone_names": ("Names entered by mistake", "غلطی سے درج ہونے والے نام"),
    "body_name_undone": (
        "Undone on {day}: it never had this name.",
        "{day} کو واپس لیا گیا: اس کا یہ نام کبھی نہ تھا۔",
    ),
    "since_day": ("since {day}", "{day} سے"),
    "until_day": ("until {day}", "{day} تک"),
    "body_group": ("A group: nobody can answer for it.", "ایک گروہ: کوئی اس کی طرف سے جواب نہیں دے سکتا۔"),
}
