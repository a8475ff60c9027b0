"""What the network tells of itself: its open authorisations, totals and counts."""

from typing import Any

from bankcore.counterparties.card_network.network import Network


def told(network: Network, *, lists_open: bool) -> dict[str, Any]:
    """Return one network's state, for `GET /state`; amounts in minor units."""
    network.store.commit()
    store, name = network.store, network.name
    return {
        "connections": len(network.connections),
        "signed_on": sum(each.session.signed_on for each in network.connections),
        "open": _open(network) if lists_open else [],
        "totals": _totals(network),
        "messages": {
            row["name"]: row["number"]
            for row in store.all("SELECT name, number FROM count WHERE network = ?", name)
        },
        "advices_waiting": _number(
            network, "SELECT count(*) FROM advice WHERE network = ? AND NOT acknowledged"
        ),
        "disputes_waiting": _number(
            network, "SELECT count(*) FROM dispute WHERE network = ? AND NOT done"
        ),
        "processing": network.times.told(),
    }


def _open(network: Network) -> list[dict[str, Any]]:
    """Return what stands and is not presented: one a first authorisation, increments within."""
    rows = network.store.all(
        "SELECT * FROM authorisation WHERE network = ? AND first IS NULL"
        " AND standing > presented AND processing NOT LIKE '20%' ORDER BY id",
        network.name,
    )
    return [
        {
            "rrn": row["rrn"],
            "stan": row["stan"],
            "de7": row["de7"],
            "code": row["code"],
            "card": f"{row['pan'][:6]}******{row['pan'][-4:]}",
            "currency": row["currency"][-3:],
            "amount_minor": row["standing"] - row["presented"],
            "authorised_minor": row["standing"],
            "presented_minor": row["presented"],
        }
        for row in rows
    ]


def _totals(network: Network) -> dict[str, dict[str, int]]:
    rows = network.store.all(
        "SELECT substr(currency, -3) AS currency, count(*) AS number,"
        " sum(standing) AS authorised, sum(presented) AS presented,"
        " sum(refunded) AS refunded, sum(standing - presented) AS open,"
        " sum(standing > presented) AS open_number"
        " FROM authorisation WHERE network = ? AND first IS NULL AND processing NOT LIKE '20%'"
        " AND approved > 0 GROUP BY 1",
        network.name,
    )
    return {
        row["currency"]: {
            "approved_number": row["number"],
            "authorised_minor": row["authorised"],
            "presented_minor": row["presented"],
            "refunded_minor": row["refunded"],
            "open_minor": row["open"],
            "open_number": row["open_number"],
        }
        for row in rows
    }


def _number(network: Network, sql: str) -> int:
    row = network.store.one(sql, network.name)
    return row[0] if row else 0
