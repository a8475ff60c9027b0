"""Online banking's pages about statements and letters."""

from django.urls import path

from accounts.presentation.web import statements

_STATEMENTS = "accounts/<uuid:account_id>/statements/"

urlpatterns = [
    path(_STATEMENTS, statements.statements, name="statements"),
    path(
        f"{_STATEMENTS}<int:number>/<slug:name>/", statements.statement_file, name="statement_file"
    ),
    path(f"{_STATEMENTS}period/", statements.period_file, name="period_file"),
    path("accounts/<uuid:account_id>/letters/", statements.write_letter, name="write_letter"),
    path("letters/<uuid:letter_id>/", statements.letter_file, name="letter_file"),
]
