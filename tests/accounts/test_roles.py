"""The groups that every database has, and accounts made from the shell."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import GroupCollectionPermission, GroupPagePermission, WorkflowContentType

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.desk.rights import seed_roles
from wireroom.stories.models import Story

pytestmark = pytest.mark.django_db


def rights(role: Role) -> set[str]:
    found = Permission.objects.filter(group__name=role.value).values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in found}


def test_every_role_is_a_group_that_may_sign_in() -> None:
    for role in Role:
        assert "wagtailadmin.access_admin" in rights(role)


def test_nobody_has_rights_to_stories_by_name_but_to_read_their_log() -> None:
    named = {role: [name for name in rights(role) if name.endswith("_story")] for role in Role}
    assert {role: names for role, names in named.items() if names} == {
        Role.CHIEF: ["stories.view_story"],
        Role.ADMINISTRATOR: ["stories.view_story"],
    }


def test_only_administrators_manage_accounts() -> None:
    able = [role for role in Role if "accounts.change_user" in rights(role)]
    assert able == [Role.ADMINISTRATOR]


def test_chiefs_and_administrators_keep_the_catalogues() -> None:
    wanted = {"stories.add_section", "stories.publish_staticpage", "stories.change_edition", "stories.add_assignment"}
    assert [role for role in Role if wanted <= rights(role)] == [Role.CHIEF, Role.ADMINISTRATOR]


def test_groups_have_no_rights_to_pages() -> None:
    assert list(GroupPagePermission.objects.filter(group__name__in=[role.value for role in Role])) == []


def test_pictures_are_for_those_who_write() -> None:
    able = GroupCollectionPermission.objects.filter(permission__codename="add_image")
    names = set(able.values_list("group__name", flat=True))
    assert names == {"Reporters", "Editors", "Chiefs", "Administrators"}


def test_seeding_again_changes_nothing() -> None:
    before = {role: rights(role) for role in Role}
    seed_roles()
    assert {role: rights(role) for role in Role} == before
    assert Group.objects.filter(name__in=[role.value for role in Role]).count() == 5
    assert WorkflowContentType.objects.filter(content_type=Story.get_content_type()).count() == 1


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("createeditor", *arguments, stdout=out)
    return out.getvalue()


def test_createeditor_prints_the_password_it_made_up() -> None:
    printed = create("rita", "--role", "reporter", "--email", "rita@example.org")
    user = User.objects.get(username="rita")
    assert printed.startswith("Made rita (reporter). Password: ")
    assert user.check_password(printed.split()[-1])
    assert (user.roles, user.email, user.is_superuser) == ({Role.REPORTER}, "rita@example.org", False)


def test_createeditor_takes_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR_PASSWORD", "a long enough secret")
    assert create("rita", "--role", "chief", "--role", "administrator") == "Made rita (chief, administrator).\n"
    assert User.objects.get().check_password("a long enough secret")


def test_createeditor_makes_editors_by_default() -> None:
    create("rita")
    assert User.objects.get().roles == {Role.EDITOR}


def test_createeditor_refuses_what_is_taken_or_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    create("rita")
    with pytest.raises(CommandError, match="There is an account RITA already"):
        create("RITA")
    with pytest.raises(CommandError):
        create("no spaces")
    monkeypatch.setenv("EDITOR_PASSWORD", "12345678")
    with pytest.raises(CommandError):
        create("olga")
    assert User.objects.count() == 1
