"""Addresses in a comment."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wireroom.reactions.comments.rules.submission import Submission

ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"'«»“”„`。，、；：！？）】》（【《\u200b-\u200f\u202a-\u202e\u2060-\u2069]+",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<a\s|\[url[=\]]|\[/?link", re.IGNORECASE)
_SHORTENERS_SPELLED = (
    "adf.ly bit.do bit.ly buff.ly clck.ru cutt.ly dlvr.it goo.gl goo.su is.gd lc.chat lnkd.in ow.ly po.st qps.ru rb.gy"
    " rebrand.ly s.id shorturl.at shrtco.de t.cn t.co t.ly tiny.cc tinyurl.com tr.im u.to url.cn v.gd vk.cc"
)
SHORTENERS = frozenset(_SHORTENERS_SPELLED.split())


def hosts(text: str) -> list[str]:
    """The host of every address in the text, in lower case and without `www.`."""
    found = []
    for address in ADDRESS.findall(text):
        try:
            host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
        except ValueError:
            host = ""
        found.append(host.lower().removeprefix("www."))
    return found


def linked(sent: Submission) -> int:
    """One address is talk, three are advertising, and whoever writes tags writes for machines."""
    if MARKUP.search(sent.text):
        return 60
    return {0: 0, 1: 5, 2: 20}.get(len(hosts(sent.text)), 50)


def shortened(sent: Submission) -> int:
    """Addresses that hide where they lead."""
    count = sum(host in SHORTENERS for host in hosts(f"{sent.name}\n{sent.text}"))
    return min(45 + 10 * (count - 1), 90) if count else 0
