"""The `wireroom` command: runs the command asked for, and turns its failure into one line and an exit code.

Exit codes: 0 fine, 1 the command's own failure, 2 wrong usage.
"""

from __future__ import annotations

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand, CommandError, SystemCheckError, handle_default_options
from django.db import DatabaseError, connections

import wireroom
from wireroom.config.database import database_file, is_missing, prepare_database
from wireroom.core.errors import WireroomError
from wireroom.core.extras import MissingExtra

# These may be the first ever run on a data folder, so they make the database themselves.
MAY_COME_FIRST = {"demo", "import", "createeditor"}

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130

# What bare `wireroom` shows; all that Django and Wagtail bring besides is under `wireroom help --commands`.
GROUPS = {
    "Run it": {
        "serve": "everything on this machine: site, newsroom, tasks and schedule",
        "web": "the site and the newsroom only",
        "worker": "the background tasks only",
        "schedule": "what happens by the clock only",
    },
    "Put news in, take news out": {
        "demo": "an invented agency to look at",
        "import": "stories from files",
        "export": "stories to a file",
        "check": "what is doubtful in stories before they go out",
        "verify": "the chain of dispatches, link by link",
    },
    "Look after it": {
        "createeditor": "an account for a colleague",
        "resetsecondfactor": "for a colleague who has lost phone and codes",
        "migrate": "bring the database up to this version",
        "backup": "a copy of everything in one folder",
        "restore": "everything back from such a folder",
        "doctor": "what is well and what is not",
        "reindex": "the search index anew",
        "rotatekey": "a new key to sign dispatches with",
        "expunge": "the text of one dispatch, gone for ever, by court order",
    },
    "Translate it": {
        "updatecatalogues": "collect the messages of the sources",
        "checkcatalogues": "what is not translated yet",
        "compilecatalogues": "make translations take effect",
    },
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
    sys.exit(run(sys.argv))


def run(argv: list[str]) -> int:
    """Runs one command line and returns its exit code."""
    if argv[1:] in ([], ["help"], ["-h"], ["--help"]):
        print_help()
        return 0
    if argv[1:] in (["--version"], ["version"]):
        print(f"wireroom {wireroom.__version__}")  # noqa: T201 - the command's output
        return 0
    if argv[1] == "help" and argv[2:] != ["--commands"]:
        argv = [argv[0], argv[2], "--help"]
    try:
        return run_command(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`wireroom export | head`): nothing more to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except ImproperlyConfigured as error:
        code = WRONG_USAGE if isinstance(error, MissingExtra) else FAILED
        return complain(f"a setting is wrong: {one_line(error)}", code)


def run_command(argv: list[str]) -> int:
    name = argv[1]
    utility = ManagementUtility(argv)
    if name == "help":
        utility.execute()
        return 0
    if name.startswith("-"):
        return complain(f"the command comes first: wireroom COMMAND {name}", WRONG_USAGE)
    load_django()
    if name not in get_commands():
        return complain(f"there is no command {name!r}; `wireroom` lists them", WRONG_USAGE)
    command = utility.fetch_command(name)
    return run_loaded(command, argv)


def load_django() -> None:
    """Everything that loads stays: looking through it for garbage meanwhile would take a sixth of the time."""
    import django

    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def run_loaded(command: BaseCommand, argv: list[str]) -> int:
    """As `BaseCommand.run_from_argv`, but a failure is one plain line; `--traceback` shows its origin."""
    vars(command)["_called_from_command_line"] = True  # Django's own mark: wrong usage ends with code 2
    parser = command.create_parser("wireroom", argv[1])
    options = parser.parse_args(argv[2:])
    given = vars(options)
    arguments = given.pop("args", ())
    handle_default_options(options)
    try:
        if argv[1] in MAY_COME_FIRST:
            prepare_database(print)
        command.execute(*arguments, **given)
    except SystemCheckError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the findings themselves are the message
        return FAILED
    except BrokenPipeError:
        raise
    except (CommandError, WireroomError, DatabaseError, OSError) as error:
        if options.traceback:
            raise
        code = error.returncode if isinstance(error, CommandError) else FAILED
        return complain(f"{argv[1]}: {reason(error)}", code)
    finally:
        connections.close_all()
    return 0


def reason(error: Exception) -> str:
    text = one_line(error)
    if not isinstance(error, DatabaseError):
        return text
    if is_missing():
        return f"there is no database at {database_file()}"
    missing = "no such" in text or "does not exist" in text
    return f"{text} (is the database up to date? `wireroom migrate`)" if missing else text


def one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def complain(text: str, code: int = FAILED) -> int:
    print(f"wireroom: {text}", file=sys.stderr)  # noqa: T201 - the command's output
    return code


def print_help() -> None:
    lines = ["Wireroom, an open news agency in one install.", "", "wireroom COMMAND [OPTIONS]"]
    for group, commands in GROUPS.items():
        lines += ["", group]
        lines += [f"  {name:<18} {what}" for name, what in commands.items()]
    lines += [
        "",
        "wireroom help COMMAND      its options",
        "wireroom help --commands   every command there is, also those of Django and Wagtail",
        "",
        "Data lives in WIREROOM_HOME (./var unless set); docs/operators.md lists all settings.",
    ]
    print("\n".join(lines))  # noqa: T201 - the command's output
