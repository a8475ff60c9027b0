"""Interest, for reading. accounts/migrations/sql/0006_interest.sql makes the tables."""

from django.db import models

from accounts.domain import day_counts, interest
from accounts.models.product import Product

_SIDES = [(side.value, side.name) for side in interest.Side]


class InterestTerms(models.Model):
    """How one side of a product's accounts in one currency bears interest from a day on."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    side = models.SmallIntegerField(choices=_SIDES)
    effective_from = models.DateField()
    day_count = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in day_counts.DayCount]
    )
    method = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in interest.TierMethod]
    )
    compounding = models.CharField(
        max_length=6, choices=[(each.value, each.value) for each in interest.Compounding]
    )
    posting_period = models.CharField(
        max_length=11, choices=[(each.value, each.value) for each in interest.PostingPeriod]
    )
    tax_rate = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    excess_rate = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    introduced_at = models.DateTimeField()
    introduced_by = models.CharField(max_length=80)

    class Meta:
        permissions = [
            ("set_terms", "May set the terms of products and of single accounts"),
        ]
        managed = False
        db_table = "accounts_interestterms"
        verbose_name = "interest terms"
        verbose_name_plural = "interest terms"

    def __str__(self) -> str:
        return f"{self.product} {interest.Side(self.side).name} from {self.effective_from}"


class InterestTier(models.Model):
    """From so many minor units on, an annual rate."""

    pk = models.CompositePrimaryKey("terms_id", "from_minor")
    terms = models.ForeignKey(InterestTerms, on_delete=models.PROTECT, related_name="tiers")
    from_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        managed = False
        db_table = "accounts_interesttier"

    def __str__(self) -> str:
        return f"{self.rate} from {self.from_minor}"


class InterestSpecial(models.Model):
    """One account's own rate instead of its product's tiers, or their return where it has none."""

    pk = models.CompositePrimaryKey("account_id", "side", "effective_from")
    account_id = models.BigIntegerField()
    side = models.SmallIntegerField(choices=_SIDES)
    effective_from = models.DateField()
    rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "accounts_interestspecial"

    def __str__(self) -> str:
        return f"{self.rate} for account {self.account_id} from {self.effective_from}"


class InterestDay(models.Model):
    """A day that is accrued for every account, and the business day whose end did it."""

    day = models.DateField(primary_key=True)
    business_day = models.DateField()
    accrued_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "accounts_interestday"

    def __str__(self) -> str:
        return self.day.isoformat()


class InterestPosting(models.Model):
    """What was posted of one account's interest at the end of a period; minor units."""

    pk = models.CompositePrimaryKey("account_id", "side", "period_end")
    account_id = models.BigIntegerField()
    side = models.SmallIntegerField(choices=_SIDES)
    period_end = models.DateField()
    carried_in = models.DecimalField(max_digits=24, decimal_places=8)
    accrued = models.DecimalField(max_digits=24, decimal_places=8)
    gross = models.BigIntegerField()
    tax = models.BigIntegerField()
    carried = models.DecimalField(max_digits=24, decimal_places=8)
    booked_on = models.DateField()
    adjusted_through = models.DateField(null=True)
    txn_id = models.BigIntegerField(null=True)
    tax_txn_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "accounts_interestposting"

    def __str__(self) -> str:
        return f"{self.gross} on account {self.account_id} for {self.period_end}"


class InterestBook(models.Model):
    """What was accrued and not posted at the end of a business day, as it went into the books."""

    pk = models.CompositePrimaryKey("business_day", "currency", "side")
    business_day = models.DateField()
    currency = models.SmallIntegerField()
    side = models.SmallIntegerField(choices=_SIDES)
    unposted = models.DecimalField(max_digits=30, decimal_places=8)
    txn_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "accounts_interestbook"

    def __str__(self) -> str:
        return f"{self.unposted} on {self.business_day}"
