"""Words of a consultation's three parts – asked, said, done – and of its printed outcome sheet."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "we_asked": ("We asked", "ہم نے یہ پوچھا"),
    "we_asked_held": (
        "What it was about, who called it together, and what was asked of whom.",
        "یہ کس بارے میں تھا، کس نے بلایا، اور کس سے کیا کہا گیا۔",
    ),
    "we_asked_series": (
        "This page is about a programme as a whole, not about one meeting.",
        "یہ صفحہ پورے پروگرام کے بارے میں ہے، کسی ایک اجلاس کے بارے میں نہیں۔",
    ),
    "we_asked_planned": (
        "It has not taken place yet. What is known of it so far:",
        "یہ ابھی نہیں ہوا۔ اب تک اس کے بارے میں جو معلوم ہے:",
    ),
    "we_asked_cancelled": (
        "It was cancelled and did not take place. What was known of it:",
        "یہ منسوخ ہوا اور منعقد نہیں ہوا۔ اس کے بارے میں جو معلوم تھا:",
    ),
    "asked_of_heading": ("What was asked of whom", "کس سے کیا کہا گیا"),
    "asked_of_nobody": (
        "Nothing was put to any body that can answer.",
        "جواب دے سکنے والے کسی ادارے کے سامنے کچھ نہیں رکھا گیا۔",
    ),
    "asked_of_many": (
        "There are many items: behind each number stand the lines of that body, its own promises among them, in a list.",
        "نکات بہت ہیں: ہر عدد کے پیچھے اس ادارے کی سطریں، اس کے اپنے وعدوں سمیت، فہرست میں ہیں۔",
    ),
    "asked_of_lines": ("lines: {count}", "سطریں: {count}"),
    "items_pages": ("Pages of items", "نکات کے صفحے"),
    "items_part": ("Items {first} to {last} of {count}", "{count} میں سے نکات {first} تا {last}"),
    "did_of_page": ("Of items {first} to {last}:", "نکات {first} تا {last} کا:"),
    "outcome_part": (
        "The others stand on sheets of their own, and on the consultation's page.",
        "باقی نکات الگ پرچوں پر، اور مشاورت کے صفحے پر ہیں۔",
    ),
    "asked_of_a_group": (
        "a group: nobody can be asked for it",
        "ایک گروہ: اس کی طرف سے کسی سے نہیں پوچھا جا سکتا",
    ),
    "asked_on": ("asked on {day}", "{day} کو پوچھا گیا"),
    "you_said": ("You said", "آپ نے یہ کہا"),
    "you_said_what": (
        "Each item as published, with corrections. Recorded: kept as said. Tracked: put to a body that can answer.",
        "ہر نکتہ جیسا شائع ہوا، درستیوں سمیت۔ درج: جیسا کہا گیا ویسا محفوظ۔ زیرِ پیروی: ایسے ادارے کے سامنے رکھا گیا جو جواب دے سکتا ہے۔",
    ),
    "you_said_not_yet": ("Nothing was said there yet.", "وہاں ابھی کچھ نہیں کہا گیا۔"),
    "you_said_never": (
        "Nothing was said there: it did not take place.",
        "وہاں کچھ نہیں کہا گیا: یہ منعقد نہیں ہوا۔",
    ),
    "said_by_type": ("How much was said, by type", "کس قسم کی کتنی باتیں کہی گئیں"),
    "said_type": ("Type", "قسم"),
    "said_recorded": ("Recorded", "درج"),
    "said_tracked": ("Tracked", "زیرِ پیروی"),
    "said_not_counted": (
        "Not counted: {count}, withdrawn, hidden, or with another item in its place. The numbers stay in the list.",
        "گنتی میں شامل نہیں: {count}، جو واپس لیے گئے، چھپے ہیں، یا جن کی جگہ کوئی اور نکتہ ہے۔ ان کے نمبر فہرست میں رہتے ہیں۔",
    ),
    "said_what_they_did": ("What they did", "انہوں نے کیا کیا"),
    "said_shortened": (
        "There are many items: only titles stand here, each text on the page of its own number.",
        "نکات بہت ہیں: یہاں صرف عنوان ہیں، ہر متن اپنے نمبر کے صفحے پر ہے۔",
    ),
    "they_did": ("They did", "انہوں نے یہ کیا"),
    "they_did_what": (
        "What each body says of itself, and what others could check: two voices, never taken together.",
        "ہر ادارہ اپنے بارے میں کیا کہتا ہے، اور دوسرے کیا جانچ سکے: دو آوازیں، جو کبھی ملائی نہیں جاتیں۔",
    ),
    "they_did_nothing_asked": (
        "No item here was put to a body that can answer. So nobody is shown as not answering.",
        "یہاں کا کوئی نکتہ جواب دے سکنے والے ادارے کے سامنے نہیں رکھا گیا۔ اس لیے کسی کو جواب نہ دینے والا نہیں دکھایا جاتا۔",
    ),
    "they_did_unknown": (
        "What became of it we cannot reach right now.",
        "اس کا کیا بنا، یہ ابھی ہم تک نہیں پہنچ رہا۔",
    ),
    "did_lines": (
        "Lines, one for each body that an item was put to: {count}",
        "سطریں، ہر ادارے کے لیے ایک جس کے سامنے نکتہ رکھا گیا: {count}",
    ),
    "did_no_answer": ("No answer so far.", "اب تک کوئی جواب نہیں۔"),
    "did_promise_only": ("Nothing since the promise.", "وعدے کے بعد ابھی کچھ نہیں کہا۔"),
    "did_list": (
        "These lines in a list, to filter and download",
        "یہ سطریں فہرست میں، چھانٹنے اور ڈاؤن لوڈ کرنے کے لیے",
    ),
    # The outcome sheet
    "outcome_sheet": ("Outcome sheet", "نتائج کا پرچہ"),
    "outcome_sheet_link": (
        "Outcome sheet to print, with a QR code for each item",
        "چھاپنے کے لیے نتائج کا پرچہ، ہر نکتے کے کیو آر کوڈ کے ساتھ",
    ),
    "outcome_as_of": ("As of {day}", "{day} کی صورتِ حال"),
    "outcome_back": ("The consultation's page", "مشاورت کا صفحہ"),
    "outcome_print": (
        "Print this page: it is set for A4 paper, and codes and words fit together there.",
        "یہ صفحہ چھاپیں: اسے اے فور کاغذ کے لیے ترتیب دیا گیا ہے۔",
    ),
    "outcome_tracked": (
        "Tracked: put to bodies that can answer",
        "زیرِ پیروی: جواب دے سکنے والے اداروں کے سامنے رکھا گیا",
    ),
    "outcome_recorded": (
        "Recorded: kept as said, nobody was asked",
        "درج: جیسا کہا گیا ویسا محفوظ، کسی سے نہیں پوچھا گیا",
    ),
    "outcome_gone": ("Published, and no longer counted", "شائع ہوا، اب گنتی میں نہیں"),
    "outcome_bodies": ("{count} bodies", "{count} ادارے"),
    "outcome_how": ("How to read this sheet", "یہ پرچہ کیسے پڑھیں"),
    "outcome_how_states": (
        "The sentence beside a body says where its line stood on that day. What a body says of itself and what others checked "
        "are two things: only “checked” was checked. Days asked are the host's, no legal deadlines.",
        "ادارے کے ساتھ لکھا جملہ بتاتا ہے کہ اُس دن اس کی سطر کہاں تھی۔ ادارہ اپنے بارے میں جو کہے اور دوسرے جو جانچیں، دو الگ باتیں ہیں: "
        "صرف ”جانچ ہو چکی“ والی بات جانچی گئی۔ مانگی گئی تاریخیں میزبان کی ہیں، کوئی قانونی مہلت نہیں۔",
    ),
    "outcome_how_codes": (
        "Each code opens the item's own page, with where it stands today. “…” marks words that go on there. Without a camera: "
        "open {url} and type the number.",
        "ہر کوڈ نکتے کا اپنا صفحہ کھولتا ہے، آج کی صورتِ حال کے ساتھ۔ ”…“ کا مطلب ہے کہ باقی الفاظ وہاں ہیں۔ کیمرے کے بغیر: {url} کھولیں اور "
        "نمبر لکھیں۔",
    ),
    "outcome_code": ("QR code of {url}", "{url} کا کیو آر کوڈ"),
}
