"""Words of the methodology page: what is kept apart, what the words mean, corrections, contact."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "methodology_title": ("How to read this", "اسے کیسے پڑھیں"),
    "methodology_lead": (
        "What a body says and what others could show are two things. They stand side by side here and are never merged.",
        "ادارہ کیا کہتا ہے اور دوسرے کیا دکھا سکے، یہ دو الگ باتیں ہیں۔ یہاں یہ ساتھ ساتھ رہتی ہیں، کبھی ملائی نہیں جاتیں۔",
    ),
    "methodology_apart": ("What is kept apart", "کیا الگ رکھا جاتا ہے"),
    "apart_request": ("Was it put to the body?", "کیا یہ ادارے کے سامنے رکھا گیا؟"),
    "apart_position": ("What does the body say about the request?", "ادارہ درخواست کے بارے میں کیا کہتا ہے؟"),
    "apart_progress": ("What does the body say it has done?", "ادارہ کیا کہتا ہے کہ اس نے کیا کیا؟"),
    "apart_verification": ("What can somebody else show?", "کوئی اور کیا دکھا سکتا ہے؟"),
    "apart_closure": ("Is it over?", "کیا معاملہ ختم ہوا؟"),
    "by_several": (
        "the host; where it no longer applies with a second person; whoever opens it again says why",
        "میزبان؛ جہاں اب لاگو نہ ہو وہاں دوسرے فرد کے ساتھ؛ دوبارہ کھولنے والا وجہ بتاتا ہے",
    ),
    "apart_clock": ("Against the dates asked and promised?", "مانگی گئی اور وعدے کی تاریخوں کے مقابلے میں؟"),
    "written_by": ("written by", "لکھنے والا"),
    "by_host": ("the host, or the mail system", "میزبان یا میل کا نظام"),
    "by_liaison": (
        "the body's own liaison; or its letter, recorded by the host and confirmed by a second person",
        "ادارے کا اپنا نمائندہ؛ یا اس کا خط، جسے میزبان نے درج کیا اور دوسرے شخص نے تصدیق کی",
    ),
    "by_verifier": ("verifiers only, never of the same organisation", "صرف تصدیق کنندہ، کبھی اسی ادارے کا نہیں"),
    "by_nobody": (
        "nobody: computed from the dates when you look",
        "کوئی نہیں: آپ کے دیکھتے وقت تاریخوں سے نکالا جاتا ہے",
    ),
    "methodology_headlines": ("The sentence that stands first", "پہلا جملہ"),
    "methodology_headlines_what": (
        "It is computed from the fields below, never typed in. The first one that fits counts.",
        "یہ نیچے دیے گئے خانوں سے نکلتا ہے، کوئی اسے لکھتا نہیں۔ جو پہلے پورا اترے وہی مانا جاتا ہے۔",
    ),
    "methodology_group": ("Counts as", "شمار ہوتا ہے"),
    "methodology_sentence": ("Sentence", "جملہ"),
    "methodology_counted": ("Recorded and tracked", "درج اور زیرِ پیروی"),
    "methodology_counted_body": (
        "A recommendation is tracked when there is a body that can answer and an answer to “what would count as done”. "
        "Everything else is recorded: kept as said, findable, without a clock. Vague is no insult.",
        "سفارش تب زیرِ پیروی ہوتی ہے جب کوئی جواب دہ ادارہ ہو اور طے ہو کہ ”کیا ہو تو کام پورا سمجھا جائے“۔ باقی سب درج ہوتا ہے: جیسا "
        "کہا گیا ویسا محفوظ، قابلِ تلاش، بغیر مہلت کے۔ مبہم ہونا کوئی عیب نہیں۔",
    ),
    "methodology_dates": ("Dates", "تاریخیں"),
    "methodology_dates_body": (
        "The host asks for an answer within a number of days, 60 if nothing else is said. The days count from the day the "
        "body's own mail server took the request or it was handed over. A date is one the host asked for or the body "
        "promised, never a legal deadline. Declined is not the end: it stays listed and may begin later.",
        "میزبان ایک مدت کے اندر جواب مانگتا ہے، اگر کچھ اور نہ کہا جائے تو 60 دن۔ دن اس روز سے گنے جاتے ہیں جب ادارے کے اپنے میل سرور "
        "نے درخواست وصول کی یا وہ ہاتھوں ہاتھ دی گئی۔ تاریخ وہ ہے جو میزبان نے مانگی یا ادارے نے وعدہ کی، کبھی قانونی مہلت نہیں۔ انکار "
        "خاتمہ نہیں: وہ فہرست میں رہتا ہے اور کام بعد میں شروع ہو سکتا ہے۔",
    ),
    "methodology_examples": ("Examples", "مثالیں"),
    "methodology_examples_body": (
        "Numbers that begin with EX- are invented, with stand-in bodies whose names say so. They are left out of every "
        "count of real bodies.",
        "\u2066EX-\u2069 سے شروع ہونے والے نمبر فرضی ہیں، اور ان کے ادارے بھی فرضی ہیں جن کے ناموں میں یہ لکھا ہے۔ وہ حقیقی اداروں کی کسی گنتی میں "
        "شامل نہیں ہوتے۔",
    ),
    "methodology_corrections": ("Corrections", "درستیاں"),
    "methodology_corrections_body": (
        "Nothing that was public is deleted silently. A correction is a new entry that names the one it corrects. "
        "Somebody whose name should not be here can ask for it to be taken out; the number stays.",
        "جو عوامی تھا اسے خاموشی سے نہیں مٹایا جاتا۔ درستی ایک نیا اندراج ہے جو بتاتا ہے کہ کس کو درست کرتا ہے۔ جس کا نام یہاں نہیں ہونا "
        "چاہیے وہ نکلوانے کو کہہ سکتا ہے؛ نمبر باقی رہتا ہے۔",
    ),
    "methodology_calendar": ("The holiday calendar of {year}, corrected", "تعطیلات کے کیلنڈر {year} کی درستیاں"),
    "methodology_calendar_body": (
        "A date asked for that falls on a Saturday, a Sunday or a holiday moves to the next working day. Holidays that "
        "follow the moon are estimates until they are declared. Each correction of a day stays here, with its reason and "
        "where the day was declared.",
        "مانگی گئی تاریخ ہفتے، اتوار یا تعطیل کو پڑے تو اگلے یومِ کار پر چلی جاتی ہے۔ چاند کے حساب سے آنے والی تعطیلات اعلان تک اندازے "
        "ہیں۔ ہر دن کی درستی یہاں رہتی ہے، اس کی وجہ کے ساتھ اور یہ کہ اعلان کہاں ہوا۔",
    ),
    "methodology_calendar_away": (
        "The corrections cannot be read at the moment. Come back in a minute.",
        "درستیاں اس وقت پڑھی نہیں جا سکتیں۔ ایک منٹ بعد دوبارہ آئیں۔",
    ),
    "methodology_contact": ("Contact", "رابطہ"),
    "methodology_contact_body": (
        "Report an error or ask for a name to be removed. You get a reply within {days} working days.",
        "غلطی کی اطلاع دیں یا نام نکلوانے کو کہیں۔ آپ کو {days} ایام کار میں جواب ملے گا۔",
    ),
    "methodology_no_contact": (
        "Write to the host named on the page of the consultation. You get a reply within {days} working days.",
        "مشاورت کے صفحے پر درج میزبان کو لکھیں۔ آپ کو {days} ایام کار میں جواب ملے گا۔",
    ),
    "sentence_example_date": ("DATE", "تاریخ"),
    "sentence_example_days": ("n days", "n دن"),
}
