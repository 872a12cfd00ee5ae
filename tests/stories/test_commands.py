"""The shell's commands on the log: verify, expunge, rotatekey."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import Newsroom
from tests.stories.test_chain import tamper
from wireroom.formats import newsml_g2, ninjs
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.registry import RENDERERS
from wireroom.stories import actions
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Dispatch


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue().strip()


def test_verify_counts_dispatches_and_names_the_first_broken_link(newsroom: Newsroom) -> None:
    assert run("verify") == "0 dispatches verified."
    newsroom.published()
    newsroom.published()
    assert run("verify") == "2 dispatches verified."
    tamper("UPDATE stories_dispatch SET note = 'forged' WHERE seq = 2")
    with pytest.raises(CommandError, match=r"^The chain is broken: dispatch 2 was changed after its release\.$"):
        run("verify")


def test_expunge_empties_an_old_dispatch_only(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    with pytest.raises(CommandError, match="Readers see this version now"):
        run("expunge", "1", "--reason=Order 12")
    story.headline = "Right"
    actions.correct(story, by=None, note="It was wrong.")
    assert run("expunge", "1", "--reason=Order 12") == "Dispatch 1 is expunged; the chain still verifies."
    assert Dispatch.objects.get(seq=1).payload == ""
    with pytest.raises(CommandError, match="There is no dispatch 9"):
        run("expunge", "9", "--reason=Order 12")
    assert run("verify") == "2 dispatches verified."


def test_rotatekey_signs_with_a_new_key(newsroom: Newsroom) -> None:
    newsroom.published()
    run("rotatekey")
    newsroom.published()
    assert len(set(Dispatch.objects.values_list("key_id", flat=True))) == 2
    assert run("verify") == "2 dispatches verified."


@pytest.mark.parametrize("name", [name for name, renderer in RENDERERS.items() if renderer.render_all])
def test_export_writes_the_public_log_in_any_format(newsroom: Newsroom, name: str) -> None:
    newsroom.published("First rain")
    newsroom.published("Second rain")
    everything = run("export", "--format", name)
    assert everything.index("First rain") < everything.index("Second rain")
    newest = run("export", "--format", name, "--since", "1")
    assert "First rain" not in newest
    assert "Second rain" in newest


@pytest.mark.parametrize("name", [name for name, renderer in RENDERERS.items() if renderer.render_all])
def test_export_keeps_what_is_under_embargo_to_who_asks_for_it(newsroom: Newsroom, name: str) -> None:
    old = NewsItem(
        guid="urn:old:1", language="en", headline="Ice age ends", version_created=datetime(1999, 1, 2, tzinfo=UTC)
    )
    take_in([old], Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    secret = newsroom.draft("Secret until noon", embargo_until=timezone.now() + timedelta(hours=1))
    actions.publish(secret, by=newsroom.chief)
    assert [dispatch.audience for dispatch in Dispatch.objects.order_by("seq")] == ["archive", "advance"]
    usual, advance = run("export", "--format", name), run("export", "--format", name, "--advance")
    assert ("Ice age ends" in usual, "Secret" in usual) == (True, False)
    assert ("Ice age ends" in advance, "Secret" in advance) == (True, True)


def test_exported_stories_are_read_again(newsroom: Newsroom) -> None:
    newsroom.published("First rain")
    newsroom.published("Second rain")
    items = tuple(dispatch.item for dispatch in Dispatch.objects.order_by("seq"))
    assert newsml_g2.parse_all(run("export", "--format", "newsml-g2").encode()) == items
    assert tuple(map(ninjs.parse, run("export", "--format", "ninjs").encode().splitlines())) == items


def test_a_withdrawn_story_is_exported_without_its_text(newsroom: Newsroom) -> None:
    story = newsroom.published("Rain", body="<p>The false claim.</p>")
    actions.withdraw(story, by=None, note="It was false.")
    assert "The false claim." not in run("export", "--format", "text", "--since", "1")
