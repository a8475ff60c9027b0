"""The network's end of the day: what it takes, what it charges back, what it pays."""

from xml.etree import ElementTree

import pytest
import xmlschema

from tests.bankcore.counterparties import clearing_files as files
from tests.bankcore.counterparties.acquirer import Acquirer, purchase, reversal
from tests.conftest import SHARED_DATA
from tests.counterparties import CardNetwork, card_network

DAY = "2026-11-25"
WRITERS = {"visa": files.visa_file, "mastercard": files.ipm_file}
CARDS = {"visa": "4242424242424242", "mastercard": "5555555555554444"}
DEBIT = {"visa": "4000056655665556", "mastercard": "5200828282828210"}
SCHEMA = SHARED_DATA / "iso20022" / "schemas" / "camt.053.001.08.xsd"
BANK = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"


class Bank:
    """The bank beside one network: authorises, presents, reads."""

    def __init__(self, network: CardNetwork, name: str) -> None:
        self.network, self.name = network, name
        zone = bytes.fromhex(network.zone_key_file.read_text().strip())
        self.wire = Acquirer(name, network.port(name), zone)
        self.wire.sign_on()
        self.number = 0 if name == "visa" else 1_000_000  # ARNs are unique in the bank
        self.sequence = 0

    def authorised(self, amount: int = 10_000, card: str = "", **changed):
        asked = purchase(card or CARDS[self.name], amount, **changed)
        answer = self.wire.ask("0100", asked)
        assert answer["39"] in {"00", "10"}
        return asked, answer

    def item(self, amount: int = 10_000, card: str = "", **changed) -> dict:
        self.number += 1
        asked, answer = self.authorised(amount, card)
        return files.presented(asked, answer, self.number, **changed)

    def hand_in(self, *items: dict, **how) -> str:
        self.sequence += 1
        how = {"sequence": self.sequence} | how
        return self.hand_in_bytes(WRITERS[self.name](list(items), **how))

    def hand_in_bytes(self, content: bytes) -> str:
        folder = self.network.inbox(self.name)
        name = f"{self.name}-clearing-20261125-"
        return files.hand_in(folder, self.name, len(list(folder.glob(f"{name}*"))) + 1, content)

    def clear(self) -> list[str]:
        return self.network.clear(DAY, network=self.name)[self.name]["written"]

    def path(self, written: list[str], what: str):
        found = [name for name in written if what in name]
        assert len(found) == 1, written
        return self.network.outbox(self.name) / found[0]

    def errors(self, written: list[str]) -> dict[int, str]:
        """Return the errors of an acknowledgement by message number, 0 for the whole file."""
        path = self.path(written, "-ack-")
        if self.name == "visa":
            lines = [line for line in files.read_lines(path) if line[:2] == "44"]
            return {int(line[2:10]): line[33:37] for line in lines}
        # Numbers of an IPM file count its header.
        messages = [each for each in files.read_ipm(path) if each.get("DE24") == "691"]
        numbers = {int(each["PDS0138"]): each["PDS0005"] for each in messages}
        return {max(number - 1, 0): error for number, error in numbers.items()}

    def charged_back(self, written: list[str]) -> list[tuple[str, str, int, str]]:
        """Return function, ARN, amount and reason of what comes in."""
        path = self.path(written, "-incoming-")
        if self.name == "visa":
            lines = files.read_lines(path)[1:-1]
            return [
                (line[:2], line[23:46], int(line[46:58]), line[151:155].strip()) for line in lines
            ]
        return [
            (each["DE24"], each["DE31"], each["DE4"], each.get("DE25", ""))
            for each in files.read_ipm(path)
            if each["MTI"] != "1644"
        ]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with card_network(tmp_path_factory.mktemp("clearing"), "--daily-limit", "10000000000") as found:
        yield found


@pytest.fixture(scope="module")
def banks(running):
    found = {name: Bank(running, name) for name in WRITERS}
    yield found
    for each in found.values():
        each.wire.close()


@pytest.fixture(params=["visa", "mastercard"])
def bank(request, banks) -> Bank:
    return banks[request.param]


CHARGEBACK = {"visa": "15", "mastercard": "450"}
BACK = {"visa": "35", "mastercard": "205"}


def test_what_was_authorised_is_taken_and_paid_less_interchange_and_fee(bank):
    item, debit = bank.item(10_050), bank.item(10_050, card=DEBIT[bank.name])
    bank.hand_in(item, debit)
    written = bank.clear()
    assert bank.errors(written) == {}
    rows = files.read_csv(bank.path(written, "-advice-"))
    # 30 basis points of 100.50 are 30.15 cents, 20 are 20.1.
    assert [
        (row["kind"], row["arn"], row["amount_minor"], row["interchange_minor"], row["net_minor"])
        for row in rows
    ] == [
        ("presentment", item["arn"], "10050", "30", "10018"),
        ("presentment", debit["arn"], "10050", "20", "10028"),
        ("TOTAL", "", "20100", "50", "20046"),
    ]
    assert {row["currency"] for row in rows} == {"EUR"}


def test_interchange_is_rounded_half_up(bank):
    bank.hand_in(bank.item(500))  # 1.5 cents
    rows = files.read_csv(bank.path(bank.clear(), "-advice-"))
    assert rows[0]["interchange_minor"] == "2"


def test_an_acknowledgement_sums_what_was_taken_sales_less_refunds(bank):
    sale = bank.item(10_000)
    bank.hand_in(sale)
    bank.clear()
    bank.number += 1
    refund = sale | {"kind": "refund", "arn": files.arn(bank.number), "amount": 4_000}
    bank.hand_in(refund, bank.item(1_000))
    path = bank.path(bank.clear(), "-ack-")
    if bank.name == "visa":
        [line] = [line for line in files.read_lines(path) if line[:2] == "46"]
        assert line[2:30] == "97800000002" + f"{3_000:016d}" + "-"
    else:
        [taken] = [each for each in files.read_ipm(path) if each.get("DE24") == "685"]
        assert (taken["DE49"], int(taken["PDS0384"]), int(taken["PDS0380"])) == ("978", 2, -3_000)


def test_a_refund_gives_interchange_back(bank):
    sale = bank.item(10_000)
    bank.number += 1
    refund = sale | {"kind": "refund", "arn": files.arn(bank.number)}
    bank.hand_in(refund, sale)  # in this order: purchases are taken first
    rows = files.read_csv(bank.path(bank.clear(), "-advice-"))
    row = next(row for row in rows if row["kind"] == "refund")
    assert (row["amount_minor"], row["interchange_minor"], row["net_minor"]) == (
        "-10000", "-30", "-9972",
    )  # fmt: skip


def test_a_refund_above_what_was_presented_is_refused(bank):
    sale = bank.item(10_000)
    bank.number += 1
    bank.hand_in(sale, sale | {"kind": "refund", "arn": files.arn(bank.number), "amount": 10_001})
    assert bank.errors(bank.clear()) == {2: "0002"}


def test_records_that_do_not_fit_an_authorisation_are_refused_one_by_one(bank):
    good, more, currency, digit, unknown = (bank.item() for _ in range(5))
    more |= {"amount": 10_001}
    currency |= {"currency": "840"}
    digit |= {"arn": digit["arn"][:-1] + str((int(digit["arn"][-1]) + 1) % 10)}
    unknown |= {"rrn": "NOTKNOWN0000"}
    asked, answer = bank.authorised()
    bank.number += 1
    reversed_ = files.presented(asked, answer, bank.number)
    assert bank.wire.ask("0400", reversal(asked))["39"] == "00"
    bank.hand_in(good, more, currency, digit, unknown, reversed_, good)
    assert bank.errors(bank.clear()) == {
        2: "0002", 3: "0004", 4: "0004", 5: "0001", 6: "0005", 7: "0003",
    }  # fmt: skip


def test_a_presentment_of_a_declined_purchase_is_refused(bank):
    asked = purchase("4000000000000002")
    answer = bank.wire.ask("0100", asked)
    bank.number += 1
    bank.hand_in(files.presented(asked, answer | {"38": ""}, bank.number))
    assert bank.errors(bank.clear()) == {1: "0001"}


def test_several_presentments_may_not_exceed_their_authorisation(bank):
    asked, answer = bank.authorised(10_000)
    parts = []
    for amount in (6_000, 4_000, 1):
        bank.number += 1
        parts.append(files.presented(asked, answer, bank.number, amount=amount))
    bank.hand_in(*parts)
    assert bank.errors(bank.clear()) == {3: "0002"}


def damaged(content: bytes, how: str) -> bytes:
    if how == "truncated":
        return content[:-200]
    old = f"{10_000:016d}"
    new = f"{10_001:016d}"
    if content[:1] == b"9":
        return content.replace(old.encode(), new.encode())
    return content.replace(f"0301016{old}".encode("cp500"), f"0301016{new}".encode("cp500"))


@pytest.mark.parametrize("how", ["truncated", "wrong trailer"])
def test_a_file_that_is_not_whole_is_refused_and_nothing_of_it_is_taken(bank, how):
    item = bank.item(10_000)
    bank.sequence += 1
    content = WRITERS[bank.name]([item], sequence=bank.sequence)
    assert damaged(content, how) != content
    name = bank.hand_in_bytes(damaged(content, how))
    written = bank.clear()
    assert bank.errors(written) == {0: "0009"}
    assert [name for name in written if "advice" in name] == []
    # The same name once more, whole: taken.
    files.hand_in(bank.network.inbox(bank.name), bank.name, int(name[-7:-4]), content)
    assert bank.errors(bank.clear()) == {}


def test_a_file_that_came_before_is_refused_under_another_name(bank):
    item = bank.item()
    bank.hand_in(item)
    bank.clear()
    bank.hand_in(item, sequence=bank.sequence)
    bank.sequence -= 1
    assert bank.errors(bank.clear()) == {0: "0009"}


def test_a_file_of_anything_else_is_refused_under_the_identity_in_its_name(bank):
    name = bank.hand_in_bytes(bytes(range(256)) * 8)
    written = bank.clear()
    assert bank.errors(written) == {0: "0009"}
    path, sequence = bank.path(written, "-ack-"), int(name[-7:-4])
    if bank.name == "visa":
        assert files.read_lines(path)[0][8:19] == f"261125{sequence:05d}"
    else:
        assert files.read_ipm(path)[0]["PDS0105"] == f"00126112500000999999{sequence:05d}"


def test_a_card_that_always_disputes_is_charged_back_at_the_next_clearing(bank):
    item = bank.item(card="4000000000000259")
    bank.hand_in(item)
    written = bank.clear()
    [(function, arn, amount, reason)] = bank.charged_back(written)
    assert (function, arn, amount) == (CHARGEBACK[bank.name], item["arn"], 10_000)
    assert reason == {"visa": "1310", "mastercard": "4853"}[bank.name]
    rows = files.read_csv(bank.path(written, "-advice-"))
    assert [(row["kind"], row["net_minor"]) for row in rows] == [
        ("presentment", "9968"), ("chargeback", "-10002"), ("TOTAL", "-34"),
    ]  # fmt: skip


def disputed(bank: Bank, reason: str, amount: int = 10_000) -> tuple[dict, list[str]]:
    item = bank.item(10_000)
    bank.hand_in(item)
    bank.clear()
    bank.network.dispute(arn=item["arn"], reason=reason, amount_minor=amount)
    return item, bank.clear()


def test_a_dispute_by_order_may_be_of_a_part(bank):
    item, written = disputed(bank, "duplicate", 2_500)
    function = {"visa": "15", "mastercard": "453"}[bank.name]
    reason = {"visa": "1260", "mastercard": "4834"}[bank.name]
    assert bank.charged_back(written) == [(function, item["arn"], 2_500, reason)]
    status, _ = bank.network.ask(
        "POST", "/dispute", {"arn": item["arn"], "reason": "fraud", "amount_minor": 7_501}
    )
    assert status == 409


def test_evidence_wins_a_representment_and_the_amount_comes_back(bank):
    item, _ = disputed(bank, "not_received")
    bank.hand_in(item | {"kind": "representment", "text": "Signed for by the customer"})
    written = bank.clear()
    assert [each[:3] for each in bank.charged_back(written)] == [
        (BACK[bank.name], item["arn"], 10_000)
    ]
    rows = files.read_csv(bank.path(written, "-advice-"))
    assert [(row["kind"], row["interchange_minor"], row["net_minor"]) for row in rows] == [
        ("representment", "0", "9998"), ("TOTAL", "0", "9998"),
    ]  # fmt: skip


def test_a_fraud_stays_charged_back_whatever_the_evidence_and_no_money_moves(bank):
    item, _ = disputed(bank, "fraud")
    bank.hand_in(item | {"kind": "representment", "text": "Signed for by the customer"})
    written = bank.clear()
    assert [each[:3] for each in bank.charged_back(written)] == [
        (CHARGEBACK[bank.name], item["arn"], 10_000)
    ]
    assert [name for name in written if "advice" in name or "nostro" in name] == []


def test_a_representment_without_evidence_is_not_won(banks):
    bank = banks["mastercard"]  # the other network's lines have no room for evidence
    item, _ = disputed(bank, "not_received")
    bank.hand_in(item | {"kind": "representment"})
    assert bank.charged_back(bank.clear())[0][0] == "450"


def test_a_representment_of_what_was_not_charged_back_is_refused(bank):
    item = bank.item()
    bank.hand_in(item)
    bank.clear()
    bank.hand_in(item | {"kind": "representment", "text": "x"})
    assert bank.errors(bank.clear()) == {1: "0001"}


def statement(bank: Bank, written: list[str]):
    return ElementTree.parse(bank.path(written, "nostro-")).getroot()  # noqa: S314 - our own


def value(statement, path: str) -> str:
    return statement.findtext("/".join(f"{BANK}{part}" for part in path.split("/")))


def test_the_settlement_bank_books_what_the_advice_says(bank):
    bank.hand_in(bank.item(20_000))
    written = bank.clear()
    rows = files.read_csv(bank.path(written, "-advice-"))
    stmt = statement(bank, written).find(f"{BANK}BkToCstmrStmt/{BANK}Stmt")
    entry = stmt.find(f"{BANK}Ntry")
    assert entry.findtext(f"{BANK}Amt") == "199.38"
    assert rows[-1]["net_minor"] == "19938"
    assert value(entry, "CdtDbtInd") == "CRDT"
    assert value(entry, "AcctSvcrRef") == rows[-1]["settlement_reference"]
    assert value(entry, "NtryDtls/TxDtls/Refs/EndToEndId") == rows[-1]["settlement_reference"]
    assert value(entry, "BookgDt/Dt") == DAY


def test_balances_go_on_from_statement_to_statement(bank):
    def balances(written):
        found = {}
        stmt = statement(bank, written).find(f"{BANK}BkToCstmrStmt/{BANK}Stmt")
        for each in stmt.findall(f"{BANK}Bal"):
            sign = 1 if value(each, "CdtDbtInd") == "CRDT" else -1
            amount = each.findtext(f"{BANK}Amt").replace(".", "")
            found[value(each, "Tp/CdOrPrtry/Cd")] = sign * int(amount)
        return found

    bank.hand_in(bank.item(10_000))
    first = balances(bank.clear())
    bank.hand_in(bank.item(10_000))
    second = balances(bank.clear())
    assert first["CLBD"] - first["OPBD"] == 9_968
    assert second["OPBD"] == first["CLBD"]


def test_a_statement_is_valid_by_the_published_schema(bank):
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is not there")
    schema = xmlschema.XMLSchema(SCHEMA)
    bank.hand_in(bank.item(10_000), bank.item(10_000, card="4000000000000259"))
    schema.validate(bank.path(bank.clear(), "nostro-"))


def test_currencies_are_advised_and_booked_apart(bank):
    asked, answer = bank.authorised(10_000, de49="0392")
    bank.number += 1
    yen = files.presented(asked, answer, bank.number)
    bank.hand_in(bank.item(10_000), yen)
    written = bank.clear()
    totals = []
    for name in sorted(name for name in written if "advice" in name):
        rows = files.read_csv(bank.network.outbox(bank.name) / name)
        totals.append((rows[-1]["kind"], rows[-1]["currency"], len(rows)))
    assert sorted(totals) == [("TOTAL", "EUR", 2), ("TOTAL", "JPY", 2)]
    amounts = statement(bank, written).findall(
        f"{BANK}BkToCstmrStmt/{BANK}Stmt/{BANK}Ntry/{BANK}Amt"
    )
    assert {(each.get("Ccy"), each.text) for each in amounts} == {("EUR", "99.68"), ("JPY", "9968")}


def test_a_day_without_anything_writes_nothing(bank):
    assert bank.clear() == []


def test_nothing_hidden_is_left_in_the_outbox(bank):
    bank.hand_in(bank.item())
    bank.clear()
    assert list(bank.network.outbox(bank.name).glob(".*")) == []
