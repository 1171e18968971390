"""A whole installation of the agency listens where it is told, speaks TLS there, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from station.agency.certificates import Authority
from station.vault import agency
from tests.load.listening import answers_plain_http, of_processes
from tests.load.search_cluster import ONE_THREAD, SearchCluster
from tests.unit.agency.test_commands import QUICK, ROOT, copy_of, way

WORD = "agency passphrase"


def central_with(central, cluster: SearchCluster, folder: Path) -> subprocess.Popen[str]:
    """`station-central` that searches on the cluster and shows its metrics."""
    agency.create(folder / "agency", WORD, QUICK)
    own = replace(central.process, tls=copy_of(central.process.tls, folder))
    search = folder / "search"
    Authority(cluster.folder / "authority").issue_peer("central", ["127.0.0.1"], search)
    return subprocess.Popen(
        [
            sys.executable, "-m", "station.cli.central", *way(own), "--mode", "demo", "--agency",
            str(folder / "agency"), "--metrics", "0", "--shards", str(folder / "shards"), "--scheduler",
            cluster.address, "--search-tls", str(search),
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, **ONE_THREAD, "BORDER_AGENCY_PASSPHRASE": WORD},
    )  # fmt: skip


@pytest.mark.slow
def test_nothing_of_a_full_installation_can_be_reached_without_a_certificate(central, tmp_path):
    with SearchCluster(tmp_path / "search", workers=2) as cluster:
        process = central_with(central, cluster, tmp_path)
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(2)]
            metrics = int(said[1].rsplit(":", 1)[1].split("/")[0])
            seen = of_processes(psutil.Process())
            programs = Counter(one.program for one in seen)
            assert all(one.inside and one.kind == "tcp" for one in seen), seen
            assert programs["postgres"] == 1
            # one socket each: with Dask's own commands there are two, the second of them a web server
            assert programs["station.cli.search scheduler"] == 1
            assert programs["station.cli.search worker"] == 2
            assert {one.port for one in seen if one.program == "station.cli.central"} == {metrics}
            assert {one.port for one in seen if answers_plain_http(one)} == {metrics}
            with urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics", timeout=30) as page:
                assert b"border_" in page.read()
        finally:
            process.kill()
            process.communicate()


def test_the_pages_are_on_loopback_when_somebody_asks_for_them(tmp_path):
    folder = tmp_path / "tls"
    Authority.create(tmp_path / "authority").issue_peer("search", ["127.0.0.1"], folder)
    where = tmp_path / "scheduler.json"
    process = subprocess.Popen(
        [
            sys.executable, "-m", "station.cli.search", "scheduler", "--host", "127.0.0.1", "--port", "0", "--tls",
            str(folder), "--scheduler-file", str(where), "--pages", "0",
        ],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        seen = set()
        while len(seen) < 2 and process.poll() is None:
            seen = of_processes(psutil.Process(process.pid))
        assert all(one.inside for one in seen)
        assert len([one for one in seen if answers_plain_http(one)]) == 1
    finally:
        process.kill()
        process.wait()
