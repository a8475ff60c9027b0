"""A shop of the demo bank: taken on by two people, and paid in every way there is.

Test numbers and accounts are the published ones of docs/gateway/wire.md and of the clearing
houses; they are nobody's.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from bankcore import clock
from bankcore.actor import Actor
from bankcore.demo import colleagues
from bankcore.demo.bank import demo_accounts, demo_id
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency, Money
from payments.gateway import public as gateway

CLIENT: Final = "demo-shop"
API_KEY: Final = "bk_test_demo_shop_not_a_secret"
_SIGNING_SECRET: Final = "bs_demo_shop_not_a_secret"  # noqa: S105 - it is published on purpose
SANDBOX: Final = "demo-sandbox"
SANDBOX_KEY: Final = "bk_test_sandbox_not_a_secret"
_SANDBOX_SECRET: Final = "bs_sandbox_not_a_secret"  # noqa: S105 - as above
_OWNER: Final = "Demo Company 02"
_ACTOR: Final = Actor.system("demo-shop")
_NAMES: Final = UUID("6f1d2c6a-5d5b-4d0e-9b7e-0d9a3f1b2c4d")

_VISA, _VISA_DISPUTED, _VISA_DECLINED = "4242424242424242", "4000000000000259", "4000000000000002"
_MASTERCARD, _DISCOVER = "5555555555554444", "6011111111111117"
_YEARS_AHEAD: Final = 4
_IBAN: Final = "DE89370400440532013000"
_ROUTING, _ACCOUNT = "110000000", "000123456789"


class ShopNotPaid(RuntimeError):
    """A payment of the demo day did not end as it does every day."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Payments of the day that have gone through a network, by the network's name."""

    payments: dict[str, gateway.IntentView]


def ensure(*, now: datetime) -> gateway.MerchantRef:
    """Return the demo shop, taken on once; its terms need two people (see `agree_terms`)."""
    return _taken_on(CLIENT, API_KEY, _SIGNING_SECRET, is_sandbox=False, now=now)


def ensure_sandbox(*, now: datetime) -> gateway.MerchantRef:
    """Return the shop with which integrators try the gateway: nothing of it is ever booked."""
    return _taken_on(SANDBOX, SANDBOX_KEY, _SANDBOX_SECRET, is_sandbox=True, now=now)


def _taken_on(
    client: str, key: str, secret: str, *, is_sandbox: bool, now: datetime
) -> gateway.MerchantRef:
    identity.ensure_api_client(
        client_id=client,
        name="Demo Shop",
        api_key=key,
        signing_secret=secret,
        now=now,
        scopes=("gateway:read", "gateway:write"),
    )
    with contextlib.suppress(BankError):
        return gateway.merchant_of_client(client)
    account = next(
        each
        for each in demo_accounts()
        if each.customer == _OWNER and each.opening.currency.code == "EUR"
    )
    order = gateway.MerchantOrder(
        customer_id=demo_id(_OWNER),
        payout_account_id=account.account_id,
        name="Demo Shop",
        statement_name="DEMO SHOP",
        city="Musterstadt",
        country="DE",
        category="5732",
        currencies=(Currency.of("EUR"), Currency.of("USD")),
        is_sandbox=is_sandbox,
    )
    made = gateway.onboard_merchant(order=order, actor=_ACTOR, now=now)
    gateway.attach_client(merchant=made.object_id, client_id=client, actor=_ACTOR, now=now)
    return made


def agree_terms(day: Day, shop: gateway.MerchantRef) -> gateway.MerchantRef:
    """Have two people agree on the shop's terms, once: 1.4 % and 25 cents, 5 % held back."""
    if shop.state == gateway.MerchantState.ACTIVE:
        return shop
    maker, checker = colleagues.pair("merchants", identity.Role.OPERATIONS)
    terms = gateway.MerchantTerms(
        valid_from=day.day, capture_bps=140, capture_fixed_minor=25, reserve_bps=500
    )
    asked = gateway.request_merchant_terms(
        merchant=shop.object_id, terms=terms, reason="Demo: a new shop", actor=maker, now=day.now
    )
    colleagues.approve(asked, by=checker, day=day)
    return gateway.get_merchant(shop.object_id)


@dataclass(slots=True)
class Till:
    """The shop's program, for one day: the same request has the same key, however often."""

    day: Day
    shop: gateway.MerchantRef

    def card(self, number: str) -> str:
        """Keep a card; returns the payment method."""
        details = gateway.CardNumber(
            number=number,
            expiry_month=12,
            expiry_year=self.day.day.year + _YEARS_AHEAD,
            code="123",
        )
        return self._method(f"card {number[-4:]}", details)

    def sepa_account(self) -> str:
        """Keep an account for SEPA debits, with its mandate; returns the payment method."""
        return self._with_mandate(self._method("sepa", gateway.SepaDebit(iban=_IBAN)))

    def us_account(self) -> str:
        """Keep an account for ACH debits, with its mandate; returns the payment method."""
        details = gateway.UsBankAccount(routing_number=_ROUTING, account_number=_ACCOUNT)
        return self._with_mandate(self._method("us account", details))

    def own_account(self) -> str:
        """Keep an account of this bank, with its mandate; returns the payment method."""
        details = gateway.BankcoreAccount(account_id=demo_accounts()[0].account_id)
        return self._with_mandate(self._method("own account", details))

    def pay(
        self, name: str, amount: Money, method: str, *, capture: bool = True
    ) -> gateway.IntentView:
        """Make a payment and confirm it; with `capture` it is captured at once."""
        ways = gateway.CaptureMethod
        order = gateway.IntentOrder(
            amount=amount,
            capture_method=ways.AUTOMATIC if capture else ways.MANUAL,
            payment_method=method,
            description=f"Demo: {name}",
            merchant_reference=f"{self.day.day:%y%m%d}-{name}"[:64],
        )
        made = gateway.create_payment(
            merchant=self.shop, order=order, idempotency=self._key(name), actor=_ACTOR,
            now=clock.now(),
        )  # fmt: skip
        return gateway.confirm_payment(
            merchant=self.shop, intent=made.object_id, order=gateway.ConfirmOrder(),
            idempotency=self._key(f"{name} confirm"), actor=_ACTOR, now=clock.now(),
        )  # fmt: skip

    def capture(self, paid: gateway.IntentView, amount: Money) -> gateway.IntentView:
        """Capture a part; the rest is given back."""
        return gateway.capture_payment(
            merchant=self.shop, intent=paid.object_id, order=gateway.CaptureOrder(amount=amount),
            idempotency=self._key(f"{paid.object_id} capture"), actor=_ACTOR, now=clock.now(),
        )  # fmt: skip

    def refund(self, paid: gateway.IntentView, amount: Money) -> gateway.OperationView:
        """Pay a part back."""
        order = gateway.RefundOrder(
            intent=paid.object_id, amount=amount, reason="requested_by_customer"
        )
        return gateway.refund_payment(
            merchant=self.shop, order=order, idempotency=self._key(f"{paid.object_id} refund"),
            actor=_ACTOR, now=clock.now(),
        )  # fmt: skip

    def fight_disputes(self) -> int:
        """Bring evidence in every dispute that waits for it; returns how many there were."""
        part = gateway.PageOf(limit=100)
        found, _ = gateway.page_of_disputes(
            merchant=self.shop, intent=None, part=part, actor=_ACTOR
        )
        waiting = [each for each in found if each.stage == gateway.DisputeStage.NEEDS_RESPONSE]
        for each in waiting:
            gateway.submit_evidence(
                merchant=self.shop, dispute=each.object_id,
                evidence=[gateway.Evidence(kind="receipt", text="Demo: it was delivered.")],
                idempotency=self._key(f"{each.object_id} evidence"), actor=_ACTOR,
                now=clock.now(),
            )  # fmt: skip
        return len(waiting)

    def _method(self, name: str, details: gateway.Details) -> str:
        made = gateway.create_method(
            merchant=self.shop,
            new=gateway.NewMethod(details=details, holder_name="Demo Person 01"),
            request_id=self._key(name),
            actor=_ACTOR,
            now=clock.now(),
        )
        return made.object_id

    def _with_mandate(self, method: str) -> str:
        made = gateway.create_setup(
            merchant=self.shop, order=gateway.SetupOrder(payment_method=method),
            request_id=self._key(f"{method} setup"), actor=_ACTOR, now=clock.now(),
        )  # fmt: skip
        gateway.confirm_setup(
            merchant=self.shop, object_id=made.object_id, payment_method=None,
            request_id=self._key(f"{method} mandate"), actor=_ACTOR, now=clock.now(),
        )  # fmt: skip
        return method

    def _key(self, name: str) -> UUID:
        return uuid5(_NAMES, f"{self.day.day}/{name}")


def pay_in_every_way(till: Till, *, with_processor: bool) -> Paid:
    """Let the shop be paid by every network, with a refund, a decline and a part captured.

    Raises ShopNotPaid where a payment does not come out as it does every day.
    """
    made: dict[str, gateway.IntentView] = {}
    visa = till.card(_VISA)
    made["visa"] = _succeeded(till.pay("visa", Money.of(120, "EUR"), visa))
    till.refund(made["visa"], Money.of(20, "EUR"))
    held = till.pay("visa part", Money.of(80, "EUR"), visa, capture=False)
    made["visa part"] = _succeeded(till.capture(held, Money.of(50, "EUR")))
    made["disputed"] = _succeeded(
        till.pay("disputed", Money.of(60, "EUR"), till.card(_VISA_DISPUTED))
    )
    made["mastercard"] = _succeeded(
        till.pay("mastercard", Money.of(75, "EUR"), till.card(_MASTERCARD))
    )
    declined = till.pay("declined", Money.of(10, "EUR"), till.card(_VISA_DECLINED))
    if declined.state != gateway.IntentState.REQUIRES_PAYMENT_METHOD:
        message = f"The declined card is {declined.state}."
        raise ShopNotPaid(message)
    made["on_us"] = _succeeded(till.pay("on us", Money.of(15, "EUR"), till.own_account()))
    if with_processor:
        made["stripe"] = _succeeded(
            till.pay("processor", Money.of(40, "EUR"), till.card(_DISCOVER))
        )
        till.refund(made["stripe"], Money.of(10, "EUR"))
    made["sepa_debit"] = till.pay("sepa", Money.of(33, "EUR"), till.sepa_account())
    made["ach_debit"] = till.pay("ach", Money.of(44, "USD"), till.us_account())
    return Paid(made)


def _succeeded(paid: gateway.IntentView) -> gateway.IntentView:
    if paid.state != gateway.IntentState.SUCCEEDED:
        message = f"Payment {paid.object_id} is {paid.state} {paid.decline_code}."
        raise ShopNotPaid(message)
    return paid
