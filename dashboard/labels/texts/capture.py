"""Words of the facilitator's page: entering a consultation step by step."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "capture_page": ("Enter the outcome of a meeting", "اجلاس کا نتیجہ درج کریں"),
    "capture_title": ("Title", "عنوان"),
    "capture_illustrative": (
        "An invented example: its numbers begin with EX-",
        "بنائی گئی مثال: اس کے نمبر \u2066EX-\u2069 سے شروع ہوتے ہیں",
    ),
    "capture_what": ("Enter what was said, and submit it for review.", "جو کہا گیا درج کریں اور جائزے کے لیے بھیجیں۔"),
    "capture_new": ("New consultation", "نئی مشاورت"),
    "capture_all": ("All consultations", "تمام مشاورتیں"),
    "capture_untitled": ("Without a title", "بلا عنوان"),
    "capture_erased": ("Erased: nothing of it can be read any more", "مٹا دی گئی: اس کا کچھ بھی اب پڑھا نہیں جا سکتا"),
    "capture_item_untitled": ("Without a title", "بلا عنوان"),
    "capture_steps": ("Steps", "مراحل"),
    "capture_step_details": ("1. Details", "1۔ تفصیلات"),
    "capture_step_people": ("2. People", "2۔ لوگ"),
    "capture_step_items": ("3. Items", "3۔ نکات"),
    "capture_step_further": ("4. More (optional)", "4۔ مزید (اختیاری)"),
    "capture_step_check": ("5. Check and submit", "5۔ جانچ کر بھیجیں"),
    "capture_details_public": (
        "It is public as {number}, so nothing is entered anew here. What was wrong, or is different by now – it was planned"
        " and took place, or was cancelled –, is corrected at this desk: “{part}”.",
        "یہ {number} کے طور پر عوامی ہے، اس لیے یہاں کچھ نئے سرے سے درج نہیں ہوتا۔ جو غلط تھا یا اب بدل گیا ہے، جیسے جو طے تھا وہ ہو"
        " گیا یا منسوخ ہوا، اسی صفحے پر درست کیا جاتا ہے: “{part}”۔",
    ),
    "capture_needed": ("The reviewer needs these four.", "جائزہ کار کو یہ چار درکار ہیں۔"),
    "capture_may_stay_empty": (
        "Everything below may stay empty. An empty field is shown as “not given”.",
        "نیچے سب کچھ خالی رہ سکتا ہے۔ خالی خانہ “نہیں دیا گیا” کے طور پر دکھایا جاتا ہے۔",
    ),
    "capture_further_what": (
        "None of this is needed to submit. Leave it out if you are in a hurry.",
        "بھیجنے کے لیے اس میں سے کچھ ضروری نہیں۔ جلدی ہو تو چھوڑ دیں۔",
    ),
    "capture_source_type": ("Where does this record come from?", "یہ ریکارڈ کہاں سے آیا؟"),
    "capture_source_name": ("Name of the article or paper", "مضمون یا اخبار کا نام"),
    "capture_source_url": (
        "Its address, beginning with https:// or http://",
        "اس کا پتہ، \u2066https\u2069 یا \u2066http\u2069 سے شروع",
    ),
    "capture_source_read": ("When did you read it?", "آپ نے اسے کب پڑھا؟"),
    "capture_funder": ("Paid for by", "مالی معاونت"),
    "capture_foreseen": (
        "Bodies to whom it is to speak, as printed, one per line",
        "جن اداروں سے بات کرنا مقصود ہے، جیسا چھپا، ہر سطر میں ایک",
    ),
    "capture_programme_none": ("It belongs to no programme", "یہ کسی پروگرام کا حصہ نہیں"),
    "capture_programme_new": ("A new programme …", "نیا پروگرام …"),
    "capture_programme_title": ("Name of the programme", "پروگرام کا نام"),
    "capture_programme_make": ("Make this programme", "یہ پروگرام بنائیں"),
    "capture_programme_change": ("What is known of the programme", "پروگرام کے بارے میں جو معلوم ہے"),
    "capture_programme_from": ("From: a year, or a day as 2019-03-31", "کب سے: سال، یا دن جیسے \u20682019-03-31\u2069"),
    "capture_programme_to": ("To: a year, or a day as 2020-03-31", "کب تک: سال، یا دن جیسے \u20682020-03-31\u2069"),
    "capture_meeting_figures": ("Figures of this meeting, as printed", "اس اجلاس کے اعداد، جیسے چھپے"),
    "capture_programme_figures": ("Figures of the programme, as printed", "پروگرام کے اعداد، جیسے چھپے"),
    "capture_programme_outputs": ("What came out of the programme", "پروگرام سے کیا نکلا"),
    "capture_figures_what": (
        "Copy each figure as it is printed. We add nothing up and repair nothing. Fewer than five people are never shown in "
        "public.",
        "ہر عدد ویسے ہی نقل کریں جیسا چھپا ہے۔ ہم نہ جوڑتے ہیں نہ درست کرتے ہیں۔ پانچ سے کم افراد کی تعداد کبھی عوام کو نہیں دکھائی جاتی۔",
    ),
    "capture_figure_by": ("Of people: broken down?", "افراد: کس لحاظ سے؟"),
    "capture_figure_all": ("All of them", "سب"),
    "capture_figure_group": (
        "Which group, as printed (empty: not stated)",
        "کون سا گروہ، جیسا چھپا (خالی: نہیں بتایا گیا)",
    ),
    "capture_figure_gender": ("Which group", "کون سا گروہ"),
    "capture_figure_part_of": ("Printed as a part of", "کس کا حصہ چھپا"),
    "capture_figure_no_part": ("Nothing", "کسی کا نہیں"),
    "capture_conflicts": (
        "These figures contradict each other. Change none of them unless you copied it wrongly: say below how they "
        "contradict each other. Without that they are not published.",
        "یہ اعداد ایک دوسرے سے نہیں ملتے۔ غلط نقل نہ کیا ہو تو کسی کو نہ بدلیں: نیچے بتائیں کہ یہ کیسے نہیں ملتے۔ اس کے بغیر یہ شائع نہیں ہوں گے۔",
    ),
    "capture_figures_add": ("Add a figure: what is counted?", "عدد شامل کریں: کیا گنا گیا؟"),
    "capture_figure_value": ("The figure", "عدد"),
    "capture_figure_printed": ("As the source words it", "ذریعے کے الفاظ میں"),
    "capture_figures_conflict": (
        "Do figures contradict each other? Say how; leave it empty if they do not.",
        "کیا اعداد ایک دوسرے سے نہیں ملتے؟ لکھیں کیسے؛ ملتے ہوں تو خالی چھوڑیں۔",
    ),
    "capture_outputs_add": ("Add something that came out of it: what is it?", "نتیجہ شامل کریں: یہ کیا ہے؟"),
    "capture_output_kind": ("What is it?", "یہ کیا ہے؟"),
    "capture_output_count": ("How many, as printed (empty: not given)", "کتنے، جیسا چھپا (خالی: نہیں دیا گیا)"),
    "capture_output_title": ("What it is called", "اس کا نام"),
    "capture_output_url": (
        "Where it can be seen, beginning with https:// or http://",
        "کہاں دیکھا جا سکتا ہے، \u2066https\u2069 یا \u2066http\u2069 سے شروع",
    ),
    "capture_output_consent": (
        "Everybody who can be seen or heard in it agreed that it is shown",
        "اس میں نظر یا سنائی دینے والے ہر فرد نے دکھانے کی اجازت دی",
    ),
    "capture_output_no_consent": (
        "Without their agreement the address is not published.",
        "ان کی اجازت کے بغیر پتہ شائع نہیں ہوتا۔",
    ),
    "capture_item_addressee_note": (
        "The addressee in your notes' own words, if it is not in the list",
        "مخاطب، نوٹس کے اپنے الفاظ میں، اگر فہرست میں نہ ہو",
    ),
    "capture_implied": (
        "The text does not name it: the context implies it",
        "متن میں نام نہیں: سیاق سے ظاہر ہے",
    ),
    "capture_saved": ("Saved on the server", "سرور پر محفوظ ہے"),
    "capture_not_saved": ("Not saved yet: what you typed is still here.", "ابھی محفوظ نہیں: آپ کا لکھا یہیں موجود ہے۔"),
    "capture_stale": (
        "Somebody else saved this meanwhile. What you typed is still here. Which of the two shall stand?",
        "اس دوران کسی اور نے اسے محفوظ کیا۔ آپ کا لکھا یہیں موجود ہے۔ دونوں میں سے کون سا رہے؟",
    ),
    "capture_take_theirs": ("Take theirs", "ان کا رکھیں"),
    "capture_keep_mine": ("Keep mine", "میرا رکھیں"),
    "capture_summary": ("What it was about", "یہ کس بارے میں تھا"),
    "capture_kind": ("Kind of meeting", "اجلاس کی قسم"),
    "capture_state": ("Did it take place?", "کیا یہ ہوا؟"),
    "capture_host_name": ("Host, as pages print it", "میزبان، جیسے صفحوں پر چھپے"),
    "capture_organisers": ("Organisers", "منتظمین"),
    "capture_place": ("Place", "جگہ"),
    "capture_online": ("Held online, wholly or in part", "آن لائن ہوا، پورا یا جزوی"),
    "capture_starts": ("First day", "پہلا دن"),
    "capture_ends": ("Last day", "آخری دن"),
    "capture_starts_time": (
        "Begins at, as 09:30 (empty: not given)",
        "آغاز، جیسے \u206809:30\u2069 (خالی: نہیں دیا گیا)",
    ),
    "capture_ends_time": (
        "Ends at, as 17:00 (empty: not given)",
        "اختتام، جیسے \u206817:00\u2069 (خالی: نہیں دیا گیا)",
    ),
    "capture_time_zone": ("Time zone of days and times", "دنوں اور اوقات کا ٹائم زون"),
    "capture_languages": ("Languages in which it was held", "جن زبانوں میں ہوا"),
    "capture_partners": ("Partners", "شراکت دار"),
    "capture_agenda_add": ("Add a line to the agenda", "ایجنڈے میں سطر شامل کریں"),
    "capture_agenda_title": ("What it is", "یہ کیا ہے"),
    "capture_date_note": ("What is known of the date, if it is not given", "تاریخ نہ ہو تو اس کے بارے میں جو معلوم ہے"),
    "capture_attending": (
        "Bodies present in official capacity, one per line",
        "سرکاری حیثیت میں موجود ادارے، ہر سطر میں ایک",
    ),
    "capture_themes": ("Themes", "موضوعات"),
    "capture_rule": ("How may speakers be named?", "بولنے والوں کا نام کیسے دیا جائے؟"),
    "capture_period": ("Days in which you ask for an answer (30 to 120)", "جواب کے لیے مانگے گئے دن (30 سے 120)"),
    "capture_sensitive": ("A sensitive topic: a reviewer publishes", "حساس موضوع: جائزہ کار شائع کرے گا"),
    "capture_people_what": (
        'A real name is never needed: "Participant 4" will do. Names are kept encrypted here and go nowhere else.',
        'اصل نام ضروری نہیں: "شریک 4" کافی ہے۔ نام یہاں خفیہ رکھے جاتے ہیں اور کہیں اور نہیں جاتے۔',
    ),
    "capture_person_seen": ("{name} → {seen}", "{name} ← {seen}"),
    "capture_seen_as_nobody": ("not named in public", "عوام میں نام نہیں دیا جائے گا"),
    "capture_hidden_by_card": (
        "Hid by a card on {day}: the public never sees who it is, whatever is entered here",
        "{day} کو پرچی سے چھپ گئے: یہاں جو بھی درج ہو، عوام کبھی نہیں دیکھیں گے کہ یہ کون ہیں",
    ),
    "capture_add_person": ("Add a person", "فرد شامل کریں"),
    "capture_person_number": ("Participant {number}", "شریک {number}"),
    "capture_person_name": ('Name, or "Participant 4"', 'نام، یا "شریک 4"'),
    "capture_person_role_title": ("Role", "عہدہ"),
    "capture_person_organisation": ("Organisation", "ادارہ"),
    "capture_person_sector": ("Sector", "شعبہ"),
    "capture_person_region": ("Region", "علاقہ"),
    "capture_person_gender": ("Gender", "صنف"),
    "capture_gender_not_stated": ("not stated", "نہیں بتائی گئی"),
    "capture_gender_woman": ("woman", "عورت"),
    "capture_gender_man": ("man", "مرد"),
    "capture_gender_other": ("other", "دیگر"),
    "capture_attribution": ("How does the person want to be named?", "یہ فرد کس طرح نام چاہتا ہے؟"),
    "capture_person_contact": (
        "How to reach the person (only facilitators of your organisation read it)",
        "رابطہ (صرف آپ کے ادارے کے سہولت کار پڑھتے ہیں)",
    ),
    "capture_consent_how": ("How was consent given?", "رضامندی کیسے دی گئی؟"),
    "capture_consent_given": ("On which day?", "کس دن؟"),
    "capture_consent_name": ("For the name, with role and organisation", "نام کے لیے، عہدے اور ادارے کے ساتھ"),
    "capture_consent_organisation": ("For the organisation", "ادارے کے لیے"),
    "capture_consent_by_you": ("Recorded by you on {day}", "آپ نے {day} کو درج کیا"),
    "capture_consent_by_colleague": (
        "Recorded on {day} by another facilitator of your organisation",
        "{day} کو آپ کے ادارے کے کسی اور سہولت کار نے درج کیا",
    ),
    "capture_public_sees": ("Who the public will see", "عوام کسے دیکھیں گے"),
    "capture_public_unnamed": (
        "Not named: {number}. Neither name nor organisation is public; who spoke is told apart by a random number, "
        "but only from five such speakers on.",
        "جن کا نام نہیں: {number}۔ نہ نام عوامی ہے نہ ادارہ؛ بولنے والوں میں فرق بے ترتیب عدد سے ہوتا ہے، "
        "مگر صرف جب ایسے کم از کم پانچ بولنے والے ہوں۔",
    ),
    "capture_consent": ("What is noted of the consent", "رضامندی کے بارے میں نوٹ"),
    "consent_title": ("If this person withdraws consent", "اگر یہ فرد رضامندی واپس لے"),
    "consent_statements": (
        "What this person said is withdrawn, too",
        "اس فرد کی کہی ہوئی باتیں بھی واپس لی جاتی ہیں",
    ),
    "consent_public": (
        "Name and affiliation leave every public page and answer at once, for ever, and everything entered here about "
        'this person is destroyed. What was said stays, as said by "a participant". Texts that have the name are '
        "erased, in your other consultations, too. Nobody is mailed. It cannot be undone.",
        "نام اور وابستگی ہر عوامی صفحے اور جواب سے فوراً اور ہمیشہ کے لیے ہٹ جاتے ہیں، اور اس فرد کے بارے میں یہاں درج ہر چیز "
        'تلف کر دی جاتی ہے۔ کہی ہوئی بات "ایک شریک" کے نام سے باقی رہتی ہے۔ وہ متن مٹا دیے جاتے ہیں جن میں یہ نام ہے، آپ کی دوسری مشاورتوں میں بھی۔ '
        "کسی کو ای میل نہیں جائے گی۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "consent_public_all": (
        "Name and affiliation leave every public page and answer at once, for ever, and everything entered here about "
        "this person is destroyed. What the person said is withdrawn: the words are erased, number and day stay. "
        "Texts that have the name are erased, in your other consultations, too. Liaisons who were asked about something "
        "that this person said are told by mail that it was withdrawn; nobody else is. It cannot be undone.",
        "نام اور وابستگی ہر عوامی صفحے اور جواب سے فوراً اور ہمیشہ کے لیے ہٹ جاتے ہیں، اور اس فرد کے بارے میں یہاں درج ہر چیز "
        "تلف کر دی جاتی ہے۔ کہی ہوئی باتیں واپس لی جاتی ہیں: الفاظ مٹ جاتے ہیں، نمبر اور تاریخ باقی رہتے ہیں۔ "
        "وہ متن مٹا دیے جاتے ہیں جن میں یہ نام ہے، آپ کی دوسری مشاورتوں میں بھی۔ جن نمائندوں سے اس کی کہی کسی بات کا پوچھا گیا تھا "
        "انہیں ای میل سے بتایا جائے گا کہ وہ واپس لی گئی؛ اور کسی کو نہیں۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "consent_said_title": (
        "What this person said can be withdrawn, too",
        "اس فرد کی کہی ہوئی باتیں بھی واپس لی جا سکتی ہیں",
    ),
    "consent_said_public": (
        "What the person said is withdrawn: the words are erased, number and day stay. Liaisons who were asked about one "
        "of these items are told by mail that it was withdrawn; nobody else is. It cannot be undone.",
        "کہی ہوئی باتیں واپس لی جاتی ہیں: الفاظ مٹ جاتے ہیں، نمبر اور تاریخ باقی رہتے ہیں۔ جن نمائندوں سے ان میں سے کسی کا پوچھا "
        "گیا تھا انہیں ای میل سے بتایا جائے گا کہ وہ واپس لی گئی؛ اور کسی کو نہیں۔ یہ واپس نہیں ہو سکتا۔",
    ),
    "consent_said_button": ("Withdraw what was said", "کہی ہوئی باتیں واپس لیں"),
    "consent_button": ("Withdraw consent", "رضامندی واپس لیں"),
    "consent_done": (
        "Consent is withdrawn. The report stands in the list of people.",
        "رضامندی واپس لے لی گئی۔ رپورٹ شرکا کی فہرست میں ہے۔",
    ),
    "consent_withdrawn_on": ("Consent withdrawn on {day}", "رضامندی {day} کو واپس لی گئی"),
    "consent_shown": (
        "Name, affiliation or words that are erased now stood on these pages, and in the public answers about them: "
        "{numbers}. Not any more.",
        "نام، وابستگی یا وہ الفاظ جو اب مٹ گئے، ان صفحات پر اور ان کے بارے میں عوامی جوابات میں تھے: {numbers}۔ اب نہیں ہیں۔",
    ),
    "consent_downloads": (
        "What was downloaded, printed, mailed or copied from {from_day} to {to_day} cannot be recalled.",
        "جو کچھ {from_day} سے {to_day} تک ڈاؤن لوڈ، پرنٹ، ای میل یا نقل کیا گیا وہ واپس نہیں لیا جا سکتا۔",
    ),
    "consent_never_shown": (
        "Name and affiliation were never public here.",
        "نام اور وابستگی یہاں کبھی عوامی نہیں تھے۔",
    ),
    "consent_withdrawn": ("Items withdrawn: {numbers}.", "واپس لیے گئے نکات: {numbers}۔"),
    "consent_erased": ("Texts were erased in: {numbers}.", "ان میں متن مٹائے گئے: {numbers}۔"),
    "consent_programme_erased": (
        "Texts of the programme named the person, and were erased.",
        "پروگرام کے متن میں شخص کا نام تھا؛ یہ متن مٹائے گئے۔",
    ),
    "consent_programme_reread": (
        "Read the programme's texts again, too: they hold a part of the name.",
        "پروگرام کے متن بھی دوبارہ پڑھیں: ان میں نام کا کچھ حصہ ہے۔",
    ),
    "consent_reread": (
        "These stay public, and the name, a part of it or the organisation stands in them. Read them again: {numbers}.",
        "یہ عوامی رہتے ہیں اور ان میں نام، اس کا کوئی حصہ یا ادارے کا نام موجود ہے۔ انہیں دوبارہ پڑھیے: {numbers}۔",
    ),
    "consent_others": (
        "Other hosts published these with the name in them, perhaps of somebody else. Only they can change them; ask "
        "them: {numbers}.",
        "یہ دوسرے میزبانوں نے شائع کیے اور ان میں یہ نام ہے، شاید کسی اور فرد کا۔ انہیں صرف وہی بدل سکتے ہیں؛ ان سے کہیں: {numbers}۔",
    ),
    "consent_removed": (
        "Items that were not public yet and were removed: {number}.",
        "غیر عوامی نکات جو ہٹا دیے گئے: {number}۔",
    ),
    "consent_elsewhere": (
        "Names of speakers are in no mail, feed or search, and in no other service, except where a text named them.",
        "بولنے والوں کے نام کسی ای میل، فیڈ، تلاش یا کسی دوسری سروس میں نہیں ہوتے، سوائے اس متن کے جس میں وہ درج تھے۔",
    ),
    "capture_returned": ("Returned: {reason}", "واپس بھیجا گیا: {reason}"),
    "capture_type": ("What kind of thing was said?", "یہ کس قسم کی بات تھی؟"),
    "capture_item_title": ("A line that names it", "ایک سطر جو اسے نام دے"),
    "capture_item_text": ("What was said, as the public shall read it", "کیا کہا گیا، جیسے عوام پڑھیں"),
    "capture_item_source_sentence": ("The sentence of your notes", "آپ کے نوٹس کا جملہ"),
    "capture_item_speaker_note": ("A speaker who is no participant", "بولنے والا جو شریک نہیں"),
    "capture_source_public": ("The sentence may be shown with it", "یہ جملہ ساتھ دکھایا جا سکتا ہے"),
    "capture_speaker": ("Speaker", "بولنے والا"),
    "capture_speaker_nobody": ("nobody, or not a participant", "کوئی نہیں، یا شریک نہیں"),
    "capture_addressees": ("Addressees", "مخاطب ادارے"),
    "capture_lead": ("Which one leads?", "کون قیادت کرے؟"),
    "capture_verifiability": (
        "What would count as done? Needed only if it is to be tracked. A vague item is no worse: it is kept as said.",
        "کیا ہو تو سمجھا جائے گا کہ ہو گیا؟ صرف پیروی کے لیے ضروری ہے۔ مبہم بات بھی ویسے ہی محفوظ رہتی ہے۔",
    ),
    "coach_question": ("What would count as done?", "کیا ہو تو سمجھا جائے گا کہ ہو گیا؟"),
    "coach_choice_answer": ("It can be said", "یہ بتایا جا سکتا ہے"),
    "coach_choice_as_said": ("Keep it as said", "جیسا کہا گیا ویسا رکھیں"),
    "coach_as_said": (
        "It is kept as said: found and read like any other, and nobody is asked for an answer.",
        "یہ ویسا ہی رکھا جاتا ہے جیسا کہا گیا: دوسروں کی طرح ملتا اور پڑھا جاتا ہے، اور کسی سے جواب نہیں مانگا جاتا۔",
    ),
    "coach_all": (
        "All four are said: anybody can find out later whether it was done.",
        "چاروں باتیں درج ہیں: بعد میں کوئی بھی دیکھ سکتا ہے کہ یہ ہوا یا نہیں۔",
    ),
    "coach_some": (
        "Said: {there}. Not said: {missing}. Leave empty what nobody said.",
        "درج ہے: {there}۔ درج نہیں: {missing}۔ جو کسی نے نہیں کہا اسے خالی چھوڑیں۔",
    ),
    "coach_none": (
        "Not said: {missing}. Write down only what was said; otherwise it is kept as said.",
        "درج نہیں: {missing}۔ صرف وہی لکھیں جو کہا گیا؛ ورنہ یہ ویسا ہی رکھا جاتا ہے جیسا کہا گیا۔",
    ),
    "coach_counted": (
        "Recommendations and promises that say what would count as done: {answered}. Kept as said: {kept}.",
        "سفارشات اور وعدے جن میں درج ہے کہ کیا ہو تو ہو گیا سمجھا جائے: {answered}۔ جیسا کہا گیا ویسے: {kept}۔",
    ),
    "capture_tasks": ("Completed: {done} of {all}", "مکمل: {all} میں سے {done}"),
    "capture_next": ("Next: {what}", "اگلا: {what}"),
    "capture_garbled": (
        "The wording is garbled: it cannot be published as it is",
        "عبارت الجھی ہوئی ہے: یوں شائع نہیں ہو سکتی",
    ),
    "capture_press": ("A promise known only from the press", "وعدہ جو صرف اخبار سے معلوم ہے"),
    "capture_press_public": (
        "Public: “Reported in the press – not confirmed by …”, with its maker’s name, the article, its address and the day on"
        " which it was read. Nobody is mailed; it stands in no list, count or feed before its maker was asked or confirms it.",
        "عوامی: “اخبارات میں آیا – … نے تصدیق نہیں کی”، وعدہ کرنے والے کے نام سے، ساتھ مضمون، اس کا پتہ اور پڑھنے کا دن۔ کسی کو ای میل نہیں جائے گی؛ جب تک وعدہ"
        " کرنے والے سے پوچھا نہ جائے یا وہ تصدیق نہ کرے، یہ کسی فہرست، گنتی یا فیڈ میں نہیں ہو گا۔",
    ),
    "capture_press_where": ("Where the press reports the promise", "اخبار میں یہ وعدہ کہاں ہے"),
    "capture_press_where_what": (
        "It is the source of the whole record, and public with it. Enter what another article reports as a record of its own.",
        "یہ پورے ریکارڈ کا ذریعہ ہے اور اسی کے ساتھ عوامی ہے۔ کسی اور مضمون کی بات کو الگ ریکارڈ کے طور پر درج کریں۔",
    ),
    "capture_press_no_source": (
        "Give the article, its address and the day on which it was read: without them nobody can look the promise up.",
        "مضمون، اس کا پتہ اور پڑھنے کا دن دیں: ان کے بغیر کوئی یہ وعدہ خود نہیں دیکھ سکتا۔",
    ),
    "capture_add_item": ("Add one item", "ایک نکتہ شامل کریں"),
    "capture_add_items": ("Add items: one per line", "نکات شامل کریں: ہر سطر میں ایک"),
    "capture_add_items_help": (
        "Each line becomes the draft of a recommendation.",
        "ہر سطر ایک سفارش کا مسودہ بنتی ہے۔",
    ),
    "capture_add_items_button": ("Add these lines", "یہ سطریں شامل کریں"),
    "capture_task_title": ("A title", "عنوان"),
    "capture_task_kind": ("Kind of meeting, and whether it took place", "اجلاس کی قسم، اور کیا یہ ہوا"),
    "capture_task_host": ("The name of the host", "میزبان کا نام"),
    "capture_task_items": ("At least one item", "کم از کم ایک نکتہ"),
    "capture_task_texts": (
        "Every item has a kind, a line that names it, and a text",
        "ہر نکتے کی قسم، نام کی سطر اور متن موجود ہے",
    ),
    "capture_task_people": ("Who took part: {count} entered", "کون شریک ہوا: {count} درج"),
    "capture_task_further": (
        "Source, funder, agenda, programme, figures, outputs: {count} of 6 entered",
        "ذریعہ، معاونت، ایجنڈا، پروگرام، اعداد، نتائج: 6 میں سے {count} درج",
    ),
    "capture_task_conflict": (
        "How the figures contradict each other, in your words",
        "اعداد ایک دوسرے سے کیسے نہیں ملتے، آپ کے الفاظ میں",
    ),
    "capture_item_number": ("Item {number}", "نکتہ {number}"),
    "capture_optional": ("Optional", "اختیاری"),
    "capture_change": ("Change: {step}", "بدلیں: {step}"),
    "capture_will_be_public": ("What the public will read of the meeting", "اجلاس کے بارے میں عوام کیا پڑھیں گے"),
    "capture_will_be_public_items": ("The items", "نکات"),
    "capture_complete": ("Completed", "مکمل"),
    "capture_incomplete": ("Incomplete", "نامکمل"),
    "capture_counts": (
        "Drafts: {drafts}. With the reviewer: {waiting}.",
        "مسودے: {drafts}۔ جائزہ کار کے پاس: {waiting}۔",
    ),
    "capture_submit_public": (
        "Nothing of it is public yet, and nobody is mailed: a reviewer of your organisation reads it first and decides what"
        " is. Until then its items cannot be changed here.",
        "ابھی اس میں سے کچھ عوامی نہیں، اور کسی کو ای میل نہیں جائے گی: پہلے آپ کے ادارے کا جائزہ کار پڑھے گا اور فیصلہ کرے گا کہ"
        " کیا عوامی ہو۔ تب تک اس کے نکات یہاں نہیں بدلے جا سکتے۔",
    ),
    "capture_items_which": ("Which items", "کون سے نکات"),
    "capture_items_part": ("{first} to {last} of {all}", "{all} میں سے {first} تا {last}"),
    "capture_submit": ("Submit {count} for review", "{count} جائزے کے لیے بھیجیں"),
    "capture_submitted": ("Submitted. The reviewer reads it now.", "بھیج دیا گیا۔ اب جائزہ کار پڑھے گا۔"),
}
