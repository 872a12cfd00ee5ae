"""Releases what each line of its input says, as JSON: `new LANGUAGE HEADLINE`, or `KIND HEADLINE` for a story."""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
    import django

    django.setup()
    for line in sys.stdin:
        sys.stdout.write(release(json.loads(line)) + "\n")
        sys.stdout.flush()


def release(arguments: list[str]) -> str:
    """Returns the story's path."""
    from tests.factories import Newsroom
    from tests.flows.agency import path_of
    from wireroom.stories import actions
    from wireroom.stories.models import Edition, Section, Story

    if arguments[0] == "new":
        newsroom = Newsroom(
            {edition.code: edition for edition in Edition.objects.all()},
            {section.code: section for section in Section.objects.all()},
        )
        story = newsroom.published(arguments[2], language=arguments[1], section="culture")
    else:
        story = Story.objects.get(headline__startswith=arguments[1])
        if arguments[0] == "withdrawal":
            actions.withdraw(story, by=None, note="All wrong.")
        else:
            story.headline += "."
            note = {"note": "It was wrong."} if arguments[0] == "correction" else {}
            {"correction": actions.correct, "update": actions.update, "refile": actions.refile}[arguments[0]](
                story, by=None, **note
            )
    return path_of(story)


if __name__ == "__main__":
    main()
