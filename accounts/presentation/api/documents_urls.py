"""Addresses of statements, letters and past balances."""

from django.urls import path

from accounts.presentation.api import documents

_ACCOUNT = "accounts/<uuid:account_id>"

urlpatterns = [
    path(f"{_ACCOUNT}/balance", documents.AccountBalance.as_view()),
    path(f"{_ACCOUNT}/statements", documents.StatementList.as_view()),
    path(f"{_ACCOUNT}/statements/<int:number>/<slug:name>", documents.StatementFile.as_view()),
    path(f"{_ACCOUNT}/statement-cycle", documents.StatementCycle.as_view()),
    path("customers/<uuid:customer_id>/letters", documents.LetterList.as_view()),
    path("letters/<uuid:letter_id>/pdf", documents.LetterFile.as_view()),
]
