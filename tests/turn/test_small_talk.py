"""Politeness, and whether anybody is there."""

import pytest

from bot.conversation.intents import AboutUs, Question, WhatWeHear, intent
from bot.conversation.sentences import Language, sentence, spoken
from bot.conversation.small_talk import small_talk
from integrations.markdown.plain_text import to_plain
from integrations.post import Mention, Post

LANGUAGES: tuple[Language, ...] = ("en", "de", "es", "fr")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *((each, "hello") for each in ("hello", "Hi!", "hey there", "Good morning, team", "Hallo", "hola", "Bonjour")),
        *((each, "help") for each in ("", "help", "Help!", "hi, help please", "?", "Hilfe", "ayuda", "aide")),
        *((each, "bot") for each in ("are you a bot?", "Hi, are you a real person?", "bist du ein Bot?", "r u human")),
        *((each, "thanks") for each in ("thanks", "Thank you so much!", "thx", "ok great, thanks", "danke", "merci")),
        *(
            (each, "how_are_you")
            for each in ("how are you?", "hi bot, how's it going", "wie geht's?", "¿qué tal?", "ça va ?")
        ),
        *((each, "praise") for each in ("nice work bot", "good bot", "great job, thanks!", "well done", "gut gemacht")),
        *((each, "thanks") for each in ("thx a lot!!", "thank u", "you're the best")),
        *((each, "nod") for each in ("lol", "haha", "wow", "hmm")),
        *((each, None) for each in ("good work on the parser, who wrote it", "well")),
        *((each, "nod") for each in ("ok", "got it", ":+1:", "👍", "great!", ":tada: :tada:")),
        *((each, "nod") for each in ("yes", "that's right", "das stimmt", "never mind", "no")),
        *(
            (each, "bye")
            for each in ("bye!", "ok, see you tomorrow", "bis morgen", "thanks, that's all for today", "bonne soirée")
        ),
        *((each, "blame") for each in ("you suck", "that's wrong", "no, stupid bot!", "das stimmt nicht", "c'est nul")),
        *((each, "blame") for each in ("you're utterly useless", "you're wrong about that", "that is plain wrong")),
        *((each, "praise") for each in ("thx mate, you rock", "that was really helpful")),
        *((each, "blame") for each in ("thats not what i asked", "u r useless", "eres inútil")),
        *((each, None) for each in ("what is wrong with payments", "you are blocked by PAY-41", "is that wrong?")),
        *(
            (each, "thanks")
            for each in ("gracias crack", "thx u legend", "vielen lieben dank", "merci mec", "danke dir")
        ),
        *(
            (each, "weary")
            for each in ("😭", "😭 im so done today", "I'm exhausted", "ich kann nicht mehr", "estoy agotada", ":sob:")
        ),
        *((each, "weary") for each in ("je suis crevé", "bin total kaputt heute", "ich bin total durch")),
        *((each, None) for each in ("I'm done", "payments is down 😭", "who is tired?", "is the build broken :sob:")),
        *((each, "thanks") for each in ("thanks 😢",)),
        *((each, "praise") for each in ("t'es le meilleur", "du bist echt toll", "eres un genio", "you're a star!")),
        *((each, "how_are_you") for each in ("bist du sauer?", "are you mad?", "¿estás ahí?", "t'es fâché ?")),
        *((each, None) for each in ("hello world program", "help me with the ledger", "are you a bot framework user?")),
        *((each, None) for each in ("thanks to whom do we owe the parser?", "what is up with the queue", "team", "42")),
    ],
)
def test_small_talk_is_told_from_what_wants_an_answer(words: str, kind: str | None) -> None:
    assert small_talk(words) == kind


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *((each, "en") for each in ("thanks!", "hello", "are you a bot?", "you suck", "👍", "ok", "help")),
        *((each, "de") for each in ("danke dir", "moin", "bist du ein Bot?", "du bist doof", "wie geht's?", "Hilfe")),
        *((each, "es") for each in ("gracias crack", "hola", "¿eres un bot?", "no sirves para nada", "¿qué tal?")),
        *((each, "fr") for each in ("merci mec", "bonjour", "tu es un robot ?", "c'est nul", "ça va ?", "aide")),
    ],
)
def test_small_talk_is_answered_in_its_language(words: str, language: str) -> None:
    assert spoken(words) == language


def test_every_answer_to_small_talk_is_short_and_another_in_each_language() -> None:
    for name in ("hello", "a_bot", "how_we_are", "praise", "thanks", "bye", "blame", "weary"):
        texts = [sentence(name, each, us=Mention(user="U0"), name="Axolotl") for each in LANGUAGES]
        said = [to_plain(Post(headline=text)) for text in texts]
        assert len(set(said)) == len(said)
        assert all(len(each) <= 260 for each in said)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "who are you",
            "what can u do",
            "who r u",
            "what's your name?",
            "wer bist du eigentlich",
            "was kannst du so?",
        ),
        *(
            "wie heißt du?",
            "¿quién eres?",
            "¿cómo te llamas?",
            "¿qué sabes hacer?",
            "t'es qui ?",
            "tu sais faire quoi ?",
        ),
    ],
)
def test_who_asks_about_us_is_told_of_us(words: str) -> None:
    assert intent(words) == AboutUs()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        *((each, "I hear the channels") for each in ("do you read our DMs?", "can you hear what we write in dms?")),
        *(
            (each, "I hear the channels")
            for each in ("who can see this?", "what do you store about me", "is this private?")
        ),
        *(
            (each, "Ich höre die Kanäle")
            for each in ("liest du alles mit?", "was speicherst du über mich?", "liest du eigentlich meine DMs?")
        ),
        *((each, "Oigo los canales") for each in ("¿lees mis mensajes?", "¿qué guardas de mí?")),
        *((each, "J'entends les canaux") for each in ("tu lis nos messages ?", "qui peut voir ça ?")),
    ],
)
def test_who_asks_what_we_hear_is_told_it_in_their_language(words: str, part: str) -> None:
    assert intent(words) == WhatWeHear()
    assert part in to_plain(Post(headline=sentence("we_hear", spoken(words))))


@pytest.mark.parametrize(
    "words", ["can you see the errors on staging?", "do you remember the outage?", "are you reading payments#212?"]
)
def test_what_is_the_teams_is_no_question_about_what_we_hear(words: str) -> None:
    assert intent(words) == Question()
