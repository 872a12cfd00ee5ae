"""A real S3 service on this machine, which tests stop and start; it forgets everything when it stops."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest

BUCKET = "agency-pictures"
TO_EVERYBODY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::agency-pictures/*"}]}"""


@dataclass
class S3:
    """The service and one bucket of it."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "S3_ACCESS_KEY": "agency",
            "S3_SECRET_KEY": "open-sesame",
            "S3_REGION": "eu-west-1",
        }

    def client(self) -> Any:
        import boto3

        found = self.environment
        return boto3.client(
            "s3",
            endpoint_url=found["S3_ENDPOINT_URL"],
            region_name=found["S3_REGION"],
            aws_access_key_id=found["S3_ACCESS_KEY"],
            aws_secret_access_key=found["S3_SECRET_KEY"],
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while not self._answers():
            assert self.process.poll() is None, "the service does not start"
            assert time.monotonic() < end, "the service does not answer"
            time.sleep(0.1)
        self.client().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def names(self) -> list[str]:
        return [one["Key"] for one in self.client().list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def status_for_anybody(self, key: str) -> int:
        """The answer to somebody without a key who knows the address."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", f"/{BUCKET}/{key}")
            return connection.getresponse().status
        finally:
            connection.close()

    def open_to_everybody(self) -> None:
        self.client().put_bucket_policy(Bucket=BUCKET, Policy=TO_EVERYBODY)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@pytest.fixture
def s3() -> Iterator[S3]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    service = S3(port)
    service.start()
    yield service
    service.stop()
