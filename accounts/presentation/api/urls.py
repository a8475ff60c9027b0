"""Addresses of the accounts API."""

from django.urls import include, path

from accounts.presentation.api import views

urlpatterns = [
    path("", include("accounts.presentation.api.customers_urls")),
    path("accounts", views.AccountList.as_view()),
    path("accounts/<uuid:account_id>", views.AccountDetail.as_view()),
    path("accounts/<uuid:account_id>/entries", views.AccountEntries.as_view()),
    path("accounts/<uuid:account_id>/", include("accounts.presentation.api.use_urls")),
    path("", include("accounts.presentation.api.interest_urls")),
    path("", include("accounts.presentation.api.loans_urls")),
    path("", include("accounts.presentation.api.documents_urls")),
]
