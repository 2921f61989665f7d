"""Bytes of every encoding that saved logs come in, alone and one behind the other: nothing is lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.text.decode import Decoder, decode

WIDE = ("utf-16", "utf-16-le", "utf-16-be")
#: Lines with enough ASCII for UTF-16 without a mark to be known by.
LINES = st.lists(st.text(alphabet="abcxyz 019:/.-路由ü", min_size=1, max_size=20).map(lambda text: f"ip route {text}\n"), min_size=1, max_size=6).map("".join)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(("utf-8", *WIDE)), LINES), min_size=1, max_size=4))
def test_what_is_appended_in_another_encoding_is_read(parts: list[tuple[str, str]]) -> None:
    data = b"".join(text.encode(encoding) for encoding, text in parts)
    text, found = decode(data, "a.log")
    assert text.replace("\ufeff", "") == "".join(text for _, text in parts)
    assert {encoding in WIDE for encoding, _ in parts} == {False} or [item.code for item in found] == ["AP101"]


CHINESE = "从上面的结果可以看到\n错误：接口未找到\n检查节点状态 worker-01\n网络不可达\n默认网关 10.0.0.1\n子网掩码\n日志\n".splitlines(keepends=True)
GERMAN = "Größe der Übertragung überschritten\nNetzwerkfähig für Geräte\nGerät nicht gefunden: ungültiger Name\n".splitlines(keepends=True)
PLAIN = ["[root@w1 ~]# ip route\n", "default via 10.0.0.1 dev eth0\n", "\n", "2: eth0: <UP>\n"]
#: Text of each encoding that such text comes in.
SPOKEN = {"utf-8": CHINESE + GERMAN, "gb18030": CHINESE, "latin-1": GERMAN, "utf-16": CHINESE + GERMAN, "utf-16-le": CHINESE + GERMAN}
PARTS = st.sampled_from(sorted(SPOKEN)).flatmap(
    lambda encoding: st.tuples(st.just(encoding), st.lists(st.sampled_from(PLAIN + SPOKEN[encoding]), max_size=8).map(lambda x: PLAIN[0] + "".join(x)))
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PARTS, min_size=1, max_size=4), st.integers(1, 400))
def test_each_part_is_read_in_its_encoding_whole_and_in_pieces(parts: list[tuple[str, str]], size: int) -> None:
    data = b"".join(text.encode(encoding) for encoding, text in parts)
    expected = "".join(text for _, text in parts)
    text, found = decode(data, "a.log")
    assert text.replace("\ufeff", "") == expected
    spoken = {encoding for encoding, text in parts if encoding.startswith("utf-16") or not text.isascii()}
    assert [item.code for item in found] == ["AP101"] * bool(spoken - {"utf-8"})
    decoder = Decoder("a.log")
    pieces = [decoder.feed(data[at : at + size]) for at in range(0, len(data), size)] + [decoder.feed(b"", final=True)]
    assert "".join(pieces).replace("\ufeff", "") == expected


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_what_is_not_utf8_is_named(encoding: str) -> None:
    text = {"gb18030": "路由表的输出如下所示\n", "latin-1": "Größe, Länge, Straße, Übersicht\n", "cp1252": "“Größe” – “Länge”, “Straße”\n"}.get(
        encoding, "ip route ü\n" * 4
    )
    decoded, (found,) = decode(text.encode(encoding), "a.log")
    assert (decoded, found.code) == (text, "AP101")
    assert encoding.partition("-")[0] in found.message


def test_some_nul_bytes_do_not_make_a_log_binary() -> None:
    text, _ = decode(b"ip route\n" * 20 + b"\0\0\0" + b"ip route\n" * 20, "a.log")
    assert text.count("ip route\n") == 40


ZH = "路由表如下\n"
#: Bytes, what is read of them, and what is said.
DAMAGED = {
    "utf-8 cut in a letter": (("ip r\n" + ZH).encode()[:-2], "ip r\n路由表如\ufffd", ["AP112"]),
    "utf-8 cut behind the first byte of a letter": ((ZH * 3).encode() + b"ok \xe4", ZH * 3 + "ok \ufffd", ["AP112"]),
    "gb18030 cut in a letter": (ZH.encode("gb18030")[:-2], "路由表如\ufffd", ["AP101", "AP112"]),
    "utf-16 cut in a letter": (("ip r\n" * 4).encode("utf-16-le")[:-1], "ip r\nip r\nip r\nip r\ufffd", ["AP101", "AP112"]),
    "utf-16 and a NUL": ("ip r\nx\n".encode("utf-16-le") + b"\0", "ip r\nx\n\ufffd", ["AP101", "AP112"]),
    "half of a letter in utf-16": (b"\xff\xfea\0\x00\xd8b\0\n\0c\0\n\0", "a\ufffdb\nc\n", ["AP101", "AP112"]),
    "utf-16 without ascii letters": ("日志\n状态\n".encode("utf-16"), "日志\n状态\n", ["AP101"]),
    "utf-16 in the middle, without a mark or ascii letters": (b"ip route\n" + ("日志\n" * 3).encode("utf-16-le"), "ip route\n日志\n日志\n日志\n", ["AP101"]),
    "mark in the middle": (ZH.encode() + b"\xef\xbb\xbfip r\n", ZH + "\ufeffip r\n", []),
    "mark of utf-8 before gb18030": (b"\xef\xbb\xbf" + ZH.encode("gb18030"), ZH, ["AP101"]),
    "one letter": (b"caf\xe9", "café", ["AP101"]),
    "nothing but a mark": (b"\xff\xfe", "", ["AP101"]),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damage_costs_what_is_damaged(case: str) -> None:
    data, expected, codes = DAMAGED[case]
    text, found = decode(data, "a.log")
    assert (text, [item.code for item in found]) == (expected, codes)


def test_a_byte_too_many_in_utf16_costs_the_rest_of_its_line() -> None:
    data = bytearray(("ip route show\n" * 6).encode("utf-16-le"))
    data.insert(31, 0x41)
    text, found = decode(bytes(data), "a.log")
    assert [line for line in text.split("\n") if line == "ip route show"] == ["ip route show"] * 5
    assert text.count("\n") == 6
    assert [(item.code, item.line) for item in found if item.code == "AP112"] == [("AP112", 2)]


def test_two_bytes_too_many_cost_two_lines() -> None:
    data = bytearray(("ip route show\n" * 6).encode("utf-16-le"))
    data.insert(125, 0x42)
    data.insert(31, 0x41)
    text, found = decode(bytes(data), "a.log")
    assert [line == "ip route show" for line in text.split("\n")] == [True, False, True, True, False, True, False]
    assert [(item.line, item.last_line) for item in found if item.code == "AP112"] == [(2, 5)]


def test_where_the_encoding_changes_is_named() -> None:
    _, (found,) = decode(ZH.encode() + b"ip r\n" + ZH.encode("gb18030") * 2 + ZH.encode(), "a.log")
    assert found.message.endswith(": utf-8, gb18030 from line 3, utf-8 from line 5")


#: What consoles and wikis of these languages say, and the encodings that they say it in.
LANGUAGES = {
    "gb18030": [*CHINESE, "是\n", "以太网适配器 以太网:\n", "媒体已断开连接\n", "物理地址\n", "请检查配置文件中的参数设置是否正确\n"],
    "big5": ["從上面的結果可以看到\n", "錯誤：找不到介面\n", "檢查節點狀態\n", "乙太網路卡\n", "預設閘道\n", "實體位址\n"],
    "shift_jis": ["ノードの状態を確認します\n", "エラー: インターフェイスが見つかりません\n", "イーサネット アダプター\n", "サブネット マスク\n"],
    "euc_jp": ["ノードの状態を確認します\n", "設定ファイルを確認してください\n", "デフォルト ゲートウェイ\n"],
    "euc_kr": ["노드 상태를 확인합니다\n", "이더넷 어댑터\n", "기본 게이트웨이\n", "서브넷 마스크\n"],
    "cp1252": [*GERMAN, "Le périphérique n’existe pas – vérifiez\n", "Passerelle par défaut\n", "¿Está seguro? año\n", "für\n"],
    "cp1251": ["Сетевой интерфейс не найден\n", "Основной шлюз\n", "Маска подсети\n", "Физический адрес\n"],
}


@pytest.mark.parametrize("encoding", LANGUAGES)
def test_a_line_tells_its_encoding(encoding: str) -> None:
    read = [decode(line.encode(encoding), "a.log")[0] for line in LANGUAGES[encoding]]
    assert read == LANGUAGES[encoding]


@pytest.mark.parametrize("data", [b"\0" * 100, b"\x7fELF\2\1\1" + b"\0" * 9 + bytes(range(48)) * 9])
def test_nul_bytes_alone_are_no_text(data: bytes) -> None:
    with pytest.raises(ap.CaptureError, match="binary"):
        decode(data, "a.log")


def test_a_hole_in_a_log_does_not_make_it_binary() -> None:
    text, _ = decode(b"ip route\n" * 5 + b"\0" * 4096 + b"ip route\n" * 5, "a.log")
    assert text.count("ip route\n") == 10


def test_halves_of_letters_in_text_are_replaced() -> None:
    snap = ap.read_text("[root@w1 ~]# ip route\ndefault via 10.0.0.1 dev et\ud800h0\n[root@w1 ~]# ip r\ndefault via 10.0.0.1 dev x\udc80\n")
    assert [route.dev for out in snap.outputs("ip route") for route in out] == ["et\ufffdh0", "x\ufffd"]
    assert [item.code for item in snap.diagnostics] == ["AP112"]
    assert "et\ufffdh0" in snap.captures[0].output.model_dump_json()


def test_what_changes_its_encoding_again_and_again_takes_no_longer() -> None:
    """A look at each place by itself would take minutes: the limit of time of a test."""
    text, found = decode((ZH.encode() + b"\xff\xfe\x80\x81\x90\xf8\xf9\xfa\xfb\xfc abc\n") * 40_000, "a.log")
    assert text.count(ZH) == 40_000
    assert "AP112" in [item.code for item in found]
