"""Where monitoring systems and load balancers ask."""

from django.urls import path

from bankcore.monitoring.presentation import views

urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
