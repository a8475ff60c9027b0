"""Addresses of OAuth."""

from django.urls import path

from bankcore.identity.presentation.api import oauth

urlpatterns = [
    path("oauth/token", oauth.Token.as_view()),
    path("oauth/revoke", oauth.Revocation.as_view()),
]
