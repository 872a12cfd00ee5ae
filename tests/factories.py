"""An agency and its people, as tests need them; everything goes through the same functions as in life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wireroom.accounts.models import User
    from wireroom.accounts.rules import Role
    from wireroom.stories.models import Author, Dispatch, Edition, Photo, Section, Source, Story, Topic

_numbers = count(1)


@dataclass
class Newsroom:
    """An agency with six editions; stories are English and in "world" unless said otherwise."""

    editions: dict[str, Edition]
    sections: dict[str, Section]
    people: dict[str, User] = field(default_factory=dict)

    @classmethod
    def open(cls, editions: Sequence[str] = ("en", "ru", "fr", "es", "ar", "zh-hans")) -> Newsroom:
        from django.contrib.contenttypes.models import ContentType

        from wireroom.stories.models import Section
        from wireroom.stories.setup import open_agency

        ContentType.objects.clear_cache()
        opened = open_agency(names="Test Agency", editions=editions)
        return cls({edition.code: edition for edition in opened}, {s.code: s for s in Section.objects.all()})

    @classmethod
    def opened(cls) -> Newsroom:
        """The agency that is open already."""
        from wireroom.stories.models import Edition, Section

        return cls(
            {edition.code: edition for edition in Edition.objects.open()}, {s.code: s for s in Section.objects.all()}
        )

    def person(
        self, role: Role, *, name: str = "", sections: Sequence[str] = (), languages: Sequence[str] = ()
    ) -> User:
        """Somebody with `role`; without sections and languages they answer for all."""
        from django.contrib.auth.models import Group

        from wireroom.accounts.models import User
        from wireroom.accounts.rules import Role
        from wireroom.stories.models import Assignment

        name = name or f"{role.name.lower()}-{next(_numbers)}"
        user = User.objects.create_user(name, f"{name}@example.org", "secret")
        user.is_superuser = role is Role.ADMINISTRATOR
        user.is_staff = True
        user.save()
        group, _created = Group.objects.get_or_create(name=role.value)
        user.groups.add(group)
        if sections or languages:
            assignment = Assignment.objects.create(user=user)
            assignment.sections.set([self.sections[code] for code in sections])
            assignment.locales.set([self.editions[code].locale for code in languages])
        return user

    @property
    def chief(self) -> User:
        """The one chief of this newsroom."""
        from wireroom.accounts.rules import Role

        if "chief" not in self.people:
            self.people["chief"] = self.person(Role.CHIEF, name="chief")
        return self.people["chief"]

    def source(self, code: str = "", **fields: Any) -> Source:
        from wireroom.stories.models import Source

        code = code or f"source-{next(_numbers)}"
        return Source.objects.create(code=code, names={"en": code.title()}, **fields)

    def topic(self, code: str = "") -> Topic:
        from wireroom.stories.models import Topic

        code = code or f"tag:topic-{next(_numbers)}"
        return Topic.objects.create(code=code, names={"en": code.partition(":")[2].title()})

    def author(self, name: str = "Ada Writer", user: User | None = None) -> Author:
        from wireroom.stories.models import Author

        return Author.objects.create(code=f"author-{next(_numbers)}", names={"en": name}, user=user)

    def image(self, *, color: str = "navy", size: tuple[int, int] = (1600, 1067), alt: str = "A harbour") -> Photo:
        """A picture of one colour with its file stored."""
        from io import BytesIO

        from django.core.files.images import ImageFile
        from PIL import Image as Pillow

        from wireroom.stories.models import Photo

        buffer = BytesIO()
        Pillow.new("RGB", size, color).save(buffer, "PNG")
        buffer.seek(0)
        name = f"picture-{next(_numbers)}"
        return Photo.objects.create(title=name, alt_text=alt, file=ImageFile(buffer, f"{name}.png"))

    def draft(
        self,
        headline: str = "",
        *,
        language: str = "en",
        section: str = "world",
        body: str = "<p>First paragraph.</p><p>Second paragraph.</p>",
        by: User | None = None,
        authors: Sequence[Author] = (),
        sources: Sequence[Source] = (),
        topics: Sequence[Topic] = (),
        **fields: Any,
    ) -> Story:
        """A saved draft with one revision."""
        from wireroom.formats.html import parse_blocks
        from wireroom.stories.body import stream_json
        from wireroom.stories.models import Story

        story = Story(
            headline=headline or f"Story number {next(_numbers)}",
            locale=self.editions[language].locale,
            section=self.sections[section],
            summary=fields.pop("summary", "What it is about."),
            body=stream_json(parse_blocks(body)),
            created_by=by,
            **fields,
        )
        story.authors.set(authors)
        story.sources.set(sources)
        story.topics.set(topics)
        story.save()
        story.save_revision(user=by)
        return story

    def published(self, headline: str = "", **fields: Any) -> Story:
        """A story that is out; the row as it stands after its release."""
        from wireroom.stories.actions import publish

        return self._after(publish(self.draft(headline, **fields), by=None))

    def _after(self, dispatch: Dispatch | None) -> Story:
        from wireroom.stories.models import Story

        assert dispatch is not None
        return Story.objects.get(pk=dispatch.story_id)

    def fresh(self, story: Story) -> Story:
        """The row as it stands now."""
        from wireroom.stories.models import Story

        return Story.objects.get(pk=story.pk)
