"""The agency's logo: given at setup or in an edition's form, seen by readers."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image as Pillow

from tests.desk.house import sign_in
from tests.factories import Newsroom
from wireroom.desk.newsroom import EditionForm
from wireroom.stories.errors import NotReady
from wireroom.stories.logos import put_logo
from wireroom.stories.models import Edition


def upload(size: tuple[int, int] = (600, 300)) -> SimpleUploadedFile:
    buffer = BytesIO()
    Pillow.new("RGBA", size, (0, 0, 120, 128)).save(buffer, "PNG")
    return SimpleUploadedFile("our logo.png", buffer.getvalue(), "image/png")


def edit(client: Client, edition: Edition, **changes: object) -> None:
    fields = {"name": edition.name, "tagline": "", "time_zone": "UTC", "is_open": "on", "position": 0, **changes}
    response = client.post(reverse("editions:edit", args=[edition.pk]), fields)
    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize(("language", "said"), [("en", "Supported formats"), ("ru", "Поддерживаемые форматы")])
def test_form_speaks_of_the_logo_in_the_language_of_who_fills_it_in(language: str, said: str) -> None:
    with translation.override(language):
        text = EditionForm().fields["logo"].help_text
    assert said in text
    assert text.startswith("Stands in place of the name" if language == "en" else "Стоит")


def test_logo_of_an_edition_stands_at_the_head_of_its_pages(newsroom: Newsroom) -> None:
    english, client = newsroom.editions["en"], sign_in(newsroom.chief)
    assert 'class="logo"' not in Client().get("/en/").content.decode()
    edit(client, english, logo=upload())
    logo = Edition.objects.get(pk=english.pk).logo
    page = Client().get("/en/").content.decode()
    assert f'<img class="logo" src="{logo.url}" alt="Test Agency" width="480" height="240">' in page
    assert f'"url":"http://testserver{logo.url}","width":480,"height":240' in page
    assert Client().get(logo.url)["Content-Type"] == "image/png"
    assert 'class="logo"' not in Client().get("/fr/").content.decode()


def test_logo_stays_when_something_else_is_edited_and_goes_when_cleared(newsroom: Newsroom) -> None:
    english, client = newsroom.editions["en"], sign_in(newsroom.chief)
    edit(client, english, logo=upload())
    given = Edition.objects.get(pk=english.pk).logo.name
    edit(client, english, tagline="News from the coast")
    assert Edition.objects.get(pk=english.pk).logo.name == given
    edit(client, english, **{"logo-clear": "on"})
    assert not Edition.objects.get(pk=english.pk).logo
    assert Client().get(f"/media/{given}").status_code == 404


def test_what_is_no_picture_is_no_logo(newsroom: Newsroom) -> None:
    with pytest.raises(NotReady):
        put_logo(newsroom.editions.values(), BytesIO(b"<svg onload=alert(1)>"))
