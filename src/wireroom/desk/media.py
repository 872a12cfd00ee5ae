"""Private picture files: originals and thumbnails, for staff only. Readers' copies lie elsewhere."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from wireroom.core.outages import StorageAway
from wireroom.stories.models import Photo

THUMBNAILS = "renditions"
SHOWN_INLINE = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})


@require_safe
def private_file(request: HttpRequest, name: str) -> HttpResponse:
    """The file called `name`; Wagtail's address table lets only staff in, originals ask for rights to pictures."""
    parts = PurePosixPath(name).parts
    if ".." in parts:
        raise Http404
    if parts[:1] != (THUMBNAILS,) and not _may_see_originals(request.user):
        raise PermissionDenied
    try:
        with default_storage.open(name, "rb") as file:
            content = file.read()
    except StorageAway:
        return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    kind, _encoding = guess_type(name)
    if kind not in SHOWN_INLINE:
        kind = "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    if kind == "application/octet-stream":
        response["Content-Disposition"] = content_disposition_header(True, PurePosixPath(name).name) or ""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _may_see_originals(user: Any) -> bool:
    policy = policy_registry.get_by_type(Photo)
    return bool(policy.user_has_any_permission(user, ["add", "change", "choose"]))
