"""What a card payment was for by its merchant's category code (MCC).

The codes are those of ISO 18245, four digits that a card network gives with each payment. What
they stand for is as published in the Internal Revenue Service's Revenue Procedure 2004-43
(Internal Revenue Bulletin 2004-31) and Visa's Merchant Data Standards Manual; which of our
categories that is, is our own reading.
"""

from __future__ import annotations

from typing import Final

from accounts.domain.categories import Category

_C = Category

# First and last code of a range, and its category. The first range with a code is it, so single
# lines of business stand before the group that they are taken out of. Codes in none of them, such
# as money orders (4829) or barbers (7230), say too little: the entry's words are asked.
RANGES: Final[tuple[tuple[int, int, Category], ...]] = (
    # 1500-2999: contractors, of building and repair above all
    (1520, 1799, _C.HOUSING),
    # 3000-3999: airlines, car hire and hotels by name; 4000-4799: transport
    (3000, 3299, _C.TRANSPORT),
    (3300, 3499, _C.TRANSPORT),
    (3500, 3999, _C.LEISURE),
    (4119, 4119, _C.HEALTH),  # ambulances
    (4214, 4225, _C.OTHER),  # removals, couriers, storage
    (4411, 4411, _C.LEISURE),  # cruises
    (4722, 4723, _C.LEISURE),  # travel agencies
    (4000, 4799, _C.TRANSPORT),
    # 4800-4999: telephone, internet, television, electricity, gas and water
    (4829, 4829, _C.OTHER),  # money sent by wire
    (4800, 4999, _C.UTILITIES),
    # 5000-5599: retail
    (5122, 5122, _C.HEALTH),  # drugs
    (5172, 5172, _C.TRANSPORT),  # petrol
    (5411, 5499, _C.GROCERIES),
    (5511, 5599, _C.TRANSPORT),  # cars, fuel
    (5013, 5399, _C.SHOPPING),
    # 5600-7299: clothing, other shops, restaurants, finance, hotels, personal services
    (5811, 5814, _C.EATING_OUT),
    (5815, 5818, _C.LEISURE),  # digital media, games, applications
    (5912, 5912, _C.HEALTH),  # pharmacies
    (5921, 5921, _C.GROCERIES),  # wine and spirits
    (5960, 5960, _C.INSURANCE),
    (5962, 5962, _C.LEISURE),  # travel sold at a distance
    (5975, 5976, _C.HEALTH),  # hearing aids, prostheses
    (5983, 5983, _C.UTILITIES),  # heating fuel
    (5600, 5999, _C.SHOPPING),
    (6010, 6011, _C.CASH),
    (6300, 6399, _C.INSURANCE),
    (6513, 6513, _C.HOUSING),  # rent
    (7011, 7033, _C.LEISURE),
    (7296, 7296, _C.SHOPPING),  # clothes hired
    # 7300-7999: business services, cars, recreation
    (7512, 7549, _C.TRANSPORT),  # car hire, parking, repairs
    (7800, 7999, _C.LEISURE),
    # 8000-8999: professional services
    (8011, 8099, _C.HEALTH),
    (8211, 8299, _C.EDUCATION),
    (8351, 8351, _C.EDUCATION),  # child care
    (8398, 8398, _C.OTHER),  # charities
    # 9000-9999: government
    (9311, 9311, _C.TAXES),
    (9222, 9222, _C.FEES),  # fines
)


def category_of(code: str) -> Category | None:
    """Return the category of a merchant's code; None where the code alone does not tell."""
    if len(code) != 4 or not (code.isascii() and code.isdigit()):
        return None
    number = int(code)
    return next((category for first, last, category in RANGES if first <= number <= last), None)
