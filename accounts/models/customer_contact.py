"""Where customers live and how they are reached."""

from django.db import models

from accounts.domain.customer_file import AddressKind, ContactKind
from accounts.models import choices
from accounts.models.customer import Customer
from bankcore.crypto.blind_index import BYTES
from bankcore.crypto.model_fields import EncryptedTextField


class Address(models.Model):
    """A postal address from `valid_from` on, until before `valid_to`; one a kind is current."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=11, choices=choices.of(AddressKind))
    street = EncryptedTextField(purpose="accounts.address.street", subject="customer")
    postcode = EncryptedTextField(
        purpose="accounts.address.postcode", subject="customer", blank=True
    )
    city = EncryptedTextField(purpose="accounts.address.city", subject="customer")
    country = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(valid_to=None),
                name="accounts_address_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="accounts_address_some_days",
            ),
            choices.only("kind", AddressKind, name="accounts_address_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.city}"


class ContactPoint(models.Model):
    """An e-mail address or a phone number."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=5, choices=choices.of(ContactKind))
    value = EncryptedTextField(
        purpose="accounts.contact.value",
        subject="customer",
        index="value_index",
        index_purpose="accounts.contact",
    )
    value_index = models.BinaryField(max_length=BYTES)
    marketing = models.BooleanField(default=False, help_text="Held for advertising only.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "value_index"], name="accounts_contact_once"
            ),
            choices.only("kind", ContactKind, name="accounts_contact_kind"),
        ]
        indexes = [models.Index(fields=["value_index"], name="accounts_contact_search")]

    def __str__(self) -> str:
        return str(self.kind)
