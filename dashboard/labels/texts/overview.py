"""Words of the overview and of /explore."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "overview_title": ("What became of what was asked", "جو کہا گیا، اس کا کیا بنا"),
    "overview_lead": (
        "A roundtable ends with recommendations. Here each one stays in sight until somebody can show what became of it.",
        "ہر گول میز اجلاس سفارشات پر ختم ہوتا ہے۔ یہاں ہر سفارش اس وقت تک نظر میں رہتی ہے جب تک کوئی دکھا نہ دے کہ اس کا کیا بنا۔",
    ),
    "tabs_label": ("Which records", "کون سا ریکارڈ"),
    "tab_published": ("Published sources", "شائع شدہ ذرائع"),
    "tab_example": ("Worked example", "عملی مثال"),
    "tabs_apart": (
        "The two are never added together.",
        "ان دونوں کو کبھی جمع نہیں کیا جاتا۔",
    ),
    "nothing_tracked": (
        "No published recommendation is tracked yet: no body that can answer has been asked, so nothing is unanswered.",
        "ابھی کوئی شائع شدہ سفارش زیرِ پیروی نہیں: کسی جواب دہ ادارے سے پوچھا ہی نہیں گیا، اس لیے کوئی جواب باقی نہیں۔",
    ),
    "nothing_yet": (
        "Nothing is published yet. When it is, each recommendation has its own page here, with what each body said and "
        "what others could check.",
        "ابھی کچھ شائع نہیں ہوا۔ جب ہو گا تو ہر سفارش کا یہاں اپنا صفحہ ہو گا: ہر ادارے نے کیا کہا، اور دوسرے کیا جانچ سکے۔",
    ),
    "counts_heading": ("In four numbers", "چار اعداد میں"),
    "counts_unit": (
        "Counted in lines: one recommendation as put to one body is one line.",
        "گنتی سطروں کی ہے: ایک سفارش جو ایک ادارے کے سامنے رکھی گئی، ایک سطر ہے۔",
    ),
    "count_asked_what": ("the request reached the body", "درخواست ادارے تک پہنچی"),
    "count_answered_what": ("asked, and the body gave an answer", "پوچھا گیا اور ادارے نے جواب دیا"),
    "count_say_done_what": ("the body says it is done", "ادارہ کہتا ہے ہو گیا"),
    "count_shown_done_what": ("somebody else could show it", "کسی اور نے ہونا دکھا دیا"),
    "recorded_and_tracked": (
        "{tracked} tracked now (a body can answer) · {recorded} recorded (kept as said; nobody was asked). What was"
        " withdrawn, merged or superseded is in neither; its lines stay in the list.",
        "{tracked} اب زیرِ پیروی (ادارہ جواب دے سکتا ہے) · {recorded} درج (جیسا کہا گیا ویسا محفوظ؛ کسی سے پوچھا نہیں گیا)۔"
        " واپس لیے گئے، ضم شدہ یا بدلے گئے نکات دونوں میں نہیں؛ ان کی سطریں فہرست میں رہتی ہیں۔",
    ),
    "changes_heading": ("What changed lately", "حال میں کیا بدلا"),
    "bars_heading": ("Where each body stands", "ہر ادارہ کہاں کھڑا ہے"),
    "bars_what": (
        "Each bar is all lines of one body that match. A line counts once.",
        "ہر پٹی ایک ادارے کی تمام متعلقہ سطریں ہیں۔ ہر سطر ایک بار گنی جاتی ہے۔",
    ),
    "column_body": ("Body", "ادارہ"),
    "column_total": ("Lines", "سطریں"),
    "line_word": ("line", "سطر"),
    "lines_word": ("lines", "سطریں"),
    "column_number": ("Number", "نمبر"),
    "column_asked": ("What was asked or promised", "کیا مانگا یا وعدہ کیا گیا"),
    "column_stands": ("Where it stands", "کیا صورتِ حال ہے"),
    "column_says": ("The body says", "ادارے کا کہنا"),
    "column_checked": ("Checked by others", "دوسروں کی جانچ"),
    "column_date": ("Date", "تاریخ"),
    "lines_heading": ("Lines", "سطریں"),
    "lines_count_one": ("1 line", "1 سطر"),
    "lines_count": ("{count} lines", "{count} سطریں"),
    "lines_count_more": ("At least {count} lines", "کم از کم {count} سطریں"),
    "counts_newest": (
        "More lines may match. Counted, in the numbers and in the bars, are the newest {count}.",
        "اور سطریں بھی مل سکتی ہیں۔ اعداد اور پٹیوں میں سب سے نئی {count} سطریں گنی گئی ہیں۔",
    ),
    "lines_none_so_far": (
        "No line matches among those looked through so far. The next page looks further back.",
        "اب تک دیکھی گئی سطروں میں کوئی نہیں ملی۔ اگلا صفحہ مزید پیچھے دیکھے گا۔",
    ),
    "lines_none": (
        "No line matches. Drop one of the filters above.",
        "کوئی سطر نہیں ملی۔ اوپر سے کوئی ایک شرط ہٹا دیں۔",
    ),
    "date_asked_by": ("answer asked by {day}", "جواب {day} تک مانگا گیا"),
    "date_promised": ("promised for {day}", "وعدہ {day} کا"),
    "filters_heading": ("Filter", "چھانٹیں"),
    "filter_q": ("Words", "الفاظ"),
    "filter_theme": ("Theme", "موضوع"),
    "filter_body": ("Body", "ادارہ"),
    "filter_says": ("The body says", "ادارے کا کہنا"),
    "filter_checked": ("Checked by others", "دوسروں کی جانچ"),
    "filter_timing": ("Timing", "وقت"),
    "filter_roundtable": ("Roundtable", "اجلاس"),
    "filter_stands": ("Where it stands", "صورتِ حال"),
    "filter_count": ("Count", "گنتی"),
    "filter_any": ("any", "کوئی بھی"),
    "filter_apply": ("Apply", "لاگو کریں"),
    "filter_clear": ("Clear all filters", "تمام شرطیں ہٹائیں"),
    "filter_selected": ("Selected", "منتخب"),
    "filter_drop": ("Remove filter {name}: {word}", "شرط ہٹائیں {name}: {word}"),
    "says_position": ("About the request", "درخواست کے بارے میں"),
    "says_progress": ("About the work", "کام کے بارے میں"),
    "timing_answer": ("Answer: {state}", "جواب: {state}"),
    "timing_work": ("Work: {state}", "کام: {state}"),
    "consultations_heading": ("Consultations", "مشاورتیں"),
    "consultations_none": ("No consultation is published here yet.", "ابھی یہاں کوئی مشاورت شائع نہیں ہوئی۔"),
    "consultation_counts": ("{tracked} tracked, {recorded} recorded", "{tracked} زیرِ پیروی، {recorded} درج"),
    "explore_lead": (
        "Choose, and the chart and the table follow. The address of this page holds your choice.",
        "انتخاب کریں، خاکہ اور جدول ساتھ بدلیں گے۔ اس صفحے کے پتے میں آپ کا انتخاب محفوظ رہتا ہے۔",
    ),
    "explore_chart_title": (
        "{total} lines: {done} done and checked, {no_answer} without an answer",
        "{total} سطریں: {done} ہو چکیں اور جانچ ہو گئی، {no_answer} کا جواب نہیں آیا",
    ),
    "explore_chart_what": (
        "Lines per body, by where they stand. As of {day}, n = {total}.",
        "ہر ادارے کی سطریں، صورتِ حال کے مطابق۔ {day} تک، کل {total}۔",
    ),
    "explore_axis": ("Number of lines", "سطروں کی تعداد"),
    "explore_records": ("Records", "ریکارڈ"),
    "explore_open_overview": ("Open this choice on the overview", "یہ انتخاب جائزے میں کھولیں"),
    "try_again": ("Try again", "دوبارہ کوشش کریں"),
}
