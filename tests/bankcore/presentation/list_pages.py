"""What the pages of lists show, read as people read them."""

import re
from collections import defaultdict
from decimal import Decimal

_CELL = re.compile(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", re.DOTALL)
_AMOUNT = re.compile(r'<span class="money">(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})</span>')


def rows_of(part: str) -> list[list[str]]:
    return [_CELL.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL)]


def shown(page: str) -> list[dict[str, Decimal]]:
    """Return by column and currency the sums of the cells that a list's page shows."""
    body = page.partition('<table id="result_list">')[2].partition("<tbody>")[2]
    found: list[dict[str, Decimal]] = []
    for row in rows_of(body.partition("</tbody>")[0]):
        found += [defaultdict(Decimal) for _ in range(len(row) - len(found))]
        for at, cell in enumerate(row):
            if money := _AMOUNT.search(cell):
                found[at][money[2]] += Decimal(money[1].replace(",", ""))
    return found


def told(page: str) -> list[list[str]]:
    """Return the lines below a list, cell by cell; none where the list is not summed."""
    below = page.partition('<table id="result_list">')[2].partition("</table>")[0]
    return rows_of(below.partition("<tfoot>")[2].partition("</tfoot>")[0])


def apart(page: str) -> list[tuple[int, str]]:
    """Return the totals that are not the sums of what the page shows, each with its column."""
    columns = shown(page)
    return [
        (at, total)
        for line in told(page)
        for at, total in enumerate(line[1:], start=1 + len(columns) - len(line))
        if total and columns[at][total[-3:]] != Decimal(total[:-4].replace(",", ""))
    ]
