"""Pictures in a bucket of an S3 service, under the same addresses of ours as pictures on a disk.

The whole bucket is private. Readers' copies too are handed out by this house, so that no page asks another site and a
picture that is taken back is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from wireroom.core.outages import StorageAway

CONNECT_WITHIN, ANSWER_WITHIN = 3, 20
PROBE = "probe.txt"


class Bucket(S3Storage):
    """One folder of the bucket. Raises FileNotFoundError, or StorageAway for whatever else the service says."""

    folder = ""
    base_url = ""

    def get_default_settings(self) -> dict[str, Any]:
        """Ours alone: no AWS_* setting and no file in somebody's home says otherwise."""
        config = Config(
            connect_timeout=CONNECT_WITHIN,
            read_timeout=ANSWER_WITHIN,
            retries={"total_max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"} if settings.S3_ENDPOINT_URL else None,
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        ours = {
            "access_key": settings.S3_ACCESS_KEY or None,
            "secret_key": settings.S3_SECRET_KEY or None,
            "bucket_name": settings.S3_BUCKET,
            "endpoint_url": settings.S3_ENDPOINT_URL or None,
            "region_name": settings.S3_REGION or None,
            "location": self.folder,
            "file_overwrite": False,
            "client_config": config,
        }
        return {**super().get_default_settings(), **ours}

    def url(self, name: str, *_: Any, **__: Any) -> str:
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """The whole file at once: pictures are small, and what is read half cannot be told from what is broken."""
        if mode != "rb":
            raise ValueError(f"a file in the bucket is read, or saved anew: {mode}")
        with _plainly(name):
            client = self.connection.meta.client
            answer = client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
            return File(BytesIO(answer["Body"].read()), name)

    def _save(self, name: str, content: File[bytes]) -> str:
        with _plainly(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _plainly(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _plainly(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _plainly(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _plainly(name):
            found: datetime = super().get_modified_time(name)
            return found


class PrivateBucket(Bucket):
    """Originals and the desk's thumbnails."""

    folder = "private"
    base_url = settings.MEDIA_URL


class PublicBucket(Bucket):
    """What released stories show."""

    folder = "public"
    base_url = settings.PUBLIC_MEDIA_URL


@contextmanager
def _plainly(name: str) -> Iterator[None]:
    """Turns the service's many errors into the two that matter here."""
    try:
        yield
    except ClientError as error:
        is_missing = error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey"}
        if is_missing:
            raise FileNotFoundError(name) from error
        raise StorageAway(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageAway(str(error)) from error


def is_open_to_all() -> bool:
    """Writes and removes a small file; whether anybody without a key could read it meanwhile. Raises StorageAway."""
    bucket = PrivateBucket()
    name = bucket.save(PROBE, File(BytesIO(b"Wireroom was here.\n"), PROBE))
    key = f"{bucket.folder}/{name}"
    try:
        with _plainly(name):
            bucket.connection.meta.client.head_object(Bucket=bucket.bucket_name, Key=key)
        try:
            bucket.unsigned_connection.meta.client.get_object(Bucket=bucket.bucket_name, Key=key)
        except (BotoCoreError, ClientError):
            return False
        return True
    finally:
        bucket.delete(name)
