"""The fraud model on public simulated cards, beside the figures of the book they come from."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import fmean
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore.errors import BankError


class Command(BaseCommand):
    """Train and test on four weeks in turn, and print what was reached."""

    help = "Measure the fraud model on the Fraud Detection Handbook's cards (a folder)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Run and print."""
        from risk.scoring.services import benchmark  # noqa: PLC0415 - loads LightGBM and duckdb

        began = time.perf_counter()
        folds = []
        self.stdout.write(
            "test week    trained on    tested  frauds    AUC     AP CP@100 oracle  s"
        )
        try:
            for fold in benchmark.run(folder=folder):
                folds.append(fold)
                self.stdout.write(
                    f"{fold.first_day}  {fold.trained_on:>11,} {fold.payments:>9,} "
                    f"{fold.frauds:>7}  {_three(fold.reached)}  {fold.oracle:.3f} "
                    f"{fold.seconds:.0f}"
                )
        except BankError as error:
            raise CommandError(str(error)) from error
        means = tuple(fmean(fold.reached[which] for fold in folds) for which in range(3))
        self.stdout.write(f"\nmeans of {len(folds)} weeks               AUC     AP CP@100")
        self.stdout.write(f"Bankcore (LightGBM)            {_three(means)}")
        for name, figures in benchmark.BOOK.items():
            self.stdout.write(f"the book: {name:<21}{_three(figures)}")
        self.stdout.write(f"bar to reach                   {_three(benchmark.BAR)}")
        self.stdout.write(f"floor: the book's best         {_three(benchmark.FLOOR)}")
        self.stdout.write(f"\n{time.perf_counter() - began:.0f} seconds in all.")
        for what, bar in (("bar", benchmark.BAR), ("floor", benchmark.FLOOR)):
            reached = all(ours >= theirs for ours, theirs in zip(means, bar, strict=True))
            self.stdout.write(f"The {what} is {'reached' if reached else 'missed'}.")


def _three(figures: tuple[float, ...]) -> str:
    return "  ".join(f"{figure:.3f}" for figure in figures)
