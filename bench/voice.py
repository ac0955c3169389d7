"""How fast the CX pages are over a year of a busy company: `python -m bench.voice [messages]`.

Fills a database of its own with 1,000,000 tagged messages of customers (250,000 conversations with surveys), counts
them, and asks for each page as a browser would. Prints the 50th and 95th percentile in ms.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

YEAR_MS = 365 * 86_400_000
TEXT = "Đơn trễ hoài, chờ cả tuần rồi đó shop ơi"
TALK = 4  # messages of the customer in a conversation
ROUNDS = 20
BANDS = (("very_negative", -0.8), ("negative", -0.4), ("neutral", 0.0), ("positive", 0.4), ("very_positive", 0.8))
OUTCOMES = ("settled", "lapsed", "closed", "handed_over")
REASONS = ("anger", "requested", "failed", "risk")
PATHS = (
    "/voice?days=7", "/voice?days=30", "/voice?days=90", "/voice?days=30&channel=zalo",
    "/voice/verbatims?days=30&topic=delivery/late", "/voice/verbatims?days=90&topic=delivery/late&complaint=1",
    "/voice/verbatims?days=90&mood=very_negative", "/voice/verbatims?days=30&question=feeling&low=1&high=3",
    "/voice/verbatims?days=30&outcome=settled", "/voice/verbatims?days=30",
)  # fmt: skip

Row = tuple[Any, ...]


def year(messages: int, until: int) -> Iterator[tuple[str, Row]]:
    """The rows of a year, table by table in the order of the columns below."""
    from agent_assist.voice_words import paths
    from store import new_id

    random = Random(7)
    topics = paths()
    for place in range(messages // TALK):
        at = until - YEAR_MS + int(place * TALK / messages * YEAR_MS)
        talk, stretch, channel = new_id(at), new_id(at), random.choices(("web", "zalo", "messenger"), (6, 3, 1))[0]
        outcome = random.choices(OUTCOMES, (4, 2, 1, 3))[0]
        mood = None
        complains = False
        for number in range(TALK):
            said_at = at + number * 30_000
            message = new_id(said_at)
            yield (
                "message",
                (message, talk, number + 1, "customer", "text", TEXT, "{}", channel, "bench", "handled", "vi", said_at),
            )
            complaint = float(random.random() < 0.12)
            found: list[tuple[str, str, float | None]] = [("complaint", "", complaint)]
            complains = complains or complaint > 0
            if random.random() < 0.75:
                band, mood = random.choices(BANDS, (1, 3, 2, 3, 1))[0]
                found.append(("sentiment", band, mood))
            if random.random() < 0.8:
                found.append(
                    ("topic", topics[int(len(topics) * random.random() ** 2)], random.choice((-2, -1, 0, 1, 2)))
                )
            if random.random() < 0.4:
                found.append(("emotion", "anger", None))
            for kind, label, value in found:
                yield "tag", (new_id(said_at), message, talk, kind, label, value, 0.8, "bench", "model", said_at)
        reason = random.choice(REASONS) if outcome == "handed_over" else None
        yield (
            "conversation",
            (
                talk, "c", channel, "bench", "vi", "closed", 1, 0, 0, 0, 0, "{}", mood, None, 0, complains, TALK,
                at + 120_000, TALK, at, False, reason,
            ),
        )  # fmt: skip
        yield "stretch", (stretch, talk, "bot", at, at + 120_000, outcome)
        if random.random() < 0.7:
            survey = new_id(at + 121_000)
            yield "survey", (survey, talk, stretch, "bot", at + 121_000)
            if random.random() < 0.2:
                rating = [random.randint(1, 5) for _ in range(3)]
                yield "response", (survey, *rating, random.randint(0, 10), at + 150_000, at + 150_000)


COLUMNS = {
    "conversation": "id customer_id channel account language owner epoch rasa_epoch turn_until typing_until"
    " misunderstood slots mood_now effort urgency complaint last_seq last_message_at seen_seq created_at demo reason",
    "message": "id conversation_id seq author kind text payload channel account state language created_at",
    "tag": "id message_id conversation_id kind label value confidence model source at",
    "stretch": "id conversation_id kind began_at ended_at outcome",
    "survey": "id conversation_id stretch_id kind asked_at",
    "response": "survey_id goal ease feeling recommend created_at updated_at",
}


def fill(path: Path, messages: int) -> None:
    """Write the year into a migrated database, foreign keys unchecked, and count its tags."""
    from store import now, tallies, write

    connection = sqlite3.connect(path)
    connection.execute("pragma synchronous=off")
    connection.execute("insert into customer(id, language, since, demo) values ('c', 'vi', 0, 0)")
    rows = year(messages, now())
    while part := list(islice(rows, 200_000)):
        for table, columns in COLUMNS.items():
            names = columns.split()
            values = ", ".join("?" * len(names))
            statement = f"insert into {table}({', '.join(names)}) values ({values})"  # noqa: S608
            connection.executemany(statement, (row for of, row in part if of == table))
        connection.commit()
    connection.close()
    began = time.perf_counter()
    with write() as tx:
        tallies.recount(tx)
    print(f"counting all tags anew: {time.perf_counter() - began:.1f} s")


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "OMP_NUM_THREADS": "1"}
        os.environ.pop("DATABASE_URL", None)
        from agent_assist import create_app
        from settings import settings
        from store import migrate, sessions, users, write

        migrate.upgrade(settings().database_url)
        path = Path(folder) / "langnghe.db"
        began = time.perf_counter()
        fill(path, messages)
        print(f"{messages:,} messages in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
        with write() as tx:
            reader = users.create(tx, email="bench@example.vn", name="Bench", role="cx", password="bench-bench")
            cookie = sessions.open_new(tx, reader, 1)
        client = create_app().test_client()
        client.set_cookie("session", cookie)
        print(f"{'page':<62}{'p50':>8}{'p95':>8}  ms")
        for page in PATHS:
            client.get(page).get_data()
            took = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                response = client.get(page)
                response.get_data()
                took.append((time.perf_counter() - began) * 1000)
                if response.status_code != 200:
                    raise SystemExit(f"{page}: {response.status}")
            print(f"{page:<62}{statistics.median(took):>8.0f}{statistics.quantiles(took, n=20)[18]:>8.0f}")


if __name__ == "__main__":
    main()
