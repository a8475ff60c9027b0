"""Taking customers on, and keeping their papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import customer_serializers as serializers
from accounts.presentation.api.customer_documentation import change
from accounts.presentation.customer_downloads import attachment
from bankcore import clock
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated


class CustomerList(APIView):
    scopes = {"POST": "customers:write"}
    for_whole_bank = ("POST",)

    @change(
        takes=serializers.OnboardInput,
        answers=serializers.CustomerOutput,
        operation_id="customers_onboard",
        summary="Begin to take a person or a company on, as a PROSPECT",
    )
    def post(self, request: Request) -> Response:
        values = validated(serializers.OnboardInput, request.data)
        made = accounts.onboard_customer(
            applicant=values["applicant"],
            customer_id=values.get("customer_id"),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return Response(serializers.CustomerOutput(made).data, status=201)


class CustomerSearch(APIView):
    scopes = {"POST": "customers:read"}
    for_whole_bank = ("POST",)

    @extend_schema(
        request=serializers.SearchInput,
        responses=serializers.CustomersOutput,
        operation_id="customers_search",
        summary="Find customers by e-mail address, phone, tax or document number",
        description="A POST, so that no address or number stands in the log of a web server.",
    )
    def post(self, request: Request) -> Response:
        found = accounts.find_customers(**validated(serializers.SearchInput, request.data))
        return Response(serializers.CustomersOutput({"items": found}).data)


class CustomerDetail(APIView):
    scopes = {"GET": "customers:read"}

    @documentation.read(
        answers=serializers.CustomerFileOutput,
        operation_id="customers_read",
        summary="Read a customer with papers, checks and history",
    )
    def get(self, request: Request, customer_id: UUID) -> Response:
        del request
        found = accounts.customer_file(customer_id=customer_id)
        return Response(serializers.CustomerFileOutput(found).data)


class CustomerStatus(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.StatusInput,
        answers=serializers.CustomerOutput,
        operation_id="customers_change_status",
        summary="Move a customer to another status",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        moved = accounts.change_customer_status(
            **validated(serializers.StatusInput, request.data), **_by(request, customer_id)
        )
        return Response(serializers.CustomerOutput(moved).data, status=201)


class CustomerAddresses(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.AddressInput,
        answers=None,
        operation_id="customers_set_address",
        summary="Let a customer have another address from a day on",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        address = accounts.PostalAddress(**validated(serializers.AddressInput, request.data))
        return _done(accounts.set_address, request, customer_id, address=address)


class CustomerContacts(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.ContactInput,
        answers=None,
        operation_id="customers_add_contact",
        summary="Add an e-mail address or a phone number",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        contact = accounts.Contact(**validated(serializers.ContactInput, request.data))
        return _done(accounts.add_contact, request, customer_id, contact=contact)


class CustomerTaxResidences(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.TaxResidenceInput,
        answers=None,
        operation_id="customers_set_tax_residence",
        summary="Set where a customer is taxed",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        residence = accounts.TaxResidence(**validated(serializers.TaxResidenceInput, request.data))
        return _done(accounts.set_tax_residence, request, customer_id, residence=residence)


class CustomerSelfCertifications(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.SelfCertificationInput,
        answers=None,
        operation_id="customers_self_certify",
        summary="Keep what a customer declared under FATCA and CRS",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        values = validated(serializers.SelfCertificationInput, request.data)
        return _done(
            accounts.record_self_certification,
            request,
            customer_id,
            certification=accounts.SelfCertification(**values),
        )


class CustomerOwners(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.OwnerInput,
        answers=None,
        operation_id="customers_add_beneficial_owner",
        summary="Add a beneficial owner of a company",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        owner = accounts.BeneficialOwner(**validated(serializers.OwnerInput, request.data))
        return _done(accounts.add_beneficial_owner, request, customer_id, owner=owner)


class CustomerRelatedPersons(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.RelatedPersonInput,
        answers=None,
        operation_id="customers_add_related_person",
        summary="Add somebody near a customer",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        person = accounts.RelatedPerson(**validated(serializers.RelatedPersonInput, request.data))
        return _done(accounts.add_related_person, request, customer_id, person=person)


class CustomerKycChecks(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.KycCheckInput,
        answers=None,
        operation_id="customers_record_kyc_check",
        summary="Keep the outcome of a KYC check",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        check = accounts.NewCheck(**validated(serializers.KycCheckInput, request.data))
        return _done(accounts.record_kyc_check, request, customer_id, check=check)


class CustomerRisk(APIView):
    scopes = {"POST": "customers:write"}

    @change(
        takes=serializers.RiskInput,
        answers=None,
        operation_id="customers_assess_risk",
        summary="Rate a customer's risk, which sets the day of the next review",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        values = validated(serializers.RiskInput, request.data)
        return _done(accounts.assess_risk, request, customer_id, **values)


class CustomerDocuments(APIView):
    scopes = {"POST": "customers:write"}
    parser_classes = [MultiPartParser]

    @change(
        takes={"multipart/form-data": serializers.DocumentInput},
        answers=serializers.DocumentOutput,
        operation_id="customers_upload_document",
        summary="Keep a document of a customer, encrypted",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        values = validated(serializers.DocumentInput, request.data)
        file = values.pop("file")
        accounts.check_document_size(file.size)
        kept = accounts.upload_document(
            document=accounts.NewDocument(file_name=file.name, content=file.read(), **values),
            **_by(request, customer_id),
        )
        return Response(serializers.DocumentOutput(kept).data, status=201)


class CustomerDocumentContent(APIView):
    scopes = {"GET": "documents:read"}

    @extend_schema(
        responses={
            (200, kind): OpenApiTypes.BINARY
            for kind in ("application/pdf", "image/jpeg", "image/png")
        },
        operation_id="customers_download_document",
        summary="Read a document; the audit trail keeps who did",
    )
    def get(self, request: Request, customer_id: UUID, document_id: UUID) -> HttpResponse:
        read = accounts.download_document(document_id=document_id, **_by(request, customer_id))
        return attachment(
            read.content, name=read.document.file_name, media_type=read.document.media_type
        )


def _by(request: Request, customer_id: UUID) -> dict[str, Any]:
    return {"customer_id": customer_id, "actor": callers.actor_of(request), "now": clock.now()}


def _done(
    use_case: Callable[..., object], request: Request, customer_id: UUID, **given: Any
) -> Response:
    use_case(**given, **_by(request, customer_id))
    return Response(status=204)
