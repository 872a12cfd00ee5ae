"""What can go wrong with reports of errors, each with a message that its reader can act on."""

from __future__ import annotations

from wireroom.core.errors import WireroomError


class ReportError(WireroomError):
    """A report that is not taken; the message is for the reader."""

    code = "report"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ReportInvalid(ReportError):
    """Something in the form is missing, too long or not text."""

    code = "report-invalid"


class FragmentTooLong(ReportInvalid):
    """More is selected than one slip can be; the numbers are for whoever says so in the edition's own figures."""

    code = "fragment-too-long"

    def __init__(self, message: str, *, count: int, limit: int) -> None:
        super().__init__(message, "quote")
        self.count = count
        self.limit = limit


class StoryNotThere(ReportError):
    """No such story or version is public."""

    code = "story-not-there"


class TooManyReports(ReportError):
    """This network sends more than any newsroom could read."""

    code = "too-many-reports"


class SlipError(WireroomError):
    """A decision that is not carried out; the message is for the editor."""

    code = "slip"


class SlipDecided(SlipError):
    """A colleague was quicker, or the story has moved on since the editor looked."""

    code = "slip-decided"


class SlipUnmendable(SlipError):
    """There is no one place to put the new words: open the story and mend it by hand."""

    code = "slip-unmendable"
