"""The whole house as a newcomer starts it: `deploy/run.py` with its four processes, on free ports and fresh data."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PASSWORD = "langnghe-demo"
RESTART_S = 20
WELL_S = 90


@dataclass
class House:
    """A running house. `url` is the web process's address; `data` its data folder."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    health: tuple[str, ...]

    def is_well(self) -> None:
        """Wait until web, Rasa and the actions answer again. Raises TimeoutError after WELL_S."""
        last = time.monotonic() + WELL_S
        waiting = set(self.health)
        while waiting:
            if time.monotonic() > last:
                raise TimeoutError(f"no answer from {waiting}")
            for address in list(waiting):
                with suppress(httpx.HTTPError):
                    if httpx.get(address, timeout=5).is_success:
                        waiting.remove(address)

    def kill(self, name: str) -> int:
        """Kill −9 a process and its children, as its supervisor started them; the process's id."""
        for pid in self._children():
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            if MARKS[name] in command:
                os.killpg(pid, signal.SIGKILL)
                return pid
        raise LookupError(f"{name} is not running")

    def comes_back(self, name: str, killed: int) -> bool:
        """Whether the supervisor starts another process in place of the one killed, within RESTART_S."""
        last = time.monotonic() + RESTART_S
        while time.monotonic() < last:
            for pid in self._children():
                if pid != killed and MARKS[name] in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                    return True
        return False

    def _children(self) -> list[int]:
        supervisor = (self.data / "supervisord.pid").read_text().strip()
        return [int(pid) for pid in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()]

    def stop(self) -> str:
        """Ctrl-C; what it printed after it was ready."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)[0]


MARKS = {"web": "agent_assist.wsgi", "worker": "bot.worker", "actions": "-m actions", "rasa": "rasa run"}


def model() -> str:
    """The Rasa model that fits the data, trained where there is none."""
    given = os.environ.get("RASA_MODEL")
    if given:
        return given
    done = subprocess.run([ROOT / "deploy" / "model.sh"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def start(data: Path) -> House:
    """Start a house with its data in `data` and wait until it says that it is ready."""
    port, actions_port = free_port(), free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(data),
        "PORT": str(port),
        "ACTIONS_PORT": str(actions_port),
        "RASA_MODEL": model(),
        "HOURS_OPEN": "0",
        "HOURS_CLOSE": "24",
        "OMP_NUM_THREADS": "1",
    }
    for name in ("DATABASE_URL", "COMPANY_DB", "RASA_PORT", "RASA_TOKEN", "SECRET_KEY", "RASA_URL"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "deploy/run.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "is ready" in line:
            url = f"http://127.0.0.1:{port}"
            return House(url, data, process, (f"{url}/readyz", f"http://127.0.0.1:{actions_port}/health"))
    raise RuntimeError("".join(said))
