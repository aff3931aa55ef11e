"""Words that every page has: frame, languages, problems, dates."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "site_name": ("Roundtable", "راؤنڈ ٹیبل"),
    "site_tagline": ("What became of what was asked", "جو کہا گیا، اس کا کیا بنا"),
    "site_description": (
        "Recommendations of civil-society roundtables, and what each body said and did about them.",
        "سول سوسائٹی کے گول میز اجلاسوں کی سفارشات، اور ہر ادارے نے ان پر کیا کہا اور کیا کیا۔",
    ),
    "skip": ("Skip to the content", "سیدھے متن پر جائیں"),
    "navigation": ("Pages", "صفحات"),
    "nav_overview": ("Overview", "جائزہ"),
    "nav_explore": ("Explore", "تلاش و تجزیہ"),
    "nav_methodology": ("How to read this", "اسے کیسے پڑھیں"),
    "nav_start": ("Start here", "یہاں سے شروع کریں"),
    "nav_sign_in": ("Sign in", "سائن اِن"),
    "nav_sign_out": ("Sign out", "سائن آؤٹ"),
    "nav_work": ("Your work", "آپ کا کام"),
    "list_more": ("Show more", "مزید دکھائیں"),
    "switch_language": ("اردو", "English"),
    "language_en": ("English", "انگریزی"),
    "language_ur": ("Urdu", "اردو"),
    "in_language": ("No translation yet – shown in {language}", "ترجمہ باقی – {language} میں"),
    "translated_by_machine": (
        "Machine-assisted translation, not reviewed. The text in {language} counts.",
        "مشین کی مدد سے ترجمہ، نظرِ ثانی نہیں ہوئی۔ {language} متن معتبر ہے۔",
    ),
    "machine_assisted": ("machine-assisted translation, not reviewed", "مشین کی مدد سے ترجمہ، نظرِ ثانی نہیں ہوئی"),
    "translation_counts": ("{language} counts", "{language} معتبر ہے"),
    "translation_human": ("{language} by a person", "{language} انسانی"),
    "translation_machine": (
        "{language} machine-assisted, not reviewed",
        "{language} مشین کی مدد سے، نظرِ ثانی نہیں ہوئی",
    ),
    "translation_missing": ("{language} missing", "{language} موجود نہیں"),
    "translation_which": ("Which text counts, and who translated", "کون سا متن معتبر ہے، اور ترجمہ کس کا ہے"),
    "comma": (", ", "، "),
    "waiting_not_counted": (
        "Waiting for an answer – no days are counted yet",
        "جواب کا انتظار – ابھی دن شمار نہیں ہو رہے",
    ),
    "erased": ("This text was erased. Number and date stay.", "یہ متن مٹا دیا گیا ہے۔ نمبر اور تاریخ باقی ہیں۔"),
    "footer_bind": (
        "These recommendations bind nobody in law. Dates are those the host asked for.",
        "یہ سفارشات قانوناً کسی کو پابند نہیں کرتیں۔ تاریخیں وہ ہیں جو میزبان نے مانگیں۔",
    ),
    "footer_privacy": (
        "No other site is told that you were here. We keep no address of yours.",
        "کسی اور ویب سائٹ کو آپ کے آنے کی خبر نہیں ہوتی۔ ہم آپ کا کوئی پتہ محفوظ نہیں کرتے۔",
    ),
    "as_of": ("As of {moment}", "{moment} تک"),
    "data_old": (
        "We cannot reach all records right now. What you see is {age} old.",
        "اس وقت تمام ریکارڈ تک رسائی نہیں ہو رہی۔ جو آپ دیکھ رہے ہیں وہ {age} پرانا ہے۔",
    ),
    "example": ("EXAMPLE", "مثال"),
    "example_banner": (
        "Invented for demonstration. No real body was asked any of this.",
        "یہ دکھانے کے لیے بنائی گئی مثال ہے۔ کسی حقیقی ادارے سے یہ نہیں پوچھا گیا۔",
    ),
    "the_body": ("the body", "ادارے"),
    "not_given": ("not given", "نہیں دیا گیا"),
    "date_not_given": ("Date not given", "تاریخ نہیں دی گئی"),
    "none": ("none", "کوئی نہیں"),
    "yes": ("Yes", "ہاں"),
    "no": ("No", "نہیں"),
    "send": ("Send", "بھیجیں"),
    "choose": ("Choose", "چنیں"),
    "change": ("Change", "بدلیں"),
    "remove": ("Remove", "ہٹائیں"),
    "remove_yes": ("Yes, remove it", "ہاں، ہٹا دیں"),
    "remove_no": ("No, keep it", "نہیں، رہنے دیں"),
    "remove_item_what": (
        "All that was entered of this item is destroyed. Nothing of it is public, and nobody is mailed. It cannot be undone.",
        "اس نکتے کا جو کچھ درج ہوا وہ ختم ہو جائے گا۔ اس میں سے کچھ عوامی نہیں، اور کسی کو ای میل نہیں جائے گی۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "remove_person_what": (
        "All that was entered of this person is destroyed, and items of theirs have no speaker then. Nothing of it is public, and"
        " nobody is mailed. It cannot be undone.",
        "اس فرد کا جو کچھ درج ہوا وہ ختم ہو جائے گا، اور اس کے نکات کا پھر کوئی کہنے والا نہیں ہو گا۔ اس میں سے کچھ عوامی نہیں، اور کسی کو"
        " ای میل نہیں جائے گی۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "optional": ("optional", "اختیاری"),
    "previous_page": ("Previous page", "پچھلا صفحہ"),
    "next_page": ("Next page", "اگلا صفحہ"),
    "first_page": ("First page", "پہلا صفحہ"),
    "opens_new_tab": ("opens in a new tab", "نئے ٹیب میں کھلے گا"),
    "there_is_a_problem": ("There is a problem", "ایک مسئلہ ہے"),
    "fault_whole_form": ("The form as a whole", "پورا فارم"),
    "error_prefix": ("Error: ", "غلطی: "),
    "fault_expected": ("Needed here", "یہاں درکار ہے"),
    "problem_bad_request": ("Something in the form has to be changed.", "فارم میں کچھ بدلنا ہو گا۔"),
    "problem_signed_out": (
        "You are signed out. Sign in again: what you saved is still there.",
        "آپ سائن آؤٹ ہو چکے ہیں۔ دوبارہ سائن اِن کریں: جو آپ نے محفوظ کیا وہ موجود ہے۔",
    ),
    "problem_denied": ("You may not do this with your role.", "آپ اپنے کردار میں یہ نہیں کر سکتے۔"),
    "desk_of_somebody_else": (
        "Somebody else was signed in here. Their page is closed: nothing on it is yours, or was saved as yours.",
        "یہاں کوئی اور سائن اِن تھا۔ ان کا صفحہ بند ہے: اس پر کچھ آپ کا نہیں، نہ آپ کے نام سے محفوظ ہوا۔",
    ),
    "problem_needs_role": ("This page is for: {roles}.", "یہ صفحہ ان کے لیے ہے: {roles}۔"),
    "problem_not_found": ("We cannot find that.", "یہ نہیں ملا۔"),
    "problem_already_there": ("That exists already.", "یہ پہلے سے موجود ہے۔"),
    "problem_not_now": ("This cannot be done as things stand.", "موجودہ حالت میں یہ نہیں ہو سکتا۔"),
    "problem_stale": (
        "Somebody else changed this meanwhile. Nothing you entered is lost.",
        "اس دوران کسی اور نے اسے بدل دیا۔ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا۔",
    ),
    "problem_too_large": (
        "That is too much at once: send it in parts. Nothing was changed.",
        "یہ ایک بار میں بہت زیادہ ہے: حصوں میں بھیجیں۔ کچھ نہیں بدلا۔",
    ),
    "problem_too_many": (
        "Too many tries. Wait a little, then try again.",
        "بہت زیادہ کوششیں۔ کچھ دیر رک کر دوبارہ کریں۔",
    ),
    "problem_too_many_seconds": (
        "Too many tries. Try again in {seconds} s.",
        "بہت زیادہ کوششیں۔ {seconds} سیکنڈ بعد دوبارہ کوشش کریں۔",
    ),
    "problem_too_many_minutes": (
        "Too many tries. Try again in about {minutes} min.",
        "بہت زیادہ کوششیں۔ تقریباً {minutes} منٹ بعد دوبارہ کوشش کریں۔",
    ),
    "problem_unavailable": (
        "We cannot reach the records right now. Nothing you entered is lost. Try again.",
        "اس وقت ریکارڈ تک رسائی نہیں ہو رہی۔ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا۔ دوبارہ کوشش کریں۔",
    ),
    "problem_broken": (
        "Something went wrong on our side. Try again.",
        "ہماری طرف سے کچھ غلط ہو گیا۔ دوبارہ کوشش کریں۔",
    ),
    "down_title": ("We cannot reach the records right now", "اس وقت ریکارڈ تک رسائی نہیں ہو رہی"),
    "down_body": (
        "Nothing is lost. This page tries again every ten seconds by itself.",
        "کچھ ضائع نہیں ہوا۔ یہ صفحہ ہر دس سیکنڈ بعد خود دوبارہ کوشش کرتا ہے۔",
    ),
    "later_title": (
        "Too much is asked from your network just now",
        "آپ کے نیٹ ورک سے اس وقت بہت زیادہ درخواستیں آ رہی ہیں",
    ),
    "later_body": (
        "So that everybody is served, one network gets so many pages in a while. Try again in about {minutes} min.",
        "تاکہ سب کو جواب ملے، ایک نیٹ ورک کو ایک وقت میں محدود صفحے ملتے ہیں۔ تقریباً {minutes} منٹ بعد دوبارہ کوشش کریں۔",
    ),
    "later_typed": (
        "If you were sending a form, go back: what you typed is still in your browser, and nothing of it was sent twice.",
        "اگر آپ فارم بھیج رہے تھے تو واپس جائیں: آپ کا لکھا ہوا براؤزر میں موجود ہے اور کچھ بھی دو بار نہیں بھیجا گیا۔",
    ),
    "lost_title": ("We cannot find that page", "یہ صفحہ نہیں ملا"),
    "lost_reference": ("There is no {reference} here.", "یہاں {reference} موجود نہیں۔"),
    "lost_body": (
        "Numbers look like R-42 (a tracked recommendation), C-7 (a consultation) or C-7/12 (one item of it). Invented "
        "ones begin with EX-. A number is never used twice, so look for a slip of the keyboard.",
        "نمبر اس طرح ہوتے ہیں: R-42 (زیرِ پیروی سفارش)، C-7 (مشاورت) یا C-7/12 (اس کا ایک نکتہ)۔ مثال والے نمبر \u2066EX-\u2069 سے شروع "
        "ہوتے ہیں۔ کوئی نمبر دوبارہ استعمال نہیں ہوتا، اس لیے دیکھ لیں کہ لکھنے میں غلطی تو نہیں ہوئی۔",
    ),
    "find": ("Find", "تلاش کریں"),
    "find_label": ("Number or words", "نمبر یا الفاظ"),
    "wrong_form_title": ("This form is out of date", "یہ فارم پرانا ہو گیا ہے"),
    "wrong_form_body": (
        "It was opened in another browser, or too long ago. Go back, open the page again, and send it once more.",
        "یہ کسی اور براؤزر میں یا بہت پہلے کھولا گیا تھا۔ واپس جائیں، صفحہ دوبارہ کھولیں اور پھر بھیجیں۔",
    ),
    "told_nobody": ("Nobody is mailed.", "کسی کو ای میل نہیں جائے گی۔"),
    "told_liaisons": (
        "Told by mail, within a day: {count} liaisons of {body}.",
        "ایک دن کے اندر ای میل سے اطلاع: {body} کے {count} نمائندے۔",
    ),
    "told_liaisons_one": (
        "Told by mail, within a day: one liaison of {body}.",
        "ایک دن کے اندر ای میل سے اطلاع: {body} کا ایک نمائندہ۔",
    ),
    "told_at_most": (
        "Told by mail, within a day: at most {count} liaisons of {body}.",
        "ایک دن کے اندر ای میل سے اطلاع: {body} کے زیادہ سے زیادہ {count} نمائندے۔",
    ),
    "told_at_most_one": (
        "Told by mail, within a day: at most one liaison of {body}.",
        "ایک دن کے اندر ای میل سے اطلاع: {body} کا زیادہ سے زیادہ ایک نمائندہ۔",
    ),
    "needs_script": (
        "This page needs JavaScript. Everything public can also be read without it.",
        "اس صفحے کے لیے جاوا اسکرپٹ درکار ہے۔ تمام عوامی معلومات اس کے بغیر بھی پڑھی جا سکتی ہیں۔",
    ),
}
