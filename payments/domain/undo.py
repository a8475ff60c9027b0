"""How long a customer may take a payment back that was just ordered."""

from typing import Final

# Seconds; 0 is off.
CHOICES: Final = (0, 10, 15, 30, 60)
DEFAULT: Final = 15
