"""Comments, the discussion of each story, how an edition moderates, and what readers say about comments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wireroom.reactions.comments.querysets import CommentQuerySet
from wireroom.reactions.comments.rules import NAME_LONGEST, Mode
from wireroom.stories.models import Edition, Story


class Moderation(models.TextChoices):
    """When a moderator looks at a comment."""

    BEFORE = Mode.BEFORE.value, _("Before it is shown")
    SUSPICIOUS = Mode.SUSPICIOUS.value, _("Before it is shown, if it looks suspicious")
    AFTER = Mode.AFTER.value, _("After it is shown")


class State(models.TextChoices):
    PUBLISHED = "published", pgettext_lazy("comment", "Published")
    WAITING = "waiting", _("Waiting for a moderator")
    REJECTED = "rejected", pgettext_lazy("comment", "Rejected")
    REMOVED = "removed", pgettext_lazy("comment", "Removed")
    DELETED = "deleted", _("Deleted by its author")


class CommentPolicy(models.Model):
    """How one edition takes comments; without a row as the defaults say."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="comment_policy", verbose_name=_("edition")
    )
    is_open = models.BooleanField(_("readers can comment"), default=True)
    mode = models.CharField(_("moderation"), max_length=12, choices=Moderation, default=Moderation.SUSPICIOUS)
    closes_after = models.PositiveSmallIntegerField(
        _("days until the comments of a story close"), default=14, help_text=_("0 leaves them open for ever.")
    )
    words = models.TextField(
        _("words that make a comment wait"),
        blank=True,
        help_text=_("One a line. A star at the end stands for any ending."),
    )

    class Meta:
        verbose_name = _("rules for comments")
        verbose_name_plural = _("rules for comments")

    def __str__(self) -> str:
        return str(self.edition)


class Discussion(models.Model):
    """The comments of one story: what an editor has set for it, and its counters, kept with every change.

    There is a row as soon as there is something to say.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="discussion")
    mode = models.CharField(_("moderation"), max_length=12, choices=Moderation, blank=True)
    """Empty: as the edition."""
    is_closed = models.BooleanField(default=False)
    published = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    """The published, and the lines that stand for what was taken down."""
    picks = models.PositiveIntegerField(default=0)
    numbered = models.PositiveIntegerField(default=0)
    """The number of the newest comment."""

    def __str__(self) -> str:
        return f"{self.published} on {self.story_id}"


def _index(name: str, *fields: str, where: Q | None = None) -> models.Index:
    return models.Index(fields=fields, name=name, condition=where)


class Comment(models.Model):
    """What a reader says below a story.

    `number` counts the comments of a story; `thread` is the number of the one that began the conversation, so that
    every page is a walk along an index. `answers` is what it replies to, at whatever depth.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="comments", db_index=False)
    number = models.PositiveIntegerField()
    thread = models.PositiveIntegerField()
    answers = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="answered_by")
    language = models.CharField(max_length=10)
    """The code of the story's edition."""

    name = models.CharField(_("name"), max_length=NAME_LONGEST)
    text = models.TextField(_("text"))
    reader = models.CharField(max_length=64)
    """The hash of the cookie's value; empty once the author has been erased."""
    place = models.CharField(max_length=32, blank=True)
    """The hash of the network of the day, emptied within a day."""
    address = models.CharField(max_length=64, blank=True)
    """A keyed hash of the e-mail address, so that who proves it finds the comment; never the address itself."""
    digest = models.CharField(max_length=32)
    """Of the folded text, to see repeats."""
    key = models.CharField(max_length=64, unique=True)
    """Of the submission: the same one sent twice is one comment."""

    state = models.CharField(_("state"), max_length=12, choices=State)
    is_shown = models.BooleanField(default=False)
    is_pick = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    """Codes of the rules that found something."""
    reports = models.PositiveIntegerField(default=0)
    """Since an editor last looked."""
    public_reason = models.CharField(max_length=300, blank=True)
    """Why it was removed or rejected, for its author and, where a line stands for it, for readers."""

    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = (models.UniqueConstraint(fields=("story", "number"), name="comment_number"),)
        indexes = (
            _index("comment_oldest", "story", "thread", "number", where=Q(is_shown=True)),
            _index("comment_newest", "story", "-thread", "number", where=Q(is_shown=True)),
            _index("comment_picks", "story", "-number", where=Q(state="published", is_pick=True)),
            _index("comment_feed", "language", "-published_at", "-id", where=Q(state="published")),
            _index("comment_waiting", "created_at", "id", where=Q(state="waiting")),
            _index("comment_reported", "-reports", "id", where=Q(state="published", reports__gt=0)),
            _index("comment_reader", "reader", "created_at"),
            _index("comment_repeats", "digest", "created_at"),
            _index("comment_places", "place", "created_at", where=~Q(place="")),
            _index("comment_address", "address", where=~Q(address="")),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    @property
    def is_reply(self) -> bool:
        return self.number != self.thread

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


class BlockedReader(models.Model):
    """A reader whose comments are refused; known by the hash of the cookie only."""

    reader = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=NAME_LONGEST)
    """That of the comment for which they were blocked."""
    reason = models.CharField(_("reason"), max_length=300)
    blocked_at = models.DateTimeField(_("blocked"))
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    """Null: for good."""

    class Meta:
        verbose_name = _("blocked reader")
        verbose_name_plural = _("blocked readers")

    def __str__(self) -> str:
        return self.name


class Complaint(models.TextChoices):
    """What a reader says is wrong with a comment."""

    INSULT = "insult", _("Insult or threat")
    HATE = "hate", _("Hatred of a group of people")
    SPAM = "spam", _("Advertising or spam")
    PRIVATE = "private", _("Somebody’s private matters")
    OTHER = "other", _("Something else")


class CommentReport(models.Model):
    """A reader's complaint about a comment; one a reader."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="complaints")
    reader = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=Complaint)
    note = models.CharField(max_length=500, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comment", "reader"), name="one_complaint_a_reader"),)

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment_id}"


class Appeal(models.Model):
    """An author asks the newsroom to look again at a comment that was rejected or removed; once a comment."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="appeal")
    text = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    """Whether the comment was put back; null until somebody has decided."""
    answer = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = (models.Index("made_at", name="appeal_undecided", condition=Q(is_upheld=None)),)

    def __str__(self) -> str:
        return self.text[:60]


class ReplyNotice(models.Model):
    """An e-mail address that is told of replies to one comment, once its owner has confirmed it."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="notice")
    email = models.EmailField()
    token = models.CharField(max_length=43, unique=True)
    """For the link in the mails: who has it confirms and unsubscribes."""
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.comment_id)


class SpentProof(models.Model):
    """A solved task that has been used; kept until it would have run out anyway."""

    challenge = models.CharField(max_length=64, primary_key=True)
    runs_out_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.challenge
