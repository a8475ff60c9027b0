"""E-mails to customers: which they want, and which went out."""

from django.db import models
from django.db.models import Q

from payments.correspondence.domain.notices import LANGUAGES, NoticeKind
from payments.correspondence.models import words


class NoticeChoices(models.Model):
    """What a customer has chosen. Who has no row hears of what is usual."""

    customer = models.OneToOneField("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, choices=[(each, each) for each in LANGUAGES])
    money_in = models.BooleanField()
    money_out = models.BooleanField()
    money_out_above_minor = models.BigIntegerField(help_text="In the bank's own currency.")
    standing_order_failed = models.BooleanField()
    statement_ready = models.BooleanField()
    message_waiting = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        permissions = [("choose_notices", "May choose of what one hears by e-mail")]
        verbose_name_plural = "notice choices"
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES), name="correspondence_choice_language"
            ),
            models.CheckConstraint(
                condition=Q(money_out_above_minor__gte=0), name="correspondence_choice_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"Choices of {self.customer_id}"


class Notice(models.Model):
    """That a customer is told of something, once; `sent_at` is empty until the mail has gone out.

    `about` names what it tells of. What the mail says is not kept.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=22, choices=words.of(NoticeKind))
    about = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    mails = models.IntegerField(default=0, help_text="To how many addresses it went.")

    class Meta:
        constraints = [
            words.only("kind", NoticeKind, name="correspondence_notice_kind"),
            models.UniqueConstraint(
                fields=["customer", "kind", "about"], name="correspondence_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
