"""Words about a lost mailbox: a new address for signing in, by two registrars."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "recovery_title": ("If the mailbox for signing in is lost", "اگر سائن اِن کا میل باکس کھو جائے"),
    "recovery_how": (
        "One registrar proposes a new address, and a second one agrees. Make sure by telephone or letter that it is the person who"
        " asks for it. Both have been registrars for seven days, and a proposal lapses after seven.",
        "ایک رجسٹرار نیا پتہ تجویز کرتا ہے اور دوسرا اس پر اتفاق کرتا ہے۔ فون یا خط سے یقین کر لیں کہ یہ اسی شخص کی درخواست ہے۔"
        " دونوں سات دن سے رجسٹرار ہوں، اور تجویز سات دن بعد ختم ہو جاتی ہے۔",
    ),
    "recovery_email": ("New address for signing in", "سائن اِن کا نیا پتہ"),
    "recovery_propose": ("Propose this address", "یہ پتہ تجویز کریں"),
    "recovery_propose_told": (
        "Not public. Nothing changes until another registrar agrees. Nobody is mailed.",
        "عوامی نہیں۔ جب تک کوئی اور رجسٹرار اتفاق نہ کرے کچھ نہیں بدلتا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
    "recovery_waits": (
        "Proposed on {day} by {name}: codes to sign in go to {email} as soon as a second registrar agrees.",
        "{name} نے {day} کو تجویز کیا: دوسرے رجسٹرار کے اتفاق کرتے ہی سائن اِن کے کوڈ اس پتے پر جائیں گے: {email}",
    ),
    "recovery_yours": (
        "You proposed it: another registrar agrees, or you drop it.",
        "یہ آپ کی تجویز ہے: کوئی اور رجسٹرار اتفاق کرے، یا آپ اسے چھوڑ دیں۔",
    ),
    "recovery_own": (
        "It is your own account: another registrar agrees, or somebody drops it.",
        "یہ آپ کا اپنا اکاؤنٹ ہے: کوئی اور رجسٹرار اتفاق کرے، یا کوئی اسے چھوڑ دے۔",
    ),
    "recovery_agree": ("Agree to this address", "اس پتے پر اتفاق کریں"),
    "recovery_agree_told": (
        "Not public. Codes go to {email} from now on. {old} is erased, and every session and code of the person ends at once.",
        "عوامی نہیں۔ اب سے کوڈ اس پتے پر جائیں گے: {email}۔ یہ پتہ مٹا دیا جائے گا: {old}۔ اس شخص کا ہر سیشن اور کوڈ فوراً ختم ہو گا۔",
    ),
    "recovery_agree_mailed": (
        "Told by mail, without a name: the old address, every other one of the person, the other liaisons of the bodies that the"
        " person answers for, and the facilitators of whoever asks those.",
        "ای میل سے، نام کے بغیر، بتایا جائے گا: پرانے پتے کو، اس شخص کے ہر دوسرے پتے کو، جن اداروں کی طرف سے یہ جواب دیتے ہیں ان کے دوسرے"
        " نمائندوں کو، اور پوچھنے والوں کے سہولت کاروں کو۔",
    ),
    "recovery_drop": ("Drop this proposal", "یہ تجویز چھوڑیں"),
    "recovery_drop_told": (
        "Not public. The proposed address is erased. Nobody is mailed.",
        "عوامی نہیں۔ تجویز کردہ پتہ مٹا دیا جائے گا۔ کسی کو ای میل نہیں جائے گی۔",
    ),
}
