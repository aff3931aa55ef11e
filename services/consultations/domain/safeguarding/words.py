"""Capitalised words that are no names: usual words of titles, places, and what tells a body from a person."""

from typing import Final

# A run of capitals that ends in, or goes on with, one of these is a body, a place, a law or a day.
BODIES: Final = frozenset(
    """
    academy act agency airport alliance archive association authority avenue award bank bazaar bill board building
    bureau campus centre center chamber chowk city club colony college commission committee company conference
    constitution convention corporation council court day department desk district division education embassy
    federation forum foundation fund garden group high hospital hotel house initiative institute international jail
    journal laboratory library limited ltd ministry mission mosque movement museum network ngo office open
    organisation organization palace panel park parliament party platform plaza police policy post press prison
    programme program project province pvt radio regulator report road school schools secretariat senate service
    services sessions society stadium state station street studio summit taskforce television times tower town
    tribunal trust tv union university village ward weekly women youth zone chair prize protocol declaration mills app
    """.split()
)

USUAL: Final = frozenset(
    """
    a about above abuse access account accounts across action active add additional advocacy after again against
    agenda aged agree aid all also always am among an analytics and annex annual another answer answers any anyone
    apex app apps apart appeal appendix april arabic are article articles artists as ask asked asia asian at audio
    audit august author autumn awareness back balochi baithak base basic be because before below better between beyond
    big black blog blogs blue board book books both box brahui bring british broadcast broadcaster budget build
    building bullying bureau business but by call calls came campaign campaigns can capacity care case cases census
    central chapter charter check chief child children childrens china christian christmas citizen citizens civic
    civil clause clear clinic code collaboration collective comments common communication communications communities
    community complaint complaints computer concern concerns consent consultation consultations content contact
    control cooperation copy core could counter countering country course courses court cover creator creators credit
    crime crimes criminal culture curation cyber cyberbullying daily data date dawn day days dealing dear december
    deep demand deputy design desk development device dial dialogue did digital director disability discussion
    district districts divide do document documents does domestic done draft drafts driver due during duty each early
    east eastern economic editor education eid eight election electoral electronic eleven email emergency emerging end
    english ensure equal equality era ethics european evaluation even evening event every everyone evidence exact
    exploited export express extremism face facebook fact facts faith fake family february federal feedback female
    festival few field figure figures file film final finance find fine first fiscal five focal follow for force
    foreign form format formats four fourth framework free freedom friday friends from front full fund further future
    gap gender general get girls give given global go goal goals good google government governments governance green
    guide guidelines gulf had half hard has hate have he health hear held hello help helpline her here hers hide high
    him hindu his history home hope host hotline hour how however human i idea if image images impact implementation
    in inclusion inclusive income independent index india individual influencers information infrastructure innovation
    inside instagram instead interior internal international internet intervention interviews into introduction
    invited is islam islamic issue issues it item its january job join joint journal journalism journalist journalists
    judge judicial july june junior just justice keep key keynote kit know knowledge lab labour lack land language
    languages last late launch law laws lead leader leadership learn learning legal lessons let level levels liaison
    life light like limited line link linkedin links list lists literacy literary local long look looking low made
    madam mail main make makers male mall man management mandate mandatory many map march marginalised marketing
    material may measures media meet meeting meetings meetup member members men mental message messages meta
    methodology microsoft middle minister ministries minor minority minutes misinformation missing mobile model
    moderation modern monday money monitoring month monthly more most move much muharram muslim must my name names
    narrative nation national nations need needs neighbourhood new news newspaper next night nine no nobody non none
    nor north northern not note notes nothing november now number october of off office officer officers official old
    on once one online only open opening opportunities option or order organisations organizations other others our
    out outcome outcomes outlets output outreach over overview own page pages paid pakistan pakistani panel paper
    parent parents parliamentary part participant participants participation parties partner partners partnership
    party pashto past peace penal people performance permanent person personal persons phase phone photo pilot place
    plan planned planning platforms please plus point police policies policy political poor population post posts
    power practice practices premium prepared present president press prevention prime principal principle principles
    print privacy private problem procedure proceedings process professional professionals profile project projects
    promote protect protecting protection protocol provincial public publish publisher punjabi purpose put quality
    quarter question questions quick quote quran radio raise ramadan ramzan rapid read reader readers real
    recommendation recommendations recommended record records red reference referral reform regional regulation
    regulations relations release religious remarks remedy remote removal report reported reporting reports
    representation representative representatives request required research resolution resource resources response
    responses responsibility responsible results review right rights risk role room round roundtable roundtables row
    rule rules rural safe safer safety same saturday save say says scheme school schools science screen search second
    secretary section sector secure security see seminar send senior september series serious service session sessions
    set seven sexual share shared she short should show side sign since single site six skills small smart social
    solution some somebody someone soon source sources south southern space speaker speakers special speech spot
    spring staff stakeholder stakeholders standard standards standing start state statement states station status step
    steps stop stories story strategic strategies strategy stream street strengthening strong student students study
    subject suit sub such summary summer summit sunday support supreme survey sustainable system table take tales talk
    targeted task teacher teachers team teams tech technical technology telecom telecommunication ten term terms text
    than thank thanks that the their them theme themes then there these they third this those three thursday ticket
    tier tiktok time times title to today together tolerance tool toolkit tools top topic topics toward towards track
    tracker trade trainer trainers training trainings transparency transport travel trends trial true truth tuesday
    turn twelve twitter two under united universal unit until up update upper urban urdu us usage use used user users
    using value values various version victim video videos view viewer views village violence visit voice voices
    volunteer volunteers vote wall was watch we web wednesday week weekly welcome welfare well went were west western
    what whatsapp when where whether which while white who whole whom whose why wide will winter with within without
    witness woman women womens work working workshop workshops world would write written year years yes yet you young
    your youth youtube zero incident incidents deadline child-friendly co-schedule hashtag mera fellow fellows cabinet
    caucus bar watchdog heading header footer annexure endnote footnote exhibit chart paragraph para schedule
    inspector superintendent commissioner constable magistrate ombudsman ombudsperson registrar chairperson chairman
    chairwoman executive ambassador envoy senator mayor governor captain head founder co-founder reach ring everybody
    anybody they've it's don't let's photographs pictures neighbours according ours theirs shelter organisers
    organiser organizer subtitle subtitles
    """.split()
)

PLACES: Final = frozenset(
    """
    abbottabad afghanistan africa america asia attock azad badin bahawalpur bahawalnagar balochistan bannu belgrade
    bhakkar bolan britain buner cambodia chaman charsadda chiniot chitral clifton dadu defence dera dhaka dir dubai
    europe faisalabad gaddap geneva ghotki gilgit gojra gujranwala gujrat gulberg gwadar hafizabad hangu haripur
    hayatabad hunza hyderabad india iran islamabad jacobabad jaffarabad jamshoro jhang jhelum jordan amman kabul kalat
    karachi karak kashmir kashmore kasur kenya khairpur khanewal khanpur kharan khushab khuzdar khyber kohat kohistan
    kohlu korangi kurram lahore landi kotal larkana lasbela layyah lodhran london loralai lyari malakand mandi
    mansehra mardan mastung matiari mianwali mingora mirpur mirpurkhas mithi mohmand multan muridke murree
    muzaffarabad muzaffargarh nagar narowal naushahro nawabshah nepal nigeria noshki nowshera okara orangi pakistan
    pakhtunkhwa pakpattan panjgur paris peshawar pishin punjab quetta rawalakot rawalpindi sadiqabad saddar sahiwal
    sanghar sargodha saudi serbia shangla sheikhupura shikarpur sialkot sibi sindh skardu sukkur swabi swat taxila
    tehran tharparkar thatta toba turbat umerkot usa uk vehari waziristan venezuela washington zhob ziarat argentina
    baltistan colony jammu north south
    """.split()
)

# Where a place or a work bears what would else be a person's name.
PHRASES: Final = (
    "dera ismail khan",
    "dera ghazi khan",
    "rahim yar khan",
    "tando allahyar",
    "tando muhammad khan",
    "tando adam",
    "qambar shahdadkot",
    "naushahro feroze",
    "shaheed benazirabad",
    "jhal magsi",
    "dera bugti",
    "mirpur khas",
    "nankana sahib",
    "mandi bahauddin",
    "kot addu",
    "bolo bhi",
    "surah rehman",
    "allama iqbal",
    "quaid-e-azam",
    "fatima jinnah",
    "benazir bhutto",
    "benazir income",
    "liaquat bagh",
    "shah faisal",
    "sultan bahu",
    "lal shahbaz qalandar",
    "data darbar",
    "badshahi masjid",
    "aga khan",
    "ڈیرہ اسماعیل خان",
    "ڈیرہ غازی خان",
    "رحیم یار خان",
    "ٹنڈو الہ یار",
    "گلشن اقبال",
    "علامہ اقبال",
    "قائد اعظم",
    "فاطمہ جناح",
    "بے نظیر",
    "آغا خان",
    "شاہ فیصل",
    "سورہ رحمٰن",
    "انشا اللہ",
    "ان شاء اللہ",
    "ماشا اللہ",
    "الحمد للہ",
    "رمضان المبارک",
    "صلی اللہ علیہ وسلم",
    "سیف سٹی",
)

ENDINGS: Final = (
    *("tion", "tions", "sion", "sions", "ment", "ments", "ness", "ship", "ships", "able", "ible", "ability", "ities"),
    *("ively", "ative", "ctive", "ology", "ological", "graphy", "graphic", "ance", "ence", "ences", "ism", "ists"),
    *("ists", "ing", "ings", "ful", "less", "wide", "ward", "wards", "ical", "ics", "ture", "tures", "ically", "ised"),
    *("ized", "ating", "ated", "cy", "cies", "ously", "ical", "ional", "ional", "ality", "ians", "ology", "work"),
)

# What binds a sentence together; it hardly ever begins with a capital, where `USUAL` is asked.
BINDING: Final = frozenset(
    """
    able according addressed almost along already although anything around asking became become becomes been began
    being best both bring brought cannot carried come comes coming could current did different does doing done down due
    either else enough especially etc example few found gave given gives giving goes going gone got her hers herself
    him himself however i including into its itself just kept kind known least left less like made makes making
    mainly many me might mine mostly much myself near necessary never nothing often otherwise own perhaps possible
    put quite rather really said same say saying seen several so something sometimes such taken taking themselves
    therefore though through throughout thus together told took twice unless unlike until upon us used usually various
    very via want wanted wants way ways well without yet yourself
    """.split()
)
