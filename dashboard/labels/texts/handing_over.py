"""Words of handing a mandate over to a colleague."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "hand_over_title": ("Hand over to a colleague", "کسی ساتھی کے حوالے کریں"),
    "hand_over_what": (
        "From the moment you send this, your colleague answers for the body, and you do not.",
        "یہ بھیجتے ہی آپ کا ساتھی ادارے کی طرف سے جواب دے گا، آپ نہیں۔",
    ),
    "hand_over_none": ("You answer for no body today.", "آج آپ کسی ادارے کی طرف سے جواب نہیں دیتے۔"),
    "hand_over_body": ("You hand over: {body}", "آپ حوالے کر رہے ہیں: {body}"),
    "hand_over_which": ("Which body do you hand over?", "آپ کون سا ادارہ حوالے کر رہے ہیں؟"),
    "hand_over_email": ("Your colleague's e-mail address", "آپ کے ساتھی کا ای میل پتہ"),
    "hand_over_name": ("Your colleague's name or designation", "آپ کے ساتھی کا نام یا عہدہ"),
    "hand_over_name_hint": (
        "Only registrars read it. It never becomes public.",
        "اسے صرف رجسٹرار پڑھتے ہیں۔ یہ کبھی عوامی نہیں ہوتا۔",
    ),
    "hand_over_language": ("Language of your colleague's mails", "آپ کے ساتھی کی ای میل کی زبان"),
    "hand_over_follows": (
        "You are signed out everywhere, and mails that wait for you about this body are not sent. What was answered stays, as "
        "said by a liaison of the body. Check the address: whoever reads its mail can answer. A registrar sees that you handed "
        "over.",
        "آپ ہر جگہ سائن آؤٹ ہو جائیں گے، اور اس ادارے کے بارے میں آپ کی منتظر ای میل نہیں بھیجی جائے گی۔ جو جواب دیا گیا وہ ادارے کے"
        " نمائندے کے طور پر رہے گا۔ پتہ جانچ لیں: جو اس کی ای میل پڑھے گا وہ جواب دے سکے گا۔ رجسٹرار دیکھ سکتا ہے کہ آپ نے حوالے کیا۔",
    ),
    "hand_over_told": (
        "Nothing of it is public. Mailed are you, your colleague, the other liaisons of the body, and whoever asks it.",
        "اس میں سے کچھ عوامی نہیں ہوتا۔ ای میل آپ کو، آپ کے ساتھی کو، ادارے کے دوسرے نمائندوں کو اور ادارے سے پوچھنے والوں کو جاتی ہے۔",
    ),
    "hand_over_sure": ("The address is right, and I hand over", "پتہ درست ہے، اور میں حوالے کرتا/کرتی ہوں"),
    "hand_over_do": ("Hand over", "حوالے کریں"),
    "handed_over_title": ("Handed over", "حوالے کر دیا گیا"),
    "handed_over_lead": (
        "Your colleague answers for {body} now, and signs in with a code to the address that you gave. You are signed out.",
        "اب {body} کی طرف سے آپ کا ساتھی جواب دے گا، اور آپ کے دیے ہوئے پتے پر آئے کوڈ سے سائن اِن کرے گا۔ آپ سائن آؤٹ ہو گئے ہیں۔",
    ),
    "handed_over_stays": (
        "Your colleague is mailed how to sign in. The other liaisons of the body, and whoever asks it, are told by mail that another"
        " person answers, without a name; so are you, at every address of yours.",
        "آپ کے ساتھی کو ای میل سے بتایا جائے گا کہ سائن اِن کیسے ہو۔ ادارے کے دوسرے نمائندوں اور پوچھنے والوں کو نام کے بغیر بتایا جائے گا کہ کوئی"
        " اور جواب دیتا ہے؛ آپ کو بھی، آپ کے ہر پتے پر۔",
    ),
}
