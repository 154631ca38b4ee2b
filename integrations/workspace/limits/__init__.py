"""What Slack accepts, from its own documentation and from what was seen; none of the app's code.

Everything that comes from the app passes here before it is kept. A problem is named the
way Slack names it: what is wrong, and a JSON pointer to where.
"""

from integrations.workspace.limits.content import check_blocks, check_content, check_metadata
from integrations.workspace.limits.views import check_view

__all__ = ["check_blocks", "check_content", "check_metadata", "check_view"]
