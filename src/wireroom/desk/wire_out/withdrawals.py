# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The withdrawal board: who has been told, who has answered, and who must be telephoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.desk.counted import MOST_SHOWN, CountedMenuItem
from wireroom.desk.wire_out.asking import Crumb, Deed, WirePage
from wireroom.desk.wire_out.boards import Board, board_of, latest_withdrawal, newest_withdrawals, summaries
from wireroom.desk.wire_out.boards import translations_of as released_translations
from wireroom.desk.wire_out.doors import own_stories
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.policy import may as may_story
from wireroom.stories.rules import Action
from wireroom.wire_out.models import Recall
from wireroom.wire_out.policy import Right, may
from wireroom.wire_out.querysets import RecallQuerySet
from wireroom.wire_out.recalls import telephone

WITHDRAWALS = _("Withdrawals")
PER_PAGE = 20
MOST_LISTED = 1_000


def own_recalls(user: User) -> RecallQuerySet:
    return Recall.objects.filter(own_stories(user))


class WithdrawalsMenuItem(CountedMenuItem):
    """Bears the number of those who must be telephoned."""

    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return may(user, Right.VIEW)

    def waiting(self, request: HttpRequest) -> int:
        user: Any = request.user
        return own_recalls(user).to_telephone(clock.now()).order_by()[: MOST_SHOWN + 1].count()


class WithdrawalsView(WirePage):
    """Every withdrawal that somebody had to learn of; those that somebody does not know yet first asked for."""

    template_name = "desk/wire/withdrawals.html"
    page_title = WITHDRAWALS
    header_icon = "warning"

    def get(self, request: HttpRequest) -> HttpResponse:
        shows_all = request.GET.get("state") == "all"
        recalls = own_recalls(self.user)
        numbers = newest_withdrawals(recalls if shows_all else recalls.untold(), MOST_LISTED)
        page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("p"))
        lines = summaries(list(page.object_list))
        return self.show(page=page, lines=lines, shows_all=shows_all)


class TelephoneForm(forms.Form):
    spoke_to = forms.CharField(label=_("Whom did you speak to?"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False)

    @property
    def words(self) -> str:
        """Who, and what they said, as it is kept."""
        return "\n".join(filter(None, (self.cleaned_data["spoke_to"], self.cleaned_data["note"])))


@dataclass(frozen=True, slots=True)
class Translation:
    """Another language's version of a withdrawn story: withdrawn too, or still public."""

    story: Story
    board: int | None
    may_withdraw: bool


class OneWithdrawal(WirePage):
    """A page about the withdrawal in its address."""

    header_icon = "warning"

    @cached_property
    def withdrawal(self) -> Dispatch:
        related = ("story__locale__edition", "story__section")
        found = Dispatch.objects.filter(own_stories(self.user), kind="withdrawal").select_related(*related)
        return get_object_or_404(found.defer("payload", "story__body"), pk=self.kwargs["seq"])

    @cached_property
    def board(self) -> Board:
        return board_of(self.withdrawal)

    def above(self) -> list[Crumb]:
        return [(reverse("withdrawals:index"), WITHDRAWALS)]

    def get_page_title(self) -> str:
        return gettext("Withdrawal board")

    def translations(self) -> list[Translation]:
        return [
            Translation(
                story,
                None if story.live else latest_withdrawal(story),
                story.live and may_story(self.user, Action.WITHDRAW, story),
            )
            for story in released_translations(self.withdrawal.story)
        ]


class BoardView(OneWithdrawal):
    template_name = "desk/wire/board.html"

    def get(self, request: HttpRequest, seq: int) -> HttpResponse:
        return self.show(
            board=self.board,
            withdrawal=self.withdrawal,
            story=self.withdrawal.story,
            translations=self.translations(),
            may_telephone=may(self.user, Right.TELEPHONE),
            is_again_public=self.withdrawal.story.live,
        )


class TelephonedView(Deed):
    right = Right.TELEPHONE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        related = ("subscriber", "story__section")
        recall = get_object_or_404(Recall.objects.select_related(*related).defer("story__body"), pk=pk)
        if not own_recalls(self.user).filter(pk=recall.pk).exists():
            raise PermissionDenied
        form = TelephoneForm(request.POST)
        back = reverse("withdrawals:board", args=[recall.dispatch_id]) + f"#recall-{recall.pk}"
        if not form.is_valid():
            self.refuse(gettext("Say whom you spoke to."))
            return redirect(back)
        said = gettext("Noted: %(subscriber)s knows.") % {"subscriber": recall.subscriber}
        self.attempt(lambda: telephone(recall, by=self.user, note=form.words), said=said)
        return redirect(back)
