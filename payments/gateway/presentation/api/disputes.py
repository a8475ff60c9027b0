"""Disputes: read, fought with evidence, or accepted."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from payments.gateway.domain.bodies import dispute_body
from payments.gateway.domain.disputes import Evidence
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.once import Work, once
from payments.gateway.services import disputes

_LONGEST_KIND = 40


class DisputeList(MerchantView):
    scopes = {"GET": READ}

    @describe(
        "disputes_list",
        "List disputes",
        answers="dispute",
        many=True,
        filters=("payment_intent",),
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("payment_intent",), paged=True)
        merchant = self.merchant(request)
        found = disputes.page(
            merchant=merchant,
            intent=asked.filters.get("payment_intent"),
            part=asked.part,
            actor=self.actor(request),
        )
        return self.many(
            request, asked, found, lambda view: dispute_body(view, livemode=livemode(merchant))
        )


class DisputeDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("disputes_read", "Read a dispute", answers="dispute")
    def get(self, request: Request, dispute: str) -> Response:
        merchant = self.merchant(request)
        view = disputes.get(merchant=merchant, dispute=dispute, actor=self.actor(request))
        return self.one(request, dispute_body(view, livemode=livemode(merchant)))

    @describe("disputes_update", "Fight a dispute", answers="dispute")
    @once(inputs.EvidenceInput)
    def post(self, work: Work, dispute: str) -> dict[str, Any]:
        evidence = [
            Evidence(kind=kind, text=text) for kind, text in work.values["evidence"].items()
        ]
        if any(len(each.kind) > _LONGEST_KIND for each in evidence):
            raise ValidationError({"evidence": ["A name has at most 40 characters."]})
        view = disputes.submit_evidence(
            merchant=work.merchant,
            dispute=dispute,
            evidence=evidence,
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return dispute_body(view, livemode=livemode(work.merchant))


class DisputeClose(MerchantView):
    scopes = {"POST": WRITE}

    @describe("disputes_close", "Accept a dispute", answers="dispute")
    @once(inputs.Nothing)
    def post(self, work: Work, dispute: str) -> dict[str, Any]:
        view = disputes.accept(
            merchant=work.merchant, dispute=dispute, actor=work.actor, now=clock.now()
        )
        return dispute_body(view, livemode=livemode(work.merchant))
