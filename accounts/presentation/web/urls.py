"""Online banking's pages about accounts."""

from django.urls import include, path

from accounts.presentation.web import deposits, loans, profile, spending, third_parties, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", profile.profile, name="profile"),
    path("profile/export/", profile.export, name="profile-export"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("accounts/<uuid:account_id>/entries/<int:seq>/", spending.entry, name="entry"),
    path("spending/", spending.spending, name="spending"),
    path("spending/<slug:category>/", spending.spending_entries, name="spending_entries"),
    path("", include("accounts.presentation.web.statements_urls")),
    path("authorize/", third_parties.authorize, name="authorize"),
    path("loans/apply/", loans.apply, name="loan_apply"),
    path("loans/applications/<uuid:application_id>/", loans.application, name="loan_application"),
    path("loans/applications/<uuid:application_id>/review/", loans.review, name="loan_review"),
    path("loans/<uuid:loan_id>/", loans.loan, name="loan"),
    path("loans/<uuid:loan_id>/early/", loans.repay_early, name="loan_early"),
    path("deposits/", deposits.deposits, name="deposits"),
    path("deposits/new/", deposits.new, name="new_deposit"),
    path("deposits/<uuid:deposit_id>/", deposits.deposit, name="deposit"),
]
