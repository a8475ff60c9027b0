"""What a bank's ledger does, in the plainest Python: dictionaries, no locks, no SQL."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ModelAccount:
    """One account; `floor` None is unlimited."""

    balance: int = 0
    held: int = 0
    floor: int | None = 0
    status: str = "OPEN"


@dataclass
class ModelHold:
    """One hold, with what is left of it."""

    account: int
    left: int
    due: int | None = None


@dataclass
class Model:
    """All accounts, holds, transactions and answers."""

    accounts: dict[int, ModelAccount] = field(default_factory=dict)
    holds: dict[int, ModelHold] = field(default_factory=dict)
    transactions: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    reversed: set[int] = field(default_factory=set)

    def post(self, legs, *, capture=None, reverses=None) -> str:
        """Book legs of (account, amount); return "posted" or the refusal's code."""
        if reverses is not None and reverses in self.reversed:
            return "already_reversed"
        hold, given = (self.holds[capture[0]], capture[1]) if capture else (ModelHold(-1, 0), 0)
        if given > hold.left:
            return "hold_exceeded" if hold.left else "hold_not_open"
        after = {number: self.accounts[number].balance for number, _ in legs}
        for number, amount in legs:
            after[number] += amount
            freed = given if hold.account == number else 0
            refusal = self._refusal(number, amount, after[number] + freed)
            if refusal:
                return refusal
        for number, balance in after.items():
            self.accounts[number].balance = balance
        if capture:
            hold.left -= given
            self.accounts[hold.account].held -= given
        if reverses is not None:
            self.reversed.add(reverses)
        self.transactions.append(tuple(legs))
        return "posted"

    def _refusal(self, number: int, amount: int, after: int) -> str:
        account = self.accounts[number]
        if account.status == "CLOSED":
            return "account_closed"
        if account.status == "FROZEN" or (account.status == "DEBIT_BLOCKED" and amount < 0):
            return "account_blocked"
        if amount < 0 and account.floor is not None and after - account.held < account.floor:
            return "insufficient_funds"
        return ""

    def place(self, number: int, amount: int, hold_number: int, due: int | None) -> str:
        """Set `amount` aside; return "posted" or the refusal's code."""
        account = self.accounts[number]
        if account.status != "OPEN":
            return "account_closed" if account.status == "CLOSED" else "account_blocked"
        if account.floor is not None and account.balance - account.held - amount < account.floor:
            return "insufficient_funds"
        account.held += amount
        self.holds[hold_number] = ModelHold(number, amount, due)
        return "posted"

    def give_back(self, hold_number: int) -> bool:
        """Release what is left of the hold; return whether anything was."""
        hold = self.holds[hold_number]
        left, hold.left = hold.left, 0
        self.accounts[hold.account].held -= left
        return left > 0
