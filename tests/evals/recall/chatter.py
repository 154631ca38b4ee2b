"""What people say all day beside what will be asked about: natural, varied, and about the same matters."""

import random
from collections.abc import Sequence

_SLOTS = {
    "food": "lasagne|a tray of roast vegetables|pancakes|noodle soup|far too much couscous|tomato salad|a plum cake|"
    "fish and chips|mushroom risotto|cold pizza|an enormous omelette|grilled aubergines",
    "place": "the old town|the market hall|the botanical garden|my sister's place|the seaside|the outdoor pool|"
    "the flea market|the new shopping centre|the castle|the allotments|that park with the herons",
    "who": "my cousin|the neighbours|an old school friend|my brother-in-law|two colleagues|my godmother|"
    "the people from downstairs|a friend from university",
    "weather": "pouring|boiling hot|grey and windy|freezing|foggy until noon|glorious|humid like a greenhouse",
    "thing": "the washing machine|my bike|the boiler|the printer|my phone's screen|the car's battery|the kitchen tap|"
    "the doorbell|my headphones",
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "book": "a novel about lighthouse keepers|a history of salt|some crime story set in Bergen|an old Le Guin|"
    "the memoir everybody talks about|a book on mosses|a comic about the moon landing",
    "show": "that baking competition|a documentary about octopuses|the new detective series|an old western|"
    "the cycling highlights|a film with subtitles and no plot",
    "number": "three|four|five|seven|a dozen|twenty",
    "part": "the scheduler|the billing export|the login page|the rate limiter|the search index|the webhook sender|"
    "the metrics pipeline|the admin page|the mail templates|the import job|the feature service",
    "state": "flaky again|slower than last week|finally green|on the new version|behind a flag|in review|"
    "rolled back|waiting for a second pair of eyes|half done",
    "env": "staging|production|the sandbox|the test cluster|my laptop|the demo account",
    "ref": "the ticket|the runbook|the wiki|the channel topic|the pull request|the design document",
}
_PERSONAL = """
How was your week? Mine disappeared somewhere between laundry and emails.
It's {weather} here, I haven't left the house since {day}.
We had {food} tonight and I regret nothing.
I went to {place} with {who} on {day}, it was {weather} and we stayed anyway.
{who} asked about you, by the way. I said you're fine and far too busy.
I finally got {thing} repaired. It took {number} phone calls.
Do you have a good recipe for {food}? I've promised it to {who}.
I'm reading {book}, have you heard of it?
Last night we watched {show}. I fell asleep after ten minutes, as always.
Sorry, I only saw your message now. It was one of those days.
That's so good to hear!
Haha, that's exactly what I'd have said.
Thank you, that means a lot to me.
I've been thinking about what you said last time. You were right.
Work's been a lot lately, {number} meetings on {day} alone.
My back hurts from sitting. I should move more, I know, I know.
We might go to {place} at the weekend, if it isn't {weather} again.
I've started to learn some Italian, {number} words a day.
Can you believe it's nearly the end of the month?
The kids next door are practising the trumpet. Pray for us.
I slept terribly, {thing} made noises all night.
Any plans for {day}? I'm free for once.
I ran into {who} at {place} yesterday, we talked for an hour in the rain.
You have to see {show}, it's made for you.
Good luck with everything tomorrow! Tell me how it went.
I made {food} for {who}, and they asked for seconds.
I've got a cold, nothing serious, tea and blankets.
What do you usually do when you can't switch off?
Somebody left {thing} in front of our door with a note saying "free". So it's ours now.
Remember when we got lost near {place}? I thought of it today.
I bought new shoes at {place}, they're green. I have no explanation.
The trains were late again, {number} of them in a row.
My mother called {number} times today to tell me about {show}.
I promised myself to finish {book} before the holidays.
{who} is getting married next year and wants us to come!
Okay, I have to run. Talk soon?
Big hug from here.
I've booked the dentist for {day}. Please be proud of me.
We planted tomatoes on the balcony, {number} of them already look offended.
Do you ever miss the old days? I do, and then I remember the heating.
"""
_TEAM = """
Good morning all.
I'm looking at {part}, it's {state}.
{part} is {state} on {env}, no idea why yet.
Could somebody look at my change to {part}? It's {number} lines.
Deployed {part} to {env}, watching it.
Lunch? I'd go for {food}.
The meeting moves to {day}, same time.
I put it into {ref}, with screenshots.
Thanks!
+1
I'll be late tomorrow, {thing} needs a repair.
Has anybody seen the error in {env} with {part}? {number} times since the morning.
It works on {env}, so it's probably the config.
Working from home today, it's {weather} and the trains agree.
The docs for {part} are out of date, I'll fix them on {day}.
{number} tickets left in this sprint, most of them about {part}.
Who knows how {part} talks to {env}? I'd like to draw it.
I'm out for an hour, dentist.
Tests for {part} are {state}.
Let's discuss that in the planning on {day}.
Reminder: retro on {day}, bring {number} stickers and one complaint.
A customer says that {part} is slow. I asked for an example.
I've restarted {part} on {env}, looks better.
Can we close this? It's in {ref}.
My bad, forgot to push. Now it's there.
I'd rather not touch {part} before {day}.
Somebody brought {food}, it's in the kitchen.
{part} needs a bigger disk on {env} soon, {number} weeks at most.
Could we have a short call about {part}? Ten minutes.
Done, merged, {ref} is updated.
The numbers for {part} are up, I think that's the campaign.
I've pinned the version of {part} until we know more.
Build is red because of {part}, I'm on it.
And green again.
I wrote {number} lines about {part} in {ref}, comments welcome.
Who's in the office on {day}? I have a spare ticket for {show}.
Please don't deploy {part} for the next half hour.
Nice one.
That alert for {part} was a false alarm, threshold was too low on {env}.
"""


def chatter(dice: random.Random, *, team: bool) -> str:
    """Return something that somebody says, other than most."""
    said = dice.choice((_TEAM if team else _PERSONAL).strip().splitlines())
    while "{" in said:
        before, _, rest = said.partition("{")
        slot, _, after = rest.partition("}")
        said = f"{before}{dice.choice(_SLOTS[slot].split('|'))}{after}"
    return said[0].upper() + said[1:]


def together(dice: random.Random, people: Sequence[str], *, team: bool) -> list[tuple[str, str]]:
    """Return a talk about nothing much: who says what."""
    speakers = dice.sample(list(people), k=min(len(people), 3 if team else 2))
    return [(speakers[turn % len(speakers)], chatter(dice, team=team)) for turn in range(dice.randint(6, 16))]
