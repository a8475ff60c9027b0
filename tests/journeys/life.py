"""A customer at the bank, and beside each real thing what it must be by reckoning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from accounts import public as accounts
from accounts.domain.letters import LetterContent
from accounts.models import Letter
from bankcore.calendars import Calendar, Convention
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from tests import factories
from tests.conftest import OPENING_DAY
from tests.factories import TESTER, eur, people, request_key
from tests.factories.loans import APPROVER
from tests.journeys.reckoning import DAY, Account, Loan, annuity, half_up, monthly

EUR = Currency.of("EUR")
TARGET = Calendar.target()
SALARY, SAVED, FEE = 2_500_00, 200_00, 2_50
TAX = Decimal("0.25")
SAVINGS_RATE, DEPOSIT_RATE = Decimal("0.01825"), Decimal("0.0365")
OVERDRAFT_RATE, EXCESS_RATE = Decimal("0.1095"), Decimal("0.0365")
loans = accounts.loans
_JOINED = "CAPITALISATION"


def following(day: date) -> date:
    """Return the day, or the next business day."""
    return TARGET.adjust(day, Convention.FOLLOWING)


def money(minor: int) -> Money:
    """Return euro cents as money."""
    return Money(minor, EUR)


class Life:
    """The customer at the bank, and beside each real thing what it must be by reckoning."""

    def __init__(self) -> None:
        self.current = Account(owes=OVERDRAFT_RATE, beyond=EXCESS_RATE, months=3)
        self.savings = Account(earns=SAVINGS_RATE, tax=TAX, months=12)
        self.deposit = Account(earns=DEPOSIT_RATE, tax=TAX)
        self.employer = Account(balance=200_000_00)
        self.loan = Loan()
        self.income = self.cash = 0
        self.saves = False
        self.loan_id = None

    @property
    def day(self) -> date:
        return ledger.business_date()

    @property
    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=UTC)

    @property
    def by(self) -> dict:
        return {"actor": TESTER, "now": self.now}

    # What the customer and the bank do by day.

    def join(self) -> None:
        """Come as a prospect, be checked, and open two accounts."""
        self.customer_id = people.prospect()
        people.add_papers(self.customer_id)
        people.upload(self.customer_id)
        people.move(self.customer_id, accounts.CustomerStatus.PENDING_KYC)
        with pytest.raises(accounts.CustomerNotActive):
            self._open("CURRENT")
        people.move(self.customer_id, accounts.CustomerStatus.ACTIVE)
        self.current_ref, self.savings_ref = self._open("CURRENT"), self._open("SAVINGS")
        self.work = factories.account(funds=200_000)
        self.cash += 200_000_00
        self.pay_in(2_000_00)
        self.pay_in(12_000_00, savings=True)

    def _open(self, product: str) -> accounts.AccountRef:
        order = accounts.AccountOrder(
            customer_id=self.customer_id, product=product, currency=EUR, opened_on=OPENING_DAY
        )
        return accounts.open_accounts(orders=[order], **self.by)[0]

    def pay_in(self, minor: int, *, savings: bool = False) -> None:
        ref, own = (self.savings_ref, self.savings) if savings else (self.current_ref, self.current)
        order = payments.CashOrder(account_id=ref.account_id, amount=money(minor))
        payments.deposit(order=order, request=request_key(), **self.by)
        own.balance += minor
        self.cash += minor

    def spend(self, minor: int) -> None:
        order = payments.CashOrder(account_id=self.current_ref.account_id, amount=money(minor))
        payments.withdraw(order=order, request=request_key(), **self.by)
        self.current.balance -= minor
        self.cash -= minor

    def transfer(self, debit, credit, minor: int) -> None:
        order = payments.TransferOrder(
            debit_account_id=debit.account_id,
            credit_account_id=credit.account_id,
            amount=money(minor),
        )
        payments.submit_transfer(order=order, request=request_key(), **self.by)

    def be_paid(self) -> None:
        self.transfer(self.work, self.current_ref, SALARY)
        self.employer.balance -= SALARY
        self.current.balance += SALARY

    def save_monthly(self) -> None:
        terms = payments.StandingOrderTerms(
            account_id=self.current_ref.account_id,
            payee=payments.Payee(account_id=self.savings_ref.account_id),
            amount=money(SAVED),
            recurrence=payments.Recurrence(
                start=self.day, unit=payments.Unit.MONTH, day_of_month=15
            ),
        )
        order = payments.create_standing_order(terms=terms, request=request_key(), **self.by)
        self.order_id, self.saves = order.order_id, True

    def agree_overdraft(self) -> None:
        order = accounts.OverdraftOrder(
            account_id=self.current_ref.account_id,
            limit=eur(2_000),
            from_day=self.day,
            to_day=date(2026, 12, 31),
        )
        accounts.agree_overdraft(order=order, **self.by)
        self.current.limit = 2_000_00

    def lock_away(self) -> None:
        order = accounts.DepositOrder(
            funding_account_id=self.savings_ref.account_id,
            amount=eur(5_000),
            term=accounts.Term(months=12),
            instruction=accounts.MaturityInstruction.PAY_OUT,
            penalty=accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=30),
        )
        self.locked = accounts.open_deposit(order=order, request=request_key(), **self.by)
        self.savings.balance -= 5_000_00
        self.deposit.balance += 5_000_00

    def borrow(self) -> None:
        """Borrow 10,000 at 6 % for 36 months, less one per cent at once."""
        request = loans.LoanRequest(
            customer_id=self.customer_id,
            product="LOAN",
            amount=eur(10_000),
            instalments=36,
            annual_rate=Decimal("0.06"),
            business_days=True,
        )
        application = loans.apply(request=request, **self.by)
        decision = loans.Decision(state=loans.ApplicationState.APPROVED, reason="Regular income")
        loans.decide(
            application_id=application.application_id,
            decision=decision,
            actor=APPROVER,
            now=self.now,
        )
        order = loans.ContractOrder(
            application_id=application.application_id,
            repayment_account_id=self.current_ref.account_id,
        )
        self.loan_id = loans.conclude(order=order, **self.by).loan_id
        loans.disburse(loan_id=self.loan_id, **self.by)
        self.loan.owed = 10_000_00
        self.loan.lines = annuity(10_000_00, Fraction(6, 100), monthly(self.day, 36, following))
        assert self.loan.lines[0].total == 304_22
        self._compare_schedule()
        self.current.balance += 9_900_00
        self.income += 100_00

    def _compare_schedule(self) -> None:
        schedule = loans.get(loan_id=self.loan_id).schedule
        found = [
            (line.due_date, line.principal.minor, line.interest.minor)
            for line in schedule
            if line.version == schedule[-1].version
        ]
        assert found == [(line.due, line.principal, line.interest) for line in self.loan.lines]

    def lose_work(self) -> None:
        """Spend all there is, and stop saving."""
        self.spend(self.current.balance)
        payments.pause_standing_order(order_id=self.order_id, **self.by)
        self.saves = False

    def find_work(self) -> None:
        payments.resume_standing_order(order_id=self.order_id, **self.by)
        self.saves = True

    def restructure(self) -> None:
        """Let three unpaid instalments, their interest and penalties be paid in six months more."""
        order = loans.Restructuring(
            loan_id=self.loan_id, reason="Out of work", more_instalments=6, capitalise_arrears=True
        )
        loans.restructure(order=order, **self.by)
        loan, day = self.loan, self.day
        late = loan.due(day)
        assert len(late) == 3
        carried = loan.running(day)
        loan.earned_before = loan.earned(day)
        loan.owed += sum(line.interest + line.penalty for line in late)
        ahead = [line for line in loan.lines if line.due > day]
        first = ahead[0].end
        periods = [(day, first, ahead[0].due), *monthly(first, len(ahead) + 5, following)]
        loan.lines = annuity(loan.owed, Fraction(6, 100), periods)
        loan.lines[0].interest += carried
        self._compare_schedule()

    def repay_all(self) -> None:
        """Repay the loan from savings, with interest to the day and a fee of one per cent."""
        loan, day = self.loan, self.day
        interest, fee = loan.running(day), half_up(Fraction(loan.owed, 100))
        total = loan.owed + interest + fee
        self.transfer(self.savings_ref, self.current_ref, total)
        self.savings.balance -= total
        quote = loans.quote(loan_id=self.loan_id, for_day=day, **self.by)
        assert (quote.principal, quote.total) == (money(loan.owed), money(total))
        loans.repay_early(quote_id=quote.quote_id, request=request_key(), **self.by)
        loan.earned_before, loan.lines, loan.owed = loan.earned(day), [], 0
        loan.paid += total
        self.income += fee
        paid = [each for each in loans.payments(loan_id=self.loan_id) if each.kind != _JOINED]
        assert sum(each.amount.minor for each in paid) == loan.paid
        assert loans.get(loan_id=self.loan_id).state == "REPAID"

    def leave(self) -> None:
        """Close savings into the current account, that to another, and be a customer no more."""
        payments.cancel_standing_order(order_id=self.order_id, **self.by)
        self.saves = False
        paid = []
        for ref, own, payout in (
            (self.savings_ref, self.savings, self.current_ref),
            (self.current_ref, self.current, self.work),
        ):
            order = accounts.ClosingOrder(
                account_id=ref.account_id, payout_account_id=payout.account_id, reason="Moves away"
            )
            self.income += own.post(booked=self.day, value=self.day)
            paid.append(own.balance)
            if own is self.savings:
                self.current.balance += own.balance
            else:
                self.employer.balance += own.balance
            own.balance, own.earned, own.owed = 0, Decimal(0), Decimal(0)
            closed = accounts.close_account(order=order, **self.by)
            assert closed.paid_out == money(paid[-1])
        accounts.close_customer(customer_id=self.customer_id, reason="Moves away", **self.by)
        self.paid_out = paid

    # What the end of a day must do, and whether it did.

    def close_day(self) -> None:
        day, next_day = self.day, TARGET.next_business_day(self.day)
        now = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        ended = endofday.close_business_day(next_day=next_day, actor=TESTER, now=now)
        counts = {result.step: result.counts for result in ended.steps}
        assert counts["invariants"]["invariants"] >= 10
        self._reckon(day, next_day)
        self._compare(day)
        if next_day.month != day.month:
            self._compare_month(day, next_day)

    def _reckon(self, day: date, next_day: date) -> None:
        self._pay_what_is_due(day)
        days = [day + each * DAY for each in range((next_day - day).days)]
        self.income += sum(self.loan.charge(each) for each in days)
        if next_day.month != day.month:
            for own in (self.current, self.employer):
                own.balance -= FEE
                self.income += FEE
        if self.deposit.balance and day == self.locked.maturity:
            self.income += self.deposit.post(booked=day, value=day)
            assert self.deposit.balance == 5_000_00 + 182_50 - 45_63
            self.savings.balance += self.deposit.balance
            self.deposit.balance = 0
        for each in days:
            self._accrue(each, day)

    def _pay_what_is_due(self, day: date) -> None:
        if self.saves and day == following(day.replace(day=15)):
            self.current.balance -= SAVED
            self.savings.balance += SAVED
        for line in self.loan.due(day):
            if self.current.balance >= line.total:
                self.current.balance -= self.loan.pay(line)

    def _accrue(self, each: date, day: date) -> None:
        for own in (self.current, self.savings, self.deposit):
            if each > OPENING_DAY:  # the first day has no terms yet
                own.accrue(each)
            if own.is_due(each):
                self.income += own.post(booked=day, value=each + DAY)

    def _compare(self, day: date) -> None:
        pairs = {
            self.current_ref.ledger_account_id: self.current,
            self.savings_ref.ledger_account_id: self.savings,
            self.work.ledger_account_id: self.employer,
        }
        found = ledger.balances(account_ids=list(pairs))
        there = [found[key].posted.minor for key in pairs]
        assert there == [own.balance for own in pairs.values()], day

    def _compare_month(self, day: date, next_day: date) -> None:
        if self.loan_id is not None:
            assert loans.get(loan_id=self.loan_id).outstanding == money(self.loan.owed), day
        for ref, own in ((self.current_ref, self.current), (self.savings_ref, self.savings)):
            latest, before = self._statements(ref)
            assert latest.closing == money(own.balance)
            assert latest.last_day == day
            assert latest.number == 12 * (day.year - OPENING_DAY.year) + day.month - 2
            assert before is None or before.closing == latest.opening
        self._compare_lines(day, next_day)
        if next_day.month % 3 == 1:
            assert [check for check in endofday.verify_books() if not check.holds] == []

    def _statements(self, ref: accounts.AccountRef):
        found, _ = accounts.page_of_statements(account_id=ref.account_id, limit=2)
        return found[0], found[1] if len(found) > 1 else None

    def profit(self, next_day: date) -> int:
        """Return the bank's result of all years: what is earned, posted or not, by the next day."""
        own = (self.current, self.savings, self.deposit)
        return (
            self.income
            + self.loan.earned(next_day)
            + half_up(sum(each.owed for each in own))
            - half_up(sum(each.earned for each in own))
        )

    def _compare_lines(self, day: date, next_day: date) -> None:
        lines = {line.gl_code: line.balance.minor for line in ledger.trial_balance(day=day)}
        result = {code: minor for code, minor in lines.items() if code[0] in "45" and minor}
        assert lines.get("3100", 0) + sum(result.values()) == self.profit(next_day), day
        assert lines["1000"] == -self.cash
        own = (self.current, self.savings, self.deposit)
        withheld = sum(tax for each in own for _, tax, _ in each.year.values())
        assert lines.get("2300", 0) == withheld
        if next_day.year != day.year:
            assert not result, "the year's result is not carried to retained earnings"

    def certificate(self, year: int) -> list[int]:
        """Return interest earned, tax withheld and interest charged as the bank certifies them."""
        accounts.certify_interest(customer_id=self.customer_id, year=year, **self.by)
        content = _letter(self.customer_id, year)
        return [sum(row.figures[at] for row in content.rows) for at in range(3)]

    def reckoned_year(self, year: int) -> list[int]:
        own = (self.current, self.savings, self.deposit)
        return [sum(each.year[year][at] for each in own) for at in range(3)]


def _letter(customer_id: UUID, year: int) -> LetterContent:
    found = Letter.objects.filter(customer__public_id=customer_id, parameters__year=str(year))
    return LetterContent.of_json(found.get().content)
