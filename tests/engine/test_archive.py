"""The archive: what is missing, altered or extra is found; what is old enough goes; a case leaves as one folder."""

import hashlib
import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from moto import mock_aws
from sqlalchemy import text

from qauly.engine import Engine
from qauly.engine.case_folder import case_folder
from qauly.engine.config import Citizen, Config
from qauly.engine.errors import CallerError, ContentError
from qauly.engine.ledger.archive import Archive, Folder
from qauly.engine.ledger.keeping import dispose, faults, keep_until
from qauly.engine.ledger.s3 import S3
from qauly.engine.render.qr import qr_png
from qauly.engine.render.versions import made_by
from qauly.engine.reprint import reprint
from qauly.engine.verify import verify

from ..commands.conftest import Run
from .conftest import Opening, paid

OTHER_PNG = qr_png("https://example.kz/other")
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


ODD = (
    "2024/12-Ә №7",
    "«дело» & <b>",
    "../../etc/passwd",
    "a\\b:c*d?e|f",
    "100% #1;drop",
    "a'b\"c",
    "..",
    "CON",
    "x" * 150,
    "%_",
)


def test_cases_of_any_name_are_kept_verified_printed_again_and_exported(
    engine: Engine, opening: Opening, tmp_path: Path
) -> None:
    for place, case in enumerate(ODD):
        document = engine.handle(opening(case)).documents[0]
        pdf = engine.archive.get(document.renditions[-1].sha256)
        assert document.number == f"{case}/1"
        assert verify(pdf, engine=engine, number=case).good, case
        assert verify(pdf).good, case
        assert {each.verdict for each in reprint(engine, case)} == {"same"}
        court = tmp_path / f"court-{place}"
        case_folder(engine, case, court)
        page = (court / "index.html").read_text("utf-8")
        assert f": {case}</h1>" in html.unescape(page) and "<b>" not in page
        assert len(list((court / "documents").iterdir())) == 7
    assert found(engine) == set()
    assert not (tmp_path.parent / "etc").exists()


def test_another_machine_prints_the_same(tmp_path: Path, opening: Opening) -> None:
    """Another secret, another address, the archive elsewhere: what was printed then is printed now."""
    first = opening()
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "archive", secret=b"one") as engine:
        engine.handle(first)
        engine.handle(paid(first, "2024-01-20T10:00:00+06:00"))
    (tmp_path / "archive").rename(tmp_path / "moved")
    citizen = Citizen(base_url="https://other.kz/n", verify_url="https://other.kz/v")
    config = Config(database=f"sqlite:///{tmp_path / 'q.db'}", archive=str(tmp_path / "moved"), citizen=citizen)
    with Engine.open(config=config, secret=b"two") as engine:
        assert [each.verdict for each in reprint(engine, first.case)] == ["same"] * 14


def test_a_changed_library_is_seen_and_named(
    engine: Engine, opening: Opening, monkeypatch: pytest.MonkeyPatch, qauly: Callable[..., Run], tmp_path: Path
) -> None:
    first = opening()
    engine.handle(first)
    monkeypatch.setattr("qauly.engine.render.press.qr_png", lambda url: OTHER_PNG)
    monkeypatch.setattr("qauly.engine.reprint.made_by", lambda: {**made_by(), "segno": "99"})
    again = {(each.lang, each.format): each for each in reprint(engine, first.case)}
    assert again["kk", "txt"].verdict == again["ru", "txt"].verdict == "same"
    changed = again["both", "pdf"]
    assert (changed.verdict, changed.versions) == ("other_bytes", (("segno", made_by()["segno"], "99"),))
    monkeypatch.setattr("qauly.engine.reprint.made_by", made_by)
    run = qauly("reprint", first.case, "--db", f"sqlite:///{tmp_path / 'q.db'}")
    assert run.code == 0 and "the layout changed" in " ".join(run.out.split()), "the text is the same"


def test_a_store_that_is_away_is_not_called_a_loss(bucket: S3, tmp_path: Path, opening: Opening) -> None:
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive="s3://acts/qauly") as engine:
        case = opening()
        engine.handle(case)
        gone = S3(bucket.client, "other", "qauly")
        with pytest.raises(ContentError) as away:
            list(gone.names())
        assert away.value.findings[0].rule == "A-003"
        engine.archive = S3(_Deaf(bucket.client), "acts", "qauly")
        with pytest.raises(ContentError, match="does not answer"):
            found(engine)
        with pytest.raises(ContentError, match="does not answer"):
            list(reprint(engine, case.case))


class _Deaf:
    """A client whose store lists its objects and gives none of them."""

    def __init__(self, client: Any) -> None:
        self.get_paginator = client.get_paginator
        self.exceptions = client.exceptions

    def get_object(self, **asked: Any) -> Any:
        raise import_module("botocore.exceptions").EndpointConnectionError(endpoint_url="http://127.0.0.1:9")


def test_a_lost_file_does_not_stop_verification(engine: Engine, opening: Opening) -> None:
    document = engine.handle(opening()).documents[0]
    ref = document.renditions[-1]
    pdf = engine.archive.get(ref.sha256)
    place(engine, ref.sha256).unlink()
    assert verify(pdf, engine=engine).good
    answers = {each.rule: each.message.text("en") for each in verify(pdf + b"x", engine=engine).answers}
    assert "archive has lost" in answers["V-022"]


def test_the_first_page_for_a_court_speaks_both_languages(engine: Engine, opening: Opening, tmp_path: Path) -> None:
    first = opening()
    engine.handle(first)
    engine.handle(paid(first, "2024-01-20T10:00:00+06:00"))
    case_folder(engine, first.case, tmp_path / "court")
    page = html.unescape((tmp_path / "court" / "index.html").read_text("utf-8"))
    for words in (
        "ҚАУЛЫ оңайлатылған іс жүргізуді тоқтату туралы", "ПОСТАНОВЛЕНИЕ о прекращении упрощенного производства",
        "Төлем түсті", "Поступила оплата", "20.01.2024 10:00:00", "sha256sum -c SHA256SUMS", "Как проверить", "кезекте",
    ):  # fmt: skip
        assert words in page, words
    for code in ("payment_received", "resolution.termination<", ">terminate", ">queued"):
        assert code not in page, code
    for href in re.findall(r'href="([^"]+)"', page):
        assert (tmp_path / "court" / unquote(href)).is_file(), href
