"""How long a big post takes to become Slack's blocks."""

import json
import time

from integrations.post import Bullets, Heading, Paragraph, Post, Table
from integrations.slack.render import render
from tests.measures.result import Measure, ms

TIMES = 100
_WORDS = "The retries of the payments service carry an idempotency key since <Monday> & nobody is paged twice. "


def measure() -> list[Measure]:
    """A post with a page of text, a list and a table, more than a message holds, drawn and cut."""
    post = Post(
        headline=("Everything that happened",),
        blocks=(
            *(
                block
                for n in range(30)
                for block in (Heading(text=f"Part {n}"), Paragraph(text=(_WORDS * 4,)), Bullets(items=((_WORDS,),) * 5))
            ),
            Table(
                columns=("service", "calls", "p99"),
                rows=tuple(((f"service-{n}",), (str(n),), (f"{n} ms",)) for n in range(90)),
            ),
        ),
    )
    drawn, dumped = [], []
    for _ in range(TIMES):
        began = time.perf_counter()
        blocks = render(post, key="bench").blocks
        drawn.append(time.perf_counter() - began)
        began = time.perf_counter()
        json.dumps(blocks)
        dumped.append(time.perf_counter() - began)
    return [
        Measure(
            f"a big post drawn: p{round(100 * share)}",
            ms(drawn, share),
            ms(dumped, share),
            "its blocks through json.dumps",
        )
        for share in (0.5, 0.99)
    ]
