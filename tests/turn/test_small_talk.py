"""Politeness, and whether anybody is there."""

import pytest

from bot.conversation.small_talk import small_talk


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
        *((each, "blame") for each in ("thats not what i asked", "u r useless", "eres inútil")),
        *((each, None) for each in ("what is wrong with payments", "you are blocked by PAY-41", "is that wrong?")),
        *((each, None) for each in ("hello world program", "help me with the ledger", "are you a bot framework user?")),
        *((each, None) for each in ("thanks to whom do we owe the parser?", "what is up with the queue", "team", "42")),
    ],
)
def test_small_talk_is_told_from_what_wants_an_answer(words: str, kind: str | None) -> None:
    assert small_talk(words) == kind
