"""Words about what takes two: a new address for signing in, for a lost mailbox, and one more registrar."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "recovery_title": ("If the mailbox for signing in is lost", "اگر سائن اِن کا میل باکس کھو جائے"),
    "recovery_how": (
        "One registrar proposes a new address, and a second one agrees, or the operator. Make sure by telephone or letter that it is"
        " the person who asks for it. Two registrars have both been such for seven days, and a proposal lapses after seven.",
        "ایک رجسٹرار نیا پتہ تجویز کرتا ہے اور دوسرا، یا منتظم، اس پر اتفاق کرتا ہے۔ فون یا خط سے یقین کر لیں کہ یہ اسی شخص کی درخواست ہے۔"
        " دو رجسٹرار ہوں تو دونوں سات دن سے رجسٹرار ہوں، اور تجویز سات دن بعد ختم ہو جاتی ہے۔",
    ),
    "recovery_email": ("New address for signing in", "سائن اِن کا نیا پتہ"),
    "recovery_propose": ("Propose this address", "یہ پتہ تجویز کریں"),
    "recovery_propose_told": (
        "Not public. Nothing changes until another registrar agrees, or the operator. Nobody is mailed.",
        "عوامی نہیں۔ جب تک کوئی اور رجسٹرار یا منتظم اتفاق نہ کرے کچھ نہیں بدلتا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "recovery_waits": (
        "Proposed on {day} by {name}: codes to sign in go to {email} as soon as a second registrar agrees, or the operator.",
        "{name} نے {day} کو تجویز کیا: دوسرے رجسٹرار یا منتظم کے اتفاق کرتے ہی سائن اِن کے کوڈ اس پتے پر جائیں گے: {email}",
    ),
    "recovery_yours": (
        "You proposed it: another registrar agrees, or the operator, or you drop it.",
        "یہ آپ کی تجویز ہے: کوئی اور رجسٹرار یا منتظم اتفاق کرے، یا آپ اسے چھوڑ دیں۔",
    ),
    "recovery_own": (
        "It is your own account: another registrar agrees, or the operator, or somebody drops it.",
        "یہ آپ کا اپنا اکاؤنٹ ہے: کوئی اور رجسٹرار یا منتظم اتفاق کرے، یا کوئی اسے چھوڑ دے۔",
    ),
    "recovery_agree": ("Agree to this address", "اس پتے پر اتفاق کریں"),
    "recovery_agree_told": (
        "Not public. Codes go to {email} from now on. {old} is erased, and every session and code of the person ends at once.",
        "عوامی نہیں۔ اب سے کوڈ اس پتے پر جائیں گے: {email}۔ یہ پتہ مٹا دیا جائے گا: {old}۔ اس شخص کا ہر سیشن اور کوڈ فوراً ختم ہو گا۔",
    ),
    "recovery_agree_mailed": (
        "Told by mail, without a name: the old address, every other one of the person, the other liaisons of the bodies that the"
        " person answers for, the facilitators of whoever asks those, and, if the person is a registrar, the others.",
        "ای میل سے، نام کے بغیر، بتایا جائے گا: پرانے پتے کو، اس شخص کے ہر دوسرے پتے کو، جن اداروں کی طرف سے یہ جواب دیتے ہیں ان کے دوسرے"
        " نمائندوں کو، پوچھنے والوں کے سہولت کاروں کو، اور اگر یہ شخص رجسٹرار ہے تو دوسرے رجسٹراروں کو۔",
    ),
    "recovery_drop": ("Drop this proposal", "یہ تجویز چھوڑیں"),
    "recovery_drop_told": (
        "Not public. The proposed address is erased. Nobody is mailed.",
        "عوامی نہیں۔ تجویز کردہ پتہ مٹا دیا جائے گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "appointment_propose": ("Propose as a registrar", "رجسٹرار تجویز کریں"),
    "appointment_propose_told": (
        "Not public. Nothing changes until another registrar agrees, or the operator. Two registrars have both been such for seven days,"
        " and a proposal lapses after seven. The other registrars are told by mail, without a name.",
        "عوامی نہیں۔ جب تک کوئی اور رجسٹرار یا منتظم اتفاق نہ کرے کچھ نہیں بدلتا۔ دو رجسٹرار ہوں تو دونوں سات دن سے رجسٹرار ہوں، اور تجویز"
        " سات دن بعد ختم ہو جاتی ہے۔ دوسرے رجسٹراروں کو نام کے بغیر ای میل سے بتایا جائے گا۔",
    ),
    "appointment_waits": (
        "Proposed on {day} by {name}: becomes a registrar as soon as a second registrar agrees, or the operator.",
        "{name} نے {day} کو تجویز کیا: دوسرے رجسٹرار یا منتظم کے اتفاق کرتے ہی یہ رجسٹرار ہوں گے۔",
    ),
    "appointment_own": (
        "It is about you: another registrar agrees, or the operator, or somebody drops it.",
        "یہ آپ کے بارے میں ہے: کوئی اور رجسٹرار یا منتظم اتفاق کرے، یا کوئی اسے چھوڑ دے۔",
    ),
    "appointment_agree": ("Agree that they become a registrar", "رجسٹرار بنانے پر اتفاق کریں"),
    "appointment_agree_told": (
        "Not public. Make sure by telephone or letter that there is such a person, and that {email} is theirs: a registrar reads who"
        " everybody is, and gives every role. They may act within a minute. They and the other registrars are told by mail, without"
        " a name.",
        "عوامی نہیں۔ فون یا خط سے یقین کر لیں کہ ایسا فرد ہے، اور یہ پتہ اسی کا ہے: {email}۔ رجسٹرار پڑھ سکتا ہے کہ کون کون ہے، اور ہر کردار دے"
        " سکتا ہے۔ ایک منٹ میں یہ کردار ادا کر سکیں گے۔ انہیں اور دوسرے رجسٹراروں کو نام کے بغیر ای میل سے بتایا جائے گا۔",
    ),
    "appointment_drop": ("Drop the proposal of a registrar", "رجسٹرار کی یہ تجویز چھوڑیں"),
    "appointment_drop_told": (
        "Not public. Nothing changes for the person. Nobody is mailed.",
        "عوامی نہیں۔ اس فرد کے لیے کچھ نہیں بدلتا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
}
