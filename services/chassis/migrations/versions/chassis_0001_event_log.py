"""What every service keeps: events, texts, outbox, consumed, dead letters, replies."""

from alembic import op

revision = "chassis_0001"
down_revision = None
branch_labels = ("chassis",)
depends_on = None

TABLES = """
-- One fact. Append-only: the service's role may insert and read, nobody updates or deletes.
CREATE TABLE events (
    position       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id             uuid        NOT NULL UNIQUE,  -- uuid7; the CloudEvents id
    aggregate_type text        NOT NULL CHECK (aggregate_type <> ''),
    aggregate_id   uuid        NOT NULL,
    version        bigint      NOT NULL CHECK (version > 0),         -- 1, 2, 3 … per aggregate
    public_version bigint      CHECK (public_version > 0),           -- 1, 2, 3 … per aggregate, of those for a topic
    type           text        NOT NULL CHECK (type <> ''),          -- full protobuf name
    payload        bytea       NOT NULL,  -- deterministic protobuf bytes; bodies and salts of texts cleared
    actor          text        NOT NULL,  -- who caused it: a person's uuid, `service:<name>` or `clock`
    occurred_at    timestamptz NOT NULL,  -- in the world
    recorded_at    timestamptz NOT NULL,
    traceparent    text        NOT NULL DEFAULT '',
    prev_hash      bytea       NOT NULL CHECK (length(prev_hash) = 32),
    hash           bytea       NOT NULL CHECK (length(hash) = 32),
    -- The transaction that wrote it: tells a reader which rows cannot be overtaken by a slower commit.
    transaction_id bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    UNIQUE (aggregate_id, version),
    UNIQUE (aggregate_id, public_version),
    CHECK (public_version <= version)
);
-- Serves ListHeads: which aggregates changed since a watermark.
CREATE INDEX events_by_transaction ON events (transaction_id) INCLUDE (aggregate_id, public_version)
    WHERE public_version IS NOT NULL;

-- One language of one free text. Erasing empties body and salt; the row and its commitment stay.
CREATE TABLE texts (
    text_id       uuid        NOT NULL,
    language      text        NOT NULL CHECK (language <> ''),
    body          text,
    salt          bytea       CHECK (length(salt) = 32),
    commitment    bytea       NOT NULL CHECK (length(commitment) = 32),  -- sha256(salt ‖ body)
    authoritative boolean     NOT NULL,
    erased_at     timestamptz,
    PRIMARY KEY (text_id, language),
    CHECK ((body IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((salt IS NULL) = (erased_at IS NOT NULL))
);

-- One text that must never be stored again, even if an older event that carries it arrives late.
CREATE TABLE erased_texts (
    text_id   uuid        PRIMARY KEY,
    erased_at timestamptz NOT NULL
);

-- Whoever inserts a text that was erased, gets it emptied. A fresh look inside the lock that `erase` takes, so that the
-- two cannot pass each other.
CREATE FUNCTION keep_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tombstone erased_texts;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.text_id::text, 0));
    SELECT * INTO tombstone FROM erased_texts WHERE text_id = NEW.text_id;
    IF FOUND THEN
        NEW.body = NULL;
        NEW.salt = NULL;
        NEW.erased_at = tombstone.erased_at;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_erased BEFORE INSERT ON texts FOR EACH ROW EXECUTE FUNCTION keep_erased();

-- One event that Kafka has not acknowledged yet. The relay deletes the row after the delivery report.
CREATE TABLE outbox (
    position bigint PRIMARY KEY  -- of the event; written by the statement that inserts it
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- How far one aggregate of another service has been applied here.
CREATE TABLE consumed (
    consumer       text   NOT NULL,
    aggregate_id   uuid   NOT NULL,
    source         text   NOT NULL,  -- the service that owns the aggregate
    public_version bigint NOT NULL CHECK (public_version >= 0),  -- the last one applied; 0 if the first is parked
    event_id       uuid,             -- of the last one applied: tells a restored producer from a repeated delivery
    parked         boolean NOT NULL DEFAULT false,  -- true while dead_letters holds events of this aggregate
    PRIMARY KEY (consumer, aggregate_id)
);

-- One event that could not be applied, or that waits behind one. An operator replays it.
CREATE TABLE dead_letters (
    position       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer       text        NOT NULL,
    source         text        NOT NULL,
    aggregate_id   uuid,       -- null if the record did not even name one
    public_version bigint,     -- null if the record did not even name one
    event_id       uuid,
    type           text        NOT NULL,
    occurred_at    timestamptz,
    traceparent    text        NOT NULL DEFAULT '',
    payload        bytea,      -- as it came; null once a text in it was erased: replay asks the owner
    reason         text        NOT NULL CHECK (reason <> ''),
    record         text        NOT NULL,  -- where it stood on Kafka: topic/partition/offset
    parked_at      timestamptz NOT NULL DEFAULT now()
);
-- Serves parking (a redelivery parks nothing twice) and replay in order.
CREATE UNIQUE INDEX dead_letters_by_version ON dead_letters (consumer, aggregate_id, public_version)
    WHERE public_version IS NOT NULL;
-- Serves parking of records that name no event.
CREATE UNIQUE INDEX dead_letters_by_record ON dead_letters (consumer, record) WHERE public_version IS NULL;

-- The first answer to one idempotency key of one caller. Kept 30 days.
CREATE TABLE replies (
    caller          text        NOT NULL,
    rpc             text        NOT NULL,
    idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 128),
    request_hmac    bytea       NOT NULL,
    response        bytea,      -- null only inside the transaction that claims it
    key_id          uuid,       -- data key under which the response is sealed; null if it is not
    recorded_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, rpc, idempotency_key)
);
-- Serves the deletion of replies older than 30 days.
CREATE INDEX replies_by_recorded_at ON replies (recorded_at);
"""


def upgrade() -> None:
    """Create the tables and let the service's role at them. Tables of later revisions get the default grants."""
    role = op.get_context().config.attributes["service"]
    op.execute(TABLES)
    op.execute(f"""
        GRANT USAGE ON SCHEMA public TO "{role}";
        GRANT SELECT, INSERT ON events, erased_texts TO "{role}";
        GRANT SELECT, INSERT, UPDATE ON texts, consumed TO "{role}";
        GRANT SELECT, INSERT, DELETE ON outbox TO "{role}";
        GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letters, replies TO "{role}";
        GRANT SELECT ON alembic_version TO "{role}";
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}";
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO "{role}";
    """)
