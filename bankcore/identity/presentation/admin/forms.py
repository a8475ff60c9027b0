"""Forms on which administrators ask for changes of staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from bankcore.identity import public as identity

_ROLES = [(each.value, each.value) for each in identity.Role]


def _branches() -> list[tuple[str, str]]:
    found = [(each.code, f"{each.code} {each.name}") for each in identity.branches_of_bank()]
    return [("", "The whole bank"), *found]


class ReasonedForm(forms.Form):
    """What takes two people says why."""

    reason = forms.CharField(
        max_length=500, help_text="Whoever approves and whoever audits will read it."
    )
    field_order: list[str] | None = None


class RolesForm(ReasonedForm):
    """The roles that somebody is to have; none ends their being staff."""

    roles = forms.MultipleChoiceField(
        choices=_ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["roles", "reason"]


class BranchField(forms.ChoiceField):
    """A branch of the bank, or all of it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=_branches, required=False, **more)


class StaffForm(ReasonedForm):
    """Whether somebody may log in, and where they work."""

    is_active = forms.BooleanField(label="May log in", required=False)
    branch = BranchField()
    field_order = ["is_active", "branch", "reason"]


class NewStaffForm(ReasonedForm):
    """Somebody who is not yet known to the bank's computers."""

    username = forms.CharField(max_length=150)
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Tell it to them alone.",
    )
    roles = RolesForm.declared_fields["roles"]
    branch = BranchField()
    field_order = ["username", "password", "roles", "branch", "reason"]

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class BranchForm(forms.Form):
    """A new branch."""

    code = forms.CharField(max_length=12, help_text="Capitals, digits and hyphens.")
    name = forms.CharField(max_length=120)
