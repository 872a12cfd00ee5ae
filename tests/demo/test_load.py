"""The demo agency, loaded once for all tests of this module, with small pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from tests.factories import Newsroom
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.demo.load import STILL_BEHIND, Loaded, has_news_of_its_own, is_loaded, load
from wireroom.demo.staff import staff_file
from wireroom.stories import chain
from wireroom.stories.models import Author, Dispatch, Edition, Photo, PublicPicture, Source, StaticPage, Story, Topic
from wireroom.stories.rules import State
from wireroom.wire_out.engine.delivering import Engine
from wireroom.wire_out.models import (
    ApiToken,
    Contact,
    Delivery,
    Endpoint,
    Person,
    Product,
    Recall,
    Receipt,
    SavedSearch,
    Subscriber,
)
from wireroom.wire_out.portal.people import signed_in

SMALL = (300, 200)
LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh-hans")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo in an otherwise empty house; whatever a test changes is seen by the next."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("WIREROOM_HOME", str(tmp_path_factory.mktemp("home")))
        ContentType.objects.clear_cache()
        yield load(size=SMALL)
        transaction.set_rollback(True)


def _at(name: str) -> Endpoint:
    return Endpoint.objects.get(subscriber__name=name)


@pytest.fixture
def client() -> Client:
    return Client()


def _group(key: str, language: str = "en") -> Story:
    return Story.objects.get(slug__startswith=key, locale__language_code=language)


def test_demo_fills_every_edition(demo: Loaded) -> None:
    assert demo.stories == Story.objects.count()
    assert demo.stories >= 90
    assert [edition.code for edition in Edition.objects.open()] == list(LANGUAGES)
    for edition in Edition.objects.open():
        published = Story.objects.published().in_edition(edition)
        assert published.count() >= 15
        assert set(published.values_list("section__code", flat=True)) == {
            "world", "politics", "economy", "society", "science", "culture", "sport",
        }  # fmt: skip


def test_demo_has_stories_in_every_state(demo: Loaded) -> None:
    for edition in Edition.objects.open():
        states = Counter(story.state for story in Story.objects.in_edition(edition))
        waiting = State.DRAFT if edition.code in ("es", "ar") else State.IN_REVIEW
        assert set(states) == {State.PUBLISHED, State.WITHDRAWN, State.SCHEDULED, State.EMBARGOED, waiting}


def test_groups_exist_in_every_language_and_come_from_the_english_original(demo: Loaded) -> None:
    for original in Story.objects.filter(locale__language_code="en").exclude(translated_to=None).distinct():
        versions = Story.objects.filter(translation_key=original.translation_key)
        assert set(versions.values_list("locale__language_code", flat=True)) == set(LANGUAGES)
        assert set(versions.exclude(pk=original.pk).values_list("translated_from", flat=True)) == {original.pk}
    assert Story.objects.filter(untranslated=True).count() == 0


def test_log_verifies_and_its_times_rise_up_to_now(demo: Loaded) -> None:
    assert list(chain.flaws()) == []
    times = list(Dispatch.objects.order_by("seq").values_list("released_at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert times[0] < timezone.now() - timedelta(days=7)


def test_log_holds_every_kind_and_the_advance_of_the_embargoed(demo: Loaded) -> None:
    kinds = set(Dispatch.objects.values_list("kind", flat=True))
    assert kinds == {"new", "update", "correction", "refile", "withdrawal"}
    advances = Dispatch.objects.filter(audience="advance")
    assert {d.language for d in advances} == {"en", "ru", "fr", "es", "ar", "zh-Hans"}
    assert len(set(advances.values_list("embargo_until", flat=True))) == 1


def test_update_chain_is_one_story_with_three_versions(demo: Loaded) -> None:
    flood = _group("river-ansel-bursts")
    assert [(d.version, d.kind) for d in Dispatch.objects.of(flood)] == [(1, "new"), (2, "update"), (3, "update")]
    first, last = Dispatch.objects.of(flood)[0].item, Dispatch.objects.of(flood)[2].item
    assert first.first_created == last.first_created == flood.first_published_at
    assert last.headline == flood.headline != first.headline


def test_held_back_translation_is_behind_and_has_its_draft(demo: Loaded) -> None:
    [behind] = Story.objects.behind()
    assert (behind.locale.language_code, behind.has_unpublished_changes) == ("es", True)
    assert behind.get_latest_revision_as_object().change_kind == "update"
    assert behind.get_latest_revision_as_object().headline != behind.headline
    assert len(STILL_BEHIND) == 1


def test_nothing_in_the_newsroom_is_stamped_with_the_time_of_loading(demo: Loaded) -> None:
    flood = _group("river-ansel-bursts")
    released = [d.released_at for d in Dispatch.objects.of(flood)]
    revisions = Revision.objects.for_instance(flood).order_by("created_at")
    assert list(revisions.values_list("created_at", flat=True)) == released
    assert set(ModelLogEntry.objects.for_instance(flood).values_list("timestamp", flat=True)) <= set(released)
    assert flood.created_at == released[0]


def test_pictures_are_drawn_once_and_public_only_with_public_stories(demo: Loaded) -> None:
    assert Photo.objects.count() == len(set(Photo.objects.values_list("title", flat=True)))
    hidden = Photo.objects.filter(public_pictures=None).values_list("title", flat=True)
    assert {title.partition(":")[0] for title in hidden} == {"school-languages", "river-concerts", "app-privacy"}
    assert PublicPicture.objects.filter(image__title="harbour-bridge: bridge").count() == 2
    item = _group("port-osmund-opens").dispatch.item  # type: ignore[union-attr]  # it is live
    assert item.lead_picture is not None
    assert item.lead_picture.alt == "A cable-stayed bridge over a harbour, cranes on the far shore"


def test_everything_has_a_name_in_every_language(demo: Loaded) -> None:
    for model in (Topic, Author, Source):
        assert [row.code for row in model.objects.all() if set(row.names) != set(LANGUAGES)] == []
    assert Author.objects.filter(stories=None).count() == 0
    assert Source.objects.get(is_own=True).code == "kestrel"


def test_static_pages_stand_in_every_edition(demo: Loaded) -> None:
    for edition in Edition.objects.open():
        pages = StaticPage.objects.open().filter(locale=edition.locale)
        assert [page.slug for page in pages] == ["about", "contacts"]


def test_front_page_is_alive_in_every_edition(demo: Loaded, client: Client) -> None:
    for edition in Edition.objects.open():
        page = client.get(f"/{edition.code}/").content.decode()
        assert page.count("<img") >= 4
        shown = [s for s in Story.objects.published().in_edition(edition).newest()[:10] if s.headline in page]
        assert len(shown) >= 8


def test_what_is_not_out_is_not_on_any_front_page(demo: Loaded, client: Client) -> None:
    for edition in Edition.objects.open():
        page = client.get(f"/{edition.code}/").content.decode()
        for story in Story.objects.unreleased().in_edition(edition):
            assert story.headline not in page


def test_staff_of_each_role_can_sign_in(demo: Loaded) -> None:
    assert [entry.role for entry in demo.staff] == ["reporter", "editor", "chief", "moderator", "administrator"]
    for entry, role in zip(demo.staff, Role, strict=True):
        user = authenticate(username=entry.name, password=entry.password)
        assert isinstance(user, User)
        assert user.roles >= {role}
        assert user.email == ""
    assert Author.objects.get(user__username="reporter").code == "tomas-oriel"
    assert mail.outbox == []


def test_passwords_are_kept_for_the_owner_only(demo: Loaded) -> None:
    assert staff_file().stat().st_mode & 0o777 == 0o600
    kept = staff_file().read_text().splitlines()
    entries = [*demo.staff, *demo.clients]
    assert sorted(kept) == sorted(f"{entry.role}\t{entry.name}\t{entry.password}" for entry in entries)


def test_newsrooms_of_many_languages_take_the_wire(demo: Loaded) -> None:
    assert sorted(Subscriber.objects.values_list("language", flat=True)) == ["ar", "en", "es", "fr", "ru"]
    served = Subscriber.objects.served(timezone.now())
    assert [one.name for one in Subscriber.objects.exclude(pk__in=served)] == ["Radio Sarna"]
    assert [one.name for one in Subscriber.objects.filter(may_receive_embargoed=True)] == ["The Osmund Courier"]
    assert {number[:12] for number in Contact.objects.values_list("phone", flat=True)} == {"+44 1632 960"}
    assert not [mail for mail in Contact.objects.values_list("mail", flat=True) if mail and ".example" not in mail]


def test_wire_of_the_demo_was_sent_refused_and_waits(demo: Loaded) -> None:
    states = {
        name: set(Delivery.objects.at(_at(name)).values_list("state", flat=True))
        for name in ("The Osmund Courier", "صدى الميناء", "La Gazette de Telmark")
    }
    assert states == {
        "The Osmund Courier": {"accepted"},
        "صدى الميناء": {"accepted"},
        "La Gazette de Telmark": {"pending", "failed", "superseded"},
    }
    for name in ("The Osmund Courier", "صدى الميناء"):
        sent = set(Delivery.objects.at(_at(name)).values_list("last_text", flat=True))
        assert {path.name for path in Path(_at(name).address).iterdir()} == sent
    assert Delivery.objects.at(_at("The Osmund Courier")).filter(dispatch__audience="advance").count() == 1


def test_deliveries_happened_when_their_dispatches_went_out(demo: Loaded) -> None:
    for delivery in Delivery.objects.accepted().select_related("dispatch"):
        times = {delivery.created_at, delivery.accepted_at, *delivery.tries.values_list("started_at", flat=True)}
        assert times == {delivery.dispatch.released_at}


def test_no_real_host_was_asked_and_none_will_be(demo: Loaded) -> None:
    gazette = _at("La Gazette de Telmark")
    assert (gazette.address, gazette.paused) == ("http://127.0.0.1:9/wire", True)
    assert set(Endpoint.objects.pushed().exclude(pk=gazette.pk).values_list("kind", flat=True)) == {"folder"}
    before = Delivery.objects.at(gazette).order_by("pk").values_list("pk", "attempts")
    tried = list(before)
    assert not Engine().turn()
    assert list(before.all()) == tried
    assert mail.outbox == []


def test_withdrawal_board_has_somebody_told_confirmed_and_to_telephone(demo: Loaded) -> None:
    withdrawal = Dispatch.objects.get(kind="withdrawal", language="en")
    recalls = Recall.objects.filter(dispatch=withdrawal)
    known = recalls.values_list("subscriber__name", "told_how", "trouble", "answered_by")
    assert set(known) == {
        ("The Osmund Courier", "delivered", "", ""),
        ("The Osmund Courier", "viewed", "", "Ada Marlow"),
        ("Radio Sarna", "", "ended", ""),
    }
    to_telephone = Recall.objects.to_telephone(timezone.now()).values_list("subscriber__name", flat=True)
    assert sorted(to_telephone) == ["Radio Sarna", "«Вечерний Линдхавен»"]


def test_clients_come_in_with_what_is_printed(demo: Loaded, client: Client) -> None:
    by_role = {entry.role: entry for entry in demo.clients}
    assert set(by_role) == {"client", "api token"}
    person = signed_in(by_role["client"].name, by_role["client"].password)
    assert person is not None
    assert (person.is_administrator, [search.words for search in person.searches.all()]) == (True, ["harbour bridge"])
    bearer = f"Bearer {by_role['api token'].password}"
    assert client.get("/wire/api/v1/dispatches?limit=1", headers={"Authorization": bearer}).status_code == 200


def test_second_run_changes_nothing(demo: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    def counts() -> list[int]:
        models = (Story, Dispatch, Revision, Photo, User, Topic, Author, Source, StaticPage, Edition)
        models += (Subscriber, Contact, Person, Product, Endpoint, ApiToken, Delivery, Receipt, Recall, SavedSearch)
        return [model.objects.count() for model in models]

    before, passwords = counts(), staff_file().read_text()
    call_command("demo")
    assert counts() == before
    assert staff_file().read_text() == passwords
    said = capsys.readouterr().out
    assert said.startswith("The demo agency is here already.\n")
    assert all(entry.password in said for entry in (*demo.staff, *demo.clients))


def test_lost_file_of_passwords_is_not_made_up(demo: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    kept = staff_file().read_text()
    staff_file().unlink()
    call_command("demo")
    assert re.findall(r"\(as it was.*\)", capsys.readouterr().out) == ["(as it was before)"] * 7
    staff_file().write_text(kept)


def test_demo_stays_out_of_a_newsroom_at_work(
    newsroom: Newsroom, wireroom_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not has_news_of_its_own()
    newsroom.published("Real news", by=newsroom.chief)
    assert has_news_of_its_own()
    call_command("demo")
    assert (
        capsys.readouterr().err == "A newsroom is at work here, so the demo stays out of its log (--anyway loads it).\n"
    )
    assert not is_loaded()
    assert not staff_file().exists()


@pytest.mark.django_db
def test_demo_opens_the_editions_asked_for_and_more_of_them_later(wireroom_home: Path, settings: Any) -> None:
    ContentType.objects.clear_cache()
    settings.EDITIONS = ["ru"]
    Newsroom.open(editions=["ru"])
    load(size=(120, 80))
    assert [str(edition) for edition in Edition.objects.all()] == ["Агентство новостей «Кестрел» (Русский)"]
    assert set(Story.objects.values_list("locale__language_code", flat=True)) == {"ru"}
    assert Story.objects.exclude(translated_from=None).count() == 0
    settings.EDITIONS = ["ru", "ar"]
    load(size=(120, 80))
    assert Counter(Story.objects.exclude(translated_from=None).values_list("locale__language_code", flat=True)) == {
        "ar": 15
    }
    assert list(chain.flaws()) == []
    times = list(Dispatch.objects.order_by("seq").values_list("released_at", flat=True))
    assert times == sorted(times)
