"""Online banking's pages about direct debits."""

from django.urls import path

from payments.interbank.presentation.web import debits

urlpatterns = [
    path("direct-debits/", debits.direct_debits, name="direct_debits"),
    path("direct-debits/rules/<uuid:account_id>/", debits.set_rules, name="set_direct_debit_rules"),
    path(
        "direct-debits/creditors/<uuid:account_id>/", debits.set_creditor, name="set_debit_creditor"
    ),
    path(
        "direct-debits/mandates/<uuid:mandate_id>/<slug:act>/",
        debits.act_on_mandate,
        name="act_on_debit_mandate",
    ),
    path("direct-debits/<uuid:collection_id>/claim/", debits.claim_back, name="claim_direct_debit"),
]
