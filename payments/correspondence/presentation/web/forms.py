"""Forms by which customers write to the bank, dispute entries and choose notices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from bankcore.errors import BankError
from bankcore.money import Money
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.files import FilesField, uploads

_NAMES: Final = {"en": "English", "de": "Deutsch"}
_KINDS: Final = {
    correspondence.NoticeKind.MONEY_IN: _("Money came in"),
    correspondence.NoticeKind.MONEY_OUT: _("Money left, above the amount below"),
    correspondence.NoticeKind.STANDING_ORDER_FAILED: _("A standing order was not carried out"),
    correspondence.NoticeKind.STATEMENT_READY: _("A statement is ready"),
    correspondence.NoticeKind.MESSAGE_WAITING: _("A message waits in online banking"),
}
_REASONS: Final = {
    correspondence.DisputeReason.NOT_MINE: _("I did not make or allow this payment"),
    correspondence.DisputeReason.WRONG_AMOUNT: _("The amount is wrong"),
    correspondence.DisputeReason.TWICE: _("It was taken twice"),
    correspondence.DisputeReason.NOT_RECEIVED: _("I did not get what I paid for"),
    correspondence.DisputeReason.OTHER: _("Something else"),
}
# What the bank refuses, in the words of this page.
_REFUSALS: Final = {
    correspondence.AttachmentRefused: _("The file is no whole PDF, JPEG or PNG. Choose another."),
    correspondence.AttachmentTooLarge: _("The file is too large. Attach one of up to 5 MB."),
    correspondence.TooManyAttachments: _(
        "Too many files, or too large together. Send up to five files of together 15 MB with a "
        "message, and the others with the next."
    ),
    correspondence.MessageKeyReused: _(
        "You have sent this form before, with other words or files. The first message is with the "
        "bank: open your messages to write more."
    ),
    correspondence.TooManyUnanswered: _(
        "Many of your messages wait for an answer. Wait for the bank's answer, or call."
    ),
    correspondence.AlreadyDisputed: _("You have disputed this entry already. Write there instead."),
    correspondence.DisputeTooLate: _(
        "More than thirteen months have passed. Write a message to the bank: it may still help."
    ),
}


class Refusable(forms.Form):
    """A form that shows a refusal of the bank beside the field it is about."""

    def refuse(self, error: BankError) -> None:
        """Say why nothing was done, and what to do."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, _REFUSALS.get(type(error), f"{error.message} {error.cure}"))


class WritingForm(Refusable):
    """What is written, with files where there are any."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Message"),
        max_length=correspondence.LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = FilesField(
        label=_("Files, if there are any"),
        help_text=_("Up to five, each a PDF, JPEG or PNG of up to 5 MB, together up to 15 MB."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["request_key"].initial = uuid4

    def clean_file(self) -> list[correspondence.Upload]:
        """Read the files; too many or too large ones are refused before that."""
        try:
            return uploads(self.cleaned_data["file"])
        except (correspondence.AttachmentTooLarge, correspondence.TooManyAttachments) as error:
            raise forms.ValidationError(_REFUSALS[type(error)]) from None

    def uploads(self) -> list[correspondence.Upload]:
        """Return the files as they came."""
        found: list[correspondence.Upload] = self.cleaned_data["file"]
        return found

    def letter(self, subject: str = "") -> correspondence.Letter:
        """Return what is to be sent."""
        return correspondence.Letter(
            subject=subject or self.cleaned_data.get("subject", ""),
            body=self.cleaned_data["body"],
            request_key=self.cleaned_data["request_key"],
            files=self.uploads(),
        )


class QuestionForm(WritingForm):
    """A new thread."""

    subject = forms.CharField(label=_("Subject"), max_length=correspondence.LONGEST_SUBJECT)
    field_order = ("subject", "body", "file")


class DisputeForm(WritingForm):
    """Why an entry is wrong."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(each.value, words) for each, words in _REASONS.items()],
        widget=forms.Select,
    )
    field_order = ("reason", "body", "file")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"] = forms.CharField(
            label=_("What happened?"),
            max_length=correspondence.LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        self.order_fields(self.field_order)


class NoticesForm(Refusable):
    """Of what a customer hears by e-mail, and in which language."""

    kinds = forms.MultipleChoiceField(
        label=_("Send me an e-mail when"),
        choices=[(each.value, words) for each, words in _KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    money_out_above = forms.DecimalField(
        label=_("Tell me of money that left above (EUR)"),
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=2,
        localize=True,
    )
    language = forms.ChoiceField(
        label=_("Language of our e-mails"),
        choices=[(each, _NAMES[each]) for each in correspondence.LANGUAGES],
    )

    def choices(self) -> correspondence.Choices:
        """Return what was chosen."""
        said = self.cleaned_data
        return correspondence.Choices(
            kinds=frozenset(correspondence.NoticeKind(each) for each in said["kinds"]),
            money_out_above=Money.of(said["money_out_above"], "EUR"),
            language=said["language"],
        )

    @staticmethod
    def initial_of(choices: correspondence.Choices) -> dict[str, object]:
        """Return what the form shows of what was chosen before."""
        return {
            "kinds": [each.value for each in choices.kinds],
            "money_out_above": choices.money_out_above.amount,
            "language": choices.language,
        }
