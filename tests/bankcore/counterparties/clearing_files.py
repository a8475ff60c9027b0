"""The bank's clearing files, made by cardutil and by hand: nothing of the network's own code."""

import io
from datetime import datetime
from pathlib import Path

from cardutil import mciipm

_EBCDIC = "cp500"


def arn(number: int) -> str:
    """Return an acquirer reference number of an operation, check digit and all."""
    body = f"79999996329{number:011d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def presented(asked: dict[int, str], answer: dict[str, str], number: int, **changed) -> dict:
    """Return what a presentment of an approved purchase says, in neither format."""
    return {
        "pan": asked[2], "amount": int(answer["4"]), "currency": asked[49][-3:],
        "arn": arn(number), "rrn": asked[37], "code": answer["38"], "kind": "sale",
    } | changed  # fmt: skip


def visa_line(item: dict, number: int) -> str:
    code = {"sale": "05", "refund": "06", "representment": "35"}[item["kind"]]
    line = (
        f"{code}00{item['pan']:<19}{item['arn']}{item['amount']:012d}{item['currency']}"
        f"261125101500{'Demo Shop':<25}{'Demo City':<13}GB 5732{item['code']:<6}{item['rrn']:<12}"
        f"DEMOSHOP0000001{item.get('reason', ''):<4}{number:08d}     "
    )
    assert len(line) == 168
    return line


def visa_file(items: list[dict], *, sequence: int = 1, day: str = "261125") -> bytes:
    lines = [f"{f'90999999{day}{sequence:05d}':<168}"]
    lines += [visa_line(item, number) for number, item in enumerate(items, 1)]
    total = sum(item["amount"] for item in items)
    lines.append(f"{f'92{len(lines) + 1:08d}{total:016d}':<168}")
    return "".join(f"{line}\n" for line in lines).encode()


def ipm_file(items: list[dict], *, sequence: int = 1, day: str = "261125") -> bytes:
    file_id = f"001{day}00000999999{sequence:05d}"
    messages = [{"MTI": "1644", "DE24": "697", "PDS0105": file_id, "PDS0122": "P", "DE71": 1}]
    for number, item in enumerate(items, 2):
        message = {
            "MTI": "1240", "DE2": item["pan"], "DE4": item["amount"], "DE14": "4912",
            "DE3": "200000" if item["kind"] == "refund" else "000000",
            "DE12": datetime(2026, 11, 25, 10, 15), "DE22": "810000000000",  # noqa: DTZ001
            "DE24": "205" if item["kind"] == "representment" else "200", "DE26": 5732,
            "DE31": item["arn"], "DE32": "999999", "DE37": item["rrn"], "DE38": item["code"],
            "DE41": "DEMO0001", "DE42": "DEMOSHOP0000001",
            "DE43": "Demo Shop\\Demo Street\\Demo City\\0000000000   GBR",
            "DE49": item["currency"], "DE71": number, "DE94": "999999",
            "PDS0023": "CT6", "PDS0148": f"{item['currency']}2", "PDS0165": "M",
        }  # fmt: skip
        if item.get("text"):
            message["DE72"] = item["text"]
        messages.append(message)
    total = sum(item["amount"] for item in items)
    count = len(messages) + 1
    messages.append(
        {"MTI": "1644", "DE24": "695", "PDS0105": file_id, "PDS0301": f"{total:016d}",
         "PDS0306": f"{count:08d}", "DE71": count}
    )  # fmt: skip
    return write_ipm(messages)


def write_ipm(messages: list[dict]) -> bytes:
    content = io.BytesIO()
    writer = mciipm.IpmWriter(content, encoding=_EBCDIC, blocked=True)
    for message in messages:
        writer.write(message)
    writer.close()
    content.seek(0)
    return content.getvalue()


def read_ipm(path: Path) -> list[dict]:
    """Return a file's messages as cardutil reads them."""
    with path.open("rb") as file:
        return list(mciipm.IpmReader(file, encoding=_EBCDIC, blocked=True))


def read_lines(path: Path) -> list[str]:
    text = path.read_text("ascii")
    assert text.endswith("\n")
    lines = text[:-1].split("\n")
    assert {len(line) for line in lines} == {168}
    return lines


def read_csv(path: Path) -> list[dict[str, str]]:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hand_in(folder: Path, network: str, sequence: int, content: bytes) -> str:
    name = f"{network}-clearing-20261125-{sequence:03d}.dat"
    hidden = folder / f".{name}"
    hidden.write_bytes(content)
    hidden.replace(folder / name)
    return name
