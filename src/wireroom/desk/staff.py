# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Wagtail's pages for staff, which here say who holds which of the five roles, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction, RoleForm
from wagtail.users.views.users import IndexView, UserFilterSet, UserViewSet

from wireroom.accounts.models import User
from wireroom.accounts.rules import Role

ROLE_LABELS: dict[Role, Promise] = {
    Role.REPORTER: _("Reporter"),
    Role.EDITOR: _("Editor"),
    Role.CHIEF: _("Chief editor"),
    Role.MODERATOR: _("Moderator"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def role_name(group: Group) -> str:
    """What the group is called; one that grants no role has but its name."""
    return str(ROLE_LABELS[Role(group.name)]) if group.name in set(Role) else group.name


def roles_of(user: User) -> str:
    held = {Role(group.name) for group in user.groups.all() if group.name in set(Role)}
    if user.is_superuser:
        held.add(Role.ADMINISTRATOR)
    return ", ".join(str(label) for role, label in ROLE_LABELS.items() if role in held)


def _offer_roles(field: Any) -> None:
    field.queryset = Group.objects.filter(name__in=list(Role))
    field.label_from_instance = role_name


class StaffCreationForm(UserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self.fields["groups"])


class StaffEditForm(UserEditForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self.fields["groups"])


class StaffFilterSet(UserFilterSet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].label = _("Role")
        _offer_roles(self.form.fields["group"])

    class Meta(UserFilterSet.Meta):
        pass


class StaffIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's, with the roles in place of its access level."""
        roles = Column("roles", label=_("Roles"), accessor=roles_of)
        return [roles if column.name == "is_superuser" else column for column in super().columns]

    def get_base_queryset(self) -> QuerySet[User]:
        users: QuerySet[User] = super().get_base_queryset()
        return users.prefetch_related("groups")


class StaffRoleForm(RoleForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = _("Role")
        _offer_roles(self.fields["role"])


class AssignRole(AssignRoleBulkAction):
    """Takes the place of Wagtail's."""

    form_class = StaffRoleForm

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        role = role_name(self.cleaned_form.cleaned_data["role"])
        return str(_("Role given to those who were ticked: %(role)s.") % {"role": role})


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    filterset_class = StaffFilterSet

    def get_form_class(self, for_update: bool = False) -> type[UserEditForm] | type[UserCreationForm]:
        return StaffEditForm if for_update else StaffCreationForm
