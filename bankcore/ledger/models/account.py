"""Chart of accounts, accounts and their balances."""

from django.db import models


class Currency(models.Model):
    """An ISO 4217 currency; `exponent` is how many decimals its minor unit has."""

    number = models.SmallIntegerField(primary_key=True)
    code = models.CharField(max_length=3, unique=True)
    exponent = models.SmallIntegerField()
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_currency"
        verbose_name_plural = "currencies"

    def __str__(self) -> str:
        return self.code


class GlAccount(models.Model):
    """A line of the general ledger, such as 2000 Customer deposits."""

    class Category(models.TextChoices):
        """Where the line stands in balance sheet or profit and loss."""

        ASSET = "ASSET"
        LIABILITY = "LIABILITY"
        EQUITY = "EQUITY"
        INCOME = "INCOME"
        EXPENSE = "EXPENSE"

    code = models.CharField(max_length=8, unique=True)
    name = models.TextField()
    category = models.CharField(max_length=9, choices=Category)

    class Meta:
        managed = False
        db_table = "ledger_gl_account"
        verbose_name = "general-ledger account"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Account(models.Model):
    """A ledger account: a customer's or the bank's own, always in one currency."""

    class Kind(models.TextChoices):
        """Whose account it is. A customer's may not be overdrawn unless its floor says so."""

        CUSTOMER = "CUSTOMER"
        INTERNAL = "INTERNAL"
        NOSTRO = "NOSTRO"
        SUSPENSE = "SUSPENSE"
        PNL = "PNL"

    class Side(models.TextChoices):
        """The side on which the balance normally stands."""

        DEBIT = "D"
        CREDIT = "C"

    number = models.CharField(max_length=34, unique=True)
    name = models.TextField()
    gl_account = models.ForeignKey(GlAccount, on_delete=models.PROTECT, related_name="+")
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_column="currency"
    )
    normal_side = models.CharField(max_length=1, choices=Side)
    kind = models.CharField(max_length=8, choices=Kind)
    branch = models.CharField(max_length=8)
    opened_on = models.DateField()

    class Meta:
        managed = False
        db_table = "ledger_account"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Balance(models.Model):
    """What an account has: minor units; follows from entries and holds by trigger."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="balance"
    )
    dr_posted = models.BigIntegerField()
    cr_posted = models.BigIntegerField()
    held = models.BigIntegerField()
    floor = models.BigIntegerField(null=True)
    excess = models.BigIntegerField()
    seq = models.BigIntegerField()
    updated_txn = models.BigIntegerField(null=True)
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_column="currency"
    )
    sign = models.SmallIntegerField()
    status = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_balance"

    def __str__(self) -> str:
        return f"balance of account {self.account_id}"
