"""Writes what would be captured of a cluster that does not exist.

    python -m benchmarks.cluster --nodes 1000 --pods 30 --antrea v1.13.1 -o captures/

Same arguments and seed, same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from benchmarks.synthetic import COMMANDS, FORMS, Config, State, build, files, later
from benchmarks.synthetic.damage import HARMS
from benchmarks.synthetic.faults import NAMES
from benchmarks.synthetic.layouts import PROMPTS
from benchmarks.synthetic.model import EXTRAS, FAMILIES, MODES


def arguments() -> argparse.ArgumentParser:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=3, help="nodes, the control plane's one included")
    parser.add_argument("--pods", type=int, default=10, help="pods on each node")
    parser.add_argument("--antrea", default="v1.13.1", help="release of Antrea, v0.1 to v2.7")
    parser.add_argument("--mode", choices=MODES, default="encap", help="traffic mode")
    parser.add_argument("--family", choices=tuple(FAMILIES), default="4", help="IP family")
    parser.add_argument("--encryption", choices=("ipsec", "wireguard"), default="")
    parser.add_argument("--tunnel", choices=("geneve", "vxlan", "gre", "stt"), default="", help="encapsulation; the release's default if not given")
    parser.add_argument("--proxy-all", action="store_true", help="AntreaProxy serves the nodes too")
    parser.add_argument("--secondary", action="store_true", help="some pods have an interface on a secondary network")
    parser.add_argument("--extras", nargs="*", default=(), metavar="EXTRA", help=", ".join(EXTRAS))
    parser.add_argument("--faults", nargs="*", default=(), metavar="FAULT", help=", ".join(NAMES))
    parser.add_argument("--form", choices=FORMS, default="loose", help="how the captures are saved")
    parser.add_argument("--prompt", choices=tuple(PROMPTS), default="", help="style of prompts in terminal logs; all in turn if not given")
    parser.add_argument("--damage", nargs="*", default=(), metavar="DAMAGE", help=", ".join(HARMS))
    parser.add_argument("--commands", nargs="*", default=None, metavar="COMMAND", help=f"what is captured; all if not given: {', '.join(COMMANDS)}")
    parser.add_argument("--captured", type=int, default=None, metavar="N", help="number of nodes that are captured; all if not given")
    parser.add_argument("--older", nargs="*", default=(), metavar="COMMAND", help="captures that are older than the others: some pods were others then")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder to write to")
    return parser


def truth(state: State) -> dict[str, object]:
    """What is so, as plain data: for readers in other languages, and for the eye."""
    nodes = {
        node.name: {
            "ips": [str(ip) for ip in node.ips],
            "pod_cidrs": [str(network) for network in node.pod_cidrs],
            "gateway_ips": [str(ip) for ip in node.gateway_ips],
            "tunnel_type": node.tunnel_type,
        }
        for node in state.nodes
    }
    bindings = {"/".join(key): {**binding._asdict(), "ip": str(binding.ip)} for key, binding in state.bindings.items()}
    faults = [fault._asdict() for fault in state.faults]
    return {"antrea": state.release.text, "mode": state.mode, "nodes": nodes, "bindings": bindings, "faults": faults}


def main(argv: list[str] | None = None) -> None:
    """Write what was asked for."""
    parser = arguments()
    given = parser.parse_args(argv)
    try:
        config = Config(given.nodes, given.pods, given.antrea, given.mode, given.family, given.encryption, given.tunnel, given.proxy_all, given.secondary,
                        extras=tuple(given.extras), faults=tuple(given.faults), seed=given.seed)  # fmt: skip
        state = build(config)
    except ValueError as error:
        parser.error(str(error))
    older: dict[str, State] = {}
    if given.older:
        older, state = dict.fromkeys(given.older, state), later(state)
    names = [node.name for node in state.nodes]
    chosen = None if given.captured is None else set(random.Random(given.seed).sample(names, min(given.captured, len(names))))
    written = 0
    try:
        found = files(state, given.commands, given.form, nodes=chosen, older=older, harm=given.damage, prompt=given.prompt, seed=given.seed)
        for path, chunks in found:
            target = given.output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                for chunk in chunks:
                    written += out.write(chunk)
    except ValueError as error:
        parser.error(str(error))
    (given.output / "truth.json").write_text(json.dumps(truth(state), indent=1) + "\n", encoding="utf-8")
    print(f"{len(state.nodes):,} nodes, {len(state.pods):,} pods, {written:,} bytes in {given.output}")


if __name__ == "__main__":
    main()
