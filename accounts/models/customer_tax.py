"""Where customers are taxed, and what they declared."""

from django.db import models

from accounts.domain.customer_file import CrsStatus
from accounts.models import choices
from accounts.models.customer import Customer
from bankcore.crypto.blind_index import BYTES
from bankcore.crypto.model_fields import EncryptedTextField


class TaxResidence(models.Model):
    """A country in which the customer is taxed, with the number there or why there is none."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tax_residences")
    country = models.CharField(max_length=2)
    tin = EncryptedTextField(
        "TIN",
        purpose="accounts.tax_residence.tin",
        subject="customer",
        index="tin_index",
        index_purpose="accounts.tin",
        null=True,
    )
    tin_index = models.BinaryField(max_length=BYTES, null=True)
    no_tin_reason = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "country"],
                condition=models.Q(valid_to=None),
                name="accounts_tax_residence_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(tin__isnull=False, no_tin_reason="", tin_index__isnull=False)
                | (
                    models.Q(tin__isnull=True, tin_index__isnull=True) & ~models.Q(no_tin_reason="")
                ),
                name="accounts_tax_residence_tin_or_reason",
            ),
        ]
        indexes = [models.Index(fields=["tin_index"], name="accounts_tax_residence_search")]

    def __str__(self) -> str:
        return self.country


class TaxSelfCertification(models.Model):
    """A signed declaration under FATCA and the Common Reporting Standard."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="self_certifications"
    )
    signed_on = models.DateField()
    us_person = models.BooleanField("US person")
    crs_status = models.CharField("CRS status", max_length=21, choices=choices.of(CrsStatus))
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [choices.only("crs_status", CrsStatus, name="accounts_self_cert_status")]

    def __str__(self) -> str:
        return f"{self.crs_status}, {self.signed_on}"
