"""Online banking's pages about exchange."""

from django.urls import path

from payments.presentation.web import exchange

urlpatterns = [
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/<uuid:quote_id>/", exchange.offer, name="exchange-offer"),
]
