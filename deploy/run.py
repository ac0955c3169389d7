"""`make run`: prepare the data, start the four processes, say where they are, stop them all on Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
READY_S = 180


class CannotRun(Exception):
    """What stands in the way, and the way out."""


def main() -> int:
    """Run until Ctrl-C; the exit status."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    try:
        environment = prepare()
    except CannotRun as why:
        print(f"\n{why}", file=sys.stderr)
        return 1
    return serve(environment)


def prepare() -> dict[str, str]:
    """Migrate, load the demo company, find the ports. Returns the processes' environment. Raises CannotRun."""
    from settings import SettingError, settings

    web_port = os.environ.get("PORT", "8080")
    if not web_port.isdecimal() or not is_free(int(web_port)):
        raise CannotRun(f"Port {web_port} is in use or no port. Choose another:  PORT=8090 make run")
    ports = {"PORT": web_port, "RASA_PORT": inner_port("RASA_PORT", 5005)}
    ports["ACTIONS_PORT"] = inner_port("ACTIONS_PORT", 5055)
    os.environ.update(ports)
    try:
        here = settings()
    except SettingError as why:
        raise CannotRun(f"A setting cannot be used: {why}") from None
    data = here.data_dir
    (data / "log").mkdir(parents=True, exist_ok=True)
    step("bringing the database up to date", "-m", "store.migrate")
    step("indexing the articles", "-m", "knowledge", "build")
    if os.environ.get("DEMO", "1") != "0":
        step("loading the demo company", "-m", "demo", "load")
    simulated = platforms(web_port)
    # a socket's path may be 107 bytes long, a project's folder may be longer
    sockets = tempfile.mkdtemp(prefix="langnghe-")
    return {
        **os.environ,
        **ports,
        **simulated,
        "SIMULATED": "true" if simulated else "false",
        "DATA_DIR": str(data),
        "HOST": here.host,
        "RASA_TOKEN": here.rasa_token,
        "SECRET_KEY": here.secret_key,
        "ACTIONS_URL": f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook",
        "RASA_TRACKER_DB": str(data / "rasa.db"),
        "SANIC_HOST": "127.0.0.1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        "SUPERVISOR_SOCKET": f"{sockets}/supervisor.sock",
    }


def platforms(web_port: str) -> dict[str, str]:
    """The settings that connect us to simulated platforms, where CHANNELS=simulated asks for them. Raises CannotRun."""
    wanted = os.environ.get("CHANNELS", "")
    if wanted not in {"", "simulated"}:
        raise CannotRun(f"CHANNELS={wanted} is not known. CHANNELS=simulated makes a Zalo and a Messenger to try with.")
    if not wanted:
        return {}
    from tests.simulators.settings import connection

    chat = inner_port("SIMULATOR_CHAT_PORT", 8090)
    oa, page = inner_port("SIMULATOR_ZALO_PORT", 8091), inner_port("SIMULATOR_MESSENGER_PORT", 8092)
    return connection(chat, oa, page, f"http://127.0.0.1:{web_port}")


def serve(environment: dict[str, str]) -> int:
    """Start the processes under supervisord and stay until it ends."""
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", "deploy/supervisord.conf"], env=environment
    )
    # Ctrl-C reaches supervisord too, which is in our group; a TERM for us alone is handed on
    signal.signal(signal.SIGTERM, lambda *_: supervisor.terminate())
    signal.signal(signal.SIGINT, lambda *_: supervisor.terminate())
    address = f"http://{environment['HOST']}:{environment['PORT']}"
    print("  starting web, worker, actions and rasa", flush=True)
    if wait_until_ready(address, supervisor):
        print(greeting(address), flush=True)
        if environment["SIMULATED"] == "true":
            chat = f"http://127.0.0.1:{environment['SIMULATOR_CHAT_PORT']}/"
            print(f"\n  Zalo and Messenger, simulated: chat as a customer at {chat}", flush=True)
    elif supervisor.poll() is None:
        print(f"\nNot ready after {READY_S} s. The logs are in {environment['DATA_DIR']}/log", file=sys.stderr)
        supervisor.terminate()
        supervisor.wait()
        return 1
    status = supervisor.wait()
    Path(environment["SUPERVISOR_SOCKET"]).parent.rmdir()
    print("  stopped")
    return 0 if status in {0, -signal.SIGTERM, -signal.SIGINT} else status


def wait_until_ready(address: str, supervisor: subprocess.Popen[bytes]) -> bool:
    """Whether /readyz says yes within READY_S seconds."""
    last = time.monotonic() + READY_S
    while time.monotonic() < last:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            pass
        try:
            supervisor.wait(0.3)
            return False
        except subprocess.TimeoutExpired:
            continue
    return False


def greeting(address: str) -> str:
    """The addresses, and the demo logins where there are any."""
    from store import read, users

    lines = ["", "Lắng Nghe is ready.  Ctrl-C stops it.", ""]
    lines += [f"  shop and widget   {address}/", f"  agents' panel     {address}/panel"]
    lines += [f"  CX pages          {address}/voice", f"  HTTP API          {address}/api/v1/openapi.json"]
    with read() as tx:
        demo, password = users.demo_logins(tx)
    if demo:
        lines += ["", f"  demo logins, password {password}:"]
        lines += [f"    {one.role:6}  {one.email}" for one in demo]
    return "\n".join(lines)


def step(what: str, *command: str) -> None:
    """One step of the preparation, in a process of its own. Raises CannotRun with what it printed."""
    print(f"  {what}", flush=True)
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"{what}: that failed.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def inner_port(name: str, usual: int) -> str:
    """The port of a process that only we talk to: as set, else the usual one, else any free one. Raises CannotRun."""
    given = os.environ.get(name)
    if given:
        if not given.isdecimal() or not is_free(int(given)):
            raise CannotRun(f"{name}={given} is in use or no port. Choose another, or leave {name} unset.")
        return given
    if is_free(usual):
        return str(usual)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
