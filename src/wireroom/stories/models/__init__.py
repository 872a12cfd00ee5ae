"""The tables of the newsroom."""

from wireroom.stories.models.dispatch import Audience, Dispatch, DispatchKind, LogHead
from wireroom.stories.models.edition import Edition
from wireroom.stories.models.mending import Mend, MissedMend
from wireroom.stories.models.page import StaticPage
from wireroom.stories.models.photo import Photo, PublicPicture, Rendition
from wireroom.stories.models.story import ChangeKind, ShownImage, Story
from wireroom.stories.models.taxonomy import Assignment, Author, Section, Source, Topic

__all__ = [
    "Assignment",
    "Audience",
    "Author",
    "ChangeKind",
    "Dispatch",
    "DispatchKind",
    "Edition",
    "LogHead",
    "Mend",
    "MissedMend",
    "Photo",
    "PublicPicture",
    "Rendition",
    "Section",
    "ShownImage",
    "Source",
    "StaticPage",
    "Story",
    "Topic",
]
