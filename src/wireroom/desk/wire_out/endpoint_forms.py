# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The form of an endpoint: of each kind only what matters to it, and secrets that are written but never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.desk.wire_out.rules import FIELDS, is_address
from wireroom.formats.registry import RENDERERS
from wireroom.wire_out.models import Endpoint, Kind

ADDRESSES = {
    Kind.HTTP: (_("Web address"), _("Such as https://client.example/wire. Each push is signed.")),
    Kind.SFTP: (_("Server and folder"), _("Such as sftp://files.client.example/wire.")),
    Kind.FTP: (_("Server and folder"), _("Such as ftps://files.client.example/wire; ftp:// is not encrypted.")),
    Kind.MAIL: (_("E-mail addresses"), _("Several with commas between them.")),
    Kind.FOLDER: (_("Folder"), _("Its full path on this machine; it must be there already.")),
}
WRONG_ADDRESS = {
    Kind.HTTP: _("Enter an address that begins with https:// and names a machine."),
    Kind.SFTP: _("Enter an address that begins with sftp:// and names a machine."),
    Kind.FTP: _("Enter an address that begins with ftps:// or ftp:// and names a machine."),
    Kind.MAIL: _("Enter e-mail addresses with commas between them."),
    Kind.FOLDER: _("Enter the full path of a folder, from its first slash on."),
}
PASSWORDS = {
    Kind.HTTP: (_("Password"), ""),
    Kind.SFTP: (_("Password or private key"), _("A key as a file in PEM holds it, from “BEGIN” to “END”.")),
    Kind.FTP: (_("Password"), ""),
}
KEPT = _("One is stored. It is never shown; leave this empty to keep it.")


class EndpointForm(WagtailAdminModelForm):
    instance: Endpoint
    field_order = ("subscriber", "name", "address", "username", "new_password", "format", "products", "skips_refiles")
    format = forms.ChoiceField(label=_("Format"), choices=lambda: [(name, name) for name in RENDERERS])
    new_password = forms.CharField(required=False, strip=False, max_length=16_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = Kind(self.instance.kind)
        for name in set(self.fields) - set(FIELDS[kind]):
            del self.fields[name]
        if self.instance.pk:
            self.fields["subscriber"].disabled = True
        if "address" in self.fields:
            self.fields["address"].required = True
            self.fields["address"].label, self.fields["address"].help_text = ADDRESSES[kind]
        if "new_password" in self.fields:
            self._ask_password(kind)

    def _ask_password(self, kind: Kind) -> None:
        field = self.fields["new_password"]
        field.label, advice = PASSWORDS[kind]
        field.help_text = KEPT if self.instance.sealed_password else advice
        field.widget = (
            AdminAutoHeightTextInput(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"})
            if kind == Kind.SFTP
            else forms.PasswordInput(attrs={"autocomplete": "new-password"})
        )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        kind = Kind(self.instance.kind)
        if not is_address(kind, address):
            raise forms.ValidationError(WRONG_ADDRESS[kind])
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        subscriber, products = cleaned.get("subscriber"), cleaned.get("products")
        if subscriber and products:
            held = set(subscriber.products.values_list("pk", flat=True))
            missing = [product.name for product in products if product.pk not in held]
            if missing:
                text = gettext("%(subscriber)s is not entitled to: %(products)s. Tick it at the product first.")
                self.add_error("products", text % {"subscriber": subscriber, "products": ", ".join(missing)})
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if password := self.cleaned_data.get("new_password"):
            self.instance.password = password

    class Meta:
        model = Endpoint
        fields = ("subscriber", "name", "address", "username", "format", "products", "skips_refiles", "connections")
        widgets = {"products": forms.CheckboxSelectMultiple, "connections": forms.NumberInput(attrs={"max": 8})}
