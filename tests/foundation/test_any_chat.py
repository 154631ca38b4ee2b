"""Above its adapter and its door no code knows which chat it is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ITS_OWN = (
    *(f"integrations/{room}/" for room in ("slack", "workspace", "standup_exports", "database/migrations")),
    *(f"bot/{room}/" for room in ("slack", "demo", "doctor", "rehearsal")),
    *(f"bot/{file}.py" for file in ("chats", "settings", "load_settings", "logs", "cli", "cli_commands")),
    *(f"bot/{file}.py" for file in ("cli_context", "cli_memory", "cli_run")),
)
"""Its adapter and its door; what chooses them, reads their settings or an export; a workspace of it to try."""
ADDRESS = re.compile(r"\b(integrations|bot)[./]slack[\w./]*")
"""Who lives in those rooms may be named, as an example."""
WORDS = re.compile(
    r"slack|mrkdwn|block kit|private_metadata|trigger_id|response_url|\bmodals?\b|ephemeral", re.IGNORECASE
)
MEANT = {
    "integrations/chat.py": {
        '        """Return what people call the chat, such as “Slack”."""',
        '    """With another workspace (Slack Connect), or about to be; people whom we never read may be in it."""',
    },
    "integrations/post.py": {"`integrations/slack/render.py` renders a post for Slack; `integrations/markdown.py` as"},
}
"""Where it is the example, and named as one."""


def test_only_who_has_to_do_with_slack_names_it_or_what_is_its_own() -> None:
    found = {}
    for path in sorted(each for room in ("bot", "jobs", "integrations") for each in (ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ITS_OWN):
            lines = path.read_text("utf-8").splitlines()
            if named := {line for line in lines if WORDS.search(ADDRESS.sub("", line))}:
                found[name] = named
    assert found == MEANT
