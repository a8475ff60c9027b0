"""Addresses of interest and term deposits."""

from django.urls import path

from accounts.presentation.api import interest

urlpatterns = [
    path("accounts/<uuid:account_id>/interest", interest.AccountInterest.as_view()),
    path("term-deposits", interest.TermDepositList.as_view()),
    path("term-deposits/<uuid:deposit_id>", interest.TermDepositDetail.as_view()),
    path("term-deposits/<uuid:deposit_id>/break-quote", interest.TermDepositBreakQuote.as_view()),
    path("term-deposits/<uuid:deposit_id>/break", interest.TermDepositBreak.as_view()),
]
