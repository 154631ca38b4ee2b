"""Words of every day that people use for each other: a question's "kids" are somebody's "son" and "daughter".

What is added here has to show in `python -m tests.evals --only recall`, on the half that nobody tuned on.
"""

from functools import cache
from itertools import chain

from bot.memory.stems import stem

_SAME = """
accept accepted admitted offer|accident crash fell|achieve achievement reached|adopt adoption rescue shelter
advice recommend suggest advise tip|afford expensive money|afraid scared frightened fear
afraid scared frightened worried|agree agreed|allergic allergy|angry mad furious annoyed|answer reply replied
api endpoint|app application|apply applied application|approve approved sign|architecture design|army military veteran
arrive arrived came|art painting drawing sculpture|ask asked|audience crowd|auth login authentication|author writer
baby newborn pregnant birth born|backup dump restore|bake baked baking oven|beach sea coast shore seaside ocean
become became|begin start commence kick|believe think|big large huge|bike bicycle cycling cycle|bill invoice payment
boat ship sail sailing kayak canoe|book novel read reading|boss manager supervisor lead|break broke broken
break broke damage|breakup split divorce separated ex|bring brought|brother sister sibling|bug issue defect
build built construct made|build make create|buy purchase bought|buy purchase order|call phone rang
camp camping tent campfire|camp camping tent woods|car van vehicle truck|carry brought|celebrate celebration party
certificate cert tls expired|change changed different|charity fundraiser donate donation|choose chose pick picked
christmas holidays|city town|class lesson course workshop|climb climbing bouldering|cluster kubernetes|coffee espresso
cold freezing|colleague coworker teammate|collect collection|colour color|company firm business startup employer
competition contest tournament championship|computer laptop pc|concert gig perform performance show
config configuration setting|container docker pod|contract agreement|cook cooking kitchen|cook bake recipe
cost price paid expensive cheap|cost price pay expensive cheap|cpu load|create design|cry cried tears
customer client merchant user|dad father papa daddy|dance dancing dancer ballet|database db|date dating
deadline due until|decide decision chose|decide decision agree|decrease reduce less fewer
degree university college master bachelor|delete remove drop|deploy deployment release ship rollout
die died death passed funeral lost|difficult hard tough challenging|disable switch off|disk storage space
doctor physician gp|doctor physician clinic|documentation docs wiki readme|dog puppy pup|donate gave raised
draw drawing sketch|dream dreamt|drive drove|easy simple|enable switch turn on|encourage inspire motivated inspired
encrypt encryption tls certificate|endpoint route url|engaged propose proposal proposed ring|enjoy love like fun
error fail failure exception bug|exam test passed|excited thrilled|exercise workout gym training fitness
exhibition exhibit gallery show|fail failed failure|fast quick quickly speed|favourite favorite best
find found discover|finish end complete done finished|firefighter fire|fish fishing|fly flew|forest woods|forget forgot
friend mate buddy pal bestie|garden gardening plants|gift present|give gave given|goal dream aim ambition
grandma grandmother nan granny|grandpa grandfather grandad|group club|grow grew|happy glad delighted thrilled joy
hate dislike|healthy health|help support assist helped|hide hid|hike hiking trail trek walk|hire hired recruit join
hold held|holiday vacation trip travel getaway|hospital clinic ward|hot heat warm|house home flat apartment
hurt injure injury injured broke|husband wife partner spouse|idea thought|ill sick disease unwell flu|important matters
increase rise grew more|inspire inspiration inspired motivated|internet online website|interview applied application
job work career profession occupation|join joined member|journey trip voyage|journey trip travel|keep kept
kid child son daughter toddler|knit knitting crochet sew|lake river|latency slow slowness milliseconds|lawyer attorney
learn taught teach|leave left departure|library package dependency|limit cap quota threshold|log logs logging
lonely alone|lose lost missing|make made create built|marry propose engaged|meal dinner lunch breakfast supper
meal dinner lunch food dish|meet met|meeting call sync|memory ram|merge merged|message text wrote letter email
migrate migration moved|mistake wrong|money euros dollars pounds cash budget|money euro dollar
monitor monitoring dashboard metrics|mountain hike hiking peak summit trail|move moving relocate|movie film cinema
mum mom mother mama mommy|museum exhibition exhibit|music song band instrument|name called|neighbour neighbor
nervous anxious|night evening|office building|oncall rotation pager|outage incident down downtime|own owner responsible
pain ache sore|paint painting painter canvas|paint painting art|parent mother father
partner boyfriend girlfriend fiance|password secret credential token|payload body|permission access rights
pet dog cat puppy kitten animal|phone mobile smartphone|photo picture image photograph snapshot
photographer photography camera|plan planning intend|plan want hope|plane flight flew airport|podcast radio|poem poetry
police officer|policy rule|pottery clay ceramics|prefer rather|pregnant expecting due|privacy gdpr
prize medal award trophy|problem trouble issue|promotion promoted head lead|proud pride|quit resign resigned notice
quit resign notice leave|race marathon run running|rain raining wet storm|reason cause because why|receive got received
recipe dish|recommend suggest suggestion recommendation|recover recovery heal healing|reduce cut lower
refund chargeback|reject rejected declined refused turned|reject drop against|relax unwind calm peaceful
remember memory remind|rent landlord tenant lease|repair fix fixed mend restore|replace instead swap|repository repo
research study paper|responsible owner owns charge|restaurant cafe diner bistro|restaurant cafe bar|retry attempt
return back came|review reviewed reviewer|ride rode riding|rollback revert rolled|room bedroom|run running jog jogging
sad upset down unhappy|salary pay wage raise|save savings|say said told|school class pupil|search looking
sell sale sold|send sent|series show season episode|server host machine instance node|service microservice|shop store
shutdown off|sing sang singer choir|ski skiing snow slope|sleep asleep slept nap|slow slowly|small tiny little
smoke smoking cigarettes|spend spent|spike peak surge|sprint iteration|stay stayed hotel|steal stolen theft
stress stressed overwhelmed pressure|student pupil|study degree university master course|success successful
surgery operation operated|surprise surprised unexpected|swam swim|swim swimming pool
symbol represent symbolize reminder|take took|talk speak spoke conversation chat|tall height|task ticket todo
tattoo ink|tea cup|teach taught lesson|teacher professor tutor instructor|teacher professor supervisor|team squad
tell told|test tests testing|thankful grateful appreciate|theatre theater play stage
therapy therapist counseling counselor counselling|thesis dissertation doctorate phd|think thought opinion
ticket issue jira story|timeout wait latency|train railway|university college campus|upgrade update version bump
vegetarian vegan|vendor supplier provider|visit visited|volunteer volunteering charity|vote voted|want hope wish
wear wore dress jacket shirt shoes clothes|wedding marry married marriage|weekend saturday sunday|win won victory
win won prize medal award|wine vineyard|worry worried anxious concerned|write wrote writing written|young younger
"""
_NEAR = """
accident fell collision injured|adviser supervisor mentor|afterwards later then|agree accept signed
allow let permit may|appointment booked slot|apprentice trainee intern|arrive arrival get land|assign given responsible
attempt try retry tried|attend went visit join|audit auditor auditors|award prize won honoured|back rear
balcony terrace veranda|bank account|barn stable shed|become turn made|begin first start|behind cause because
boss supervisor manager chief|bride groom wedding|broker queue kafka rabbitmq|cafe coffee bar|cancel cancelled call off
capacity load throughput traffic peak|career job profession work|ceremony wedding service|cellar basement
champion winner first title|check verify test|cinema film movie|clean tidy remove|coach trainer|comedian comedy standup
computer laptop machine mac|concern worry afraid|cook chef kitchen|cousin relative|cross crossed across|daily nightly
damaged broke broken|dark shade light|degree master bachelor diploma|depart leave left|detect notice found
discount off reduction|distance kilometres miles metres|document wrote page handbook wiki|double twice duplicate
dream wish want hope|duplicate double twice|duty shift oncall|early soon|earn salary paid|eat ate food|end over finish
equipment tools gear machine|error mistake|expect due|expire end|fall fell trip|fame famous|family parents kids
fear scared afraid terrified|festival stage|fiance engaged ring|fine penalty|flee run escape|follow next successor
forbid allowed banned ban|forgive sorry|found start began company|free cost costs|frequency often every|funny laugh joke
furniture chair table sofa shelf bench|garage car|graduate graduation degree finished defended|guess suspect think
guest visitor|hear news told|height tall metres|history trail log past|honeymoon trip|house place home
idol hero admire|improve better faster improvement|inherit take over taking|injure hurt broke tore fell
insurance insurer|introduce introduced show|invest money|invite guest wedding party|jealous envy|joke funny laugh
journey way train flight
kitchen oven stove|landlord owner rent|large big great|largest biggest|last final
late delay delayed|lead head run manage|letter mail post|limit at most maximum|location where place|look appearance
lunch eat
mail email letter|maintain keep run own|maximum peak most limit|measure metres measured|medicine pills tablets drug
minimum least|nap sleep|near close by|neighbourhood street area|nickname called|notify tell alert warn|number many count
occupation job work|offer offered|opening open start|opinion think believe|opponent against|order bought ordered
origin come from born|outdoors outside nature|pack suitcase bag|participate join take part|partner together
patient ill sick|pause break rest|payment charge charges|permit allowed may|pick choose chose|place spot town city
podium place second third|postpone move moved delay delayed later|practice train rehearsal|pregnant due baby
prepare make ready|present gift brought|price cost|print photo picture|profession job work|progress better
promise promised|protest demonstration|publish paper book|punish punishment|pupil class student|purpose goal for
quality good|rain wet umbrella|rank place position|reach got|reason because why|rebuild build|recording tape sound
refuse turn down turned no|rehearse practise practice|relationship together partner|relocate move moved
remain stay left|renovate paint repair roof floor|rescue saved shelter|reserve book booked|rest break sleep
restaurant kitchen table|result outcome found finding|retire retired pension|return back|reveal told
reward prize bonus|rival opponent|role position job head|rule agreement policy|sack fired dismissed|sad cry cried
safe secure security|salary paid month|schedule plan calendar|scholarship grant fund|score points result
seaside beach sea|season spring summer autumn winter|secret nobody hidden|share half|shift night duty
shock surprised|shot injection vaccine|sick fever cold flu|signature signed sign|site place|skill talent
solve solution fix fixed|speech talk|split share divide|spring april march|stage performance show
state condition|status progress|story tale|storm wind|strange odd weird|stuck blocked hanging|succeed follow next takes
successful success worked sold|suggest idea proposal|suspect guess think probably|switch change move
tablet pill|talent gifted|temporary until|thief stole stolen|throughput second requests|title name called role
tool software app|tough hard difficult|town city village|trail path|trainee apprentice intern
transport bus train car bike|treat treatment therapy doctor|trouble problem|trust believe|uncle aunt
undo revert rollback
university campus student professor|until till|urgent important|vacancy position job|vacation off hiking flight
vaccinate jab shot|vegetable garden|verify check|victory won win|village town|wait queue|wall climbing
watch look see|weigh kilos grams kilo|well good|wage pay paid|wheel bike|winter cold snow|wonder ask
wound cut stitches|yard garden
"""
"""What is said of the same matter: one may answer for the other, and does not mean it."""
_ONE_ROOT = """
act actor actress|advise adviser advisor advice|analyse analyst analysis|apprentice apprenticeship|assist assistant
audit auditor auditors|bake baker bakery|bee beekeeper beekeeping|behave behaviour|biology biologist|box boxer boxing
brew brewer brewery|cartoon cartoonist|cello cellist|chemistry chemist|choose choice|clean cleaner cleanup
climb climber|coach coaching|comedy comedian comic|compete competitor competition|complain complaint|compose composer
conduct conductor|consult consultant|create creator|dance dancer|dead death die|deep depth|deliver delivery courier
dentist dental|design designer|develop developer|direct director|discover discovery|drum drummer
economy economist economics|edit editor edition|electric electrician electricity|employ employer employee|enter entrance
explode explosion|fail failure|farm farmer|fly flight pilot|found founder founded cofounder|freeze frost|garden gardener
grow growth|guitar guitarist|hike hiker|history historian|hot heat|inject injection|injure injury|inspect inspector
interpret interpreter|invent inventor invention|invest investor investment|invite invitation|journal journalist
law lawyer legal|lecture lecturer|library librarian|live life|long length|lose loss|magic magician|manage manager
marry marriage|mathematics mathematician maths|mechanic mechanical|midwife midwives midwifery|model modelling
music musician musical|nurse nursing|organise organiser organisation
organize organizer organization|own owner ownership|paint painter|perform performer performance|philosophy philosopher
photo photograph photographer photography|physics physicist|physiotherapy physio physiotherapist|piano pianist
play player|plumb plumber|poem poet poetry|politics politician|prove proof|psychology psychologist|publish publisher
recover recovery|religion religious|report reporter|rest resting|ride rider|row rower rowing|run runner
sail sailor|school scholar|science scientist scientific|sculpt sculptor sculpture|sell seller sale|sing singer song
skate skater skating|ski skier|speak speaker speech|strong strength|supervise supervisor|survive survivor|swim swimmer
teach teacher|terror terrified|think thought|tour tourist tourism|train trainer trainee|translate translator
travel traveller|vaccine vaccinated vaccination|violin violinist|warm warmth|weave weaver|weigh weight|wide width
win winner|work worker|write writer|wood wooden
"""
"""Who plays the cello is a cellist: words of one root that the stems keep apart."""
_EXAMPLES = """
achieve: won finished passed record|activity: hiking swimming painting camping reading museum
afraid: worried nervous terrified anxious|age: years old turned birthday|alcohol: drink drinking wine beer sober
alert: fired pager alarm|animal: dog cat bird horse rabbit cow sheep turtle fox|art: gallery exhibition canvas museum
award: won honour honored|bake: cake bread cookies pie pastry|birthday: turned cake party|book: author story chapter
branch: main merge|business: shop store company customers clients startup|cache: redis memcached ttl|call: named name
cause: because due triggered led|celebrate: champagne cake dinner birthday anniversary
challenge: hard difficult tough struggle|change: switch new became|charity: shelter raised cause
child: twins boy girl baby|childhood: kid young grew school|church: pastor mass faith
clothes: shirt dress jacket shoes sweater coat hat|club: members meet joined|coach: trains training team
collect: stamps coins vinyl records|color: red blue green yellow black white orange purple pink brown grey
colour: red blue green yellow black white orange purple pink brown grey|community: group local neighbours
competition: won race judge entered|concert: stage audience band|cook: recipe made baked roast dish dinner
cost: euros dollars pounds
country: germany france italy spain japan canada mexico brazil ireland england scotland india china sweden norway greece
craft: pottery knitting sewing wood clay crochet|daily: every day morning|damage: broke broken flood leak scratched
database: postgres mysql sqlite redis table schema|deploy: production live|descend: from roots
dessert: cake pie ice cream chocolate tart cookies|destress: yoga reading walk running music
device: phone tablet laptop watch|diet: eating healthy weight sugar vegetables|discover: found noticed
dish: pizza pasta soup curry stew lasagna|doctor: surgeon dentist therapist specialist
dog: labrador beagle terrier retriever shepherd poodle leash|drink: coffee tea wine beer juice|drop: fell decreased
earn: money paid salary sell|employee: hired staff|engineer: engineering developer software
error: crash broken stacktrace|estimate: points days weeks|event: party concert festival conference meeting parade
exercise: yoga swim run running jog lift
family: mother father mum mom dad sister brother parents kids son daughter cousin grandma grandpa wife husband aunt
farm: cows fields tractor barn|fear: scared afraid terrified phobia|feel: felt happy sad proud nervous excited
film: thriller comedy documentary scene|flower: rose tulip sunflower daisy lily
food: pizza pasta soup salad cake bread cheese curry sushi rice chicken dish snack|framework: django rails spring react
fruit: apple banana orange cherry berry strawberry|game: played console match chess cards board puzzle
garden: flowers seeds tomatoes roses vegetables|gift: gave necklace bracelet|goal: want hope finish
grandparent: grandma grandpa grandmother grandfather|grief: loss died funeral|hair: haircut blonde bald curly
happy: proud excited smile|hardware: disk memory cpu|health: doctor hospital diet exercise sick
hobby: painting reading hiking knitting guitar photography gardening chess cooking fishing dancing pottery enjoy
holiday: beach flight hotel christmas easter|horse: riding stable pony
hurt: broke sprained tore twisted bruise ankle knee wrist|identity: gay trans transgender queer lesbian bisexual
illness: cancer diabetes flu asthma diagnosis diagnosed|incident: outage alert page postmortem
injury: broke broken sprained tore torn fracture ankle knee wrist
instrument: guitar piano violin cello drums trumpet flute saxophone clarinet ukulele keyboard bass
interest: love passion into enjoy|jewellery: ring necklace bracelet earrings
job: hired employed salary position role office|kid: twins boy girl baby
language: english german spanish french italian portuguese japanese python go rust java typescript
learn: lessons course class taught teach discovered found|legal: lawyer contract compliance gdpr
like: love enjoy favourite favorite prefer|listen: music podcast song radio
live: house home flat apartment moved neighbourhood|living: job work earn|love: adore enjoy favourite
mean: represent symbol stands|meet: together saw introduced|memory: remember reminds childhood
mental: therapy stress anxiety depression|metric: dashboard grafana prometheus|morning: early breakfast dawn
motivate: inspired reason because|move: boxes settle|movie: thriller comedy documentary scene
music: jazz rock classical guitar piano album melody|musician: singer band guitar|name: called named names
nationality: from born country|nature: forest mountain lake river woods|news: announced|nickname: call called
nurse: hospital ward|often: every week times weekly daily|old: age years birthday turned|origin: from born grew
outdoor: hike camping park garden trail|parent: mother father mum mom dad|payment: card invoice refund checkout
perform: stage gig show concert audience|pet: dog cat puppy kitten hamster rabbit parrot turtle bird fish guinea
plan: going want hope will next|plant: flower tree seed grow|play: game match|politics: election vote campaign
problem: broke wrong failed|profession: engineer teacher nurse lawyer chef carpenter designer
queue: kafka rabbitmq sqs backlog|quit: leave left stop stopped|react: cried laughed said happy angry surprised
reaction: cried laughed happy angry surprised|read: book novel article
relationship: dating together boyfriend girlfriend married divorced
relative: aunt uncle cousin niece nephew grandma grandpa|relax: bath yoga reading walk meditate tea
religion: church faith prayer mosque temple|remote: home wfh|repair: broke broken replaced|replace: migrate switch
restore: backup recovered|room: kitchen bathroom attic cellar|sad: cried tears|scared: worried terrified anxious
science: lab experiment research|scientist: lab research|sibling: brother sister twin|single: breakup divorce
snow: winter cold ice|soldier: military army veteran|song: sing album lyrics track|spend: time weekend
sport: football soccer basketball tennis swimming running hockey volleyball climbing skiing rugby baseball team match
start: new first begin launch|study: university course exam student college class learn degree
subject: maths physics biology history chemistry|success: won sold|support: encourage there behind
symbol: means reminds|team: players teammates coach|technology: computer software app robot|toy: doll lego
tradition: every year always|traffic: requests load spike|travel: visit flight abroad trip|tree: oak apple pine
trip: drove flew journey tour cruise|vegetable: tomato carrot potato onion|video: game console gaming stream
visit: stay saw came|watch: saw movie series film|water: lake river sea pool|weather: rain sun snow storm wind cold hot
wedding: bride groom ceremony venue|weekly: every week|weight: kilos pounds lost diet
win: first medal trophy champion prize|work: office shift job colleagues|write: book story poem blog journal script
accident: fell crash broke ambulance stitches|adviser: professor doctor|airport: flight plane gate
appearance: tall hair beard glasses eyes|artist: painter sculptor singer musician photographer
bake: bread cake oven dough flour pastry|bird: owl parrot eagle sparrow duck heron|boat: kayak canoe sail ferry ship
body: arm leg back head knee shoulder|breakfast: eggs toast cereal coffee pancakes porridge
breed: labrador poodle terrier|budget: euros money cost|building: house church tower barn station
capacity: second requests peak
career: job promoted hired head|comfort: hug calm tea|company: startup insurance agency firm bank
complain: called angry wrong noise|computer: laptop linux mac keyboard screen
creature: bat bird fish cat dog insect bee|crop: honey tomatoes harvest kilos|cure: medicine treatment
customer: called asked|degree: master doctorate bachelor thesis|destination: city beach flight
disability: wheelchair blind deaf|disease: flu cancer diabetes virus fever dementia|document: page wiki handbook readme
duration: hours minutes days weeks months years|electronics: phone laptop camera
emotion: happy sad angry proud scared cried|employer: company hospital office boss startup
equipment: microphone camera helmet rope laptop hammer tent|exam: passed grade|failure: crashed lost broke
feature: button search dashboard|festival: stage band tickets|finance: bank loan money
furniture: chair table sofa shelf bed|gender: boy girl|grain: rice wheat|habit: every always usually morning
hardship: lost hard struggle
harvest: kilos honey apples tomatoes|home: flat house moved|honour: prize medal|household: kitchen laundry cleaning
income: sold paid salary|insect: bee ant butterfly wasp|interview: job position|lesson: teacher class
location: street city station park office|luggage: suitcase bag backpack|luck: won found
material: wood steel clay glass wool oak|meal: soup pasta rice curry stew pie|measurement: metres kilos litres
medical: doctor hospital surgery nurse|milestone: first finished|money: euros dollars pounds|mood: happy sad tired
neighbour: downstairs upstairs next|noise: loud trumpet snoring|nut: almond peanut walnut|obstacle: problem blocked
opinion: think hate love best|organisation: charity company club|outfit: dress suit shirt shoes
pain: hurt back knee head tooth|performance: stage audience concert played room
person: man woman friend|place: city park street cafe beach town station
possession: car house phone bike|prize: euros medal trophy first second third|profession: chef baker doctor lawyer nurse
programme: course master|progress: walked better finished further
project: built app garden book|promotion: head lead senior|proposal: ring yes knee
publication: paper book journal article|publish: paper book article|qualification: degree exam certificate
recover: walk crutches better therapy
region: north south coast mountains|regret: sorry wish|renovation: kitchen roof floor paint bathroom
responsibility: own owner charge take lead|result: won lost passed found|reward: bonus prize euros
romance: date dinner kiss together|route: train road path bus|scholarship: money university|science: paper professor
season: spring summer autumn winter|shape: round square|shop: customers sell|skill: speak play learn
smell: bread coffee flowers|sound: noise music loud|species: bat bird frog fish|stage: concert theatre
storage: disk shelf box|struggle: hard lost tired|student: university exam class|surgery: knee hospital operated
talent: sing play draw|teacher: school class pupils|temperature: degrees hot cold|tool: hammer saw drill plane
town: berlin london paris lisbon|transport: train bus bike car plane ferry|treatment: pills therapy surgery
uniform: shirt badge|vehicle: car van truck bike bus motorbike|victim: hurt injured
view: mountain sea window|volunteer: shelter food bank|wage: euros month|wildlife: birds deer fox bat
wound: stitches cut blood|workplace: office desk workshop hospital|workshop: wood tools saw
"""
"""Who asks about sport may mean tennis; who asks about tennis means nothing else."""
_Words = dict[str, tuple[str, ...]]


def kin(stemmed: str) -> tuple[str, ...]:
    """What means the same as a word, by its stem."""
    return _read()[0].get(stemmed, ())


def kin_and_kinds(stemmed: str) -> tuple[str, ...]:
    """What may be said in the place of a word, by its stem: what means the same, and what is an example of it."""
    return _read()[1].get(stemmed, ())


@cache
def _read() -> tuple[_Words, _Words]:
    same: dict[str, dict[str, None]] = {}
    wider: dict[str, dict[str, None]] = {}
    for row in _rows(_SAME):
        for word in row.split():
            _note(same, word, row)
            _note(wider, word, row)
    for row in chain(_rows(_NEAR), _rows(_ONE_ROOT)):
        for word in row.split():
            _note(wider, word, row)
    for row in _rows(_EXAMPLES):
        word, _, examples = row.partition(": ")
        _note(wider, word, examples)
    return _fixed(same), _fixed(wider)


def _rows(words: str) -> list[str]:
    return [row for line in words.strip().splitlines() for row in line.split("|")]


def _note(table: dict[str, dict[str, None]], word: str, others: str) -> None:
    stemmed = stem(word)
    found = table.setdefault(stemmed, {})
    found.update(dict.fromkeys(other for other in others.split() if stem(other) != stemmed))


def _fixed(table: dict[str, dict[str, None]]) -> _Words:
    return {word: tuple(others) for word, others in table.items()}
