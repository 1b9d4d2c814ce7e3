"""The archive: what is missing, altered or extra is found; what is old enough goes; a case leaves as one folder."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from sqlalchemy import text

from qauly.engine import Engine
from qauly.engine.config import Config
from qauly.engine.errors import CallerError, ContentError
from qauly.engine.ledger.archive import Archive, Folder
from qauly.engine.ledger.keeping import dispose, faults, keep_until
from qauly.engine.ledger.s3 import S3

from ..commands.conftest import Run
from .conftest import Opening, paid

NOW = datetime(2024, 2, 1, tzinfo=UTC)


def found(engine: Engine) -> set[tuple[str, str]]:
    with engine.store.reading() as connection:
        return {(each.kind, each.document) for each in faults(connection, engine.archive)}


def place(engine: Engine, digest: str) -> Path:
    assert isinstance(engine.archive, Folder)
    return engine.archive.folder / digest[:2] / digest[2:4] / digest


def test_every_loss_is_found(engine: Engine, opening: Opening) -> None:
    document = engine.handle(opening()).documents[0]
    assert found(engine) == set()
    first, second = (place(engine, each.sha256) for each in document.renditions[:2])
    assert not first.stat().st_mode & 0o222, "written once"
    first.unlink()
    second.chmod(0o644)
    second.write_bytes(b"other")
    (second.parent / "stray").write_bytes(b"x")
    assert found(engine) == {("missing", document.number), ("altered", document.number), ("extra", "")}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM archive_entry WHERE id = 3",
        "DELETE FROM archive_entry WHERE id = (SELECT max(id) FROM archive_entry)",
        "UPDATE archive_entry SET sha256 = lower('0') WHERE id = 2",
        "UPDATE archive_entry SET keep_until = '1999-01-01' WHERE id = 1",
    ],
)
def test_an_index_that_was_changed_is_found(engine: Engine, opening: Opening, statement: str) -> None:
    engine.handle(opening())
    with engine.store.writing() as connection:
        connection.execute(text(statement))
    assert "chain" in {kind for kind, _document in found(engine)}


def test_what_need_not_be_kept_goes_and_leaves_its_entry(tmp_path: Path, opening: Opening) -> None:
    config = Config(
        database=f"sqlite:///{tmp_path / 'q.db'}",
        retention={"resolution.termination": 1, "resolution.*": 5},
    )
    with Engine.open(config=config) as engine:
        first = opening()
        engine.handle(first)
        engine.handle(paid(first, "2024-01-20T10:00:00+06:00"))
        for day, count in ((date(2025, 1, 20), 0), (date(2025, 1, 21), 7), (date(2025, 1, 21), 0)):
            with engine.store.writing() as connection:
                gone = dispose(connection, day, NOW)
            for digest in gone:
                engine.archive.remove(digest)
            assert len(gone) == count
        assert found(engine) == set()
    assert keep_until("resolution.initiation", date(2024, 2, 29), {"resolution.*": 1}) == "2025-02-28"
    assert keep_until("summons", date(2024, 2, 29), {"resolution.*": 1}) is None


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="acts")
        yield S3.open("s3://acts/qauly")


def test_both_places_behave_alike(bucket: S3, tmp_path: Path) -> None:
    for archive in (Folder(tmp_path), bucket):
        kept: Archive = archive
        digest = kept.put(b"act")
        assert digest == kept.put(b"act") == hashlib.sha256(b"act").hexdigest()
        assert kept.get(digest) == b"act" and list(kept.names()) == [digest]
        with pytest.raises(ContentError) as lost:
            kept.get("0" * 64)
        assert lost.value.findings[0].rule == "A-001"
        kept.remove(digest)
        assert list(kept.names()) == []
    bucket.client.put_object(Bucket="acts", Key="qauly/" + "1" * 64, Body=b"other")
    with pytest.raises(ContentError) as changed:
        bucket.get("1" * 64)
    assert changed.value.findings[0].rule == "A-002"
    with pytest.raises(CallerError, match="bucket"):
        S3.open("s3://")


def test_an_engine_keeps_its_documents_in_s3(bucket: S3, tmp_path: Path, opening: Opening) -> None:
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive="s3://acts/qauly") as engine:
        outcome = engine.handle(opening())
        engine.export(outcome, tmp_path / "out")
        assert found(engine) == set()
        bucket.remove(outcome.documents[0].renditions[0].sha256)
        assert found(engine) == {("missing", outcome.documents[0].number)}


def test_the_commands(qauly: Callable[..., Run], tmp_path: Path, opening: Opening) -> None:
    database = f"sqlite:///{tmp_path / 'q.db'}"
    first = opening()
    with Engine.open(database) as engine:
        document = engine.handle(first).documents[0]
        engine.handle(paid(first, "2024-01-20T10:00:00+06:00"))
        lost = place(engine, document.renditions[0].sha256)
    assert "Files: 14. To the byte: 14." in qauly("reprint", first.case, "--db", database).out
    assert qauly("reprint", "unknown", "--db", database).code == 1
    court = tmp_path / "court"
    assert qauly("archive", "export", first.case, "--out", court, "--db", database).code == 0
    for line in (court / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, _space, name = line.partition("  ")
        assert hashlib.sha256((court / name).read_bytes()).hexdigest() == digest
    assert "2024-000700/1" in (court / "index.html").read_text("utf-8")
    assert qauly("archive", "export", first.case, "--out", court, "--db", database).code == 2
    assert qauly("archive", "verify", "--db", database).code == 0
    assert qauly("archive", "dispose", "--on", "2999-01-01", "--db", database).code == 2
    assert "taken away: 0" in qauly("archive", "dispose", "--on", "2024-06-01", "--db", database).out
    lost.unlink()
    run = qauly("archive", "verify", "--db", database, "--ui", "ru")
    assert run.code == 1 and "отсутствует" in run.out
    again = qauly("reprint", first.case, "--db", database, "--json")
    assert again.code == 1 and [each["verdict"] for each in again.objects].count("gone") == 1
    assert qauly("archive", "export", first.case, "--out", tmp_path / "second", "--db", database).code == 1


def test_yesterdays_case_prints_yesterdays_text(
    qauly: Callable[..., Run], tmp_path: Path, opening: Opening, content: Any
) -> None:
    """A new edition, a withdrawn one and an approval change nothing that was issued."""
    database, office = f"sqlite:///{tmp_path / 'q.db'}", tmp_path / "office"
    first = opening()
    with Engine.open(database) as engine:
        engine.handle(first)
    kind = "simplified_proceeding/resolution.initiation"
    newer = office / f"legal_texts/{kind}/2024-01-10.yaml"
    newer.parent.mkdir(parents=True)
    old = content.read_text(f"legal_texts/{kind}/2024-01-18.yaml")
    newer.write_text(old.replace("start: 2024-01-18", "start: 2024-01-10"), "utf-8")
    who = ("--by", "Б", "--on", "2024-01-17", "--content", office)
    assert qauly("approve", kind, "2024-01-18", "--drafted-by", "А", *who).code == 0
    assert qauly("withdraw", kind, "2024-01-18", *who).code == 0
    run = qauly("reprint", first.case, "--db", database, "--content", office)
    assert run.code == 0 and "Files: 7. To the byte: 7." in run.out
    edited = office / f"legal_texts/{kind}/2024-01-18.yaml"
    edited.write_text(old.replace("в течение", "за"), "utf-8")
    run = qauly("reprint", first.case, "--db", database, "--content", office, "--json")
    assert run.code == 1 and {each["verdict"] for each in run.objects} >= {"other_text"}
