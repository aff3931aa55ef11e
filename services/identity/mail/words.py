"""The words of each notice, in both languages. None names a person or holds a code; `{site}` is the first page."""

from dataclasses import dataclass
from typing import Final

from services.identity.domain.notices import NoticeKind


@dataclass(frozen=True)
class Words:
    """A notice in one language, with `{body}`, `{day}` and `{site}` to be filled in."""

    subject: str
    lines: tuple[str, ...]


_UNKNOWN: Final = {
    "en": "If that is not right, tell the organisation that asks you for answers at once, by telephone or letter.",
    "ur": "اگر یہ درست نہیں تو جو تنظیم آپ سے جواب مانگتی ہے اسے فوراً فون یا خط سے بتائیں۔",
}
_NOT_YOURS: Final = {
    "en": (
        "If that was not your wish, tell the registrars of this Roundtable at once, by telephone or letter,"
        " and if you"
        " answer for a body the organisation that asks it, too."
    ),
    "ur": (
        "اگر آپ نے یہ نہیں چاہا تھا تو اس راؤنڈ ٹیبل کے رجسٹراروں کو فوراً فون یا خط سے بتائیں، اور اگر آپ"
        " کسی ادارے کی"
        " طرف سے جواب دیتے ہیں تو پوچھنے والی تنظیم کو بھی۔"
    ),
}
_NOTHING_TO_DO: Final = {
    "en": "You need do nothing. If you know that it is wrong, tell the registrars of this Roundtable at once.",
    "ur": "آپ کو کچھ کرنے کی ضرورت نہیں۔ اگر آپ جانتے ہیں کہ یہ غلط ہے تو اس راؤنڈ ٹیبل کے رجسٹراروں کو فوراً بتائیں۔",
}

WORDS: Final[dict[NoticeKind, dict[str, Words]]] = {
    NoticeKind.ADDRESS_CHANGED: {
        "en": Words(
            "Your address for signing in to Roundtable was changed",
            (
                (
                    "Since {day} codes to sign in to your account go to a new mailbox, and no more to the one before:"
                    " it was reported as lost. A registrar proposed that, and a second person agreed."
                ),
                "Every session and every code from before has ended.",
                _NOT_YOURS["en"],
            ),
        ),
        "ur": Words(
            "راؤنڈ ٹیبل میں داخل ہونے کا آپ کا پتہ بدل گیا",
            (
                (
                    "{day} سے آپ کے اکاؤنٹ میں داخل ہونے کے کوڈ ایک نئے میل باکس پر جاتے ہیں، پہلے"
                    " والے پر نہیں: اطلاع تھی کہ وہ اب آپ کے پاس نہیں رہا۔ ایک رجسٹرار نے یہ تجویز"
                    " کیا اور ایک دوسرے فرد نے اس پر اتفاق کیا۔"
                ),
                "اس سے پہلے کا ہر سیشن اور ہر کوڈ ختم ہو گیا ہے۔",
                _NOT_YOURS["ur"],
            ),
        ),
    },
    NoticeKind.INVITED: {
        "en": Words(
            "You may answer for {body} on Roundtable",
            (
                ("From {day} on, until that is ended, you may answer for {body} what it is asked on Roundtable."),
                (
                    "To sign in, type {site} into a browser, choose “Sign in”, and give this address: a code"
                    " arrives here, and you type it in there. There is no password, and this mail holds no code."
                ),
                (
                    "What {body} is asked comes in mails of its own. The other liaisons of the body, and whoever"
                    " asks it, are told that somebody new answers for it, without your name."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": Words(
            "آپ راؤنڈ ٹیبل پر {body} کی طرف سے جواب دے سکتے ہیں",
            (
                ("{day} سے، جب تک یہ ختم نہ کیا جائے، آپ راؤنڈ ٹیبل پر {body} کی طرف سے جواب دے سکتے ہیں۔"),
                (
                    "داخل ہونے کے لیے براؤزر میں {site} لکھیں، ”سائن اِن“ چنیں اور یہی پتہ دیں:"
                    " کوڈ یہاں آئے گا اور آپ اسے وہاں لکھیں گے۔ کوئی پاس ورڈ نہیں، اور اس ای میل"
                    " میں کوئی کوڈ نہیں۔"
                ),
                (
                    "{body} سے جو پوچھا جاتا ہے وہ الگ ای میلز میں آتا ہے۔ ادارے کے دوسرے نمائندوں"
                    " اور پوچھنے والوں کو آپ کے نام کے بغیر بتایا جاتا ہے کہ اب ایک نیا فرد جواب"
                    " دیتا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.HANDED_OVER: {
        "en": Words(
            "You answer for {body} no more",
            (
                (
                    "On {day} the mandate to answer for {body} was handed over from your account to a colleague."
                    " You answer for it no more, and every session and code from before has ended."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": Words(
            "اب آپ {body} کی طرف سے جواب نہیں دیتے",
            (
                (
                    "{day} کو {body} کی طرف سے جواب دینے کی نمائندگی آپ کے اکاؤنٹ سے ایک ساتھی کے"
                    " حوالے کی گئی۔ اب آپ اس کی طرف سے جواب نہیں دیتے، اور اس سے پہلے کا ہر سیشن"
                    " اور کوڈ ختم ہو گیا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.MANDATE_ENDED: {
        "en": Words(
            "You answer for {body} no more",
            (
                (
                    "On {day} those who run this Roundtable ended your mandate to answer for {body}. You"
                    " answer for it"
                    " no more, and every session and code from before has ended."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": Words(
            "اب آپ {body} کی طرف سے جواب نہیں دیتے",
            (
                (
                    "{day} کو اس راؤنڈ ٹیبل کو چلانے والوں نے {body} کی طرف سے جواب دینے کی آپ کی نمائندگی ختم کر دی۔"
                    " اب آپ اس کی طرف سے جواب نہیں دیتے، اور اس سے پہلے کا ہر سیشن اور کوڈ ختم ہو گیا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.REMOVED: {
        "en": Words(
            "You were removed from Roundtable",
            (
                (
                    "On {day} those who run this Roundtable removed you from it. You hold no role and answer"
                    " for no body any"
                    " more, every session and code from before has ended, and your addresses are erased:"
                    " after this one no"
                    " mail goes there. What you answered stays, without your name."
                ),
                _NOT_YOURS["en"],
            ),
        ),
        "ur": Words(
            "آپ کو راؤنڈ ٹیبل سے ہٹا دیا گیا",
            (
                (
                    "{day} کو اس راؤنڈ ٹیبل کو چلانے والوں نے آپ کو اس سے ہٹا دیا۔ اب آپ کا کوئی کردار نہیں"
                    " اور آپ کسی"
                    " ادارے کی طرف سے جواب نہیں دیتے، اس سے پہلے کا ہر سیشن اور کوڈ ختم ہو گیا ہے، اور آپ کے"
                    " پتے مٹا دیے"
                    " گئے ہیں: اس کے بعد وہاں کوئی ای میل نہیں جائے گی۔ آپ کے جواب آپ کے نام کے بغیر باقی رہیں گے۔"
                ),
                _NOT_YOURS["ur"],
            ),
        ),
    },
    NoticeKind.CONTACT_ADDED: {
        "en": Words(
            "Your mails from Roundtable may go to one more address",
            (
                (
                    "On {day} a registrar added an address to yours. Mails go there, too, while the one for"
                    " signing in"
                    " fails, and copies of notices always; codes never do, and nobody signs in with it."
                ),
                _NOT_YOURS["en"],
            ),
        ),
        "ur": Words(
            "راؤنڈ ٹیبل کی ای میلز اب آپ کے ایک اور پتے پر بھی جا سکتی ہیں",
            (
                (
                    "{day} کو ایک رجسٹرار نے آپ کے پتوں میں ایک پتہ شامل کیا۔ جب سائن اِن والے پتے پر ای میل"
                    " نہ پہنچے تو وہاں"
                    " جاتی ہے، اور اطلاعات کی نقل ہمیشہ؛ کوڈ کبھی نہیں، اور اس سے کوئی سائن اِن نہیں کرتا۔"
                ),
                _NOT_YOURS["ur"],
            ),
        ),
    },
    NoticeKind.CONTACT_REMOVED: {
        "en": Words(
            "An address of yours was removed from Roundtable",
            (
                "On {day} a registrar removed one of your further addresses: no mail goes there any more.",
                _NOT_YOURS["en"],
            ),
        ),
        "ur": Words(
            "راؤنڈ ٹیبل سے آپ کا ایک پتہ ہٹا دیا گیا",
            (
                "{day} کو ایک رجسٹرار نے آپ کا ایک اضافی پتہ ہٹا دیا: اب وہاں کوئی ای میل نہیں جاتی۔",
                _NOT_YOURS["ur"],
            ),
        ),
    },
    NoticeKind.REGISTRAR_PROPOSED: {
        "en": Words(
            "Somebody is proposed as a registrar of Roundtable",
            (
                (
                    "On {day} a registrar of this Roundtable proposed that one more person becomes a registrar. It"
                    " happens once a second registrar agrees, or the operator; after seven days without that it lapses."
                ),
                (
                    "The page for registrars says who it is, and who proposed them. Make sure by telephone or letter"
                    " that there is such a person, and that the address there is theirs: then agree there, or drop the"
                    " proposal."
                ),
            ),
        ),
        "ur": Words(
            "کسی کو راؤنڈ ٹیبل کا رجسٹرار تجویز کیا گیا ہے",
            (
                (
                    "{day} کو اس راؤنڈ ٹیبل کے ایک رجسٹرار نے تجویز کیا کہ ایک اور فرد رجسٹرار بنے۔ یہ تب ہو گا جب"
                    " کوئی دوسرا رجسٹرار یا منتظم اتفاق کرے؛ ایسا نہ ہو تو سات دن بعد تجویز ختم ہو جاتی ہے۔"
                ),
                (
                    "رجسٹراروں کا صفحہ بتاتا ہے کہ وہ کون ہے، اور کس نے اسے تجویز کیا۔ فون یا خط سے یقین کر لیں کہ"
                    " ایسا فرد ہے اور وہاں لکھا پتہ اسی کا ہے: پھر وہاں اتفاق کریں، یا تجویز چھوڑ دیں۔"
                ),
            ),
        ),
    },
    NoticeKind.REGISTRAR_JOINED: {
        "en": Words(
            "One more person is a registrar of Roundtable",
            (
                (
                    "Since {day} one more person is a registrar of this Roundtable. It may be you. Seven days later"
                    " they may also be one of the two who make another registrar, or who let somebody sign in with"
                    " another mailbox."
                ),
                (
                    "The page for registrars says who it is, and “Who did what” there who proposed them, and who"
                    " agreed. If that is wrong, end the role there and tell the other registrars and the operator at"
                    " once."
                ),
            ),
        ),
        "ur": Words(
            "ایک اور فرد راؤنڈ ٹیبل کا رجسٹرار ہے",
            (
                (
                    "{day} سے ایک اور فرد اس راؤنڈ ٹیبل کا رجسٹرار ہے۔ ہو سکتا ہے یہ آپ ہوں۔ سات دن بعد وہ ان دو"
                    " میں سے ایک ہو سکتا ہے جو کسی اور کو رجسٹرار بنائیں، یا کسی کو دوسرے میل باکس سے داخل ہونے"
                    " دیں۔"
                ),
                (
                    "رجسٹراروں کا صفحہ بتاتا ہے کہ وہ کون ہے، اور وہاں ”کس نے کیا کیا“ یہ کہ اسے کس نے تجویز کیا اور"
                    " کس نے اتفاق کیا۔ اگر یہ غلط ہے تو وہاں یہ کردار ختم کریں اور دوسرے رجسٹراروں اور منتظم کو"
                    " فوراً بتائیں۔"
                ),
            ),
        ),
    },
    NoticeKind.REGISTRAR_LEFT: {
        "en": Words(
            "One person is a registrar of Roundtable no more",
            (
                "Since {day} one person is a registrar of this Roundtable no more. It may be you.",
                (
                    "“Who did what”, on the page for registrars, says who ended the role, and whose it was. If that is"
                    " wrong, tell the other registrars and the operator at once, by telephone or letter."
                ),
            ),
        ),
        "ur": Words(
            "ایک فرد اب راؤنڈ ٹیبل کا رجسٹرار نہیں",
            (
                "{day} سے ایک فرد اس راؤنڈ ٹیبل کا رجسٹرار نہیں۔ ہو سکتا ہے یہ آپ ہوں۔",
                (
                    "رجسٹراروں کے صفحے پر ”کس نے کیا کیا“ بتاتا ہے کہ یہ کردار کس نے ختم کیا اور کس کا تھا۔"
                    " اگر یہ غلط ہے تو دوسرے رجسٹراروں اور منتظم کو فوراً فون یا خط سے بتائیں۔"
                ),
            ),
        ),
    },
    NoticeKind.REGISTRAR_ADDRESS_CHANGED: {
        "en": Words(
            "A registrar of Roundtable signs in with another mailbox",
            (
                (
                    "Since {day} a registrar of this Roundtable signs in with another mailbox: the one so far was"
                    " reported as lost. A registrar proposed that, and a second person agreed."
                ),
                (
                    "“Who did what”, on the page for registrars, says whose it is, and who the two were. If that is"
                    " wrong, end the role there and tell the other registrars and the operator at once."
                ),
            ),
        ),
        "ur": Words(
            "راؤنڈ ٹیبل کا ایک رجسٹرار اب کسی اور میل باکس سے داخل ہوتا ہے",
            (
                (
                    "{day} سے اس راؤنڈ ٹیبل کا ایک رجسٹرار کسی اور میل باکس سے داخل ہوتا ہے: اطلاع تھی کہ پہلا میل"
                    " باکس نہیں رہا۔ ایک رجسٹرار نے یہ تجویز کیا اور ایک دوسرے فرد نے اس پر اتفاق کیا۔"
                ),
                (
                    "رجسٹراروں کے صفحے پر ”کس نے کیا کیا“ بتاتا ہے کہ یہ کس کا ہے اور وہ دو کون تھے۔ اگر یہ غلط ہے"
                    " تو وہاں یہ کردار ختم کریں اور دوسرے رجسٹراروں اور منتظم کو فوراً بتائیں۔"
                ),
            ),
        ),
    },
    NoticeKind.LIAISON_ADDRESS_CHANGED: {
        "en": Words(
            "A liaison of {body} signs in with another mailbox",
            (
                (
                    "Since {day} somebody who answers for {body} signs in with another mailbox: the one so far"
                    " was reported as lost. A registrar proposed that, and a second person agreed."
                ),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": Words(
            "{body} کا ایک نمائندہ اب کسی اور میل باکس سے داخل ہوتا ہے",
            (
                (
                    "{day} سے {body} کی طرف سے جواب دینے والا ایک فرد کسی اور میل باکس سے داخل"
                    " ہوتا ہے: اطلاع تھی کہ پہلا میل باکس نہیں رہا۔ ایک رجسٹرار نے یہ تجویز کیا اور ایک"
                    " دوسرے فرد نے اس پر اتفاق کیا۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
    NoticeKind.LIAISON_JOINED: {
        "en": Words(
            "One more person answers for {body}",
            ("From {day} on one more person may answer for {body} on Roundtable.", _NOTHING_TO_DO["en"]),
        ),
        "ur": Words(
            "{body} کی طرف سے اب ایک اور فرد جواب دیتا ہے",
            ("{day} سے راؤنڈ ٹیبل پر ایک اور فرد {body} کی طرف سے جواب دے سکتا ہے۔", _NOTHING_TO_DO["ur"]),
        ),
    },
    NoticeKind.LIAISON_LEFT: {
        "en": Words(
            "Somebody answers for {body} no more",
            (
                (
                    "Since {day} somebody who answered for {body} on Roundtable does so no more. Answers that"
                    " were given stay, as a liaison's."
                ),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": Words(
            "ایک فرد اب {body} کی طرف سے جواب نہیں دیتا",
            (
                (
                    "{day} سے راؤنڈ ٹیبل پر {body} کی طرف سے جواب دینے والا ایک فرد اب جواب نہیں"
                    " دیتا۔ دیے گئے جواب نمائندے کے طور پر باقی رہتے ہیں۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
    NoticeKind.LIAISON_FOLLOWED: {
        "en": Words(
            "Another person answers for {body}",
            (
                ("Since {day} another person answers for {body} on Roundtable: a liaison handed over to a colleague."),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": Words(
            "{body} کی طرف سے اب کوئی اور جواب دیتا ہے",
            (
                (
                    "{day} سے راؤنڈ ٹیبل پر {body} کی طرف سے کوئی اور فرد جواب دیتا ہے: ایک"
                    " نمائندے نے اپنی جگہ ساتھی کو دی۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
}
