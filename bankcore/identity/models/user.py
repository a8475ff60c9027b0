"""People who log in: customers and staff."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from bankcore.identity.models.staff import Branch


class User(AbstractUser):
    """One table for all people; `is_staff` opens the back office.

    Staff without a branch work for the whole bank. Flags, branch and roles of staff are changed
    by PostgreSQL's own functions alone, once two people agree (migration 0004).
    """

    branch = models.ForeignKey(
        Branch, to_field="code", on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta(AbstractUser.Meta):
        permissions = [
            ("manage_staff", "Can ask for changes of staff and their roles"),
            ("manage_branches", "Can name branches"),
        ]
