"""What a number beside it counts: people, or things. Singular in English; a plural in s is read as well."""

from typing import Final

from services.consultations.domain.safeguarding.folding import folded

PEOPLE: Final = folded(
    """
    activist adult adolescent ahmadi ahmadis attendee author blogger boy child children christian citizen
    creator dalit daughter elder expert facilitator father female girl guest hindu hijra informant interviewee
    journalist khwajasira kid lawyer leader learner male man member men minor mother muslim official parent
    participant patient pensioner people person persons politician presenter prisoner refugee reporter
    representative respondent shia sikh sister son speaker staff student survivor teacher teenager trainee
    trainer trans transgender victim volunteer whistleblower widow wife witness woman women worker youth افراد
    اساتذہ استاد بچوں بچی بچیاں بچیوں بچہ بچے خاتون خواتین خواجہ رضاکار شخص شرکا شرکاء شریک صحافی صحافیوں طالبات
    طالب طلبا طلبہ عورت عورتوں عورتیں کارکن کارکنان لڑکا لڑکوں لڑکی لڑکیاں لڑکیوں لڑکے لوگ لوگوں متاثرہ متاثرین
    مرد مردوں مقرر مقررین مہمان نابالغ نوجوان نوجوانوں والدین وکلا وکلاء وکیل
    """.split()
)

THINGS: Final = folded(
    """
    april article audio august body bodies campaign city cities clip conversation country countries course day
    december digital district document episode event february film guide hour image interview january july june
    language march meeting minute month november october online organisation organization page photo photograph
    picture platform post poster province report round school seminar september session song story stories time
    town training university universities video webinar week workshop year ادارہ ادارے اداروں اردو اضلاع انٹرویو
    انٹرویوز پوسٹ پوسٹر پوسٹرز پوسٹوں پوسٹیں تربیت تربیتی تصاویر تصویر تصویروں تصویریں تنظیم تنظیمیں تنظیموں
    دستاویز دستاویزات دن دنوں رپورٹ رپورٹیں سال شہر شہروں صوبوں صوبے ضلع فلم فلمیں کورس کورسز کہانی کہانیاں
    کہانیوں گائیڈ گھنٹے مضامین ملک ممالک منٹ نشست نشستوں نشستیں ورکشاپ ورکشاپس ورکشاپوں ویڈیو ویڈیوز ہفتے
    """.split()
)
