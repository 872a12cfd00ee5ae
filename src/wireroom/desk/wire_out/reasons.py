"""Why a delivery failed, in the desk's language: what adapters write down in English, and what machines say most often.

The ledger keeps one wording, whoever reads it; what stands here is recognised in it and said anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

OURS = (
    gettext_noop("It took too long as a whole."),
    gettext_noop("There is no machine of the name %(what)s."),
    gettext_noop("%(what)s is a machine inside, where nothing is sent to or fetched from."),
    gettext_noop("%(what)s cannot be reached."),
    gettext_noop("Redirects to %(what)s; enter the new address."),
    gettext_noop("Standard Webhooks signs UTF-8 only; choose another format."),
    gettext_noop("The address must begin with https:// and name a machine."),
    gettext_noop("The address must begin with ftp:// or ftps:// and name a machine."),
    gettext_noop("The address must begin with sftp:// and name a machine."),
    gettext_noop("The address cannot be read: %(what)s."),
    gettext_noop("Neither address nor credentials may hold line breaks."),
    gettext_noop("The folder's name may not hold line breaks."),
    gettext_noop("The server opens no SFTP channel."),
    gettext_noop("The server shows another key than before. Ask the client, then let it be forgotten."),
    gettext_noop("The private key cannot be read; it must be Ed25519, ECDSA or RSA in PEM, without a password."),
    gettext_noop("There is no e-mail address."),
    gettext_noop("This is no e-mail address: %(what)s."),
    gettext_noop("The path of the folder must begin with a slash."),
    gettext_noop("That is the house's own data folder; choose another one."),
    gettext_noop("Nothing is sent to an endpoint of the kind %(what)s."),
    gettext_noop("This secret was stored under another SECRET_KEY; it must be entered again."),
    gettext_noop("The text was expunged."),
    gettext_noop("A source that is credited does not let us pass it on any more."),
)
"""As the adapters and the engine say them; `test_reasons` holds them to it."""

THEIRS = (
    ("timed out", gettext_noop("It did not answer in time.")),
    ("connection refused", gettext_noop("Nothing listens at this address.")),
    ("connection reset", gettext_noop("It broke the connection off.")),
    ("server disconnected", gettext_noop("It broke the connection off.")),
    ("no route to host", gettext_noop("No way leads to this machine.")),
    ("network is unreachable", gettext_noop("No way leads to this machine.")),
    ("certificate verify failed", gettext_noop("Its certificate is not trusted, or is for another name.")),
    ("authentication failed", gettext_noop("It does not accept our user name, password or key.")),
    ("login incorrect", gettext_noop("It does not accept our user name, password or key.")),
    ("no such file", gettext_noop("There is no such folder.")),
    ("permission denied", gettext_noop("We may not write there.")),
    ("no space left", gettext_noop("There is no room left at its end.")),
)
"""What operating systems and servers say, in small letters."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What it means, in the language of the page, and what is left of the machine's own words."""

    meaning: str = ""
    words: str = ""


def _pattern(sentence: str) -> re.Pattern[str]:
    before, _mark, after = sentence.partition("%(what)s")
    middle = "(?P<what>.*)" if _mark else ""
    return re.compile(f"{re.escape(before)}{middle}{re.escape(after)}(?P<rest>.*)", re.DOTALL)


_PATTERNS = tuple((sentence, _pattern(sentence)) for sentence in OURS)


def reason(text: str) -> Reason:
    """Whatever is not recognised is a machine's own words."""
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            return Reason(gettext(sentence) % found.groupdict(), found["rest"].strip())
    small = text.lower()
    return Reason(next((gettext(meaning) for sign, meaning in THEIRS if sign in small), ""), text)


def in_words(text: str) -> str:
    """In one line: our own sentence translated, a machine's with its meaning before it."""
    found = reason(text)
    return " ".join(part for part in (found.meaning, found.words) if part)
