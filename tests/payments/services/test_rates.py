"""Rates: taken in whole, never rewritten, and the last one on or before a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from bankcore.money import Currency
from payments import public as payments
from payments.models import FxRate
from tests.conftest import NOW, OPENING_DAY, SHARED_DATA
from tests.factories import TESTER
from tests.factories.exchange import publish

pytestmark = pytest.mark.usefixtures("bank")
EUR, USD, JPY, KWD = (Currency.of(code) for code in ("EUR", "USD", "JPY", "KWD"))
ECB = SHARED_DATA / "ecb_fx" / "eurofxref-hist.zip"
CSV = "Date,USD,JPY,\n2026-03-02,1.25,160,\n2026-02-27,1.2,N/A,\n"


def import_text(text: str) -> tuple[int, int]:
    return payments.import_ecb_rates(data=text.encode(), actor=TESTER, now=NOW)


def usd_on(day: date, **more) -> Decimal:
    return payments.fx_rate(day=day, sell=EUR, buy=USD, **more).buy_rate


def test_a_file_taken_in_twice_adds_nothing_the_second_time():
    assert import_text(CSV) == (3, 3)
    assert import_text(CSV) == (3, 0)


def test_a_file_that_goes_on_adds_what_is_new():
    import_text(CSV)
    longer = CSV + "2026-02-26,1.19,159.5,\n"
    assert import_text(longer) == (5, 2)


def test_of_a_malformed_file_nothing_is_taken():
    with pytest.raises(payments.RatesMalformed, match="Line 4"):
        import_text(CSV + "2026-02-26,oops,1,\n")
    assert not FxRate.objects.exists()


def test_a_rate_that_differs_from_the_one_kept_is_refused_with_the_whole_file():
    import_text(CSV)
    with pytest.raises(payments.RatesDiffer, match=r"USD of 2026-02-27 is kept as 1\.2"):
        import_text(CSV.replace("1.2,N/A", "1.3,N/A") + "2026-02-26,1.19,159.5,\n")
    assert FxRate.objects.count() == 3


def test_the_last_rate_on_or_before_the_day_counts():
    import_text(CSV)
    assert usd_on(date(2026, 2, 27)) == Decimal("1.2")
    assert usd_on(date(2026, 3, 1)) == Decimal("1.2")
    assert usd_on(date(2026, 3, 2)) == Decimal("1.25")
    assert payments.fx_rate(day=date(2026, 3, 1), sell=USD, buy=EUR).day == date(2026, 2, 27)


def test_a_rate_is_good_for_seven_days_and_not_for_eight():
    import_text(CSV)
    assert usd_on(date(2026, 3, 9)) == Decimal("1.25")
    with pytest.raises(payments.RateNotAvailable, match="no USD rate of 2026-03-10"):
        usd_on(date(2026, 3, 10))
    assert usd_on(date(2026, 3, 10), oldest_days=8) == Decimal("1.25")


def test_a_day_before_the_first_rate_has_none():
    import_text(CSV)
    with pytest.raises(payments.RateNotAvailable):
        usd_on(date(2026, 2, 26))


def test_a_currency_nobody_publishes_has_no_rate():
    import_text(CSV)
    with pytest.raises(payments.RateNotAvailable, match="KWD"):
        payments.fx_rate(day=OPENING_DAY, sell=USD, buy=KWD)


def test_a_cross_rate_goes_through_the_euro_by_the_older_of_two_days():
    import_text(CSV)
    publish(OPENING_DAY - timedelta(days=2), KWD="0.4")
    mid = payments.fx_rate(day=OPENING_DAY, sell=KWD, buy=JPY)
    assert mid.exact == 400
    assert mid.day == OPENING_DAY - timedelta(days=2)


def test_a_demonstrations_rate_counts_only_where_there_is_no_real_one():
    publish(OPENING_DAY, payments.DEMO, USD="2", KWD="0.5")
    publish(OPENING_DAY - timedelta(days=3), USD="1.25")
    assert usd_on(OPENING_DAY) == Decimal("1.25")
    rates = {each.currency: each for each in payments.fx_rates_of_day(day=OPENING_DAY)}
    assert (rates["KWD"].rate, rates["KWD"].publisher) == (Decimal("0.5"), payments.DEMO)


def test_the_command_reads_a_file_and_says_what_it_added(tmp_path, capsys):
    path = tmp_path / "rates.csv"
    path.write_text(CSV)
    call_command("import_ecb_rates", path)
    assert "added 3" in capsys.readouterr().out
    path.write_text("Date,USD\nbroken\n")
    with pytest.raises(CommandError, match="Line 2"):
        call_command("import_ecb_rates", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_ecb_rates", tmp_path / "missing.zip")


@pytest.mark.skipif(not ECB.exists(), reason="the ECB's file is not in the shared data folder")
def test_the_ecbs_own_series_is_taken_in_whole(django_assert_max_num_queries):
    data = ECB.read_bytes()
    with django_assert_max_num_queries(12):
        count, added = payments.import_ecb_rates(data=data, actor=TESTER, now=NOW)
    assert count == added == FxRate.objects.count() > 200_000
    assert payments.import_ecb_rates(data=data, actor=TESTER, now=NOW) == (count, 0)
    # Two days' rates as the ECB's web page shows them.
    assert usd_on(date(1999, 1, 4)) == Decimal("1.1789")
    assert usd_on(date(2026, 4, 13)) == Decimal("1.1684")
    # 4 April 2026 is the Saturday between Good Friday and Easter Monday.
    assert payments.fx_rate(day=date(2026, 4, 4), sell=EUR, buy=USD).day < date(2026, 4, 3)
