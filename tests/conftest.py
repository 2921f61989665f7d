"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The checks of a landing must not depend on chance; whoever works on the code gets other examples on every run.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]
LAB_PAGE = ROOT / "samples" / "lab-page" / "antrea-0.13-lab.txt"

#: Devices that a kernel may lack: tests of these and only these may skip where every tool is installed.
_KERNEL_MAY_REFUSE = "kernel refuses"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Where the tools are installed (``ANTREA_PARSE_NO_SKIP``), a skipped test is a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("ANTREA_PARSE_NO_SKIP") and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if _KERNEL_MAY_REFUSE not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped where nothing may be skipped: {reason}"
