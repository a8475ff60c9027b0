"""What every refusal of the bank has in common."""

from typing import ClassVar


class BankError(Exception):
    """A refusal with a stable code, a sentence for the user, and a cure.

    Subclasses stand beside the function that raises them. After one is raised, nothing has
    changed. `field` names the input at fault where there is one.
    """

    code: ClassVar[str] = "bank_error"
    cure: ClassVar[str] = ""
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message
