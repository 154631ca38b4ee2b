"""How much Slack takes.

From the Block Kit reference (docs.slack.dev/reference/block-kit), where nothing else is
said. Lengths are counted in UTF-16 units, the larger of the ways to count.
"""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_WEIGHT = 13_000
"""Characters of all blocks of a message with their JSON, by `escape.weight`.

Slack publishes no number: markdown blocks alone were refused from 13,298 characters on, one
divider more took about 125 off that (bolt-js issue 2509), and 11,341 characters of nested
rich text were refused too (issue 2867), so that structure counts. Counting all of the JSON
is the strictest reading of these.
"""
BLOCK_WEIGHT = 125
"""What a block costs beside its JSON: see `MESSAGE_WEIGHT`."""
ROOM = 10_000
"""Our own: characters that whoever writes a message may count on, beside the JSON around them."""
VIEW_WEIGHT = 30_000
"""Of the blocks of a view that are no inputs. A view may weigh 250 kB, with up to 6 bytes a unit."""
FALLBACK_BYTES = 3_900
"""Of the fallback text, in UTF-8: `chat.update` refuses more than 4,000 with `msg_too_long`."""

PART = 2_800
"""Where long text is divided; section and context text end at 3,000."""
TOGETHER = 6_000
"""Our own: the most that a paragraph and its button weigh if they may not be parted."""
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
BUTTON_LABEL = 75
BUTTON_VALUE = 2000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
IMAGE_ALT = 2000
NAME = 300
"""Our own: the label of a link or the name of a person is cut here."""

TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 10_000
"""Of all cells of a message (reported as `invalid_blocks`; not in the reference)."""
TABLE_ROW = 3_000
"""Our own: a table with a heavier row is drawn as text, so that every row fits a message."""

VIEW_TITLE = 24
VIEW_BUTTON = 24
LABEL = 500
HINT = 1000
"""Our own: Slack takes 2,000 of each, but 250 kB in all."""
PLACEHOLDER = 150
INPUT = 3000
OPTIONS = 100
CHOICES = 500
"""Our own: Slack takes 100 groups of 100 options, but nobody scrolls so far, nor would 250 kB do."""
AT_A_GLANCE = 10
"""Options of radio buttons and of checkboxes."""
OPTION_TEXT = 75
