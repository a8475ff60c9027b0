"""The address by which a mail's reader ends it."""

from django.urls import path

from reporting.dashboards.presentation.web.unsubscribe import unsubscribe

urlpatterns = [
    path("dashboards/unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
