"""Customers' accounts."""

from uuid import uuid4

from django.db import models

from accounts.models.customer import Customer
from accounts.models.product import Product


class Account(models.Model):
    """A customer's account. Status and balance are its ledger account's."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    iban = models.CharField("IBAN", max_length=34, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="accounts")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    ledger_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="+"
    )
    currency = models.SmallIntegerField(
        help_text="ISO 4217 number; a foreign key keeps it equal to the ledger account's."
    )
    opened_on = models.DateField()

    class Meta:
        permissions = [
            ("open_account", "May open accounts"),
            ("block_account", "May block, free and wake accounts"),
            ("close_account", "May close accounts"),
        ]

    def __str__(self) -> str:
        return self.iban
