"""What is built holds the templates and nothing that lies about."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_sdist_and_wheel_hold_the_templates(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    (sdist,) = tmp_path.glob("*.tar.gz")
    templates = {path.name: digest(path.read_bytes()) for path in (ROOT / "templates").iterdir()}
    assert templates
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        packed = {Path(name).name: digest(archive.read(name)) for name in names if name.startswith("antrea_parse/_templates/")}
    assert packed == templates
    assert "antrea_parse/py.typed" in names
    fonts = {Path(name).name for name in names if name.startswith("antrea_parse/drawing/fonts/")}
    assert fonts == {path.name for path in (ROOT / "antrea_parse" / "drawing" / "fonts").iterdir()}
    assert "LICENSE" in fonts
    assert {name.split("/")[0] for name in names} == {"antrea_parse", f"antrea_parse-{wheel.name.split('-')[1]}.dist-info"}
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert tops <= {
        "antrea_parse",
        "templates",
        "tests",
        "samples",
        "docs",
        "benchmarks",
        "CHANGELOG.md",
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
    }


def test_no_python_among_the_templates() -> None:
    # A .py there would break editable installs.
    assert [path for path in (ROOT / "templates").rglob("*") if path.suffix not in (".textfsm", ".ttp")] == []
