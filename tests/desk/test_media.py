"""Private picture files: for staff only."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image as Pillow

from tests.desk.house import sign_in
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.stories.models import Photo


def test_thumbnails_are_for_staff_and_originals_for_who_works_with_pictures(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    thumbnail = picture.get_rendition("max-165x165")
    addresses = (thumbnail.url, picture.file.url)
    assert [address.startswith("/desk/media/") for address in addresses] == [True, True]
    statuses = {
        role: [sign_in(newsroom.person(role)).get(address).status_code for address in addresses] for role in Role
    }
    refused = 302  # to the desk's first page, with a message
    assert statuses == {role: [200, 200] for role in Role} | {Role.MODERATOR: [200, refused]}
    for address in addresses:
        assert Client().get(address)["Location"].startswith("/desk/login/")


def test_file_is_served_as_what_it_is_and_kept_private(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    response = sign_in(newsroom.chief).get(picture.file.url)
    assert response.content == picture.file.open().read()
    assert [response[name] for name in ("Content-Type", "X-Content-Type-Options")] == ["image/png", "nosniff"]
    assert "no-store" in response["Cache-Control"]


def test_what_is_no_picture_is_only_downloaded(newsroom: Newsroom) -> None:
    folder = settings.MEDIA_ROOT / "original_images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text("<script>alert(1)</script>")
    response = sign_in(newsroom.chief).get("/desk/media/original_images/page.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'


def test_paths_out_of_the_folder_lead_nowhere(newsroom: Newsroom) -> None:
    outside = settings.MEDIA_ROOT.parent / "outside.txt"
    outside.write_text("secret")
    client = sign_in(newsroom.chief)
    for path in (
        "../outside.txt",
        "..%2Foutside.txt",
        "renditions/../../outside.txt",
        "renditions/%2e%2e/%2e%2e/outside.txt",
        "//etc/passwd",
        "%2Fetc%2Fpasswd",
        "renditions",
        "renditions/",
        "missing.png",
        "renditions/%00.png",
    ):
        assert client.get(f"/desk/media/{path}").status_code in (301, 400, 404), path


def test_the_thumbnails_folder_is_no_way_to_the_originals(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    client = sign_in(newsroom.person(Role.MODERATOR))
    for up in ("..", "%2e%2e", "%2E%2E", "..%2Frenditions%2F.."):
        assert client.get(f"/desk/media/renditions/{up}/{picture.file.name}").status_code == 404


def test_a_picture_is_uploaded_and_found_by_its_title(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    buffer = BytesIO()
    Pillow.new("RGB", (40, 30)).save(buffer, "PNG")
    file = SimpleUploadedFile("bridge.png", buffer.getvalue(), "image/png")
    sent = {"title": "Harbour bridge", "alt_text": "A bridge", "file": file}
    assert client.post("/desk/images/add/", sent)["Location"].partition("?")[0] == "/desk/images/"
    for address in ("/desk/images/results/?q={}", "/desk/images/chooser/results/?q={}"):
        found = ["Harbour bridge" in client.get(address.format(word)).content.decode() for word in ("harbour", "ferry")]
        assert found == [True, False], address


def test_pictures_that_were_never_indexed_are_found_after_a_reindex(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    Photo.objects.filter(pk=picture.pk).update(title="Harbour bridge")
    client = sign_in(newsroom.chief)

    def is_found() -> bool:
        return f"/desk/images/{picture.pk}/" in client.get("/desk/images/results/?q=harbour").content.decode()

    assert is_found() is False
    call_command("reindex")
    assert is_found() is True
