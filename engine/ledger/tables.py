"""The tables of the ledger, one set for SQLite and PostgreSQL. Moments are stored as ISO 8601 text in UTC."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


NEVER = ""  # before every stamp: a moment that was not, a lease nobody holds
LATEST = "9999-12-31T00:00:00.000000+00:00"  # after every stamp: no deadline


def stamp(moment: datetime) -> str:
    """A moment as the ledger stores it: UTC, to the microsecond, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


case = Table(
    "case_file",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("procedure", String(100), nullable=False),
    Column("version", Integer, nullable=False),  # grows with every event; two writers of one version cannot both win
    Column("status", String(100), nullable=False),
    Column("state", Text, nullable=False),  # JSON of law/casefile.py
)

event = Table(
    "event",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),  # the n-th event of its case
    Column("body", Text, nullable=False),  # canonical JSON, as the case system sent it
    Column("complete", Text),  # the same with what a directory told, where it told something
    Column("outcome", Text, nullable=False),
    Column("transition", String(100), nullable=False),
    UniqueConstraint("case_id", "seq"),
)

# under which numbers people pay for a case
payable = Table(
    "payable",
    metadata,
    Column("number", String(200), primary_key=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), primary_key=True),
)

document = Table(
    "document",
    metadata,
    Column("number", String(250), primary_key=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("event_id", String(200), ForeignKey("event.id"), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("date", String(10), nullable=False),
    Column("edition", String(10), nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("code", String(20), unique=True),  # what a person types to verify it
    Column("text_kk", String(64), nullable=False),  # SHA-256 of the composed text, whatever makes files of it
    Column("text_ru", String(64), nullable=False),
    Column("made_by", Text, nullable=False),  # JSON: versions of what rendered it
)

archived = Table(
    "archived",
    metadata,
    Column("document", String(250), ForeignKey("document.number"), primary_key=True),
    Column("lang", String(4), primary_key=True),
    Column("format", String(8), primary_key=True),
    Column("path", String(500), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
)

# what the archive must hold: a chain of entries, so that none can be taken out or changed unseen
archive_entry = Table(
    "archive_entry",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("act", String(10), nullable=False),  # kept, disposed
    Column("document", String(250), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("name", String(500), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("keep_until", String(10)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

notice = Table(
    "notice",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("event_id", String(200), ForeignKey("event.id"), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("recipient", String(100), nullable=False),
    Column("edition", String(10), nullable=False),
    Column("ladder", Text, nullable=False),  # JSON list of the media still to be tried after the current one
    Column("texts", Text, nullable=False),
    Column("addresses", Text, nullable=False),  # JSON, medium -> address
    Column("attachments", Text, nullable=False),  # JSON list of document numbers
    Column("token_hash", String(64), index=True),
    Column("record", Text, nullable=False),  # JSON list: rungs that were skipped, and why
)

dispatch = Table(
    "dispatch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(36), nullable=False, unique=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("event_id", String(200), ForeignKey("event.id"), nullable=False),
    Column("notice_id", String(36), ForeignKey("notice.id"), index=True),  # null for a message to another system
    Column("medium", String(20), nullable=False),
    Column("channel", String(50), nullable=False),
    Column("address", String(500), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("status", String(100), nullable=False),  # of the case when this was to be told
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("due", String(40), nullable=False),
    Column(
        "deadline", String(40), nullable=False
    ),  # after it the law's term is over and the text untrue; LATEST if none
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),  # attempts that count towards giving up: being told to slow down does not
    Column("owner", String(200), nullable=False),  # the worker that holds it; empty for none
    Column("lease", String(40), nullable=False),  # until when; then anybody may take it
    Column("since", String(40), nullable=False),  # when it came into its state
    Column("moved_on", Boolean, nullable=False),  # the ladder has gone on without waiting for it any more
    # when its provider is asked next, while it is accepted; LATEST: not any more
    Column("ask_at", String(40), nullable=False, default=NEVER),
    Index("dispatch_next", "channel", "state", "deadline", "due", "id"),
    Index("dispatch_due", "state", "due"),
    Index("dispatch_owner", "owner", "state"),
    Index("dispatch_since", "state", "channel", "moved_on", "since"),
    Index("dispatch_ask", "state", "channel", "ask_at", "id"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("dispatch_id", Integer, ForeignKey("dispatch.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # the n-th attempt of its dispatch; 0 for a finding without a call
    Column("started", String(40), nullable=False),  # when the intent was written
    Column("at", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("provider_id", String(200), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("previous", String(64), nullable=False),  # hash of the attempt before it, over the whole table
    Column("hash", String(64), nullable=False, unique=True),
)

timer = Table(
    "timer",
    metadata,
    Column("case_id", String(200), ForeignKey("case_file.id"), primary_key=True),
    Column("type", String(100), primary_key=True),
    Column("due", String(40), nullable=False, index=True),
)

# a row a chain (numbers: chain.py) that every appender locks, so that the chain has one end
chain = Table("chain", metadata, Column("id", Integer, primary_key=True), Column("head", String(64), nullable=False))

# under which ids the provider knows the parts of a dispatch
part = Table(
    "part",
    metadata,
    Column("channel", String(50), primary_key=True),
    Column("provider_id", String(200), primary_key=True),
    Column("dispatch_id", Integer, ForeignKey("dispatch.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("state", String(20), nullable=False),
)

# what came back, as it came: a chain of entries; what no dispatch is known for has none
receipt = Table(
    "receipt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),  # when we heard it
    Column("dispatch_id", Integer, index=True),
    Column("channel", String(50), nullable=False),
    Column("provider_ids", Text, nullable=False),  # JSON list
    Column("reference", String(200), nullable=False),
    Column("happened", String(40), nullable=False),  # when it happened, as the provider says; empty where it does not
    Column("state", String(20), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("receipt_lost", "verdict", "channel"),
)

# what all workers share about a channel: its allowance, its pauses, its faults
channel_state = Table(
    "channel_state",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("refilled", String(40), nullable=False),
    Column("paused_until", String(40), nullable=False),  # told to slow down, or its circuit is open
    Column("pace", Float, nullable=False),  # share of its rate that is used: halved when it is told to slow down
    Column("failures", Integer, nullable=False),  # in a row
    Column("halted", Text, nullable=False),  # why a person must start it again; empty while it runs
)

# what only a person can do: the end of a ladder, a stopped channel, a contradiction
task = Table(
    "task",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("case_id", String(200), index=True),
    Column("subject", String(250), nullable=False),  # notice, dispatch or channel it is about
    Column("reason", Text, nullable=False),
    Column("done_at", String(40), nullable=False),  # empty while it is open
    Column("done_by", String(200), nullable=False),
)

# certificates that were given out: their text is worked out again from the ledger, their code is kept
certificate = Table(
    "certificate",
    metadata,
    Column("number", String(250), primary_key=True),
    Column("case_id", String(200), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("kind", String(100), nullable=False),
    Column("date", String(10), nullable=False),
    Column("code", String(20), nullable=False, unique=True),  # what a person types to verify it
)

# every outcome in the order in which it was committed, for readers that come back with a cursor
feed = Table(
    "feed",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("event_id", String(200), ForeignKey("event.id"), nullable=False, unique=True),
)

# a case system that is called back: how far it was told, and whether it may be called
callback_reader = Table(
    "callback_reader",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("feed", Integer, nullable=False),  # the last position, attempt and receipt that became calls
    Column("attempt", Integer, nullable=False),
    Column("receipt", Integer, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row, while it could not be reached
    Column("paused_until", String(40), nullable=False),  # empty while it runs
    Column("halted", Text, nullable=False),  # why a person must start it again; empty while it runs
)

# one call to a case system; those of a case are made one after the other
callback = Table(
    "callback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(36), nullable=False, unique=True),  # what the receiver knows a repeated call by
    Column("reader", String(50), nullable=False),
    Column("case_id", String(200), nullable=False),  # empty for what belongs to no case
    Column("type", String(150), nullable=False),
    Column("source", String(10), nullable=False),  # feed, attempt, receipt, task
    Column("source_id", String(200), nullable=False),
    Column("since", String(40), nullable=False),  # when it was put down
    Column("state", String(10), nullable=False),  # queued, done, dead
    Column("due", String(40), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(36), nullable=False),  # who is calling; empty for nobody
    Column("lease", String(40), nullable=False),  # until when; then anybody may call
    Column("reason", Text, nullable=False),
    Index("callback_next", "reader", "state", "due", "id"),
    Index("callback_in_order", "reader", "case_id", "state", "id"),
)

# a person's consent to get notices in a chat: offered, opened in a chat, agreed to, ended
telegram_link = Table(
    "telegram_link",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("iin", String(12), nullable=False, index=True),
    Column("case_id", String(200), nullable=False),
    Column("recipient", String(100), nullable=False),
    Column("offered_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("chat", String(40), nullable=False, index=True),  # empty until the token is opened
    Column("agreed_at", String(40), nullable=False),  # empty without consent
    Column("wording", String(10), nullable=False),  # start of the text that was agreed to
    Column("ended_at", String(40), nullable=False),  # empty while it holds
    Column("ended_by", String(200), nullable=False),
)

# what people did on the pages behind links, each once: a chain of entries
visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("token_hash", String(64), nullable=False, index=True),
    Column("case_id", String(200), nullable=False, index=True),
    Column("act", String(20), nullable=False),  # read, download, pay, objection
    Column("subject", String(300), nullable=False),  # document, language and format; id of the event; else empty
    Column("page", String(50), nullable=False),  # kind of the wording that was shown
    Column("edition", String(10), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("once", String(64), nullable=False, unique=True),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# second checks that failed, for as long as they count; addresses are kept as keyed hashes
failed_check = Table(
    "failed_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, index=True),
)
