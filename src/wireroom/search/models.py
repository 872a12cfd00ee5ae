"""Which stories the search knows; the words themselves lie beside these rows, in the form each database likes."""

from __future__ import annotations

from django.db import models

from wireroom.stories.models import Story


class SearchEntry(models.Model):
    """A story that readers can find.

    `position` rises with first publication, so the newest hits of any word are the last ones of its list. On SQLite
    it is the rowid of the story's words in the FTS5 table `search_text`; on PostgreSQL they are the column `terms`
    of this table. The database itself takes the words away with their row.
    """

    position = models.BigAutoField(primary_key=True)
    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="search_entry")

    def __str__(self) -> str:
        return f"{self.story_id} at {self.position}"


class DeskEntry(models.Model):
    """A story whose newest draft says something else than what is out, for the newsroom's own search.

    Its words lie in `search_desktext` on SQLite and in the column `terms` on PostgreSQL.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="desk_entry")

    def __str__(self) -> str:
        return str(self.story_id)
