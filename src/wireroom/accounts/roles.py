"""The groups that carry the roles, and what each group may do by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role


def group_of(role: Role) -> Group:
    """The group that grants `role`, made on first use."""
    group, _made = Group.objects.get_or_create(name=role.value)
    return group


def permit(role: Role, names: Iterable[str]) -> None:
    """Grants `role` exactly the permissions called `names`, each `app.codename`."""
    wanted = Q(pk__in=[])
    for name in names:
        app, _dot, codename = name.partition(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    group_of(role).permissions.set(Permission.objects.filter(wanted))


def give_role(user: User, role: Role) -> None:
    """Lets `user` sign in at the desk as `role`, besides the roles they hold already."""
    user.groups.add(group_of(role))
    user.__dict__.pop("roles", None)
