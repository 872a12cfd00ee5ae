"""What a newsroom has in hand and readers must not see: every state and every field, each with a word of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.images import ImageFile
from PIL import Image as Pillow

from tests.flows.agency import EDITIONS, path_of
from wireroom.core import clock

if TYPE_CHECKING:
    from tests.factories import Newsroom
    from wireroom.accounts.models import User
    from wireroom.stories.models import Photo, Story

BLAMELESS = "ამბავი ზღვიდან"
PUBLIC = {"summary": "ამბავი მოკლედ.", "body": "<p>პირველი აბზაცი.</p><p>მეორე აბზაცი.</p>"}
"""What readers do see of a story that also has secrets."""


@dataclass(frozen=True)
class Known:
    """What to look for in answers: words with their meaning, and names of files."""

    words: dict[str, str]
    files: set[str]

    def met_in(self, text: str) -> list[str]:
        """What of all this a text gives away."""
        low = text.lower()
        return [meaning for word, meaning in self.words.items() if word in low]


@dataclass
class Secrets:
    """Words that must never be met, and the stories and pictures that hold them."""

    newsroom: Newsroom
    words: dict[str, str] = field(default_factory=dict)
    """What each word stands for: state, edition and field, by the word."""
    stories: list[Story] = field(default_factory=list)
    unreleased: list[Story] = field(default_factory=list)
    """Those of which readers may not even know that they exist."""
    photos: list[Photo] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    """Names of files, under whatever folder of media, that no reader may open."""

    @property
    def known(self) -> Known:
        return Known(self.words, self.files)

    def word(self, state: str, edition: str, what: str) -> str:
        """A word that occurs nowhere else, in letters that survive slugs, file names and any escaping."""
        digest = hashlib.sha256(f"{state} {edition} {what}".encode()).hexdigest()
        word = "zq" + digest[:14].translate(str.maketrans("0123456789", "ghijklmnop"))
        self.words[word] = f"{what} of {state} ({edition})"
        return word


def hide(newsroom: Newsroom) -> Secrets:
    """Fills the newsroom's six editions with work that is not public."""
    secrets = Secrets(newsroom)
    for edition in EDITIONS:
        keeper = _Keeper(secrets, edition)
        keeper.keep_unreleased()
        keeper.keep_beside_live()
        keeper.keep_withdrawn()
        keeper.keep_pages()
    return secrets


class _Keeper:
    """Makes the secrets of one edition."""

    def __init__(self, secrets: Secrets, edition: str) -> None:
        self.secrets = secrets
        self.newsroom = secrets.newsroom
        self.edition = edition
        self.chief: User = secrets.newsroom.chief

    def word(self, state: str, what: str) -> str:
        return self.secrets.word(state, self.edition, what)

    def fields(self, state: str) -> dict[str, object]:
        """Every field that the desk can fill, each with its word."""
        text = ("headline", "slugline", "summary", "dateline", "located", "byline", "editor_note", "rights")
        words: dict[str, object] = {name: self.word(state, name) for name in (*text, "picture_alt", "picture_caption")}
        photo = self.photo(state)
        words["picture"] = photo
        words["body"] = (
            f"<p>{self.word(state, 'paragraph')}</p><h2>{self.word(state, 'heading')}</h2>"
            f"<blockquote><p>{self.word(state, 'quotation')}</p></blockquote>"
            f"<table><tr><td>{self.word(state, 'table')}</td></tr></table>"
            f'<figure><img src="image:{photo.pk}" alt="{self.word(state, "picture alt")}">'
            f"<figcaption>{self.word(state, 'picture caption')}</figcaption></figure>"
        )
        return words

    def photo(self, state: str) -> Photo:
        from wireroom.stories.models import Photo

        buffer = BytesIO()
        Pillow.new("RGB", (64, 48), "gray").save(buffer, "PNG")
        buffer.seek(0)
        name = f"{self.word(state, 'file name')}.png"
        photo: Photo = Photo.objects.create(
            title=self.word(state, "image title"),
            file=ImageFile(buffer, name),
            alt_text=self.word(state, "image alt"),
            caption=self.word(state, "image caption"),
            credit=self.word(state, "image credit"),
        )
        rendition = photo.get_rendition("width-48")
        self.secrets.photos.append(photo)
        self.secrets.files |= {photo.file.name, rendition.file.name}
        return photo

    def draft(self, state: str) -> Story:
        source = self.newsroom.source(self.word(state, "source"))
        source.names = {"en": self.word(state, "source's name")}
        source.save()
        story = self.newsroom.draft(language=self.edition, by=self.chief, sources=[source], **self.fields(state))
        self.secrets.stories.append(story)
        self.secrets.unreleased.append(story)
        return story

    def live(self, **fields: object) -> Story:
        story = self.newsroom.published(BLAMELESS, language=self.edition, **{**PUBLIC, **fields})
        self.secrets.stories.append(story)
        return story

    def keep_unreleased(self) -> None:
        from wireroom.stories.actions import publish, schedule

        self.draft("a draft")
        reviewed = self.draft("a story in review")
        reviewed.get_workflow().start(reviewed, self.chief)
        schedule(self.draft("a scheduled story"), by=None, at=clock.now() + timedelta(hours=1))
        embargoed = self.draft("an embargoed story")
        embargoed.embargo_until = clock.now() + timedelta(hours=1)
        dispatch = publish(embargoed, by=None)
        assert dispatch is not None
        assert dispatch.audience == "advance"
        self._keep_killed_advance()

    def _keep_killed_advance(self) -> None:
        from wireroom.stories.actions import publish, withdraw

        story = self.draft("a story withdrawn under embargo")
        story.embargo_until = clock.now() + timedelta(hours=1)
        publish(story, by=None)
        withdraw(self.newsroom.fresh(story), by=None, note=self.word("a story withdrawn under embargo", "note"))

    def keep_beside_live(self) -> None:
        """Secrets of stories that readers do see otherwise."""
        from wireroom.stories.actions import advise, correct, expunge, schedule, update
        from wireroom.stories.translations import translate

        newer = self.live()
        self._edit(newer, "a newer draft of a live story").save_revision(user=self.chief)
        later = self.live()
        schedule(self._edit(later, "a scheduled change"), by=None, at=clock.now() + timedelta(hours=1))
        noted = self.live(editor_note=self.word("a live story", "note to editors"))
        advise(noted, by=None, note=self.word("a live story", "advice"))
        withheld = self.live(**self._texts("a withheld wording"))
        correct(self._plain(withheld), by=None, note="ჩვენ შევცდით.", withhold=True)
        expunged = self.live(**self._texts("an expunged version"))
        update(self._plain(expunged), by=None)
        expunge(expunged.dispatches.get(kind="new"), by=None, reason="სასამართლო")
        other = EDITIONS[(EDITIONS.index(self.edition) + 1) % len(EDITIONS)]
        begun = translate(newer, into=self.newsroom.editions[other], by=None)
        begun.headline = begun.summary = self.word("an unfinished translation", "headline")
        begun.save_revision(user=self.chief)
        self.secrets.stories.append(begun)
        self.secrets.unreleased.append(begun)

    def _texts(self, state: str) -> dict[str, str]:
        words = {name: self.word(state, name) for name in ("summary", "dateline", "byline", "rights")}
        return {**words, "body": f"<p>{self.word(state, 'paragraph')}</p>"}

    def _plain(self, story: Story) -> Story:
        draft: Story = self.newsroom.fresh(story).get_latest_revision_as_object()
        draft.summary = draft.dateline = draft.byline = draft.rights = ""
        draft.body = "[]"
        return draft

    def _edit(self, story: Story, state: str) -> Story:
        from wireroom.formats.html import parse_blocks
        from wireroom.stories.body import stream_json

        draft: Story = self.newsroom.fresh(story).get_latest_revision_as_object()
        words = self.fields(state)
        words["body"] = stream_json(parse_blocks(str(words["body"])))
        for name, value in {**words, "change_kind": "update", "change_note": self.word(state, "note")}.items():
            setattr(draft, name, value)
        return draft

    def keep_withdrawn(self) -> None:
        """The text of a story that was public once; its address was made from a blameless headline."""
        from wireroom.stories.actions import update, withdraw

        story = self.live()
        update(self._edit(story, "a withdrawn story"), by=None)
        shown = self.newsroom.fresh(story).picture
        assert shown is not None
        self.secrets.files |= {copy.file.name for copy in shown.public_pictures.all()}
        del self.secrets.words[self.word("a withdrawn story", "note")]
        withdraw(self.newsroom.fresh(story), by=None, note="ეს არ მომხდარა.")

    def keep_pages(self) -> None:
        from wireroom.stories.models import StaticPage

        def page(slug: str, title: str, *, live: bool) -> StaticPage:
            locale = self.newsroom.editions[self.edition].locale
            body = f"<p>{title}</p>"
            made: StaticPage = StaticPage.objects.create(slug=slug, title=title, body=body, locale=locale, live=live)
            return made

        page(self.word("a draft page", "address"), self.word("a draft page", "title"), live=False)
        about = page("saga-today", "დღეს", live=True)
        about.title = self.word("a newer draft of a live page", "title")
        about.body = f"<p>{self.word('a newer draft of a live page', 'text')}</p>"
        about.save_revision()


def guesses(secrets: Secrets) -> Iterable[str]:
    """Addresses that somebody who knows what is being written might try."""
    from wireroom.core.text import ascii_slug

    for story in secrets.stories:
        story.refresh_from_db()
        own = story.edition.code
        yield f"/{own}/s/{story.pk}/"
        for version in (story, story.get_latest_revision_as_object()):
            local = clock.now().astimezone(story.edition.zone)
            yield f"/{own}/{local:%Y/%m/%d}/{ascii_slug(version.headline)}/"
        if story.url_date:
            yield from (path_of(story), f"{path_of(story)}history/")
    for word, meaning in secrets.words.items():
        if meaning.startswith("address of"):
            yield from (f"/{edition}/{word}/" for edition in EDITIONS)
    for name in sorted(secrets.files):
        yield from (f"/media/{name}", f"/desk/media/{name}")
    for name in sorted(secrets.files)[::20]:
        bare = name.rpartition("/")[2]
        for folder in ("/media/", "/media/private/", "/media/../private/", "/static/", "/documents/"):
            yield from (folder + name, folder + bare)
    for photo in secrets.photos[:8]:
        yield from (f"/media/{photo.pk}/", f"/images/{photo.pk}/fill-100x100/", f"/images/{photo.pk}/")
