"""Lists of words, as they are easiest to read."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text in which blanks stand between them."""
    return frozenset(words.split())
