"""Words for changes of what is public: wording, bodies added, tracked or not, merged, superseded, and back."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "change_title": ("Change what is public", "شائع شدہ میں تبدیلی"),
    "change_what": (
        "Put an item to one more body, follow it up or stop, merge duplicates, and take that back; or correct its wording,"
        " or texts and figures of a consultation or programme. Number and day of the publication stay, and how it read before"
        " can still be read. What kind of item it is, and who is said to have spoken, cannot be corrected: withdraw the item"
        " and publish it anew, or withdraw that person's consent.",
        "نکتہ ایک اور ادارے کے سامنے رکھیں، پیچھا شروع یا ختم کریں، دہرائے گئے نکات ضم کریں، اور یہ واپس لیں؛ یا اس کے، یا"
        " کسی مشاورت یا پروگرام کے متن اور اعداد درست کریں۔ نمبر اور اشاعت کا دن وہی رہتے ہیں، اور پہلے کیا لکھا تھا وہ بھی پڑھا"
        " جا سکتا ہے۔ نکتے کی قسم، اور یہ کہ بات کس نے کہی، درست نہیں کی جا سکتی: نکتہ واپس لے کر نیا شائع کریں، یا اُس شخص"
        " کی رضامندی واپس لیں۔",
    ),
    "change_number": ("Number: C-7, C-7/12 or R-42", "نمبر: C-7، C-7/12 یا R-42"),
    "change_act": ("What do you want to change?", "آپ کیا بدلنا چاہتے ہیں؟"),
    "change_nothing": (
        "Nothing of it can be changed while it is hidden, or once it is withdrawn.",
        "جب تک یہ پوشیدہ ہے، یا واپس لیے جانے کے بعد، اس میں کچھ نہیں بدلا جا سکتا۔",
    ),
    "change_reason": ("Why? The public reads it.", "کیوں؟ عوام اسے پڑھیں گے۔"),
    "change_body": ("Which body?", "کون سا ادارہ؟"),
    "change_target": ("Number of the other item: C-7/12 or R-42", "دوسرے نکتے کا نمبر: C-7/12 یا R-42"),
    "change_button": ("Do it", "کریں"),
    "change_done": ("Done. It is public.", "ہو گیا۔ یہ عوامی ہے۔"),
    "change_waits": (
        "Proposed. A reviewer of your organisation has to agree; until then nothing is public.",
        "تجویز درج ہو گئی۔ آپ کے ادارے کا جائزہ کار منظور کرے گا؛ تب تک کچھ عوامی نہیں۔",
    ),
    "change_add": ("Put it to one more body", "ایک اور ادارے کے سامنے رکھیں"),
    "change_add_public": (
        "A second person has to agree. Then it is public that the body was added, and why; the first one stays. If the"
        " item is followed up, the liaisons of the added body get one mail that asks for an answer.",
        "دوسرا شخص منظور کرے گا۔ پھر عوامی ہو گا کہ ادارہ شامل ہوا، اور کیوں؛ پہلا ادارہ برقرار رہے گا۔ اگر نکتے کا"
        " پیچھا کیا جاتا ہے تو شامل ادارے کے نمائندوں کو جواب کے لیے ایک ای میل جائے گی۔",
    ),
    "change_track": ("Follow it up", "اس کا پیچھا کریں"),
    "change_track_public": (
        "A second person has to agree. Then it gets an R- number, what would count as done is public, and the liaisons of"
        " its bodies get one mail that asks for an answer.",
        "دوسرا شخص منظور کرے گا۔ پھر اسے \u2066R-\u2069 نمبر ملے گا، مکمل ہونے کا معیار عوامی ہو گا، اور اس کے اداروں کے نمائندوں کو"
        " جواب کے لیے ایک ای میل جائے گی۔",
    ),
    "change_track_promise_public": (
        "A second person has to agree. Then it gets an R- number, and what would count as done is public. Nobody is mailed:"
        " a promise asks nothing. One known from the press stands in no list before its maker was asked or confirms it.",
        "دوسرا شخص منظور کرے گا۔ پھر اسے \u2066R-\u2069 نمبر ملے گا اور مکمل ہونے کا معیار عوامی ہو گا۔ کسی کو ای میل نہیں جائے گی: وعدہ"
        " کچھ نہیں پوچھتا۔ صرف اخبارات سے معلوم وعدہ کسی فہرست میں نہیں ہو گا جب تک کرنے والے سے پوچھا نہ جائے یا وہ تصدیق نہ کرے۔",
    ),
    "change_record_only": ("Follow it up no longer", "اس کا پیچھا ختم کریں"),
    "change_record_only_public": (
        "A second person has to agree. Then it is public that it is only kept as said, and why. Number and replies stay,"
        " the clocks stop, nobody is mailed.",
        "دوسرا شخص منظور کرے گا۔ پھر عوامی ہو گا کہ یہ صرف ریکارڈ میں ہے، اور کیوں۔ نمبر اور جوابات باقی رہیں گے، مدت کا"
        " شمار رک جائے گا، کسی کو ای میل نہیں جائے گی۔",
    ),
    "change_correct": ("Correct its wording", "اس کے الفاظ درست کریں"),
    "change_correct_public": (
        "A second person has to agree. Then everybody reads the corrected wording, and that it was corrected, when, why,"
        " and how it read before. Whoever is told by mail is asked nothing again.",
        "دوسرا شخص منظور کرے گا۔ پھر سب درست کیے گئے الفاظ پڑھیں گے، اور یہ کہ درستی ہوئی، کب، کیوں، اور پہلے کیا لکھا تھا۔"
        " جنہیں ای میل سے بتایا جائے گا ان سے دوبارہ کچھ نہیں پوچھا جائے گا۔",
    ),
    "change_wording_title": ("Title", "عنوان"),
    "change_wording_text": ("Text", "متن"),
    "difference_wording_same": ("Nothing of the wording changes yet.", "ابھی الفاظ میں کچھ نہیں بدلا۔"),
    "difference_wording_marks": (
        "The words stay; which language counts, or how it was translated, changes.",
        "الفاظ وہی ہیں؛ یہ بدلتا ہے کہ کون سی زبان معتبر ہے، یا ترجمہ کیسے ہوا۔",
    ),
    "change_correct_consultation": ("Correct what it says of itself", "یہ اپنے بارے میں جو کہتی ہے وہ درست کریں"),
    "change_correct_programme": (
        "Correct texts or figures of its programme",
        "اس کے پروگرام کے متن یا اعداد درست کریں",
    ),
    "change_own_public": (
        "A second person has to agree. Then everybody reads it as corrected, and that it was corrected, when, why, and how"
        " it read before. Nobody is mailed; mails that go out later print what is corrected. If fewer than five people could"
        " be worked out from a count and the corrected one, the former one is not shown any more: do not name it in the"
        " reason then.",
        "دوسرا شخص منظور کرے گا۔ پھر سب درست کی گئی بات پڑھیں گے، اور یہ کہ درستی ہوئی، کب، کیوں، اور پہلے کیا لکھا تھا۔ کسی کو"
        " ای میل نہیں جائے گی؛ بعد کی ای میلوں میں درست بات ہی درج ہوگی۔ اگر پہلی اور درست تعداد سے پانچ سے کم افراد کا پتہ"
        " چل سکے تو پہلی تعداد پھر نہیں دکھائی جاتی: تب اسے وجہ میں بھی نہ لکھیں۔",
    ),
    "change_own_which": ("What is wrong?", "کیا غلط ہے؟"),
    "change_own_none": (
        "Choose what is wrong. What is not listed stays as it was published: who spoke, times of day, which figures there"
        " are. If one of these is wrong, say so in a text, such as what it was about.",
        "جو غلط ہے اسے چنیں۔ جو فہرست میں نہیں وہ ویسا ہی رہتا ہے جیسا شائع ہوا: کون بولا، دن کے اوقات، کون سے اعداد ہیں۔ ان"
        " میں سے کچھ غلط ہو تو کسی متن میں بتائیں، جیسے اس میں کہ یہ کس بارے میں تھا۔",
    ),
    "change_state_follow": (
        "Of what was held, all items show its day as the one on which they were said; of what is planned or cancelled, none"
        " does. If it took place on another day, correct its days, too. What was said of it before stays to be read.",
        "جو ہو چکا اس کے سب نکات پر کہنے کا دن اسی کا دن ہوگا؛ جو طے شدہ یا منسوخ ہے اس کے کسی نکتے پر نہیں۔ اگر یہ کسی اور دن"
        " ہوا تو اس کے دن بھی درست کریں۔ پہلے جو لکھا تھا وہ پڑھا جا سکے گا۔",
    ),
    "change_days_follow": (
        "All its items then show the corrected day as the one on which they were said; of several days, none. No time for"
        " an answer changes: it runs from the day on which a body was asked. The former day stays to be read.",
        "پھر اس کے سب نکات پر کہنے کا دن یہی درست دن ہوگا؛ دن کئی ہوں تو کوئی نہیں۔ جواب کی مدت نہیں بدلتی: وہ اس دن سے چلتی ہے"
        " جب ادارے سے پوچھا گیا۔ پہلا دن پڑھا جا سکے گا۔",
    ),
    "change_themes_follow": (
        "Items that have the same themes as the meeting now get the corrected ones, too; all others keep theirs.",
        "جن نکات کے موضوعات اس وقت اجلاس جیسے ہیں انہیں بھی درست موضوعات ملیں گے؛ باقی سب کے اپنے رہیں گے۔",
    ),
    "own_summary": ("What it was about", "یہ کس بارے میں تھا"),
    "own_date_note": ("What is said of the date", "تاریخ کے بارے میں"),
    "own_source": ("Name of the source", "ماخذ کا نام"),
    "own_figures": ("Figure as printed", "عدد جیسا چھپا"),
    "own_count": ("Count", "تعداد"),
    "own_figures_conflict": ("Why figures contradict each other", "اعداد ایک دوسرے سے کیوں نہیں ملتے"),
    "own_corrected": ("This page was corrected on {day}", "یہ صفحہ {day} کو درست کیا گیا"),
    "own_withheld": (
        "Figures were corrected. What they counted before is not shown: with what they count now, somebody could work out"
        " fewer than five people.",
        "اعداد درست کیے گئے۔ پہلے کتنے تھے یہ نہیں دکھایا جاتا: موجودہ اعداد کے ساتھ پانچ سے کم افراد کا پتہ چل سکتا تھا۔",
    ),
    "own_former_heading": ("How this page read before", "یہ صفحہ پہلے کیسا تھا"),
    "proposals_former": ("How it read before", "پہلے کیا لکھا تھا"),
    "item_as_entered": ("As it was entered", "جیسا درج کیا گیا تھا"),
    "wording_corrected": ("The wording was corrected on {day}", "الفاظ {day} کو درست کیے گئے"),
    "wording_former": ("As it read until {day}", "{day} تک یوں لکھا تھا"),
    "event_day_corrected": ("The day on which it was said was corrected", "کہنے کا دن درست کیا گیا"),
    "event_themes_corrected": ("Its themes were corrected", "اس کے موضوعات درست کیے گئے"),
    "event_both_corrected": (
        "The day on which it was said, and its themes, were corrected",
        "کہنے کا دن اور موضوعات درست کیے گئے",
    ),
    "said_on_day": ("Said on", "کہنے کا دن"),
    "event_corrected": ("The wording was corrected", "الفاظ درست کیے گئے"),
    "change_merge": ("Merge it into another item that says the same", "اسے وہی بات کہنے والے دوسرے نکتے میں ضم کریں"),
    "change_merge_public": (
        "Public at once: that it was merged, into which item, and why. Number, text and replies stay, its clocks stop; the"
        " other item says in how many consultations it was raised. You can take it back.",
        "فوراً عوامی: ضم کیا گیا، کس نکتے میں، اور کیوں۔ نمبر، متن اور جوابات باقی رہیں گے، مدت کا شمار رک جائے گا؛ دوسرا"
        " نکتہ بتائے گا کہ یہ کتنی مشاورتوں میں اٹھا۔ آپ اسے واپس لے سکتے ہیں۔",
    ),
    "change_supersede": ("A newer item takes its place", "نیا نکتہ اس کی جگہ لیتا ہے"),
    "change_supersede_public": (
        "Public at once: which item took its place, and why. Number, text and replies stay, its clocks stop. You can"
        " take it back.",
        "فوراً عوامی: کس نکتے نے جگہ لی، اور کیوں۔ نمبر، متن اور جوابات باقی رہیں گے، مدت کا شمار رک جائے گا۔ آپ اسے"
        " واپس لے سکتے ہیں۔",
    ),
    "change_link": ("Link it with a related item; both stay", "متعلقہ نکتے سے جوڑیں؛ دونوں برقرار"),
    "change_link_public": (
        "Public at once, on both pages: that the two are related, and how. Nothing else changes: each stays open and is"
        " answered on its own. Nobody is mailed. You can take it back.",
        "فوراً عوامی، دونوں صفحوں پر: یہ کہ دونوں متعلقہ ہیں، اور کیسے۔ اور کچھ نہیں بدلتا: ہر ایک کا جواب الگ دیا جاتا"
        " ہے۔ کسی کو ای میل نہیں جائے گی۔ آپ اسے واپس لے سکتے ہیں۔",
    ),
    "change_unlink": ("Take a link with a related item back", "متعلقہ نکتے سے تعلق ختم کریں"),
    "change_unlink_public": (
        "Public at once, on both pages: that the two are linked no more, and why. The history keeps both. Nobody is"
        " mailed.",
        "فوراً عوامی، دونوں صفحوں پر: یہ کہ دونوں کا تعلق ختم ہوا، اور کیوں۔ تاریخ میں دونوں رہتے ہیں۔ کسی کو ای میل نہیں"
        " جائے گی۔",
    ),
    "change_link_how": ("How are they related? The public reads it.", "ان کا آپس میں کیا تعلق ہے؟ عوام اسے پڑھیں گے۔"),
    "change_linked_item": ("Which link?", "کون سا تعلق؟"),
    "change_unmerge": ("Let it stand on its own again", "اسے دوبارہ الگ کریں"),
    "change_unmerge_public": (
        "Public at once: that it stands on its own again, and why. Its clocks go on to the dates that they had; liaisons"
        " who were not asked before get a mail, and so does who was told by mail that another item stands for it.",
        "فوراً عوامی: یہ دوبارہ الگ ہے، اور کیوں۔ مدت کا شمار پہلی تاریخوں تک جاری رہے گا؛ جن نمائندوں سے پہلے نہیں پوچھا"
        " گیا انہیں ای میل جائے گی، اور انہیں بھی جنہیں ای میل سے بتایا گیا تھا کہ دوسرا نکتہ اس کی جگہ ہے۔",
    ),
    "joined_row": ("See", "دیکھیں"),
    "related_heading": ("Related items", "متعلقہ نکات"),
    "related_note": (
        "A person found them to be related. Each stays as it is and is answered on its own.",
        "ایک شخص نے انہیں متعلقہ قرار دیا۔ ہر نکتہ ویسا ہی رہتا ہے اور اس کا جواب الگ دیا جاتا ہے۔",
    ),
    "event_linked": ("Linked with {number}, which is related", "متعلقہ نکتے {number} سے جوڑا گیا"),
    "event_unlinked": ("No longer linked with {number}", "{number} سے تعلق ختم کیا گیا"),
    "event_linked_hidden": (
        "Linked with a related item, which is hidden while it is being checked",
        "ایک متعلقہ نکتے سے جوڑا گیا، جو جانچ کے دوران پوشیدہ ہے",
    ),
    "event_unlinked_hidden": (
        "No longer linked with an item that is hidden while it is being checked",
        "اُس نکتے سے تعلق ختم کیا گیا جو جانچ کے دوران پوشیدہ ہے",
    ),
    "duplicates_title": ("Items that say nearly the same", "ملتے جلتے نکات"),
    "duplicates_what": (
        "Words of your items are compared with those of other consultations, in English and Urdu. You decide; nothing is"
        " merged by itself.",
        "آپ کے نکات کے الفاظ کا دوسری مشاورتوں سے موازنہ ہوتا ہے، انگریزی اور اردو میں۔ فیصلہ آپ کا ہے؛ خود بخود کچھ ضم"
        " نہیں ہوتا۔",
    ),
    "duplicates_number": ("Number of your consultation, such as C-7", "آپ کی مشاورت کا نمبر، جیسے C-7"),
    "duplicates_none": (
        "No item of another consultation says nearly the same.",
        "کسی اور مشاورت میں ملتا جلتا نکتہ نہیں۔",
    ),
    "duplicates_pair": ("{numbers}: {score} of 100 alike", "{numbers}: 100 میں سے {score} یکساں"),
    "alike_title": ("Items here that say nearly the same: {count}", "یہاں ملتے جلتے نکات: {count}"),
    "alike_too_many": (
        "Items that say nearly the same are looked for among up to {most}; here are more.",
        "ملتے جلتے نکتے {most} تک میں ڈھونڈے جاتے ہیں؛ یہاں ان سے زیادہ ہیں۔",
    ),
    "alike_what": (
        "Found by their words; people decide. Remove one, or leave both: nothing is merged.",
        "الفاظ سے ملے؛ فیصلہ لوگ کرتے ہیں۔ ایک ہٹا دیں، یا دونوں رہنے دیں: کچھ ضم نہیں ہوتا۔",
    ),
    "duplicates_act": ("What are they?", "یہ کیا ہیں؟"),
    "duplicates_act_merge": ("The same: merge the first into the second", "ایک ہی بات: پہلے کو دوسرے میں ضم کریں"),
    "duplicates_act_link": ("Related: link them, both stay", "متعلقہ: جوڑیں، دونوں برقرار"),
    "duplicates_act_keep": ("Neither: keep them apart", "کچھ نہیں: الگ رکھیں"),
    "duplicates_keep_public": (
        "Nothing of it is public, and nobody is mailed. They are not suggested again.",
        "اس میں سے کچھ عوامی نہیں، کسی کو ای میل نہیں جائے گی۔ یہ دوبارہ تجویز نہیں ہوں گے۔",
    ),
    "duplicates_merge": ("Merge the first into the second", "پہلے کو دوسرے میں ضم کریں"),
    "duplicates_link": ("Link them", "انہیں جوڑیں"),
    "duplicates_keep": ("Keep them apart", "الگ رکھیں"),
    "duplicates_kept": ("Done. They are not suggested again.", "ہو گیا۔ یہ دوبارہ تجویز نہیں ہوں گے۔"),
    "proposals_title": ("Proposed changes of what is public", "شائع شدہ میں مجوزہ تبدیلیاں"),
    "proposals_other": ("Another change", "کوئی اور تبدیلی"),
    "proposals_public": (
        "Public at once if you agree, with this reason. If you refuse, nothing is public and nobody is mailed.",
        "منظوری پر فوراً عوامی، اس وجہ کے ساتھ۔ رد کرنے پر کچھ عوامی نہیں اور کسی کو ای میل نہیں جائے گی۔",
    ),
    "proposals_own": ("You proposed it: somebody else has to decide.", "آپ نے تجویز دی: فیصلہ کوئی اور کرے گا۔"),
    "proposals_mine": (
        "Show what I proposed and nobody has decided on",
        "وہ دکھائیں جو میں نے تجویز کیا اور جس پر فیصلہ نہیں ہوا",
    ),
    "proposals_mine_none": ("Nothing of yours waits for a reviewer.", "آپ کی کوئی تجویز جائزہ کار کی منتظر نہیں۔"),
    "proposals_take_back_what": (
        "Taken back, it waits for nobody, and what you proposed is destroyed. Nothing of it was public, and nobody is"
        " mailed. You can propose it anew.",
        "واپس لینے پر یہ کسی کی منتظر نہیں رہتی، اور جو آپ نے تجویز کیا وہ ختم ہو جاتا ہے۔ اس میں سے کچھ عوامی نہ تھا، کسی"
        " کو ای میل نہیں جائے گی۔ آپ نئی تجویز دے سکتے ہیں۔",
    ),
    "proposals_take_back_sure": ("Yes, I want to take it back", "ہاں، میں اسے واپس لینا چاہتا/چاہتی ہوں"),
    "proposals_take_back": ("Take it back", "واپس لیں"),
    "proposals_taken_back": ("Taken back. It waits for nobody.", "واپس لے لی گئی۔ یہ کسی کی منتظر نہیں۔"),
    "proposals_agree": ("Agree", "منظور کریں"),
    "proposals_span": ("May stay: {words}, {kind}", "رہ سکتا ہے: {words}، {kind}"),
    "proposals_spans": (
        "These could lead to a person, and are not public yet. Tick each that may stay; if one may not, refuse the"
        " proposal.",
        "یہ کسی شخص تک لے جا سکتے ہیں اور ابھی شائع نہیں۔ جو رہ سکتے ہیں ان پر نشان لگائیں؛ اگر کوئی نہیں رہ سکتا تو تجویز"
        " رد کریں۔",
    ),
    "proposals_second": (
        "Two reviewers have to read this one. What you agree to first is public once another reviewer agrees, too.",
        "اسے دو جائزہ کار پڑھتے ہیں۔ پہلی منظوری کے بعد یہ تب عوامی ہوگا جب دوسرا جائزہ کار بھی منظور کرے۔",
    ),
    "proposals_read": (
        "You agreed. Another reviewer has to read it, too.",
        "آپ نے منظور کیا۔ اسے ایک اور جائزہ کار بھی پڑھے گا۔",
    ),
    "proposals_read_now": ("A first reviewer agreed.", "پہلے جائزہ کار نے منظور کر لیا ہے۔"),
    "proposals_as_entered": (
        "What the public reads now is what was entered.",
        "عوام ابھی وہی پڑھتے ہیں جو درج ہوا تھا۔",
    ),
    "difference_now": ("What the public reads now", "عوام ابھی کیا پڑھتے ہیں"),
    "proposals_waits": (
        "Noted. Nothing is public before another reviewer agrees, too.",
        "درج ہو گیا۔ جب تک ایک اور جائزہ کار منظور نہ کرے کچھ عوامی نہیں۔",
    ),
}
