"""Archives are read as streams: every packing, damaged ones as far as they go, hostile ones within bounds."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.snapshot.files import Limits, open_sources
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.source import Source

MEMBERS = [("flows", b"one\ntwo\n"), ("notes/a.txt", b"three\n"), ("x" * 180 + "/address", b"four\n")]
PACKINGS = {"tar": bytes, "tar.gz": gzip.compress, "tar.bz2": bz2.compress, "tar.xz": lzma.compress, "tar.zst": zstandard.compress}


def tar(members, *, layout=tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=layout) as archive:
        for name, data in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members, method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def read(data: bytes, **limits: int) -> tuple[dict[str, list[str]], list[Diagnostic]]:
    """Texts by name, and the diagnostics."""
    found = list(open_sources(io.BytesIO(data), Limits(**limits)))
    sources = [item for item in found if isinstance(item, Source)]
    return {item.name.removeprefix("<file>/"): list(item.lines) for item in sources}, [item for item in found if isinstance(item, Diagnostic)]


EXPECTED = {name: data.decode().splitlines() for name, data in MEMBERS}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("layout", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_packing_and_layout_of_tar_is_read(packing, layout):
    members = MEMBERS if layout != tarfile.USTAR_FORMAT else MEMBERS[:2]
    texts, found = read(PACKINGS[packing](tar(members, layout=layout)))
    assert texts == {name: EXPECTED[name] for name, _ in members}
    assert found == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_is_read(method):
    assert read(zipped(MEMBERS, method)) == (EXPECTED, [])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_a_packed_file_has_the_name_of_its_packing(tmp_path, pack):
    path = tmp_path / "ip-a.txt.packed"
    path.write_bytes(pack(b"one\n") + pack(b"two\n"))
    (source,) = open_sources(path)
    assert (source.name, list(source.lines)) == (str(path), ["one", "two"])


def test_archives_in_archives_are_read_whatever_they_are_called():
    inner = gzip.compress(tar(MEMBERS))
    texts, found = read(zipped([("dump/agent", inner), ("again.bin", lzma.compress(zipped(MEMBERS[:1]))), ("top.txt", b"top\n")]))
    assert list(texts) == ["dump/agent/flows", "dump/agent/notes/a.txt", f"dump/agent/{MEMBERS[2][0]}", "again.bin/flows", "top.txt"]
    assert found == []


def test_members_pass_by_one_by_one():
    """Nothing behind a member is unpacked before the next one is asked for."""
    data = io.BytesIO(gzip.compress(tar([(f"file-{number}", os.urandom(1 << 16).hex().encode()) for number in range(40)])))
    sources = open_sources(data)
    assert isinstance(next(sources), Source)
    assert data.tell() < 1 << 19 < len(data.getvalue())


def test_read_takes_an_archive(tmp_path):
    path = tmp_path / "session.tgz"
    path.write_bytes(gzip.compress(tar([("w1/a.log", b"[root@worker-01 ~]# antctl version\nantctlVersion: v2.0.0\n")])))
    snap = ap.read(path)
    assert snap.captures[0].node == "worker-01"
    assert snap.captures[0].span.source == f"{path}/w1/a.log"


# Damage


@pytest.mark.parametrize("packing", PACKINGS)
def test_of_a_cut_archive_what_stands_before_the_cut_is_read(packing):
    noise = os.urandom(1 << 19).hex().encode()
    whole = PACKINGS[packing](tar([("first", b"one\n"), ("second", noise), ("third", b"three\n")]))
    texts, found = read(whole[: int(len(whole) * 0.7)])
    if packing != "tar.bz2":  # a block of bzip2 is all or nothing
        assert texts["first"] == ["one"]
    assert "third" not in texts
    assert any(item.code == "AP307" and "cut" in item.message for item in found)


def test_of_a_cut_zip_what_stands_before_the_cut_is_read():
    whole = zipped([("first", b"one\n"), ("second", os.urandom(2000).hex().encode()), ("third", b"three\n")])
    texts, found = read(whole[:1500])
    assert texts["first"] == ["one"]
    assert [item.source.removeprefix("<file>") for item in found] == ["", "/second"]


def test_a_zip_that_was_written_to_a_pipe_is_read_without_its_directory():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in MEMBERS:
            archive.writestr(name, data)
    texts, found = read(pipe.data[: pipe.data.index(b"PK\1\2")])
    assert texts == EXPECTED
    assert {item.code for item in found} == {"AP307"}


def test_behind_a_damaged_header_reading_goes_on_at_the_next_sound_one():
    data = bytearray(tar([("first", b"one\n"), ("second", b"two\n"), ("third", b"three\n")]))
    data[1024:1100] = b"\xff" * 76
    texts, found = read(bytes(data))
    assert texts == {"first": ["one"], "third": ["three"]}
    assert [item.message for item in found] == ["damaged header; read on at the next sound one"]


@pytest.mark.parametrize("pack", [gzip.compress, zipped], ids=["gzip", "zip"])
def test_a_wrong_checksum_is_named_and_the_text_is_read(pack):
    whole = bytearray(pack(b"one\ntwo\n") if pack is gzip.compress else pack([("a", b"one\ntwo\n")], zipfile.ZIP_STORED))
    at = -8 if pack is gzip.compress else bytes(whole).index(b"one")
    whole[at] ^= 1
    texts, found = read(bytes(whole))
    assert len(next(iter(texts.values()), ["", ""])) == 2
    assert [item.code for item in found] == ["AP307"]


def test_an_encrypted_member_is_named_and_the_rest_is_read():
    data = bytearray(zipped(MEMBERS[:2]))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + offset] |= 1
    texts, found = read(bytes(data))
    assert list(texts) == ["notes/a.txt"]
    assert "encrypted" in found[0].message


@pytest.mark.parametrize(("magic", "name"), [(b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"Rar!\x1a\x07\1\0", "RAR")])
def test_packings_that_are_not_opened_are_named(magic, name):
    with pytest.raises(ap.CaptureError, match=f"{name}.*unpack it"):
        read(magic + bytes(100))
    texts, found = read(zipped([("x", magic + bytes(100)), ("y", b"text\n")]))
    assert texts == {"y": ["text"]}
    assert name in found[0].message


# Hostile


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/../../b", "..\\..\\x", "C:\\..\\x"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_a_name_that_leads_out_is_not_read_and_named(pack, name):
    texts, found = read(pack([(name, b"evil\n"), ("good", b"good\n")]))
    assert texts == {"good": ["good"]}
    assert "leads out" in found[0].message


def test_names_are_shown_without_control_characters():
    texts, _ = read(tar([("a\x1b[31m\u202eb", b"x\n"), ("/abs/./path", b"x\n"), ("n" * 3000, b"x\n")]))
    assert list(texts) == ["a�[31m�b", "abs/path"]


def test_links_devices_and_sparse_files_are_counted_and_not_followed():
    special = []
    for kind, name in ((tarfile.SYMTYPE, "s"), (tarfile.LNKTYPE, "h"), (tarfile.CHRTYPE, "c"), (tarfile.FIFOTYPE, "f"), (tarfile.GNUTYPE_SPARSE, "sp")):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        special.append((info, b""))
    texts, found = read(tar([*special, ("good", b"good\n")], layout=tarfile.GNU_FORMAT))
    assert texts == {"good": ["good"]}
    assert sorted(item.message.split(" not")[0] for item in found) == ["1 device", "1 pipe", "1 sparse file", "2 links"]
    assert {item.level for item in found} == {"info"}


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "a.txt").write_text("x\n")
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    source, *found = open_sources(tmp_path)
    assert source.name.endswith("a.txt")
    assert [item.message.split(" not")[0] for item in found] == ["1 link", "1 device or pipe"]


def test_a_name_that_stands_twice_is_read_twice_and_said():
    texts, found = read(tar([("flows", b"old\n"), ("flows", b"new\n"), ("Flows", b"other\n")]))
    assert list(texts) == ["flows", "Flows"]
    assert "1 with a name that the archive has already" in found[0].message


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_a_bomb_stops_at_its_ratio(pack):
    _, found = read(pack(b"a" * 79 + b"\n" + bytes(40 << 20)))
    assert [item.code for item in found if item.source == "<file>"][-1] == "AP308"


def test_a_bomb_of_a_small_ratio_stops_at_the_total():
    texts, found = read(gzip.compress(os.urandom(1 << 21).hex().encode()), total_bytes=1 << 20)
    assert [item.code for item in found] == ["AP308"]
    assert sum(map(len, texts["<file>"])) <= 2 << 20


def test_members_that_share_their_data_are_a_bomb():
    data = bytearray(zipped([(f"a{number}", b"x" * 100) for number in range(9)], zipfile.ZIP_STORED))
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        data[at + 42 : at + 46] = bytes(4)
        at += 4
    texts, found = read(bytes(data))
    assert len(texts) == 1
    assert "8 members share the data" in found[-1].message


def test_layers_are_bounded():
    data = b"text\n"
    for _ in range(20):
        data = gzip.compress(data)
    texts, found = read(data)
    assert (texts, [item.code for item in found]) == ({}, ["AP308"])
    data = b"text\n"
    for _ in range(7):
        data = zipped([("z", data)])
    assert list(read(data)[0].values()) == [["text"]]


def test_members_are_counted_over_all_archives():
    inner = tar([(f"f{number}", b"x\n") for number in range(60)])
    texts, found = read(tar([("a.tar", inner), ("b.tar", inner), ("c.tar", inner)]), members=100)
    assert len(texts) == 98
    assert {item.code for item in found} == {"AP308"}


def test_a_million_entries_stop_at_the_limit():
    texts, found = read(tarfile.TarInfo("x").tobuf() * 30_000, members=1000)
    assert len(texts) == 1
    assert "more than 1,000 files" in found[0].message


def test_a_directory_of_zip_that_promises_too_much_is_not_read_into_memory():
    data = bytearray(zipped(MEMBERS[:1]))
    end = data.index(b"PK\5\6")
    struct.pack_into("<H", data, end + 10, 60000)
    texts, found = read(bytes(data), members=1000)
    assert texts == {"flows": ["one", "two"]}
    assert "60,000 members" in found[0].message


def test_a_header_of_tar_that_names_a_huge_header_does_not_fill_the_memory():
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 8**11 - 1
    texts, found = read(header.tobuf(tarfile.USTAR_FORMAT) + b"x" * 5000)
    assert texts == {}
    assert found


def test_a_file_beyond_the_limit_is_read_as_far_as_it_goes():
    texts, found = read(b"line\n" * 1000, file_bytes=100)
    assert len(texts["<file>"]) == 20
    assert [item.code for item in found] == ["AP308"]


def _quine_like(depth: int) -> bytes:
    data = b"x\n"
    for _ in range(depth):
        data = zipped([("a.zip", data), ("b.zip", data)])
    return data


def test_breadth_in_depth_ends_at_the_members():
    texts, found = read(_quine_like(7), members=50)
    assert len(texts) < 50
    assert any(item.code == "AP308" for item in found)


SAMPLES = [gzip.compress(tar(MEMBERS)), tar(MEMBERS, layout=tarfile.GNU_FORMAT), zipped(MEMBERS), lzma.compress(tar(MEMBERS)), bz2.compress(b"x\n"),
           zstandard.compress(tar(MEMBERS)), tar([("in.zip", zipped(MEMBERS)), ("in.gz", zlib.compress(b"x"))])]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=6)), max_size=4), st.integers(0, 1 << 20))
def test_damage_raises_nothing_but_our_error(data, edits, cut):
    damaged = bytearray(data)
    for at, new in edits:
        damaged[at % len(data) : at % len(data) + len(new)] = new
    if cut % 3 == 0:
        del damaged[cut % len(data) :]
    with contextlib.suppress(ap.AntreaParseError):
        read(bytes(damaged), members=1000, total_bytes=1 << 24)


def test_a_folder_however_deep_is_read_in_the_order_of_its_names(tmp_path):
    deep = tmp_path
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
    for name in ("b.txt", "a/z.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x\n")
    assert [Path(item.name).name for item in open_sources(tmp_path)] == ["z.txt", "a.txt", "b.txt"]


def test_the_sources_of_a_folder_hold_archives_too(tmp_path: Path):
    (tmp_path / "agent.tar.gz").write_bytes(gzip.compress(tar(MEMBERS[:1])))
    (tmp_path / "z.txt").write_text("z\n")
    assert [item.name for item in open_sources(tmp_path)] == [f"{tmp_path}/agent.tar.gz/flows", f"{tmp_path}/z.txt"]
