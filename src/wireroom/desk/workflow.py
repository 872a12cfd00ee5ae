"""What happens when the last step of a review is approved. Imported while models load, so it imports none itself."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publishes exactly the revision that was approved, or refuses (see `stories.actions.release_revision`)."""
    workflow_state.current_task_state.revision.publish(user=user)
