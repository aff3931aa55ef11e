"""Words of the liaison's pages: my lines, the three-question form, preview, receipt."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "answer_here_who": ("Do you answer for {body}?", "کیا آپ {body} کی طرف سے جواب دیتے ہیں؟"),
    "answer_here": ("Sign in and answer here", "سائن اِن کر کے یہاں جواب دیں"),
    "my_lines": ("My lines", "میری سطریں"),
    "my_lines_what": (
        "What was asked of your body, and what you have answered.",
        "آپ کے ادارے سے کیا پوچھا گیا اور آپ نے کیا جواب دیا۔",
    ),
    "my_lines_waiting": ("Needs an answer ({count})", "جواب درکار ہے ({count})"),
    "my_lines_others": ("Answered ({count})", "جواب دیا جا چکا ({count})"),
    "my_lines_empty": ("Nothing needs your answer.", "اس وقت کسی سوال کا جواب درکار نہیں۔"),
    "my_lines_none": ("No line is put to your body yet.", "ابھی آپ کے ادارے سے کچھ نہیں پوچھا گیا۔"),
    "my_lines_no_mandate": (
        "You answer for no body today, so nothing is asked of you here. A registrar says who answers for a body.",
        "آج آپ کسی ادارے کی طرف سے جواب نہیں دیتے، اس لیے یہاں آپ سے کچھ نہیں پوچھا جاتا۔ کون جواب دے گا، یہ رجسٹرار طے کرتا ہے۔",
    ),
    "my_lines_answer": ("Answer {number}", "{number} کا جواب دیں"),
    "evidence_asked_of_you": (
        "A verifier asks you for evidence by {day}. The question stands on the page of the line, under “Checked by others”.",
        "تصدیق کنندہ نے آپ سے {day} تک ثبوت مانگا ہے۔ سوال اس سطر کے صفحے پر ”دوسروں کی جانچ“ میں ہے۔",
    ),
    "my_lines_update": ("Update {number}", "{number} کی تازہ صورتِ حال دیں"),
    "asked_by_date": ("Asked for by {date} ({relative}).", "{date} تک مانگا گیا ({relative})۔"),
    "promised_by_date": ("The date you gave: {date} ({relative}).", "آپ کی دی ہوئی تاریخ: {date} ({relative})۔"),
    "my_date_asked_by": (
        "The date is asked by {host}. It is not a legal deadline.",
        "یہ تاریخ {host} نے مانگی ہے۔ یہ قانونی مہلت نہیں ہے۔",
    ),
    "answer_title": ("Answer for {body}", "{body} کی طرف سے جواب"),
    "answer_what_is_asked": ("What is asked", "کیا کہا گیا ہے"),
    "answer_what_was_promised": ("What was promised", "کیا وعدہ کیا گیا"),
    "answer_press": (
        "This promise is known from the press only. What you first report about it confirms it.",
        "یہ وعدہ صرف اخبارات سے معلوم ہے۔ آپ کی پہلی اطلاع سے اس کی تصدیق ہو جائے گی۔",
    ),
    "answer_done_when": ("What would count as done", "کیا ہو تو سمجھا جائے گا کہ ہو گیا"),
    "answer_who": ("Who", "کون"),
    "answer_what": ("What", "کیا"),
    "answer_by_when": ("By when", "کب تک"),
    "answer_shown_how": ("Shown how", "کیسے معلوم ہو گا"),
    "answer_now": ("What stands today", "آج کیا درج ہے"),
    "answer_not_yours": (
        "Only somebody who answers for {body} is asked here. A registrar says who that is.",
        "یہاں صرف اسی سے پوچھا جاتا ہے جو {body} کی طرف سے جواب دیتا ہے۔ وہ کون ہے، یہ رجسٹرار طے کرتا ہے۔",
    ),
    "answer_others_only": (
        "Only somebody who answers for the body today is asked here. A registrar says who that is.",
        "یہاں صرف اسی سے پوچھا جاتا ہے جو آج ادارے کی طرف سے جواب دیتا ہے۔ وہ کون ہے، یہ رجسٹرار طے کرتا ہے۔",
    ),
    "answer_still": (
        "This line takes no answer now: it was withdrawn, is only kept as said, went to another body, or another item"
        " stands for it.",
        "یہ سطر ابھی جواب نہیں لیتی: واپس لی گئی، صرف ریکارڈ میں ہے، کسی اور ادارے کو گئی، یا کوئی اور نکتہ اس کی جگہ ہے۔",
    ),
    "answer_letter_only": (
        "{body} answers by letter only: nothing is sent from here. Write to the host named on the public page; it records the"
        " letter, with its day and number, and a reviewer confirms it. It counts from the day of the letter.",
        "{body} صرف خط سے جواب دیتا ہے: یہاں سے کچھ نہیں بھیجا جاتا۔ عوامی صفحے پر درج میزبان کو خط لکھیں؛ وہ خط کو اس کی تاریخ اور"
        " نمبر کے ساتھ درج کرتا ہے، اور جائزہ کار تصدیق کرتا ہے۔ جواب خط کی تاریخ سے شمار ہوتا ہے۔",
    ),
    "answer_body_ended": (
        "{body} is no more since {day}: nobody answers for it. What it said stays.",
        "{body} {day} سے باقی نہیں: اس کی طرف سے کوئی جواب نہیں دیتا۔ جو اس نے کہا وہ برقرار ہے۔",
    ),
    "answer_public_note": (
        "Everything you send here is public at once, with your body's name and not with yours. Whoever else answers for"
        " your body, and the facilitators of the host, are told by mail; you get a receipt.",
        "جو کچھ آپ یہاں بھیجیں گے وہ فوراً عوامی ہو گا، آپ کے ادارے کے نام سے، آپ کے نام سے نہیں۔ آپ کے ادارے کے دوسرے"
        " نمائندوں اور میزبان کے سہولت کاروں کو ای میل سے بتایا جائے گا؛ آپ کو رسید ملے گی۔",
    ),
    "q_ours": ("1. Is this yours?", "1۔ کیا یہ آپ کا کام ہے؟"),
    "ours_yes": ("Yes", "ہاں"),
    "ours_partly": ("Partly", "جزوی طور پر"),
    "ours_no": ("No, it belongs to another body", "نہیں، یہ کسی اور ادارے کا کام ہے"),
    "ours_provincial": ("No, it is a provincial subject", "نہیں، یہ صوبائی معاملہ ہے"),
    "field_responsible": (
        "Which body, in your view? Leave empty if you do not know.",
        "آپ کے خیال میں کون سا ادارہ؟ معلوم نہ ہو تو خالی چھوڑ دیں۔",
    ),
    "q_answer": ("2. Your answer", "2۔ آپ کا جواب"),
    "answer_none": ("No change", "کوئی تبدیلی نہیں"),
    "answer_accepted": ("We will do it", "ہم یہ کریں گے"),
    "answer_accepted_in_part": ("We will do part of it", "ہم اس کا کچھ حصہ کریں گے"),
    "answer_already_done": ("Already done", "پہلے ہی ہو چکا"),
    "answer_considering": ("We need time to decide", "فیصلے کے لیے وقت چاہیے"),
    "answer_acknowledged": ("Received, nothing more yet", "موصول ہوا، ابھی مزید کچھ نہیں"),
    "answer_declined": ("We will not do it", "ہم یہ نہیں کریں گے"),
    "field_answer_text": ("Your answer in your own words", "جواب اپنے الفاظ میں"),
    "field_answer_text_hint": (
        "If it is already done: what, when, and where anybody can see it.",
        "اگر ہو چکا ہے تو لکھیں: کیا، کب، اور کہاں دیکھا جا سکتا ہے۔",
    ),
    "field_part": ("Which part will you do?", "آپ کون سا حصہ کریں گے؟"),
    "field_reason_kind": ("A reason from this list", "اس فہرست سے کوئی وجہ"),
    "field_reason_kind_none": ("Only in our own words", "صرف اپنے الفاظ میں"),
    "field_reason": ("The reason in your own words", "وجہ اپنے الفاظ میں"),
    "field_reason_hint": (
        "Needed if you will not do it, if you give no date, or if you change an earlier answer.",
        "ضروری ہے اگر آپ یہ نہیں کریں گے، کوئی تاریخ نہیں دے رہے، یا پہلا جواب بدل رہے ہیں۔",
    ),
    "field_decision_date": ("You will decide by", "فیصلہ کب تک ہو گا"),
    "field_delivery_date": ("It will be done by", "کام کب تک ہو گا"),
    "field_date_hint": (
        "For example 2026-12-31. Leave empty if you cannot say, and give a reason.",
        "مثلاً \u20682026-12-31\u2069۔ نہ بتا سکیں تو خالی چھوڑیں اور وجہ لکھیں۔",
    ),
    "field_corrects": (
        "What was recorded for us from outside the tracker is wrong: this corrects it",
        "نظام سے باہر کی بات کے طور پر جو ہمارے نام درج ہوا وہ غلط ہے: یہ اسے درست کرتا ہے",
    ),
    "field_corrects_hint": (
        "It stays to be read, struck, with your answer beside it. Leave it open if you said so then and say something else"
        " now.",
        "وہ کٹا ہوا نظر آتا رہے گا، ساتھ آپ کا جواب۔ اگر آپ نے تب یہی کہا تھا اور اب کچھ اور کہتے ہیں تو نشان نہ لگائیں۔",
    ),
    "about_date": ("On the date: moved", "تاریخ پر: بدل گئی"),
    "field_moved_legend": ("Has the date changed?", "کیا تاریخ بدل گئی ہے؟"),
    "field_moved_stands": ("You gave {day}.", "آپ نے {day} کی تاریخ دی تھی۔"),
    "field_moved_what": (
        "A new date is public with its reason. The first date stays the measure, and each move is counted.",
        "نئی تاریخ وجہ کے ساتھ عوام دیکھیں گے۔ پیمانہ پہلی تاریخ ہی رہتی ہے اور ہر تبدیلی گنی جاتی ہے۔",
    ),
    "field_moved_approval": (
        "From the third move on, give below the designation of the officer who approved it and the file number.",
        "تیسری تبدیلی سے نیچے منظوری دینے والے افسر کا عہدہ اور فائل نمبر دیں۔",
    ),
    "field_moved_date": ("It will now be done by", "اب کام کب تک ہو گا"),
    "field_moved_reason": ("Why the date moves", "تاریخ کیوں بدلی"),
    "q_stage": ("3. Where is it now?", "3۔ کام اب کہاں تک پہنچا؟"),
    "q_stage_alone": ("Where is it now?", "کام اب کہاں تک پہنچا؟"),
    "stage_none": ("Not started, or no change", "شروع نہیں ہوا، یا کوئی تبدیلی نہیں"),
    "stage_planned": ("Planned", "منصوبہ بن گیا"),
    "stage_under_way": ("Under way", "کام جاری ہے"),
    "stage_paused": ("Paused", "رکا ہوا ہے"),
    "stage_done": ("Done", "ہو گیا"),
    "stage_dropped": ("Dropped", "ترک کر دیا"),
    "field_stage_text": ("What has been done, in your own words", "کیا ہوا ہے، اپنے الفاظ میں"),
    "field_stage_reason": ("Why it is paused, dropped or begun again", "کیوں رکا، ترک ہوا یا دوبارہ شروع ہوا"),
    "field_evidence_legend": ("Where can anybody see it?", "اسے کہاں دیکھا جا سکتا ہے؟"),
    "field_evidence_url": (
        "Address of a page, beginning with https:// or http://",
        "صفحے کا پتہ، \u2066https\u2069 یا \u2066http\u2069 سے شروع",
    ),
    "field_evidence_reference": ("Or a reference: a gazette or file number", "یا حوالہ: گزٹ یا فائل نمبر"),
    "field_evidence_date": ("Seen on", "کب دیکھا گیا"),
    "field_evidence_hint": (
        "You may leave it empty; the page then says that no evidence was given.",
        "خالی چھوڑ سکتے ہیں؛ تب صفحے پر لکھا ہو گا کہ ثبوت نہیں دیا گیا۔",
    ),
    "field_approval_legend": ("In whose name?", "کس کی طرف سے؟"),
    "field_on_behalf_of": ("On behalf of (a designation)", "کی طرف سے (عہدہ)"),
    "field_file_number": ("File number", "فائل نمبر"),
    "field_approved_by": ("Approved by (a designation)", "منظوری دینے والا (عہدہ)"),
    "field_approved_date": ("Approved on", "منظوری کی تاریخ"),
    "field_written_in": ("I have written in", "میں نے لکھا ہے"),
    "preview": ("Preview as the public will see it", "دیکھیں عوام کو کیسا نظر آئے گا"),
    "preview_title": ("This is what the public will see", "عوام کو یہ نظر آئے گا"),
    "preview_note": ("Nothing has been sent yet.", "ابھی کچھ نہیں بھیجا گیا۔"),
    "send_answer": ("Send the answer", "جواب بھیجیں"),
    "change_answer": ("Change something", "کچھ بدلیں"),
    "examples_title": ("Short examples of good answers", "اچھے جوابوں کی مختصر مثالیں"),
    "examples_what": (
        "A good answer says what, who and by when, and where anybody can see it. Copy what fits and change it.",
        "اچھا جواب بتاتا ہے کہ کیا، کون اور کب تک، اور کہاں دیکھا جا سکتا ہے۔ جو مناسب ہو نقل کر کے بدل لیں۔",
    ),
    "example_answer_accepted": (
        "We will publish the yearly figures. The statistics section prepares them; the first come out with the annual report in March.",
        "ہم سالانہ اعداد و شمار شائع کریں گے۔ شعبۂ شماریات انھیں تیار کرے گا؛ پہلے اعداد مارچ کی سالانہ رپورٹ کے ساتھ آئیں گے۔",
    ),
    "example_answer_accepted_in_part": (
        "We will publish the number of reports received. The time taken is not recorded today, so we cannot give it.",
        "ہم موصول ہونے والی رپورٹوں کی تعداد شائع کریں گے۔ لگنے والا وقت آج درج نہیں ہوتا، اس لیے وہ نہیں دے سکتے۔",
    ),
    "example_answer_already_done": (
        "The form has been in Urdu since June. Anybody can open it on our website, under “Complaints”.",
        "یہ فارم جون سے اردو میں موجود ہے۔ ہماری ویب سائٹ پر ”شکایات“ کے تحت کوئی بھی اسے کھول سکتا ہے۔",
    ),
    "example_answer_considering": (
        "The matter is before the board, which meets in May. We will write after that meeting.",
        "معاملہ بورڈ کے سامنے ہے جس کا اجلاس مئی میں ہے۔ اس اجلاس کے بعد ہم لکھیں گے۔",
    ),
    "example_answer_declined": (
        "We will not do it this year: the budget holds no money for new posts. We will look at it again in the next budget.",
        "ہم یہ اس سال نہیں کریں گے: بجٹ میں نئی اسامیوں کے لیے رقم نہیں۔ اگلے بجٹ میں دوبارہ دیکھیں گے۔",
    ),
    "example_ours_no": (
        "School lessons are decided by the provinces. In our view the education department of the province is responsible.",
        "اسکولوں کا نصاب صوبے طے کرتے ہیں۔ ہماری رائے میں صوبے کا محکمۂ تعلیم ذمہ دار ہے۔",
    ),
    "example_stage_under_way": (
        "Two of four districts have a trained officer. The other two courses are held in autumn.",
        "چار میں سے دو اضلاع میں تربیت یافتہ افسر موجود ہے۔ باقی دو کورس خزاں میں ہوں گے۔",
    ),
    "example_stage_paused": (
        "The work rests because the tender found no bidder. A new tender goes out in January.",
        "کام رکا ہوا ہے کیونکہ ٹینڈر پر کوئی بولی نہیں آئی۔ نیا ٹینڈر جنوری میں جاری ہو گا۔",
    ),
    "example_stage_done": (
        "The helpline has answered from every province since 1 March. The number stands on our website.",
        "ہیلپ لائن یکم مارچ سے ہر صوبے سے کام کر رہی ہے۔ نمبر ہماری ویب سائٹ پر درج ہے۔",
    ),
    "draft_save": ("Save draft", "مسودہ محفوظ کریں"),
    "draft_print": ("Print for approval", "منظوری کے لیے چھاپیں"),
    "draft_what": (
        "A draft is read only by you and by colleagues who answer for the same body. It is saved at each of these steps and deleted when you send.",
        "مسودہ صرف آپ اور آپ کے ادارے کی طرف سے جواب دینے والے ساتھی پڑھ سکتے ہیں۔ وہ ان میں سے ہر قدم پر محفوظ ہوتا ہے اور بھیجنے پر مٹا دیا جاتا ہے۔",
    ),
    "draft_saved": (
        "Your draft is saved. You can go on later, on any device.",
        "آپ کا مسودہ محفوظ ہو گیا۔ آپ بعد میں کسی بھی آلے پر جاری رکھ سکتے ہیں۔",
    ),
    "draft_empty": ("There is nothing to save yet.", "ابھی محفوظ کرنے کو کچھ نہیں۔"),
    "draft_yours": ("Your draft, saved on {day}", "آپ کا مسودہ، {day} کو محفوظ کیا گیا"),
    "draft_of_colleague": ("A colleague's draft, saved on {day}", "ایک ساتھی کا مسودہ، {day} کو محفوظ کیا گیا"),
    "draft_colleagues_here": (
        "A colleague has a draft here, saved on {day}",
        "یہاں ایک ساتھی کا مسودہ ہے، {day} کو محفوظ کیا گیا",
    ),
    "draft_colleagues": (
        "Open a colleague's draft, saved on {day}",
        "ایک ساتھی کا مسودہ کھولیں، {day} کو محفوظ کیا گیا",
    ),
    "draft_becomes_yours": (
        "If you save, this becomes your own draft; your colleague's stays as it is.",
        "محفوظ کرنے پر یہ آپ کا اپنا مسودہ بن جائے گا؛ ساتھی کا مسودہ ویسا ہی رہے گا۔",
    ),
    "draft_discard_what": (
        "Nothing of a draft is public, and nobody is mailed. Once deleted it cannot be brought back.",
        "مسودے میں سے کچھ عوامی نہیں، اور کسی کو ای میل نہیں جاتی۔ مٹانے کے بعد اسے واپس نہیں لایا جا سکتا۔",
    ),
    "draft_discard": ("Delete this draft", "یہ مسودہ مٹائیں"),
    "draft_elsewhere_title": ("You saved this draft on another page", "آپ نے یہ مسودہ کسی اور صفحے پر محفوظ کیا"),
    "draft_elsewhere_what": (
        "On one side the draft as it is saved, on the other what is in this form. Take over what you need; the next step keeps this form.",
        "ایک طرف محفوظ مسودہ ہے، دوسری طرف وہ جو اس فارم میں ہے۔ جو چاہیں یہاں لے آئیں؛ اگلا قدم اس فارم کو محفوظ کرے گا۔",
    ),
    "draft_elsewhere": ("Saved on the other page", "دوسرے صفحے پر محفوظ"),
    "approval_title": ("Proposed answer, for approval", "مجوزہ جواب، برائے منظوری"),
    "approval_body": ("Answer of {body}", "{body} کا جواب"),
    "approval_back": ("Back to the form", "فارم پر واپس"),
    "approval_how": (
        "Print this page with your browser. Once it is approved, fill in the last part of the form and send.",
        "یہ صفحہ براؤزر سے چھاپیں۔ منظوری کے بعد فارم کا آخری حصہ بھریں اور بھیجیں۔",
    ),
    "approval_proposed": ("Proposed answer", "مجوزہ جواب"),
    "approval_draft_of": ("Draft of {day}. It is not public.", "{day} کا مسودہ۔ یہ عوامی نہیں ہے۔"),
    "approval_signature": ("Signature", "دستخط"),
    "sent_title": ("Your answer is recorded", "آپ کا جواب درج ہو گیا"),
    "sent_what": ("It is public now, and this is how it reads.", "یہ اب عوام کے سامنے ہے اور یوں پڑھا جاتا ہے۔"),
    "sent_public_page": ("See the public page of {number}", "{number} کا عوامی صفحہ دیکھیں"),
    "sent_back": ("Back to my lines", "میری سطروں پر واپس"),
    "stale_title": ("Somebody answered while you were writing", "آپ کے لکھتے وقت کسی اور نے جواب دے دیا"),
    "stale_what": (
        "On one side what is recorded now, on the other what you wrote. Nothing you wrote is lost. Change it, or send it.",
        "ایک طرف وہ ہے جو اب درج ہے، دوسری طرف جو آپ نے لکھا۔ آپ کا کچھ ضائع نہیں ہوا۔ جو چاہیں بدلیں اور بھیجیں۔",
    ),
    "stale_theirs": ("Recorded now", "اب درج ہے"),
    "stale_yours": ("What you wrote", "جو آپ نے لکھا"),
    "kept_title": ("Nothing you wrote is lost", "آپ کا لکھا ہوا کچھ ضائع نہیں ہوا"),
    "kept_signed_out": (
        "You are signed out. Sign in in another tab, then come back here and send again.",
        "آپ سائن آؤٹ ہو چکے ہیں۔ دوسرے ٹیب میں سائن اِن کریں، پھر یہاں واپس آ کر دوبارہ بھیجیں۔",
    ),
    "kept_denied": (
        "Nothing was sent: only somebody who answers for the body today may send this, and a registrar says who that is."
        " Your words stand below, for you to copy.",
        "کچھ نہیں بھیجا گیا: یہ صرف وہ بھیج سکتا ہے جو آج ادارے کی طرف سے جواب دیتا ہے، اور وہ کون ہے، یہ رجسٹرار طے کرتا ہے۔"
        " آپ کے الفاظ نیچے موجود ہیں، نقل کر لیں۔",
    ),
    "kept_again": ("Send again", "دوبارہ بھیجیں"),
    "kept_what": ("What you wrote", "جو آپ نے لکھا"),
    "fault_form": ("The answer as a whole", "پورا جواب"),
    "fault_answer": ("Choose an answer, or say where it stands.", "کوئی جواب چنیں، یا بتائیں کام کہاں ہے۔"),
    "unused_answer": (
        "Choose the answer to which your words belong, or empty them: without it they would not be sent.",
        "وہ جواب چنیں جس کے یہ الفاظ ہیں، یا انھیں مٹا دیں: اس کے بغیر یہ نہیں بھیجے جائیں گے۔",
    ),
    "unused_stage": (
        "Choose the step to which your words belong, or empty them: without it they would not be sent.",
        "وہ مرحلہ چنیں جس کے یہ الفاظ ہیں، یا انھیں مٹا دیں: اس کے بغیر یہ نہیں بھیجے جائیں گے۔",
    ),
    "unused_decision_date": (
        "This day belongs to another answer: choose “We need time”, or empty it.",
        "یہ تاریخ کسی اور جواب کی ہے: ”ہمیں وقت چاہیے“ چنیں، یا اسے مٹا دیں۔",
    ),
    "unused_delivery_date": (
        "This day belongs to another answer: say that you will do it or where it stands, or empty it.",
        "یہ تاریخ کسی اور جواب کی ہے: بتائیں کہ آپ یہ کریں گے یا کام کہاں ہے، یا اسے مٹا دیں۔",
    ),
    "unused_evidence_url": (
        "Choose the answer or the step that this shows, or empty it: without it, it would not be sent.",
        "وہ جواب یا مرحلہ چنیں جو اس سے ظاہر ہے، یا اسے مٹا دیں: اس کے بغیر یہ نہیں بھیجا جائے گا۔",
    ),
    "fault_answer_text": ("Write the answer in your own words.", "جواب اپنے الفاظ میں لکھیں۔"),
    "fault_part": ("Say which part you will do.", "لکھیں کہ آپ کون سا حصہ کریں گے۔"),
    "fault_reason": ("Give a reason.", "وجہ لکھیں۔"),
    "fault_reason_kind": ("Choose a reason, or write one.", "کوئی وجہ چنیں یا لکھیں۔"),
    "fault_responsible": ("Name the body, or leave it empty.", "ادارے کا نام لکھیں یا خالی چھوڑیں۔"),
    "fault_decision_date": ("Give a day to come, or a reason for none.", "آنے والی تاریخ دیں، یا نہ دینے کی وجہ۔"),
    "fault_delivery_date": ("Give a day, or a reason for none.", "تاریخ دیں، یا نہ دینے کی وجہ۔"),
    "fault_moved_date": (
        "Give a day to come, after the one given last.",
        "آنے والا دن دیں، جو پچھلی دی گئی تاریخ کے بعد ہو۔",
    ),
    "fault_moved_reason": ("Say why the date moves.", "لکھیں کہ تاریخ کیوں بدلی۔"),
    "fault_stage": ("Choose a step that can follow the present one.", "وہ مرحلہ چنیں جو موجودہ کے بعد آ سکتا ہو۔"),
    "fault_stage_text": ("Say what has been done.", "لکھیں کہ کیا ہوا ہے۔"),
    "fault_stage_reason": ("Say why.", "لکھیں کیوں۔"),
    "fault_evidence_url": (
        "Give an address that begins with https:// or http://",
        "ایسا پتہ دیں جو \u2066https\u2069 یا \u2066http\u2069 سے شروع ہو",
    ),
    "fault_evidence_none": (
        "If it is already done, say where anybody can see it: the address of a page, or a reference.",
        "اگر ہو چکا ہے تو بتائیں کہاں دیکھا جا سکتا ہے: صفحے کا پتہ، یا حوالہ۔",
    ),
    "fault_evidence_date": (
        "Give the day on which it was seen, not one to come.",
        "وہ دن دیں جب دیکھا گیا، آنے والا دن نہیں۔",
    ),
    "fault_on_behalf_of": ("Give a designation.", "عہدہ لکھیں۔"),
    "fault_file_number": ("Give the file number, on one short line.", "فائل نمبر ایک مختصر سطر میں لکھیں۔"),
    "fault_approved_by": ("Give a designation.", "عہدہ لکھیں۔"),
    "fault_approved_date": ("Give a day, not one to come.", "دن دیں، آنے والا نہیں۔"),
    "attach_title": ("Attach a file as evidence", "ثبوت کے طور پر فائل دیں"),
    "attach_link": ("Attach a file as evidence", "ثبوت کے طور پر فائل دیں"),
    "attach_done": ("The file is kept.", "فائل محفوظ ہو گئی۔"),
    "attach_public_note": (
        "What the public may read of it follows from your choice. The day, the kind of file and its SHA-256 are public in"
        " any case. Nobody is mailed.",
        "عوام اس میں سے کیا پڑھ سکتے ہیں، یہ آپ کے انتخاب سے طے ہوتا ہے۔ دن، فائل کی قسم اور اس کا SHA-256 بہرحال عوامی"
        " ہیں۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "attach_send": ("Attach the file", "فائل دیں"),
    "attach_files": ("Files attached to this line", "اس سطر کی فائلیں"),
    "attach_too_large": (
        "The file is larger than {megabytes} MB. Nothing was kept.",
        "فائل {megabytes} ایم بی سے بڑی ہے۔ کچھ محفوظ نہیں ہوا۔",
    ),
    "scan_title": ("Attach the scan of a letter or receipt", "خط یا رسید کا اسکین دیں"),
    "scan_public": (
        "People of the host can download it; once it is recorded, so can the body’s liaisons and verifiers. The public"
        " reads “held, not public”. Only a reviewer who has read it can make the scan of an answer public: then everybody"
        " downloads the file exactly as you attach it, with its day and SHA-256. Nothing is taken out of it.",
        "میزبان کے لوگ اسے ڈاؤن لوڈ کر سکتے ہیں؛ درج ہونے کے بعد ادارے کے نمائندے اور تصدیق کنندہ بھی۔ عوام کو صرف “محفوظ ہے،"
        " عوامی نہیں” نظر آتا ہے۔ جواب کا اسکین صرف وہ جائزہ کار عوامی کر سکتا ہے جس نے اسے پڑھا ہو: پھر سب یہی فائل، جیسی آپ نے دی،"
        " تاریخ اور SHA-256 کے ساتھ ڈاؤن لوڈ کریں گے۔ اس میں سے کچھ نکالا نہیں جاتا۔",
    ),
    "scan_send": ("Attach the scan", "اسکین دیں"),
    "scan_done": (
        "The scan is kept. Go back to the form and choose it there. If nothing names it within 30 days, it is destroyed.",
        "اسکین محفوظ ہو گیا۔ فارم پر واپس جا کر اسے چنیں۔ 30 دن میں کہیں درج نہ ہوا تو ضائع کر دیا جائے گا۔",
    ),
    "scan_unused": ("Scan, not used yet", "اسکین، ابھی استعمال نہیں ہوا"),
    "scans_of_yours": (
        "Letters and receipts that the host holds as a scan",
        "خط اور رسیدیں جن کا اسکین میزبان کے پاس ہے",
    ),
    "field_file": ("The file", "فائل"),
    "field_file_hint": (
        "PDF, PNG or JPEG, at most 10 MB. A picture may hold where and by whom it was taken: remove that first.",
        "PDF، PNG یا JPEG، زیادہ سے زیادہ 10 ایم بی۔ تصویر میں جگہ اور بنانے والے کا نام ہو سکتا ہے: پہلے ہٹا دیں۔",
    ),
    "field_file_title": ("What it is, on one line", "یہ کیا ہے، ایک سطر میں"),
    "field_visible_to": ("Who may look at it?", "اسے کون دیکھ سکتا ہے؟"),
    "visible_to_public": ("Everybody: it is public at once", "سب: یہ فوراً عوامی ہو گی"),
    "visible_to_owner": (
        "The body, the host and verifiers; the public reads “held, not public”",
        "ادارہ، میزبان اور تصدیق کنندگان؛ عوام پڑھیں گے ”محفوظ ہے، عوامی نہیں“",
    ),
    "visible_to_restricted": (
        "Verifiers and the host's reviewers only; the public reads “held, not public”",
        "صرف تصدیق کنندگان اور میزبان کے جائزہ کار؛ عوام پڑھیں گے ”محفوظ ہے، عوامی نہیں“",
    ),
    "fault_file": ("Choose a PDF, PNG or JPEG file of at most 10 MB.", "PDF، PNG یا JPEG فائل چنیں، 10 ایم بی تک۔"),
    "fault_file_title": ("Say on one line what it is.", "ایک سطر میں لکھیں یہ کیا ہے۔"),
    "fault_visible_to": ("Say who may look at it.", "بتائیں اسے کون دیکھ سکتا ہے۔"),
    "finding_title": ("A finding for you to answer", "ایک نتیجہ جس کا آپ جواب دے سکتے ہیں"),
    "finding_title_none": ("Findings on this line", "اس سطر پر نتائج"),
    "finding_read": ("Read and answer the finding on {number}", "{number} پر نتیجہ پڑھیں اور جواب دیں"),
    "finding_what": (
        "Only {body} can read this now. Until {day} you may reply. After that day the finding and your reply become public together; without a reply the page says so. Nobody is mailed.",
        "یہ ابھی صرف {body} پڑھ سکتا ہے۔ {day} تک آپ جواب دے سکتے ہیں۔ اس دن کے بعد نتیجہ اور آپ کا جواب ایک ساتھ عوام کے سامنے آئیں گے؛ جواب نہ ہو تو صفحے پر یہی لکھا ہو گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "finding_what_moved": (
        "It is about what {body} claimed. Only {body} and the body that has the line now can read this, and both may"
        " reply until {day}, each under its own name. After that day the finding and the reply become public together;"
        " without a reply the page says so. Nobody is mailed.",
        "یہ {body} کے دعوے کے بارے میں ہے۔ اسے صرف {body} اور وہ ادارہ پڑھ سکتا ہے جس کے پاس اب یہ سطر ہے، اور دونوں {day} تک"
        " اپنے اپنے نام سے جواب دے سکتے ہیں۔ اس دن کے بعد نتیجہ اور جواب ایک ساتھ عوام کے سامنے آئیں گے؛ جواب نہ ہو تو صفحے پر"
        " یہی لکھا ہو گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "finding_what_others": (
        "{body} may reply to this until {day}. Only it and verifiers can read it now. After that day the finding and the"
        " reply become public together; without a reply the page says so.",
        "{body} {day} تک اس کا جواب دے سکتا ہے۔ ابھی اسے صرف وہ ادارہ اور تصدیق کنندگان پڑھ سکتے ہیں۔ اس دن کے بعد نتیجہ اور جواب"
        " ایک ساتھ عوام کے سامنے آئیں گے؛ جواب نہ ہو تو صفحے پر یہی لکھا ہو گا۔",
    ),
    "finding_none": ("No finding waits for your reply.", "کوئی نتیجہ آپ کے جواب کا منتظر نہیں۔"),
    "attach_copies": ("Copies of pages", "صفحوں کی نقلیں"),
    "attach_copies_hint": (
        "Only those who work on this item can download them. Anybody can read when each was taken, and its SHA-256.",
        "انہیں صرف وہی ڈاؤن لوڈ کر سکتے ہیں جو اس نکتے پر کام کرتے ہیں۔ کب لی گئیں اور ان کا SHA-256 سب پڑھ سکتے ہیں۔",
    ),
    "copy_download": ("Download the copy", "نقل ڈاؤن لوڈ کریں"),
    "finding_was_taken_back": ("A finding was taken back", "ایک نتیجہ واپس لے لیا گیا"),
    "finding_reply_now": ("Your reply as it stands, of {day}", "آپ کا موجودہ جواب، {day}"),
    "finding_reply_theirs": ("The reply as it stands, of {day}", "موجودہ جواب، {day}"),
    "finding_kept": (
        "Your reply is kept. Nobody but you and verifiers reads it before the day.",
        "آپ کا جواب محفوظ ہے۔ اس دن سے پہلے اسے صرف آپ اور تصدیق کنندگان پڑھ سکتے ہیں۔",
    ),
    "finding_send": ("Keep this reply", "یہ جواب محفوظ کریں"),
    "finding_stale": (
        "The reply shown here is the one recorded now. What you wrote is in the box below.",
        "یہاں وہ جواب ہے جو اب درج ہے۔ آپ کا لکھا نیچے خانے میں موجود ہے۔",
    ),
    "finding_too_late": (
        "The time for a reply has passed, or the finding is no longer open.",
        "جواب کا وقت گزر چکا، یا نتیجہ اب کھلا نہیں۔",
    ),
    "field_finding_reply": ("Your reply, in your own words", "آپ کا جواب، اپنے الفاظ میں"),
    "field_finding_reply_hint": (
        "You may change it until the last day; the last one counts.",
        "آخری دن تک بدل سکتے ہیں؛ آخری جواب شمار ہو گا۔",
    ),
    "fault_finding_reply": ("Write your reply.", "اپنا جواب لکھیں۔"),
    "service_said": ("The service says: {words}", "سروس کا کہنا ہے: {words}"),
}
