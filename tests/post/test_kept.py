"""A post that was kept is read again, also by a version that has other blocks."""

import pytest

from integrations.markdown import to_plain
from integrations.post import Paragraph, Post

GONE = (
    {"block": "opinion", "action": "answer_opinion", "good": "k", "bad": "k", "beside": []},
    {"block": "image", "url": "https://example.org/a.png", "alt": "A curve"},
    {"block": "of a later version", "rows": [1, 2]},
)


@pytest.mark.parametrize("gone", GONE, ids=lambda block: str(block["block"]))
def test_what_has_a_block_that_is_no_more_is_read_without_it(gone: dict[str, object]) -> None:
    kept = Post(headline=("It failed twice.",), blocks=(Paragraph(text=("At noon.",)),)).model_dump(mode="json")
    post = Post.model_validate(kept | {"blocks": [gone, *kept["blocks"], gone]})
    assert to_plain(post) == "It failed twice.\nAt noon."
