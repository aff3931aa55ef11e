"""Words for what a body itself says on its scorecard."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "own_words_title": ("Your body's own text on its page", "آپ کے ادارے کے صفحے پر اس کا اپنا متن"),
    "own_words_what": (
        "{body} may put one text on its page, in its own words, in English, in Urdu or in both. Nobody edits it.",
        "{body} اپنے صفحے پر ایک متن اپنے الفاظ میں رکھ سکتا ہے: انگریزی، اردو یا دونوں میں۔ کوئی اسے نہیں بدلتا۔",
    ),
    "own_words_public": (
        "Public at once: the text with today's date, marked as the body's own. The one before it stays in the history of the"
        " page, also if you take it back. Nobody is mailed.",
        "فوراً عوامی: متن آج کی تاریخ کے ساتھ، ادارے کے اپنے الفاظ کے طور پر۔ اس سے پہلے والا متن صفحے کی تاریخ میں رہتا ہے،"
        " واپس لینے پر بھی۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "own_words_now": ("On the page since {day}", "{day} سے صفحے پر"),
    "own_words_put": ("Put it on the page", "صفحے پر رکھیں"),
    "own_words_withdraw": ("Take the present text back", "موجودہ متن واپس لیں"),
    "own_words_done_put": ("It is on the page now.", "یہ اب صفحے پر ہے۔"),
    "own_words_done_withdrawn": ("It is taken back; the history keeps it.", "واپس لے لیا گیا؛ تاریخ میں باقی ہے۔"),
    "own_words_stale": (
        "Somebody of your body changed the text meanwhile. It stands below; what you typed is kept. Send it again if it still"
        " holds.",
        "اسی دوران آپ کے ادارے کے کسی فرد نے متن بدل دیا۔ وہ نیچے ہے؛ آپ کا لکھا محفوظ ہے۔ اگر اب بھی درست ہو تو دوبارہ بھیجیں۔",
    ),
    "field_own_words_en": ("In English", "انگریزی میں"),
    "field_own_words_ur": ("In Urdu", "اردو میں"),
    "fault_own_words_en": ("Write the text in at least one language.", "کم از کم ایک زبان میں متن لکھیں۔"),
    "fault_sure": ("Say that you have read it.", "بتائیں کہ آپ نے یہ پڑھ لیا ہے۔"),
    "body_own_words": ("In its own words", "اپنے الفاظ میں"),
    "body_own_words_since": (
        "{body} put this here itself on {day}. Nobody edited it.",
        "{body} نے {day} کو یہ خود یہاں رکھا۔ کسی نے اسے نہیں بدلا۔",
    ),
    "body_own_words_none": (
        "{body} has put no text of its own here.",
        "{body} نے یہاں اپنا کوئی متن نہیں رکھا۔",
    ),
    "body_own_words_withdrawn": (
        "{body} took its text back on {day}.",
        "{body} نے {day} کو اپنا متن واپس لے لیا۔",
    ),
    "body_own_words_before": ("What it said here before", "پہلے یہاں کیا کہا تھا"),
    "body_own_words_between": ("from {from_day} until {until_day}", "{from_day} سے {until_day} تک"),
    "body_own_words_taken_back": ("taken back", "واپس لیا گیا"),
    "body_own_words_write": ("Put your body's own text here", "اپنے ادارے کا متن یہاں رکھیں"),
}
