"""A newsroom in a process of its own: opens a house, or releases stories in many versions.

`python -m tests.wire_out.newsroom_process open ADDRESS...` makes one HTTP endpoint an address;
`... release STORIES VERSIONS SEED` releases, and prints for each story its last dispatch and whether it is withdrawn.
"""

from __future__ import annotations

import json
import random
import sys
import time

import django


def open_house(addresses: list[str]) -> None:
    from django.core.management import call_command

    from tests.factories import Newsroom
    from tests.wire_out.clients import endpoint, product, subscriber

    call_command("migrate", verbosity=0)
    Newsroom.open(editions=("en",))
    for address in addresses:
        client = subscriber()
        endpoint(client, [product(client)], kind="http", address=address)


def release(stories: int, versions: int, seed: int) -> None:
    """Versions of all stories in random order; every fifth story ends withdrawn, every tenth is back after that."""
    from tests.factories import Newsroom
    from wireroom.stories.actions import correct, refile, reinstate, update, withdraw
    from wireroom.stories.models import Dispatch, Edition, Section, Story

    chance = random.Random(seed)
    newsroom = Newsroom({"en": Edition.objects.get()}, {section.code: section for section in Section.objects.all()})
    to_do = [number for number in range(stories) for _ in range(versions)]
    chance.shuffle(to_do)
    known: dict[int, Story] = {}
    left = dict.fromkeys(range(stories), versions)
    for number in to_do:
        left[number] -= 1
        story = known.get(number)
        if story is None:
            known[number] = newsroom.published(f"Story {number}")
            continue
        story = newsroom.fresh(story)
        if number % 5 == 0 and left[number] == 0:
            withdraw(story, by=None, note="Wrong from beginning to end.")
            if number % 10 == 0:
                reinstate(newsroom.fresh(story), by=None, note="Right after all.")
        else:
            story.headline = f"Story {number}, {left[number]} to come"
            change = chance.choice([update, correct, refile])
            change(story, by=None, **({} if change is refile else {"note": f"Note {number}/{left[number]}."}))
        time.sleep(chance.random() * 0.05)
    for story in known.values():
        last = Dispatch.objects.of(story).last()
        withdrawal = Dispatch.objects.of(story).filter(kind="withdrawal").last()
        sys.stdout.write(json.dumps([story.guid, last.seq, withdrawal.seq if withdrawal else 0]) + "\n")


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "open":
        open_house(sys.argv[2:])
    else:
        release(*map(int, sys.argv[2:5]))
