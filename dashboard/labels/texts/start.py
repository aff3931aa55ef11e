"""Words of /start, which only a local stack has."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "start_title": ("Try it as somebody", "کسی کردار میں آزمائیں"),
    "start_lead": (
        "This stack runs on your machine and holds sample data. Choose who to be: sign-in opens with the address filled "
        "in and that mailbox beside it.",
        "یہ نظام آپ کی اپنی مشین پر چل رہا ہے اور اس میں نمونے کا ڈیٹا ہے۔ کردار چنیں: سائن اِن کا صفحہ پتے سمیت کھلے گا اور میل باکس ساتھ ہو گا۔",
    ),
    "start_cards": ("Who do you want to be?", "آپ کون بننا چاہتے ہیں؟"),
    "start_none": (
        "No sample accounts were found. Start the stack with its sample data, or enrol the first registrar with the link "
        "it printed.",
        "نمونے کے اکاؤنٹ نہیں ملے۔ نظام کو نمونے کے ڈیٹا کے ساتھ چلائیں، یا چھپے ہوئے لنک سے پہلے رجسٹرار کا اندراج کریں۔",
    ),
    "start_tour": ("The life of one item, in seven steps", "ایک نکتے کی زندگی، سات قدموں میں"),
    "start_tour_1": (
        "As the facilitator, enter a small consultation with one recommendation to the Child Rights Commission (example), "
        "and submit it.",
        "سہولت کار کے طور پر ایک چھوٹی مشاورت درج کریں جس میں بچوں کے حقوق کے کمیشن (مثال) کے لیے ایک سفارش ہو، اور جمع کرائیں۔",
    ),
    "start_tour_2": (
        "As the reviewer, read exactly what will be public, and publish it as tracked.",
        "جائزہ کار کے طور پر پڑھیں کہ عوام کو کیا نظر آئے گا، اور زیرِ پیروی شائع کریں۔",
    ),
    "start_tour_3": (
        "Open the Commission's mailbox: a mail lists what is asked, by which date, and how to answer.",
        "کمیشن کا میل باکس کھولیں: ایک ای میل بتاتی ہے کہ کیا مانگا گیا، کب تک، اور جواب کیسے دیں۔",
    ),
    "start_tour_4": (
        "Follow its link, sign in as the liaison with the code from the same mailbox, and answer: “We will do it”, with a date.",
        "اس کا لنک کھولیں، اسی میل باکس کے کوڈ سے نمائندے کے طور پر سائن اِن ہوں اور جواب دیں: ”یہ کام کریں گے“، تاریخ کے ساتھ۔",
    ),
    "start_tour_5": (
        "Look at the public page: the answer stands under “says”. Nobody has checked it.",
        "عوامی صفحہ دیکھیں: جواب ”کا کہنا ہے“ کے نیچے ہے۔ اس کی جانچ کسی نے نہیں کی۔",
    ),
    "start_tour_6": (
        "As the liaison again, say it is done. The page says “Says done – not checked”.",
        "دوبارہ نمائندے کے طور پر کہیں کہ کام ہو گیا۔ صفحہ کہتا ہے ”کہتے ہیں ہو گیا – جانچ نہیں ہوئی“۔",
    ),
    "start_tour_7": (
        "As the verifier, record what you could see for yourself. Now “Checked by others” has an entry too.",
        "تصدیق کنندہ کے طور پر درج کریں کہ آپ نے خود کیا دیکھا۔ اب ”دوسروں کی جانچ“ میں بھی اندراج ہے۔",
    ),
    "start_mailboxes": ("All mailboxes of this stack", "اس نظام کے تمام میل باکس"),
    "start_public": ("See the public overview", "عوامی جائزہ دیکھیں"),
}
