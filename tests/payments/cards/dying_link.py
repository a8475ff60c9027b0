"""The link's process, killed at a named point: `python -m tests.payments.cards.dying_link`.

Arguments: port, file of the zone key, socket, and the point ("" for none).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

import django
from django.conf import settings


def main(port: str, key_file: str, socket: str, point: str) -> None:
    """Run the link to the Visa-like network until killed at `point`, or stopped.

    What it says goes into a file beside its socket, named for the process.
    """
    django.setup()
    log = logging.FileHandler(f"{socket}.{os.getpid()}.log")
    logging.getLogger("payments.cards").addHandler(log)
    logging.getLogger("payments.cards").setLevel(logging.INFO)
    settings.GATEWAY_CONNECTORS = "tests.payments.cards.till.CONNECTORS"
    from payments.cards.services.link import Options
    from payments.cards.services.process import Process

    def at(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def work() -> None:
        options = Options(
            host="127.0.0.1",
            port=int(port),
            zone_key=bytes.fromhex(Path(key_file).read_text().strip()),
            reversal_seconds=0.3,
        )
        process = Process({"visa": options}, socket_path=socket, at=at)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, process.stop)
        await process.run()

    asyncio.run(work())


if __name__ == "__main__":
    main(*sys.argv[1:])
