"""Settlement with merchants, measured: very many captures of one day become batches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connections

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import asleep, many_accounts
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.settlement import public as settlement

_ACTOR: Final = Actor.system("bench")
_EUR: Final = Currency.of("EUR")
_DAY: Final = date(2026, 3, 2)
_CAPTURES_OF_A_PAYMENT: Final = 100

# As the owner and by SQL: what a gateway writes down over a day is not what is measured. Payments
# have very many captures each, which makes the rows quickly and changes nothing for settlement.
_MERCHANTS = """
WITH opened AS (
  INSERT INTO ledger_account
    (number, name, gl_account_id, currency, normal_side, kind, branch, opened_on)
  SELECT g.code || '-BENCH' || n, 'Merchant ' || n, g.id, %(currency)s, 'C', 'INTERNAL', 'HQ',
    %(day)s
  FROM generate_series(1, %(merchants)s) n, ledger_gl_account g WHERE g.code IN ('2400', '2410')
  RETURNING id, number),
merchant AS (
  INSERT INTO gateway_merchant
    (object_id, customer_id, payout_account_id, name, statement_name, city, country, category,
     currency, is_sandbox, state, payout_schedule, reserve_bps, reserve_days, created_at)
  SELECT 'acct_bench' || n, gen_random_uuid(), gen_random_uuid(), 'Demo Shop ' || n, 'DEMO SHOP',
    'Berlin', 'DE', '5999', 'EUR', false, 'ACTIVE', 'DAILY', n %% 5 * 100, 90, now()
  FROM generate_series(1, %(merchants)s) n RETURNING id, object_id)
INSERT INTO gateway_merchantaccount (merchant_id, currency, payable_account, reserve_account)
SELECT m.id, 'EUR', p.id, r.id
FROM merchant m
JOIN opened p ON p.number = '2400-BENCH' || substr(m.object_id, 11)
JOIN opened r ON r.number = '2410-BENCH' || substr(m.object_id, 11)"""

_PAYMENTS = """
WITH method AS (
  INSERT INTO gateway_paymentmethod
    (object_id, merchant_id, kind, card_token, brand, last4, country, fingerprint, metadata,
     created_at)
  SELECT 'pm_bench' || m.id, m.id, 'CARD', 'card_bench', 'visa', '4242', '', '', '{}', now()
  FROM gateway_merchant m RETURNING id, merchant_id),
numbered AS (
  SELECT id, merchant_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of
  FROM method),
intent AS (
  INSERT INTO gateway_paymentintent
    (object_id, merchant_id, state, amount_minor, currency, capture_method, payment_method_id,
     description, merchant_reference, metadata, authorised_minor, increasing_minor,
     capturing_minor, captured_minor, voided_minor, refunding_minor, refunded_minor,
     disputed_minor, decline_code, cancellation_reason, client_secret, version, off_session,
     risk_outcome, created_at)
  SELECT 'pi_bench' || n, numbered.merchant_id, 'SUCCEEDED', 1000000, 'EUR', 'AUTOMATIC',
    numbered.id, '', '', '{}', 1000000, 0, 0, 1000000, 0, 0, 0, 0, '', '', 's', 0, false, '', now()
  FROM generate_series(1, %(payments)s) n JOIN numbered ON numbered.place = n %% numbered.all_of
  RETURNING id, merchant_id, payment_method_id, object_id)
INSERT INTO gateway_operation
  (public_id, object_id, merchant_id, intent_id, payment_method_id, kind, state, connector,
   amount_minor, currency, is_final, network_reference, authorisation_code, decline_code, raw_code,
   reason, metadata, fee_minor, business_date, attempt, excess_minor, inquiries,
   created_at, decided_at)
SELECT gen_random_uuid(), 'ch_bench' || id, merchant_id, id, payment_method_id, 'AUTHORISE',
  'SUCCEEDED', 'visa', 1000000, 'EUR', true, lpad(id::text, 12, '0'), 'A1B2C3', '', '', '', '{}',
  0, %(day)s, 1, 0, 0, now(), now()
FROM intent"""

_CAPTURES = """
INSERT INTO gateway_operation
  (public_id, object_id, merchant_id, intent_id, payment_method_id, original_id, kind, state,
   connector, amount_minor, approved_minor, currency, is_final, network_reference,
   authorisation_code, decline_code, raw_code, reason, metadata, fee_minor, business_date, attempt,
   excess_minor, inquiries, created_at, decided_at)
SELECT gen_random_uuid(), 'cap_bench' || a.id || '_' || n, a.merchant_id, a.intent_id,
  a.payment_method_id, a.id, 'CAPTURE', 'SUCCEEDED', 'visa', 100 + n, 100 + n, 'EUR', false, '',
  '', '', '', '', '{}', 25, %(day)s, 1, 0, 0, now(), now()
FROM gateway_operation a, generate_series(1, %(each)s) n
WHERE a.kind = 'AUTHORISE' AND starts_with(a.object_id, 'ch_bench')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was settled, and in how many seconds."""

    operations: int
    batches: int
    seconds: float

    @property
    def per_second(self) -> float:
        """How many operations were settled in a second."""
        return self.operations / self.seconds


def measure(*, count: int, merchants: int, say: Callable[[str], None]) -> Found:
    """Settle at least `count` captures of so many merchants in an empty database."""
    say(f"Making {count:,} captures of {merchants:,} merchants")
    ledger.open_first_business_day(day=_DAY)
    fill(count=count, merchants=merchants, day=_DAY)
    many_accounts.analyse()
    say("Settling")
    started = time.perf_counter()
    settled = settlement.settle_merchants(day=_DAY, actor=_ACTOR, now=clock.now())
    seconds = time.perf_counter() - started
    return Found(
        operations=sum(each.lines for each in settled),
        batches=sum(each.batches for each in settled),
        seconds=seconds,
    )


def fill(*, count: int, merchants: int, day: date) -> None:
    """Make captures that a gateway could have written down on a day; none is booked."""
    payments = -(-count // _CAPTURES_OF_A_PAYMENT)
    values: dict[str, Any] = {
        "currency": _EUR.number,
        "day": day,
        "merchants": merchants,
        "payments": payments,
        "each": min(count, _CAPTURES_OF_A_PAYMENT),
    }
    with connections["owner"].cursor() as cursor:
        for statement in (_MERCHANTS, _PAYMENTS):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE gateway_operation")
    with asleep.triggers("gateway_operation", "operation_made") as cursor:
        cursor.execute(_CAPTURES, values)
