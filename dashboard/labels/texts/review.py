"""Words of the reviewer's page."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "reword_title": ("Asked for other words", "دوسرے الفاظ مانگے گئے"),
    "reword_ask": ("Ask for other words", "دوسرے الفاظ مانگیں"),
    "reword_send": ("Record that it cannot be checked", "درج کریں کہ جانچ ممکن نہیں"),
    "reword_sent": (
        "Recorded. Its host is asked for other words.",
        "درج ہو گیا۔ اس کے میزبان سے دوسرے الفاظ مانگے گئے ہیں۔",
    ),
    "reword_none": ("Nobody asks for other words.", "کسی نے دوسرے الفاظ نہیں مانگے۔"),
    "review_title": ("To be read before it is public", "شائع ہونے سے پہلے پڑھنے کے لیے"),
    "review_what": (
        "Read exactly what will be public, then publish or return it.",
        "بالکل وہی پڑھیں جو عوام دیکھیں گے، پھر شائع کریں یا واپس بھیجیں۔",
    ),
    "review_empty": ("Nothing waits for you.", "آپ کے لیے کچھ منتظر نہیں۔"),
    "review_choose": ("Consultation", "مشاورت"),
    "review_items": ("Which items do you decide on?", "آپ کن نکات پر فیصلہ کرتے ہیں؟"),
    "review_own": (
        "You entered {title}: somebody else has to publish it.",
        "آپ نے {title} درج کیا: شائع کوئی اور کرے گا۔",
    ),
    "review_tracked": (
        "Track item {position}: put it to {bodies}",
        "نکتہ {position} کی پیروی کریں: {bodies} سے پوچھیں",
    ),
    "review_press": (
        "Known from the press only: it will read “Reported in the press – not confirmed by …”, nobody is mailed, and it stands"
        " in no list, count or feed until you hand the question over to its maker or the maker confirms it.",
        "صرف اخبارات سے معلوم: لکھا ہو گا “اخبارات میں آیا – … نے تصدیق نہیں کی”، کسی کو ای میل نہیں جائے گی، اور جب تک آپ وعدہ"
        " کرنے والے سے خود نہ پوچھیں یا وہ تصدیق نہ کرے، یہ کسی فہرست، گنتی یا فیڈ میں نہیں ہو گا۔",
    ),
    "review_risk": ("How much harm could publication do?", "اشاعت سے کتنا نقصان ہو سکتا ہے؟"),
    "review_public": ("What will be public", "عوام کیا دیکھیں گے"),
    "review_entered": ("As entered", "جیسے درج ہوا"),
    "review_speaker": ("Speaker in public: {speaker}", "عوام میں بولنے والا: {speaker}"),
    "review_speaker_none": ("not named", "نام نہیں دیا جائے گا"),
    "review_told": ("Who will be told", "کس کو اطلاع جائے گی"),
    "review_told_line": ("{body}: {liaisons} person(s), {lines} line(s)", "{body}: افراد: {liaisons}، سطریں: {lines}"),
    "review_told_nobody": ("Nobody gets a mail.", "کسی کو ای میل نہیں جائے گی۔"),
    "review_checklist": ("Before you publish", "شائع کرنے سے پہلے"),
    "review_names": ("Does it name a private person?", "کیا اس میں کسی عام فرد کا نام ہے؟"),
    "review_crime": (
        "Does it allege a crime of somebody who can be recognised?",
        "کیا کسی پہچانے جا سکنے والے فرد پر جرم کا الزام ہے؟",
    ),
    "review_harm": (
        "Could anyone lose a job or their safety because attendance becomes known?",
        "کیا شرکت ظاہر ہونے سے کسی کی نوکری یا سلامتی خطرے میں پڑ سکتی ہے؟",
    ),
    "review_child": ("Could a child, or a case, be recognised?", "کیا کوئی بچہ یا مقدمہ پہچانا جا سکتا ہے؟"),
    "review_not_answered": ("not answered yet", "ابھی جواب نہیں دیا"),
    "review_consent": ("I compared each name with its consent", "میں نے ہر نام کا اس کی رضامندی سے موازنہ کیا"),
    "review_read": (
        "I read the final public text, beside what was entered",
        "میں نے حتمی عوامی متن، درج شدہ کے ساتھ، پڑھ لیا",
    ),
    "review_translations": (
        "I read every machine-assisted translation beside its original; they become public as reviewed",
        "میں نے مشین کی مدد سے ہر ترجمہ اصل کے ساتھ پڑھ لیا؛ وہ نظرِ ثانی شدہ کے طور پر عوامی ہوں گے",
    ),
    "review_told_count": (" – {count} liaisons will be told", " – {count} نمائندوں کو بتایا جائے گا"),
    "review_told_one": (" – 1 liaison will be told", " – ایک نمائندے کو بتایا جائے گا"),
    "difference_title": ("What changes against what is public now", "اس وقت جو عوامی ہے، اس میں کیا بدلے گا"),
    "difference_first": ("Nothing of it is public yet.", "ابھی اس میں سے کچھ عوامی نہیں۔"),
    "difference_stay": (
        "Items that are public and stay as they are: {count}",
        "جو نکات عوامی ہیں اور ویسے ہی رہیں گے: {count}",
    ),
    "difference_added": ("Added", "نیا"),
    "difference_changed": ("Changed", "بدلا ہوا"),
    "difference_gone": ("Gone", "ہٹایا گیا"),
    "difference_frame_same": (
        "The texts of the consultation itself stay as they are.",
        "خود مشاورت کے متن ویسے ہی رہیں گے۔",
    ),
    "mails_title": ("The mail, and a letter to print", "ای میل، اور چھاپنے کے لیے خط"),
    "mails_body": ("Read what this body will get", "پڑھیں کہ اس ادارے کو کیا ملے گا"),
    "mails_what": (
        "Each liaison gets it in the language that this person chose. Numbers come at publication: C-n, R-n and m stand "
        "for them. The day is counted as if it arrived today. The mark of a machine's translation stands here, as it will be "
        "sent, unless you tick that you read the translations.",
        "ہر نمائندے کو اسی کی چنی ہوئی زبان میں ملے گا۔ نمبر اشاعت پر ملتے ہیں: C-n، R-n اور m ان کی جگہ ہیں۔ دن یوں گنا "
        "گیا ہے جیسے آج پہنچے۔ مشینی ترجمے کا نشان یہاں اور بھیجی جانے والی ای میل میں رہے گا، سوائے اس کے کہ آپ نشان لگائیں کہ ترجمے پڑھ لیے۔",
    ),
    "mails_in": ("Mail in {language}", "ای میل، {language}"),
    "mails_letter": ("Covering letter in {language}, to print", "چھاپنے کے لیے خط، {language}"),
    "mail_subject": ("Subject", "موضوع"),
    "letter_to": ("To {body}", "بنام {body}"),
    "letter_heading": ("Request of {host}", "{host} کی درخواست"),
    "letter_intro": (
        "{host} asks {body} to answer what follows. It was said at “{title}” (consultation {number}).",
        "{host} کی طرف سے {body} سے درخواست ہے کہ درج ذیل کا جواب دے۔ یہ ”{title}“ (مشاورت {number}) میں کہا گیا۔",
    ),
    "letter_by": (
        "Date asked by {host}: {day}. It is not a legal deadline.",
        "{host} کی مانگی ہوئی تاریخ: {day}۔ یہ کوئی قانونی مہلت نہیں۔",
    ),
    "letter_within": (
        "{host} asks for an answer within {days} of the day on which this letter is received. It is not a legal deadline.",
        "{host} کی درخواست ہے کہ یہ خط ملنے کے دن سے {days} میں جواب دیا جائے۔ یہ کوئی قانونی مہلت نہیں۔",
    ),
    "letter_answer": (
        "An answer by letter is recorded with its date and reference on the page named above.",
        "خط کے ذریعے دیا گیا جواب اپنی تاریخ اور حوالے کے ساتھ اوپر دیے گئے صفحے پر درج ہوتا ہے۔",
    ),
    "letter_signed": ("For {host}, name and date:", "{host} کی طرف سے، نام اور تاریخ:"),
    "letter_received": ("Received by, diary number and date:", "وصول کنندہ، ڈائری نمبر اور تاریخ:"),
    "letter_print": ("To print and hand over. Back to", "چھاپ کر حوالے کرنے کے لیے۔ واپس:"),
    "paper_letter": ("Covering letter to print", "چھاپنے کے لیے خط"),
    "review_note": ("Note of the review; never public", "جائزے کا نوٹ؛ کبھی عوامی نہیں"),
    "review_parts": (
        "{count} items wait: too many to decide on at once. Read and decide part by part; the others wait here meanwhile. A "
        "body that several parts ask is mailed of each. An embargo holds one part.",
        "{count} نکات منتظر ہیں: ایک ساتھ فیصلے کے لیے بہت زیادہ۔ حصہ بہ حصہ پڑھیں اور فیصلہ کریں؛ باقی یہیں منتظر رہیں گے۔ جس ادارے سے "
        "کئی حصوں میں پوچھا جائے اسے ہر حصے کی الگ ای میل جائے گی۔ پابندیِ اشاعت ایک ہی حصے پر لگتی ہے۔",
    ),
    "review_publish": ("Publish {count} item(s)", "{count} نکات شائع کریں"),
    "review_publish_alone": ("Publish the consultation", "مشاورت شائع کریں"),
    "review_approve": (
        "Approve {count} item(s) for that instant",
        "{count} نکات اس وقت کے لیے منظور کریں",
    ),
    "review_approve_alone": ("Approve the consultation for that instant", "مشاورت اس وقت کے لیے منظور کریں"),
    "review_approved": (
        "Approved. It becomes public by itself on {when}; until then nobody outside sees or is told anything.",
        "منظور ہو گیا۔ یہ {when} کو خود عوامی ہو گا؛ تب تک باہر کوئی کچھ نہ دیکھے گا، نہ کسی کو بتایا جائے گا۔",
    ),
    "embargo_waits": ("Under embargo: publish at a later instant", "پابندیِ اشاعت: بعد کے وقت پر شائع ہو"),
    "embargo_day": ("Day", "دن"),
    "embargo_time": ("Time, where the service is", "وقت، جہاں یہ سروس ہے"),
    "embargo_what": (
        "Everything is checked now. Until that instant there is no number, no page and no mail; then it is published "
        "within a minute. What changes in between sends it back to you.",
        "سب کچھ ابھی جانچا جاتا ہے۔ اس وقت تک نہ نمبر، نہ صفحہ، نہ ای میل؛ پھر ایک منٹ میں شائع۔ "
        "درمیان میں کچھ بدلا تو یہ آپ کے پاس واپس آئے گا۔",
    ),
    "embargo_title": ("Under embargo", "پابندیِ اشاعت میں"),
    "embargo_line": ("{count} item(s) become public on {when}.", "{count} نکات {when} کو عوامی ہوں گے۔"),
    "embargo_line_alone": ("The consultation becomes public on {when}.", "مشاورت {when} کو عوامی ہو گی۔"),
    "embargo_lapsed": (
        "It was to become public on {when} and did not: {reason}. It waits for a reviewer again.",
        "اسے {when} کو عوامی ہونا تھا، نہیں ہوا: {reason}۔ یہ دوبارہ جائزہ کار کا منتظر ہے۔",
    ),
    "embargo_back": ("Take it back", "واپس لیں"),
    "embargo_forget": ("Take this message away", "یہ پیغام ہٹائیں"),
    "embargo_back_public": (
        "Nothing becomes public, nobody is told. What was approved waits for a reviewer again.",
        "کچھ عوامی نہ ہو گا، کسی کو بتایا نہ جائے گا۔ منظور شدہ دوبارہ جائزہ کار کا منتظر ہو گا۔",
    ),
    "embargo_back_button": ("Take it back", "واپس لیں"),
    "embargo_back_done": ("It waits for a reviewer again.", "یہ دوبارہ جائزہ کار کا منتظر ہے۔"),
    "review_published": ("Published as {number}.", "{number} کے طور پر شائع ہو گیا۔"),
    "review_reason": ("What has to change?", "کیا بدلنا ہے؟"),
    "review_return_public": (
        "Nothing becomes public and nobody is mailed. The facilitator reads your reason at the desk.",
        "کچھ عوامی نہیں ہوتا اور کسی کو ای میل نہیں جاتی۔ سہولت کار آپ کی وجہ اپنے صفحے پر پڑھے گا۔",
    ),
    "review_return": ("Return {count} item(s)", "{count} نکات واپس بھیجیں"),
    "review_returned": ("Returned to the facilitator.", "سہولت کار کو واپس بھیج دیا گیا۔"),
    "review_stale": (
        "Somebody changed it meanwhile: read it again below.",
        "اس دوران کسی نے اسے بدلا: نیچے دوبارہ پڑھیں۔",
    ),
    "gate_open": ("Not decided", "فیصلہ نہیں ہوا"),
    "gate_clear": ("May stay", "رہ سکتا ہے"),
    "gate_redact": ("Take it out", "نکال دیں"),
    "gate_frame": ("The consultation's own texts", "مشاورت کے اپنے متن"),
    "gate_programme": ("The programme's texts", "پروگرام کے متن"),
    "gate_waiting": (
        "Marked is what could lead to a person; {count} not decided. The search misses things: read everything.",
        "نشان زدہ الفاظ کسی فرد تک پہنچا سکتے ہیں؛ {count} پر فیصلہ باقی۔ تلاش چوک سکتی ہے: سب کچھ پڑھیں۔",
    ),
    "gate_restricts": (
        "A child, a case or abuse material: to let it stay takes two reviewers.",
        "بچہ، مقدمہ یا زیادتی کا مواد: رہنے دینے کے لیے دو جائزہ کار چاہییں۔",
    ),
    "gate_clearing": (
        "One reviewer would let it stay; a second one has to agree.",
        "ایک جائزہ کار اسے رہنے دے گا؛ دوسرے کی رضامندی ضروری ہے۔",
    ),
    "gate_agree": ("I agree: it may stay", "میں متفق ہوں: رہ سکتا ہے"),
    "gate_record": ("Record what stays and what goes", "درج کریں کہ کیا رہے اور کیا نکلے"),
    "gate_public": (
        "Nothing becomes public by this and nobody is mailed. Reviewers of your organisation see it here.",
        "اس سے کچھ عوامی نہیں ہوتا اور کسی کو ای میل نہیں جاتی۔ آپ کی تنظیم کے جائزہ کار اسے یہاں دیکھتے ہیں۔",
    ),
    "gate_public_restrict": (
        "At once nothing of it can become public, and nobody is mailed. Taking that back needs two reviewers.",
        "فوراً اس میں سے کچھ عوامی نہیں ہو سکتا، اور کسی کو ای میل نہیں جاتی۔ یہ واپس لینے کے لیے دو جائزہ کار چاہییں۔",
    ),
    "gate_public_lower": (
        "Once a second reviewer says so, too, it can be published like any other item. Nothing becomes public by this and"
        " nobody is mailed.",
        "جب دوسرا جائزہ کار بھی یہی کہے تو یہ کسی بھی نکتے کی طرح شائع ہو سکے گا۔ اس سے کچھ عوامی نہیں ہوتا اور کسی کو ای میل"
        " نہیں جاتی۔",
    ),
    "gate_second_what": (
        "A sensitive topic is read by two reviewers. If you read the final public text as the second one, another one publishes it.",
        "حساس موضوع دو جائزہ کار پڑھتے ہیں۔ اگر آپ حتمی عوامی متن دوسرے قاری کے طور پر پڑھیں تو شائع کوئی اور کرے گا۔",
    ),
    "gate_second_who": (
        "Who can be the second reader: another reviewer of your organisation who did not enter the item. If there is none,"
        " ask a registrar to make somebody of your organisation a reviewer; reviewers of other organisations see nothing"
        " that is not public.",
        "دوسرا قاری کون ہو سکتا ہے: آپ کی تنظیم کا کوئی اور جائزہ کار جس نے یہ نکتہ درج نہ کیا ہو۔ اگر کوئی نہیں تو رجسٹرار"
        " سے کہیں کہ آپ کی تنظیم کے کسی فرد کو جائزہ کار بنائے؛ دوسری تنظیموں کے جائزہ کار وہ کچھ نہیں دیکھتے جو عوامی نہ ہو۔",
    ),
    "gate_second": ("Record my second reading", "میری دوسری پڑھائی درج کریں"),
    "gate_read": ("read by a second reviewer", "دوسرے جائزہ کار نے پڑھ لیا"),
    "gate_unread": ("not yet read by a second reviewer", "دوسرے جائزہ کار نے ابھی نہیں پڑھا"),
    "gate_label": ("Restrict an item, or lower that", "کسی نکتے پر پابندی لگائیں یا ہٹائیں"),
    "gate_which": ("Which item?", "کون سا نکتہ؟"),
    "gate_restrict": ("Restrict it", "پابندی لگائیں"),
    "gate_lower": ("Lower the restriction", "پابندی ہٹائیں"),
    "gate_labelled": (
        "restricted: nothing of it is public before two reviewers lower that",
        "پابندی ہے: جب تک دو جائزہ کار اسے نہ ہٹائیں کچھ عوامی نہیں ہوگا",
    ),
    "gate_lowering": (
        "restricted; one reviewer would lower it, a second one has to agree",
        "پابندی ہے؛ ایک جائزہ کار ہٹانا چاہتا ہے، دوسرے کی رضامندی ضروری ہے",
    ),
    "gate_done": ("Recorded.", "درج ہو گیا۔"),
    "topic_child_abuse": ("child abuse", "بچوں سے زیادتی"),
    "topic_gender_based_violence": ("gender-based violence", "صنفی تشدد"),
    "topic_religion_and_blasphemy": ("religion and blasphemy", "مذہب اور توہین مذہب"),
    "topic_transgender_persons": ("transgender persons", "خواجہ سرا افراد"),
    "topic_enforced_disappearance": ("enforced disappearance", "جبری گمشدگی"),
    "topic_security_agencies": ("security agencies", "سکیورٹی ادارے"),
    "topic_marked": ("marked as sensitive", "حساس قرار دیا گیا"),
    "topic_other": ("a word of your own list", "آپ کی اپنی فہرست کا لفظ"),
    "hide_title": ("Hide now", "ابھی چھپائیں"),
    "hide_what": (
        "Gone from every page within a minute. You need nobody's leave. Nobody is mailed. Showing it again needs two people.",
        "ایک منٹ میں ہر صفحے سے غائب۔ کسی کی اجازت ضروری نہیں۔ کسی کو ای میل نہیں جائے گی۔ دوبارہ دکھانے کے لیے دو افراد"
        " چاہییں۔",
    ),
    "hide_number": ("Number: C-7, C-7/12 or R-42", "نمبر: C-7، C-7/12 یا R-42"),
    "hide_reason": ("Why? Never public.", "کیوں؟ کبھی عوامی نہیں۔"),
    "hide_button": ("Hide it", "چھپائیں"),
    "hide_needs_another": (
        "You asked for it already: another person has to agree.",
        "آپ پہلے کہہ چکے ہیں: ایک اور فرد کی رضامندی ضروری ہے۔",
    ),
    "hide_done": ("{number} is hidden.", "{number} چھپا دیا گیا۔"),
    "show_public": (
        "Shown again when a second person says so, too: everything that was public of it is public at once. Whoever had"
        " still to be told of it is mailed then.",
        "دوبارہ تب دکھے گا جب ایک اور فرد بھی یہی کہے: اس کا جو کچھ عوامی تھا وہ فوراً پھر عوامی ہو گا۔ جنہیں اس کی اطلاع"
        " ملنا باقی تھی انہیں تب ای میل جائے گی۔",
    ),
    "show_button": ("Show it again", "دوبارہ دکھائیں"),
    "show_done": ("{number} is public again.", "{number} دوبارہ عوام کے سامنے ہے۔"),
    "show_asked": ("Noted. A second person has to agree.", "درج ہو گیا۔ ایک اور فرد کی رضامندی ضروری ہے۔"),
    "closings_title": ("Lines that may no longer apply", "سطریں جو شاید اب لاگو نہیں"),
    "closings_public": (
        "Confirmed, it is public at once: reason, evidence and today's date. The clocks stop. Refused, nothing is"
        " public and nobody is mailed.",
        "تصدیق پر فوراً عوامی: وجہ، ثبوت اور آج کی تاریخ۔ تاریخیں رک جائیں گی۔ رد کرنے پر کچھ"
        " عوامی نہیں اور کسی کو ای میل نہیں جائے گی۔",
    ),
    "letters_title": ("Answers given on paper", "کاغذ پر دیے گئے جواب"),
    "letters_empty": ("None waits to be confirmed.", "کوئی تصدیق کا منتظر نہیں۔"),
    "letters_public": (
        "Confirmed, it is public at once: the whole answer, as given on its day and recorded by your organisation. It"
        " counts from that day. Refused, nothing is public and nobody is mailed.",
        "تصدیق پر فوراً عوامی: پورا جواب، اپنے دن کی تاریخ کے ساتھ، آپ کے ادارے کا درج کردہ۔ اسی دن سے شمار ہو گا۔ رد کرنے پر"
        " کچھ عوامی نہیں اور کسی کو ای میل نہیں جائے گی۔",
    ),
    "letters_scan": ("Download the scan ({kind}, attached on {day})", "اسکین ڈاؤن لوڈ کریں ({kind}، {day} کو دیا گیا)"),
    "letters_scan_none": ("None was attached.", "کوئی نہیں دیا گیا۔"),
    "letters_scan_public": (
        "I have read the scan, and all of it may be public",
        "میں نے اسکین پڑھ لیا ہے، اور یہ پورا عوامی ہو سکتا ہے",
    ),
    "letters_scan_what": (
        "Look for names, numbers, addresses and signatures, and for what the file holds beside the page. Ticked,"
        " everybody can download it as it is. Not ticked, the public reads “held, not public”.",
        "نام، نمبر، پتے اور دستخط دیکھیں، اور وہ بھی جو صفحے کے علاوہ فائل میں ہو۔ نشان لگانے پر سب اسے جوں کا توں ڈاؤن لوڈ کر"
        " سکیں گے۔ ورنہ عوام کو “محفوظ ہے، عوامی نہیں” نظر آئے گا۔",
    ),
    "letters_reason": ("Why, if you refuse it?", "رد کرنے کی وجہ؟"),
    "letters_confirm": ("Confirm", "تصدیق کریں"),
    "letters_refuse": ("Refuse", "رد کریں"),
    "letters_own": ("You recorded it: somebody else has to confirm.", "آپ نے درج کیا: تصدیق کوئی اور کرے گا۔"),
    "letters_done": ("Decided.", "فیصلہ ہو گیا۔"),
}
