"""The withdrawal board: who knows, who must be telephoned, and the proof of it."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway
from tests.factories import Newsroom
from tests.wire_out.clients import enter_all
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories.actions import reinstate, withdraw
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.translations import translate
from wireroom.wire_out.models import Contact, Delivery, How, Recall
from wireroom.wire_out.recalls import answer, told_by_delivery
from wireroom.wire_out.receipts import holder_of, record


@pytest.fixture
def at(newsroom: Newsroom) -> Doorway:
    return Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))


def in_trouble(recall: Recall, trouble: str = "failing") -> Recall:
    Recall.objects.filter(pk=recall.pk).update(trouble=trouble)
    recall.refresh_from_db()
    return recall


def test_a_recipient_goes_from_the_way_to_the_telephone_to_told(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()

    def where() -> tuple[int, int, int]:
        board = at.get("withdrawals:board", withdrawal.seq).context["board"]
        return len(board.waiting), len(board.to_telephone), len(board.told)

    assert where() == (1, 0, 0)
    in_trouble(recall)
    assert where() == (0, 1, 0)
    told_by_delivery([recall.delivery_id or 0], clock.now())
    assert where() == (0, 0, 1)


def test_who_must_be_telephoned_has_contacts_beside(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()
    in_trouble(recall, "gone")
    page = at.get("withdrawals:board", withdrawal.seq).content.decode()
    assert 'href="tel:+4402079460000"' in page
    assert "Dana Desk" in page
    assert "Nobody at this address any more" in page
    assert "It never gives up" in page
    Contact.objects.all().delete()
    assert "No contact is known. Ask a chief." in at.get("withdrawals:board", withdrawal.seq).content.decode()


def test_a_call_is_noted_with_who_when_and_by_whom(at: Doorway) -> None:
    from wagtail.models import ModelLogEntry

    _story, withdrawal, recall = at.clientele.withdrawn()
    at.post("withdrawals:telephoned", recall.pk, spoke_to="Dana Desk", note="Takes it off at once.")
    recall.refresh_from_db()
    chief = at.clientele.newsroom.chief
    assert (recall.told_how, recall.told_by, recall.note) == ("telephoned", chief, "Dana Desk\nTakes it off at once.")
    assert Delivery.objects.get(recall=recall).state == "told"
    page = at.get("withdrawals:board", withdrawal.seq).content.decode()
    assert "Takes it off at once." in page
    entry = ModelLogEntry.objects.filter(action="wireroom.wire_telephone").get()
    assert (entry.user, entry.data["seq"]) == (chief, withdrawal.seq)


def test_a_call_to_nobody_is_refused(at: Doorway) -> None:
    recall = at.clientele.withdrawn()[2]
    at.post("withdrawals:telephoned", recall.pk, spoke_to="  ")
    recall.refresh_from_db()
    assert recall.told_at is None


def test_two_calls_at_once_note_one(at: Doorway) -> None:
    recall = at.clientele.withdrawn()[2]
    at.post("withdrawals:telephoned", recall.pk, spoke_to="Dana")
    second = reverse("withdrawals:telephoned", args=[recall.pk])
    page = at.client.post(second, {"spoke_to": "Eve"}, follow=True)
    recall.refresh_from_db()
    assert recall.note == "Dana"
    assert ["They know already" in str(one) for one in page.context["messages"]] == [False, True]


def test_a_confirmation_shows_who_gave_it(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()
    answer(recall, who="<b>Night desk</b>")
    page = at.get("withdrawals:board", withdrawal.seq)
    assert page.context["board"].answered == 1
    assert "&lt;b&gt;Night desk&lt;/b&gt;" in page.content.decode()


def test_everybody_who_has_it_is_on_the_board_with_what_they_had(at: Doorway) -> None:
    story = at.clientele.delivered().story
    released = list(Dispatch.objects.filter(story=story))
    record(holder_of(at.clientele.token), released, How.PULLED)
    record(holder_of(at.clientele.person), released, How.VIEWED)
    withdrawal = withdraw(at.clientele.newsroom.fresh(story), by=None, note="Wrong.")
    enter_all()
    board = at.get("withdrawals:board", withdrawal.seq).context["board"]
    assert {line.recall.who: [(had.version, had.how) for had in line.had] for line in board.lines} == {
        f"endpoint:{at.clientele.push.pk}": [(1, "accepted")],
        f"token:{at.clientele.token.pk}": [(1, "fetched")],
        f"person:{at.clientele.person.pk}": [(1, "viewed")],
    }


def test_who_does_not_fetch_for_a_quarter_of_an_hour_is_telephoned(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()
    Recall.objects.filter(pk=recall.pk).update(created_at=clock.now() - timedelta(minutes=16))
    assert len(at.get("withdrawals:board", withdrawal.seq).context["board"].to_telephone) == 1


def _translated(newsroom: Newsroom, story: Story) -> Story:
    from wireroom.stories.actions import publish

    draft = translate(story, into=newsroom.editions["ru"], by=None)
    draft.untranslated, draft.headline = False, "По-русски"
    draft.save_revision()
    publish(draft, by=None)
    return newsroom.fresh(draft)


def test_translations_still_public_are_named_and_withdrawn_ones_linked(at: Doorway, newsroom: Newsroom) -> None:
    story = newsroom.published()
    russian = _translated(newsroom, story)
    withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    page = at.get("withdrawals:board", withdrawal.seq).content.decode()
    assert ("still public" in page, "Nobody had received it." in page) == (True, True)
    other = withdraw(russian, by=None, note="Неверно.")
    page = at.get("withdrawals:board", withdrawal.seq).content.decode()
    assert reverse("withdrawals:board", args=[other.seq]) in page
    assert "still public" not in page


def test_a_chief_withdraws_translations_with_notes_of_their_own(newsroom: Newsroom) -> None:
    story = newsroom.published()
    russian = _translated(newsroom, story)
    client = sign_in(newsroom.chief)
    address = reverse("stories:withdraw", args=[story.pk])
    fields = {"note": "Wrong.", f"also_{russian.pk}": "on"}
    refused = client.post(address, fields)
    assert list(refused.context["form"].errors) == [f"note_{russian.pk}"]
    assert newsroom.fresh(story).live
    client.post(address, fields | {f"note_{russian.pk}": "Неверно."})
    notes = Dispatch.objects.filter(kind="withdrawal").order_by("seq").values_list("story_id", "note")
    assert list(notes) == [(story.pk, "Wrong."), (russian.pk, "Неверно.")]


def test_translations_that_are_not_ticked_stay(newsroom: Newsroom) -> None:
    story = newsroom.published()
    russian = _translated(newsroom, story)
    client = sign_in(newsroom.chief)
    client.post(reverse("stories:withdraw", args=[story.pk]), {"note": "Wrong.", f"note_{russian.pk}": "Неверно."})
    assert (newsroom.fresh(story).live, newsroom.fresh(russian).live) == (False, True)


def test_the_list_asks_first_for_those_that_somebody_does_not_know(at: Doorway) -> None:
    _first, withdrawal, recall = at.clientele.withdrawn()
    _second, newer, _recall = at.clientele.withdrawn()
    in_trouble(recall)

    def lines(**query: str) -> list[tuple[int, int, int, int]]:
        found = at.get("withdrawals:index", **query).context["lines"]
        return [(one.withdrawal.seq, one.told, one.recipients, one.to_telephone) for one in found]

    assert lines() == [(newer.seq, 0, 1, 0), (withdrawal.seq, 0, 1, 1)]
    at.post("withdrawals:telephoned", recall.pk, spoke_to="Dana")
    assert lines() == [(newer.seq, 0, 1, 0)]
    assert lines(state="all") == [(newer.seq, 0, 1, 0), (withdrawal.seq, 1, 1, 0)]


def test_the_table_of_proof_holds_no_formula(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()
    at.post("withdrawals:telephoned", recall.pk, spoke_to="=cmd|' /C calc'!A0", note='"quoted", and more')
    response = at.get("withdrawals:proof_table", withdrawal.seq)
    assert response["Content-Disposition"] == f'attachment; filename="withdrawal-{withdrawal.seq}.csv"'
    head, row = csv.reader(StringIO(response.content.decode().removeprefix("\ufeff")))
    table = dict(zip(head, row, strict=True))
    assert table["Spoke to, note"] == "'=cmd|' /C calc'!A0\n\"quoted\", and more"
    assert (table["Subscriber"], table["How"], table["By"]) == (at.clientele.subscriber.name, "telephoned", "chief")
    assert table["Message id"] == Delivery.objects.get(recall=recall).message_id
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_the_page_of_proof_names_the_hash_of_the_dispatch(at: Doorway) -> None:
    _story, withdrawal, _recall = at.clientele.withdrawn()
    page = at.get("withdrawals:proof", withdrawal.seq).content.decode()
    assert withdrawal.hash in page
    assert "not told yet" in page


def test_a_story_that_is_back_says_so(at: Doorway) -> None:
    story, withdrawal, _recall = at.clientele.withdrawn()
    reinstate(story, by=None)
    assert "The story has been reinstated since." in at.get("withdrawals:board", withdrawal.seq).content.decode()


def test_no_board_for_what_is_no_withdrawal(at: Doorway) -> None:
    seq = at.clientele.delivered().dispatch_id
    assert at.get("withdrawals:board", seq).status_code == 404
    assert at.get("withdrawals:board", 10**18).status_code == 404


def test_a_board_costs_the_same_for_one_recipient_and_for_three(newsroom: Newsroom) -> None:
    at = Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))
    _story, one, _recall = at.clientele.withdrawn()
    for _number in range(2):
        Clientele.of(newsroom)
    story = newsroom.published()
    enter_all()
    Delivery.objects.pending().filter(story=story).update(
        state="accepted", attempts=1, next_attempt_at=None, accepted_at=clock.now(), settled_at=clock.now()
    )
    three = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    enter_all()
    at.get("withdrawals:board", one.seq)
    counts = []
    for withdrawal in (one, three):
        with CaptureQueriesContext(connection) as captured:
            at.get("withdrawals:board", withdrawal.seq)
        counts.append(len(captured))
    assert Recall.objects.filter(dispatch=three).count() == 3
    assert counts[0] == counts[1]


def test_the_first_page_leads_to_the_board_and_the_endpoints(at: Doorway) -> None:
    _story, withdrawal, recall = at.clientele.withdrawn()
    in_trouble(recall)
    page = at.client.get("/desk/").content.decode()
    assert reverse("withdrawals:board", args=[withdrawal.seq]) in page
    assert "1 recipient must be telephoned." in page
    assert reverse("endpoints:endpoint", args=[at.clientele.push.pk]) in page


def test_reporters_and_moderators_see_no_panel(newsroom: Newsroom) -> None:
    Clientele.of(newsroom).withdrawn()
    for role in (Role.REPORTER, Role.MODERATOR):
        page = sign_in(newsroom.person(role)).get("/desk/").content.decode()
        assert [name for name in ("alarms", "recalls", "endpoints") if f'id="{name}"' in page] == []


def test_a_story_says_who_has_received_it(at: Doorway, newsroom: Newsroom) -> None:
    delivery = at.clientele.delivered()
    edit = reverse("stories:edit", args=[delivery.story_id])
    assert "Received by 1 recipient" in at.client.get(edit).content.decode()
    record(holder_of(at.clientele.person), [delivery.dispatch], How.VIEWED)
    page = at.client.get(edit).content.decode()
    assert "Received by 2 recipients" in page
    assert f"/desk/deliveries/?story={delivery.story_id}" in page
    reporter = newsroom.person(Role.REPORTER)
    inspect = reverse("stories:inspect", args=[delivery.story_id])
    assert "Received by" not in sign_in(reporter).get(inspect).content.decode()
