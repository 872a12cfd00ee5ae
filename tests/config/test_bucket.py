"""S3_BUCKET: pictures in a bucket that only the house reads, at the same addresses as ever."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from http.client import HTTPConnection
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image as Pillow

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.s3 import S3
from wireroom.config import doctor
from wireroom.config.backup import pictures_left_out, read_manifest
from wireroom.config.doctor import Finding, Level
from wireroom.core.outages import StorageAway
from wireroom.stories.models import Photo

from .conftest import ROOT, House, answers, free_port, until

BLIND = "import sys; sys.modules['storages'] = None; from wireroom.config.cli import main; main()"
PUBLISH = """
import json
from tests.factories import Newsroom
from wireroom.stories.models import PublicPicture
room = Newsroom.opened()
image = room.image()
before = PublicPicture.objects.count()
story = room.published("Bridge opens", picture=image)
print(json.dumps({
    "original": image.file.name, "thumbnail": image.get_rendition("max-165x165").file.name, "before": before,
    "copies": {copy.file.url: [copy.file.name, copy.file.size] for copy in PublicPicture.objects.all()},
    "page": f"/en/s/{story.pk}/", "story": story.pk,
}))
"""
WITHDRAW = """
from wireroom.stories.actions import withdraw
from wireroom.stories.models import PublicPicture, Story
withdraw(Story.objects.get(), by=None, note="Wrong.")
print(PublicPicture.objects.count())
"""
SWEEP = """
from datetime import timedelta
from wireroom.stories import pictures
from wireroom.stories.models import PublicPicture
pictures.LEFT_FOR = timedelta({days})
pictures.remove_leftovers()
print(PublicPicture.objects.count())
"""


def does(agency: House, s3: S3, script: str) -> subprocess.CompletedProcess[str]:
    path = f"{ROOT / 'src'}:{ROOT}"
    return agency.run("shell", "--no-imports", "-c", script, PYTHONPATH=path, **s3.environment)


def told(agency: House, s3: S3, script: str) -> Any:
    done = does(agency, s3, script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def served(agency: House, s3: S3) -> int:
    port = free_port()
    agency.start("serve", "--port", str(port), **s3.environment)
    until(lambda: answers(port), "an answer")
    return port


def test_originals_stay_private_and_copies_come_and_go_with_the_story(agency: House, s3: S3) -> None:
    done = told(agency, s3, PUBLISH)
    assert done["before"] == 0
    names = [name for name, _size in done["copies"].values()]
    private = [f"private/{done['original']}", f"private/{done['thumbnail']}"]
    assert sorted(s3.names()) == sorted([*private, *(f"public/{name}" for name in names)])
    assert {s3.status_for_anybody(key) for key in s3.names()} == {403}
    assert not [path for path in (agency.home / "media").rglob("*") if path.is_file()]

    port = served(agency, s3)
    for address, (_name, size) in done["copies"].items():
        status, headers, content = get(port, address)
        assert (status, len(content), headers["cache-control"]) == (200, size, "public, max-age=86400")
        with Pillow.open(BytesIO(content)) as picture:
            assert f"image/{str(picture.format).lower()}" == headers["content-type"]
    status, headers, _content = get(port, done["page"])
    page = get(port, headers["location"])[2].decode()
    assert f":{s3.port}" not in page
    assert [address in page for address in done["copies"]] == [True] * len(done["copies"])
    for address in (f"/media/{done['original']}", "/media/private/x.png", f"/media/../private/{done['original']}"):
        assert get(port, address)[0] == 404
    assert get(port, f"/desk/media/{done['original']}")[1]["location"].startswith("/desk/login/")

    assert told(agency, s3, WITHDRAW) == 0
    assert {get(port, address)[0] for address in done["copies"]} == {404}
    assert sorted(s3.names()) == sorted(private)


def test_without_the_service_words_go_out_and_pictures_wait(agency: House, s3: S3) -> None:
    done = told(agency, s3, PUBLISH)
    port = served(agency, s3)
    assert get(port, "/en/rss.xml")[0] == 200
    s3.stop()
    status, headers, content = get(port, next(iter(done["copies"])))
    assert (status, headers["retry-after"], headers["cache-control"], content) == (503, "5", "no-store", b"")
    refused = does(agency, s3, PUBLISH)
    assert refused.returncode == 1
    assert refused.stderr.startswith("wireroom: shell: Could not connect to the endpoint URL")
    words = does(agency, s3, "from tests.factories import Newsroom; Newsroom.opened().published('Ferry sails')")
    assert words.returncode == 0, words.stderr
    for path in ("/en/", "/en/rss.xml", "/en/feed.json"):
        until(lambda path=path: b"Ferry sails" in get(port, path)[2], f"the story in {path}")  # type: ignore[misc]
    found = agency.run("doctor", **s3.environment)
    assert found.returncode == 1
    assert "ILL   the bucket agency-pictures cannot be used: Could not connect to the endpoint" in found.stdout
    assert "open-sesame" not in found.stdout


def test_what_could_not_be_removed_is_removed_later(agency: House, s3: S3) -> None:
    told(agency, s3, PUBLISH)
    s3.stop()
    done = does(agency, s3, WITHDRAW)
    assert (done.returncode, done.stdout) == (0, "4\n")
    assert "could not be removed and is tried again" in done.stderr
    s3.start()
    assert told(agency, s3, SWEEP.format(days=0)) == 0


def test_what_a_release_is_about_to_show_is_left_alone(agency: House, s3: S3) -> None:
    """Copies are made before the release commits, and shown ones stand however old they are."""
    told(agency, s3, PUBLISH)
    assert told(agency, s3, SWEEP.format(days=0)) == 4
    prepare = "from tests.factories import Newsroom; from wireroom.stories.pictures import make_public\n"
    told(agency, s3, f"{prepare}make_public(Newsroom.opened().image())\nprint(0)")
    assert told(agency, s3, SWEEP.format(days=1)) == 8
    assert told(agency, s3, SWEEP.format(days=0)) == 4


def test_doctor_sees_whether_others_can_read_the_bucket(agency: House, s3: S3) -> None:
    well = agency.run("doctor", **s3.environment).stdout
    assert "ok    pictures lie in the bucket agency-pictures, closed to others\n" in well
    s3.open_to_everybody()
    ill = agency.run("doctor", **s3.environment).stdout
    assert "ILL   anybody can read the bucket agency-pictures: take public access away\n" in ill
    assert s3.names() == []


def test_a_folder_is_well_without_a_bucket() -> None:
    assert doctor.pictures_are_kept() == Finding(Level.WELL, "pictures lie in the data folder")


def test_a_file_is_never_written_over_and_a_path_leads_nowhere_else(s3: S3, settings: Any) -> None:
    from wireroom.core.bucket import PrivateBucket

    for name, value in s3.environment.items():
        setattr(settings, name, value)
    bucket = PrivateBucket()
    first, second = bucket.save("a/x.txt", ContentFile(b"one")), bucket.save("a/x.txt", ContentFile(b"two"))
    assert first == "a/x.txt"
    assert [bucket.open(name).read() for name in (first, second)] == [b"one", b"two"]
    assert (bucket.size(first), bucket.exists(first), bucket.url(first)) == (3, True, "/desk/media/a/x.txt")
    bucket.delete(first)
    for ask in (bucket.open, bucket.size, bucket.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask(first)
    for outside in ("../public/x.txt", "a/../../public/x.txt"):
        with pytest.raises(SuspiciousOperation):
            bucket.open(outside)
    settings.S3_BUCKET = "nobody-s"
    with pytest.raises(StorageAway, match="NoSuchBucket"):
        PrivateBucket().open(second)


def test_a_picture_that_cannot_be_stored_is_asked_for_again(newsroom: Newsroom, s3: S3, settings: Any) -> None:
    for name, value in s3.environment.items():
        setattr(settings, name, value)
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "wireroom.core.bucket.PrivateBucket"}}
    client = sign_in(newsroom.chief)
    client.raise_request_exception = False
    buffer = BytesIO()
    Pillow.new("RGB", (40, 30)).save(buffer, "PNG")

    def send() -> tuple[int, int]:
        file = SimpleUploadedFile("bridge.png", buffer.getvalue(), "image/png")
        response = client.post("/desk/images/add/", {"title": "Bridge", "alt_text": "A bridge", "file": file})
        return response.status_code, Photo.objects.count()

    s3.stop()
    assert send() == (503, 0)
    s3.start()
    assert send() == (302, 1)


def test_a_backup_says_that_the_bucket_is_not_in_it(
    db: None, wireroom_home: Path, tmp_path_factory: pytest.TempPathFactory, settings: Any
) -> None:
    settings.S3_BUCKET, settings.S3_ENDPOINT_URL = "agency-pictures", "https://s3.example.org"
    copy, said = tmp_path_factory.mktemp("copies") / "one", StringIO()
    call_command("backup", str(copy), stdout=said)
    assert said.getvalue().splitlines()[1:] == [
        "THE PICTURES ARE NOT AMONG THEM: they lie in the bucket agency-pictures, originals in private/, readers'"
        " copies in public/. Let the service keep versions of them, or copy them now:",
        f"  aws s3 sync s3://agency-pictures {copy}-pictures --endpoint-url https://s3.example.org",
    ]
    manifest = read_manifest(copy)
    assert pictures_left_out(manifest, copy) == [
        "THE PICTURES ARE NOT AMONG THEM: they were in the bucket agency-pictures. Where that is lost, put back the"
        " copy that you made of it:",
        f"  aws s3 sync {copy}-pictures s3://agency-pictures --endpoint-url https://s3.example.org",
    ]
    settings.S3_BUCKET = ""
    assert pictures_left_out(manifest, copy)[1] == f"  cp -a {copy}-pictures/. {wireroom_home}/media"
    assert pictures_left_out(replace(manifest, bucket=""), copy) == []


def test_without_the_library_one_line_says_what_to_install(house: House, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLIND, "doctor"],
        env=house.environment(S3_BUCKET="pictures"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "wireroom: a setting is wrong: S3_BUCKET needs a package that is not installed: "
        "pip install 'wireroom[scaled]'\n",
    )
