"""How an edition takes comments: what is set, and by whom."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.reactions.comments.decisions import may
from wireroom.reactions.comments.errors import NotAllowed
from wireroom.reactions.comments.models import CommentPolicy
from wireroom.reactions.comments.rules import Right
from wireroom.reactions.facts import announce_edition
from wireroom.stories.models import Edition


def policy_of(edition: Edition) -> CommentPolicy:
    """What is set for the edition, or the defaults, not stored yet."""
    return CommentPolicy.objects.filter(edition=edition).first() or CommentPolicy(edition=edition)


def set_policy(policy: CommentPolicy, *, by: User) -> None:
    """Stores what holds for every comment from now on; raises NotAllowed."""
    if not may(by, Right.SET):
        raise NotAllowed(_("You have no right to do this. Ask a chief."))
    with transaction.atomic():
        before = policy_of(policy.edition)
        policy.save()
        log(
            instance=policy,
            action="wagtail.edit",
            user=by,
            timestamp=clock.now(),
            data={"open": policy.is_open, "mode": policy.mode, "closes_after": policy.closes_after},
        )
        if (policy.is_open, policy.closes_after) != (before.is_open, before.closes_after):
            announce_edition(policy.edition.code, "comments")
