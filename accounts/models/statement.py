"""Statements, the names that stand on them, and what was rendered of them."""

from django.db import models

from accounts.domain.statements import StatementCycle as Cycle
from accounts.models.account import Account
from accounts.models.customer import Customer
from bankcore.crypto.model_fields import EncryptedTextField


class StatementCycle(models.Model):
    """How often an account gets a statement, where that is not monthly."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    cycle = models.CharField(max_length=9, choices=[(each.value, each.value) for each in Cycle])

    def __str__(self) -> str:
        return f"{self.cycle} for {self.account_id}"


class DocumentParty(models.Model):
    """A name and address as documents show them, from one end of day until they change.

    Append-only, so that an old document can be made again as it was; but for a customer who was
    erased, when the law no longer asks to keep it. Without a customer it is the bank itself.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=140)
    address = EncryptedTextField(
        purpose="accounts.documentparty.address",
        subject="customer",
        null=True,
        help_text="Lines, without the name.",
    )
    address_id = models.BigIntegerField(
        null=True, help_text="The Address it was copied from: another one makes another row."
    )
    erased_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="accounts_documentparty_latest"),
            # Whether one was erased lately is asked with each long statement; nearly none is.
            models.Index(
                fields=["erased_at"],
                condition=models.Q(erased_at__isnull=False),
                name="accounts_documentparty_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One statement of an account: a stretch of closed days and what it comes to, in minor units.

    A foreign key of the table to itself, made by the migration, lets each follow the one before
    without a day between and with its closing balance as opening. That the account is there is
    tried for all that are made at once, by a trigger, and accounts stay.
    """

    # Without an index of its own: those of number and of days begin with the account.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    entries = models.IntegerField()
    opening = models.BigIntegerField()
    debits = models.BigIntegerField()
    credits = models.BigIntegerField()
    closing = models.BigIntegerField()
    last_party_id = models.BigIntegerField(
        help_text="The newest DocumentParty there was: later ones are not for this statement."
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "number"], name="accounts_statement_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["account", "first_day", "last_day"], name="accounts_statement_days_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="accounts_statement_number"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")),
                name="accounts_statement_days",
            ),
            models.CheckConstraint(
                condition=models.Q(entries__gte=0, debits__gte=0, credits__gte=0)
                & models.Q(closing=models.F("opening") + models.F("credits") - models.F("debits")),
                name="accounts_statement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} no. {self.number}"


class StatementDocument(models.Model):
    """The fingerprint of a statement in one format and layout, kept when first rendered.

    `parts` are the SHA-256 of each part of a long one, one after the other.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=15)
    layout = models.CharField(max_length=60)
    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    parts = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "format", "layout"], name="accounts_statementdocument_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} as {self.format}"
