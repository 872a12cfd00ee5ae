"""The page behind the link in a message about a withdrawal: whoever has the link may confirm it, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wireroom.wire_out import recalls
from wireroom.wire_out.models import Recall
from wireroom.wire_out.portal.pages import calendar_of, private, show
from wireroom.wire_out.receipts import recall_by_token


@csrf_exempt  # the link itself is the secret, and clients' machines post to it
@require_http_methods(("GET", "HEAD", "POST"))
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST confirms: mail programs that look at links must not answer for people."""
    recall = recall_by_token(token)
    if recall is None:
        with translation.override(translation.get_language_from_request(request)):
            text = _("It is incomplete, or about nothing that was withdrawn.")
            return private(show(request, "said", {"title": _("This link leads nowhere"), "text": text}, status=404))
    language = recall.person.language if recall.person else recall.subscriber.language
    with translation.override(language):
        is_fresh = request.method == "POST" and recalls.answer(recall, who=_name(request, recall))
        recall = Recall.objects.select_related("dispatch", "subscriber").get(pk=recall.pk)
        when = calendar_of(language).long(recall.answered_at) if recall.answered_at else ""
        return private(show(request, "receipt", {"recall": recall, "is_fresh": is_fresh, "when": when}))


def _name(request: HttpRequest, recall: Recall) -> str:
    return " ".join(request.POST.get("name", "").split())[:200] or recall.subscriber.name
