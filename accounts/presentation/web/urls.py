"""Online banking's pages about accounts."""

from django.urls import include, path

from accounts.presentation.web import loans, profile, third_parties, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", profile.profile, name="profile"),
    path("profile/export/", profile.export, name="profile-export"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("", include("accounts.presentation.web.statements_urls")),
    path("authorize/", third_parties.authorize, name="authorize"),
    path("loans/<uuid:loan_id>/", loans.loan, name="loan"),
]
