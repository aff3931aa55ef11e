"""Words of `/my-words` and of the card."""

from typing import Final

WORDS: Final = {
    "my_words_title": ("What is public of my words", "میری باتوں میں سے کیا عوامی ہے"),
    "my_words_lead": (
        "Type the code of the card that you were given. Nobody can read it from the address of this page.",
        "وہ کوڈ لکھیے جو آپ کو پرچی پر دیا گیا۔ یہ اس صفحے کے پتے میں ظاہر نہیں ہوتا۔",
    ),
    "my_words_code": ("Code of the card", "پرچی کا کوڈ"),
    "my_words_show": ("Show", "دکھائیں"),
    "my_words_wrong": ("This code opens nothing. Check each letter.", "اس کوڈ سے کچھ نہیں کھلتا۔ ہر حرف دیکھ لیجیے۔"),
    "my_words_later": (
        "Too many tries just now. Try again in about {minutes} min.",
        "ابھی بہت زیادہ کوششیں ہوئیں۔ تقریباً {minutes} منٹ بعد دوبارہ کوشش کریں۔",
    ),
    "my_words_name": ("Your name", "آپ کا نام"),
    "my_words_no_name": (
        "No list of speakers shows you, neither with your name nor with your organisation.",
        "بولنے والوں کی کسی فہرست میں آپ نہیں دکھائے جاتے، نہ نام سے نہ ادارے سے۔",
    ),
    "my_words_named": (
        "Texts that have your name in them are public here:",
        "یہاں عوامی تحریروں میں آپ کا نام آتا ہے:",
    ),
    "my_words_named_programme": (
        "Texts of the programme have your name in them. Hide me now does not hide those: ask the host.",
        "پروگرام کی تحریروں میں آپ کا نام آتا ہے۔ مجھے ابھی چھپائیں سے وہ نہیں چھپتیں: میزبان سے کہیں۔",
    ),
    "my_words_not_looked": (
        "Looked for is your name, as it is recorded, in texts of this consultation and its programme. Not looked through are other "
        "consultations, what bodies answered, files, and what others print or copied. An organisation stays in the list of bodies that "
        "attended.",
        "آپ کا نام، جیسا درج ہے، اس مشاورت اور اس کے پروگرام کی تحریروں میں ڈھونڈا جاتا ہے۔ دوسری مشاورتیں، اداروں کے جواب، فائلیں "
        "اور جو دوسروں نے چھاپا یا نقل کیا، ان میں نہیں ڈھونڈا جاتا۔ شریک اداروں کی فہرست میں ادارہ باقی رہتا ہے۔",
    ),
    "my_words_apart": (
        "Pages tell you apart from other speakers as participant {number}; in another consultation it is another number.",
        "صفحات آپ کو دوسرے بولنے والوں سے شریک {number} کہہ کر الگ دکھاتے ہیں؛ کسی اور مشاورت میں عدد اور ہوتا ہے۔",
    ),
    "my_words_items": ("What you said", "آپ نے جو کہا"),
    "my_words_long": (
        "You said more than this page holds: the number leads to what is public of it.",
        "آپ نے جتنا کہا وہ اس صفحے میں نہیں آتا: نمبر سے وہ کھلتا ہے جو اس کا عوامی ہے۔",
    ),
    "my_words_none": ("Nothing is public that is recorded as yours.", "آپ کے نام درج کوئی بات عوامی نہیں ہے۔"),
    "my_words_hide_title": ("Hide me now", "مجھے ابھی چھپائیں"),
    "my_words_hide_what": (
        "At once what you said is hidden, and so is whatever else of this consultation has your name in its text: other items, or the "
        "whole consultation. You are never shown as speaker again. Two people of the host can show the texts again as they are; only "
        "withdrawing consent erases your name in them. What is not public yet can still become so, without you as speaker.",
        "آپ نے جو کہا وہ فوراً چھپ جاتا ہے، اور اس مشاورت کی ہر وہ چیز بھی جس کی تحریر میں آپ کا نام ہے: دوسرے نکات، یا پوری مشاورت۔ "
        "آپ پھر کبھی بولنے والے کے طور پر نہیں دکھائے جاتے۔ میزبان کے دو افراد تحریریں جوں کی توں دوبارہ دکھا سکتے ہیں؛ ان میں سے آپ کا "
        "نام صرف رضامندی واپس لینے سے مٹتا ہے۔ جو ابھی عوامی نہیں وہ بعد میں آ سکتا ہے، مگر آپ بولنے والے نہیں دکھائے جائیں گے۔",
    ),
    "my_words_hide": ("Hide me now", "مجھے ابھی چھپائیں"),
    "my_words_hidden": ("Hidden. Below is what is public now.", "چھپا دیا گیا۔ نیچے وہ ہے جو اب عوامی ہے۔"),
    "my_words_withdraw_title": ("Withdraw my consent", "اپنی رضامندی واپس لینا"),
    "my_words_withdraw_what": (
        'Your name and organisation are erased for ever wherever they tell who spoke, and so are texts with your name in them, of this and of other consultations of the same host. What you said stays, as said by "a participant", unless you withdraw that, too: then bodies that were asked about it are told by mail that it was withdrawn, and not by whom.',
        'جہاں بولنے والے کا ذکر ہے وہاں سے نام اور ادارہ ہمیشہ کے لیے مٹ جاتے ہیں، اور وہ تحریریں بھی جن میں آپ کا نام ہے، اس مشاورت کی اور اسی میزبان کی دوسری مشاورتوں کی۔ آپ کی بات "ایک شریک" کے نام سے باقی رہتی ہے، سوائے اس کے کہ آپ اسے بھی واپس لیں: تب جن اداروں سے اس کا پوچھا گیا تھا انہیں ای میل سے بتایا جائے گا کہ وہ واپس لی گئی، یہ نہیں کہ کس نے لی۔',
    ),
    "my_words_statements": ("Withdraw what I said, too", "میری کہی ہوئی باتیں بھی واپس لیں"),
    "my_words_sure": ("I know that this cannot be undone", "میں جانتا/جانتی ہوں کہ یہ واپس نہیں ہو سکتا"),
    "my_words_tick": ("Tick that you know it cannot be undone", "نشان لگائیں کہ آپ جانتے ہیں یہ واپس نہیں ہو سکتا"),
    "my_words_withdraw": ("Withdraw my consent", "رضامندی واپس لیں"),
    "my_words_withdrawn": ("Your consent is withdrawn.", "آپ کی رضامندی واپس لے لی گئی۔"),
    "card_title": ("Card of a participant", "شریک کی پرچی"),
    "card_what": (
        "The card bears a code and no name. The code is shown once, here; a new card makes the former one void. Nothing of it "
        "is public, and nobody is mailed.",
        "پرچی پر کوڈ ہوتا ہے، نام نہیں۔ کوڈ ایک بار یہاں دکھایا جاتا ہے؛ نئی پرچی پرانی کو ختم کر دیتی ہے۔ اس میں سے کچھ عوامی نہیں "
        "ہوتا، اور کسی کو ای میل نہیں جاتی۔",
    ),
    "card_make": ("Make the card", "پرچی بنائیں"),
    "card_open": ("Card with a code", "کوڈ والی پرچی"),
    "card_print": (
        "Print this page now and give the card by hand: the code is not shown again.",
        "یہ صفحہ ابھی چھاپیں اور پرچی ہاتھ میں دیں: کوڈ دوبارہ نہیں دکھایا جاتا۔",
    ),
    "card_use": (
        "Here you see what is public of what you said, and can hide it at once or withdraw your consent:",
        "یہاں آپ دیکھ سکتے ہیں کہ آپ کی کون سی بات عوامی ہے، اسے فوراً چھپا سکتے ہیں یا رضامندی واپس لے سکتے ہیں:",
    ),
    "card_keep": ("Whoever has this code can do so in your place.", "جس کے پاس یہ کوڈ ہو وہ آپ کی جگہ یہ کر سکتا ہے۔"),
}
