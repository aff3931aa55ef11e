"""Words for keys that are no enum: themes, languages, what a figure counts → (English, Urdu)."""

from typing import Final

THEMES: Final[dict[str, tuple[str, str]]] = {
    "child_safety": ("Child safety", "بچوں کا تحفظ"),
    "civic_space": ("Civic space", "شہری آزادی کی گنجائش"),
    "civil_society_capacity": ("Capacity of civil society", "سول سوسائٹی کی استعداد"),
    "countering_violent_extremism": ("Countering violent extremism", "پرتشدد انتہا پسندی کا تدارک"),
    "digital_divide": ("Digital divide", "ڈیجیٹل تفریق"),
    "digital_security": ("Digital security", "ڈیجیٹل تحفظ"),
    "free_expression": ("Free expression", "اظہار کی آزادی"),
    "gender": ("Gender", "صنف"),
    "government_communication": ("Government communication", "حکومت کا عوام سے رابطہ"),
    "human_rights": ("Human rights", "انسانی حقوق"),
    "journalism": ("Journalism", "صحافت"),
    "media_literacy": ("Media literacy", "میڈیا کی سمجھ"),
    "online_safety": ("Online safety", "آن لائن تحفظ"),
    "platform_moderation": ("Platforms and moderation", "پلیٹ فارم اور مواد کی نگرانی"),
    "women_rights": ("Women's rights", "خواتین کے حقوق"),
}


# Languages in which meetings are held, by their codes of ISO 639.
SPOKEN: Final[dict[str, tuple[str, str]]] = {
    "ur": ("Urdu", "اردو"),
    "en": ("English", "انگریزی"),
    "pa": ("Punjabi", "پنجابی"),
    "sd": ("Sindhi", "سندھی"),
    "ps": ("Pashto", "پشتو"),
    "bal": ("Balochi", "بلوچی"),
    "skr": ("Saraiki", "سرائیکی"),
    "brh": ("Brahui", "براہوی"),
    "hno": ("Hindko", "ہندکو"),
    "khw": ("Khowar", "کھوار"),
    "bft": ("Balti", "بلتی"),
    "scl": ("Shina", "شینا"),
    "ks": ("Kashmiri", "کشمیری"),
    "fa": ("Persian", "فارسی"),
    "ar": ("Arabic", "عربی"),
    "fr": ("French", "فرانسیسی"),
    "es": ("Spanish", "ہسپانوی"),
}


# Figures with these labels count things, not people.
THINGS: Final = (
    *("videos", "interviews", "digital_stories", "posts", "pictures", "courses", "guides"),
    *("sessions", "workshops", "trainings", "days", "countries", "bodies", "organisations"),
)


GENDERS: Final[dict[str, tuple[str, str]]] = {
    "women": ("Women", "خواتین"),
    "men": ("Men", "مرد"),
    "other": ("Other", "دیگر"),
    "not_stated": ("not stated", "نہیں بتایا گیا"),
}


FIGURES: Final[dict[str, tuple[str, str]]] = {
    "participants": ("Participants", "شرکاء"),
    "women": ("Women", "خواتین"),
    "men": ("Men", "مرد"),
    "not_stated": ("Gender not stated", "صنف نہیں بتائی گئی"),
    "videos": ("Videos", "ویڈیوز"),
    "interviews": ("Interviews", "انٹرویوز"),
    "digital_stories": ("Digital stories", "ڈیجیٹل کہانیاں"),
    "posts": ("Posts", "پوسٹیں"),
    "pictures": ("Pictures", "تصویریں"),
    "courses": ("Courses", "کورس"),
    "guides": ("Guides", "رہنما کتابچے"),
    "sessions": ("Sessions", "نشستیں"),
    "workshops": ("Workshops", "ورکشاپس"),
    "trainings": ("Trainings", "تربیتیں"),
    "days": ("Days", "دن"),
    "countries": ("Countries", "ممالک"),
    "bodies": ("Bodies", "ادارے"),
    "organisations": ("Organisations", "تنظیمیں"),
}
