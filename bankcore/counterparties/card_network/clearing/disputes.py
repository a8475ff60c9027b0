"""Cardholders' disputes: chargebacks, and what their banks say to a representment."""

from dataclasses import replace
from sqlite3 import Row

from bankcore.counterparties.card_network.clearing.checks import record_of
from bankcore.counterparties.card_network.clearing.records import Kind, Record
from bankcore.counterparties.card_network.issuer import DISPUTES
from bankcore.counterparties.card_network.store import Store

# By word: the code of each network.
_REASONS = {
    "fraud": {"visa": "1040", "mastercard": "4837"},
    "dispute": {"visa": "1310", "mastercard": "4853"},
    "duplicate": {"visa": "1260", "mastercard": "4834"},
}
_WORDS = {
    "fraudulent": "fraud", "not_received": "dispute", "product_not_received": "dispute",
    "10.4": "fraud", "13.1": "dispute", "12.6": "duplicate",
}  # fmt: skip
_FRAUD = frozenset(_REASONS["fraud"].values())
_ACCEPTS_WITHOUT_TEXT = "visa"  # its lines have no room for text


class NoDispute(Exception):
    """A dispute that cannot be: the purchase is unknown, or nothing of it is left."""


def code_of(network: str, reason: str) -> str:
    """Return the network's code of a reason: a word, or a code of either network."""
    word = _WORDS.get(reason, reason)
    if word in _REASONS:
        return _REASONS[word][network]
    for codes in _REASONS.values():
        if reason in codes.values():
            return codes[network]
    message = f"reason must be one of {', '.join([*_REASONS, *_WORDS])}, or a network's code"
    raise ValueError(message)


def open_dispute(
    store: Store, *, arn: str, reason: str, amount: int | None, network: str = ""
) -> tuple[str, int]:
    """Keep a dispute for the next clearing; return its network and amount.

    Of any network where none is named; all that is left where no amount is.

    Raises NoDispute, and ValueError for a reason that is not known.
    """
    row = store.one(
        "SELECT * FROM presentment WHERE arn = ? AND kind = 'presentment' AND ? IN ('', network)",
        *(arn, network),
    )
    if row is None:
        message = f"No purchase with ARN {arn} was presented."
        raise NoDispute(message)
    waiting = store.one(
        "SELECT coalesce(sum(amount), 0) FROM dispute WHERE network = ? AND arn = ? AND NOT done",
        *(row["network"], arn),
    )
    left = row["amount"] - row["charged_back"] - (waiting[0] if waiting else 0)
    wanted = left if amount is None else amount
    if not 0 < wanted <= left or row["represented"]:
        message = f"{left} of this purchase can be disputed, not {wanted}."
        raise NoDispute(message)
    store.run(
        "INSERT INTO dispute (network, arn, reason, amount) VALUES (?, ?, ?, ?)",
        *(row["network"], arn, code_of(row["network"], reason), wanted),
    )
    return row["network"], wanted


def dispute_by_itself(store: Store, network: str, record: Record) -> None:
    """Let the cardholder dispute whose card does so always."""
    if record.kind is Kind.PRESENTMENT and record.pan == DISPUTES:
        open_dispute(store, arn=record.arn, reason="dispute", amount=None, network=network)


def chargebacks(store: Store, network: str) -> list[Record]:
    """Return the chargebacks of disputes that wait, which are then done."""
    rows = store.all(
        "SELECT dispute.id AS dispute, dispute.reason AS because, dispute.amount AS wanted,"
        " presentment.* FROM dispute JOIN presentment USING (network, arn)"
        " WHERE network = ? AND NOT done ORDER BY dispute.id",
        network,
    )
    return [_charge_back(store, row) for row in rows]


def _charge_back(store: Store, row: Row) -> Record:
    store.run("UPDATE dispute SET done = 1 WHERE id = ?", row["dispute"])
    store.run(
        "UPDATE presentment SET charged_back = charged_back + ?, reason = ?"
        " WHERE network = ? AND arn = ?",
        *(row["wanted"], row["because"], row["network"], row["arn"]),
    )
    return replace(
        record_of(row),
        kind=Kind.CHARGEBACK,
        amount=row["wanted"],
        reason=row["because"],
        whole=row["wanted"] == row["amount"],
    )


def answer(store: Store, network: str, representment: Record) -> Record:
    """Return what the cardholder's bank says: the representment again, or a chargeback again."""
    row = store.one(
        "SELECT * FROM presentment WHERE network = ? AND arn = ?", network, representment.arn
    )
    if row is None:
        message = f"No purchase with ARN {representment.arn} was presented."
        raise NoDispute(message)
    has_text = bool(representment.text) or network == _ACCEPTS_WITHOUT_TEXT
    kind = Kind.REPRESENTMENT if has_text and row["reason"] not in _FRAUD else Kind.CHARGEBACK
    return replace(
        record_of(row),
        kind=kind,
        amount=representment.amount,
        reason=row["reason"],
        text=representment.text,
        whole=representment.amount == row["amount"],
    )
