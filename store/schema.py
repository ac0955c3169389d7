"""Every table. Ids are UUIDv7 text, times UTC epoch milliseconds, money integer đồng.

Columns marked `info=PERSONAL` hold personal data: erasing a person empties them and keeps the row for the counts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

PERSONAL = {"personal": True}

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives a rowid that never repeats only to INTEGER PRIMARY KEY AUTOINCREMENT
SEQUENCE = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


def _ref(name: str, target: str, nullable: bool = False) -> Column[Any]:
    return Column(name, String(36), ForeignKey(f"{target}.id"), nullable=nullable)


setting = Table("setting", metadata, Column("key", String(80), primary_key=True), Column("value", JSON, nullable=False))

user = Table(
    "user",
    metadata,
    _id(),
    Column("email", String(200), nullable=False, unique=True, info=PERSONAL),
    Column("name", String(120), nullable=False, info=PERSONAL),
    Column("role", String(10), nullable=False),  # agent · lead · cx · admin
    Column("password_hash", String(200), nullable=False),
    Column("language", String(2), nullable=False, default="vi"),
    Column("presence", String(10), nullable=False, default="away"),  # online · away
    Column("seen_at", BigInteger),
    Column("demo", Boolean, nullable=False, default=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
)

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the cookie: a stolen table opens no door
    _ref("user_id", "user"),
    Column("csrf", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

customer = Table(
    "customer",
    metadata,
    _id(),
    Column("ref", String(40), unique=True),  # the company's own customer number, where known
    Column("name", String(120), info=PERSONAL),
    Column("salutation", String(10)),  # anh · chị; null: anh/chị
    Column("email", String(200), info=PERSONAL),
    Column("phone", String(20), info=PERSONAL),
    Column("city", String(80), info=PERSONAL),
    Column("segment", String(20)),  # new · regular · vip
    Column("language", String(2), nullable=False, default="vi"),
    Column("since", BigInteger, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    Column("erased_at", BigInteger),
)

identity = Table(
    "identity",
    metadata,
    _id(),
    _ref("customer_id", "customer"),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("external_id", String(120), nullable=False, info=PERSONAL),
    Column("verified_by", String(20)),  # what proved it: order_phone · token; null: nothing yet
    # what the platform says of the person, and when it was asked
    Column("name", String(120), info=PERSONAL),
    Column("picture", String(1000), info=PERSONAL),
    Column("profile_at", BigInteger),
    Column("interacted_at", BigInteger),  # the person's last act there: platforms count their windows from it
    Column("quota", JSON(none_as_null=True)),  # {type, remain, total, at} as the platform last told it
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("channel", "account", "external_id"),
    Index(None, "customer_id"),
)

conversation = Table(
    "conversation",
    metadata,
    _id(),
    _ref("customer_id", "customer"),
    _ref("identity_id", "identity", nullable=True),  # the door it came in by; imported ones have none
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("language", String(2), nullable=False, default="vi"),
    # who may speak
    Column("owner", String(10), nullable=False, default="bot"),  # bot · queued · human · closed
    Column("epoch", Integer, nullable=False, default=0),
    _ref("assignee_id", "user", nullable=True),
    Column("rasa_epoch", Integer, nullable=False, default=0),  # the epoch that Rasa was last told of
    Column("turn_holder", String(36)),  # who is working on this conversation, until turn_until
    Column("turn_until", BigInteger, nullable=False, default=0),
    Column("typing_until", BigInteger, nullable=False, default=0),  # a person is typing: the bot's words wait
    Column("human_until", BigInteger),  # when the bot takes up again unless the person writes
    Column("queued_at", BigInteger),
    Column("promised_at", BigInteger),  # the customer was told that nobody came: said once
    Column("waiting_since", BigInteger),  # the customer's oldest message that nobody has answered
    Column("misunderstood", Integer, nullable=False, default=0),
    # why a person, and what is known
    Column("reason", String(20)),  # requested · anger · risk · failed · policy · agent · outside
    Column("note", Text, info=PERSONAL),
    Column("slots", JSON, nullable=False, default=dict, info=PERSONAL),
    Column("intent", String(60)),
    # from the message tags: null is not neutral
    Column("mood_start", Float),
    Column("mood_low", Float),
    Column("mood_now", Float),
    Column("mood_turn_id", String(36)),  # the message with which the mood fell or rose most
    Column("effort", Float),
    Column("urgency", Integer, nullable=False, default=0),
    Column("complaint", Boolean, nullable=False, default=False),
    Column("resolved", Boolean),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("last_message_at", BigInteger, nullable=False),
    Column("seen_seq", Integer, nullable=False, default=0),  # what the customer has seen
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("demo", Boolean, nullable=False, default=False),
    Index(None, "owner", "last_message_at"),
    Index(None, "customer_id", "created_at"),
    Index(None, "identity_id", "created_at"),
    # what the CX page counts of conversations, without reading them
    Index("ix_conversation_counts", "created_at", "channel", "mood_now", "effort", "complaint"),
    Index(None, "assignee_id", "owner"),
)

stretch = Table(
    "stretch",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    Column("kind", String(10), nullable=False),  # bot · human
    _ref("user_id", "user", nullable=True),
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("outcome", String(20)),  # settled · handed_over · returned · closed · lapsed
    Index(None, "conversation_id", "began_at"),
    Index("ix_stretch_counts", "began_at", "kind", "outcome", "ended_at", "conversation_id"),
)

message = Table(
    "message",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    Column("seq", Integer, nullable=False),
    Column("author", String(10), nullable=False),  # customer · bot · agent · system
    _ref("user_id", "user", nullable=True),
    Column(
        "kind", String(10), nullable=False, default="text"
    ),  # text · choice · card · notice · note · survey · feedback
    Column("text", Text, nullable=False, default="", info=PERSONAL),
    Column("payload", JSON, nullable=False, default=dict, info=PERSONAL),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("external_id", String(200)),
    Column(
        "state", String(10), nullable=False
    ),  # in: received · handled; out: pending · sent · delivered · seen · failed · unknown · unsent; note: kept
    _ref("stretch_id", "stretch", nullable=True),
    Column("intent", String(60)),
    Column("confidence", Float),
    Column("entities", JSON, info=PERSONAL),
    Column("language", String(12)),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("channel", "account", "external_id"),
    UniqueConstraint("conversation_id", "seq"),
    Index(None, "state", "created_at"),
    Index(None, "created_at"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    _ref("message_id", "message"),
    Column("cause", String(60), nullable=False),  # the message, transition or timer that this answers
    Column("seq", Integer, nullable=False),
    Column("epoch", Integer),  # a bot's words are void once the epoch has moved; null: always to be sent
    Column(
        "state", String(10), nullable=False, default="pending"
    ),  # pending · sending · sent · unknown · failed · void
    Column("part", Integer, nullable=False, default=0, server_default="0"),  # how many parts of the message have left
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False, default=0),
    # when the sending ended of which nobody knows whether it arrived
    Column("doubt_at", BigInteger, nullable=False, default=0, server_default="0"),
    Column("error", Text),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("conversation_id", "cause", "seq"),
    Index(None, "state", "next_at"),
    Index(None, "message_id"),
)

# What a platform took from us, part by part, under the id that it gave: echoes and receipts name it
dispatch = Table(
    "dispatch",
    metadata,
    Column("message_id", String(36), ForeignKey("message.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("channel", "account", "external_id"),
)

# What the platforms reported, as it came: stored before it is answered, worked off after, forgotten after a week
arrival = Table(
    "arrival",
    metadata,
    _id(),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("external_id", String(200), nullable=False),  # the same for every copy
    Column("person", String(120), info=PERSONAL),  # whom it is about; null: nobody
    Column("name", String(60), nullable=False),  # the platform's word for it
    Column("kind", String(20), nullable=False),  # ours: see bot/channels/base.py
    Column("body", Text, nullable=False, info=PERSONAL),  # emptied when it is handled
    Column("state", String(10), nullable=False),  # received · handled · unknown · failed
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("happened_at", BigInteger, nullable=False),  # by the platform's clock
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("channel", "account", "external_id"),
    Index(None, "state", "next_at"),
    Index(None, "channel", "account", "person", "state"),
    Index(None, "channel", "account", "kind", "received_at"),
    Index(None, "received_at"),
)

# The keys to an account on a platform, where the platform replaces them as time goes by
credential = Table(
    "credential",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("access_token", Text, nullable=False),  # empty: none yet
    Column("refresh_token", Text, nullable=False),  # good for one use
    Column("seeds", JSON, nullable=False),  # SHA-256 of every token that an operator ever gave: none begins twice
    Column("expires_at", BigInteger, nullable=False),
    Column("renewed_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False, default=0),  # somebody is renewing them
    Column("failure", String(200)),  # why the last renewal failed; null: it did not
    Column("failed_at", BigInteger),
    Column("refused", Boolean, nullable=False, default=False),  # the refresh token is spent or void: connect anew
)

# What came with a customer's message, fetched from the platform while its address is good
attachment = Table(
    "attachment",
    metadata,
    _id(),
    _ref("message_id", "message"),
    Column("number", Integer, nullable=False),  # its place in the message's payload
    Column("url", String(2000), info=PERSONAL),  # where the platform keeps it; null once it is ours
    Column("mime", String(80)),  # by its first bytes, never by what the platform says
    Column("size", Integer),
    Column("content", LargeBinary, info=PERSONAL),
    Column("state", String(10), nullable=False, default="waiting"),  # waiting · stored · refused · failed
    Column("why", String(20)),  # of one refused or failed: address · type · size · gone · unreachable
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", BigInteger, nullable=False),
    UniqueConstraint("message_id", "number"),
    Index(None, "state", "next_at"),
)

tag = Table(
    "tag",
    metadata,
    _id(),
    _ref("message_id", "message"),
    _ref("conversation_id", "conversation"),
    # sentiment · emotion · effort · complaint · urgency · topic · actionability · churn · abuse · quality · language
    Column("kind", String(20), nullable=False),
    Column("label", String(60), nullable=False),  # band, emotion, topic path, what is said in a word; else empty
    Column("value", Float),  # −1…1, effort −5…5, urgency 0…3, complaint and churn 0/1, the topic's sentiment −2…2
    Column("intensity", Integer),
    Column("confidence", Float, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("touchpoint", String(20)),
    Column("stage", String(20)),  # of the customer's journey, where the message tells it
    Column("model", String(60), nullable=False),
    Column("source", String(10), nullable=False, default="model"),  # model · person: a person's word wins
    Column("at", BigInteger, nullable=False),  # when the message was written
    Index(None, "message_id"),
    Index(None, "conversation_id"),
    Index(None, "kind", "label", "at"),
    # what the models are least sure of, without reading the rest
    Index(None, "kind", "confidence", "at"),
)

# What people say about the tags of one kind of a message
correction = Table(
    "correction",
    metadata,
    _id(),
    _ref("message_id", "message"),
    _ref("conversation_id", "conversation"),
    Column("kind", String(20), nullable=False),
    Column("said", JSON, nullable=False),  # the model's tags whole, that they can come back; empty: it heard nothing
    Column("model", String(60)),  # the version that said so; null where it heard nothing
    # the person's [{label, value, intensity}]; empty: nothing there; null: the model's word stands again
    Column("says", JSON(none_as_null=True)),
    Column("agrees", Boolean),  # whether the person says what the model said; null: the model's word stands again
    Column("holds", Boolean, nullable=False),  # no later word of a person has replaced or undone it
    _ref("user_id", "user"),
    Column("note", Text, info=PERSONAL),
    Column("at", BigInteger, nullable=False),
    Index(None, "message_id", "kind"),
    Index(None, "conversation_id"),
    Index(None, "user_id", "at"),
)

# Questions that the bot left open, as a person judged them
answered_question = Table(
    "answered_question",
    metadata,
    _id(),
    Column("message_id", String(36), ForeignKey("message.id"), nullable=False, unique=True),
    _ref("conversation_id", "conversation"),
    Column("question", Text, nullable=False, info=PERSONAL),
    Column("language", String(2), nullable=False),
    Column("verdict", String(10), nullable=False),  # article · new: no article says it · none: no question
    Column("article_id", String(80)),
    _ref("user_id", "user"),
    Column("at", BigInteger, nullable=False),
    Index(None, "conversation_id"),
    Index(None, "user_id", "at"),
)

# How often each thing was said on each day: kept with the tags, so that a report of months reads days and not messages
tally = Table(
    "tally",
    metadata,
    Column("kind", String(10), primary_key=True),  # sentiment · topic · complaint
    Column("day", String(10), primary_key=True),  # where the company is: 2026-11-20
    Column("label", String(60), primary_key=True),  # band, topic path; else empty
    Column("channel", String(20), primary_key=True),
    Column("mentions", Integer, nullable=False),
    Column("bad", Integer, nullable=False),  # of the mentions, those with a bad feeling about it
    Column("good", Integer, nullable=False),
    Column("complaints", Integer, nullable=False),  # of the mentions, those in a message that complains
)

survey = Table(
    "survey",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    Column("stretch_id", String(36), ForeignKey("stretch.id"), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),  # bot · human
    Column("asked_at", BigInteger, nullable=False),
    Index(None, "asked_at"),
)

response = Table(
    "response",
    metadata,
    Column("survey_id", String(36), ForeignKey("survey.id"), primary_key=True),
    Column("goal", Integer),  # 1–5
    Column("ease", Integer),
    Column("feeling", Integer),
    Column("recommend", Integer),  # 0–10
    _ref("message_id", "message", nullable=True),  # the customer's own words, tagged like any message
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index(None, "created_at"),
)

case = Table(
    "case",
    metadata,
    _id(),
    Column("number", Integer, nullable=False, unique=True),  # people say "VV-1182"
    _ref("conversation_id", "conversation", nullable=True),
    _ref("customer_id", "customer"),
    Column("kind", String(20), nullable=False),  # complaint · callback
    Column("title", Text, nullable=False, info=PERSONAL),
    Column("topic", String(60)),
    Column("state", String(10), nullable=False, default="open"),  # open · done
    _ref("owner_id", "user", nullable=True),
    Column("due_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("demo", Boolean, nullable=False, default=False),
    Index(None, "conversation_id"),
    Index(None, "state", "due_at"),
)

suggestion = Table(
    "suggestion",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    _ref("user_id", "user"),
    Column("kind", String(10), nullable=False),  # reply · action
    Column("source", String(120), nullable=False),  # article:<id>, macro:<id>, rule:<id>
    Column("verdict", String(10), nullable=False),  # accepted · edited · rejected
    Column("at", BigInteger, nullable=False),
    Index(None, "conversation_id"),
)

# How far a user has read a conversation, and when they last had it on the screen
reading = Table(
    "reading",
    metadata,
    Column("user_id", String(36), ForeignKey("user.id"), primary_key=True),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "conversation_id", "at"),
)

event = Table(
    "event",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("kind", String(30), nullable=False),
    Column("conversation_id", String(36), ForeignKey("conversation.id")),
    Column("customer_id", String(36), ForeignKey("customer.id")),
    Column("actor", String(50), nullable=False),  # customer · bot · system · user:<id>
    Column("message_id", String(36), ForeignKey("message.id")),
    Column("data", JSON, nullable=False, default=dict),
    Column("at", BigInteger, nullable=False),
    Index(None, "conversation_id", "seq"),
    Index(None, "kind", "at"),
    sqlite_autoincrement=True,
)

# What is worth a glance and not a memory: typing, looking. The worker sweeps it.
signal = Table(
    "signal",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),  # typing · looking
    Column("conversation_id", String(36), nullable=False),
    Column("actor", String(50), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
