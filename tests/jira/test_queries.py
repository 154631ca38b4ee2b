"""Words to look for reach Jira as words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from integrations.jira.queries import MOST_WORDS, saying

_WHOLE = re.compile(r'(\(summary ~ "[^\W_]+" OR summary ~ "[^\W_]+\*" OR description ~ "[^\W_]+"\)( AND )?)+')


@given(
    st.lists(st.text() | st.sampled_from(['" OR project = X OR summary ~ "', "a AND NOT b", "\\\\", "re*?~^(){}[]!:"]))
)
def test_nothing_in_them_is_read_as_the_query_language(words: list[str]) -> None:
    query = saying(words)
    if not any(each.isalnum() for word in words for each in word.lower()):
        assert query == ""
        return
    wanted, _, order = query.rpartition(" ORDER BY ")
    assert order == "updated DESC"
    assert _WHOLE.fullmatch(wanted)
    assert wanted.count("description") <= MOST_WORDS
