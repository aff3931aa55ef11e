"""Words of a liaison's lines as a spreadsheet, and of bringing the answers back."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "sheet_title": ("All lines in one spreadsheet", "تمام سطریں ایک اسپریڈ شیٹ میں"),
    "sheet_what": (
        "Download your lines, have the answers cleared in your office, and bring the file back. You see what would be sent before anything is sent.",
        "اپنی سطریں ڈاؤن لوڈ کریں، دفتر میں جواب منظور کروائیں، اور فائل واپس لائیں۔ بھیجنے سے پہلے آپ دیکھیں گے کہ کیا بھیجا جائے گا۔",
    ),
    "sheet_download": ("Download my lines (XLSX)", "میری سطریں ڈاؤن لوڈ کریں (XLSX)"),
    "sheet_upload": ("The file with the answers", "جوابوں والی فائل"),
    "sheet_upload_hint": (
        "The spreadsheet that you downloaded here, up to 2 MB. Macros and formulas are not read.",
        "وہی اسپریڈ شیٹ جو یہاں سے ڈاؤن لوڈ ہوئی، 2 ایم بی تک۔ میکرو اور فارمولے نہیں پڑھے جاتے۔",
    ),
    "sheet_check": ("Check the file", "فائل جانچیں"),
    "sheet_lines": ("My lines", "میری سطریں"),
    "sheet_choices": ("Choices", "انتخاب"),
    "sheet_tracked_number": ("Number", "نمبر"),
    "sheet_body": ("Body (leave as it is)", "ادارہ (نہ بدلیں)"),
    "sheet_name": ("Body", "ادارہ"),
    "sheet_title_of_line": ("Title", "عنوان"),
    "sheet_asked": ("What is asked", "کیا کہا گیا ہے"),
    "sheet_asked_by": ("Date asked", "مانگی گئی تاریخ"),
    "sheet_stands": ("What stands today", "آج کیا درج ہے"),
    "sheet_version": ("Version (leave as it is)", "ورژن (نہ بدلیں)"),
    "sheet_note_day": ("A day such as 2026-12-31", "دن، مثلاً \u20682026-12-31\u2069"),
    "sheet_note_text": (
        "Up to 4,000 characters. Leave empty what does not change.",
        "4,000 حروف تک۔ جو نہ بدلے اسے خالی چھوڑیں۔",
    ),
    "sheet_not_ours": (
        "This is not a spreadsheet of this page, or its first, hidden row is gone. Download it again.",
        "یہ اس صفحے کی اسپریڈ شیٹ نہیں، یا اس کی پہلی چھپی ہوئی سطر موجود نہیں۔ دوبارہ ڈاؤن لوڈ کریں۔",
    ),
    "sheet_not_yours": ("The number of one of your lines", "آپ کی کسی سطر کا نمبر"),
    "sheet_twice": ("Each line once", "ہر سطر ایک بار"),
    "sheet_formula": (
        "The words or the day themselves, not a formula",
        "خود الفاظ یا تاریخ، فارمولا نہیں",
    ),
    "sheet_too_long": ("At most {most} characters", "زیادہ سے زیادہ {most} حروف"),
    "sheet_no_version": (
        "The version that the sheet was downloaded with. Download it again.",
        "وہ ورژن جس کے ساتھ شیٹ ڈاؤن لوڈ ہوئی۔ دوبارہ ڈاؤن لوڈ کریں۔",
    ),
    "sheet_expected_day": ("A day such as 2026-12-31", "دن، مثلاً \u20682026-12-31\u2069"),
    "sheet_expected_choice": ("One of: {choices}", "ان میں سے ایک: {choices}"),
    "sheet_refused_too_big": (
        "The file is too big, or reading it takes too much.",
        "فائل بہت بڑی ہے، یا اسے پڑھنا بہت بھاری ہے۔",
    ),
    "sheet_refused_too_many_cells": (
        "The file has more than 5,000 rows or 50 columns.",
        "فائل میں 5,000 سے زیادہ سطریں یا 50 سے زیادہ کالم ہیں۔",
    ),
    "sheet_refused_macros": (
        "The file holds macros. Save it as a plain XLSX workbook.",
        "فائل میں میکرو ہیں۔ اسے سادہ XLSX کے طور پر محفوظ کریں۔",
    ),
    "sheet_refused_no_workbook": ("The file is no XLSX workbook.", "یہ XLSX فائل نہیں ہے۔"),
    "sheet_refused_no_text": (
        "The file is neither an XLSX workbook nor text in UTF-8. Save it as XLSX, or as CSV in UTF-8.",
        "فائل نہ XLSX ہے نہ UTF-8 متن۔ اسے XLSX، یا UTF-8 میں CSV کے طور پر محفوظ کریں۔",
    ),
    "sheet_refused_busy": ("Too many files at once. Try again.", "ایک ساتھ بہت سی فائلیں۔ دوبارہ کوشش کریں۔"),
    "sheet_refused_none": ("Choose a file.", "کوئی فائل چنیں۔"),
    "sheet_refused_too_many": (
        "At most 300 answers in one file. Bring them in parts.",
        "ایک فائل میں زیادہ سے زیادہ 300 جواب۔ حصوں میں لائیں۔",
    ),
    "sheet_check_title": ("What your file would send", "آپ کی فائل کیا بھیجے گی"),
    "sheet_nothing_sent": ("Nothing has been sent yet.", "ابھی کچھ نہیں بھیجا گیا۔"),
    "sheet_no_answers": ("No row holds an answer.", "کسی سطر میں جواب نہیں۔"),
    "sheet_problems": ("To be changed in the file ({count})", "فائل میں بدلنا ہے ({count})"),
    "sheet_row": ("Row", "سطر"),
    "sheet_column": ("Column", "کالم"),
    "sheet_value": ("What is there", "کیا لکھا ہے"),
    "sheet_expected": ("What is expected", "کیا ہونا چاہیے"),
    "sheet_in_row": ("row {row}", "سطر {row}"),
    "sheet_state_ready": ("Ready to be sent ({count})", "بھیجنے کے لیے تیار ({count})"),
    "sheet_state_sent": ("Recorded, and public now ({count})", "درج ہو گئے، اب عوام کے سامنے ({count})"),
    "sheet_state_known": ("Recorded already, nothing changes ({count})", "پہلے سے درج، کچھ نہیں بدلے گا ({count})"),
    "sheet_state_stale": (
        "Somebody answered after the file was made; not overwritten. Open the line, or download again ({count})",
        "فائل بننے کے بعد کسی نے جواب دے دیا؛ وہ نہیں بدلا گیا۔ سطر کھولیں یا دوبارہ ڈاؤن لوڈ کریں ({count})",
    ),
    "sheet_state_refused": ("Not recorded ({count})", "درج نہیں ہوئے ({count})"),
    "sheet_state_left": (
        "Not sent: the records could not be reached. Bring the same file again; nothing is recorded twice ({count})",
        "نہیں بھیجے گئے: ریکارڈ تک رسائی نہ ہو سکی۔ وہی فائل دوبارہ لائیں؛ کچھ دو بار درج نہیں ہوگا ({count})",
    ),
    "sheet_send": ("Confirm and send {count}", "تصدیق کر کے {count} بھیجیں"),
    "sheet_sent_title": ("What became of your answers", "آپ کے جوابوں کا کیا ہوا"),
}
