"""One run: every measure in turn, on one server, in a database that is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from bankcore import clock
from bankcore.benchmark import api, books, callers, hordak, posting, scratch, sessions, stages, tpcb
from bankcore.benchmark.folding import folding
from bankcore.benchmark.plan import Plan
from bankcore.benchmark.report import Figure, Report
from bankcore.benchmark.timing import Timing, together
from bankcore.ledger import public as ledger
from bankcore.settings.env import Environment


class Run:
    """The measures, adding to one report."""

    def __init__(
        self, environment: Environment, database: str, plan: Plan, say: Callable[[str], None]
    ) -> None:
        """Open the books that everything is measured on."""
        self._environment = environment
        self._database = database
        self._plan = plan
        self._say = say
        now = clock.now()
        self.report = Report(measured_at=now, plan=plan)
        say(f"Opening {plan.accounts:,} accounts")
        self._books = books.open_books(count=plan.accounts, api_count=plan.api_accounts, now=now)
        api.add_client(now=now)

    def measure(self) -> Report:
        """Take every measure, then check the books they leave.

        The yardstick is taken before and after the batches: if the two differ, the machine had
        something else to do, and the figures should not be trusted.
        """
        tpcb.fill(self._environment.database_owner, self._database, scale=self._plan.scale)
        self._measure_tpcb("before")
        before, transfers = scratch.ledger_bytes(), scratch.transactions()
        with sessions.start(self._plan.sessions, self._database) as crew:
            self._measure_single(crew)
            self._measure_batches()
            self._measure_tpcb("after")
            self._measure_contention(crew)
            self._measure_callers()
            self._weigh(before, transfers)
            self._measure_hordak()
            self._measure_api(crew)
        self.report.stages = stages.measure(
            self._books,
            threads=self._environment.web_threads,
            callers=self._plan.callers,
            calls=round(self._plan.seconds * 200),
            say=self._say,
        )
        self._verify()
        return self.report

    def _measure_tpcb(self, when: str) -> None:
        self._say("TPC-B by pgbench")
        rate = tpcb.measure(
            self._environment.database_owner,
            self._database,
            seconds=max(1, round(self._plan.seconds)),
        )
        name = f"pgbench TPC-B, {when}"
        self._add(f"tpcb_{when}", Figure(name=name, unit="transactions", per_second=rate))

    def _measure_single(self, crew: sessions.Sessions) -> None:
        self._say("Single transfers")
        orders = self._orders(self._books.accounts, batch=1)
        alone = crew.alone(posting.transfers, orders[0])
        self._add("single_1", Figure.of("single, 1 session", "transfers", alone))
        side_by_side = together(crew.together(posting.transfers, orders))
        self._add(
            "single_8", Figure.of(f"single, {crew.count} sessions", "transfers", side_by_side)
        )

    def _measure_batches(self) -> None:
        for size in self._plan.sizes:
            self._say(f"Batches of {size:,}")
            uniform, hot = posting.uniform_and_hot(self._books, size, self._plan.seconds)
            self._add(f"batch_{size}", Figure.of(f"batch of {size:,}", "postings", uniform))
            self._add(
                f"batch_{size}_hot", Figure.of(f"batch of {size:,}, one hot", "postings", hot)
            )

    def _measure_contention(self, crew: sessions.Sessions) -> None:
        self._say("Sessions in each other's way")
        crowd = self._books.accounts[: self._plan.crowd]
        before = scratch.deadlocks()
        timing = together(crew.together(posting.transfers, self._orders(crowd, batch=100)))
        name = f"batch of 100, {crew.count} sessions, {len(crowd)} accounts"
        self._add("contended", Figure.of(name, "postings", timing))
        self.report.deadlocks = scratch.deadlocks() - before

    def _weigh(self, before: dict[str, int], transfers: int) -> None:
        after = scratch.ledger_bytes()
        self.report.transfers = scratch.transactions() - transfers
        self.report.bytes_by_table = {
            table: size - before[table] for table, size in after.items() if size > before[table]
        }

    def _measure_callers(self) -> None:
        count = self._plan.callers
        self._say(f"{count} callers at once")
        found = callers.uniform_and_hot(self._books, count, self._plan.seconds)
        for hot, timing in zip(("", "_hot"), found, strict=True):
            name = f"single, {count} callers of one process{', one hot' if hot else ''}"
            self._add(f"callers{hot}", Figure.of(name, "transfers", timing))

    def _measure_hordak(self) -> None:
        self._say("django-hordak")
        try:
            timing = hordak.measure(
                self._environment, seconds=self._plan.seconds, fetches=self._plan.fetches
            )
        except hordak.NotMeasured as why:
            self._say(f"Left out: {why}")
            return
        name = f"django-hordak {hordak.VERSION}, single, 1 session"
        self._add("hordak", Figure.of(name, "transfers", timing))

    def _measure_api(self, crew: sessions.Sessions) -> None:
        self._say("The API")
        each = self._plan.callers // crew.count
        hot = self._books.api_accounts[0]
        with api.server(self._environment, self._database) as port, folding():
            # First every session of the server prepares what it will ask the database all day.
            self._ask_api(crew, port, each, None)
            self._call_api(crew, port, "api", 1)
            self._call_api(crew, port, "api_callers", each)
            self._call_api(crew, port, "api_callers_hot", each, hot)

    def _call_api(
        self, crew: sessions.Sessions, port: int, key: str, clients: int, hot: UUID | None = None
    ) -> None:
        timing = self._ask_api(crew, port, clients, hot)
        name = f"POST /api/v1/transfers, {crew.count * clients} clients"
        self._add(key, Figure.of(name + (", one hot" if hot else ""), "requests", timing))

    def _ask_api(
        self, crew: sessions.Sessions, port: int, clients: int, hot: UUID | None
    ) -> Timing:
        orders = [
            api.SessionOrder(
                port=port,
                accounts=self._books.api_accounts[1:],
                seconds=self._plan.seconds,
                seed=number,
                clients=clients,
                hot=hot,
            )
            for number in range(crew.count)
        ]
        return together(crew.together(api.transfers, orders))

    def _verify(self) -> None:
        self._say("Checking the books")
        for check in ledger.verify():
            self.report.invariants_checked += 1
            if not check.holds:
                self.report.invariants_broken.append(f"{check.code} {check.statement}")

    def _orders(self, accounts: list[int], *, batch: int) -> list[posting.SessionOrder]:
        return [
            posting.SessionOrder(
                accounts=accounts, seconds=self._plan.seconds, seed=number, batch=batch
            )
            for number in range(self._plan.sessions)
        ]

    def _add(self, key: str, figure: Figure) -> None:
        self.report.figures[key] = figure
