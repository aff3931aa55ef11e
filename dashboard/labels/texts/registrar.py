"""Words of the registrar's page."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "register_title": ("The register", "رجسٹر"),
    "register_what": (
        "Keep the register of bodies, of people, and of who answers for whom.",
        "اداروں، لوگوں اور ان کے نمائندوں کا اندراج رکھیں۔",
    ),
    "register_tabs": ("Part of the register", "رجسٹر کا حصہ"),
    "register_people": ("People", "لوگ"),
    "register_bodies": ("Bodies", "ادارے"),
    "register_calendar": ("Holiday calendar", "تعطیلات کا کیلنڈر"),
    "register_mails": ("Mails", "ای میلز"),
    "calendar_year": ("Year", "سال"),
    "calendar_what": (
        "Days on which offices are closed beside Saturdays and Sundays. Days that follow the moon are estimates until "
        "somebody corrects them.",
        "ہفتے اور اتوار کے علاوہ وہ دن جن میں دفاتر بند ہوتے ہیں۔ چاند کے حساب سے آنے والے دن اندازے ہیں، جب تک کوئی درست نہ کرے۔",
    ),
    "calendar_by_correction": ("by a correction", "درستی کے ذریعے"),
    "calendar_corrections": ("Corrections", "درستیاں"),
    "calendar_no_corrections": ("Nothing was corrected in this year.", "اس سال میں کوئی درستی نہیں ہوئی۔"),
    "calendar_superseded": ("a later correction counts instead", "اب بعد کی درستی شمار ہوتی ہے"),
    "calendar_days": (
        "Declared on {declared}, entered on {entered}.",
        "اعلان کی تاریخ {declared}، اندراج کی تاریخ {entered}۔",
    ),
    "calendar_correct": ("Correct a day", "ایک دن درست کریں"),
    "calendar_date": ("Day", "دن"),
    "calendar_kind": ("What it is", "یہ کیا ہے"),
    "calendar_reason": ("Why", "وجہ"),
    "calendar_source": (
        "Where it was declared: an address or the number of a notification",
        "اعلان کہاں ہوا: ویب پتہ یا نوٹیفکیشن نمبر",
    ),
    "calendar_declared": ("Declared on", "اعلان کی تاریخ"),
    "calendar_public": (
        "The correction, its reason and its source are public. Dates asked for that fall on the day move within a "
        "minute, and what was announced too early is taken back, visibly. Nobody is mailed; request mails from now on "
        "print the new dates.",
        "یہ درستی، اس کی وجہ اور ماخذ سب کو نظر آئیں گے۔ اس دن پر آنے والی مانگی گئی تاریخیں ایک منٹ میں بدل جائیں گی، اور جو "
        "وقت سے پہلے کہا گیا وہ سب کے سامنے واپس لیا جائے گا۔ کسی کو ای میل نہیں جاتی؛ آئندہ درخواستوں میں نئی تاریخیں ہوں گی۔",
    ),
    "calendar_save": ("Correct the calendar", "کیلنڈر درست کریں"),
    "register_person": ("Register a person", "فرد کا اندراج کریں"),
    "register_name": ("Name or designation", "نام یا عہدہ"),
    "register_email": ("Address for codes and mails", "کوڈ اور ای میل کا پتہ"),
    "register_language": ("Language of mails", "ای میل کی زبان"),
    "register_organisation": ("Organisation", "تنظیم"),
    "register_new_organisation": ("Or a new organisation", "یا نئی تنظیم"),
    "register_add": ("Register", "درج کریں"),
    "register_done": ("Done.", "ہو گیا۔"),
    "register_choose_person": ("Person", "فرد"),
    "register_roles": ("Roles: {roles}", "کردار: {roles}"),
    "register_mandates": ("Answers for: {bodies}", "ان کی طرف سے جواب دیتے ہیں: {bodies}"),
    "register_mandate_since": ("{body} since {day}", "{body} {day} سے"),
    "register_mandates_ended": ("Answered for, formerly: {bodies}", "پہلے ان کی طرف سے جواب دیتے تھے: {bodies}"),
    "register_mandate_between": ("{body} from {day} until {until}", "{body} {day} سے {until} تک"),
    "register_bounced_short": ("mail comes back", "ای میل واپس آتی ہے"),
    "register_removed": (
        "This person was removed: no role, no mandate, no address, no session.",
        "اس شخص کو ہٹا دیا گیا: نہ کردار، نہ نمائندگی، نہ پتہ، نہ سیشن۔",
    ),
    "register_removed_short": ("removed", "ہٹا دیا گیا"),
    "register_waits_short": ("a proposal waits", "ایک تجویز منتظر ہے"),
    "register_remove": ("Remove this person", "اس شخص کو ہٹائیں"),
    "register_remove_told": (
        "Not public. Of {name} every role and mandate ends today, every address is erased, and sessions, codes and mails that wait end at "
        "once. Answers that were given stay, as said by a liaison of the body. Whom it concerns that the person answers for a body no"
        " more is told by mail, without a name, and so is the person, at each address a last time.",
        "عوامی نہیں۔ {name} کے سب کردار اور نمائندگیاں آج ختم ہو جائیں گی، ہر پتہ مٹا دیا جائے گا، اور سیشن، کوڈ اور منتظر ای میل فوراً ختم ہوں گے۔ دیے گئے"
        " جواب ادارے کے نمائندے کے طور پر رہیں گے۔ جن کا تعلق ہے انہیں نام کے بغیر ای میل سے بتایا جائے گا،"
        " اور خود اس شخص کو بھی، ہر پتے پر آخری بار۔",
    ),
    "contacts_title": ("Where mail reaches them", "ان تک ای میل کہاں پہنچتی ہے"),
    "contacts_signs_in": ("{email}: codes to sign in, and mails", "سائن اِن کے کوڈ اور ای میل: {email}"),
    "contacts_mail_only": ("{email}: mails only", "صرف ای میل: {email}"),
    "contacts_bounced": (
        "Mail to it comes back, since {day}. Mails go to another address that does not fail, if there is one.",
        "اس پر ای میل واپس آتی ہے، {day} سے۔ کوئی اور پتہ کام کرتا ہو تو ای میل اس پر جاتی ہے۔",
    ),
    "contacts_new": ("Another e-mail address", "ایک اور ای میل پتہ"),
    "contacts_add": ("Add the address", "پتہ شامل کریں"),
    "contacts_add_told": (
        "Not public. Mails go to it while the address for signing in fails. No code is sent to it, so nobody gets into the account with it."
        " The addresses from before are told.",
        "عوامی نہیں۔ جب تک سائن اِن کا پتہ کام نہ کرے ای میل اس پر جائے گی۔ اس پر کوئی کوڈ نہیں بھیجا جاتا، اس لیے اس سے کوئی اکاؤنٹ میں داخل نہیں ہوتا۔"
        " پہلے کے پتوں کو بتایا جائے گا۔",
    ),
    "contacts_remove": ("Erase this address", "یہ پتہ مٹائیں"),
    "contacts_remove_told": (
        "Not public. {email} is erased, and free for somebody else. The addresses that are left are told.",
        "عوامی نہیں۔ یہ پتہ مٹا دیا جائے گا، اور کسی اور کے لیے کھلا ہو گا: {email}۔ باقی پتوں کو بتایا جائے گا۔",
    ),
    "register_role": ("Role", "کردار"),
    "register_grant_role": ("Give this role", "یہ کردار دیں"),
    "register_end_role": ("End this role", "یہ کردار ختم کریں"),
    "register_body": ("Body", "ادارہ"),
    "register_grant_mandate": ("May answer for this body from today", "آج سے اس ادارے کی طرف سے جواب دے سکتے ہیں"),
    "register_end_mandate": ("Answers for {body}", "{body} کی طرف سے جواب دیتے ہیں"),
    "register_end_mandate_button": ("No longer answers for it", "اب اس کی طرف سے جواب نہیں دیں گے"),
    "register_role_told": (
        "Not public. The person may act in this role within a minute. Nobody is mailed.",
        "عوامی نہیں۔ ایک منٹ میں یہ فرد یہ کردار ادا کر سکے گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "register_role_end_told": (
        "Not public. Within a minute the person can no longer act in this role. Nobody is mailed, but of a registrar less the person"
        " and the others are told.",
        "عوامی نہیں۔ ایک منٹ میں یہ فرد یہ کردار ادا نہیں کر سکے گا۔ کسی کو ای میل نہیں جائے گی، مگر رجسٹرار کم ہو تو اس فرد اور دوسرے"
        " رجسٹراروں کو بتایا جائے گا۔",
    ),
    "register_mandate_told": (
        "The person's name is not public. The person is mailed how to sign in, and whatever there is of this: the lines of {body} that"
        " reached nobody yet, each finding that it may still answer, and what changed today. The other liaisons of the body, and the"
        " facilitators of whoever asks it, are told by mail that one more person answers for it.",
        "فرد کا نام عوامی نہیں۔ اسے ای میل سے بتایا جائے گا کہ سائن اِن کیسے ہو؛ ادارے کے دوسرے نمائندوں اور پوچھنے والوں کے سہولت کاروں کو بتایا جائے گا"
        " کہ اب ایک اور فرد جواب دیتا ہے۔ اس میں سے جو ہو، اس فرد کو ای میل کیا جائے گا: {body} کی جو سطریں ابھی کسی تک نہیں پہنچیں، ہر نتیجہ"
        " جس کا وہ اب بھی جواب دے سکتا ہے، اور جو آج بدلا۔",
    ),
    "register_mandate_end_told": (
        "Not public. The person, the other liaisons of the body, and the facilitators of whoever asks it, are told by mail, without a"
        " name. Mails to"
        " the person that still wait are cancelled. What was answered stays. For"
        " somebody to take over, let another person answer for the body first.",
        "عوامی نہیں۔ اس فرد کو، ادارے کے دوسرے نمائندوں کو اور پوچھنے والوں کے سہولت کاروں کو نام کے بغیر ای میل سے بتایا جائے گا، اور"
        " اس فرد کی منتظر ای میلز منسوخ ہوں گی۔ دیے گئے جواب باقی رہیں گے۔ جگہ لینے کے"
        " لیے پہلے کسی اور کو ادارے کی طرف سے جواب دینے کا حق دیں۔",
    ),
    "register_person_told": (
        "Not public. Codes for signing in go to this address when somebody asks for one. Nobody is mailed now.",
        "عوامی نہیں۔ سائن اِن کوڈ مانگنے پر اسی پتے پر جائے گا۔ ابھی کسی کو ای میل نہیں جائے گی۔",
    ),
    "register_body_public": (
        "Public at once: the body's name, kind, jurisdiction and remit, on a page of its own. Nobody is mailed.",
        "فوراً عوامی: ادارے کا نام، قسم، دائرۂ اختیار اور ذمہ داری، اس کے اپنے صفحے پر۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "register_again_told": (
        "Not public until it arrives. The same person gets the mail once more, with the lines that still stand.",
        "پہنچنے تک عوامی نہیں۔ اسی فرد کو ای میل دوبارہ جائے گی، ان سطروں کے ساتھ جو اب بھی قائم ہیں۔",
    ),
    "register_of_organisation": (
        "Organisation that it belongs to: none of its people may check what the body says",
        "تنظیم جس سے یہ تعلق رکھتا ہے: اس کا کوئی فرد ادارے کی کہی بات کی جانچ نہیں کر سکتا",
    ),
    "register_no_organisation": ("None of these", "ان میں سے کوئی نہیں"),
    "register_set_organisation": ("Set the organisation", "تنظیم مقرر کریں"),
    "register_organisation_reason": (
        "Why it is corrected (for registrars; required if there is an organisation so far)",
        "درستی کی وجہ (رجسٹراروں کے لیے؛ اگر اب تک کوئی تنظیم ہو تو وجہ دیں)",
    ),
    "register_organisation_told": (
        "Not public. From now on nobody of {organisation} may check what {body} says: an attempt is refused and logged.",
        "عوامی نہیں۔ اب سے {organisation} کا کوئی فرد {body} کی کہی بات کی جانچ نہیں کر سکے گا: کوشش مسترد اور درج ہو گی۔",
    ),
    "register_organisation_again": (
        "People of {organisation} may check it from now on.",
        "اب سے {organisation} کے لوگ اس کی جانچ کر سکیں گے۔",
    ),
    "register_organisation_none_told": (
        "Not public. From now on {body} belongs to no organisation that is known here: nobody is refused for theirs.",
        "عوامی نہیں۔ اب سے {body} یہاں معلوم کسی تنظیم کا نہیں: کسی کو اپنی تنظیم کی وجہ سے نہیں روکا جائے گا۔",
    ),
    "register_answers_now": ("Who answers for it: {people}", "اس کی طرف سے جواب دینے والے: {people}"),
    "register_answers_since": ("{person} since {day}", "{person} {day} سے"),
    "register_organisation_now": ("Organisation: {organisation}", "تنظیم: {organisation}"),
    "register_organisation_changed": (
        "{day}: {organisation} instead of {former}. {reason}",
        "{day}: {former} کی جگہ {organisation}۔ {reason}",
    ),
    "register_set_assurance": ("Set how it answers", "جواب کا طریقہ مقرر کریں"),
    "register_assurance": (
        "How sure does it have to be that an answer is the body's?",
        "کتنا یقینی ہونا چاہیے کہ جواب ادارے ہی کا ہے؟",
    ),
    "register_assurance_email_code": (
        "A code from its registered mailbox is enough",
        "اس کے رجسٹرڈ ای میل پر بھیجا گیا کوڈ کافی ہے",
    ),
    "register_assurance_letter": ("It answers by letter only", "یہ صرف خط سے جواب دیتا ہے"),
    "register_assurance_email_code_told": (
        "Public at once: {body} answers here, by whoever reads its mailbox, or by letter.",
        "فوراً عوامی: {body} یہاں، اپنا ای میل پڑھنے والے کے ذریعے، یا خط سے جواب دیتا ہے۔",
    ),
    "register_assurance_not_inherited": (
        "{former} answers by letter only; for {body} a code from its mailbox is enough, also for what goes there now. If it is"
        " to answer by letter only, too, set that first, at the entry of {body}.",
        "{former} صرف خط سے جواب دیتا ہے؛ {body} کے لیے اُس کے ای میل پر بھیجا گیا کوڈ کافی ہے، اب وہاں جانے والی سطروں کے لیے بھی۔"
        " اگر وہ بھی صرف خط سے جواب دے تو پہلے {body} کے اندراج میں یہ مقرر کریں۔",
    ),
    "register_assurance_letter_told": (
        "Public at once: {body} answers by letter only. Whatever its liaisons send from here is refused, also for a check"
        " that waits for their reply; the host records its letters, and a reviewer confirms them. What was answered before"
        " stays.",
        "فوراً عوامی: {body} صرف خط سے جواب دیتا ہے۔ اس کے نمائندے یہاں سے جو بھیجیں وہ قبول نہیں ہو گا، اُس جانچ کے لیے بھی نہیں"
        " جو ان کے جواب کی منتظر ہے؛ اس کے خط میزبان درج کرتا ہے اور جائزہ کار تصدیق کرتا ہے۔ پہلے کے جواب باقی رہیں گے۔",
    ),
    "register_new_body": ("Enter a body", "ادارہ درج کریں"),
    "register_body_name": ("Name of the body", "ادارے کا نام"),
    "register_slug": (
        "Last part of its page's address: small letters, digits, hyphens",
        "صفحے کے پتے کا آخری حصہ: چھوٹے انگریزی حروف، ہندسے، ہائفن",
    ),
    "register_kind": ("Kind", "قسم"),
    "register_jurisdiction": ("Jurisdiction", "دائرۂ اختیار"),
    "register_remit": ("What it is responsible for", "کس چیز کا ذمہ دار ہے"),
    "register_liaisons": ("{count} liaison(s)", "نمائندے: {count}"),
    "register_illustrative": (
        "Invented for demonstration: its name ends in (example)",
        "دکھانے کے لیے بنایا گیا: نام کے آخر میں (مثال)",
    ),
    "register_changes": ("Names and succession", "نام اور جانشینی"),
    "register_change": ("What changed", "کیا بدلا"),
    "register_former": ("formerly", "سابقہ نام"),
    "register_rename": ("Rename", "نام بدلیں"),
    "register_remits": ("Change remits", "ذمہ داریاں بدلیں"),
    "register_succession": ("Record what became of it", "درج کریں کہ اس کا کیا ہوا"),
    "register_undo": ("Undo what was wrong", "غلطی واپس لیں"),
    "register_effective": ("Day from which it is so", "کس دن سے ایسا ہے"),
    "register_source": (
        "Page on which anybody can read it (https:// or http://)",
        "وہ صفحہ جہاں کوئی بھی اسے پڑھ سکے (\u2066https\u2069 یا \u2066http\u2069)",
    ),
    "register_yes": ("Yes, record it", "ہاں، درج کریں"),
    "register_no": ("No, go back", "نہیں، واپس جائیں"),
    "register_told_nobody": ("Nobody is mailed.", "کسی کو ای میل نہیں جائے گی۔"),
    "register_rename_public": (
        "Public from now on: {old} is called {new}. History keeps the name of the day.",
        "اب سے عوامی: {old} کا نام {new} ہے۔ تاریخ میں اُس دن کا نام رہے گا۔",
    ),
    "register_slug_public": (
        "Its page moves from /a/{old} to /a/{new}; the old address leads there for ever.",
        "اس کا صفحہ \u2066/a/{old}\u2069 سے \u2066/a/{new}\u2069 پر جائے گا؛ پرانا پتہ ہمیشہ وہیں لائے گا۔",
    ),
    "register_remits_note": (
        "Empty a remit to end it. To move one to another body, record what became of it instead.",
        "ذمہ داری ختم کرنے کے لیے خانہ خالی کریں۔ دوسرے ادارے کو منتقل کرنے کے لیے درج کریں کہ اس کا کیا ہوا۔",
    ),
    "register_remits_public": (
        "Public from now on: it is responsible for {remits}.",
        "اب سے عوامی: اس کی ذمہ داری: {remits}۔",
    ),
    "register_kind_of_succession": ("What became of it", "اس کا کیا ہوا"),
    "register_successors": ("Successors", "جانشین ادارے"),
    "register_everything_goes": (
        "With one successor, all remits and all open lines go there.",
        "ایک ہی جانشین ہو تو تمام ذمہ داریاں اور تمام کھلی سطریں وہیں جاتی ہیں۔",
    ),
    "register_remits_to": ("Remits that go to {body}", "{body} کو جانے والی ذمہ داریاں"),
    "register_lines_to": ("Lines that go to {body}", "{body} کو جانے والی سطریں"),
    "register_succession_ends": (
        "Public from now on: {body} is no more since {day}, and nobody answers for it any more.",
        "اب سے عوامی: {body} {day} سے باقی نہیں، اور اب کوئی اس کی طرف سے جواب نہیں دے گا۔",
    ),
    "register_succession_public": (
        "Public from now on: {count} line(s) move: {numbers}. What was said before stays where it was said.",
        "اب سے عوامی: {count} سطریں منتقل: {numbers}۔ پہلے جو کہا گیا وہیں رہے گا۔",
    ),
    "register_succession_stay": (
        "No line moves. Its open lines stay on its page, nobody can answer them, and their clocks stop. Nobody is mailed.",
        "کوئی سطر منتقل نہیں ہوتی۔ اس کی کھلی سطریں اس کے صفحے پر رہیں گی، کوئی ان کا جواب نہیں دے سکے گا، اور ان کی گھڑیاں رک جائیں گی۔ کسی کو ای میل نہیں"
        " جائے گی۔",
    ),
    "register_succession_told": (
        "{body}: asked anew about {count} line(s), has {joined} already; mailed to {liaisons} liaison(s).",
        "{body}: نئے سرے سے پوچھی جانے والی سطریں: {count}، پہلے سے موجود: {joined}؛ ای میل پانے والے نمائندے: {liaisons}۔",
    ),
    "register_succession_former": (
        "{body}: {liaisons} liaison(s) get one mail about the lines that it had been asked about.",
        "{body}: جن سطروں کا اس سے پوچھا گیا تھا ان کے بارے میں ایک ای میل، پانے والے نمائندے: {liaisons}۔",
    ),
    "register_clock_rule": (
        "The days of a line that is asked anew count from when the request reaches the successor.",
        "نئے سرے سے پوچھی گئی سطر کے دن جانشین کو درخواست پہنچنے سے گنے جاتے ہیں۔",
    ),
    "register_never_renamed": (
        "It has the name with which it was registered.",
        "اس کا نام وہی ہے جس سے یہ درج ہوا۔",
    ),
    "register_undo_rename": ("Undo the last renaming", "آخری نام کی تبدیلی واپس لیں"),
    "register_undo_rename_public": (
        "Public from now on: it is called {old} again. {new} stays to be seen on its page as entered by mistake, with the "
        "reason.",
        "اب سے عوامی: اس کا نام پھر {old} ہے۔ {new} اس کے صفحے پر غلطی سے درج شدہ کے طور پر، وجہ کے ساتھ، نظر آتا رہے گا۔",
    ),
    "register_nothing_became": ("Nothing was recorded that became of it.", "درج نہیں کہ اس کا کچھ ہوا ہو۔"),
    "register_undo_reason": ("Why it was wrong (public)", "یہ کیوں غلط تھا (عوامی)"),
    "register_undo_public": (
        "Public from now on: {count} line(s) and the remits go back. The mistake and its reason stay to be seen.",
        "اب سے عوامی: {count} سطریں اور ذمہ داریاں واپس جائیں گی۔ غلطی اور وجہ نظر آتی رہیں گی۔",
    ),
    "register_undo_ended_public": (
        "Public from now on: {body} goes on, and its liaisons answer for it again. The clocks of its lines go on; the days"
        " between are not counted. The mistake and its reason stay to be seen.",
        "اب سے عوامی: {body} باقی ہے، اور اس کے نمائندے پھر اس کی طرف سے جواب دیں گے۔ اس کی سطروں کی گھڑیاں آگے چلیں گی؛ درمیانی دن"
        " شمار نہیں ہوں گے۔ غلطی اور وجہ نظر آتی رہیں گی۔",
    ),
    "register_undo_told": (
        "Told by mail: who is asked anew; who was told that lines went away; and liaisons of the bodies that have them"
        " now, if those were asked. The days away do not count.",
        "ای میل سے اطلاع: جن سے نئے سرے سے پوچھا جائے گا؛ جنہیں بتایا گیا تھا کہ سطریں چلی گئیں؛ اور جن اداروں کے پاس اب ہیں،"
        " اگر ان سے پوچھا گیا تھا، ان کے نمائندے۔ دور رہنے کے دن شمار نہیں ہوں گے۔",
    ),
    "register_place": ("Say where a line belongs", "بتائیں سطر کس کی ہے"),
    "register_to_place": (
        "{count} line(s) of it were published after something went to other bodies: say where they belong.",
        "اس کی {count} سطریں تب شائع ہوئیں جب کچھ دوسرے اداروں کو جا چکا تھا: بتائیں کہ وہ کس کی ہیں۔",
    ),
    "register_place_none": ("No line waits to be placed.", "کوئی سطر منتظر نہیں۔"),
    "register_place_left": (
        "Lines for which nobody answers, because the body is no more: {count}. If another body took over what it did, undo"
        " its end and record it again with that successor.",
        "وہ سطریں جن کا کوئی جواب دہ نہیں، کیونکہ ادارہ باقی نہیں: {count}۔ اگر اس کا کام کسی اور ادارے نے سنبھالا ہے تو اس کا"
        " اختتام واپس لیں اور جانشین کے ساتھ دوبارہ درج کریں۔",
    ),
    "register_place_where": ("Where does it belong?", "یہ کس کی ہے؟"),
    "register_place_stays": ("Here: it stays with this body", "یہیں: اسی ادارے کے پاس رہے گی"),
    "register_place_stays_public": (
        "Nothing of it is public: the line stays as it was published.",
        "اس میں سے کچھ عوامی نہیں: سطر ویسی ہی رہتی ہے جیسی شائع ہوئی۔",
    ),
    "register_place_public": (
        "Public from now on: {number} went to {body}, which is asked anew: its liaisons get a mail unless it has the line"
        " already. Liaisons of the former body get one, too, if it was asked. What was said before stays where it was said.",
        "اب سے عوامی: {number} {body} کو گئی، جس سے نئے سرے سے پوچھا جائے گا: اگر سطر پہلے سے نہیں تو اس کے نمائندوں کو ای میل"
        " جائے گی۔ سابق ادارے سے پوچھا گیا تھا تو اس کے نمائندوں کو بھی۔ پہلے جو کہا گیا وہیں رہے گا۔",
    ),
    "register_no_mails": ("No mail was due yet.", "ابھی کوئی ای میل نہیں تھی۔"),
    "register_again": ("Send again", "دوبارہ بھیجیں"),
    "mail_request": ("Request", "درخواست"),
    "mail_finding": ("What a check found", "جانچ میں کیا ملا"),
    "mail_finding_taken_back": ("A finding taken back", "جانچ کا نتیجہ واپس"),
    "mail_changes": ("What happened to lines since", "سطروں کا بعد میں کیا ہوا"),
    "mail_answers": ("What a body answered", "ادارے نے کیا جواب دیا"),
    "mail_receipt": ("Receipt of an answer", "جواب کی رسید"),
    "mail_other": ("Mail", "ای میل"),
    "mail_not_sent": (
        "It was not sent: nothing in it was left to tell, or the person no longer answers for the body.",
        "یہ نہیں بھیجی گئی: اس میں بتانے کو کچھ باقی نہ تھا، یا یہ فرد اب ادارے کی طرف سے جواب نہیں دیتا۔",
    ),
    "register_attempts": ("tried {count} time(s)", "{count} بار کوشش"),
}
