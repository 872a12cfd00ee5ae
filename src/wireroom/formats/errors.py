"""What can be wrong with material in a format: one tree, each error with a code and a sentence to act on."""

from __future__ import annotations

from typing import ClassVar

from wireroom.core.errors import WireroomError


class FormatError(WireroomError):
    """The bytes at hand do not make a news item."""

    code: ClassVar[str] = "bad-format"


class UnknownFormatError(FormatError):
    """No parser of ours recognises the bytes."""

    code = "unknown-format"


class TooLargeError(FormatError):
    """The material exceeds a size cap; nothing of it was read."""

    code = "too-large"


class NotNinjsError(FormatError):
    """Not JSON, or JSON that is no ninjs object."""

    code = "not-ninjs"


class BadXmlError(FormatError):
    """Not well-formed XML, or XML that is refused for what it does."""

    code = "bad-xml"


class NotNewsError(FormatError):
    """Well-formed, but no news item of the expected kind."""

    code = "not-news"


class NotFeedError(FormatError):
    """Not an RSS or Atom document."""

    code = "not-feed"


class TruncatedError(FormatError):
    """The material ends in the middle."""

    code = "truncated"


class NoHeadlineError(FormatError):
    """The item says nothing that a reader could see: neither headline nor body."""

    code = "no-headline"


class BadPayloadError(FormatError):
    """A stored payload that is not one of ours."""

    code = "bad-payload"
