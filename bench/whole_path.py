"""Bot turns through the whole path, beside a stock Rasa project (DIET + TED, SQLite) trained on the same data.

`.venv/bin/python -m bench.whole_path MODEL STOCK_MODEL [--clients 1 --clients 8]`. Ours is what a customer has: a
message posted to the widget's door, tagged, stored, answered by Rasa and its actions, stored, sent, and read back after
the stream's bell. The stock project is asked on Rasa's REST channel and answers in the same call, with the same action
server behind it; it stores nothing but its tracker. Processes and clients share the machine's cores.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import click
import httpx
import numpy as np

from bench.rasa_turns import ACTIONS, RASA, ROOT, TOKEN, Rival, conversation, serving

PORT = 15180
WIDGET = f"http://127.0.0.1:{PORT}/api/v1/widget"
PATIENCE_S = 30
Talk = Callable[[list[str]], list[float]]


def through_the_widget(texts: list[str]) -> list[float]:
    """Say the texts as a visitor does; ms from each message to its answer in hand. Raises TimeoutError."""
    took = []
    with httpx.Client(timeout=PATIENCE_S, trust_env=False) as http:
        token = http.post(f"{WIDGET}/start", json={"lang": "vi"}).raise_for_status().json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        first = {"id": str(uuid.uuid4()), "text": texts[0]}
        http.post(f"{WIDGET}/messages", json=first).raise_for_status()
        with http.stream("GET", f"{WIDGET}/stream") as stream:
            bells = (line for line in stream.iter_lines() if line.startswith("data:"))
            since, _ = answered(http, bells, 0)
            for text in texts[1:]:
                began = time.perf_counter()
                http.post(f"{WIDGET}/messages", json={"id": str(uuid.uuid4()), "text": text}).raise_for_status()
                since, at = answered(http, bells, since)
                took.append(1000 * (at - began))
    return took


def answered(http: httpx.Client, bells: object, since: int) -> tuple[int, float]:
    """Wait for words that are not the customer's; the new cursor and the time."""
    last = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < last:
        got = http.get(f"{WIDGET}/messages", params={"since": since}).raise_for_status().json()
        since = got["state"]["cursor"]
        if any(one["author"] != "customer" for one in got["messages"]):
            return since, time.perf_counter()
        next(bells)  # type: ignore[call-overload]
    raise TimeoutError("no answer")


def through_rest(rival: Rival, texts: list[str]) -> list[float]:
    """Say the texts on Rasa's own channel; ms of each call but the first."""
    sender = uuid.uuid4().hex
    took = []
    with httpx.Client(timeout=60, trust_env=False) as http:
        for text in texts:
            url, body = rival.body(sender, text)
            began = time.perf_counter()
            http.post(url, json=body).raise_for_status()
            took.append(1000 * (time.perf_counter() - began))
    return took[1:]


def row(name: str, clients: int, talk: Talk, talks: list[list[str]]) -> str:
    """A row of the table; the first conversation of each client warms up."""
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(talk, talks[:clients]))
        began = time.perf_counter()
        took = [ms for each in pool.map(talk, talks[clients:]) for ms in each]
        seconds = time.perf_counter() - began
    turns = len(took) + len(talks) - clients
    p50, p95 = np.percentile(took, [50, 95])
    return f"| {name} | {clients} | {turns / seconds:.1f} | {p50:.0f} / {p95:.0f} |"


@click.command(help=__doc__)
@click.argument("model")
@click.argument("stock")
@click.option("--clients", type=int, multiple=True, default=(1, 8))
@click.option("--conversations", default=40)
def main(model: str, stock: str, clients: tuple[int, ...], conversations: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        environment = os.environ | {
            "DATA_DIR": folder,
            "PORT": str(PORT),
            "RASA_PORT": str(RASA),
            "ACTIONS_PORT": str(ACTIONS),
            "ACTIONS_URL": f"http://127.0.0.1:{ACTIONS}/webhook",
            "RASA_MODEL": model,
            "RASA_TOKEN": TOKEN,
            "RATE_FACTOR": "1000000",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
        }
        house = subprocess.Popen(
            [sys.executable, "deploy/run.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert house.stdout
        while "is ready" not in (line := house.stdout.readline()):
            if not line:
                raise click.ClickException("the house did not start")
        print("| | clients | turns/s | p50 / p95 ms |\n|---|---|---|---|")
        try:
            for count in clients:
                print(row("ours, whole path", count, through_the_widget, said(data, conversations + count)), flush=True)
        finally:
            house.send_signal(signal.SIGINT)
            house.wait(60)
        actions = serving(
            [sys.executable, "-m", "actions"], environment, f"http://127.0.0.1:{ACTIONS}/health", data / "actions.log"
        )
        rival = Rival("stock", stock, "bench/stock/credentials.yml", "bench/stock/endpoints.yml", False)
        command = [".venv-rasa/bin/rasa", "run", "--model", stock, "--interface", "127.0.0.1", "--port", str(RASA)]
        command += ["--credentials", rival.credentials, "--endpoints", rival.endpoints]
        own = environment | {"RASA_TRACKER_DB": str(data / "stock.db")}
        with actions, serving(command, own, f"http://127.0.0.1:{RASA}/", data / "stock.log"):
            for count in clients:
                talk = said(data, conversations + count)
                print(row("stock Rasa, REST", count, lambda texts: through_rest(rival, texts), talk), flush=True)


def said(data: Path, count: int) -> list[list[str]]:
    """What `count` customers say, each about an order of their own."""
    with sqlite3.connect(data / "company.db") as company:
        query = "SELECT code, phone FROM orders JOIN customer ON ref = customer_ref WHERE status = 'delivered'"
        return [conversation(*one) for one in islice(cycle(company.execute(query).fetchall()), count)]


if __name__ == "__main__":
    main()
