"""What staff note of a customer."""

from django.db import models

from bankcore.crypto.model_fields import EncryptedTextField


class CustomerNote(models.Model):
    """A note for colleagues, added and never changed. No customer's request can read any."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=80)
    text = EncryptedTextField(purpose="correspondence.note.text", subject="customer")
    written_at = models.DateTimeField()

    class Meta:
        permissions = [("write_note", "May write notes on customers, for colleagues")]

    def __str__(self) -> str:
        return f"{self.author} at {self.written_at:%Y-%m-%d %H:%M}"
