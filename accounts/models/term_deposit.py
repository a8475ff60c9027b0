"""Term deposits, for reading. accounts/migrations/sql/0006_interest.sql makes the table."""

from django.db import models

from accounts.domain import deposits
from accounts.models.account import Account


class TermDeposit(models.Model):
    """Money left with the bank for a term at a rate fixed at its start."""

    public_id = models.UUIDField(unique=True)
    request_hash = models.BinaryField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    payout_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    principal = models.BigIntegerField(help_text="Minor units.")
    term_months = models.SmallIntegerField(null=True)
    term_days = models.SmallIntegerField(null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    start = models.DateField()
    maturity = models.DateField()
    instruction = models.CharField(
        max_length=19, choices=[(each.value, each.value) for each in deposits.MaturityInstruction]
    )
    break_rule = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in deposits.BreakRule]
    )
    break_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    break_days = models.SmallIntegerField(null=True)
    state = models.CharField(
        max_length=7, choices=[(each.value, each.value) for each in deposits.DepositState]
    )
    ended_on = models.DateField(null=True)
    ended_by = models.UUIDField(null=True, help_text="The key of the request to break it.")
    renews = models.OneToOneField("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        permissions = [
            ("open_deposit", "May open term deposits"),
            ("break_deposit", "May break term deposits"),
            ("instruct_deposit", "May say what becomes of a term deposit at its end"),
        ]
        managed = False
        db_table = "accounts_termdeposit"

    def __str__(self) -> str:
        return f"{self.principal} until {self.maturity}"
