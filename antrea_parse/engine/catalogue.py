"""Where the templates are, in every way of installing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from antrea_parse.text.errors import TemplateError


@cache
def template_root() -> Traversable:
    """The folder of templates: inside the wheel, or at the top of a checkout."""
    packaged = files("antrea_parse") / "_templates"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[2] / "templates"
    if checkout.is_dir():
        return checkout
    raise TemplateError("antrea_parse was installed without its templates; install it again from its wheel or sdist")


def template_text(name: str) -> str:
    """The text of a template.

    Args:
        name: file name in `templates/`.

    Raises:
        TemplateError: there is no such template.
    """
    path = template_root() / name
    if not path.is_file():
        raise TemplateError(f"no template {name!r}; templates/ has {', '.join(template_names())}")
    return path.read_text(encoding="utf-8")


def template_names() -> list[str]:
    """File names of all templates, sorted."""
    return sorted(item.name for item in template_root().iterdir() if item.name.endswith((".textfsm", ".ttp")))
