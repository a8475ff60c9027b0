"""Loans made through the services, and days closed for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts import public as accounts
from accounts.models import LoanTerms, Product
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur

loans = accounts.loans
APPROVER = Actor.system("approver")


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan that was paid out, and the customer's account that pays it back."""

    loan_id: object
    account: accounts.AccountRef
    customer: accounts.CustomerView

    @property
    def view(self):
        return loans.get(loan_id=self.loan_id)

    @property
    def funds(self) -> Money:
        return accounts.get_account(account_id=self.account.account_id).posted


def terms(**changes) -> LoanTerms:
    """Put new terms for loans in euros in force, one day newer than those before."""
    product = Product.objects.get(code="LOAN")
    latest = LoanTerms.objects.filter(product=product, currency=978).latest("effective_from")
    row = {
        field.attname: getattr(latest, field.attname)
        for field in LoanTerms._meta.concrete_fields
        if field.attname != "id"
    }
    row["effective_from"] = latest.effective_from + timedelta(days=1)
    return LoanTerms.objects.create(**{**row, **changes})


def request(customer, *, amount: str | int = 1200, instalments: int = 12, **more):
    return loans.LoanRequest(
        customer_id=customer.customer_id,
        product="LOAN",
        amount=more.pop("money", None) or eur(amount),
        instalments=instalments,
        annual_rate=Decimal(more.pop("rate", "0.12")),
        **more,
    )


def contracted(*, funds: str | int = 0, user_id: int | None = None, **asked):
    """Return the view of a contract not paid out yet, with its account and customer."""
    customer = accounts.register_customer(
        kind="PERSON", name="Demo Customer", user_id=user_id, actor=TESTER, now=NOW
    )
    account = factories.account(owner=customer, funds=funds)
    application = loans.apply(request=request(customer, **asked), actor=TESTER, now=NOW)
    loans.decide(
        application_id=application.application_id,
        decision=loans.Decision(state=loans.ApplicationState.APPROVED, reason="Good"),
        actor=APPROVER,
        now=NOW,
    )
    order = loans.ContractOrder(
        application_id=application.application_id, repayment_account_id=account.account_id
    )
    return loans.conclude(order=order, actor=TESTER, now=NOW), account, customer


def lent(**asked) -> Lent:
    """Lend, by default 1,200 euros at 12 % for twelve months."""
    view, account, customer = contracted(**asked)
    loans.disburse(loan_id=view.loan_id, actor=TESTER, now=NOW)
    return Lent(view.loan_id, account, customer)


def repay(loan: Lent, amount: str | Money, **more):
    money = amount if isinstance(amount, Money) else eur(amount)
    key = more.pop("request", None) or factories.request_key()
    order = loans.Repayment(loan_id=loan.loan_id, amount=money, **more)
    return loans.repay(order=order, request=key, actor=TESTER, now=NOW)


def take_away(loan: Lent, left: str | int = 0) -> None:
    """Let the customer spend all but `left`."""
    order = payments.CashOrder(account_id=loan.account.account_id, amount=loan.funds - eur(left))
    payments.withdraw(order=order, request=factories.request_key(), actor=TESTER, now=NOW)


def pay_in(loan: Lent, amount: str | int) -> None:
    """Let the customer pay cash into the account."""
    order = payments.CashOrder(account_id=loan.account.account_id, amount=eur(amount))
    payments.deposit(order=order, request=factories.request_key(), actor=TESTER, now=NOW)


def steps(day: date, next_day: date) -> dict[str, int]:
    """Run the loans' steps of a closing day."""
    found: dict[str, int] = {}
    for step in (
        accounts.collect_instalments,
        accounts.update_arrears,
        accounts.accrue_loan_interest,
    ):
        found |= step(day=day, next_day=next_day, actor=TESTER, now=NOW)
    return found


def close_day(next_day: date) -> dict[str, int]:
    """Run the steps on the open business day, and go on to the next."""
    found = steps(ledger.business_date(), next_day)
    ledger.close_business_day(next_day=next_day, actor=TESTER, now=NOW)
    return found


def close_days_until(last: date) -> None:
    """Close every calendar day before `last`."""
    while ledger.business_date() < last:
        close_day(ledger.business_date() + timedelta(days=1))


def clean() -> bool:
    """Whether every statement about loans and about the ledger holds."""
    return [each for each in (*accounts.verify_loans(), *ledger.verify()) if not each.holds] == []


def gl(code: str, currency: str = "EUR") -> Money:
    """Return what the bank's own account of this line has, on its normal side."""
    account = ledger.internal_account(
        gl_code=code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )
    return ledger.balance(account_id=account).posted
