"""A typed name is the holder's, close to it, or another's."""

import pytest

from payments.payees.public import Answer, Holder, compare

PERSON = "Anna Maria Müller-Lüdenscheidt"


def answer(typed: str, *names: str, person: bool = True):
    found = compare(typed, [Holder(name=name, is_person=person) for name in names])
    return found.answer, found.name


@pytest.mark.parametrize(
    "typed",
    [
        "Anna Maria Müller-Lüdenscheidt",
        "anna maria mueller-luedenscheidt",
        "MULLER LUDENSCHEIDT, Anna Maria",
        "Frau Dr. Anna Maria Müller Lüdenscheidt",
    ],
)
def test_case_accents_titles_and_the_order_of_words_do_not_count(typed):
    assert answer(typed, PERSON) == (Answer.MATCH, "")


@pytest.mark.parametrize(
    "typed",
    [
        "Anna Müller-Lüdenscheidt",
        "A. M. Müller-Lüdenscheidt",
        "Ana Maria Müller-Lüdenscheidt",
        "Anna Maria Müler-Lüdenscheid",
    ],
)
def test_a_slip_an_initial_and_a_left_out_name_are_close_and_show_the_name(typed):
    assert answer(typed, PERSON) == (Answer.CLOSE_MATCH, PERSON)


@pytest.mark.parametrize(
    "typed", ["Anna", "Müller", "A. M.", "Bert Müller-Lüdenscheidt", "Otto Klein", "?", ""]
)
def test_what_anybody_might_guess_is_no_match_and_shows_nothing(typed):
    assert answer(typed, PERSON) == (Answer.NO_MATCH, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Stadtwerke Musterstadt", Answer.MATCH),
        ("Stadtwerke Musterstadt GmbH & Co. KG", Answer.MATCH),
        ("Stadtwerke Mustrstadt", Answer.CLOSE_MATCH),
        ("Stadtwerke Musterstadt AG", Answer.CLOSE_MATCH),
        ("Stadtwerke", Answer.NO_MATCH),
        ("Stadtwerke Neustadt GmbH", Answer.NO_MATCH),
    ],
)
def test_a_companys_legal_form_does_not_count(typed, said):
    assert answer(typed, "Stadtwerke Musterstadt GmbH", person=False)[0] is said


def test_of_several_holders_the_nearest_answers():
    assert answer("Ben Kurz", "Anna Kurz", "Ben Kurz") == (Answer.MATCH, "")
    assert answer("Ben Kurtz", "Anna Lang", "Ben Kurz") == (Answer.CLOSE_MATCH, "Ben Kurz")


def test_an_account_without_a_name_is_not_answered_about():
    assert answer("Anna") == (Answer.NOT_AVAILABLE, "")
