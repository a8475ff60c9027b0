"""The bank's branches, and what became of its staff."""

from django.conf import settings
from django.db import models


class Branch(models.Model):
    """A branch: its staff see and serve its own customers."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "branches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z0-9][A-Z0-9-]*$") & ~models.Q(name=""),
                name="identity_branch_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RoleChange(models.Model):
    """What somebody could do before and after a change: written by PostgreSQL alone, and kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_changes"
    )
    request_id = models.BigIntegerField(
        null=True, unique=True, help_text="The four-eyes request; none where the owner did it."
    )
    before = models.JSONField()
    after = models.JSONField()
    maker = models.CharField(max_length=80)
    checker = models.CharField(max_length=80, null=True)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(request_id=None, checker=None)
                | models.Q(request_id__isnull=False, checker__isnull=False),
                name="identity_rolechange_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(checker=None) | ~models.Q(checker=models.F("maker")),
                name="identity_rolechange_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.before} -> {self.after}"


class RoleConflict(models.Model):
    """Two roles that nobody may have together; changed by a migration only."""

    one = models.CharField(max_length=40)
    other = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="identity_conflict_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="identity_conflict_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"
