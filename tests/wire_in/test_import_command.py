"""`wireroom import` on whole archives of other systems."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from tests.factories import Newsroom
from tests.formats import ghosts
from tests.formats.wordpress import SITE, export, item, picture
from wireroom.stories.models import Dispatch, Photo, Story

UPLOADS = f"{SITE}/wp-content/uploads/2019/05"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue().strip()


@pytest.fixture
def wordpress_file(tmp_path: Path) -> Path:
    shown = f'<p>Text.</p><figure><img src="{UPLOADS}/b-300x200.jpg"><figcaption>In it</figcaption></figure>'
    parts = (
        item(1, "Ferry returns", shown, metas=(("_thumbnail_id", "9"),)),
        item(2, "Not yet", status="draft"),
        item(3, "For later", status="future", date="2999-05-04 10:30:00"),
        item(4, "Between us", status="private"),
        item(5, "About us", kind="page"),
        picture(9, "a", caption="The ferry", alt="A white ferry"),
        picture(10, "b"),
    )
    file = tmp_path / "old.xml"
    file.write_bytes(export(*parts))
    return file


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2019" / "05").mkdir(parents=True)
    for name, color in (("a", "navy"), ("b", "teal")):
        Image.new("RGB", (600, 400), color).save(folder / "2019" / "05" / f"{name}.jpg")
    return folder


def test_a_wordpress_site_moves_in_with_one_command(newsroom: Newsroom, wordpress_file: Path, uploads: Path) -> None:
    assert run("import", wordpress_file, "--publish", "--pictures", uploads) == (
        "3 filed\nLeft out: 1 private posts, 1 pages.\nPictures: 2 taken in, 0 not in the folder."
    )
    assert [(story.headline, story.live) for story in Story.objects.order_by("pk")] == [
        ("Ferry returns", True),
        ("Not yet", False),
        ("For later", False),
    ]
    page = Client().get("/en/2019/05/04/ferry-returns/").content.decode()
    assert "The ferry" in page
    assert "In it" in page
    assert page.count("<picture>") == 2
    assert 'alt="A white ferry"' in page
    assert f"{SITE}/wp-content" not in page


def test_twice_is_once(newsroom: Newsroom, wordpress_file: Path, uploads: Path) -> None:
    run("import", wordpress_file, "--publish", "--pictures", uploads)
    assert run("import", wordpress_file, "--publish", "--pictures", uploads).startswith("3 skipped\n")
    assert (Story.objects.count(), Photo.objects.count(), Dispatch.objects.count()) == (3, 2, 1)


def test_without_publish_everything_is_a_draft(newsroom: Newsroom, wordpress_file: Path) -> None:
    assert run("import", wordpress_file, "--format", "wxr") == "3 filed\nLeft out: 1 private posts, 1 pages."
    assert (Story.objects.unreleased().count(), Dispatch.objects.count()) == (3, 0)


def test_a_broken_export_says_where_and_keeps_what_came_before(newsroom: Newsroom, wordpress_file: Path) -> None:
    whole = wordpress_file.read_bytes()
    wordpress_file.write_bytes(whole[: whole.index(b"Between us")])
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 4 items failed"):
        call_command("import", str(wordpress_file), "--publish", stdout=out, stderr=out)
    reason = out.getvalue().splitlines()[0]
    assert reason.startswith(f"{wordpress_file}:{whole[: whole.index(b'Between us')].count(10) + 1}: This export ends")
    assert Story.objects.count() == 3


def test_a_ghost_site_moves_in_with_one_command(newsroom: Newsroom, tmp_path: Path) -> None:
    images = tmp_path / "images"
    (images / "2019").mkdir(parents=True)
    Image.new("RGB", (600, 400), "navy").save(images / "2019" / "a.jpg")
    file = tmp_path / "ghost.json"
    file.write_bytes(
        ghosts.export(
            ghosts.post("p1", feature_image="__GHOST_URL__/content/images/size/w600/2019/a.jpg"),
            ghosts.post("p2", visibility="paid", title="For payers"),
            ghosts.post("p3", type="page"),
        )
    )
    assert run("import", file, "--publish", "--site", ghosts.HOME, "--pictures", images) == (
        "2 filed\nLeft out: 1 pages.\nPictures: 1 taken in, 0 not in the folder."
    )
    assert list(Story.objects.published().values_list("headline", "picture__title")) == [("Ferry returns", "a.jpg")]
    assert "For payers" not in Client().get("/en/").content.decode()


def test_redirects_lead_from_old_addresses_to_new_ones(
    newsroom: Newsroom, wordpress_file: Path, tmp_path: Path
) -> None:
    ghost_file = tmp_path / "ghost.json"
    ghost_file.write_bytes(ghosts.export(ghosts.post("p1", slug="a-b", title="Other ferry")))
    feed = json.dumps({"uri": "https://old.example.evil/x", "language": "en", "headline": "Foreign"}) + "\n"
    (tmp_path / "feed.jsonl").write_text(feed)
    run("import", wordpress_file, ghost_file, tmp_path / "feed.jsonl", "--publish")
    assert run("redirects", "https://www.old.example/").splitlines() == [
        '"/2019/05/post-1/" /en/2019/05/04/ferry-returns/;',
        '"/2019/05/post-1" /en/2019/05/04/ferry-returns/;',
        '"/?p=1" /en/2019/05/04/ferry-returns/;',
        '"/a-b/" /en/2019/05/04/other-ferry/;',
        '"/a-b" /en/2019/05/04/other-ferry/;',
    ]
    with pytest.raises(CommandError, match="Say where the site stood"):
        run("redirects", "old.example")


def test_old_addresses_cannot_write_into_the_map(newsroom: Newsroom, tmp_path: Path) -> None:
    hostile = item(1).replace("/2019/05/post-1/", '/%22;return%20200;%0A%5C"x/')
    (tmp_path / "old.xml").write_bytes(export(hostile, item(2).replace("/2019/05/post-2/", "/a%22;%5C/")))
    run("import", tmp_path / "old.xml", "--publish")
    lines = run("redirects", SITE).splitlines()
    assert lines[0].startswith('"/?p=1" ')
    assert lines[1].startswith('"/a\\";\\\\/" ')


@pytest.mark.parametrize(
    "ref",
    [
        "../secret.jpg",
        "%2e%2e/secret.jpg",
        "2019/05/..%2f..%2f..%2fsecret.jpg",
        "2019/05/link.jpg",
        "2019/05/text.jpg",
        "2019/05/huge.png",
        "2019/05/%00.jpg",
        "2019/05/",
    ],
)
def test_no_address_leads_out_of_the_folder_or_to_what_is_no_picture(
    newsroom: Newsroom, tmp_path: Path, uploads: Path, ref: str
) -> None:
    Image.new("RGB", (60, 40)).save(tmp_path / "secret.jpg")
    (uploads / "2019/05/link.jpg").symlink_to(tmp_path / "secret.jpg")
    (uploads / "2019/05/text.jpg").write_text("no picture")
    (uploads / "2019/05/huge.png").write_bytes(_huge_png())
    source = export(item(1, content=f'<p>Text.</p><img src="{SITE}/wp-content/uploads/{ref}">'))
    (tmp_path / "old.xml").write_bytes(source)
    run("import", tmp_path / "old.xml", "--publish", "--pictures", uploads)
    assert Photo.objects.count() == 0
    assert Story.objects.published().count() == 1


def _huge_png() -> bytes:
    """A picture of 60,000 by 60,000 pixels in a few bytes."""
    buffer = BytesIO()
    Image.new("1", (1, 1)).save(buffer, "PNG")
    png = buffer.getvalue()
    size = (60_000).to_bytes(4, "big") * 2
    return png[:16] + size + png[24:]


def test_a_picture_that_claims_to_be_ours_is_dropped(newsroom: Newsroom, tmp_path: Path, uploads: Path) -> None:
    secret = newsroom.image()
    (tmp_path / "old.xml").write_bytes(export(item(1, content=f'<p>Text.</p><img src="image:{secret.pk}">')))
    run("import", tmp_path / "old.xml", "--publish", "--pictures", uploads)
    assert secret.public_pictures.count() == 0
    assert f"image:{secret.pk}" not in Dispatch.objects.get().payload


def test_a_missing_folder_is_said_at_once(newsroom: Newsroom, wordpress_file: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        run("import", wordpress_file, "--pictures", "/nowhere")
    assert Story.objects.count() == 0
