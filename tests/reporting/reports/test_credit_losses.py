"""Expected credit losses are told as IFRS 7 asks, and tie to the provision's lines to the cent."""

from datetime import timedelta

from reporting.reports import public as reports
from risk.provisions import public as provisions
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending
from tests.factories.loans import gl
from tests.reporting.reports.test_liquidity_coverage import row_of, titled
from tests.risk.provisions.days import agree, end_day, mark

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def test_allowances_are_reconciled_from_one_day_to_another_by_stage_and_cause(load):
    """One credit moves to stage 2 on the second day, another is new on it."""
    agree()
    watched = lending.lent()
    end_day()
    (before,) = provisions.figures_of(day=OPENING_DAY).stages
    mark(watched.customer.customer_id, provisions.MarkKind.WATCHED)
    lending.lent(amount=2_400)
    end_day()
    load(day=NEXT_DAY)
    made = reports.make(name="credit_losses", day=NEXT_DAY, values={"since": NEXT_DAY})
    assert [each for each in made.reconciliations if not each.agrees] == []
    opening = row_of(made, "Loss allowances", "Opening", at=0)
    new = row_of(made, "Loss allowances", "New credits", at=0)
    moved = row_of(made, "Loss allowances", "Moved between stages", at=0)
    closing = row_of(made, "Loss allowances", "Closing", at=0)
    assert opening[1].value == opening[4].value == before.provided
    assert (moved[1].value, moved[2].value) == (-before.provided, before.provided)
    assert moved[4].value == eur(0)
    assert new[1].value == closing[1].value > eur(0)
    # Allowances stand beside the loans, on lines of assets: what the ledger shows is negative.
    assert closing[2].value == -gl("1292")
    stage_two = row_of(made, "Gross amounts and allowances", "stage 2", at=0)
    assert stage_two[1].value == 1
    assert stage_two[5].value == closing[2].value
    moves = [[cell.value for cell in row[:3]] for row in titled(made, "Credits by stage").rows]
    assert moves == [["not there", "stage 1", 1], ["stage 1", "stage 2", 1]]
    base, better, worse = titled(made, "Provisions by scenario").rows
    assert better[3].value < base[3].value < worse[3].value
    mean = sum(row[1].value * row[3].value.minor for row in (base, better, worse))
    booked = row_of(made, "Provisions by scenario", "Booked, by the weights", at=0)[3].value
    assert abs(mean - booked.minor) <= len(moves)  # each credit is rounded by itself
    assert worse[4].value == worse[3].value - booked


HELD_AGAINST = (
    *("capital_adequacy", "interest_rate_risk", "large_exposures", "liquidity_coverage"),
    "maturity_ladder",
)


def test_what_the_warehouse_lacks_agrees_in_no_report(load):
    agree()
    load()
    lending.lent()
    end_day()
    made = reports.make(name="credit_losses", day=OPENING_DAY)
    assert not made.ties
    assert made.warnings
    apart = [each for each in made.reconciliations if not each.agrees]
    assert [each.what for each in apart] == [
        "movements of line 1291, EUR",
        "credits of line 1291, EUR",
    ]
    assert {each.reported for each in apart} == {eur(0)}
    for name in HELD_AGAINST:
        assert not reports.make(name=name, day=OPENING_DAY).ties, name
