"""What risk finds at each day's end, as the warehouse holds it, for reports to authorities."""

from __future__ import annotations

from typing import Final

from reporting.warehouse.domain.shapes import Dataset, Kind, columns_of, dimension


def _found_daily(name: str, grain: str, key: tuple[str, ...], columns: str) -> Dataset:
    """Return a dataset of figures that are kept once a day, cut by the month of the day."""
    return Dataset(
        name=name,
        kind=Kind.CURRENT,
        grain=grain,
        key=key,
        columns=columns_of(columns),
        month_of="day",
        sorted_by=key,
    )


RISK: Final = (
    dimension(
        "dim_bond",
        "a bond on the list of what the bank holds, as long as it stayed the same",
        "bond_id",
        """
        bond_id | BIGINT | The bond in the bank's tables.
        isin | VARCHAR | ISO 6166 code.
        currency | VARCHAR | ISO 4217 code.
        nominal | BIGINT | Minor units.
        coupon | DECIMAL(9,6) | A fraction a year of the nominal.
        coupons_a_year | SMALLINT | 1, 2 or 4.
        matures_on | DATE | When it is redeemed.
        bought_on | DATE | Since when the bank has it.
        sold_on | DATE | Since when it has it no more; empty: it still does.
        issuer | VARCHAR | SOVEREIGN, PUBLIC, BANK, COVERED or CORPORATE; empty: nobody said.
        quality | VARCHAR | The rating's class: AAA_AA, A, BBB, BB_B or BELOW_B; empty: none.
        """,
    ),
    Dataset(
        name="fact_credit",
        kind=Kind.APPENDED,
        grain="a credit at the end of a day, and what it is expected to lose",
        key=("credit_id", "day"),
        month_of="day",
        sorted_by=("day", "credit_id"),
        columns=columns_of(
            """
            credit_id | BIGINT | The credit in the tables of provisions.
            day | DATE | The business day.
            customer_public_id | VARCHAR | Whose it is.
            kind | VARCHAR | LOAN, COMMITMENT (not paid out yet) or OVERDRAFT.
            product | VARCHAR | The product's code.
            segment | VARCHAR | retail or company.
            currency | VARCHAR | ISO 4217 code.
            stage | SMALLINT | 1, 2 or 3 of IFRS 9.
            days_past_due | INTEGER | How many days the oldest part is late.
            drawn | BIGINT | Principal, interest and charges owed, minor units.
            undrawn | BIGINT | What may still be drawn.
            collateral | BIGINT | What secures it is worth.
            pd | DECIMAL(9,8) | Probability of default in twelve months.
            line | VARCHAR | The line of the general ledger where its provision stands.
            allowance | BIGINT | What it is expected to lose: its provision.
            """
        ),
    ),
    _found_daily(
        "fact_provision_move",
        "what moved a line of provisions on a day in a currency, by cause",
        ("day", "currency", "line", "cause"),
        """
        day | DATE | The business day.
        currency | VARCHAR | ISO 4217 code.
        line | VARCHAR | The line of the general ledger.
        cause | VARCHAR | NEW, TRANSFER, REMEASURED, REPAID, WRITTEN_OFF or ADJUSTED.
        amount | BIGINT | Minor units; credit positive.
        """,
    ),
    _found_daily(
        "fact_shock",
        "what a shock of interest rates does to the book in a currency at a day's end",
        ("day", "currency", "scenario"),
        """
        day | DATE | The business day.
        currency | VARCHAR | ISO 4217 code.
        scenario | VARCHAR | One of the six shocks of the Basel Framework, SRP31.
        value_change | BIGINT | Change of the economic value of equity, euro cents.
        income_change | BIGINT | Change of twelve months' net interest, euro cents.
        """,
    ),
    _found_daily(
        "fact_risk_figure",
        "a figure of risk at a day's end",
        ("day", "figure"),
        """
        day | DATE | The business day.
        figure | VARCHAR | Which, such as TIER_ONE; see the extract.
        amount | BIGINT | Euro cents, or a count where the name ends with COUNT or YEARS.
        words | VARCHAR | What else was kept with it, such as what was left out.
        """,
    ),
    _found_daily(
        "fact_named_exposure",
        "one of a day's largest names that owe: a customer or a group of connected customers",
        ("day", "name"),
        """
        day | DATE | The business day.
        name | VARCHAR | The customer's public id, or the group's number.
        is_group | BOOLEAN | Whether it is a group.
        drawn | BIGINT | Euro cents.
        undrawn | BIGINT | Promised or agreed and not drawn, euro cents.
        covered | BIGINT | What collateral covers of both, euro cents.
        """,
    ),
    Dataset(
        name="fact_incident",
        kind=Kind.CURRENT,
        grain="an incident of operational risk, and what it has cost so far",
        key=("incident_id",),
        month_of="discovered_on",
        sorted_by=("discovered_on", "incident_id"),
        columns=columns_of(
            """
            incident_id | BIGINT | The incident in the bank's tables.
            event_type | VARCHAR | One of Basel's seven types.
            business_line | VARCHAR | One of Basel's eight lines.
            state | VARCHAR | OPEN, INVESTIGATED or CLOSED.
            occurred_on | DATE | When it happened.
            discovered_on | DATE | When it was found.
            booked_on | DATE | The day of the first loss that was agreed; empty: none was.
            gross | BIGINT | The loss as agreed, euro cents; the newest counts.
            recovered | BIGINT | What came back, without insurance.
            insured | BIGINT | What insurance paid.
            """
        ),
    ),
)
