"""What a file of payments is refused for before any line of it is looked at."""

from bankcore.errors import BankError


class UnreadableFile(BankError):
    """The bytes are no file of payments in a format that the bank takes."""

    code = "unreadable_file"
    cure = "Send CSV with the documented header, or pain.001.001.03, .09 or .11."
