"""How a customer sorts entries of accounts, where that is not how the bank would."""

from django.db import models

from accounts.domain.categories import Category
from accounts.models import choices
from accounts.models.account import Account
from accounts.models.customer import Customer


class EntryCategory(models.Model):
    """What a customer says that one entry is about. Joint holders sort each for themselves."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField(help_text="The entry's number on the account.")
    category = models.CharField(max_length=16, choices=choices.of(Category))
    chosen_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("categorise_entries", "May sort entries of own accounts into categories"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "account", "seq"], name="accounts_entrycategory_once"
            ),
            choices.only("category", Category, name="accounts_entrycategory_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.seq}: {self.category}"


class CategoryRule(models.Model):
    """What a customer says that all entries with a counterparty are about."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    counterparty = models.CharField(
        max_length=80, help_text="An IBAN of this bank, or the text's first words in capitals."
    )
    category = models.CharField(max_length=16, choices=choices.of(Category))
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "counterparty"], name="accounts_categoryrule_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(counterparty=""), name="accounts_categoryrule_of_somebody"
            ),
            choices.only("category", Category, name="accounts_categoryrule_known"),
        ]

    def __str__(self) -> str:
        return f"{self.counterparty}: {self.category}"
