"""The business day, closed periods, and what was true at the end of a day."""

from django.db import models

from bankcore.ledger.models.account import Account, Currency, GlAccount


class BusinessDate(models.Model):
    """The one open business day."""

    business_date = models.DateField()
    closing = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_business_date"

    def __str__(self) -> str:
        return self.business_date.isoformat()


class Period(models.Model):
    """Days closed for booking, both ends included; there is no way back."""

    first_day = models.DateField()
    last_day = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "ledger_period"

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class Snapshot(models.Model):
    """An account's balance from all entries booked up to `day`, and what was held then."""

    pk = models.CompositePrimaryKey("day", "account_id")
    day = models.DateField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    balance = models.BigIntegerField()
    held = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_snapshot"

    def __str__(self) -> str:
        return f"account {self.account_id} on {self.day}"


class GlDaily(models.Model):
    """Debits and credits of one general-ledger line on one day, by branch and currency."""

    pk = models.CompositePrimaryKey("day", "gl_account_id", "branch", "currency_id")
    day = models.DateField()
    gl_account = models.ForeignKey(GlAccount, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=8)
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_column="currency"
    )
    debits = models.BigIntegerField()
    credits = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_gl_daily"

    def __str__(self) -> str:
        return f"{self.gl_account_id} on {self.day}"


class GlPeriod(models.Model):
    """A month or a year of the general ledger that is closed."""

    class Kind(models.TextChoices):
        """How long it is."""

        MONTH = "MONTH"
        YEAR = "YEAR"

    kind = models.CharField(max_length=5, choices=Kind)
    first_day = models.DateField()
    last_day = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "ledger_gl_period"

    def __str__(self) -> str:
        return f"{self.kind} to {self.last_day}"


class GlClosing(models.Model):
    """Balance of one general-ledger line at the end of a closed month: credits less debits."""

    pk = models.CompositePrimaryKey("last_day", "gl_account_id", "branch", "currency_id")
    last_day = models.DateField()
    gl_account = models.ForeignKey(GlAccount, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=8)
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_column="currency"
    )
    balance = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_gl_closing"

    def __str__(self) -> str:
        return f"{self.gl_account_id} at {self.last_day}"
