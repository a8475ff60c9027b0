"""Addresses of the exchange API."""

from django.urls import path

from payments.presentation.api import exchange

urlpatterns = [
    path("fx/rates", exchange.RateList.as_view()),
    path("fx/quotes", exchange.QuoteList.as_view()),
    path("fx/quotes/<uuid:quote_id>", exchange.QuoteDetail.as_view()),
    path("fx/orders", exchange.OrderList.as_view()),
    path("fx/orders/<int:transaction_id>", exchange.OrderDetail.as_view()),
]
