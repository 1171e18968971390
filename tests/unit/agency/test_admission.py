"""Who does not get in, and what nobody may do who did."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from dataclasses import replace

import psycopg
import pytest

from station.agency import install
from station.agency.certificates import Authority
from station.road.client import CentralClient
from station.wire.errors import CentralError, CentralRefused, CentralUnreachable
from station.wire.settings import CentralSettings


def refusal(settings: CentralSettings) -> CentralError:
    client = CentralClient(settings)
    try:
        with pytest.raises(CentralError) as caught:
            client.connect()
    finally:
        client.close()
    return caught.value


def test_a_connection_in_plain_text_is_refused(central) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"pg_hba|SSL|encryption"):
        psycopg.connect(
            host=central.a.host, port=central.a.port, dbname="border", user=central.a.role, sslmode="disable",
            gssencmode="disable", connect_timeout=5,
        )  # fmt: skip


def test_tls_older_than_1_3_is_refused(central) -> None:
    with pytest.raises(psycopg.OperationalError, match="protocol version"):
        psycopg.connect(
            host=central.a.host, port=central.a.port, dbname="border", user=central.a.role, sslmode="verify-full",
            sslrootcert=str(central.a.tls / "ca.crt"), sslcert=str(central.a.tls / "client.crt"),
            sslkey=str(central.a.tls / "client.key"), ssl_max_protocol_version="TLSv1.2", connect_timeout=5,
        )  # fmt: skip


def test_no_certificate_is_refused(central) -> None:
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        psycopg.connect(
            host=central.a.host, port=central.a.port, dbname="border", user=central.a.role, sslmode="verify-full",
            sslrootcert=str(central.a.tls / "ca.crt"), sslcert="", sslkey="", sslcertmode="disable", connect_timeout=5,
        )  # fmt: skip


def test_a_folder_without_certificates_has_a_name_for_it(central, tmp_path) -> None:
    assert refusal(replace(central.a, tls=tmp_path)).code == "central_no_certificate"


def test_another_stations_certificate_is_refused(central) -> None:
    error = refusal(replace(central.a, tls=central.b.tls))
    assert isinstance(error, CentralRefused)
    assert error.code == "central_not_admitted"


def test_a_certificate_of_another_authority_is_refused(central, tmp_path) -> None:
    forger = Authority.create(tmp_path / "forger")
    forger.issue_client(central.a.role, tmp_path / "tls")
    shutil.copy(central.a.tls / "ca.crt", tmp_path / "tls" / "ca.crt")  # it knows the true server
    error = refusal(replace(central.a, tls=tmp_path / "tls"))
    assert isinstance(error, CentralRefused)
    assert error.code == "central_not_admitted"


def test_a_server_of_another_authority_is_not_trusted(central, tmp_path) -> None:
    other = Authority.create(tmp_path / "other")
    folder = tmp_path / "tls"
    other.issue_client(central.a.role, folder)
    error = refusal(replace(central.a, tls=folder))
    assert isinstance(error, CentralRefused)
    assert error.code == "central_untrusted_server"


def test_a_revoked_station_is_cut_off_at_once_and_does_not_come_back(central, record) -> None:
    settings = central.another("CGK-REVOKED")
    client = CentralClient(settings)
    try:
        record_id, body, digest = record()
        client.send(record_id, "visit", body, digest)
        install.revoke_station(
            central.owner, central.server.authority, "CGK-REVOKED", central.server.publish_revocations
        )
        second, body, digest = record()
        with pytest.raises((CentralRefused, CentralUnreachable)):  # the running session was ended
            client.send(second, "visit", body, digest)
        with pytest.raises(CentralRefused) as refused:
            client.send(second, "visit", body, digest)
        assert refused.value.code == "central_not_admitted"
    finally:
        client.close()
    with pytest.raises(CentralRefused) as refused:
        install.add_station(central.owner, central.server.authority, "CGK-REVOKED", "CGK", central.folder / "again")
    assert refused.value.code == "station_revoked"


def test_a_revoked_certificate_is_refused_by_the_list_alone(central) -> None:
    """Even where the role could still log in."""
    settings = central.another("CGK-LISTED")
    serial = central.query("SELECT certificate_serials[1] FROM border.stations WHERE name = 'CGK-LISTED'")[0][0]
    central.server.publish_revocations(central.server.authority.revoke([int(str(serial))]))
    for _ in range(50):  # the server rereads the list a moment after the signal
        error = CentralClient(settings)
        try:
            error.connect()
        except CentralError as caught:
            assert caught.code == "central_not_admitted"
            break
        finally:
            error.close()
    else:
        pytest.fail("the revoked certificate was still accepted")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE border.records SET digest = digest",
        "UPDATE border.deliveries SET mode = 'production'",
        "UPDATE border.chunks SET bytes = ''",
        "UPDATE border.outgoing SET body = ''",
        "UPDATE border.receipts SET verdict = 'accepted'",
        "DELETE FROM border.records",
        "DELETE FROM border.deliveries",
        "DELETE FROM border.chunks",
        "DELETE FROM border.checkpoints",
        "TRUNCATE border.records",
        "DROP TABLE border.records",
        "SELECT bytes FROM border.chunks",
        "SELECT * FROM border.stations",
        "SELECT * FROM border.contacts",
        "INSERT INTO border.outgoing (audience, kind, key, version, body, signature) VALUES ('*','policy','x',1,'','')",
        "INSERT INTO border.receipts (id, station, digest, verdict, body, signature)"
        " VALUES (gen_random_uuid(), 'CGK-1', '', 'accepted', '', '')",
        "INSERT INTO border.deliveries (id, station, post, kind, mode, digest, size, chunk_size)"
        " VALUES (gen_random_uuid(), 'DPS-1', 'DPS', 'visit', 'demo', sha256('x'), 1, 1024)",
        "INSERT INTO border.checkpoints (station, size, root, note) VALUES ('DPS-1', 1, sha256('x'), '')",
        "UPDATE border.installation SET mode = 'production'",
        "SELECT * FROM border.missing_partitions()",
        "SELECT border.make_partition('chunks', 'CGK', current_date)",
        "ALTER TABLE border.records DISABLE ROW LEVEL SECURITY",
        "SET ROLE border_central",
        "SET ROLE border_owner",
        "SELECT * FROM pg_authid",
        "COPY border.deliveries TO PROGRAM 'cat'",
    ],
)
def test_a_station_may_only_add_its_own(central, raw, statement) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)):
        raw(central.a).execute(statement)


def test_a_station_sees_no_row_of_another(central, client, record, raw) -> None:
    record_id, body, digest = record()
    client.send(record_id, "visit", body, digest)
    client.send_checkpoint(1, b"r" * 32, b"note")
    other = raw(central.b)
    for table in ("deliveries", "records", "chunks"):
        found = other.execute(f"SELECT count(*) FROM border.{table} WHERE id = %s", (record_id,)).fetchone()  # noqa: S608
        assert found == (0,)
    assert other.execute("SELECT count(*) FROM border.checkpoints").fetchone() == (0,)
    assert other.execute("SELECT border.stored_digest(%s)", (record_id,)).fetchone() == (None,)


def test_a_station_cannot_add_chunks_to_anothers_delivery(central, raw) -> None:
    record_id = uuid.uuid4()
    first = raw(central.a)
    first.execute(
        "INSERT INTO border.deliveries (id, kind, mode, digest, size, chunk_size)"
        " VALUES (%s, 'visit', 'demo', sha256('x'), 1, 1024)",
        (record_id,),
    )
    first.commit()
    month = central.query("SELECT month FROM border.deliveries WHERE id = %s", record_id)[0][0]
    for post in ("CGK", "DPS"):
        other = raw(central.b)
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation)):
            other.execute(
                "INSERT INTO border.chunks (id, post, month, ordinal, digest, bytes)"
                " VALUES (%s, %s, %s, 0, sha256('x'), 'x')",
                (record_id, post, month),
            )


def test_bytes_that_do_not_have_their_digest_are_refused(central, raw) -> None:
    record_id = uuid.uuid4()
    mine = raw(central.a)
    mine.execute(
        "INSERT INTO border.deliveries (id, kind, mode, digest, size, chunk_size)"
        " VALUES (%s, 'visit', 'demo', sha256('right'), 5, 1024)",
        (record_id,),
    )
    mine.execute(
        "INSERT INTO border.chunks (id, post, month, ordinal, digest, bytes)"
        " SELECT id, post, month, 0, sha256('wrong'), 'wrong' FROM border.deliveries WHERE id = %s",
        (record_id,),
    )
    with pytest.raises(psycopg.Error) as refused:
        mine.execute(
            "INSERT INTO border.records (id, post, month) SELECT id, post, month FROM border.deliveries WHERE id = %s",
            (record_id,),
        )
    assert refused.value.sqlstate == "BP002"


def test_a_record_with_missing_bytes_is_not_complete(central, raw) -> None:
    record_id = uuid.uuid4()
    mine = raw(central.a)
    mine.execute(
        "INSERT INTO border.deliveries (id, kind, mode, digest, size, chunk_size)"
        " VALUES (%s, 'visit', 'demo', sha256('right'), 5, 1024)",
        (record_id,),
    )
    with pytest.raises(psycopg.Error) as refused:
        mine.execute(
            "INSERT INTO border.records (id, post, month) SELECT id, post, month FROM border.deliveries WHERE id = %s",
            (record_id,),
        )
    assert refused.value.sqlstate == "BP003"


def test_the_database_itself_refuses_a_record_of_another_mode(central, raw) -> None:
    """Even where a client lies about the mode, and even for the owner of the database."""
    statement = (
        "INSERT INTO border.deliveries (id, station, post, kind, mode, digest, size, chunk_size)"
        " VALUES (gen_random_uuid(), 'CGK-1', 'CGK', 'visit', 'production', sha256('x'), 1, 1024)"
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        raw(central.owner).execute(statement)
    with pytest.raises(psycopg.Error) as refused:
        raw(central.owner).execute("UPDATE border.installation SET mode = 'production'")
    assert refused.value.sqlstate == "BP001"
    with pytest.raises(CentralRefused) as wrong:
        install.initialise(central.owner, "production")
    assert wrong.value.code == "central_wrong_mode"


def test_two_roots_of_one_size_are_both_kept_as_evidence(central, client) -> None:
    for root in (b"a" * 32, b"b" * 32, b"a" * 32):
        client.send_checkpoint(77, root, b"note")
    rows = central.query("SELECT count(*) FROM border.checkpoints WHERE station = 'CGK-1' AND size = 77")
    assert rows == [(2,)]


def test_records_lie_in_the_partition_of_their_post_and_month(central, client, record) -> None:
    record_id, body, digest = record()
    client.send(record_id, "visit", body, digest)
    rows = central.query(
        "SELECT c.tableoid::regclass::text, to_char(c.month, '\"border.chunks_cgk_\"YYYYMM')"
        " FROM border.chunks c WHERE id = %s",
        record_id,
    )
    assert rows
    assert all(table == wanted for table, wanted in rows)


@pytest.mark.parametrize(
    ("name", "post"), [("", "CGK"), ("a b", "CGK"), ("A-1; DROP", "CGK"), ("A-1", "cgk"), ("A-1", "")]
)
def test_a_name_that_is_none_is_refused(central, name, post) -> None:
    with pytest.raises(CentralRefused) as refused:
        install.add_station(central.owner, central.server.authority, name, post, central.folder / "bad")
    assert refused.value.code == "station_bad_name"


def test_two_stations_cannot_share_a_role(central) -> None:
    with pytest.raises(CentralRefused) as refused:
        install.add_station(central.owner, central.server.authority, "cgk-1", "CGK", central.folder / "twin")
    assert refused.value.code == "station_name_taken"


def test_commissioning_again_renews_the_certificate(central, record) -> None:
    first = central.another("CGK-RENEW")
    before = (first.tls / "client.crt").read_bytes()
    second = central.another("CGK-RENEW")
    assert (second.tls / "client.crt").read_bytes() != before
    client = CentralClient(second)
    record_id, body, digest = record()
    assert client.send(record_id, "visit", body, digest) == hashlib.sha256(body).digest()
    client.close()
