"""Words of bringing items as a spreadsheet: columns, what is expected in them, the dry run."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "import_title": ("Items from a spreadsheet", "اسپریڈ شیٹ سے نکات"),
    "import_open": ("Bring items from a spreadsheet", "اسپریڈ شیٹ سے نکات لائیں"),
    "import_what": (
        "Bring an XLSX or CSV file, or paste cells. You see what would be entered, and every problem, before anything is "
        "entered. All of it becomes drafts; nobody is mailed. The same file again changes nothing.",
        "XLSX یا CSV فائل لائیں، یا خانے چسپاں کریں۔ کچھ درج ہونے سے پہلے آپ دیکھیں گے کہ کیا درج ہوگا اور کیا مسئلے ہیں۔ سب کچھ "
        "مسودہ بنتا ہے؛ کسی کو میل نہیں جاتی۔ وہی فائل دوبارہ لانے سے کچھ نہیں بدلتا۔",
    ),
    "import_template": ("Download an empty template (XLSX)", "خالی نمونہ ڈاؤن لوڈ کریں (XLSX)"),
    "import_export": ("Download the items as they are (XLSX)", "موجودہ نکات ڈاؤن لوڈ کریں (XLSX)"),
    "import_file": ("The file", "فائل"),
    "import_file_hint": (
        "XLSX, or CSV in UTF-8, up to 4 MB and 5,000 rows. Macros and formulas are not read.",
        "XLSX، یا UTF-8 میں CSV، 4 ایم بی اور 5,000 سطروں تک۔ میکرو اور فارمولے نہیں پڑھے جاتے۔",
    ),
    "import_pasted": ("Or cells copied from a spreadsheet", "یا اسپریڈ شیٹ سے نقل کیے گئے خانے"),
    "import_check": ("Check it", "جانچیں"),
    "import_sheet": ("Items", "نکات"),
    "import_refused_long": (
        "That is too much to be checked at once. Bring it in parts.",
        "یہ ایک ساتھ جانچنے کے لیے بہت زیادہ ہے۔ حصوں میں لائیں۔",
    ),
    "import_refused_empty": ("There is no row in it.", "اس میں کوئی سطر نہیں۔"),
    "import_dry": ("What the file would enter", "فائل کیا درج کرے گی"),
    "import_nothing_yet": ("Nothing has been entered yet.", "ابھی کچھ درج نہیں ہوا۔"),
    "import_columns": ("Which column holds what?", "کس کالم میں کیا ہے؟"),
    "import_column": ("Column {letters}: {heading}", "کالم {letters}: {heading}"),
    "import_not_read": ("Not read", "نہیں پڑھا جائے گا"),
    "import_first": ("First row with an item", "نکتے والی پہلی سطر"),
    "import_again": ("Check again with these columns", "ان کالموں کے ساتھ دوبارہ جانچیں"),
    "import_new": ("New drafts: {count}", "نئے مسودے: {count}"),
    "import_changed": ("Drafts that change: {count}", "بدلنے والے مسودے: {count}"),
    "import_same": ("There already, nothing changes: {count}", "پہلے سے موجود، کچھ نہیں بدلے گا: {count}"),
    "import_each_row": ("Each row, before it is entered", "ہر سطر، درج ہونے سے پہلے"),
    "import_state": ("What becomes of it", "اس کا کیا ہو گا"),
    "import_state_new": ("A new draft", "نیا مسودہ"),
    "import_state_changed": ("Changes a draft", "مسودہ بدلے گا"),
    "import_state_same": ("There already", "پہلے سے موجود"),
    "import_problems": ("To be changed first ({count})", "پہلے بدلنا ہے ({count})"),
    "import_in_sheet": ("In the sheet {title}", "شیٹ {title} میں"),
    "import_sheets": ("Sheets of this workbook", "اس ورک بک کی شیٹیں"),
    "import_sheet_read": ("Read here: {title} (rows: {count})", "یہاں پڑھی گئی: {title} (سطریں: {count})"),
    "import_sheet_other": ("Not read: {title} (rows: {count})", "نہیں پڑھی گئی: {title} (سطریں: {count})"),
    "import_sheet_hidden": ("(hidden in the workbook)", "(ورک بک میں چھپی ہوئی)"),
    "import_sheet_left_out": (
        "Not read: {title}. It is too much to be read beside the others. Bring it in a file of its own.",
        "نہیں پڑھی گئی: {title}۔ باقی کے ساتھ پڑھنے کے لیے یہ بہت زیادہ ہے۔ اسے الگ فائل میں لائیں۔",
    ),
    "import_sheet_choose": ("Read {title} now", "اب {title} پڑھیں"),
    "import_problems_file": (
        "Download the file with these cells marked (XLSX)",
        "نشان زدہ خانوں والی فائل ڈاؤن لوڈ کریں (XLSX)",
    ),
    "import_rows_left_out": (
        "Rows with a problem are left out until they are changed.",
        "مسئلے والی سطریں بدلنے تک چھوڑ دی جاتی ہیں۔",
    ),
    "import_confirm": ("Confirm and enter {count} drafts", "تصدیق کریں اور {count} مسودے درج کریں"),
    "import_confirm_one": ("Confirm and enter 1 draft", "تصدیق کریں اور ایک مسودہ درج کریں"),
    "import_done": ("Entered: {count}", "درج ہوئے: {count}"),
    "import_refused_row": ("Row {row} was not entered:", "سطر {row} درج نہیں ہوئی:"),
    "import_takes_a_while": (
        "So many rows may take up to two minutes: please wait for the answer. All of them are entered, or none; pressed "
        "again, nothing is entered twice.",
        "اتنی سطروں میں دو منٹ تک لگ سکتے ہیں: جواب کا انتظار کریں۔ سب درج ہوں گی یا کوئی نہیں؛ دوبارہ دبانے سے کچھ دو بار درج "
        "نہیں ہوگا۔",
    ),
    "import_nothing_entered": (
        "Nothing was entered: something changed here since these rows were checked. They have been checked again; look at "
        "them, and confirm once more.",
        "کچھ درج نہیں ہوا: جانچ کے بعد یہاں کچھ بدل گیا۔ سطریں دوبارہ جانچ لی گئی ہیں؛ دیکھیں اور پھر تصدیق کریں۔",
    ),
    "import_columns_changed": (
        "Nothing was entered: you chose other columns since the rows were checked. Below is what these would enter.",
        "کچھ درج نہیں ہوا: جانچ کے بعد آپ نے کالم بدل دیے۔ نیچے دیکھیں کہ نئے کالموں سے کیا درج ہوگا۔",
    ),
    "import_full": ("None of these rows can be entered here:", "یہ سطریں یہاں درج نہیں ہو سکتیں:"),
    "import_kept": (
        "What you chose or pasted was read and is still here: {count} rows. The file need not be chosen again, and nothing "
        "is entered twice.",
        "آپ کی چنی ہوئی فائل یا چسپاں کیا ہوا متن پڑھ لیا گیا اور یہیں ہے: {count} سطریں۔ فائل دوبارہ چننے کی ضرورت نہیں، اور "
        "کچھ دو بار درج نہیں ہوگا۔",
    ),
    "stay_away": (
        "It could not be sent. What you typed and the file you chose are still here: send again.",
        "بھیجا نہ جا سکا۔ آپ کا لکھا ہوا اور چنی ہوئی فائل یہیں ہیں: دوبارہ بھیجیں۔",
    ),
    "import_expected_item": (
        "A row with a title or a text. A heading across the row is no item.",
        "عنوان یا متن والی سطر۔ پوری سطر کی سرخی نکتہ نہیں ہوتی۔",
    ),
    "import_expected_once": ("Each item once: it stands in row {row}", "ہر نکتہ ایک بار: یہ سطر {row} میں ہے"),
    "import_expected_draft": (
        "A draft: this one is with the reviewer or public, and no file changes it",
        "مسودہ: یہ جائزے میں یا شائع شدہ ہے، اور فائل اسے نہیں بدلتی",
    ),
    "import_expected_number": (
        "At most 40 letters, digits, . _ and -, such as C0-03",
        "زیادہ سے زیادہ 40 حروف، ہندسے، . _ اور -، مثلاً C0-03",
    ),
    "import_expected_speaker": (
        "A participant of this consultation; {value} is none. Others belong in their own column.",
        "اس مشاورت کا شریک؛ {value} شریک نہیں۔ دوسروں کا اپنا کالم ہے۔",
    ),
    "import_expected_addressee": (
        "Bodies of the register, separated by semicolons; {value} is none",
        "رجسٹر کے ادارے، سیمی کولن سے الگ؛ {value} ان میں نہیں",
    ),
    "import_expected_theme": (
        "Themes of the list, separated by semicolons; {value} is none",
        "فہرست کے موضوعات، سیمی کولن سے الگ؛ {value} ان میں نہیں",
    ),
    "import_hint_number": (
        "A number of your own, such as C0-03. A row with the same number changes that item.",
        "آپ کا اپنا نمبر، مثلاً C0-03۔ اسی نمبر والی سطر اسی نکتے کو بدلتی ہے۔",
    ),
    "import_expected_lead": (
        "One of the addressees of this row",
        "اسی سطر کے مخاطب اداروں میں سے ایک",
    ),
    "import_hint_authoritative": (
        "The columns whose words count, where English does usually: such as the Urdu text of an item that was said in Urdu "
        "and translated by people. Several are separated by semicolons.",
        "وہ کالم جن کے الفاظ معتبر ہیں، جہاں عموماً انگریزی معتبر ہوتی ہے: مثلاً اردو میں کہی گئی بات جس کا ترجمہ انسانوں نے کیا۔ "
        "ایک سے زیادہ ہوں تو سیمی کولن سے الگ کریں۔",
    ),
    "import_authoritative": ("Wording that counts", "معتبر عبارت"),
    "import_lead_addressee": ("Body that leads", "مرکزی ادارہ"),
    "import_days_read": (
        "{typed} was read as day before month: {day}. If the month comes first in your sheet, write one day as YYYY-MM-DD "
        "or with the month's name.",
        "{typed} میں پہلے دن پھر مہینہ پڑھا گیا: {day}۔ اگر آپ کی شیٹ میں مہینہ پہلے ہے تو دن YYYY-MM-DD یا مہینے کے نام کے ساتھ لکھیں۔",
    ),
    "import_hint_themes": ("Several are separated by semicolons", "ایک سے زیادہ ہوں تو سیمی کولن سے الگ کریں"),
    "import_hint_machine_assisted": (
        "The columns whose words are a machine-assisted translation that nobody has reviewed; several are separated by "
        "semicolons. Empty if people wrote them all.",
        "وہ کالم جن کے الفاظ مشین کی مدد سے ترجمہ ہیں اور نظرِ ثانی نہیں ہوئی؛ ایک سے زیادہ ہوں تو سیمی کولن سے الگ کریں۔ "
        "سب انسانوں نے لکھے ہوں تو خالی چھوڑیں۔",
    ),
    "import_machine_assisted": ("Machine-assisted, not reviewed", "مشین کی مدد سے، نظرِ ثانی نہیں ہوئی"),
    "import_expected_translation": (
        "a column of this sheet that holds the translation, not {value}",
        "اسی شیٹ کا وہ کالم جس میں ترجمہ ہے، {value} نہیں",
    ),
    "import_number": ("Number", "نمبر"),
    "import_type": ("Kind", "قسم"),
    "import_speaker": ("Speaker", "بولنے والا"),
    "import_text": ("What was said", "کیا کہا گیا"),
    "import_heading": ("Title", "عنوان"),
    "import_source_sentence": ("Sentence of the notes", "نوٹس کا جملہ"),
    "import_speaker_note": ("A speaker who is no participant", "بولنے والا جو شریک نہیں"),
    "import_addressees": ("Addressees", "مخاطب ادارے"),
    "import_addressee_basis": ("Why an addressee is named", "مخاطب کا نام کیوں"),
    "import_addressee_note": ("Addressee in other words", "مخاطب، دوسرے الفاظ میں"),
    "import_themes": ("Themes", "موضوعات"),
    "import_verifiable": ("Can it be checked?", "کیا جانچا جا سکتا ہے؟"),
    "import_note": ("Note", "نوٹ"),
    "import_garbled": ("Wording is damaged", "عبارت بگڑی ہوئی ہے"),
    "import_press_reported": ("Promise known only from the press", "وعدہ جو صرف اخبار سے معلوم ہے"),
    "import_uncertain": ("Uncertain", "غیر یقینی"),
    "import_source_sentence_public": ("The sentence may be shown", "جملہ دکھایا جا سکتا ہے"),
}
