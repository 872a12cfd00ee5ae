"""HTTP push, signed as Standard Webhooks says."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import httpx
from standardwebhooks import Webhook

from wireroom.core import clock
from wireroom.core.errors import WireroomError
from wireroom.core.fetching import client, within
from wireroom.wire_out.adapters.base import STEP_SECONDS, TEXT_KEPT, WHOLE_SECONDS, BadAddress, Message, Target, said
from wireroom.wire_out.rules.retries import Answer, Outcome, of_status

ANSWER_READ = 16 * 1024
"""Of a longer answer the rest is left, and the connection with it."""


class HttpPush:
    host_key = ""

    def __init__(self, target: Target) -> None:
        parts = urlsplit(target.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadAddress("The address must begin with https:// and name a machine.")
        self._address = target.address
        self._hooks = [Webhook(secret) for secret in target.secrets]
        self._auth = httpx.BasicAuth(target.username, target.password) if target.username else None
        self._client = client(allowed=target.allowed, timeout=STEP_SECONDS, connections=1)

    def send(self, message: Message) -> Outcome:
        try:
            headers = self._headers(message)
        except UnicodeDecodeError:
            return Outcome(Answer.UNREADABLE, "Standard Webhooks signs UTF-8 only; choose another format.")
        request = self._client.build_request("POST", self._address, content=message.body, headers=headers)
        with within(WHOLE_SECONDS):
            try:
                response = self._client.send(request, stream=True, auth=self._auth)
            except (httpx.HTTPError, httpx.InvalidURL, WireroomError) as error:
                return Outcome(Answer.FAILED, said(error))
            text = _beginning(response)
        if response.has_redirect_location:
            text = f"Redirects to {response.headers['location']}; enter the new address. {text}"
        return of_status(
            response.status_code,
            text=text[:TEXT_KEPT],
            retry_after=response.headers.get("retry-after", ""),
            now=clock.now(),
        )

    def _headers(self, message: Message) -> dict[str, str]:
        headers = {
            "Accept-Encoding": "identity",
            "Content-Type": message.content_type,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(message.sent_at.timestamp())),
            "webhook-signature": " ".join(self._signatures(message)),
            "wireroom-seq": str(message.seq),
            "wireroom-guid": quote(message.guid, safe=":/@"),
            "wireroom-version": str(message.version),
            "wireroom-kind": message.kind,
        }
        return headers | {"wireroom-receipt": message.receipt} if message.receipt else headers

    def _signatures(self, message: Message) -> list[str]:
        body = message.body.decode()
        return [hook.sign(message.id, message.sent_at, body) for hook in self._hooks]

    def close(self) -> None:
        self._client.close()


def _beginning(response: httpx.Response) -> str:
    """The first characters of the answer, for people; whatever goes wrong in it, the status stands.

    What is packed although we take nothing packed is not unpacked: a few bytes of it may be as many millions.
    """
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > ANSWER_READ:
                break
    except httpx.HTTPError:
        pass
    finally:
        response.close()
    if response.headers.get("content-encoding", "identity") != "identity":
        return ""
    return b"".join(parts)[: TEXT_KEPT * 4].decode("utf-8", "replace").replace("\0", "")[:TEXT_KEPT]
