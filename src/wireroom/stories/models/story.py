"""Story: one story in one language, from draft to withdrawal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    ReferenceIndex,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from wireroom.stories.body import BodyBlock
from wireroom.stories.errors import ClosedDoor
from wireroom.stories.facts import announce_draft
from wireroom.stories.models.dispatch import Dispatch
from wireroom.stories.models.photo import Photo
from wireroom.stories.models.taxonomy import Author, Section, Source, Topic
from wireroom.stories.querysets import StoryQuerySet
from wireroom.stories.rules import State

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wireroom.stories.models.edition import Edition


class ChangeKind(models.TextChoices):
    """What a change to a released story is; the desk must say it, and it is never prefilled."""

    UPDATE = "update", _("Update: the story has moved on")
    CORRECTION = "correction", _("Correction: we were wrong; readers see the note")
    REFILE = "refile", _("Refile: a slip such as a typo; readers see “typo fixed”")


def mint_guid() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


LIFECYCLE_FIELDS = (
    "guid",
    "dispatch",
    "slug",
    "url_date",
    "is_archive",
    "incoming_version",
    "behind_dispatch",
    "translated_from",
    "created_by",
    "created_at",
    "last_published_at",
    "live_revision",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
)
"""Facts about the story as a whole: restoring an old revision leaves them as they are."""


LIVE = Q(live=True)
NEWS = Q(live=True, is_archive=False)


class Story(
    WorkflowMixin,
    PreviewableMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    ClusterableModel,
):
    """One story in one language.

    The columns of a live story say what its newest public Dispatch says; `stories.actions` is the only way to change
    them. Drafts live in Wagtail revisions.
    """

    # What the desk writes.
    headline = models.CharField(_("headline"), max_length=300)
    slugline = models.CharField(
        _("slugline"),
        max_length=80,
        blank=True,
        help_text=_("The story's handle on the wire, such as VARSEN-HARBOUR/BRIDGE."),
    )
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True, use_json_field=True)
    dateline = models.CharField(_("dateline"), max_length=160, blank=True)
    located = models.CharField(_("place"), max_length=160, blank=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="stories", verbose_name=_("section"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="stories", verbose_name=_("topics"))
    sources = ParentalManyToManyField(Source, blank=True, related_name="stories", verbose_name=_("credits"))
    authors = ParentalManyToManyField(Author, blank=True, related_name="stories", verbose_name=_("authors"))
    byline = models.CharField(
        _("byline from outside"), max_length=200, blank=True, help_text=_("Names of authors who are not in our list.")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 is a flash, 5 is normal, 9 can wait."),
    )
    picture = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    picture_caption = models.CharField(_("caption"), max_length=500, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    editor_note = models.TextField(
        _("note to editors"), blank=True, help_text=_("Goes out on the wire, not to readers.")
    )
    rights = models.TextField(_("rights"), blank=True)
    untranslated = models.BooleanField(
        _("still the text of the original"), default=False, help_text=_("Untick when the translation is finished.")
    )
    change_kind = models.CharField(_("kind of change"), max_length=16, choices=ChangeKind, blank=True, default="")
    change_note = models.TextField(_("public note"), blank=True, help_text=_("Readers see it with the story."))
    change_withholds = models.BooleanField(_("keep the old wording out of the public history"), default=False)

    # What happened to it.
    live = models.BooleanField(_("live"), default=False, editable=False)
    guid = models.CharField(max_length=255, unique=True, default=mint_guid, editable=False)
    dispatch = models.OneToOneField(
        Dispatch, on_delete=models.PROTECT, null=True, editable=False, related_name="current_of"
    )
    slug = models.SlugField(max_length=90, blank=True, editable=False)
    url_date = models.DateField(null=True, editable=False)
    is_archive = models.BooleanField(default=False, editable=False)
    incoming_version = models.PositiveIntegerField(null=True, editable=False)
    """The provider's version number of the newest item taken from a wire or file."""
    translated_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="translated_to"
    )
    behind_dispatch = models.ForeignKey(
        Dispatch, on_delete=models.SET_NULL, null=True, editable=False, related_name="leaves_behind"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="stories",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = StoryQuerySet.as_manager()

    release_revision: ClassVar[Callable[..., Dispatch | None]]
    """`actions.release_revision`, put here by the app's start: actions stand above models."""
    preview: ClassVar[Callable[[Story, HttpRequest], HttpResponse]]
    """The page as readers would see it, put here by the website: it stands above stories."""
    releasing = False
    """True on the instance that an action is writing, so that `save` can tell it from a silent edit."""

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = (
            models.CheckConstraint(condition=Q(live=False) | Q(dispatch__isnull=False), name="live_story_has_dispatch"),
            models.CheckConstraint(condition=Q(live=False) | Q(url_date__isnull=False), name="live_story_has_address"),
            models.CheckConstraint(condition=Q(expire_at__isnull=True), name="story_never_expires"),
            models.UniqueConstraint(fields=("locale", "url_date", "slug"), name="one_story_an_address"),
        )
        indexes = (
            # Partial, since SQLite finds no index by the bare condition that Django writes for a boolean column;
            # those of news last, since of two that suit alike SQLite takes the one made later.
            models.Index(fields=("locale", "-first_published_at", "-id"), name="story_archive", condition=LIVE),
            models.Index(
                fields=("locale", "section", "-first_published_at", "-id"), name="story_section", condition=LIVE
            ),
            models.Index(fields=("locale", "-first_published_at", "-id"), name="story_front", condition=NEWS),
            models.Index(fields=("locale", "section", "-first_published_at", "-id"), name="story_news", condition=NEWS),
            models.Index(fields=("locale", "-last_published_at", "-id"), name="story_wire", condition=NEWS),
            models.Index(fields=("translated_from", "behind_dispatch"), name="story_behind"),
        )

    def __str__(self) -> str:
        return self.headline

    @property
    def edition(self) -> Edition:
        return self.locale.edition  # type: ignore[no-any-return]  # Wagtail's Locale is untyped

    @property
    def state(self) -> State:
        """Where the story stands; in review is Wagtail's to know, so it costs queries for an unreleased story."""
        if self.live:
            return State.PUBLISHED
        if self.dispatch_id is not None:
            return State.WITHDRAWN
        if self.scheduled_revision is not None:
            return State.EMBARGOED if self.was_sent_in_advance else State.SCHEDULED
        return State.IN_REVIEW if self.workflow_in_progress else State.DRAFT

    @cached_property
    def was_sent_in_advance(self) -> bool:
        """Whether entitled subscribers hold this story under embargo."""
        newest = self.dispatches.exclude(kind="advisory").order_by("seq").last()
        return newest is not None and newest.audience == "advance" and newest.kind != "withdrawal"

    def with_content_json(self, content: dict[str, Any]) -> Story:
        if not Section.objects.filter(pk=content["section"]).exists():
            content = {**content, "section": self.section_id}  # the draft's section is gone; the story's is not
        story: Story = super().with_content_json(content)
        for name in LIFECYCLE_FIELDS:
            attribute = self._meta.get_field(name).attname
            setattr(story, attribute, getattr(self, attribute))
        return story

    def get_lock(self) -> Any:
        """As Wagtail's, but what is held under embargo can be bettered: subscribers have it already."""
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock) or self.live or not self.was_sent_in_advance:
            return lock
        if self.locked:
            return BasicLock(self)
        task = self.current_workflow_task
        return task.lock_class(self, task) if task else None

    def _update_from_revision(self, revision: Revision, changed: bool = True) -> None:
        """Wagtail's last step of saving any draft, in the same transaction."""
        super()._update_from_revision(revision, changed)
        if not self.releasing:
            announce_draft(self)

    def publish(self, revision: Revision, user: Any = None, **_options: Any) -> Dispatch | None:
        """Wagtail's door into public; leads to `actions.release_revision` whoever opens it."""
        return type(self).release_revision(revision, by=user)

    def unpublish(self, *_args: Any, **_options: Any) -> None:
        raise ClosedDoor(gettext("A released story is not unpublished: withdraw it, with a public note."))

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if not self.releasing and self._changes_public(fields):
            raise ClosedDoor(gettext("A released story changes only by an update, a correction or a refile."))
        is_quiet = fields is not None and set(fields) <= QUIET_FIELDS
        if is_quiet or self.releasing:
            self._save_without_task(*args, **kwargs)
        else:
            super().save(*args, **kwargs)
        if self.releasing and not is_quiet:
            ReferenceIndex.create_or_update_for_object(self)

    def _save_without_task(self, *args: Any, **kwargs: Any) -> None:
        """Wagtail queues a task for the index of references with each save; a release sees to it at once."""
        from wagtail.signal_handlers import disable_reference_index_auto_update  # wants all models loaded

        with disable_reference_index_auto_update():
            super().save(*args, **kwargs)

    def _changes_public(self, fields: Iterable[str] | None) -> bool:
        if self.pk is None:
            return self.live
        if fields is not None and set(fields) <= QUIET_FIELDS:
            return False
        return bool(self.live or type(self).objects.filter(pk=self.pk, live=True).exists())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.dispatches.exists():
            raise ClosedDoor(gettext("A released story is not deleted: withdraw it, with a public note."))
        return super().delete(*args, **kwargs)  # type: ignore[no-any-return]  # modelcluster is untyped

    def copy_for_translation(self, locale: Any, *_args: Any, **_options: Any) -> Story:
        raise ClosedDoor("A translation is started by translate(), so that it is never born live.")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return type(self).preview(self, request)


QUIET_FIELDS = frozenset(
    {"latest_revision", "has_unpublished_changes", "locked", "locked_at", "locked_by", "behind_dispatch", "comments"}
)
"""Columns that say nothing to readers and may change while a story is live."""


class ShownImage(models.Model):
    """Readers see `image` with `story` now."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="shown_images")
    image = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="shown_in")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("story", "image"), name="one_shown_image"),)

    def __str__(self) -> str:
        return f"{self.image} in {self.story}"
