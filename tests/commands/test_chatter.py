"""What stands between lines of an output and is none of it is named and takes nothing away."""

from __future__ import annotations

import pytest

import antrea_parse as ap

OUTPUT = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: ens3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN group default qlen 1000
    link/ether 02:b4:ef:a6:5c:9e brd ff:ff:ff:ff:ff:ff
    inet 10.0.0.5/24 brd 10.0.0.255 scope global ens3
       valid_lft forever preferred_lft forever
"""


@pytest.mark.parametrize("mark", [":", "~", "(END)", "lines 1-23", "lines 1-23/45 51%", "lines 22-45/45 (END)", "--More--", "--More--(37%)", "^C"])
@pytest.mark.parametrize("place", [1, 2, 4, 6])
def test_pagers(mark: str, place: int) -> None:
    lines = OUTPUT.splitlines(keepends=True)
    text = "".join([*lines[:place], mark + "\n", *lines[place:]])
    output = ap.parse(text, "ip a")
    assert list(output) == list(ap.parse(OUTPUT, "ip a"))
    assert [(item.code, item.line) for item in output.diagnostics] == [("AP207", place + 1)]
    (capture,) = ap.read_text(f"[root@w1 ~]# ip a | less\n{text}").captures
    assert (capture.node, len(capture.output or ())) == ("w1", 2)
