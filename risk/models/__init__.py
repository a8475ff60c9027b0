"""What fraud rules have found."""

from django.db import models


class PaymentFlag(models.Model):
    """A payment that a rule found suspicious; the reference is the payment's own."""

    reference = models.CharField(max_length=80)
    rule = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=22, decimal_places=4)
    currency = models.CharField(max_length=3)
    threshold = models.DecimalField(max_digits=22, decimal_places=4)
    flagged_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "rule"], name="risk_flag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.reference}"
