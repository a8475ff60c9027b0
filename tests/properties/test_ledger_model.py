"""The ledger does what a plain model of one does, whatever is asked of it in whatever order."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bankcore.ledger import public as ledger
from bankcore.ledger.services import accounts as ledger_accounts
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import cents
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, posting, request_key
from tests.properties.model import Model, ModelAccount

CUSTOMERS = st.integers(1, 4)
EVERYBODY = st.integers(0, 4)  # 0 is the bank's own account, without a floor
AMOUNTS = st.integers(1, 120)
PICK = st.integers(0, 10**6)


class LedgerMachine(RuleBasedStateMachine):
    """Every rule asks the ledger and the model the same, and compares their answers."""

    def __init__(self) -> None:
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic._from_testcase = True  # use cases may be durable inside it
        self._atomic.__enter__()
        self.model = Model()
        self.ids: dict[int, int] = {}
        self.hold_ids: dict[int, int] = {}
        self.txn_ids: list[int] = []
        self.asked: list[tuple[ledger.Posting, ledger.Outcome]] = []
        self.minute = 0
        self.day = OPENING_DAY

    def teardown(self) -> None:
        """Try every invariant on what has come of it, and throw it away."""
        try:
            assert books.broken() == []
        finally:
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)

    @initialize(funds=st.lists(st.integers(0, 300), min_size=4, max_size=4))
    def open_accounts(self, funds) -> None:
        """Open the bank's own account and four customers' with some money."""
        self.ids[0] = books.bank_account("2100")
        self.model.accounts[0] = ModelAccount(floor=None)
        for number, amount in enumerate(funds, start=1):
            self.ids[number] = books.customer_account()
            self.model.accounts[number] = ModelAccount()
            if amount:
                self._post([(0, -amount), (number, amount)])

    @rule(debit=EVERYBODY, credit=EVERYBODY, amount=AMOUNTS)
    def transfer(self, debit, credit, amount) -> None:
        """Move money between two accounts, or round one."""
        self._post([(debit, -amount), (credit, amount)])

    @rule(debit=EVERYBODY, shares=st.lists(st.tuples(EVERYBODY, AMOUNTS), min_size=2, max_size=4))
    def split(self, debit, shares) -> None:
        """Move money from one account to several."""
        total = sum(amount for _, amount in shares)
        self._post([(debit, -total), *shares])

    @rule(orders=st.lists(st.tuples(EVERYBODY, EVERYBODY, AMOUNTS), min_size=2, max_size=5))
    def batch(self, orders) -> None:
        """Post several transactions at once: each sees what those before it left."""
        legs = [[(debit, -amount), (credit, amount)] for debit, credit, amount in orders]
        asked = [posting(*self._on_ledger(each)) for each in legs]
        outcomes = books.post(postings=asked, now=NOW)
        for each, order, outcome in zip(legs, asked, outcomes, strict=True):
            self._compare(order, outcome, self.model.post(each))

    @precondition(lambda self: self.asked)
    @rule(pick=PICK)
    def replay(self, pick) -> None:
        """Ask again what was asked before: the answer is the same and nothing moves."""
        order, first = self.asked[pick % len(self.asked)]
        again = books.post(postings=[order], now=NOW + timedelta(days=9))[0]
        assert again.replayed
        assert (code_of(again), again.created_at) == (code_of(first), first.created_at)
        assert getattr(again, "txn_id", None) == getattr(first, "txn_id", None)

    @precondition(lambda self: self.asked)
    @rule(pick=PICK)
    def reuse_a_key(self, pick) -> None:
        """Ask something else under a key that was used: nothing moves."""
        order, _ = self.asked[pick % len(self.asked)]
        other = request_key(key=order.request.key, body="another request")
        outcome = books.book(*self._on_ledger([(0, -1), (1, 1)]), request=other)
        assert code_of(outcome) == "idempotency_key_reused"

    @rule(number=CUSTOMERS, amount=AMOUNTS, minutes=st.none() | st.integers(1, 30))
    def place_hold(self, number, amount, minutes) -> None:
        """Set money aside, some of it for a time only."""
        due = None if minutes is None else self.minute + minutes
        order = ledger.HoldOrder(
            request=request_key(),
            account_id=self.ids[number],
            amount=cents(amount),
            reference="x",
            expires_at=None if due is None else NOW + timedelta(minutes=due),
        )
        answer = books.place_hold(order=order, actor=TESTER, now=NOW)
        hold_number = len(self.hold_ids)
        assert code_of(answer) == self.model.place(number, amount, hold_number, due)
        if isinstance(answer, ledger.HoldPlaced):
            self.hold_ids[hold_number] = answer.hold_id

    @precondition(lambda self: self.hold_ids)
    @rule(pick=PICK, amount=AMOUNTS, credit=EVERYBODY)
    def capture(self, pick, amount, credit) -> None:
        """Use up some of a hold, all of it, or too much."""
        hold_number = pick % len(self.hold_ids)
        legs = [(self.model.holds[hold_number].account, -amount), (credit, amount)]
        self._post(legs, capture=(hold_number, amount))

    @precondition(lambda self: self.hold_ids)
    @rule(pick=PICK)
    def release(self, pick) -> None:
        """Give back what is left of a hold."""
        hold_number = pick % len(self.hold_ids)
        try:
            books.release_hold(hold_id=self.hold_ids[hold_number], actor=TESTER, now=NOW)
            released = True
        except ledger.HoldNotOpen:
            released = False
        assert released == self.model.give_back(hold_number)

    @rule(minutes=st.integers(1, 20))
    def let_time_pass(self, minutes) -> None:
        """Expire the holds whose time is over."""
        self.minute += minutes
        due = [
            number
            for number, hold in self.model.holds.items()
            if hold.left and hold.due is not None and hold.due <= self.minute
        ]
        moment = NOW + timedelta(minutes=self.minute)
        assert ledger.expire_due_holds(now=moment, actor=TESTER) == len(due)
        for number in due:
            self.model.give_back(number)

    @precondition(lambda self: self.txn_ids)
    @rule(pick=PICK)
    def reverse(self, pick) -> None:
        """Take a transaction back, if it was not before."""
        place = pick % len(self.txn_ids)
        outcome = books.reverse(
            txn_id=self.txn_ids[place], reason="x", request=request_key(), actor=TESTER, now=NOW
        )
        legs = [(number, -amount) for number, amount in self.model.transactions[place]]
        assert code_of(outcome) == self.model.post(legs, reverses=place)
        if isinstance(outcome, ledger.Posted):
            self.txn_ids.append(outcome.txn_id)

    @rule(number=CUSTOMERS, limit=st.integers(0, 100))
    def set_overdraft(self, number, limit) -> None:
        """Let an account be overdrawn, or less so; not below what it has used."""
        account = self.model.accounts[number]
        allowed = account.balance - account.held >= -limit
        try:
            books.set_floor(account_id=self.ids[number], floor=cents(-limit))
            assert allowed
            account.floor = -limit
        except ledger_accounts.FloorAboveAvailable:
            assert not allowed

    @rule(number=CUSTOMERS, status=st.sampled_from(["OPEN", "OPEN", "DEBIT_BLOCKED", "FROZEN"]))
    def set_status(self, number, status) -> None:
        """Block or free an account."""
        try:
            books.set_status(account_id=self.ids[number], status=ledger.AccountStatus[status])
            self.model.accounts[number].status = status
        except ledger_accounts.AccountAlreadyClosed:
            assert self.model.accounts[number].status == "CLOSED"

    @rule(number=CUSTOMERS)
    def close_account(self, number) -> None:
        """Close an account, if it is empty."""
        account = self.model.accounts[number]
        try:
            books.set_status(account_id=self.ids[number], status=ledger.AccountStatus.CLOSED)
            assert (account.balance, account.held, account.status == "CLOSED") == (0, 0, False)
            account.status = "CLOSED"
        except ledger_accounts.AccountNotEmpty:
            assert account.balance or account.held
        except ledger_accounts.AccountAlreadyClosed:
            assert account.status == "CLOSED"

    @rule()
    def close_day(self) -> None:
        """Close the business day; the one before takes no more."""
        ledger.close_business_day(actor=TESTER, now=NOW)
        late = books.book(*self._on_ledger([(0, -1), (1, 1)]), booking_date=self.day)
        assert code_of(late) == "period_closed"
        self.day += timedelta(days=1)
        assert ledger.business_date() == self.day

    @invariant()
    def balances_are_the_models(self) -> None:
        """Compare every balance, hold and available amount."""
        found = ledger.balances(account_ids=list(self.ids.values()))
        for number, account in self.model.accounts.items():
            balance = found[self.ids[number]]
            available = None
            if account.floor is not None:
                available = cents(account.balance - account.held - account.floor)
                assert available.minor >= 0
            assert (balance.posted.minor, balance.held.minor, balance.status.name) == (
                account.balance,
                account.held,
                account.status,
            )
            assert balance.available == available
        assert sum(account.balance for account in self.model.accounts.values()) == 0

    def _post(self, legs, *, capture=None) -> None:
        captures = ()
        if capture:
            captures = (ledger.Capture(self.hold_ids[capture[0]], cents(capture[1])),)
        order = posting(*self._on_ledger(legs), captures=captures)
        outcome = books.post(postings=[order], now=NOW)[0]
        self._compare(order, outcome, self.model.post(legs, capture=capture))

    def _compare(self, order, outcome, expected) -> None:
        assert code_of(outcome) == expected
        self.asked.append((order, outcome))
        if isinstance(outcome, ledger.Posted):
            assert outcome.booking_date == self.day
            self.txn_ids.append(outcome.txn_id)

    def _on_ledger(self, legs) -> list[tuple[int, int]]:
        return [(self.ids[number], amount) for number, amount in legs]


def code_of(outcome) -> str:
    return outcome.code if isinstance(outcome, ledger.Refused) else "posted"


LedgerMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.usefixtures("bank")
class TestLedgerIsItsModel(LedgerMachine.TestCase):
    """Run the machine inside one rolled-back transaction; each example is rolled back too."""
