"""What the bank checked of a customer, and how risky it found the customer."""

from django.db import models

from accounts.domain.kyc import KycKind, KycResult, RiskRating
from accounts.models import choices
from accounts.models.customer import Customer
from bankcore.crypto.model_fields import EncryptedTextField


class KycCheck(models.Model):
    """A check by staff: never changed nor removed, save that erasure empties its note."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="kyc_checks")
    kind = models.CharField(max_length=15, choices=choices.of(KycKind))
    result = models.CharField(max_length=8, choices=choices.of(KycResult))
    checked_by = models.CharField(max_length=80)
    checked_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    note = EncryptedTextField(purpose="accounts.kyc_check.note", subject="customer", null=True)

    class Meta:
        verbose_name = "KYC check"
        constraints = [
            choices.only("kind", KycKind, name="accounts_kyc_check_kind"),
            choices.only("result", KycResult, name="accounts_kyc_check_result"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.result}"


class RiskAssessment(models.Model):
    """How risky the bank found a customer: never changed, never removed."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="risk_assessments"
    )
    rating = models.CharField(max_length=6, choices=choices.of(RiskRating))
    assessed_on = models.DateField()
    review_on = models.DateField()
    reason = models.CharField(max_length=500)
    assessed_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            choices.only("rating", RiskRating, name="accounts_risk_assessment_rating"),
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("assessed_on")),
                name="accounts_risk_assessment_review_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}, {self.assessed_on}"


class ReviewReminder(models.Model):
    """That the review which an assessment asked for has fallen due."""

    assessment = models.OneToOneField(
        RiskAssessment, on_delete=models.PROTECT, related_name="reminder"
    )
    day = models.DateField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review due {self.day}"
