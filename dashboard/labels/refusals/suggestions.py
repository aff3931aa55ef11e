"""What recommendations says when it refuses a suggestion of evidence, or a decision on one, in Urdu."""

from typing import Final

WORDS: Final[dict[str, str]] = {
    "1 to {} printable characters": "1 سے {0} تک چھپنے والے حروف",
    "a suggestion is discarded before it is passed on": "نشان دہی آگے بھیجے جانے سے پہلے ہی رد ہو سکتی ہے",
    "a suggestion is passed on once, by whoever reads it first": "نشان دہی ایک ہی بار آگے جاتی ہے، پہلے پڑھنے والے کے ہاتھوں",
    "a verifier decides once on what was passed on": "آگے بھیجی گئی نشان دہی پر تصدیق کنندہ ایک ہی بار فیصلہ کرتا ہے",
    "an address that names a site, without a name or password before it": "کسی سائٹ کا پتہ، جس سے پہلے کوئی نام یا پاس ورڈ نہ ہو",
    "no such line is followed up": "ایسی کوئی سطر زیرِ پیروی نہیں",
    "no such suggestion": "ایسی کوئی نشان دہی نہیں",
    "nothing: it is discarded": "کچھ نہیں: یہ رد کی جا رہی ہے",
    "nothing: it is passed on": "کچھ نہیں: یہ آگے بھیجی جا رہی ہے",
    "only a reviewer reads what somebody suggested first": "کسی کی نشان دہی سب سے پہلے صرف جائزہ کار پڑھتا ہے",
    "only a verifier reads what was passed on": "آگے بھیجی گئی نشان دہی صرف تصدیق کنندہ پڑھتا ہے",
    "somebody else decides on what you passed on": "جو آپ نے آگے بھیجا، اس پر فیصلہ کوئی اور کرتا ہے",
    "taken up, or set aside": "جانچ میں لیں، یا ایک طرف رکھیں",
    "the address of a page on which it can be seen": "اُس صفحے کا پتہ جہاں یہ دیکھا جا سکے",
    "too many suggestions came from your network": "آپ کے نیٹ ورک سے بہت زیادہ نشان دہیاں آئیں",
    "too many suggestions came in for this line": "اس سطر کے لیے بہت زیادہ نشان دہیاں آئیں",
    "what came in is suggested already": "جو آ چکا، اس کی نشان دہی ہو چکی",
    "why it is discarded": "اسے کیوں رد کیا جا رہا ہے",
}
