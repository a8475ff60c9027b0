"""Days of the bank beside the card networks' own process: what is sold is cleared and paid."""

import hashlib
from collections.abc import Iterator

import pytest

from bankcore.money import Currency, Money
from bankcore.outbox.models import Event
from payments.gateway.models import Dispute, Operation
from payments.settlement import public as settlement
from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    MerchantBalance,
    NetworkAdvice,
    NetworkAdviceLine,
    ReceivedFile,
)
from payments.vault import public as vault
from tests.bankcore.counterparties.acquirer import Acquirer, purchase
from tests.conftest import NOW, OPENING_DAY
from tests.counterparties import CardNetwork, card_network
from tests.factories import TESTER
from tests.payments.settlement.shop import Shop, authorised, done, line, shop

CARDS = {"visa": "4242424242424242", "mastercard": "5555555555554444"}
DEBIT = {"visa": "4000056655665556", "mastercard": "5200828282828210"}
LINES = {"visa": "1410", "mastercard": "1420"}
NETWORKS = ["visa", "mastercard"]


@pytest.fixture(scope="module")
def process(tmp_path_factory) -> Iterator[CardNetwork]:
    with card_network(tmp_path_factory.mktemp("network")) as network:
        yield network


class Beside:
    """The bank beside one network."""

    def __init__(self, process: CardNetwork, name: str) -> None:
        self.process, self.name = process, name
        self.network = settlement.ClearingNetwork(name)
        zone = bytes.fromhex(process.zone_key_file.read_text().strip())
        self.wire = Acquirer(name, process.port(name), zone)
        self.wire.sign_on()
        self.shop = shop()

    def authorised(self, amount: int = 10_000, card: str = "", of: Shop | None = None) -> Operation:
        """Return an authorisation that the network knows as well."""
        asked = purchase(card or CARDS[self.name], amount)
        answer = self.wire.ask("0100", asked)
        assert answer["39"] == "00"
        kept = self.unknown(amount, card, of)
        kept.network_reference, kept.authorisation_code = asked[37], answer["38"]
        kept.save(update_fields=["network_reference", "authorisation_code"])
        return kept

    def unknown(self, amount: int = 10_000, card: str = "", of: Shop | None = None) -> Operation:
        """Return an authorisation that the network does not know."""
        stored = vault.store_card(
            merchant="m1",
            number=card or CARDS[self.name],
            expiry_month=12,
            expiry_year=2040,
            now=NOW,
        )
        return authorised(of or self.shop, amount=amount, connector=self.name, token=stored.token)

    def make(self):
        return settlement.make_file(network=self.network, day=OPENING_DAY, actor=TESTER, now=NOW)

    def clear(self) -> None:
        order = {"date": OPENING_DAY.isoformat(), "network": self.name}
        self.process.order("POST", "/clear", order)

    def take(self):
        taken = settlement.take_network_files(network=self.network, actor=TESTER, now=NOW)
        assert taken.refused == (), ReceivedFile.objects.values("name", "error")
        return taken.taken

    def pay(self) -> None:
        """Book what the nostro account was paid, as advised."""
        for advice in NetworkAdvice.objects.filter(payment_txn_id=None):
            settlement.book_network_payment(
                network=self.name,
                settlement_reference=advice.settlement_reference,
                amount=Money(advice.net_minor, Currency.of(advice.currency)),
                booked_on=OPENING_DAY,
                actor=TESTER,
                now=NOW,
            )

    def due(self) -> int:
        return line(LINES[self.name])


@pytest.fixture(params=NETWORKS)
def beside(request, bank, process, settings) -> Iterator[Beside]:
    settings.GATEWAY_EXCHANGE_FOLDER = process.folder
    process.order("POST", "/clear", {"date": OPENING_DAY.isoformat(), "network": request.param})
    found = Beside(process, request.param)
    for path in (process.folder / request.param / "out").glob("*"):
        path.rename(path.with_name(f"old-{path.name}"))  # of the tests before
    with_offset(found)
    yield found
    found.wire.close()


def with_offset(found: Beside) -> None:
    """Let names and numbers go on where the tests before, whose rows are gone, have ended."""
    inbox = found.process.folder / found.name / "in"
    there = len(list(inbox.glob("*-clearing-*")))
    if there:
        ClearingFile.objects.create(
            network=found.name,
            business_date=OPENING_DAY,
            seq=there,
            name=f"before-{there}",
            records=0,
            total_minor=0,
            sha256=hashlib.sha256(f"{found.name}{there}".encode()).hexdigest(),
            claimed_at=NOW,
        )


def test_a_day_is_cleared_and_paid_to_the_cent(beside):
    first = beside.authorised()
    done(first, "CAPTURE", 10_000, fee=30)
    done(first, "REFUND", 2_000)
    done(beside.authorised(5_000, DEBIT[beside.name]), "CAPTURE", 4_999)
    made = beside.make()
    assert (made.records, made.total_minor) == (3, 16_999)
    assert beside.make() is None
    beside.clear()
    assert len(beside.take()) == 2
    assert beside.take() == ()
    states = ClearingRecord.objects.values_list("state", flat=True)
    assert (set(states), len(states)) == ({"TAKEN"}, 3)
    advice = NetworkAdvice.objects.get()
    assert (advice.amount_minor, advice.interchange_minor) == (12_999, 30 - 6 + 10)
    assert beside.due() == advice.net_minor == 12_999 - 34 - 6
    beside.pay()
    beside.pay()
    assert (beside.due(), line("5400"), line("1100")) == (0, 40, 12_959)
    for told in NetworkAdviceLine.objects.all():
        record = ClearingRecord.objects.get(arn=told.arn)
        assert told.kind == record.kind
        assert told.interchange_minor == record.expected_interchange_minor
        assert told.scheme_fee_minor == record.expected_scheme_fee_minor
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert settlement.balance_differences() == []
    assert beside.shop.owed() == 12_999 - 30


def test_what_the_network_rejects_stays_due_and_may_be_told_again(beside):
    done(beside.authorised(), "CAPTURE", 10_000)
    wrong = done(beside.unknown(), "CAPTURE", 7_000)
    beside.make()
    beside.clear()
    beside.take()
    rejected = ClearingRecord.objects.get(state="REJECTED")
    assert (rejected.operation_id, rejected.error) == (wrong.pk, "0001")
    beside.pay()
    assert beside.due() == 7_000
    event = Event.objects.get(name="settlement.presentment_rejected")
    assert event.payload["records"] == 1
    assert beside.make() is None

    def again():
        return settlement.refile(record_id=rejected.pk, reason="Known now", actor=TESTER, now=NOW)

    assert again() == rejected.arn
    with pytest.raises(settlement.RecordNotRejected):
        again()
    asked = purchase(CARDS[beside.name], 10_000)
    answer = beside.wire.ask("0100", asked)
    Operation.objects.filter(pk=wrong.original_id).update(
        network_reference=asked[37], authorisation_code=answer["38"]
    )
    assert beside.make().records == 1
    beside.clear()
    beside.take()
    beside.pay()
    assert beside.due() == 0


def test_a_chargeback_is_taken_from_the_merchant_and_a_representment_brings_it_back(beside):
    sale = done(beside.authorised(), "CAPTURE", 10_000)
    beside.make()
    beside.clear()
    beside.take()
    arn = ClearingRecord.objects.get().arn
    order = {"arn": arn, "reason": {"visa": "1310", "mastercard": "4853"}[beside.name]}
    beside.process.order("POST", "/dispute", {**order, "amount_minor": 10_000})
    beside.clear()
    beside.take()
    dispute = Dispute.objects.get()
    assert (dispute.stage, dispute.amount_minor) == ("NEEDS_RESPONSE", 10_000)
    assert Operation.objects.get(kind="CHARGEBACK").original_id == sale.original_id
    beside.pay()
    assert beside.due() == 0
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert MerchantBalance.objects.get().available_minor == beside.shop.owed()
    represented = done(sale.original, "REPRESENTMENT", 10_000, state="PENDING")
    Dispute.objects.update(stage="UNDER_REVIEW", representment=represented)
    assert beside.make().records == 1
    assert ClearingRecord.objects.get(kind="REPRESENTMENT").arn == arn
    beside.clear()
    beside.take()
    dispute.refresh_from_db()
    assert dispute.stage == "WON"
    beside.pay()
    assert beside.due() == 0
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert settlement.balance_differences() == []


def test_a_payment_that_differs_from_the_advice_is_not_booked(beside):
    done(beside.authorised(), "CAPTURE", 10_000)
    beside.make()
    beside.clear()
    beside.take()
    advice = NetworkAdvice.objects.get()

    def pay(reference: str, amount: Money):
        return settlement.book_network_payment(
            network=beside.name,
            settlement_reference=reference,
            amount=amount,
            booked_on=OPENING_DAY,
            actor=TESTER,
            now=NOW,
        )

    net = Money.of("99.68", "EUR")
    assert advice.net_minor == net.minor
    for amount in (Money.of("99.67", "EUR"), Money.of("99.68", "USD")):
        with pytest.raises(settlement.PaymentDiffers):
            pay(advice.settlement_reference, amount)
    with pytest.raises(settlement.AdviceNotFound):
        pay("another", net)
    assert line("1100") == 0
    assert pay(advice.settlement_reference, net) == pay(advice.settlement_reference, net)
    assert (line("1100"), beside.due()) == (9_968, 0)


def test_a_file_that_the_network_has_had_before_is_refused_whole(beside):
    done(beside.authorised(), "CAPTURE", 10_000)
    made = beside.make()
    inbox = beside.process.folder / beside.name / "in"
    whole = (inbox / made.name).read_bytes()
    beside.clear()
    beside.take()
    second = done(beside.authorised(), "CAPTURE", 500)
    next_made = beside.make()
    (inbox / next_made.name).write_bytes(whole)  # as an operator might by mistake
    beside.clear()
    beside.take()
    file = ClearingFile.objects.get(name=next_made.name)
    assert (file.state, file.error) == ("REFUSED", "0009")
    record = ClearingRecord.objects.get(operation_id=second.pk)
    assert (record.state, record.error) == ("REJECTED", "0009")
    beside.pay()
    assert beside.due() == 500
