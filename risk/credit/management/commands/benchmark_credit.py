"""How well scorecards tell good from bad, beside what is published."""

import lzma
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from risk.credit.domain.published import SETS
from risk.credit.services import benchmarking


class Command(BaseCommand):
    help = (
        "Print the area under the curve of a scorecard and of a boosted challenger in ten folds on"
        " published cases, beside published figures. Exits 1 where an aim is missed."
        " Example: manage.py benchmark_credit ../shared/data"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="with german/, heloc/ and uci_default/")

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        self.stdout.write(
            "set            cases   scorecard (sd)   aim     boosted (sd)"
            "     published: binned, boosted"
        )
        missed = False
        for each in SETS:
            try:
                cases = each.read(folder)
            except (OSError, ValueError, KeyError, IndexError, lzma.LZMAError) as error:
                message = f"{each.name} cannot be read from {folder}: {error}"
                raise CommandError(message) from None
            found = benchmarking.compare(cases)
            near = found.boosted - found.scorecard <= 0.02
            met = found.scorecard >= each.aim and near
            missed = missed or not met
            self.stdout.write(
                f"{each.name:<12}  {found.cases:>6}"
                f"   {found.scorecard:.4f} ({found.scorecard_sd:.3f})   {each.aim:.3f}"
                f"   {found.boosted:.4f} ({found.boosted_sd:.3f})"
                f"   {each.binned:.3f}, {each.boosted:.3f}   {'met' if met else 'MISSED'}"
            )
        if missed:
            raise SystemExit(1)
