"""The sentences of refusals that hold figures, by the refusal's code, for catalogues of languages.

A sentence without figures is found in the catalogue as it is. Tests read the source and hold that
none is forgotten.
"""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, ...]]] = {}
