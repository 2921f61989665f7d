"""Nothing opens a socket, and nothing but the layout engine starts a process."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import LAB_PAGE

SCRIPT = """
import sys

def forbid(event, arguments):
    if event.startswith(("socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "ftplib.", "webbrowser.")):
        raise SystemExit(f"{event} {arguments}")
    if event == "subprocess.Popen" and not str(arguments[0]).endswith("dot"):
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(forbid)
import antrea_parse as ap
snap = ap.read(sys.argv[1])
for view, options in (("overview", {}), ("node", {"node": "worker-01"})):
    diagram = snap.topology.draw(view, **options)
    assert diagram.svg and diagram.dot
snap.topology.graph()
print("done")
"""


def test_reading_and_drawing_stay_offline() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(LAB_PAGE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_import_is_light() -> None:
    heavy = "networkx graphviz pygraphviz ttp textfsm yaml pandas IPython"
    script = f"import sys, antrea_parse; print([name for name in '{heavy}'.split() if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
