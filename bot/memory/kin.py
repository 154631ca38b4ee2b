"""Words of every day that people use for each other: a question's "kids" are somebody's "son" and "daughter".

What is added here has to show in `python -m tests.evals --only recall`, on the half that nobody tuned on.
"""

from functools import cache

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
