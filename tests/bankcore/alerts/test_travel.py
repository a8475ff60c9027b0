"""Two log-ins too far apart for one person."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.alerts.domain import places
from bankcore.alerts.domain.travel import Place, Sighting, is_impossible, kilometres

BERLIN, PARIS = Place(52.52, 13.405, "Berlin"), Place(48.8566, 2.3522, "Paris")
SYDNEY = Place(-33.8688, 151.2093, "Sydney")
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
somewhere = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180), st.just("somewhere"))


def test_berlin_to_paris_is_878_kilometres():
    assert kilometres(BERLIN, PARIS) == pytest.approx(878, abs=2)


@given(somewhere, somewhere)
def test_it_is_as_far_there_as_back_and_never_more_than_half_round_the_earth(one, other):
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))
    assert 0 <= kilometres(one, other) <= 20_016


@pytest.mark.parametrize(
    ("hours", "place", "impossible"),
    [
        (1, SYDNEY, True),
        (20, SYDNEY, False),
        (0.5, PARIS, True),
        (2, PARIS, False),
        (0, Place(52.4, 13.05, "Potsdam"), False),
    ],
)
def test_what_an_airliner_cannot_do_is_impossible(hours, place, impossible):
    later = Sighting(NINE + timedelta(hours=hours), place)
    assert is_impossible(Sighting(NINE, BERLIN), later) is impossible


def test_an_address_is_where_the_file_says_that_its_network_is():
    known = places.read(
        [
            "network,latitude,longitude,name",
            "203.0.113.0/24,48.85,2.35,Paris",
            "198.51.100.0/24,52.5,13.4,Berlin",
            "2001:db8::/32,-33.9,151.2,Sydney",
        ]
    )
    assert known.place_of("198.51.100.255").name == "Berlin"
    assert known.place_of("203.0.113.0").name == "Paris"
    assert known.place_of("2001:db8::7").name == "Sydney"
    for unknown in ("198.51.101.0", "198.51.99.255", "2001:db9::", "::1", "", "not an address"):
        assert known.place_of(unknown) is None


def test_a_file_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not appear to be"):
        places.read(["elsewhere,1,2,x"])
