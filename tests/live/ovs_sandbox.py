"""An Open vSwitch of the test's own: ovsdb-server and ovs-vswitchd with dummy devices in a temporary folder, no kernel module.

    def test_something(ovs: OvsSandbox) -> None:
        ovs.vsctl("add-br", "br-int")
        text = ovs.ofctl("show", "br-int")

The fixture `ovs` is in `tests/live/conftest.py`; it skips, with the reason, where Open vSwitch is not installed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What must be on PATH (Debian: openvswitch-switch).
TOOLS = ("ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl", "ovs-appctl")
_SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
_SECONDS = 30


def missing() -> str | None:
    """Why no sandbox can be started, or None."""
    lacking = [tool for tool in TOOLS if _which(tool) is None]
    if lacking:
        return f"not installed: {', '.join(lacking)} (Debian package openvswitch-switch)"
    return None if _SCHEMA.exists() else f"no schema at {_SCHEMA}"


def _which(tool: str) -> str | None:
    return shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class OvsSandbox:
    """A running Open vSwitch whose database, sockets and logs are in one folder.

    Attributes:
        folder: the folder; its path is short, since a socket's may have 107 bytes only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "OVS_RUNDIR": str(folder),
            "OVS_LOGDIR": str(folder),
            "OVS_DBDIR": str(folder),
            "OVS_SYSCONFDIR": str(folder),
        }

    def run(self, tool: str, *arguments: str, check: bool = True) -> str:
        """Run one of the tools against this switch.

        Returns:
            Its standard output.

        Raises:
            AssertionError: it failed and `check` is set; the message holds what it printed.
        """
        program = _which(tool)
        assert program is not None, tool
        done = subprocess.run([program, *arguments], env=self._environment, capture_output=True, timeout=_SECONDS, check=False)
        if check and done.returncode:
            raise AssertionError(f"{tool} {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8")

    def vsctl(self, *arguments: str) -> str:
        """``ovs-vsctl``; waits until the switch has done what the database says."""
        return self.run("ovs-vsctl", f"--timeout={_SECONDS}", *arguments)

    def ofctl(self, *arguments: str) -> str:
        """``ovs-ofctl``."""
        return self.run("ovs-ofctl", f"--timeout={_SECONDS}", *arguments)

    def appctl(self, *arguments: str) -> str:
        """``ovs-appctl`` to ovs-vswitchd."""
        return self.run("ovs-appctl", f"--timeout={_SECONDS}", *arguments)

    def start(self) -> None:
        """Create the database and start both daemons; returns when the switch answers."""
        database = self.folder / "conf.db"
        self.run("ovsdb-tool", "create", str(database), str(_SCHEMA))
        managers = "--remote=db:Open_vSwitch,Open_vSwitch,manager_options"
        self._daemon("ovsdb-server", f"--remote=punix:{self.folder}/db.sock", managers, str(database))
        self.run("ovs-vsctl", "--no-wait", "init")
        # As ovs-ctl does; without it `ovs-vsctl show` has no last line.
        version = self.run("ovs-vsctl", "--version").split("\n")[0].split()[-1]
        self.run("ovs-vsctl", "--no-wait", "set", "Open_vSwitch", ".", f"ovs_version={version}")
        self._daemon("ovs-vswitchd", "--enable-dummy=override", "--disable-system", f"unix:{self.folder}/db.sock")

    def _daemon(self, tool: str, *arguments: str) -> None:
        self.run(tool, "--detach", "--no-chdir", f"--pidfile={self.folder}/{tool}.pid", f"--log-file={self.folder}/{tool}.log", "-vconsole:off", *arguments)

    def stop(self) -> None:
        """Stop both daemons, by the numbers in their own pid files."""
        for tool in ("ovs-vswitchd", "ovsdb-server"):
            pidfile = self.folder / f"{tool}.pid"
            if not pidfile.exists():
                continue
            number = int(pidfile.read_text())
            self.run("ovs-appctl", f"--timeout={_SECONDS}", "-t", str(self.folder / f"{tool}.{number}.ctl"), "exit", check=False)
            if pidfile.exists():  # it did not answer
                try:
                    os.kill(number, signal.SIGKILL)
                except ProcessLookupError:
                    continue


@contextmanager
def running() -> Iterator[OvsSandbox]:
    """A switch that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="ovs-", ignore_cleanup_errors=True) as folder:
        sandbox = OvsSandbox(Path(folder))
        try:
            sandbox.start()
            yield sandbox
        finally:
            sandbox.stop()
