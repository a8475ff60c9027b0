"""Loans in the back office: applications are decided, loans paid out, restructured, written off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import public as accounts
from accounts.models import (
    Account,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanPayment,
    LoanSchedule,
    LoanStateChange,
    LoanTerms,
)
from accounts.presentation.admin.acting import Act, ActingAdmin
from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin, ReadOnlyInline

loans = accounts.loans
_OWED = ("ACTIVE", "IN_ARREARS", "RESTRUCTURED")


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class OverrideForm(ReasonForm):
    """What the bank's own decision is to become, by two people."""

    becomes = forms.ChoiceField(choices=[("APPROVED", "Approved"), ("DECLINED", "Declined")])


class ContractForm(forms.Form):
    """The customer's account that is paid the loan and pays it back."""

    iban = forms.CharField(max_length=34, label="IBAN of the customer's account")

    def clean_iban(self) -> Account:
        """Return the account."""
        iban = self.cleaned_data["iban"].replace(" ", "")
        found = Account.objects.filter(iban=iban).first()
        if found is None:
            message = "The bank has no such account."
            raise forms.ValidationError(message)
        return found


class AmountForm(forms.Form):
    """An amount in the loan's currency, from the loan's repayment account."""

    amount = forms.DecimalField(min_value=Decimal("0.0001"), max_digits=19, decimal_places=4)


class RestructuringForm(ReasonForm):
    """What changes."""

    more_instalments = forms.IntegerField(min_value=0, initial=0)
    annual_rate = forms.DecimalField(
        min_value=0, max_value=10, decimal_places=6, required=False, help_text="0.085 is 8.5 %."
    )
    holiday = forms.IntegerField(min_value=0, initial=0, help_text="Instalments not paid.")
    capitalise_arrears = forms.BooleanField(required=False)


def _decide(state: str) -> Any:
    def run(row: LoanApplication, values: dict[str, Any], actor: Actor) -> object:
        decision = loans.Decision(state=loans.ApplicationState(state), reason=values["reason"])
        order = loans.DecisionOrder(application_id=row.public_id, decision=decision)
        return loans.ask_for_decision(order=order, actor=actor, now=clock.now())

    return run


def _override(row: LoanApplication, values: dict[str, Any], actor: Actor) -> object:
    order = loans.OverrideOrder(
        application_id=row.public_id,
        state=loans.ApplicationState(values["becomes"]),
        reason=values["reason"],
    )
    return loans.ask_for_override(order=order, actor=actor, now=clock.now())


def _conclude(row: LoanApplication, values: dict[str, Any], actor: Actor) -> object:
    order = loans.ContractOrder(
        application_id=row.public_id, repayment_account_id=values["iban"].public_id
    )
    return loans.conclude(order=order, actor=actor, now=clock.now())


def _disburse(row: Loan, values: dict[str, Any], actor: Actor) -> object:
    del values
    return loans.disburse(loan_id=row.public_id, actor=actor, now=clock.now())


def _repay(row: Loan, values: dict[str, Any], actor: Actor) -> object:
    order = loans.Repayment(loan_id=row.public_id, amount=_money_of(row, values["amount"]))
    return loans.repay(order=order, request=_key(), actor=actor, now=clock.now())


def _restructure(row: Loan, values: dict[str, Any], actor: Actor) -> object:
    order = loans.Restructuring(loan_id=row.public_id, **values)
    return loans.ask_for_restructuring(order=order, actor=actor, now=clock.now())


def _write_off(row: Loan, values: dict[str, Any], actor: Actor) -> object:
    order = loans.WriteOffOrder(loan_id=row.public_id, reason=values["reason"])
    return loans.ask_for_write_off(order=order, actor=actor, now=clock.now())


def _recover(row: Loan, values: dict[str, Any], actor: Actor) -> object:
    return loans.recover(
        loan_id=row.public_id,
        amount=_money_of(row, values["amount"]),
        from_account_id=row.repayment_account.public_id,
        request=_key(),
        actor=actor,
        now=clock.now(),
    )


@admin.register(LoanApplication)
class LoanApplicationAdmin(ActingAdmin):
    list_display = (
        "public_id",
        "customer",
        "asked",
        "instalments",
        "annual_rate",
        "state",
        "score",
    )
    list_filter = ("state", "product")
    list_select_related = ("customer",)
    search_fields = ("customer__name",)
    acts = (
        Act(
            name="approve",
            permission="accounts.decide_loan",
            title="Approve",
            form=ReasonForm,
            run=_decide("APPROVED"),
            states=("SUBMITTED",),
        ),
        Act(
            name="decline",
            permission="accounts.decide_loan",
            title="Decline",
            form=ReasonForm,
            run=_decide("DECLINED"),
            states=("SUBMITTED",),
        ),
        Act(
            name="override",
            permission="credit.override_decision",
            title="Override",
            form=OverrideForm,
            run=_override,
            states=("APPROVED", "DECLINED"),
        ),
        Act(
            name="contract",
            permission="accounts.disburse_loan",
            title="Make the contract",
            form=ContractForm,
            run=_conclude,
            states=("APPROVED",),
        ),
    )

    fields = (
        *("public_id", "customer", "product", "asked", "purpose", "state", "score"),
        "why",
        *("method", "frequency", "instalments", "annual_rate", "first_due"),
        *("end_of_month", "business_days", "principal_grace", "interest_grace"),
        *("interest_grace_rule", "registered_by", "registered_at"),
        *("decided_by", "decided_at", "decision_reason"),
    )
    readonly_fields = ("public_id", "asked", "why")

    @admin.display(description="what the bank's own rules found")
    def why(self, row: LoanApplication) -> str:
        return " ".join(loans.application(application_id=row.public_id).reasons)

    @admin.display(description="amount")
    def asked(self, row: LoanApplication) -> str:
        return str(Money(row.amount, Currency.numbered(row.currency)))

    def summary(self, row: LoanApplication) -> str:
        return f"{row.customer} asks for {self.asked(row)} in {row.instalments} instalments."


class InstalmentLines(ReadOnlyInline):
    model = LoanInstalment
    ordering = ("schedule__version", "number")
    fields = ("version", "number", "due_date", "amounts", "paid", "superseded")
    readonly_fields = ("version", "amounts", "paid")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoanInstalment]:
        """Fetch versions and the currency with the lines."""
        return super().get_queryset(request).select_related("schedule", "loan")

    @admin.display
    def version(self, row: LoanInstalment) -> int:
        return row.schedule.version

    @admin.display(description="principal + interest + fee + penalty")
    def amounts(self, row: LoanInstalment) -> str:
        parts = (row.principal, row.interest, row.fee, row.penalty)
        return " + ".join(str(_minor(row.loan, each).amount) for each in parts)

    @admin.display
    def paid(self, row: LoanInstalment) -> str:
        paid = row.principal_paid + row.interest_paid + row.fee_paid + row.penalty_paid
        return str(_minor(row.loan, paid))


class PaymentLines(ReadOnlyInline):
    model = LoanPayment
    fields = ("booked_on", "kind", "paid", "txn_id", "actor")
    readonly_fields = ("paid",)

    @admin.display(description="amount")
    def paid(self, row: LoanPayment) -> str:
        return str(_minor(row.loan, row.amount))


class ScheduleLines(ReadOnlyInline):
    model = LoanSchedule
    fields = ("version", "reason", "explanation", "starts_on", "annual_rate", "made_by")


class StateLines(ReadOnlyInline):
    model = LoanStateChange
    fields = ("at", "from_state", "to_state", "reason", "actor")


@admin.register(Loan)
class LoanAdmin(ActingAdmin):
    list_display = (
        "public_id",
        "customer",
        "lent",
        "owed",
        "annual_rate",
        "state",
        "days_past_due",
        "bucket",
    )
    list_filter = ("state", "bucket", "method")
    list_select_related = ("account__customer",)
    search_fields = ("account__iban__startswith", "account__customer__name")
    search_help_text = "Start of the loan account's IBAN, or the customer's name."
    fields = (
        *("public_id", "customer", "account", "repayment_account", "application", "state"),
        *("lent", "owed", "interest_earned", "accrued_through", "days_past_due", "bucket"),
        *("method", "frequency", "instalments", "yearly_rate", "yearly_cost", "day_count"),
        *("fee_for_making", "fee_deducted", "penalty_rate", "grace_days", "early_fee_rate"),
        *("first_due", "end_of_month", "business_days", "equal_periods", "allocation_order"),
        *("principal_grace", "interest_grace", "interest_grace_rule", "partial_collection"),
        *("contracted_at", "disbursed_on", "current_version"),
    )
    readonly_fields = (
        *("public_id", "customer", "lent", "owed", "interest_earned", "yearly_rate"),
        *("yearly_cost", "fee_for_making"),
    )
    inlines = (ScheduleLines, InstalmentLines, PaymentLines, StateLines)
    acts = (
        Act(
            name="disburse",
            permission="accounts.disburse_loan",
            title="Pay out",
            form=forms.Form,
            run=_disburse,
            states=("PENDING",),
        ),
        Act(
            name="repay",
            permission="accounts.repay_loan",
            title="Take a repayment",
            form=AmountForm,
            run=_repay,
            states=_OWED,
        ),
        Act(
            name="restructure",
            permission="accounts.change_loan",
            title="Restructure",
            form=RestructuringForm,
            run=_restructure,
            states=_OWED,
        ),
        Act(
            name="write-off",
            permission="accounts.write_off_loan",
            title="Write off",
            form=ReasonForm,
            run=_write_off,
            states=_OWED,
        ),
        Act(
            name="recover",
            permission="accounts.repay_loan",
            title="Take a recovery",
            form=AmountForm,
            run=_recover,
            states=("WRITTEN_OFF",),
        ),
    )

    @admin.display
    def customer(self, row: Loan) -> str:
        return row.account.customer.name

    @admin.display
    def lent(self, row: Loan) -> str:
        return str(_minor(row, row.principal))

    @admin.display
    def owed(self, row: Loan) -> str:
        return str(_minor(row, row.outstanding))

    @admin.display(description="interest earned and booked")
    def interest_earned(self, row: Loan) -> str:
        return str(_minor(row, row.interest_accrued))

    @admin.display(description="origination fee")
    def fee_for_making(self, row: Loan) -> str:
        return str(_minor(row, row.origination_fee))

    @admin.display(description="annual rate")
    def yearly_rate(self, row: Loan) -> str:
        return f"{(row.annual_rate * 100).normalize():f} %"

    @admin.display(description="annual percentage rate")
    def yearly_cost(self, row: Loan) -> str:
        return f"{round(row.apr * 100, 2):f} %"

    def summary(self, row: Loan) -> str:
        return f"{row.account.customer} owes {self.owed(row)} of {self.lent(row)}."


@admin.register(LoanTerms)
class LoanTermsAdmin(ReadOnlyAdmin):
    list_display = ("product", "money", "effective_from", "min_rate", "max_rate", "day_count")
    list_filter = ("product",)
    list_select_related = ("product",)

    @admin.display(description="currency")
    def money(self, row: LoanTerms) -> str:
        return Currency.numbered(row.currency).code


def _minor(loan: Loan, minor: int) -> Money:
    return Money(minor, Currency.numbered(loan.currency))


def _money_of(loan: Loan, amount: Decimal) -> Money:
    currency = Currency.numbered(loan.currency)
    return Money(int(amount.scaleb(currency.exponent).to_integral_value()), currency)


def _key() -> ledger.RequestKey:
    key = uuid4()
    return ledger.RequestKey(ledger.KeySource.WEB, key, key.bytes * 2)
