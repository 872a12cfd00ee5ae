"""The demo's staff: one person for each role, with passwords that are generated once and kept in one file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wireroom.accounts.models import User
from wireroom.accounts.roles import give_role
from wireroom.accounts.rules import Role
from wireroom.core.home import home
from wireroom.demo import script
from wireroom.stories.models import Author

FILE = "demo-staff.txt"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How one person signs in; the password is empty if it was never ours to know."""

    role: str
    name: str
    password: str


def staff_file() -> Path:
    return home() / FILE


def hire() -> list[SignIn]:
    """Makes whoever is missing and returns everybody's sign-in; who is there keeps their password."""
    known = kept()
    signed = []
    for person in script.read(script.FOLDER / "agency.toml")["staff"]:
        role, name = Role(person["role"]), person["sign_in"]
        if User.objects.filter(username=name).exists():
            signed.append(known.get(name) or SignIn(role.name.lower(), name, ""))
            continue
        password = secrets.token_urlsafe(9)
        _make(name, person["name"], role, password, person.get("author", ""))
        signed.append(SignIn(role.name.lower(), name, password))
    keep(signed)
    return signed


def _make(name: str, full_name: str, role: Role, password: str, author: str) -> None:
    """An account without a mail address: nobody is to be written to because the demo was loaded."""
    first, _space, last = full_name.partition(" ")
    user = User.objects.create_user(name, password=password, first_name=first, last_name=last)
    user.is_superuser = role is Role.ADMINISTRATOR
    user.save()
    give_role(user, role)
    Author.objects.filter(code=author, user=None).update(user=user)


def kept() -> dict[str, SignIn]:
    """By name, what the file says."""
    if not staff_file().exists():
        return {}
    lines = staff_file().read_text().splitlines()
    entries = [SignIn(*line.split("\t")) for line in lines if line.count("\t") == 2]
    return {entry.name: entry for entry in entries}


def keep(signed: Iterable[SignIn]) -> None:
    """Writes these into the file, in the place of others of the same name."""
    entries = kept() | {entry.name: entry for entry in signed}
    path = staff_file()
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("".join(f"{entry.role}\t{entry.name}\t{entry.password}\n" for entry in entries.values()))
