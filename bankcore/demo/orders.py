"""The demo day's standing orders and file of payments."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.bank import demo_accounts, demo_id
from bankcore.demo.day import Day
from bankcore.money import Money
from payments import public as payments

_ACTOR = Actor.system("demo-day")
_CREDITOR: Final = "DE89370400440532013000"
_COMPANY: Final = 16
_WAGES: Final = 40


def give_standing_orders(day: Day) -> None:
    """Give the demo customer's rent, and of two others a payment to come and a weekly sweep."""
    persons = demo_accounts()[:_COMPANY]
    _, once, sweep = (person.account_id for person in day.chance.sample(persons, 3))
    rent = persons[0].account_id
    landlord = payments.Payee(iban=_CREDITOR, name="Demo Landlord")
    company = payments.Payee(account_id=demo_accounts()[_COMPANY].account_id)
    for terms in (
        payments.StandingOrderTerms(
            account_id=rent,
            payee=landlord,
            amount=Money.of(450, "EUR"),
            remittance="Rent",
            recurrence=payments.Recurrence(
                start=day.day, unit=payments.Unit.MONTH, day_of_month=day.day.day
            ),
        ),
        payments.StandingOrderTerms(
            account_id=once,
            payee=company,
            amount=Money.of(35, "EUR"),
            remittance="Subscription",
            recurrence=payments.Recurrence(
                start=day.day + timedelta(days=2), unit=payments.Unit.ONCE
            ),
        ),
        payments.StandingOrderTerms(
            account_id=sweep,
            payee=company,
            amount=Money.of(5_000, "EUR"),
            rule=payments.AmountRule.SWEEP,
            remittance="All above 5,000",
            recurrence=payments.Recurrence(start=day.day, unit=payments.Unit.WEEK),
        ),
    ):
        payments.create_standing_order(terms=terms, request=day.key(), actor=_ACTOR, now=day.now)


def send_payment_file(day: Day) -> None:
    """Send a company's file of wages, three of its lines wrong, and pay it at once.

    The task that hears of the file finds nothing left to do; a file sent again is refused.
    """
    company = demo_accounts()[_COMPANY]
    rows = [
        "debtor_iban,creditor_iban,creditor_name,amount,currency,end_to_end_id,remittance",
        *(_wage(day, number) for number in range(_WAGES)),
    ]
    with contextlib.suppress(payments.DuplicateFile):
        payments.submit_bulk_file(
            data="\n".join(rows).encode(),
            name=f"wages-{day.day}.csv",
            customer_id=demo_id(company.customer),
            actor=_ACTOR,
            now=day.now,
        )
    for file in payments.bulk_files_of_customer(customer_id=demo_id(company.customer)):
        if file.state is payments.FileState.RECEIVED:
            payments.process_bulk_file(file_id=file.file_id, actor=_ACTOR, now=day.now)


def _wage(day: Day, number: int) -> str:
    ids = [demo_accounts()[_COMPANY].account_id, demo_accounts()[number % _COMPANY].account_id]
    refs = accounts.resolve(account_ids=ids)
    payer, payee = (refs[account_id].iban for account_id in ids)
    amount = {5: "1,000.00", 6: "99999999.00"}.get(number, f"{100 + number}.00")
    creditor = "DE00000000000000000000" if number == 7 else payee
    return f'{payer},{creditor},Demo Employee {number + 1},"{amount}",EUR,{day.day}-{number},Wages'
