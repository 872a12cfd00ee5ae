"""Deciding about many reports at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import send, story_with_slips
from wireroom.accounts.rules import Role
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.models import Slip, SlipState


def slips_of(newsroom: Newsroom) -> list[Slip]:
    story = story_with_slips(newsroom)
    return [send(story, quote).slip for quote in ("Teh", "nobdy", "sial")]


def act(client: Client, name: str, ids: list[object], **fields: str) -> HttpResponse:
    address = reverse("wagtail_bulk_action", args=["typo_reports", "slip", name])
    query = "&".join(f"id={one}" for one in ids)
    return client.post(f"{address}?next=/desk/errors/&{query}", fields, follow=True)


def states() -> list[str]:
    return list(Slip.objects.order_by("pk").values_list("state", flat=True))


def test_many_are_rejected_with_one_reason(newsroom: Newsroom) -> None:
    slips = slips_of(newsroom)
    client = sign_in(newsroom.chief)
    response = act(client, "reject", [slip.pk for slip in slips[:2]])
    assert list(response.context["form"].errors) == ["reason"]
    response = act(client, "reject", [slip.pk for slip in slips[:2]], reason="It is right.")
    assert "2 reports rejected." in response.content.decode()
    assert states() == [SlipState.REJECTED, SlipState.REJECTED, SlipState.OPEN]


def test_many_are_set_aside_or_taken(newsroom: Newsroom) -> None:
    slips = slips_of(newsroom)
    client = sign_in(newsroom.chief)
    assert "1 report set aside." in act(client, "aside", [slips[0].pk]).content.decode()
    assert "2 reports taken." in act(client, "claim", [slips[1].pk, slips[2].pk]).content.decode()
    assert Slip.objects.claimed_by(newsroom.chief).count() == 2


def test_what_a_colleague_has_is_left_alone_and_said(newsroom: Newsroom) -> None:
    slips = slips_of(newsroom)
    actions.claim(slips[0], by=newsroom.person(Role.EDITOR))
    text = act(sign_in(newsroom.chief), "claim", [slip.pk for slip in slips]).content.decode()
    assert "1 was left alone: a colleague was quicker." in text
    assert "2 reports taken." in text


def test_all_and_nonsense_mean_nobody(newsroom: Newsroom) -> None:
    slips_of(newsroom)
    for ids in (["all"], ["x", "9" * 5000, "-1"]):
        act(sign_in(newsroom.chief), "aside", list(ids))
    assert states() == [SlipState.OPEN] * 3
