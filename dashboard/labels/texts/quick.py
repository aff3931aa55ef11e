"""Words of `/capture`: items from a phone, one per line."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "quick_title": ("Items from a phone", "فون سے نکات"),
    "quick_what": (
        "Title, date, and one item per line, also while there is no line; nothing is entered before you have seen each one.",
        "عنوان، تاریخ، اور ہر سطر میں ایک نکتہ، انٹرنیٹ نہ ہو تب بھی؛ ہر نکتہ دیکھے بغیر کچھ درج نہیں ہوتا۔",
    ),
    "quick_open": ("Items from a phone, one per line", "فون سے نکات، ہر سطر میں ایک"),
    "quick_meeting": ("Title of the meeting", "اجلاس کا عنوان"),
    "quick_date": ("On which day?", "کس دن؟"),
    "quick_where": ("Where do they go?", "یہ کہاں جائیں؟"),
    "quick_where_new": ("Into a new consultation", "ایک نئی مشاورت میں"),
    "quick_where_hint": (
        "Title and day count for a new one only.",
        "عنوان اور دن صرف نئی مشاورت کے لیے ہیں۔",
    ),
    "quick_text": ("What was said: one item per line", "کیا کہا گیا: ہر سطر میں ایک نکتہ"),
    "quick_text_hint": (
        "Name the bodies behind > at the end of a line, or on the line beneath: “Publish the figures > NCRC, Meta”. A chat "
        "may be pasted: names, times and telephone numbers are taken out. At most {most} lines.",
        "اداروں کے نام سطر کے آخر میں > کے بعد یا اگلی سطر پر لکھیں: “اعداد شائع کریں > میٹا”۔ چیٹ بھی چسپاں ہو سکتی ہے: نام، "
        "وقت اور فون نمبر نکال دیے جاتے ہیں۔ زیادہ سے زیادہ {most} سطریں۔",
    ),
    "quick_text_wanted": ("At least one line", "کم از کم ایک سطر"),
    "quick_too_many": (
        "At most {most} lines at a time; there are {count}. Enter the others afterwards.",
        "ایک بار میں زیادہ سے زیادہ {most} سطریں؛ یہ {count} ہیں۔ باقی بعد میں درج کریں۔",
    ),
    "quick_check": ("Look at each line", "ہر سطر دیکھیں"),
    "quick_clear": ("Clear this phone", "اس فون سے مٹائیں"),
    "quick_clear_sure": (
        "What is typed here is deleted from this phone. What is saved on the server stays.",
        "یہاں کا لکھا اس فون سے مٹ جائے گا۔ سرور پر محفوظ چیزیں باقی رہیں گی۔",
    ),
    "quick_on_phone": ("Saved on this device, not on the server yet", "اس آلے پر محفوظ ہے، سرور پر ابھی نہیں"),
    "quick_kept": (
        "Saved on the server as you typed it. You can go on here or on another device. It is erased there 30 days after the last key.",
        "جیسا آپ نے لکھا ویسا ہی سرور پر محفوظ ہے۔ یہیں یا کسی اور آلے پر جاری رکھیں۔ آخری تبدیلی کے 30 دن بعد یہ وہاں سے مٹ جاتا ہے۔",
    ),
    "quick_queued": (
        "Saved on this device, queued: not sent to the server yet. It goes by itself when there is a line.",
        "اس آلے پر محفوظ ہے اور قطار میں ہے: سرور کو ابھی نہیں بھیجا گیا۔ رابطہ ہوتے ہی خود چلا جائے گا۔",
    ),
    "quick_anew": (
        "Saved on this device only. Load this page anew, and sign in if it asks: then it is saved on the server, too.",
        "صرف اس آلے پر محفوظ ہے۔ یہ صفحہ دوبارہ کھولیں، اور کہا جائے تو سائن اِن کریں: پھر سرور پر بھی محفوظ ہو جائے گا۔",
    ),
    "quick_offline": (
        "There is no line now. Type on: it stays on this device, and is sent when there is a line again.",
        "ابھی رابطہ نہیں۔ لکھتے رہیں: یہ اس آلے پر محفوظ رہے گا، اور رابطہ ہوتے ہی بھیج دیا جائے گا۔",
    ),
    "quick_aside": (
        "Something was typed on this phone before, and is kept. Whoever typed it sees it again when they are signed in and there is a line.",
        "اس فون پر پہلے کچھ لکھا گیا تھا جو محفوظ ہے۔ جس نے لکھا وہ اسے رابطہ ہونے اور سائن ان کرنے پر پھر دیکھے گا۔",
    ),
    "unsent_elsewhere": ("You typed something else on another device", "آپ نے کسی اور آلے پر کچھ اور لکھا ہے"),
    "unsent_elsewhere_what": (
        "This was saved there meanwhile. What you typed here is still here. One of the two stays: choose.",
        "یہ اس دوران وہاں محفوظ ہوا۔ آپ کا یہاں کا لکھا ابھی یہیں ہے۔ دونوں میں سے ایک رہے گا: چنیں۔",
    ),
    "unsent_mine": ("Keep what is here", "جو یہاں ہے وہ رکھیں"),
    "unsent_theirs": ("Take what was saved there", "جو وہاں محفوظ ہوا وہ لیں"),
    "quick_waiting": (
        "Saved on this device, queued. There is no line now: it is sent by itself as soon as there is one.",
        "اس آلے پر محفوظ ہے اور قطار میں ہے۔ ابھی رابطہ نہیں: رابطہ ہوتے ہی خود بھیج دیا جائے گا۔",
    ),
    "quick_sending": ("Sending …", "بھیجا جا رہا ہے …"),
    "quick_cleared": (
        "This phone is cleared. What was saved on the server is still there.",
        "اس فون سے مٹا دیا گیا۔ جو سرور پر محفوظ ہوا وہ وہیں ہے۔",
    ),
    "quick_not_kept": (
        "This browser keeps nothing: do not close the page before it is sent.",
        "یہ براؤزر کچھ محفوظ نہیں رکھتا: بھیجنے سے پہلے صفحہ بند نہ کریں۔",
    ),
    "quick_checked": ("Each line, before it is entered", "ہر سطر، درج ہونے سے پہلے"),
    "quick_nothing_yet": (
        "Nothing is entered yet. Lines: {lines}. Ticked: {ready}.",
        "ابھی کچھ درج نہیں ہوا۔ سطریں: {lines}۔ منتخب: {ready}۔",
    ),
    "quick_into_new": ("They go into a new consultation: {title}", "یہ ایک نئی مشاورت میں جائیں گے: {title}"),
    "quick_into": ("They go into: {title}", "یہ اس میں جائیں گے: {title}"),
    "quick_removed": (
        "Taken out: beginnings of chat messages: {prefixes}; telephone numbers: {numbers}.",
        "نکال دیا گیا: چیٹ پیغاموں کے آغاز: {prefixes}؛ فون نمبر: {numbers}۔",
    ),
    "quick_removed_here": ("Taken out: {what}", "نکال دیا گیا: {what}"),
    "quick_confirm": ("Enter the ticked lines as drafts", "منتخب سطریں مسودوں کے طور پر درج کریں"),
    "quick_drafts_only": (
        "They become drafts. Nothing is public, and nobody is mailed.",
        "یہ مسودے بنیں گے۔ کچھ عوامی نہیں ہوتا، اور کسی کو ای میل نہیں جاتی۔",
    ),
    "quick_change": ("Change the lines", "سطریں بدلیں"),
    "quick_line": ("Line", "سطر"),
    "quick_item": ("Item", "نکتہ"),
    "quick_bodies": ("Addressees", "مخاطب ادارے"),
    "quick_nobody": ("Nobody named", "کوئی نام نہیں"),
    "quick_enter": ("Enter line {number}", "سطر {number} درج کریں"),
    "quick_kind": ("Kind of line {number}", "سطر {number} کی قسم"),
    "quick_unknown": (
        "“{name}” is not in the register. Who is meant?",
        "“{name}” رجسٹر میں نہیں۔ کون مراد ہے؟",
    ),
    "quick_as_said": ("Keep the name as it was said", "نام ویسے ہی رکھیں جیسے کہا گیا"),
    "lines_no_words": ("No words are left in this line.", "اس سطر میں کوئی الفاظ نہیں بچے۔"),
    "lines_too_long": (
        "Longer than 4,000 characters: make several lines of it.",
        "4,000 حروف سے لمبی: اسے کئی سطروں میں بانٹیں۔",
    ),
    "lines_attachment": ("Only something attached to the chat", "صرف چیٹ کے ساتھ منسلک چیز"),
    "lines_there": ("There already in this consultation", "اس مشاورت میں پہلے سے موجود"),
    "lines_twice": ("The same words as in a line above", "اوپر کی ایک سطر کے الفاظ"),
    "quick_done_title": ("Entered", "درج ہو گیا"),
    "quick_done": ("Saved on the server, as drafts: {count}", "سرور پر محفوظ، مسودوں کے طور پر: {count}"),
    "quick_left": (
        "Not entered: {count}. They are still here.",
        "درج نہیں ہوئے: {count}۔ یہ ابھی یہیں ہیں۔",
    ),
    "quick_go_on": ("Go on with these lines", "ان سطروں کے ساتھ آگے بڑھیں"),
    "quick_next": ("To the items of the consultation", "مشاورت کے نکات کی طرف"),
    "quick_another": ("Enter more", "مزید درج کریں"),
    "grid_title": ("Items in a table", "جدول میں نکات"),
    "grid_open": ("Many items in a table", "جدول میں کئی نکات"),
    "grid_what": (
        "One item per row; empty rows are left out. Nothing is entered before you have seen each row. Several addressees "
        "are separated by a semicolon.",
        "ہر قطار میں ایک نکتہ؛ خالی قطاریں چھوڑ دی جاتی ہیں۔ ہر قطار دیکھے بغیر کچھ درج نہیں ہوتا۔ کئی مخاطب ہوں تو درمیان میں "
        "سیمی کولن لگائیں۔",
    ),
    "grid_offline": (
        "There is no line now, or the site does not answer. The table opens only with both.",
        "ابھی رابطہ نہیں، یا سائٹ جواب نہیں دے رہی۔ یہ جدول صرف دونوں کے ساتھ کھلتا ہے۔",
    ),
    "grid_offline_kept": (
        "What you typed in it is kept on this device. Open the table again from your consultation when it opens: it is there.",
        "جو آپ نے اس میں لکھا وہ اس آلے پر محفوظ ہے۔ جب کھلے تو جدول اپنی مشاورت سے پھر کھولیں: وہ وہاں ہوگا۔",
    ),
    "grid_offline_meanwhile": (
        "Type meanwhile with one item per line: that page works without a line, keeps what is typed and sends it when there is one.",
        "تب تک ہر سطر میں ایک نکتہ لکھیں: وہ صفحہ رابطے کے بغیر چلتا ہے، لکھا ہوا محفوظ رکھتا ہے اور رابطہ ہوتے ہی بھیج دیتا ہے۔",
    ),
    "grid_offline_lines": ("Type one item per line", "ہر سطر میں ایک نکتہ لکھیں"),
    "grid_check": ("Look at each row", "ہر قطار دیکھیں"),
    "grid_more": ("More rows", "مزید قطاریں"),
}
