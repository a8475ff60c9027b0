"""Addresses of the loans API."""

from django.urls import path

from accounts.presentation.api import loans

urlpatterns = [
    path("loan-applications", loans.LoanApplicationList.as_view()),
    path("loan-applications/<uuid:application_id>", loans.LoanApplicationDetail.as_view()),
    path(
        "loan-applications/<uuid:application_id>/decision",
        loans.LoanApplicationDecision.as_view(),
    ),
    path("loan-applications/<uuid:application_id>/contract", loans.LoanContract.as_view()),
    path("loans", loans.LoanList.as_view()),
    path("loans/<uuid:loan_id>", loans.LoanDetail.as_view()),
    path("loans/<uuid:loan_id>/disbursement", loans.LoanDisbursement.as_view()),
    path("loans/<uuid:loan_id>/repayments", loans.LoanRepaymentList.as_view()),
    path("loans/<uuid:loan_id>/early-quotes", loans.LoanQuoteList.as_view()),
    path("early-repayments", loans.EarlyRepaymentList.as_view()),
]
