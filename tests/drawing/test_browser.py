"""What a reader sees in a browser at 900 px, in a light and in a dark theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from antrea_parse.drawing.diagram import Diagram
from tests.drawing.clusters import hostile, lab, later, longwinded, policed, synthetic, troubled

pytestmark = pytest.mark.browser

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8").split("\n", 1)[1]

FIGURES: dict[str, Callable[[], Diagram]] = {
    "overview": lambda: lab().draw(),
    "overview-policed": lambda: policed().draw(),
    "node": lambda: lab().draw("node", node="worker-01"),
    "node-unseen": lambda: lab().draw("node", node="master-01"),
    "node-full": lambda: synthetic(3, 110).draw("node", node="worker-0001"),
    "service": lambda: policed().draw("service", service="default/backendsvc"),
    "service-bare": lambda: lab().draw("service", service="default/kubernetes"),
    "findings": lambda: troubled().draw("findings"),
    "diff": lambda: lab().draw("diff", other=later()),
    "1-node": lambda: synthetic(1, 30).draw(),
    "5-nodes": lambda: synthetic(5, 12).draw(),
    "24-nodes": lambda: synthetic(24, 12).draw(),
    "12-nodes-long-names": lambda: longwinded(12).draw(),
    "3-nodes-long-names": lambda: longwinded(3).draw(),
    "node-long-names": lambda: longwinded(3).draw("node", node=longwinded(3).nodes[0].name),
    "100-nodes": lambda: synthetic(100, 30).draw(),
    "300-nodes": lambda: synthetic(300, 30).draw(),
    "7000-nodes": lambda: synthetic(7_000, 1).draw(),
    "hostile-overview": lambda: hostile().draw(),
    "hostile-node": lambda: hostile().draw("node", node=hostile().nodes[0].name),
    "hostile-service": lambda: hostile().draw("service", service=hostile().services[0].key),
    "hostile-findings": lambda: hostile().draw("findings"),
    "hostile-diff": lambda: hostile().draw("diff", other=lab()),
}
THEMES = ("light", "dark")


@cache
def svg(name: str) -> str:
    return FIGURES[name]().svg


@pytest.fixture(scope="module", params=THEMES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 900, "height": 600}, color_scheme=request.param)
    left: list[str] = []
    found.on("request", lambda asked: left.append(asked.url))
    found.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    yield found
    found.close()
    assert left == [], "nothing is loaded"


def show(page: Page, content: str, style: str = "") -> None:
    page.set_content(f"<!DOCTYPE html><style>:root{{color-scheme:light dark}}body{{margin:0}}{style}</style>{content}")


def measured(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.eval_on_selector("svg", MEASURE)
    return found


def luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def outside(texts: list[dict[str, Any]]) -> list[str]:
    return [
        f"{item['text']!r} {item['box']} in {item['under']}"
        for item in texts
        if item["under"] is None or item["box"][0] < item["under"][0] - 0.5 or item["box"][2] > item["under"][2] + 0.5
    ]


def overlapping(texts: list[dict[str, Any]]) -> list[str]:
    """Texts that share more than the slack of their line boxes, which are higher than their letters."""
    found = []
    placed = sorted(texts, key=lambda item: item["box"][0])
    for index, first in enumerate(placed):
        for second in placed[index + 1 :]:
            if second["box"][0] >= first["box"][2] - 0.5:
                break
            shared = min(first["box"][3], second["box"][3]) - max(first["box"][1], second["box"][1])
            if shared > 0.3 * min(first["size"], second["size"]):
                found.append(f"{first['text']!r} and {second['text']!r}")
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_readable(page: Page, name: str) -> None:
    show(page, svg(name))
    found = measured(page)
    texts = found["texts"]
    assert texts
    assert outside(texts) == []
    assert overlapping(texts) == []
    low = [f"{item['text']!r} {item['fill']} on {item['back']}" for item in texts if contrast(item["fill"], item["back"]) < 4.5]
    assert low == []
    assert found["width"] <= 900
    scale = found["width"] / found["view"][2]
    # What is secondary is no smaller than 9 pixels, and no drawing is shrunk to fit.
    assert min(item["size"] for item in texts) * scale >= 9
    crossed = [
        item["text"]
        for item in texts
        for line in found["lines"]
        if any(item["box"][0] < x < item["box"][2] and item["box"][1] + 2 < y < item["box"][3] - 2 for x, y in line)
    ]
    assert crossed == []


@pytest.mark.parametrize("name", ["overview", "service", "hostile-node"])
def test_it_survives_foreign_fonts(page: Page, name: str) -> None:
    show(page, svg(name), "svg text{font-family:'DejaVu Sans Mono'!important;font-style:italic;letter-spacing:1px}")
    texts = measured(page)["texts"]
    assert outside(texts) == []
    assert overlapping(texts) == []


@pytest.mark.parametrize("name", FIGURES)
def test_links_lead_to_themselves_and_tooltips_say_something(page: Page, name: str) -> None:
    show(page, svg(name))
    found = page.evaluate(
        """() => ({
          dead: [...document.querySelectorAll("svg a")].filter((a) => !document.getElementById(decodeURIComponent(a.href.baseVal.slice(1)))).map((a) => a.id),
          untold: [...document.querySelectorAll("svg a[class]")].filter((a) => !a.querySelector("title")?.textContent).map((a) => a.id),
          twice: [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
          scripts: document.querySelectorAll("script,foreignObject,image,use,iframe,[onload],[onclick]").length,
          named: document.querySelector("svg").getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent),
        })"""
    )
    assert found["dead"] == found["untold"] == found["twice"] == []
    assert found["scripts"] == 0
    assert all(found["named"])


def test_a_click_marks_the_box(page: Page) -> None:
    show(page, svg("overview"))
    page.click("#ap-overview-pod-default-frontend text")
    assert page.evaluate("location.hash") == "#ap-overview-pod-default-frontend"
    assert page.evaluate("getComputedStyle(document.querySelector('#ap-overview-pod-default-frontend rect')).strokeWidth") == "3px"


def test_two_figures_on_a_page_do_not_collide(page: Page) -> None:
    show(page, lab().draw().inline_svg + later().draw().inline_svg + lab().draw("node", node="worker-01").inline_svg)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids)) > 100
    rules = page.evaluate("[...document.querySelectorAll('svg style')].map((s) => [s.closest('svg').id, s.textContent])")
    assert len(rules) == 3
    for figure, text in rules:
        selectors = re.findall(r"(?:^|[{},])\s*([^{},@]+)\{", text.replace("@media(prefers-color-scheme:dark)", ""))
        assert selectors
        assert all(selector.startswith(f"#{figure} ") for selector in selectors)


def test_without_styles_the_light_picture_is_left(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 600}, color_scheme="dark")
    show(page, re.sub(r"<style>.*?</style>", "", svg("overview"), flags=re.DOTALL))
    texts = measured(page)["texts"]
    assert all(contrast(item["fill"], item["back"]) >= 4.5 for item in texts)
    page.close()


@pytest.mark.parametrize("theme", THEMES)
def test_a_fixed_theme_does_not_follow_the_reader(browser: Browser, theme: str) -> None:
    other = {"light": "dark", "dark": "light"}[theme]
    page = browser.new_page(viewport={"width": 900, "height": 600}, color_scheme=other)  # type: ignore[arg-type]
    show(page, lab().draw(theme=theme).svg)
    canvas = page.evaluate("getComputedStyle(document.querySelector('svg rect')).fill")
    assert canvas == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[theme]
    assert all(contrast(item["fill"], item["back"]) >= 4.5 for item in measured(page)["texts"])
    page.close()


@pytest.mark.parametrize(
    ("body", "system", "canvas"),
    [
        ("", "light", "light"),
        ("", "dark", "dark"),
        ('data-jp-theme-light="true"', "dark", "light"),
        ('data-jp-theme-light="false"', "light", "dark"),
        ('class="vscode-light"', "dark", "light"),
        ('class="vscode-dark"', "light", "dark"),
    ],
)
def test_a_figure_in_a_notebook_has_the_notebooks_theme(browser: Browser, body: str, system: str, canvas: str) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 600}, color_scheme=system)  # type: ignore[arg-type]
    page.set_content(f"<!DOCTYPE html><body {body}>{lab().draw()._repr_html_()}</body>")
    assert page.evaluate("getComputedStyle(document.querySelector('svg rect')).fill") == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[canvas]
    assert all(contrast(item["fill"], item["back"]) >= 4.5 for item in measured(page)["texts"])
    page.close()


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Diagram], Page]]:
    """Opens the page of a drawing from a file."""
    page = browser.new_page(viewport={"width": 1300, "height": 700})
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    def open_page(diagram: Diagram) -> Page:
        page.goto(diagram.save(tmp_path_factory.mktemp("page") / "page.html").as_uri())
        return page

    yield open_page
    page.close()
    assert problems == []
    assert all(url.startswith("file:") and url.endswith("page.html") for url in asked)


def test_a_page_finds_what_is_typed(served: Callable[[Diagram], Page]) -> None:
    page = served(lab().draw())
    assert page.locator("figure svg text").count() > 50
    page.keyboard.press("/")
    page.keyboard.type("10.211.1.14")
    assert page.locator("a.hit").get_attribute("id").endswith("pod-default-frontend")  # type: ignore[union-attr]
    page.keyboard.press("Enter")
    assert page.locator("#count").text_content() == "1 of 1"
    assert "inferred by name-prefix" in (page.locator("#detail").text_content() or "")
    page.keyboard.press("Escape")
    assert page.locator("a.hit").count() == 0


def test_a_page_finds_pods_that_the_picture_only_counts(served: Callable[[Diagram], Page]) -> None:
    page = served(synthetic(300, 20).draw())
    page.fill("#find", "app-007-00010")
    assert page.locator("a.hit").count() == 1
    page.press("#find", "Enter")
    assert (page.locator("#detail").text_content() or "").startswith("default/app-007-00010 100.64.16.9 :10 Running")


def test_a_page_of_hostile_names_runs_nothing_of_theirs(served: Callable[[Diagram], Page]) -> None:
    page = served(hostile().draw())
    page.fill("#find", "<script>")
    assert page.locator("a.hit").count() > 0
    page.press("#find", "Enter")
    assert "<script>alert(1)</script>" in (page.locator("#detail").text_content() or "")
