"""Writes golden samples of Open vSwitch from a switch that runs here, and what they must parse to.

python -m tests.live.capture_ovs            then read the diff
python -m tests.live.capture_ovs --few      the first and the last version of OpenFlow only: for a further release of the tools

The release of the tools that are first on PATH stands in the names of the samples.

Row and datapath identifiers are random, so every run changes them.
"""

from __future__ import annotations

import argparse
import re

from antrea_parse.commands.registry import look_up
from tests import goldens
from tests.live.ovs_lab import PROTOCOLS, lab


def main() -> None:
    """Write one sample for each form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", action="store_true")
    protocols = (PROTOCOLS[0], PROTOCOLS[-1]) if parser.parse_args().few else PROTOCOLS
    listings = ("show", "list interface", "list port", "list bridge")
    commands = {f"ovs-vsctl {words}": "odd-names" for words in listings}
    commands |= {
        f"ovs-ofctl -O {protocol} {verb} br0": f"bond-vlan-of{protocol[-2:]}" for protocol in protocols for verb in ("show", "dump-ports-desc", "dump-ports")
    }
    commands |= {"ovs-ofctl show br-int": "odd-names", "ovs-ofctl --names dump-ports br-int": "odd-names"}
    commands |= {
        "ovs-appctl dpif/show": "odd-names",
        "ovs-appctl dpctl/show": "odd-names",
        "ovs-appctl dpctl/show -s": "odd-names-s",
        "ovs-appctl fdb/show br0": "static",
    }
    with lab() as ovs:
        version = re.search(r"\d+\.\d+", ovs.vsctl("--version"))
        assert version is not None
        for command, case in commands.items():
            tool, *words = command.split()
            text = ovs.run(tool, *words).replace(str(ovs.folder), "/run/openvswitch")
            name = look_up(command)[0].name.replace(" ", "-").replace("/", "-")
            path = goldens.ROOT / name / f"{case}.v{version.group()}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            goldens.write(path, command)


if __name__ == "__main__":
    main()
