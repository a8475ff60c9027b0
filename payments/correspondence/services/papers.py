"""What the bank has written for a customer, and what the two have sent each other, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from accounts import public as accounts
from payments.correspondence.domain.threads import AttachmentView
from payments.correspondence.repositories import threads
from payments.correspondence.services.reading import attachment_view

_ACCOUNTS: Final = 20
_STATEMENTS: Final = 12
_LETTERS: Final = 20
_FILES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsOf:
    """An account with its newest statements."""

    account: accounts.AccountView
    statements: tuple[accounts.StatementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A customer's documents, the newest first in each kind."""

    letters: tuple[accounts.LetterView, ...] = ()
    statements: tuple[StatementsOf, ...] = ()
    files: tuple[AttachmentView, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing yet."""
        return not (self.letters or self.statements or self.files)


def of_user(*, user_id: int) -> Papers:
    """Return the documents of the customer of this log-in: of 20 accounts, a year of statements."""
    customer = accounts.customer_of_user(user_id=user_id)
    if customer is None:
        return Papers()
    owned, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=user_id), limit=_ACCOUNTS
    )
    statements = [StatementsOf(account=each, statements=_statements(each)) for each in owned]
    letters, _ = accounts.page_of_letters(customer_id=customer.customer_id, limit=_LETTERS)
    files = threads.attachments(customer_id=customer.customer_id, limit=_FILES)
    return Papers(
        letters=tuple(letters),
        statements=tuple(each for each in statements if each.statements),
        files=tuple(attachment_view(each, each.message) for each in files),
    )


def _statements(account: accounts.AccountView) -> tuple[accounts.StatementView, ...]:
    found, _ = accounts.page_of_statements(account_id=account.account_id, limit=_STATEMENTS)
    return tuple(found)
