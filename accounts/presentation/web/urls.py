"""Online banking's pages about accounts."""

from django.urls import path

from accounts.presentation.web import loans, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("loans/<uuid:loan_id>/", loans.loan, name="loan"),
]
