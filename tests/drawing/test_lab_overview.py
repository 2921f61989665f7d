"""The overview of the lab page says what the page says, in the same bytes on every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import antrea_parse as ap
from tests.conftest import LAB_PAGE, ROOT

TOLD = [
    "master-01",
    "worker-01",
    "worker-02",
    *("default/frontend", "default/backend1", "default/backend2", "avi-system/ako-0"),
    *("kube-system/coredns-558bd4d5db-gtvr4", "kube-system/coredns-558bd4d5db-vgjs2"),
    *("10.211.1.14", "10.211.1.15", "10.211.2.30", "10.211.2.20", "10.211.1.4", "10.211.2.21"),
    *("antrea-gw0", "10.211.0.0/24", "10.211.1.0/24", "10.211.2.0/24", "192.168.110.0/24", "192.168.110.1"),
]


@pytest.fixture(scope="module")
def svg() -> str:
    return ap.read(LAB_PAGE).topology.draw("overview").svg


def words(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    return "\n".join("".join(item.itertext()) for item in root.iter() if item.tag.rpartition("}")[2] in ("text", "title"))


@pytest.mark.parametrize("fact", TOLD)
def test_the_overview_carries_the_facts(svg: str, fact: str) -> None:
    namespace, _, name = fact.rpartition("/")
    said = words(svg)
    assert fact in said or (namespace in said and name in said)


def test_it_marks_what_is_inferred_and_what_is_not_captured(svg: str) -> None:
    said = words(svg)
    assert "~15" in said
    assert "?" in said
    assert "by elimination" in said


def test_nothing_is_loaded_from_elsewhere(svg: str) -> None:
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert "<image" not in svg
    assert str(ROOT) not in svg


def test_same_bytes_whatever_the_hash_seed_locale_and_directory(tmp_path: Path) -> None:
    script = "import antrea_parse as ap, sys; sys.stdout.buffer.write(ap.read(sys.argv[1]).topology.draw('overview').svg.encode())"
    made = set()
    for seed, language, folder, page in (
        ("0", "C", ROOT, LAB_PAGE),
        ("1", "C.UTF-8", tmp_path, LAB_PAGE),
        ("2", "de_DE", LAB_PAGE.parent, Path(LAB_PAGE.name)),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", script, str(page)], cwd=folder, env=environment, capture_output=True, check=True)
        made.add(done.stdout)
    assert len(made) == 1
