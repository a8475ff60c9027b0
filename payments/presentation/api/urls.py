"""Addresses of the payments API."""

from django.urls import include, path

from payments.presentation.api import views

urlpatterns = [
    path("transfers", views.TransferList.as_view()),
    path("transfers/<int:transaction_id>", views.TransferDetail.as_view()),
    path("deposits", views.DepositList.as_view()),
    path("deposits/<int:transaction_id>", views.DepositDetail.as_view()),
    path("withdrawals", views.WithdrawalList.as_view()),
    path("withdrawals/<int:transaction_id>", views.WithdrawalDetail.as_view()),
    path("payments", views.PaymentList.as_view()),
    path("payments/<int:transaction_id>", views.PaymentDetail.as_view()),
    path("held-payments/<uuid:held_payment_id>", views.HeldPaymentDetail.as_view()),
    path("", include("payments.presentation.api.orders_urls")),
    path("", include("payments.presentation.api.exchange_urls")),
]
