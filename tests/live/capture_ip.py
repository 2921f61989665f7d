"""Writes the golden samples that come from a real `ip` in namespaces furnished by `tests.live.ip_lab`.

python -m tests.live.capture_ip               as root; then read the diff
python -m tests.live.capture_ip addr-d-s …    only these cases

The release of the `ip` that is first on PATH stands in the names of the samples, so that those of several releases stand beside each other.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from antrea_parse.commands.registry import look_up
from tests import goldens
from tests.live.ip_lab import Lab, furnish, furnish_oddly, lab

#: Fixed, since they stand in the captures (`link-netns apt-there`).
_NAMES = ("apt-here", "apt-there", "apt-nowhere")
_FORMS = {
    "addr-d-s": "ip -d -s addr",
    "addr-s-s": "ip -s -s addr",
    "addr-4": "ip -4 addr",
    "addr-6": "ip -6 addr",
    "addr-4-d": "ip -4 -d addr",
    "addr-6-s-s": "ip -6 -s -s addr",
    "addr-4-o": "ip -4 -o addr",
    "addr-6-br": "ip -6 -br addr",
    "addr-br": "ip -br addr",
    "addr-d-s-s-c": "ip -d -s -s -c=always addr",
    "addr-h-s": "ip -h -s addr",
    "addr-N": "ip -N addr",
    "addr-dev": "ip addr show dev v0",
    "link": "ip link",
    "link-br": "ip -br link",
    "link-br-c": "ip -br -c=always link",
    "link-c": "ip -c=always link",
    "link-d-s-s": "ip -d -s -s link",
    "link-o-s-s": "ip -o -s -s link",
    "link-4": "ip -4 link",
    "route-o-d": "ip -o -d route",
    "route-all-d": "ip -d route show table all",
    "route-100": "ip route show table 100",
    "route-dev": "ip route show dev v0",
    "route-6-o": "ip -6 -o route",
    "route-6-N": "ip -6 -N route",
    "route-get-mark": "ip route get 10.40.1.1 mark 20",
    "route-get-6": "ip route get 2001:db8:bb::5",
    "neigh-s-s": "ip -s -s neigh",
    "neigh-c": "ip -c=always neigh",
    "neigh-6": "ip -6 neigh",
    "rule-6-d": "ip -6 -d rule",
    "nexthop-d": "ip -d nexthop",
    "addr": "ip addr",
    "rule": "ip rule",
    "route-all": "ip route show table all",
    "route-6": "ip -6 route",
    "neigh-s": "ip -s neigh",
}
_ODD_FORMS = {
    "odd-names": "ip addr",
    "odd-names-o": "ip -o addr",
    "odd-names-br": "ip -br addr",
    "odd-aliases": "ip link",
    "odd-aliases-o": "ip -o link",
}


def _write(place: Lab, case: str, command: str) -> None:
    name = look_up(command)[0].name
    release = re.search(r"iproute2-(\d+\.\d+)", place.text("ip -V"))
    assert release is not None
    path = goldens.ROOT / name.replace(" ", "-") / f"live-{case}.v{release[1]}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(place.both(command)[0], encoding="utf-8")
    goldens.write(path, command)
    print(Path(path.parent.name) / path.name)  # noqa: T201


def main() -> None:
    """Write what was asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[[], *_FORMS, *_ODD_FORMS])
    cases = parser.parse_args().cases
    for forms, furnished in ((_FORMS, furnish), (_ODD_FORMS, furnish_oddly)):
        asked = {case: command for case, command in forms.items() if case in (cases or forms)}
        if asked:
            with lab(*_NAMES) as place:
                furnished(place)
                for case, command in asked.items():
                    _write(place, case, command)


if __name__ == "__main__":
    main()
