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


class SpendingSpan(models.Model):
    """Closed days of an account with many entries whose sums by category are kept.

    Spans of an account follow each other without a gap, each within a month, from its first entry
    on. What is kept follows from the books alone and may be made again at any time; `edition`
    says with which of the bank's words it was sorted.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    entries = models.IntegerField()
    net = models.BigIntegerField(help_text="Credits less debits, in minor units.")
    edition = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "first_day"], name="accounts_spendingspan_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="accounts_spendingspan_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"spending of account {self.account_id}, {self.first_day} to {self.last_day}"


class SpendingSum(models.Model):
    """What the entries of a span with one counterparty, that the bank sorts alike, come to.

    Whoever looks sorts them anew by these: the counterparty, by whom a customer may have a rule,
    and the other side's account, which may be the customer's own.
    """

    span = models.ForeignKey(SpendingSpan, on_delete=models.PROTECT, related_name="+")
    counterparty = models.BinaryField(
        null=True, help_text="SHA-256 of the counterparty's name; none where it is not known."
    )
    other_account = models.BigIntegerField(
        null=True, help_text="In the ledger; none where the category goes before whose it is."
    )
    category = models.CharField(max_length=16, choices=choices.of(Category))
    entries = models.IntegerField()
    net = models.BigIntegerField(help_text="Credits less debits, in minor units.")

    class Meta:
        constraints = [
            choices.only("category", Category, name="accounts_spendingsum_known"),
            models.CheckConstraint(
                condition=models.Q(entries__gt=0), name="accounts_spendingsum_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entries} of {self.span_id}: {self.category}"
