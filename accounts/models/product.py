"""Products: what kinds of account the bank offers."""

from django.db import models


class Product(models.Model):
    """A kind of account. Its terms (interest, fees, limits, loans) are tables of their own."""

    class Kind(models.TextChoices):
        """What the account is for."""

        CURRENT = "CURRENT"
        SAVINGS = "SAVINGS"
        TERM_DEPOSIT = "TERM_DEPOSIT"
        LOAN = "LOAN"
        INTERNAL = "INTERNAL"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    gl_code = models.CharField(
        "general-ledger code", max_length=8, help_text="Where its accounts stand in the books."
    )

    def __str__(self) -> str:
        return self.name
