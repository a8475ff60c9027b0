"""What became of a card and of its uses, in words for its customer."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.issuing import public as issuing

_R, _S, _A = issuing.Reason, issuing.CardState, issuing.AuthorisationState

# Why a use was declined. Of what risk found nothing is told, as of payments.
_REASONS: Final[dict[issuing.Reason, Promise]] = {
    _R.WRONG_EXPIRY: _("The expiry date was not the card's."),
    _R.EXPIRED: _("The card has expired."),
    _R.FROZEN: _("The card was frozen."),
    _R.BLOCKED: _("The bank has blocked the card."),
    _R.LOST: _("The card was reported lost."),
    _R.STOLEN: _("The card was reported stolen."),
    _R.ONLINE_OFF: _("Payments online were switched off."),
    _R.CONTACTLESS_OFF: _("Contactless payments were switched off."),
    _R.ATM_OFF: _("Cash machines were switched off."),
    _R.ABROAD_OFF: _("Use abroad was switched off."),
    _R.CURRENCY: _("The card pays in the account's currency only."),
    _R.WRONG_PIN: _("The PIN was not the card's."),
    _R.PIN_BLOCKED: _("The PIN is blocked after three wrong tries."),
    _R.NO_PIN: _("The card has no PIN yet."),
    _R.DAY_LIMIT: _("It was above your limit of the day."),
    _R.MONTH_LIMIT: _("It was above your limit of the month."),
    _R.FUNDS: _("There was not enough money on the account."),
    _R.ACCOUNT: _("The account does not pay at the moment."),
    _R.TO_CONFIRM: _("The shop has to ask you to confirm such a payment."),
}
_OTHER: Final = _("The bank did not let this payment through.")
_STATES: Final[dict[issuing.CardState, Promise]] = {
    _S.ACTIVE: _("active"),
    _S.FROZEN: _("frozen"),
    _S.BLOCKED: _("blocked by the bank"),
    _S.LOST: _("reported lost"),
    _S.STOLEN: _("reported stolen"),
    _S.EXPIRED: _("expired"),
}
_USES: Final[dict[issuing.AuthorisationState, Promise]] = {
    _A.APPROVED: _("pending"),
    _A.DECLINED: _("declined"),
    _A.REVERSED: _("taken back"),
    _A.EXPIRED: _("not collected"),
    _A.CLEARED: _("booked"),
}
_CHANNELS: Final[dict[issuing.Channel, Promise]] = {
    issuing.Channel.ONLINE: _("online"),
    issuing.Channel.CONTACTLESS: _("contactless"),
    issuing.Channel.CHIP: _("with the chip"),
    issuing.Channel.ATM: _("at a cash machine"),
}


_PINS: Final[dict[issuing.PinState, Promise]] = {
    issuing.PinState.NONE: _("Not chosen yet. A shop or cash machine that asks for it gets no."),
    issuing.PinState.SET: _("You have chosen it. The bank cannot see it."),
    issuing.PinState.BLOCKED: _("Blocked after three wrong tries. Choose a new one."),
}


def pin(state: issuing.PinState) -> Promise:
    """Return what a card's PIN is in words."""
    return _PINS[state]


def state(card: issuing.CardView) -> Promise:
    """Return a card's state in words."""
    return _STATES[card.state]


def use(found: issuing.AuthorisationView) -> dict[str, object]:
    """Return one use of a card as its page shows it."""
    declined = found.state is _A.DECLINED
    booked = found.state is _A.CLEARED
    return {
        "merchant": found.merchant.name,
        "country": found.merchant.country,
        "channel": _CHANNELS[found.channel],
        "amount": found.cleared if booked else found.amount,
        "asked_at": found.asked_at,
        "state": _USES[found.state],
        "is_declined": declined,
        "is_pending": found.state is _A.APPROVED,
        "why": _REASONS.get(found.reason, _OTHER) if declined else "",
    }
