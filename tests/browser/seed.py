"""Fills the data folder named by WIREROOM_HOME for the browser tests and prints the addresses of its page types.

Run as `python -m tests.browser.seed` in a process of its own, on a database that is up to date.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.factories import Newsroom

HOSTILE = '<img src=x onerror="document.title = 1"><svg onload="document.title = 1">'


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
    import django

    django.setup()
    from tests.factories import Newsroom
    from tests.flows.agency import furnish
    from tests.flows.voices import SPOKEN
    from wireroom.accounts.rules import Role

    newsroom = Newsroom.open()
    newsroom.people["chief"] = newsroom.person(Role.CHIEF, name="chief")
    newsroom.person(Role.EDITOR, name="phone")
    newsroom.person(Role.EDITOR, name="passkey")
    agency = furnish(newsroom, SPOKEN)
    hard = newsroom.published(
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft \u202esdrawkcab",
        section="culture",
        byline="Nobody \u202eeno",
        dateline="VARSEN \u202eneht",
        rights="\u202esthgir",
        sources=[newsroom.source("\u202eecruos")],
        body="<p>https://example.org/"
        + "a-very-long-address/" * 12
        + "</p><table><tr>"
        + "".join(f"<td>column-number-{number}</td>" for number in range(12))
        + "</tr></table>",
    )
    from tests.flows.agency import path_of

    agency.pages["en"]["hard story"] = path_of(hard)
    agency.pages["en"]["hard section"] = "/en/culture/"
    _report_errors(newsroom)
    _leave_comments(newsroom)
    _sell_the_wire(newsroom)
    for edition in ("en", "ar"):
        agency.pages[edition] |= _talk(newsroom, edition)
    sys.stdout.write(json.dumps(agency.pages) + "\n")


def _report_errors(newsroom: Newsroom) -> None:
    """What readers report about one story, one of them with hostile words."""
    from tests.reactions.typo_reports.material import send

    story = newsroom.published(
        "Keeper of Varsen retires",
        section="culture",
        body="<p>Teh keeper retires.</p><p>He lit teh lamp for 12 years.</p><p>Nobdy will folow him.</p>",
    )
    for quote, suggestion in (("Teh", "The"), ("teh", "the"), ("12", "21"), ("Nobdy", "Nobody"), ("folow", "follow")):
        send(story, quote, suggestion, comment=f"{HOSTILE} {quote}")
    send(story, HOSTILE, HOSTILE, comment=HOSTILE)


def _leave_comments(newsroom: Newsroom) -> None:
    """What readers say below a Spanish story, where moderators look first: hostile words, then three to go through."""
    from tests.reactions.comments.conversation import moderated_before, says

    moderated_before(newsroom.editions["es"])
    story = newsroom.published(
        "El farero de Varsen se jubila", language="es", section="culture", body="<p>El faro sigue encendio.</p>"
    )
    says(
        story,
        f"{HOSTILE} javascript:alert(1) https://example.org/'onmouseover='alert(1)",
        name="<b onclick=x>Bobby</b>",
    )
    for text in ("Gracias por la crónica", "Vete de aquí, farsante", "Se escribe «encendido», no «encendio»"):
        says(story, text, name="Lucía")


def _talk(newsroom: Newsroom, edition: str) -> dict[str, str]:
    """A story with three pages of comments, one of them picked and one removed, and its pages by name."""
    from tests.flows.agency import path_of
    from tests.flows.voices import SPOKEN
    from tests.reactions.comments.conversation import crowd, says
    from wireroom.reactions.comments import decisions
    from wireroom.reactions.comments.models import Comment

    voice = SPOKEN[edition]
    headline, body = f"{voice.heading}: {voice.place}", f"<p>{voice.paragraph}</p>"
    story = newsroom.published(headline, language=edition, section="culture", body=body)
    crowd(story, 44)
    removed, picked = Comment.objects.of(story.pk).oldest()[1:3]
    decisions.remove(removed, by=newsroom.chief, reason=voice.note)
    decisions.pick(picked, by=newsroom.chief)
    says(story, f"{voice.paragraph}\n\n> {voice.heading}\n\nhttps://example.org/{'long/' * 20}", name=voice.speaker)
    path = path_of(story)
    pages = {"": path, "comments": f"{path}comments/", "newest comments": f"{path}comments/?order=newest"}
    return {f"talked about {name}".strip(): page for name, page in pages.items()} | {
        "complaint": f"{path}comments/{picked.pk}/report/"
    }


def _sell_the_wire(newsroom: Newsroom) -> None:
    """A client with a hostile name whose endpoint nobody can reach, and a story that it has and that is withdrawn."""
    from tests.desk.wire_out.house import Clientele
    from wireroom.wire_out.models import Recall

    clientele = Clientele.of(newsroom, name=f"Courier {HOSTILE}")
    clientele.alarm()
    _story, _withdrawal, recall = clientele.withdrawn()
    Recall.objects.filter(pk=recall.pk).update(trouble="failing")


if __name__ == "__main__":
    main()
