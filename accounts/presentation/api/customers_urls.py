"""Addresses of the customers API."""

from django.urls import path

from accounts.presentation.api import customers

_ONE = "customers/<uuid:customer_id>"

urlpatterns = [
    path("customers", customers.CustomerList.as_view()),
    path("customers/search", customers.CustomerSearch.as_view()),
    path(_ONE, customers.CustomerDetail.as_view()),
    path(f"{_ONE}/status", customers.CustomerStatus.as_view()),
    path(f"{_ONE}/addresses", customers.CustomerAddresses.as_view()),
    path(f"{_ONE}/contacts", customers.CustomerContacts.as_view()),
    path(f"{_ONE}/tax-residences", customers.CustomerTaxResidences.as_view()),
    path(f"{_ONE}/self-certifications", customers.CustomerSelfCertifications.as_view()),
    path(f"{_ONE}/beneficial-owners", customers.CustomerOwners.as_view()),
    path(f"{_ONE}/related-persons", customers.CustomerRelatedPersons.as_view()),
    path(f"{_ONE}/kyc-checks", customers.CustomerKycChecks.as_view()),
    path(f"{_ONE}/risk-assessments", customers.CustomerRisk.as_view()),
    path(f"{_ONE}/documents", customers.CustomerDocuments.as_view()),
    path(
        f"{_ONE}/documents/<uuid:document_id>/content",
        customers.CustomerDocumentContent.as_view(),
    ),
]
