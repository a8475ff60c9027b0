"""Members of staff in a browser."""

from __future__ import annotations

import re
from uuid import uuid4

from django.contrib.auth.models import Group, Permission
from django.test import Client

from bankcore.identity import public as identity
from bankcore.identity.models import User

EVERYTHING = (
    *("view_tellerdrawer", "view_drawersession", "view_cashmovement", "operate_drawer"),
    *("take_deposit", "pay_withdrawal"),
    *("view_cheque", "view_chequebook", "view_chequepayment", "view_collectedcheque"),
    *("handle_cheques", "request_reversal", "view_request", "decide_request"),
)


class Staff:
    """A member of staff with a browser and rights."""

    def __init__(self, name: str, *permissions: str) -> None:
        self.user = User.objects.create_user(name, password="x", is_staff=True)
        self.user.user_permissions.set(
            Permission.objects.filter(codename__in=permissions or EVERYTHING)
        )
        self.actor = identity.staff_actor(user_id=self.user.pk)
        self.http = Client()
        self.http.force_login(self.user)

    def joins(self, role: identity.Role) -> None:
        """Take a role, with its rights and up to its decision limits."""
        self.user.groups.add(Group.objects.get(name=role.value))

    def see(self, address: str) -> str:
        """Return the page as text."""
        answer = self.http.get(address, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def send(self, address: str, *, key: str | None = None, **fields) -> str:
        """Fill the page's form in and send it; returns the page that follows."""
        assert 'name="request_key"' in self.see(address)
        values = {"request_key": key or str(uuid4()), **fields}
        answer = self.http.post(address, values, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


def said(page: str) -> str:
    """Return what the page says in its messages and errors, without tags."""
    parts = re.findall(r'<li class="(?:success|error)">(.*?)</li>', page, re.DOTALL)
    parts += re.findall(r'<p class="errornote"[^>]*>(.*?)</p>', page, re.DOTALL)
    parts += re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", each).strip() for each in parts)
