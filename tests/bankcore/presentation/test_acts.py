"""What staff do beside rows asks for a reason, or this page says why it needs none."""

from django.contrib import admin

# Those who do it make something new that changes nothing yet, or write down what is so.
_RECORDS = "it adds what is known, and takes nothing away"
_QUEUE = "it says who works on what, on a timeline, and decides nothing"
_CUSTOMER = "it is the customer's own wish, undone by another"
_STOPS = "it is what the customer says, and only stops a card"
_LATER = "nothing follows from it before a second person approves what comes next"
_CARRIES_ON = "it does again what was to be done anyway, and nothing twice"
WITHOUT_A_REASON = {
    **dict.fromkeys(
        (
            *("market.paryield load", "market.bond record", "market.bond sell"),
            *("exposures.sector record", "exposures.collateral value"),
            *("exposures.collateral record", "exposures.collateral pledge", "exposures.group make"),
            *("operational.incident report", "operational.incident investigate"),
            *("operational.risk record", "operational.risk assess", "operational.risk control"),
            *("operational.bankprocess record", "operational.bankprocess test"),
            *("operational.action give", "operational.action end"),
            *("rules.rulelist make", "rules.rulelist put", "crime.filing acknowledge"),
            *("gateway.merchant onboard", "gateway.merchant client", "gateway.routingrule new"),
            *("gateway.dispute evidence", "sanctions.listedition load"),
            *("correspondence.customernote write", "correspondence.thread write"),
            "correspondence.thread answer",
        ),
        _RECORDS,
    ),
    **dict.fromkeys(
        (
            *("cases.case next", "cases.case take", "cases.case assign", "cases.case note"),
            *("cases.case attach", "cases.case tag", "cases.case untag", "cases.case press"),
            *("cases.case snooze", "cases.case wake", "credit.referral take"),
            *("correspondence.dispute take", "correspondence.thread close"),
            "correspondence.thread reopen",
        ),
        _QUEUE,
    ),
    **dict.fromkeys(
        (
            *("interbank.debitmandate stop", "interbank.debitmandate resume"),
            *("interbank.debitmandate confirm", "interbank.debitmandate block"),
            *("interbank.collection claim", "issuing.card order", "issuing.card freeze"),
        ),
        _CUSTOMER,
    ),
    **dict.fromkeys(
        (
            *("rules.ruleversion try", "rules.ruleversion shadow"),
            *("scoring.fraudmodel shadow", "scoring.fraudmodel upload"),
            *("crime.suspicionreport write", "crime.suspicionreport begin"),
        ),
        _LATER,
    ),
    **dict.fromkeys(
        (
            *("outbox.failure replay", "endofday.dayrun go-on", "crime.screeningrun begin"),
            *("crime.cashreport file", "reports.schedule stop"),
            *("developers.loggedrequest replay", "developers.loggedrequest sample"),
        ),
        _CARRIES_ON,
    ),
    "issuing.card lost": _STOPS,
    "issuing.card stolen": _STOPS,
    "cases.case decide": "its reason is one of a list, reason_code",
    "correspondence.dispute decline": "its ground is one of a list, and it is told the customer",
    "interbank.recall refuse": "its reason is one of the network's codes",
    "interbank.item recall": "its reason is one of the network's codes",
}


def acts() -> dict[str, type]:
    """Return the form of every act of the back office that stands beside a row or a list."""
    return {
        f"{model._meta.label_lower} {name}": act.form
        for model, page in admin.site._registry.items()
        for kind in ("row_acts", "list_acts")
        for name, act in (getattr(page, kind, None) or {}).items()
    }


def test_what_is_done_without_a_reason_is_written_here_with_why():
    silent = {name for name, form in acts().items() if "reason" not in form.base_fields}
    assert silent == set(WITHOUT_A_REASON)


def test_a_reason_is_never_left_out():
    forms = {form for form in acts().values() if "reason" in form.base_fields}
    assert [form for form in forms if not form.base_fields["reason"].required] == []
    assert len(forms) > 5
