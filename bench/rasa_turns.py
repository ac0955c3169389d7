"""Bot turns per second of one Rasa process, ours beside stock Rasa (DIET + TED, SQLite) trained on the same data.

`.venv/bin/python -m bench.rasa_turns MODEL STOCK_MODEL [--conversations 40]` loads the demo company, serves its
actions, and lets one client talk to each Rasa in turn: eight messages a conversation, five of which call an action. The
middle row is our model and tracker store behind Rasa's own REST channel, where each action's answer is checked against
a schema that is built anew.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np

ROOT = Path(__file__).parents[1]
TOKEN = uuid.uuid4().hex
RASA, ACTIONS = 15105, 15155
URL = f"http://127.0.0.1:{RASA}"
READY_S = 600


@dataclass(frozen=True)
class Rival:
    """One way to run Rasa."""

    name: str
    model: str
    credentials: str
    endpoints: str
    gateway: bool

    def body(self, conversation: str, text: str) -> tuple[str, dict[str, Any]]:
        """Where and how a message is put to it."""
        if self.gateway:
            said = {"conversation": conversation, "text": text, "metadata": {"language": "vi"}}
            return f"{URL}/webhooks/gateway/turn", said
        return f"{URL}/webhooks/rest/webhook", {"sender": conversation, "message": text}


def conversation(code: str, phone: str) -> list[str]:
    """What one customer says."""
    return [
        "chào shop",
        "phí ship bao nhiêu vậy shop",
        f"đơn {code} của mình đâu rồi",
        phone[-4:],
        "chinh sach doi tra the nao a",
        "mấy giờ mở cửa ạ",
        "cảm ơn shop",
        "tạm biệt nha",
    ]


def measure(rival: Rival, pid: int, buyers: list[tuple[str, str]]) -> str:
    """A row of the table. The first two conversations warm up and are not counted."""
    took: list[float] = []
    silent = 0
    used = cpu(pid)
    with httpx.Client(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60, trust_env=False) as http:
        for number, (code, phone) in enumerate(buyers):
            if number == 2:
                used = cpu(pid)
            sender = uuid.uuid4().hex
            for text in conversation(code, phone):
                url, body = rival.body(sender, text)
                began = time.perf_counter()
                answer = http.post(url, json=body).raise_for_status().json()
                if number >= 2:
                    took.append(1000 * (time.perf_counter() - began))
                    silent += not (answer["replies"] if rival.gateway else answer)
    p50, p95, p99 = np.percentile(took, [50, 95, 99])
    own = (cpu(pid) - used) / len(took)
    figures = f"{1000 / np.mean(took):.1f} | {p50:.0f} / {p95:.0f} / {p99:.0f} | {own:.1f} | {silent} of {len(took)}"
    return f"| {rival.name} | {figures} |"


def cpu(pid: int) -> float:
    """The CPU time that a process has used, in milliseconds: on a busy machine a fairer clock than the wall's."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(command: list[str], environment: dict[str, str], health: str, log: Path) -> Iterator[int]:
    """The id of a process that runs while the block does, from when it answers. Raises TimeoutError."""
    with log.open("w") as out:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        last = time.monotonic() + READY_S
        while not answers(health):
            if running.poll() is not None or time.monotonic() > last:
                raise TimeoutError(f"{command[0]} does not answer at {health}:\n{log.read_text()[-2000:]}")
            time.sleep(0.5)
        yield running.pid
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)


def answers(url: str) -> bool:
    """Whether somebody answers there."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def main() -> None:
    """Measure the three, one after the other."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("model")
    asked.add_argument("stock")
    asked.add_argument("--conversations", type=int, default=40)
    given = asked.parse_args()
    rivals = [
        Rival(
            "stock Rasa: DIET + TED, SQLite",
            given.stock,
            "bench/stock/credentials.yml",
            "bench/stock/endpoints.yml",
            False,
        ),
        Rival(
            "our model and store, Rasa's REST channel",
            given.model,
            "bench/stock/credentials.yml",
            "endpoints.yml",
            False,
        ),
        Rival("ours", given.model, "credentials.yml", "endpoints.yml", True),
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        environment = os.environ | {
            "DATA_DIR": folder,
            "ACTIONS_PORT": str(ACTIONS),
            "ACTIONS_URL": f"http://127.0.0.1:{ACTIONS}/webhook",
            "RASA_TOKEN": TOKEN,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
        }
        for module in (["store.migrate"], ["knowledge", "build"], ["demo", "load"]):
            subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=environment, check=True, capture_output=True)
        with sqlite3.connect(data / "company.db") as company:
            query = "SELECT code, phone FROM orders JOIN customer ON ref = customer_ref WHERE status = 'delivered'"
            buyers = list(islice(cycle(company.execute(query).fetchall()), given.conversations + 2))
        print("| one process, one client | turns/s | p50 / p95 / p99 ms | Rasa's CPU ms a turn | nothing said |")
        print("|---|---|---|---|---|")
        actions = serving(
            [sys.executable, "-m", "actions"], environment, f"http://127.0.0.1:{ACTIONS}/health", data / "actions.log"
        )
        with actions:
            for number, rival in enumerate(rivals):
                command = [".venv-rasa/bin/rasa", "run", "--model", rival.model, "--interface", "127.0.0.1"]
                command += ["--port", str(RASA), "--credentials", rival.credentials, "--endpoints", rival.endpoints]
                own = environment | {"RASA_TRACKER_DB": str(data / f"rasa{number}.db")}
                with serving(command, own, f"{URL}/", data / f"rasa{number}.log") as pid:
                    print(measure(rival, pid, buyers), flush=True)


if __name__ == "__main__":
    main()
