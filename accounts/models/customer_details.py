"""Who a customer is: persons, companies, and the people behind and around them."""

from django.db import models

from accounts.domain.customer_file import ControlKind, Relation
from accounts.models import choices
from accounts.models.customer import Customer
from bankcore.crypto.blind_index import BYTES
from bankcore.crypto.model_fields import EncryptedDateField, EncryptedTextField


class PersonDetails(models.Model):
    """A natural person."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="person")
    given_name = EncryptedTextField(purpose="accounts.person.given_name", subject="customer")
    family_name = EncryptedTextField(purpose="accounts.person.family_name", subject="customer")
    date_of_birth = EncryptedDateField(purpose="accounts.person.date_of_birth", subject="customer")
    place_of_birth = EncryptedTextField(
        purpose="accounts.person.place_of_birth", subject="customer"
    )
    nationality = models.CharField(max_length=2)

    class Meta:
        verbose_name_plural = "person details"

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class CompanyDetails(models.Model):
    """A legal entity."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="company")
    legal_form = models.CharField(max_length=40)
    register_number = EncryptedTextField(
        purpose="accounts.company.register_number",
        subject="customer",
        index="register_number_index",
        index_purpose="accounts.number",
    )
    register_number_index = models.BinaryField(max_length=BYTES)
    incorporated_on = models.DateField()
    lei = models.CharField("LEI", max_length=20, blank=True)
    owners_exemption = models.CharField(
        max_length=200, blank=True, help_text="Why no beneficial owner need be named, if so."
    )

    class Meta:
        verbose_name_plural = "company details"
        indexes = [models.Index(fields=["register_number_index"], name="accounts_company_register")]

    def __str__(self) -> str:
        return self.legal_form


class BeneficialOwner(models.Model):
    """A natural person who owns or controls a company; a trigger holds the sum to 100 percent."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="owners")
    name = EncryptedTextField(purpose="accounts.owner.name", subject="customer")
    date_of_birth = EncryptedDateField(purpose="accounts.owner.date_of_birth", subject="customer")
    nationality = models.CharField(max_length=2)
    share = models.DecimalField("share in percent", max_digits=5, decimal_places=2)
    control = models.CharField(max_length=14, choices=choices.of(ControlKind))
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=100), name="accounts_owner_share"
            ),
            choices.only("control", ControlKind, name="accounts_owner_control"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.share} %"


class RelatedPerson(models.Model):
    """Somebody near the customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="related_persons")
    name = EncryptedTextField(purpose="accounts.related_person.name", subject="customer")
    relation = models.CharField(max_length=20, choices=choices.of(Relation))
    related_customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", null=True
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(customer=models.F("related_customer")),
                name="accounts_related_to_another",
            ),
            choices.only("relation", Relation, name="accounts_related_relation"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.relation}"
