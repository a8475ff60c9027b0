"""A list is taken whole or not at all, and names near it come to a person."""

import csv
import lzma
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler, Levenshtein

from bankcore.identity.public import Role
from bankcore.outbox.models import Event
from risk import public as risk
from risk.cases.models import Alert, Case
from risk.models import ScreeningDecision
from risk.sanctions import public as sanctions
from risk.sanctions.domain import sdn
from risk.sanctions.domain.names import FLOOR, nearness, words_of
from risk.sanctions.domain.register import _Words
from risk.sanctions.models import ListEdition, ListEntry
from tests.colleagues import member
from tests.conftest import SHARED_DATA

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIST = (
    b'1001,"EXAMPLE, Ivan Petrovich","individual","DEMO","Minister",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b"\"DOB 09 Feb 1951; nationality Cuba; a.k.a. 'EKZAMPL, Ivan'.\"\r\n"
    b'1002,"SAMPLE TRADING CO., LTD.",-0- ,"DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'1003,"DEMO STAR","vessel","DEMO",-0- ,"3FAB",-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)


@pytest.fixture
def cora(bank):
    return member("cora", Role.COMPLIANCE)


def load(actor, content=LIST, edition="2026-03-01") -> sanctions.Loaded:
    return sanctions.load_list(
        list_code="OFAC-SDN", edition=edition, content=content, actor=actor, now=NOW
    )


def uids(name: str, **more) -> list[str]:
    return [match.uid for match in sanctions.screen(name=name, **more)]


def near(one: str, other: str, kind=sanctions.ListedKind.PERSON) -> float:
    return nearness(words_of(one, kind), words_of(other, kind))


def test_a_list_is_read_with_its_other_names_births_and_nationalities():
    first, second, third = sdn.read(LIST)
    assert (first.uid, first.name, first.other_names) == (
        "1001", "Ivan Petrovich EXAMPLE", ("Ivan EKZAMPL",),
    )  # fmt: skip
    assert (first.births, first.countries) == ((1951,), ("CU",))
    assert (second.kind, third.kind) == ("ORGANISATION", "VESSEL")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no entries"),
        (b"\x00\x01", "no text"),
        (b"1,two\n", "Line 1 has 2 columns"),
        (LIST[:-20], "columns"),
        (LIST.replace(b"1002", b"1001"), "there before"),
        (LIST.replace(b"1002", b"x"), "no number"),
        (b'1,"open', "no line of CSV"),
        (b"<html><body>Not found</body></html>", "columns"),
    ],
)
def test_a_wrong_file_is_refused_and_the_list_in_use_stays(cora, content, why):
    load(cora)
    with pytest.raises(sanctions.CannotReadList, match=why):
        load(cora, content, "2026-03-02")
    assert ListEntry.objects.filter(removed_at=None).count() == 3
    assert ListEdition.objects.count() == 1


def test_a_new_edition_tells_what_came_changed_and_went(cora):
    assert load(cora) == sanctions.Loaded(entries=3, added=3, changed=0, removed=0)
    newer = LIST.replace(b"DEMO STAR", b"DEMO MOON").replace(
        b'1002,"SAMPLE TRADING CO., LTD."', b'1004,"OTHER TRADING"'
    )
    assert load(cora, newer, "2026-03-02") == sanctions.Loaded(
        entries=3, added=1, changed=1, removed=1
    )
    assert Event.objects.filter(name="risk.list_loaded").count() == 2


def test_the_same_file_is_loaded_once(cora):
    load(cora)
    with pytest.raises(sanctions.ListKnown):
        load(cora, edition="another")
    assert ListEdition.objects.count() == 1


def test_a_list_that_was_cut_off_is_not_taken(cora):
    many = "".join(
        f'{number},"NAME {number}",-0-,"D",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n'
        for number in range(1, 11)
    ).encode()
    load(cora, many)
    with pytest.raises(sanctions.ListCutOff):
        load(cora, b"\n".join(many.splitlines()[:3]), "2026-03-02")
    assert ListEntry.objects.filter(removed_at=None).count() == 10


@pytest.mark.parametrize(
    "name",
    ["Ivan Example", "EXAMPLE, IVAN", "Ivan P. Example", "Ivan Petrovich Exampel", "Иван Экзампл"],
)
def test_a_name_is_found_however_it_is_spelt(cora, name):
    load(cora)
    assert uids(name) == ["1001"]


@pytest.mark.parametrize("name", ["", "Anna Schmidt", "Trading Ltd", "Ivan Ivanov", "Co., Ltd."])
def test_who_is_on_no_list_is_left_in_peace(cora, name):
    load(cora)
    assert uids(name) == []


def test_a_birth_in_another_year_speaks_against_it(cora):
    load(cora)
    assert uids("Ivan Example", born=date(1951, 2, 9)) == ["1001"]
    assert uids("Ivan Example", born=date(1990, 1, 1)) == []


def test_a_cleared_pair_is_remembered_until_the_entry_changes(cora):
    load(cora)
    entry = ListEntry.objects.get(uid="1001")
    given = {"entry_id": entry.pk, "actor": cora, "now": NOW}
    with pytest.raises(sanctions.ReasonWanted):
        sanctions.clear_match(subject="cus-1", reason=" ", **given)
    with pytest.raises(sanctions.EntryUnknown):
        sanctions.clear_match(subject="cus-1", reason="Passport seen.", **{**given, "entry_id": 0})
    sanctions.clear_match(subject="cus-1", reason="Passport seen.", **given)
    assert uids("Ivan Example", subject="cus-1") == []
    assert uids("Ivan Example", subject="cus-2") == ["1001"]
    later = NOW.replace(hour=12)
    sanctions.load_list(
        list_code="OFAC-SDN",
        edition="2026-03-02",
        content=LIST.replace(b"09 Feb 1951", b"09 Feb 1952"),
        actor=cora,
        now=later,
    )
    assert uids("Ivan Example", subject="cus-1") == ["1001"]


def test_a_payment_to_a_listed_name_is_held_and_the_name_is_kept_nowhere(cora):
    load(cora)
    facts = risk.PaymentFacts(
        reference="p1", channel="web", amount=Decimal(5), payer="cus-1", payee_name="Ivan Example"
    )
    assert risk.screen_payment(facts=facts, now=NOW).outcome is risk.Verdict.REVIEW
    assert Case.objects.get().kind == "SANCTIONS"
    kept = ScreeningDecision.objects.get()
    assert "Example" not in f"{kept.facts} {kept.findings} {Alert.objects.get().reason}"
    assert kept.values["name_score"] > 84


def test_editions_and_cleared_pairs_are_never_changed(cora):
    load(cora)
    refused = pytest.raises(DatabaseError, match=r"append-only|denied")
    with refused, transaction.atomic():
        ListEdition.objects.update(entries=1)


@given(st.text(max_size=60), st.text(max_size=60))
@example("0:0", "00:0")
def test_nearness_is_the_same_both_ways_and_between_nothing_and_all(one, other):
    found = near(one, other)
    assert 0 <= found <= 1.0000001
    assert found == pytest.approx(near(other, one))
    if words_of(one, sanctions.ListedKind.PERSON):
        assert near(one, one) == pytest.approx(1)


WORD = st.text(alphabet="abcd9", min_size=1, max_size=9)


@given(words=st.sets(WORD, min_size=1, max_size=12), asked=WORD)
def test_no_word_that_is_near_is_left_out_before_it_is_compared(words, asked):
    found = dict(map(reversed, _Words(dict.fromkeys(words, (0,)), 1)._near(asked)))
    for word in words:
        near = (
            JaroWinkler.similarity(asked, word) + Levenshtein.normalized_similarity(asked, word)
        ) / 2
        within = -3 <= len(word) - len(asked) <= 4
        # rapidfuzz reckons many words in single precision: what is at the edge may be either.
        if within and near > FLOOR + 1e-5 and JaroWinkler.similarity(asked, word) > 0.75 + 1e-5:
            assert found[word] == pytest.approx(near, abs=1e-5)
        elif near < FLOOR - 1e-5:
            assert word not in found


def test_published_pairs_are_told_apart_better_than_by_what_was_published():
    path = SHARED_DATA / "name_bench" / "cases.csv"
    if not path.exists():
        pytest.skip("the shared data with labelled names is not there")
    kinds = {"Person": sanctions.ListedKind.PERSON}
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [
            (row["name1"], row["name2"], kinds.get(row["schema"], "ORGANISATION"),
             row["is_match"] == "true")
            for row in csv.DictReader(file)
        ]  # fmt: skip
    (found,) = sanctions.measure_pairs(pairs, [84.0])
    assert found.f1 > 0.82


def test_the_published_lists_are_read_whole_and_their_week_is_a_small_delta(cora):
    folder = SHARED_DATA / "ofac_sdn"
    if not folder.exists():
        pytest.skip("the shared data with OFAC's list is not there")
    before, after = (
        lzma.decompress((folder / f"sdn_{day}.csv.xz").read_bytes())
        for day in ("20240426", "20240503")
    )
    assert load(cora, before, "2024-04-26").entries == 14_668
    found = load(cora, after, "2024-05-03")
    assert (found.entries, found.removed) == (14_965, 8)
    assert found.added == 305
