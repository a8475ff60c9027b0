"""Customers."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class Customer(models.Model):
    """A person or a company that the bank serves."""

    class Kind(models.TextChoices):
        """What the customer is before the law."""

        PERSON = "PERSON"
        COMPANY = "COMPANY"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=140)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The log-in for online banking, once the customer has one.",
    )
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_customer_named"),
        ]

    def __str__(self) -> str:
        return self.name
