"""Online banking's pages about accounts."""

from django.urls import include, path

from accounts.presentation.web import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("", include("accounts.presentation.web.statements_urls")),
]
