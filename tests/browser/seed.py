"""Fills the data folder named by WIREROOM_HOME for the browser tests and prints the addresses of its page types.

Run as `python -m tests.browser.seed` in a process of its own, on a database that is up to date.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
    import django

    django.setup()
    from tests.factories import Newsroom
    from tests.flows.agency import furnish
    from tests.flows.voices import SPOKEN
    from wireroom.accounts.rules import Role

    newsroom = Newsroom.open()
    newsroom.person(Role.CHIEF, name="chief")
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
    sys.stdout.write(json.dumps(agency.pages) + "\n")


if __name__ == "__main__":
    main()
