"""The door of risk: it is asked with facts, and never looks into accounts or payments."""

from risk.domain.screening import Decision
from risk.features.public import PaymentFacts
from risk.rules.public import Finding, Verdict
from risk.services import figures, fraud, history, learning, screening
from risk.terms import parties

day_figures = figures.day_figures
flag_movement = fraud.flag_movement
ask = screening.ask  # a use case of its own
learn_from_case = learning.learn_from_case  # a use case of its own
of_customer = parties.of_customer
past_payments = history.past_payments
screen_payment = screening.screen_payment  # in the caller's use case
screen_payments = screening.screen_payments  # the same for several at once
warm_up = screening.warm_up

__all__ = [
    "Decision",
    "Finding",
    "PaymentFacts",
    "Verdict",
    "ask",
    "day_figures",
    "flag_movement",
    "learn_from_case",
    "of_customer",
    "past_payments",
    "screen_payment",
    "screen_payments",
    "warm_up",
]
