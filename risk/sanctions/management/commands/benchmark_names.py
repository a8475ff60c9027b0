"""How good and how quick the comparison of names is."""

import csv
import lzma
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from risk.sanctions import public as sanctions
from risk.sanctions.domain import sdn

_KINDS = {"Person": sanctions.ListedKind.PERSON, "Vessel": sanctions.ListedKind.VESSEL}
# As published: OpenSanctions' own matcher, and plain measures of likeness, on all 826 pairs.
_PUBLISHED = (
    ("logic-v2 at 0.70", 0.762, 0.821),
    ("logic-v2 at 0.85", 0.93, 0.60),
)


class Command(BaseCommand):
    help = (
        "Print precision and recall on labelled pairs of names, and the time a name takes against"
        " a whole list. Example: manage.py benchmark_names ../shared/data"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="with name_bench/cases.csv and ofac_sdn/")

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        try:
            pairs = _pairs(folder / "name_bench" / "cases.csv")
            newest = max((folder / "ofac_sdn").glob("sdn_*.csv.xz"))
            entries = sdn.read(lzma.decompress(newest.read_bytes()))
        except (OSError, ValueError, KeyError, lzma.LZMAError) as error:
            message = f"The folder does not hold the pairs and the list: {error}"
            raise CommandError(message) from None
        own = settings.SANCTIONS_THRESHOLD
        thresholds = sorted({70.0, 75.0, 80.0, 85.0, 90.0, 95.0, float(own)})
        self.stdout.write(f"{len(pairs)} pairs of names         precision  recall     F1")
        for found in sanctions.measure_pairs(pairs, thresholds):
            mark = "  <- in use" if found.threshold == own else ""
            name = f"ours at {found.threshold:.0f}"
            self._line(name, found.precision, found.recall, mark)
        for name, precision, recall in _PUBLISHED:
            self._line(f"published: {name}", precision, recall, "")
        names = [pair[0] for pair in pairs]
        taken = sanctions.measure_speed(entries, names, threshold=own)
        p50, p99 = (taken[len(taken) * part // 100] for part in (50, 99))
        self.stdout.write(
            f"{len(names)} names against {len(entries):,} entries: p50 {p50:.1f} ms,"
            f" p99 {p99:.1f} ms of CPU (aim: 20)"
        )

    def _line(self, name: str, precision: float, recall: float, mark: str) -> None:
        f1 = 2 * precision * recall / (precision + recall)
        self.stdout.write(f"{name:<28}   {precision:.3f}   {recall:.3f}   {f1:.3f}{mark}")


def _pairs(path: Path) -> list[tuple[str, str, sanctions.ListedKind, bool]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["name1"],
                row["name2"],
                _KINDS.get(row["schema"], sanctions.ListedKind.ORGANISATION),
                row["is_match"] == "true",
            )
            for row in csv.DictReader(file)
        ]
