"""Given and family names as they are usual in Pakistan, in Latin letters. Not complete, and never meant to be."""

from typing import Final

GIVEN: Final = frozenset(
    """
    aaliya aamir aamna abbas abdul abdullah abida abubakar adeel adil adnan adeela afaq afia afreen afshan afzal agha
    ahad ahmad ahmed ahsan aiman aimen aisha akbar akhtar akram aleem aleena aleeza ali alia alina alishba aliya
    amanullah amara ambreen ameer ameera amina amir amjad ammar amna anam anaya aneela anees anila anjum anum anwar
    aqeel aqsa arbaz areeba areej arham arif arooj arsalan arshad arslan asad asghar asif asim asma ata ateeq atif
    atiqa awais ayaan ayan ayaz ayesha ayub azam azeem azhar aziz azra babar badar bakhtawar baksh barkat basit batool
    benish bilal bilawal bisma bushra daniyal danial danish danyal dawood dilawar dildar dua ehsan eman erum esha
    faheem fahad fahd fahim faisal faiz faiza faizan fakhar faraz farah fareed fareeha farhan farhat farida farooq
    farrukh farwa faryal farzana fatima fawad fazal feroz fiaz fiza fouzia fozia furqan ghazala ghulam gul gulalai
    gulnaz gulshan gulzar habib habiba hadi hadia hafeez hafsa haider hajra hakeem haleema hamid hamna hamza hania
    hanif hanzala hareem haris haroon hasan hasnain hassan hassaan hiba hina hira humaira humayun huma hurain husnain
    hussain husain ibrahim iffat iftikhar ihsan ijaz ilyas imdad imran imtiaz inam inaya inayat iqra irfan irum isha
    ishaq ishfaq ismail israr izhar jabbar jabeen jaffar jahanara jahangir jahanzaib jalal jaleel jamal jameel jameela
    jamil jamila jamshed jannat javaid javed jawad jawed jehanzeb jibran junaid kainat kaleem kalsoom kamal kamil
    kamran karim kareem karima kashif kashmala kausar kauser khadija khalid khalida khalil khawar khizar khurram kinza
    kiran komal kulsoom laiba laila laraib lateef latif liaqat liaquat lubna luqman madiha maham maheen mahira mahmood
    mahnoor maha majid malaika maliha mansha mansoor maria mariam marium maroof maryam masood mavra mazhar meerab
    mehak mehboob mehmood mehnaz mehreen mehwish mehran minahil minhaj misbah mobeen mohammad mohammed mohsin moin
    moiz momina mubarak mubashir mudassar mughees muhammad mujahid mujtaba mukhtar mukhtiar mumtaz muneeb muneer munir
    muneeza munazza murad murtaza musa musarrat mushtaq mustafa muzaffar muzammil nabeel nabeela nadeem nadia nadir
    naeem nafeesa nafisa naheed naila najam najeeb najma nargis naseem naseer nasir nasreen natasha naveed nauman
    nawaz nayab nayyar nazia nazir nazish neelam neelum nida niaz nighat nimra nisar noman noorulain noreen nosheen
    nusrat obaid obaidullah omar omer owais palwasha parveen parvez pervaiz pervez perveen qaiser qamar qasim qudsia
    quratulain rabeea rabia rafaqat rafi rafia rafiq rahat rahim raheem raheel rahila rakhshanda ramesh ramla ramsha
    rana rasheed rashid rashida rasool rauf raza razia rehana rehman rehmat riaz rida riffat rimsha rizwan rizwana
    rohail rubab rubina rukhsana rukhsar saad saadia saba sabeen sabir sabiha sabina sadaf sadia sadiq sadiqa saeed
    saeeda safdar safia safina sahar saher saif saifullah saima saira sajid sajida sajjad salahuddin saleem saleema
    salim salma salman saman sameen sameena sameer samia samina samra samreen sana sanaullah sania saqib sara sarah
    sarfraz sarwar sattar seema sehar sehrish shabana shabbir shabnam shadab shafiq shafqat shaheen shahbaz shahid
    shahida shahnaz shahzad shahzadi shahzaib shahzeb shaista shakeel shakeela shakila shakir shamim shamsa shanza
    sharjeel shaukat shazia shaheera shehla shehr shehryar shehzad sheraz sheeba shiza shoaib shumaila shagufta
    sibghat sidra sikandar sobia sohail sonia subhan sufyan sughra suleman sulaiman sultana sumaira sumaiya sumbul
    summaya syed syeda taha tahir tahira tahmina taimoor taimur talal talat talha talib tamanna tania tanveer tanvir
    tanzeela taqi tariq taseer taskeen tauqeer tayyab tayyaba tehmina tehreem tooba touqeer tufail ubaid umaima umair
    umar umama umer ume urooj usama usman usmanullah uzair uzma waheed wahab wajahat wajeeha wajid waleed waqar waqas
    wasim waseem wasif yaqoob yaqub yashfa yasir yasin yaseen yasmeen yasmin younas younis yousaf yousuf yusra yusuf
    zafar zahid zahida zaheer zahoor zahra zaid zain zaina zainab zakia zakir zaman zara zareen zarina zarqa zarmina
    zarghuna zeba zeenat zehra zeeshan zia ziaullah zille zohaib zohra zoya zubair zubaida zulfiqar zunaira sunil
    sunita rajesh kavita lakshmi mithal mukesh pooja radha rekha vijay anil bhagat agnes anthony emmanuel grace irene
    joseph michael naomi patras ruth samuel sharoon shehroz simon sunny victoria
    """.split()
)

FAMILY: Final = frozenset(
    """
    abbasi achakzai afghani afridi ahmadzai akhtar akhunzada alam alavi alvi amin ansari arain arif aslam askari awan
    azmi bajwa baloch balouch bangash bano barakzai bashir bhatti bhatty bhutta bhutto bibi bugti bukhari burki butt
    chachar chandio chaudhary chaudhry chaudry cheema chishti choudhry chughtai dar dahri dawar dehlavi ditta dogar
    domki durrani effendi farooqi farooqui fatima gabol gandapur ghauri ghani ghumman gichki gilani gill gillani
    gondal gormani gujjar hashmi hassan hazara hussain hussaini iqbal jadoon jafri jakhrani jamali jamil janjua jatoi
    javed jilani jogezai joyia junejo kaim kakakhel kakar kalhoro kamal kanwal kasi kasuri kazi kazmi khan khanum
    khaskheli khatak khatoon khattak khawaja khokhar khoso khuhro khurshid kiani kolhi kundi kureshi laghari langah
    langove lashari leghari lehri lodhi lund magsi mahar mahmood makhdoom malik mandokhail manzoor marri masih masood
    mazari meghwar mehar mehmood mehsud memon mengal minhas mirani mirza mohmand mughal mughul muhammad munir naqvi
    naseer naz nawab nawaz niazi nizamani noorani orakzai paracha pasha pathan pervaiz pervez pirzada pitafi qadri
    qaiser qasmi qazi qureshi qureishi rabbani rafiq rahman rais raisani rajput ramzan rana randhawa rao rashid
    rathore raza rehman rind rizvi saeed saleem salim sanjrani sandhu sarwar sattar shaheen shahwani shaikh sheikh
    shah shafi shafiq sharif sherazi sherwani shinwari siddiqi siddiqui sial soomro sohail solangi sultan sumro swati
    syed tahir talpur tareen tariq tarar tiwana toor turabi turi umrani ullah usmani virk warraich wardak wattoo wazir
    yaqoob yousafzai yousuf yusufzai zahra zaidi zahri zafar zaman zehri zia zuberi zulfiqar panezai sarwari tanoli
    utmanzai kamboh kharal mastoi brohi panhwar bhayo unar shar palijo
    """.split()
)

# Names that are as often something else: a word, a place, a brand, a festival. Alone they say nothing.
AMBIGUOUS: Final = frozenset(
    """
    ali noor iqbal jinnah faisal shah khan malik sultan gul gulshan gulzar hope kiran komal sahar saba dua eman iman
    rana raza zia zaman aziz azam rehman rahman rahim karim kareem hadi ahmad ahmed akbar alam amin badar barkat basit
    dar faiz gill grace habib hussain inayat ihsan ehsan jalal jamal jannat kamal kainat lund maha mahar mubarak murad
    musa naz nida niaz nisar qamar rafi rasool rashid sana saif sania sadiq shaheen shaheed sheikh subhan sunny syed
    taha talib tara toor umar usman victoria wazir yasin yaseen zafar zahra zara zain simon ruth joseph mehran pasha
    rao arif gujjar baloch pathan punjabi sindhi afghani hazara swati turi sikandar shadab ubaid ata agha adil azeem
    ume sara ammar tariq jamil mujahid najam naseem riaz tanveer taj minhaj sabir shakir zakir ghazi hafeez hakeem
    aleem anwar muhammad fatima abbas haider arbaz nawab nawaz sharif lodhi ditta patras anil gandapur bano
    """.split()
)

TITLES: Final = frozenset(
    """
    mr mrs ms miss mst dr prof professor maulana molana mufti qari hafiz pastor rev reverend bishop haji hajji begum
    bibi chaudhry choudhry chaudhary sardar mian ustad amma baba inspector constable barrister advocate captain capt
    major colonel col lt sir madam sahibzada nawabzada pir imam justice nurse syed syeda dsp ssp asi sister
    """.split()
)

# Beside these, a capitalised word that is no usual word is most likely somebody's name.
NAMING: Final = frozenset(
    """
    named called brother sister mother father uncle aunt cousin son daughter wife husband victim survivor accused
    complainant neighbour neighbor widow boy girl child teacher lawyer witness culprit suspect
    """.split()
)

# Usual words, titles and places that somebody may be called by.
WORDS: Final = frozenset(
    """
    amma april august autumn azad baba badin begum black chaman christian day dawn english faith field fields haji hajji
    hafiz hope imam india jordan june justice hunza law long major may mian page paris park peace pir
    power qari qaim punjabi sahibzada sardar sindhi small street summer wall west white will winter young ziarat
    """.split()
)
