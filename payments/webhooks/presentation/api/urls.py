"""Addresses of webhooks in /api/v1."""

from django.urls import path

from payments.webhooks.presentation.api import views

urlpatterns = [
    path("webhook-endpoints", views.EndpointList.as_view()),
    path("webhook-endpoints/<str:endpoint>", views.EndpointDetail.as_view()),
    path("webhook-endpoints/<str:endpoint>/secret", views.EndpointSecret.as_view()),
    path("webhook-endpoints/<str:endpoint>/test", views.EndpointTest.as_view()),
    path("webhook-events", views.EventList.as_view()),
    path("webhook-events/<str:event>/replay", views.EventReplay.as_view()),
]
