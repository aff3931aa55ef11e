"""Words of signing in and out, of enrolling the first registrar, and of the list "Your work"."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "sign_in_title": ("Sign in", "سائن اِن"),
    "sign_in_lead": (
        "For people who work on the record. To read it you need no account.",
        "ان کے لیے جو ریکارڈ پر کام کرتے ہیں۔ پڑھنے کے لیے اکاؤنٹ کی ضرورت نہیں۔",
    ),
    "email_label": ("E-mail address", "ای میل پتہ"),
    "email_hint": ("The one at which you get our mails.", "وہی جس پر آپ کو ہماری ای میل آتی ہے۔"),
    "email_wrong": ("Enter an address such as name@example.org", "پتہ اس طرح لکھیں: name@example.org"),
    "send_code": ("Send me a code", "مجھے کوڈ بھیجیں"),
    "code_title": ("Enter the code", "کوڈ لکھیں"),
    "code_sent": (
        "If {email} is registered here, a code of 8 characters is on its way to it. It is good for 30 minutes, once, in "
        "this browser.",
        "اگر {email} یہاں رجسٹرڈ ہے تو 8 حروف کا کوڈ بھیج دیا گیا ہے۔ یہ 30 منٹ تک، ایک بار، اسی براؤزر میں چلتا ہے۔",
    ),
    "code_label": ("Code from the mail", "ای میل میں آیا ہوا کوڈ"),
    "code_hint": ("Letter case and spaces do not matter.", "چھوٹے بڑے حروف اور وقفوں سے فرق نہیں پڑتا۔"),
    "code_enter": ("Enter the code", "کوڈ درج کریں"),
    "code_wrong": (
        "That code does not fit. It may be wrong, used, too old, or asked for in another browser. Ask for a new one.",
        "یہ کوڈ درست نہیں۔ شاید غلط، استعمال شدہ، پرانا، یا کسی اور براؤزر میں مانگا گیا ہو۔ نیا کوڈ مانگیں۔",
    ),
    "code_again": ("Ask for a new code, or use another address", "نیا کوڈ مانگیں یا کوئی اور پتہ لکھیں"),
    "code_never": ("We never send a link that signs you in.", "ہم کبھی ایسا لنک نہیں بھیجتے جو خود سائن اِن کر دے۔"),
    "sign_out_title": ("Sign out", "سائن آؤٹ"),
    "sign_out_lead": ("Your session ends at once, on every page.", "آپ کا سیشن فوراً ختم ہو جائے گا، ہر صفحے پر۔"),
    "sign_out_clear": (
        "Delete from this device what I typed for capture and is kept here",
        "میں نے اندراج کے لیے جو کچھ لکھا اور اس آلے پر محفوظ ہے، اسے مٹا دیں",
    ),
    "sign_out_clear_hint": (
        "What is saved on the server stays there, and so does here what somebody else typed. What is not saved there yet is lost; leave this unticked to keep it here, "
        "where whoever uses this device next can read it.",
        "جو سرور پر محفوظ ہے وہ وہیں رہے گا، اور کسی اور کا لکھا ہوا یہاں بھی۔ جو ابھی وہاں محفوظ نہیں ہوا وہ ضائع ہو جائے گا؛ اسے یہاں رکھنا ہو تو نشان ہٹا دیں، لیکن "
        "اس آلے کا اگلا استعمال کرنے والا اسے پڑھ سکے گا۔",
    ),
    "signed_out_cleared": (
        "This device keeps nothing of what was typed for capture.",
        "اندراج کے لیے لکھا ہوا اب اس آلے پر کچھ نہیں۔",
    ),
    "signed_out_others": (
        "This device keeps nothing of what you typed for capture. What somebody else typed, or in another tab without a line, is kept for them.",
        "اندراج کے لیے آپ کا لکھا ہوا اب اس آلے پر کچھ نہیں۔ جو کسی اور نے لکھا، یا کسی اور ٹیب میں رابطے کے بغیر لکھا گیا، وہ ان کے لیے محفوظ ہے۔",
    ),
    "signed_out_stays": (
        "What was typed for capture and not entered yet is still on this device.",
        "اندراج کے لیے جو لکھا گیا اور ابھی درج نہیں ہوا وہ اس آلے پر موجود ہے۔",
    ),
    "signed_out_unknown": (
        "Your session had ended before, so nobody could say what on this device is yours: what was typed for capture and not entered yet is still on it. To delete it, sign in and sign out again.",
        "آپ کا سیشن پہلے ہی ختم ہو چکا تھا، اس لیے معلوم نہ ہو سکا کہ اس آلے پر آپ کا کیا ہے: اندراج کے لیے جو لکھا گیا اور ابھی درج نہیں ہوا وہ یہیں موجود ہے۔ اسے مٹانے کے لیے سائن اِن کر کے پھر سائن آؤٹ کریں۔",
    ),
    "signed_out_title": ("You are signed out", "آپ سائن آؤٹ ہو گئے"),
    "signed_out_lead": ("What you saved is still there.", "جو آپ نے محفوظ کیا وہ موجود ہے۔"),
    "enrol_title": ("Enrol the first registrar", "پہلے رجسٹرار کا اندراج"),
    "enrol_lead": (
        "The registrar keeps the register of bodies and people. This works once, with the link the operator was shown.",
        "رجسٹرار اداروں اور لوگوں کا اندراج رکھتا ہے۔ یہ ایک ہی بار ہوتا ہے، اس لنک سے جو منتظم کو دکھایا گیا۔",
    ),
    "enrol_public": (
        "Nothing of it is public: whoever works on the record reads your name. Nobody is mailed.",
        "اس میں سے کچھ عوامی نہیں: آپ کا نام وہی پڑھتے ہیں جو ریکارڈ پر کام کرتے ہیں۔ کسی کو ای میل نہیں جاتی۔",
    ),
    "enrol_code": ("Enrolment code", "اندراج کا کوڈ"),
    "enrol_name": ("Your name or designation", "آپ کا نام یا عہدہ"),
    "enrol_organisation": ("Your organisation", "آپ کا ادارہ"),
    "enrol_language": ("Language of mails", "ای میل کی زبان"),
    "enrol_submit": ("Enrol and sign in", "اندراج کریں اور سائن اِن ہوں"),
    "enrol_wrong": ("This enrolment code is wrong or was used.", "یہ کوڈ غلط ہے یا استعمال ہو چکا ہے۔"),
    "field_required": ("Fill this in", "یہ خانہ پُر کریں"),
    "field_wrong": ("This has to be changed", "اسے بدلنا ہو گا"),
    "work_title": ("Your work", "آپ کا کام"),
    "work_hello": ("Signed in as {name}", "سائن اِن: {name}"),
    "work_roles": ("Your roles", "آپ کے کردار"),
    "work_answers_for": ("You answer for", "آپ ان کی طرف سے جواب دیتے ہیں"),
    "work_pages": ("What you can do", "آپ کیا کر سکتے ہیں"),
    "work_nothing": (
        "You have no role today. Ask the registrar.",
        "آج آپ کے پاس کوئی کردار نہیں۔ رجسٹرار سے رابطہ کریں۔",
    ),
    "sessions_title": ("Where you are signed in", "آپ کہاں سائن اِن ہیں"),
    "sessions_lead": (
        "A session ends 30 minutes after its last use, and 8 hours after you signed in. Of browser and machine nothing is "
        "kept: tell sessions apart by their times. End what is not yours, then tell the registrar.",
        "سیشن آخری استعمال کے 30 منٹ بعد اور سائن اِن کے 8 گھنٹے بعد ختم ہو جاتا ہے۔ براؤزر یا مشین کا کچھ محفوظ نہیں کیا جاتا: سیشنوں کو"
        " ان کے اوقات سے پہچانیں۔ جو آپ کا نہ ہو اسے ختم کریں، پھر رجسٹرار کو بتائیں۔",
    ),
    "sessions_this": ("This browser", "یہ براؤزر"),
    "sessions_other": ("Another browser", "کوئی اور براؤزر"),
    "sessions_since": ("Signed in: {moment}", "سائن اِن: {moment}"),
    "sessions_used": ("Last used: {moment}", "آخری استعمال: {moment}"),
    "sessions_until": ("Ends, if not used again: {moment}", "دوبارہ استعمال نہ ہو تو ختم: {moment}"),
    "sessions_end": ("End this session", "یہ سیشن ختم کریں"),
    "sessions_end_what": (
        "Whoever works with it has to sign in again. Nothing of it is public, and nobody is mailed.",
        "جو اس سے کام کر رہا ہے اسے دوبارہ سائن اِن کرنا ہو گا۔ اس میں سے کچھ عوامی نہیں، اور کسی کو ای میل نہیں جاتی۔",
    ),
    "sessions_end_others": ("End all others", "باقی سب ختم کریں"),
    "sessions_end_others_what": (
        "Ends every session but this one. Nothing can be changed with them from that instant; pages that only read may "
        "answer them for half a minute. Nothing of it is public, and nobody is mailed.",
        "اس کے سوا ہر سیشن ختم ہو جائے گا۔ اسی لمحے سے ان سے کچھ بدلا نہیں جا سکے گا؛ صرف پڑھنے والے صفحے آدھا منٹ تک جواب دے سکتے"
        " ہیں۔ اس میں سے کچھ عوامی نہیں، اور کسی کو ای میل نہیں جاتی۔",
    ),
    "sessions_only_here": ("You are signed in nowhere else.", "آپ کہیں اور سائن اِن نہیں۔"),
    "sessions_ended": ("Ended.", "ختم کر دیا گیا۔"),
    "sessions_gone": (
        "There is no such session any more. This is how it is now.",
        "ایسا کوئی سیشن اب نہیں۔ اب صورت یہ ہے۔",
    ),
    "role_facilitator": ("facilitator", "سہولت کار"),
    "role_reviewer": ("reviewer", "جائزہ کار"),
    "role_verifier": ("verifier", "تصدیق کنندہ"),
    "role_registrar": ("registrar", "رجسٹرار"),
    "role_liaison": ("liaison", "نمائندہ"),
    "mailbox_title": ("That mailbox, on this machine", "وہ میل باکس، اسی مشین پر"),
    "mailbox_lead": (
        "On a local stack no mail leaves the machine. The code arrives here within seconds.",
        "مقامی نظام میں کوئی ای میل مشین سے باہر نہیں جاتی۔ کوڈ چند سیکنڈ میں یہاں آ جاتا ہے۔",
    ),
    "mailbox_open": ("Open the mailbox in a new tab", "میل باکس نئے ٹیب میں کھولیں"),
}
