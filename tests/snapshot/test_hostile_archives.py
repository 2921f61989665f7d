"""Archives that are cut or changed anywhere, and those of old and strange tools: all that is sound is read, all else is named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import shutil
import socket
import struct
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

import antrea_parse as ap
from tests.snapshot.test_archives import read, tar, zipped

ADDRESS, ROUTE = b"1: lo: <UP>\n", b"default via 10.0.0.1 dev eth0\n"
MEMBERS = [("a/address", ADDRESS), ("b/route", ROUTE)]
TEXTS = {"a/address": ["1: lo: <UP>"], "b/route": ["default via 10.0.0.1 dev eth0"]}
ARCHIVES = {
    "tar": tar(MEMBERS),
    "tar.gz": gzip.compress(tar(MEMBERS)),
    "tar.bz2": bz2.compress(tar(MEMBERS)),
    "tar.xz": lzma.compress(tar(MEMBERS)),
    "tar.zst": zstandard.compress(tar(MEMBERS)),
    **{f"zip {method}": zipped(MEMBERS, method) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)},
    "zip in tar": tar([("x", zipped(MEMBERS))]),
    "tar.gz in zip": zipped([("x", gzip.compress(tar(MEMBERS)))]),
}
#: Less of an archive is none: its first header, or its magic number.
HEADER, MAGIC = 512, 10


def places(data: bytes) -> list[int]:
    """Where to cut or to change: everywhere in what says something, here and there in what is blank."""
    return [at for at in range(len(data)) if at % 97 == 0 or data[max(0, at - 4) : at + 4].strip(b"\0")]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_cut_anywhere_is_named(kind: str) -> None:
    data = ARCHIVES[kind]
    for at in places(data):
        if at < (HEADER if data[0] in b"ax" else MAGIC):
            continue
        texts, found = read(data[:at])
        assert found or list(texts.values()) == list(TEXTS.values()), at
        for name, lines in texts.items():
            assert not lines or name in ("<file>", "x") or "\n".join(TEXTS[name.removeprefix("x/")]).startswith("\n".join(lines)), at


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_changed_bit_anywhere_raises_nothing(kind: str) -> None:
    data, chance = ARCHIVES[kind], random.Random(kind)
    for at in places(data):
        changed = bytearray(data)
        changed[at] ^= 1 << chance.randrange(8)
        try:
            texts, found = read(bytes(changed))
        except ap.CaptureError:
            continue
        if kind.startswith("zip ") and not found:  # it has checksums: what is read is what was packed, under whatever name
            assert sorted(texts.values()) == sorted(TEXTS.values()), at


def test_memory_that_an_archive_asks_for_is_bounded() -> None:
    data = bytearray(zipped([("a", ROUTE * 10)], zipfile.ZIP_LZMA))
    struct.pack_into("<I", data, data.index(b"a", 30) + 1 + 5, 0xF0000000)
    texts, (found,) = read(bytes(data))
    assert (texts, found.code) == ({}, "AP307")
    assert "its dictionary takes 4,026,531,840 bytes" in found.message
    for packed in (b"\x28\xb5\x2f\xfd\x00\xa8\x19\0\0abc", lzma.compress(ROUTE, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])):
        _, (found,) = read(packed)
        assert "memory" in found.message.lower()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("日志/ip-r.txt".encode("gb18030"), "日志/ip-r.txt"),
        ("日志/ip-r.txt".encode(), "日志/ip-r.txt"),
        ("Länge.txt".encode("cp437"), "Länge.txt"),
        (b"w1\\ip-r.txt", "w1\\ip-r.txt"),
        (b"con\x1b[31m.txt", "con�[31m.txt"),
    ],
)
def test_names_in_the_encoding_of_whoever_packed_them(raw: bytes, name: str) -> None:
    texts, found = read(zipped([("x" * len(raw), ROUTE)]).replace(b"x" * len(raw), raw))
    assert ([key.replace("/", "\\") for key in texts], found) == ([name.replace("/", "\\")], [])


def old(name: bytes, data: bytes, kind: bytes = b"\0") -> bytes:
    """A member as the oldest tar writes it."""
    header = bytearray(512)
    header[: len(name)] = name
    header[124:136] = b"%011o\0" % len(data)
    header[156:157] = kind
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + bytes(-len(data) % 512)


def test_the_oldest_tar_is_read_and_its_folders_are_none() -> None:
    assert read(old(b"./", b"") + old(b"b/", b"") + old(b"b/route", ROUTE) + bytes(1024)) == ({"b/route": TEXTS["b/route"]}, [])


@pytest.mark.parametrize("kind", [b"D", b"A", b"N"])
def test_what_tools_add_to_archives_is_no_file(kind: bytes) -> None:
    texts, (found,) = read(old(b"x", b"Yroute\0", kind) + old(b"b/route", ROUTE) + bytes(1024))
    assert (texts, found.code) == ({"b/route": TEXTS["b/route"]}, "AP306")


@pytest.mark.skipif(shutil.which("tar") is None, reason="tar is not installed")
@pytest.mark.parametrize("layout", ["gnu", "oldgnu", "pax"])
def test_a_folder_packed_by_tar(layout: str, tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / ("n" * 120 + ".txt")).write_bytes(ROUTE)
    (tmp_path / "route").write_bytes(ROUTE)
    os.link(tmp_path / "route", tmp_path / "zz-same")
    (tmp_path / "loop").symlink_to(".")
    os.mkfifo(tmp_path / "fifo")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 20)
    packed = subprocess.run(["tar", "-C", tmp_path, "--sparse", "--sort=name", f"--format={layout}", "-cf", "-", "."], capture_output=True, check=True)
    texts, found = read(packed.stdout)
    assert sorted(texts) == [f"n/{'n' * 120}.txt", "route"]
    assert {item.code for item in found} == {"AP306"}
    assert sorted(item.message.split()[1].rstrip("s") for item in found) == ["link", "pipe", "sparse"]


def test_what_stands_before_an_archive_is_named() -> None:
    texts, (found,) = read(zipped([("a/route", ROUTE)]) + zipped([("b/route", ROUTE)]))
    assert (list(texts), found.code) == (["b/route"], "AP307")
    assert "bytes before its first member" in found.message


def test_archives_that_were_written_one_behind_the_other_are_read() -> None:
    assert list(read(tar(MEMBERS[:1]) + tar(MEMBERS[1:]))[0]) == ["a/address", "b/route"]


def test_a_folder_of_strange_things(tmp_path: Path) -> None:
    (tmp_path / "route").write_bytes(ROUTE)
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "sock"))
    Path(os.fsdecode(os.fsencode(tmp_path) + "/日志.txt".encode("gb18030"))).write_bytes(ROUTE)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/x\x1b[31m\xff.txt")).write_bytes(ROUTE)
    snap = ap.read(tmp_path)
    assert sorted(source.name.rpartition("/")[2] for source in snap.sources) == ["route", "x�[31m�.txt", "日志.txt"]
    assert [item.message.split(" not")[0] for item in snap.diagnostics if item.code == "AP306"] == ["2 device or pipes", "1 link"]
    assert all(item.model_dump_json() for item in snap.diagnostics)
    assert snap.topology.model_dump_json()


def test_a_zip_that_holds_itself_ends() -> None:
    data = zipped([("a.zip", b"")])
    for _ in range(30):
        data = zipped([("a.zip", data), ("route", ROUTE)])
    texts, found = read(data)
    assert len(texts) == 8
    assert [item.code for item in found] == ["AP308"]


def test_one_tar_in_another_is_read_as_far_as_layers_go() -> None:
    data = tar(MEMBERS)
    for _ in range(3):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as archive:
            info = tarfile.TarInfo("x")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        data = out.getvalue()
    assert list(read(data)[0]) == ["x/x/x/a/address", "x/x/x/b/route"]
