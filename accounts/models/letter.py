"""Letters that the bank has written."""

from uuid import uuid4

from django.db import models

from accounts.domain.letters import LetterKind
from accounts.models.customer import Customer
from bankcore.crypto.model_fields import EncryptedTextField


class Letter(models.Model):
    """A letter to a customer: its content, and the fingerprint of the paper it was printed on."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in LetterKind]
    )
    parameters = models.JSONField(help_text="What was asked for: a year, or a day and a basis.")
    content = EncryptedTextField(
        purpose="accounts.letter.content", help_text="All that the letter says, as JSON."
    )
    content_sha256 = models.BinaryField(max_length=32)
    layout = models.CharField(max_length=60)
    sha256 = models.BinaryField(max_length=32)
    requested_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("write_letters", "May write letters and set how often statements come"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "content_sha256"], name="accounts_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
