"""The door of the cards that the bank issues; what changes something is a use case of its own."""

from payments.issuing.domain.answers import (
    Answer,
    AuthorisationView,
    Merchant,
    Reason,
    Reference,
)
from payments.issuing.domain.cards import CardView, Channel, Limits, Spent, Switches
from payments.issuing.domain.clearing import Cleared, Presentment
from payments.issuing.domain.pins import PinState
from payments.issuing.domain.states import AuthorisationState, CardState
from payments.issuing.services import (
    authorising,
    cards,
    clearing,
    controls,
    pins,
    reads,
    settling,
    unblocking,
)
from payments.issuing.services.authorising import Request
from payments.issuing.services.cards import CardThereAlready, NoCardForAccount, ReasonMissing
from payments.issuing.services.changing import CannotChange
from payments.issuing.services.clearing import PresentmentRefused, PresentmentReused
from payments.issuing.services.connector import CONNECTOR as OWN_CARDS
from payments.issuing.services.controls import LimitNotPossible
from payments.issuing.services.finding import CardNotFound
from payments.issuing.services.pins import OnlyTheCustomersPin, PinNotBlocked, PinNotPossible
from payments.issuing.services.settling import NetworksNotPaid

order = cards.order
freeze = cards.freeze
unfreeze = cards.unfreeze
block = cards.block
request_unblock = unblocking.request_unblock
execute_unblock = unblocking.execute_unblock  # on approval, in the transaction of who approves
report = cards.report
show_number = cards.show_number
expire_cards = cards.expire_cards  # use cases of its own, one for each
set_switches = controls.set_switches
set_limits = controls.set_limits
choose_pin = pins.choose_pin
unblock_pin = pins.unblock_pin
pin_state = pins.pin_state
authorise = authorising.authorise
reverse = clearing.reverse
present = clearing.present
expire_authorisations = clearing.expire_authorisations  # use cases of its own, one for each
settle_networks = settling.settle_networks  # a step of the end of day
get = reads.get
of_customer = reads.of_customer
spent_with = reads.spent_with
uses_of = reads.uses_of
merchant_categories = reads.merchant_categories
account_choices = reads.account_choices
token_of = reads.token_of
tokens_in_use = reads.tokens_in_use
cards_held = reads.cards_held
erase_numbers = reads.erase_numbers  # in the caller's use case
verify_cards = reads.verify_cards

__all__ = [
    "OWN_CARDS",
    "Answer",
    "AuthorisationState",
    "AuthorisationView",
    "CannotChange",
    "CardNotFound",
    "CardState",
    "CardThereAlready",
    "CardView",
    "Channel",
    "Cleared",
    "LimitNotPossible",
    "Limits",
    "Merchant",
    "NetworksNotPaid",
    "NoCardForAccount",
    "OnlyTheCustomersPin",
    "PinNotBlocked",
    "PinNotPossible",
    "PinState",
    "Presentment",
    "PresentmentRefused",
    "PresentmentReused",
    "Reason",
    "ReasonMissing",
    "Reference",
    "Request",
    "Spent",
    "Switches",
]
