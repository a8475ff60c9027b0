"""The audit trail of use cases."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class AuditEntry(models.Model):
    """One use case that was carried out: never changed, never removed."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="Where the request came from.")

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_subject"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            # Entries lie in the order of time: a few pages of index find the last quarter hour.
            BrinIndex(fields=["at"], name="audit_at", autosummarize=True),
            # In which pages of the table there is an action: cheap to write.
            BrinIndex(
                fields=["action"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="audit_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
