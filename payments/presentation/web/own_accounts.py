"""The accounts from and to which a customer moves money in online banking."""

from accounts import public as accounts

_MOST = 100


def that_pay(user_id: int) -> list[accounts.AccountView]:
    """Return the log-in's accounts that can give or get money: all but those of loans."""
    found, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=user_id), limit=_MOST
    )
    lent, _ = accounts.loans.page(chosen=accounts.loans.LoanFilter(user_id=user_id), limit=_MOST)
    loans = {each.account_id for each in lent}
    return [each for each in found if each.account_id not in loans]
