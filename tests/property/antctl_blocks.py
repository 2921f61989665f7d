"""What antctl prints as several small tables: feature gates and the policies of an endpoint."""

from __future__ import annotations

from random import Random
from typing import Any

from benchmarks.synthetic.antctl import table

_BLOCKS = {
    "applied_policies": ("Applied Policies on Endpoint:", ("Name", "Namespace", "UID")),
    "egress_rules": ("Egress Rules Referencing Endpoint as Destination:", ("Name", "Namespace", "Index", "UID")),
    "ingress_rules": ("Ingress Rules Referencing Endpoint as Source:", ("Name", "Namespace", "Index", "UID")),
}


def _name(rng: Random) -> str:
    return "-".join("".join(rng.choices("abcxyz0189", k=rng.randint(1, 9))) for _ in range(rng.randint(1, 3)))


def featuregates(rng: Random) -> tuple[str, list[dict[str, Any]]]:
    """``antctl get featuregates`` and what it tells."""
    text, records = "", []
    titles = {"agent": "Agent Feature Gates", "agent-windows": "Agent Feature Gates (Windows)", "controller": "Controller Feature Gates"}
    for component in sorted(rng.sample(sorted(titles), rng.randint(1, 3))):
        gates = sorted({"".join(rng.choices("ABCdefGhi", k=rng.randint(3, 20))).capitalize() for _ in range(rng.randint(1, 6))})
        rows = [("FEATUREGATE", "STATUS", "VERSION")]
        rows += [(gate, rng.choice(["Enabled", "Disabled"]), rng.choice(["ALPHA", "BETA", "GA", ""])) for gate in gates]
        widths = [max(map(len, column)) + 5 for column in zip(*rows, strict=True)]
        lines = ["".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        text += ("\n" if text else "") + "".join(line + "\n" for line in [f"Antrea {titles[component]}", *lines])
        for gate, status, version in rows[1:]:
            records.append({"component": component, "featuregate": gate, "status": status} | ({"version": version} if version else {}))
    return text, records


def endpoint(rng: Random) -> tuple[str, list[dict[str, Any]]]:
    """``antctl query endpoint`` and what it tells."""
    namespace, name = _name(rng), _name(rng)
    text, record = f"Endpoint {namespace}/{name}\n", {"namespace": namespace, "name": name}
    for field, (label, header) in _BLOCKS.items():
        made = []
        for _ in range(rng.randint(0, 4)):
            row = {"name": _name(rng), "namespace": rng.choice([_name(rng), None]), "index": rng.randrange(20), "uid": _uid(rng)}
            made.append({key.lower(): row[key.lower()] for key in header})
        rows = [["" if value is None else str(value) for value in row.values()] for row in made]
        text += f"{label}{'' if rows else ' None'}\n" + (table(header, rows) if rows else "") + "\n"
        order = sorted(range(len(rows)), key=lambda number: [cell or "<NONE>" for cell in rows[number]])
        record[field] = [made[number] for number in order]
    return text, [record]


def _uid(rng: Random) -> str:
    return "-".join("".join(rng.choices("0123456789abcdef", k=length)) for length in (8, 4, 4, 4, 12))


#: What prints it, and what makes it.
BLOCKS = {"antctl get featuregates": featuregates, "antctl query endpoint": endpoint}
