"""Addresses of an account's use: who, how far, what it costs."""

from django.urls import path

from accounts.presentation.api import use_views

urlpatterns = [
    path("limits", use_views.AccountLimits.as_view()),
    path("fees", use_views.AccountFees.as_view()),
    path("mandates", use_views.AccountMandates.as_view()),
    path("mandates/<uuid:customer_id>/end", use_views.MandateEnd.as_view()),
    path("signing-rule", use_views.AccountSigningRule.as_view()),
    path("overdraft", use_views.AccountOverdraft.as_view()),
]
