"""Text as a NACHA file can carry it."""

import unicodedata


def plain(text: str) -> str:
    """Return the text in printable ASCII: letters without their marks, others as `?`."""
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return "".join(each if each.isascii() and each.isprintable() else "?" for each in bare)
