"""What a judge asks of earlier comments, in one query written out: building it from querysets costs more than it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models.fields import DateTimeField

from wireroom.reactions.comments.rules import Past
from wireroom.reactions.readers import Reader

_TRACES = """
SELECT
    EXISTS (SELECT 1 FROM comments_blockedreader WHERE reader = %(reader)s AND (until IS NULL OR until > %(now)s)),
    (SELECT COUNT(*) FROM comments_comment WHERE reader = %(reader)s AND created_at > %(lately)s),
    (SELECT COUNT(*) FROM comments_comment WHERE place = %(place)s AND place <> '' AND created_at > %(lately)s),
    (SELECT COUNT(*) FROM comments_comment WHERE digest = %(digest)s AND created_at > %(today)s),
    (SELECT COUNT(*) FROM comments_comment WHERE reader = %(reader)s AND state = 'published'),
    (SELECT COUNT(*) FROM comments_comment WHERE reader = %(reader)s AND state IN ('rejected', 'removed'))
"""


@dataclass(frozen=True, slots=True)
class Traces:
    """`lately` and `from_here` count the last minutes, of the reader and of the network; `repeats` a day."""

    is_blocked: bool
    lately: int
    from_here: int
    repeats: int
    past: Past


def traces(reader: Reader, digest: str, *, lately: datetime, today: datetime, now: datetime) -> Traces:
    """What is stored of a reader, a network and a text; a new reader has no key in the tables yet."""
    moments = {"lately": lately, "today": today, "now": now}
    values = {name: DateTimeField().get_db_prep_value(moment, connection) for name, moment in moments.items()}
    with connection.cursor() as cursor:
        cursor.execute(_TRACES, {"reader": reader.key, "place": reader.place, "digest": digest, **values})
        blocked, own, here, repeats, kept, refused = cursor.fetchone()
    return Traces(bool(blocked), own, here, repeats, Past(kept, refused))
