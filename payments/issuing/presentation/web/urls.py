"""Online banking's pages about cards."""

from django.urls import path

from payments.issuing.presentation.web import cards

urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/order/", cards.order, name="card_order"),
    path("cards/<uuid:card_id>/", cards.card, name="card"),
    path("cards/<uuid:card_id>/switches/", cards.set_switches, name="card_switches"),
    path("cards/<uuid:card_id>/limits/", cards.limits, name="card_limits"),
    path("cards/<uuid:card_id>/pin/", cards.pin, name="card_pin"),
    path("cards/<uuid:card_id>/report/", cards.report, name="card_report"),
    path("cards/<uuid:card_id>/number/", cards.number, name="card_number"),
    path("cards/<uuid:card_id>/<slug:act>/", cards.act, name="card_act"),
]
