"""Words of notes intake: a pasted text, and the sentences of it that may be items."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "intake_title": ("Items from notes or an article", "نوٹس یا مضمون سے نکات"),
    "intake_open": ("Find items in notes or an article", "نوٹس یا مضمون میں نکات تلاش کریں"),
    "intake_what": (
        "Paste minutes or an article, in English or Urdu. Rules find the sentences that may be items; you accept, change or "
        "skip each. Nothing is saved before you accept it, and the text itself is not kept.",
        "اجلاس کی روداد یا مضمون چسپاں کریں، انگریزی یا اردو میں۔ قواعد وہ جملے ڈھونڈتے ہیں جو نکات ہو سکتے ہیں؛ آپ ہر ایک کو "
        "قبول کریں، بدلیں یا چھوڑیں۔ قبول کیے بغیر کچھ محفوظ نہیں ہوتا، اور متن خود نہیں رکھا جاتا۔",
    ),
    "intake_misses": (
        "The rules miss things and sometimes propose what is no item. Read the text yourself, too.",
        "قواعد سے کچھ رہ بھی جاتا ہے اور کبھی وہ ایسی بات سامنے لاتے ہیں جو نکتہ نہیں۔ متن خود بھی پڑھیں۔",
    ),
    "intake_misses_what": ("What the rules do not find", "قواعد کیا نہیں ڈھونڈ پاتے"),
    "intake_misses_unasked": (
        "What is asked without a word that asks, such as “Publish the figures” in a list",
        "وہ بات جو مانگنے والے لفظ کے بغیر کہی گئی، جیسے فہرست میں ”اعداد کی اشاعت“",
    ),
    "intake_misses_told": (
        "Outcomes and background that are told as a story",
        "وہ نتائج اور پس منظر جو قصے کی طرح بیان ہوئے",
    ),
    "intake_misses_implied": (
        "An addressee who is only implied, or who is called by another name than in the register",
        "وہ مخاطب جس کا نام نہیں لیا گیا، یا جسے فہرست سے مختلف نام سے پکارا گیا",
    ),
    "intake_misses_quoted": (
        "The speaker of those sentences of a quotation that do not name one",
        "اقتباس کے ان جملوں کا بولنے والا جن میں نام نہیں",
    ),
    "intake_misses_apart": (
        "A second item in the same sentence: it has to be taken apart by hand",
        "اسی جملے میں دوسرا نکتہ: اسے ہاتھ سے الگ کرنا ہوگا",
    ),
    "intake_misses_damage": (
        "Damage that leaves good grammar: of damaged sentences about half are flagged",
        "وہ بگاڑ جس سے قواعدِ زبان درست رہیں: بگڑے ہوئے جملوں میں سے قریباً آدھوں پر نشان لگتا ہے",
    ),
    "intake_misses_roman": (
        "Roman Urdu, sentences in capital letters, and text in pictures",
        "رومن اردو، بڑے انگریزی حروف میں لکھے جملے، اور تصویروں میں متن",
    ),
    "intake_text": ("The text", "متن"),
    "intake_text_hint": ("Up to 40,000 characters", "40,000 حروف تک"),
    "intake_source": ("Where is it from?", "یہ کہاں سے ہے؟"),
    "intake_source_own_notes": ("Our own notes or minutes", "ہمارے اپنے نوٹس یا روداد"),
    "intake_source_published_article": (
        "A published article: promises in it are marked as known only from the press",
        "شائع شدہ مضمون: اس کے وعدوں پر لکھا جائے گا کہ صرف اخبار سے معلوم ہیں",
    ),
    "intake_find": ("Find items", "نکات تلاش کریں"),
    "intake_back": ("Back to the consultation", "مشاورت پر واپس"),
    "intake_consultation_untitled": ("A consultation without a title", "بے عنوان مشاورت"),
    "intake_found": ("Sentences that may be items: {count}", "جملے جو نکات ہو سکتے ہیں: {count}"),
    "intake_shown": (
        "{shown} of them are shown here; the next ones follow when these are decided.",
        "ان میں سے {shown} یہاں ہیں؛ ان کا فیصلہ ہونے پر اگلے آئیں گے۔",
    ),
    "intake_none": ("No sentence looks like an item.", "کوئی جملہ نکتے جیسا نہیں لگتا۔"),
    "intake_all_decided": ("Every sentence that was found is decided.", "ملنے والے ہر جملے کا فیصلہ ہو گیا۔"),
    "intake_already": ("Already among the items: {count}", "پہلے سے نکات میں: {count}"),
    "intake_added": ("Added as drafts: {count}", "مسودوں کے طور پر شامل: {count}"),
    "intake_skipped": ("Skipped so far: {count}", "اب تک چھوڑے گئے: {count}"),
    "intake_candidate": ("Sentence {number}", "جملہ {number}"),
    "intake_decide": ("What becomes of it?", "اس کا کیا کیا جائے؟"),
    "intake_accept": ("Accept", "قبول"),
    "intake_skip": ("Skip", "چھوڑیں"),
    "intake_change": ("Change it first", "پہلے بدلیں"),
    "intake_kind": ("Kind", "قسم"),
    "intake_kind_unknown": ("The text does not say", "متن سے ظاہر نہیں"),
    "intake_speaker": ("Speaker", "بولنے والا"),
    "intake_speaker_nobody": ("Nobody of the participants", "شرکا میں سے کوئی نہیں"),
    "intake_speaker_note": ("A speaker who is no participant", "بولنے والا جو شریک نہیں"),
    "intake_asked": ("Addressed to", "مخاطب"),
    "intake_maker": ("Promised by", "وعدہ کرنے والا"),
    "intake_to": ("Addressee: {name}", "مخاطب: {name}"),
    "intake_addressee_note": (
        "Another addressee, in the words of the text",
        "کوئی اور مخاطب، متن کے الفاظ میں",
    ),
    "intake_by_when": ("By when", "کب تک"),
    "intake_words": ("What was said, as the public shall read it", "کیا کہا گیا، جیسے عوام پڑھیں"),
    "intake_words_hint": (
        "The sentence of an article is its author's: say it in your own words.",
        "مضمون کا جملہ اس کے مصنف کا ہے: اسے اپنے الفاظ میں لکھیں۔",
    ),
    "intake_press": ("Promise known only from the press", "وعدہ جو صرف اخبار سے معلوم ہے"),
    "intake_garbled": (
        "The wording looks damaged: {why}. It is left as it is; check it against the source.",
        "عبارت بگڑی ہوئی لگتی ہے: {why}۔ اسے جوں کا توں رکھا گیا ہے؛ اصل سے ملائیں۔",
    ),
    "intake_is_garbled": (
        "The wording is damaged: it cannot be published as it is",
        "عبارت بگڑی ہوئی ہے: یوں شائع نہیں ہو سکتی",
    ),
    "intake_save": ("Add what is accepted, and go on", "قبول شدہ شامل کریں اور آگے بڑھیں"),
    "intake_refused": ("Not added:", "شامل نہیں ہوا:"),
    "intake_kept": ("Nothing you entered is lost", "آپ کا لکھا محفوظ ہے"),
    "intake_again": ("Try again", "دوبارہ کوشش کریں"),
}
