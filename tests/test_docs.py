"""Documentation runs, is current and leads somewhere."""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS, encoding="utf-8")
    assert result.failed == 0


def test_the_readme_has_examples() -> None:
    assert ">>> topo = snap.topology" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


def test_the_readmes_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    exec(compile(script, "README.md", "exec"), {})
    assert (tmp_path / "topology.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("name", [name for name in generator().GENERATED if not name.endswith((".svg", ".ipynb"))])
def test_generated_parts_are_current(name: str) -> None:
    made = generator().GENERATED[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == made, "run: python docs/generate.py"


def words(svg: str) -> list[str]:
    """The words of a picture: where they stand may differ by the version of the layout engine."""
    return sorted("".join(item.itertext()) for item in ElementTree.fromstring(svg).iter() if item.tag.endswith("text"))


@pytest.mark.parametrize("name", [name for name in generator().GENERATED if name.endswith(".svg")])
def test_pictures_are_current(name: str) -> None:
    assert words((ROOT / name).read_text(encoding="utf-8")) == words(generator().GENERATED[name]()), "run: python docs/generate.py"


def outputs(notebook: str) -> list[tuple[str, dict[str, object]]]:
    """Source and outputs of each cell, pictures by their words."""
    found = []
    for cell in json.loads(notebook)["cells"]:
        shown: dict[str, object] = {}
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error", output
            assert output.get("name") != "stderr", output
            shown["stream"] = output.get("text")
            for kind, data in output.get("data", {}).items():
                svg = re.search(r"<svg.*</svg>", "".join(data), re.S)
                shown[kind] = words(svg[0]) if svg else data
        found.append(("".join(cell["source"]), shown))
    return found


# The kernel's own libraries warn of what is none of the project's business.
@pytest.mark.filterwarnings("ignore")
def test_the_tutorial_runs_and_its_outputs_are_current() -> None:
    kept = (ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8")
    assert outputs(kept) == outputs(generator().GENERATED["docs/tutorial.ipynb"]()), "run: python docs/generate.py"
    assert str(ROOT) not in kept
