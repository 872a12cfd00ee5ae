"""Which adapter an endpoint wants; each is loaded when the first endpoint of its kind is, since some weigh a lot."""

from __future__ import annotations

from collections.abc import Callable

from wireroom.wire_out.adapters.base import Adapter, BadAddress, Target


def adapter_for(target: Target) -> Adapter:
    """Raises BadAddress."""
    if target.problem:
        raise BadAddress(target.problem)
    return _maker(target.kind)(target)


def _maker(kind: str) -> Callable[[Target], Adapter]:
    match kind:
        case "http":
            from wireroom.wire_out.adapters.http import HttpPush

            return HttpPush
        case "sftp":
            from wireroom.wire_out.adapters.sftp import SftpDrop

            return SftpDrop
        case "ftp":
            from wireroom.wire_out.adapters.ftp import FtpDrop

            return FtpDrop
        case "mail":
            from wireroom.wire_out.adapters.mail import MailOut

            return MailOut
        case "folder":
            from wireroom.wire_out.adapters.folder import FolderDrop

            return FolderDrop
    raise BadAddress(f"Nothing is sent to an endpoint of the kind {kind}.")
