"""The widget's door, /api/v1/widget: a visitor begins, reads their conversation, writes, listens, rates."""

from agent_assist.widget_api import about, ratings, talk
from agent_assist.widget_api.door import blueprint

__all__ = ["about", "blueprint", "ratings", "talk"]
