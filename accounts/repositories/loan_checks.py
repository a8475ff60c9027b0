"""What must be true of loans, each as one set-based query over loans and ledger.

A query returns how many things it looked at, how many break the statement, and one of these. It
shares nothing with the code that lends, so that it can contradict it.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class LoanInvariant(NamedTuple):
    """A statement about loans, and the query that tries it."""

    code: str
    statement: str
    query: str


_PAID = """
  paid AS (
    SELECT p.loan_id, a.part, sum(a.amount) AS amount
    FROM accounts_loanallocation a JOIN accounts_loanpayment p ON p.id = a.payment_id
    GROUP BY p.loan_id, a.part)"""

_CONTROL = """
  control AS (
    SELECT l.currency, -sum(b.cr_posted::numeric - b.dr_posted) AS balance
    FROM ledger_balance b JOIN ledger_account l ON l.id = b.account_id
    JOIN ledger_gl_account g ON g.id = l.gl_account_id
    WHERE g.code = '{code}' GROUP BY l.currency)"""

LOAN_INVARIANTS = (
    LoanInvariant(
        "LN1",
        "every loan account's balance is what was lent and capitalised less principal paid",
        f"""
        WITH {_PAID},
        joined AS (SELECT loan_id, sum(amount) AS amount FROM accounts_loanpayment
                   WHERE kind = 'CAPITALISATION' GROUP BY loan_id)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT l.id,
                 b.dr_posted - b.cr_posted <> l.outstanding
                 OR l.outstanding <> CASE WHEN l.state = 'PENDING' THEN 0 ELSE l.principal END
                                     + coalesce(j.amount, 0) - coalesce(p.amount, 0) AS wrong
          FROM accounts_loan l
          JOIN accounts_account a ON a.id = l.account_id
          JOIN ledger_balance b ON b.account_id = a.ledger_account_id
          LEFT JOIN joined j ON j.loan_id = l.id
          LEFT JOIN paid p ON p.loan_id = l.id AND p.part = 'PRINCIPAL') x""",  # noqa: S608 - made of constants
    ),
    LoanInvariant(
        "LN2",
        "loan interest receivable (1210) is the interest earned on loans less what is settled",
        f"""
        WITH {_PAID}, {_CONTROL.format(code="1210")},
        loans AS (
          SELECT l.currency, sum(l.interest_accrued - coalesce(p.amount, 0)) AS balance
          FROM accounts_loan l
          LEFT JOIN paid p ON p.loan_id = l.id AND p.part = 'INTEREST' GROUP BY l.currency)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(currency) FILTER (WHERE wrong)
        FROM (SELECT currency, coalesce(c.balance, 0) <> coalesce(l.balance, 0) AS wrong
              FROM loans l FULL JOIN control c USING (currency)) x""",  # noqa: S608 - made of constants
    ),
    LoanInvariant(
        "LN3",
        "loan fees and penalties receivable (1220) are those of the instalments less what is paid",
        f"""
        WITH {_CONTROL.format(code="1220")},
        loans AS (
          SELECT l.currency, sum(CASE WHEN i.superseded THEN 0 ELSE i.fee - i.fee_paid END
                                 + i.penalty - i.penalty_paid) AS balance
          FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
          GROUP BY l.currency)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(currency) FILTER (WHERE wrong)
        FROM (SELECT currency, coalesce(c.balance, 0) <> coalesce(l.balance, 0) AS wrong
              FROM loans l FULL JOIN control c USING (currency)) x""",  # noqa: S608 - made of constants
    ),
    LoanInvariant(
        "LN4",
        "the instalments of every loan pay back what is owed and what will still be capitalised",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT l.id, l.outstanding <> coalesce(sum(i.principal - i.principal_paid
                 - CASE WHEN i.capitalised THEN i.interest - i.interest_paid ELSE 0 END), 0) AS wrong
          FROM accounts_loan l
          LEFT JOIN accounts_loaninstalment i ON i.loan_id = l.id AND NOT i.superseded
          WHERE l.state <> 'PENDING' GROUP BY l.id) x""",
    ),
    LoanInvariant(
        "LN5",
        "what is paid of every instalment is the sum of its allocations, its penalty of its charges",
        """
        WITH paid AS (
          SELECT instalment_id, coalesce(sum(amount) FILTER (WHERE part = 'PRINCIPAL'), 0) AS principal,
                 coalesce(sum(amount) FILTER (WHERE part = 'INTEREST'), 0) AS interest,
                 coalesce(sum(amount) FILTER (WHERE part = 'FEE'), 0) AS fee,
                 coalesce(sum(amount) FILTER (WHERE part = 'PENALTY'), 0) AS penalty
          FROM accounts_loanallocation GROUP BY instalment_id),
        charged AS (SELECT instalment_id, sum(amount) AS amount FROM accounts_loancharge
                    GROUP BY instalment_id)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT i.id,
                 (i.principal_paid, i.interest_paid, i.fee_paid, i.penalty_paid) IS DISTINCT FROM
                 (coalesce(p.principal, 0), coalesce(p.interest, 0), coalesce(p.fee, 0),
                  coalesce(p.penalty, 0))
                 OR i.penalty <> coalesce(c.amount, 0) AS wrong
          FROM accounts_loaninstalment i
          LEFT JOIN paid p ON p.instalment_id = i.id
          LEFT JOIN charged c ON c.instalment_id = i.id) x""",
    ),
    LoanInvariant(
        "LN6",
        "the interest booked of every loan is what its schedule earned by the day it is booked to",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT l.id, l.interest_accrued <> s.interest_before + coalesce(sum(
                   CASE WHEN i.period_end <= l.accrued_through THEN i.earned
                        WHEN i.period_start >= l.accrued_through THEN 0
                        ELSE round(i.earned::numeric * (l.accrued_through - i.period_start)
                                   / (i.period_end - i.period_start)) END), 0) AS wrong
          FROM accounts_loan l
          JOIN accounts_loanschedule s ON s.loan_id = l.id AND s.version = l.current_version
          LEFT JOIN accounts_loaninstalment i ON i.schedule_id = s.id
          GROUP BY l.id, s.id) x""",
    ),
    LoanInvariant(
        "LN7",
        "the principal of every schedule is what it schedules and what it capitalises",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT s.id, s.principal <> sum(i.principal
                   - CASE WHEN i.capitalised THEN i.interest ELSE 0 END) AS wrong
          FROM accounts_loanschedule s JOIN accounts_loaninstalment i ON i.schedule_id = s.id
          GROUP BY s.id) x""",
    ),
    LoanInvariant(
        "LN8",
        "all interest that a loan earns is in an instalment, once",
        """
        WITH asked AS (
          SELECT loan_id, sum(CASE WHEN superseded THEN interest_paid ELSE interest END) AS interest
          FROM accounts_loaninstalment GROUP BY loan_id),
        earned AS (
          SELECT s.loan_id, s.version, s.interest_before + coalesce(sum(i.earned), 0) AS interest
          FROM accounts_loanschedule s
          LEFT JOIN accounts_loaninstalment i ON i.schedule_id = s.id GROUP BY s.id)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT l.id, a.interest IS DISTINCT FROM e.interest AS wrong
          FROM accounts_loan l
          JOIN earned e ON e.loan_id = l.id AND e.version = l.current_version
          LEFT JOIN asked a ON a.loan_id = l.id) x""",
    ),
    LoanInvariant(
        "LN9",
        "every payment is divided in full, and nothing else books on loan accounts",
        """
        WITH divided AS (SELECT payment_id, sum(amount) AS amount FROM accounts_loanallocation
                         GROUP BY payment_id)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT p.id, p.kind <> 'RECOVERY' AND p.amount IS DISTINCT FROM d.amount AS wrong
          FROM accounts_loanpayment p LEFT JOIN divided d ON d.payment_id = p.id
          UNION ALL
          SELECT l.id, b.status NOT IN (3, 4)
          FROM accounts_loan l JOIN accounts_account a ON a.id = l.account_id
          JOIN ledger_balance b ON b.account_id = a.ledger_account_id) x""",
    ),
)


def check(invariant: LoanInvariant) -> tuple[int, int, str]:
    """Return how many things were looked at, how many break the statement, and the first."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.query)
        checked, violations, example = cursor.fetchone()
    return checked, violations, "" if example is None else str(example)
