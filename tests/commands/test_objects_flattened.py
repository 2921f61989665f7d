"""Manifests whose indentation was lost come out equal, or are named ambiguous; never as other objects."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import antrea_parse as ap
from antrea_parse.commands.objects.flattened import rebuild
from tests.commands import lab_objects
from tests.conftest import LAB_PAGE
from tests.property import objects


def flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def test_the_lab_page_holds_what_its_author_wrote() -> None:
    written = [ap.parse(text)[0] for text in lab_objects.ALL]
    assert list(ap.read(LAB_PAGE).objects) == written


@pytest.mark.parametrize(
    "damage",
    [
        flat,
        lambda text: "\n".join("        " + line.strip() for line in text.split("\n")),
        lambda text: "\n".join("\t" + line.strip() for line in text.split("\n")),
        lambda text: "\n".join(" " * line.startswith(" ") + line.strip() for line in text.split("\n")),
        lambda text: "\n".join("> " + line.strip() for line in text.rstrip().split("\n")),
        lambda text: "\n".join(f"{number}: {line.strip()}" for number, line in enumerate(text.rstrip().split("\n"), 1)),
        lambda text: flat(text).replace(": ", " : "),
        lambda text: flat(text).replace("spec:", "# what it is\nspec: # comment"),
        lambda text: "\n\n".join(line.strip() for line in text.split("\n")),
    ],
    ids=["none", "all alike", "tabs", "collapsed", "quoted", "numbered", "blanks before colons", "comments", "blank lines between"],
)
@pytest.mark.parametrize("text", lab_objects.ALL, ids=["pod-1", "pod-2", "pod-3", "service", "policy-1", "policy-2"])
def test_lost_indentation(text: str, damage: Callable[[str], str]) -> None:
    out = ap.parse(damage(text), "kubectl get")
    assert list(out) == list(ap.parse(text))
    assert not [item for item in out.diagnostics if item.level == "error"]
    assert any(item.code == "AP111" for item in out.diagnostics)


def test_lost_marks_between_documents() -> None:
    whole = [ap.parse(text)[0] for text in lab_objects.ALL]
    assert list(ap.parse(flat("".join(lab_objects.ALL)), "kubectl get")) == whole


def test_lost_marks_of_items() -> None:
    text = flat(lab_objects.SERVICE).replace("- ", "")
    assert list(ap.parse(text)) == list(ap.parse(lab_objects.SERVICE))
    # {protocol, port} may be one item or two: all of TCP, and port 80 of TCP.
    out = ap.parse(flat(lab_objects.BACKEND_POLICY).replace("- ", ""))
    assert len(out) == 0  # a policy without its rules would be another policy
    assert any(item.code == "AP206" and "spec.ingress" in item.message for item in out.diagnostics)


def test_two_ports_without_marks_begin_where_a_key_stands_again() -> None:
    ports = "ports:\nname: a\nport: 80\nname: b\nport: 443\n"
    out = ap.parse("apiVersion: v1\nkind: Service\nmetadata:\nname: s\nspec:\n" + ports)
    assert [(port.name, port.port) for port in out[0].ports] == [("a", 80), ("b", 443)]


def test_a_label_that_may_be_a_field_is_ambiguous() -> None:
    out = ap.parse("apiVersion: v1\nkind: Pod\nmetadata:\nname: x\nlabels:\napp: y\nnamespace: z\nspec:\ncontainers:\n- name: c\nimage: i\n")
    (record,) = out
    assert (record.name, record.node) == ("x", None)
    assert not {"labels", "namespace"} & record.model_fields_set
    (found,) = [item for item in out.diagnostics if item.code == "AP206"]
    assert "metadata.labels.namespace" in found.message
    assert "metadata.namespace" in found.message
    assert found.line == 7


def test_a_word_that_only_one_field_admits_settles_it_and_is_named() -> None:
    out = ap.parse(flat(lab_objects.SERVICE))
    assert (out[0].type, out[0].selector) == ("ClusterIP", {"role": "backend"})
    assert [(item.line, item.message) for item in out.diagnostics if item.code == "AP212"] == [(14, "'type: ClusterIP' read as spec.type")]


def test_a_line_that_fits_nowhere_is_named_and_other_documents_are_read() -> None:
    text = flat(lab_objects.PODS[0]).replace("nodeName: worker-01", "colour: red") + "---\n" + flat(lab_objects.PODS[1])
    out = ap.parse(text, "kubectl get pods -o yaml")
    assert [record.name for record in out] == ["backend1"]
    assert [(item.code, item.line) for item in out.diagnostics if item.code == "AP203"] == [("AP203", 11)]


def test_flattened_output_of_kubectl() -> None:
    text = objects.LIVE_POD
    assert list(ap.parse(flat(text))) == list(ap.parse(text))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("dashless", [False, True], ids=["dashes", "no dashes"])
def test_never_another_object(seed: int, *, dashless: bool) -> None:
    chance = random.Random(seed)
    outcomes = {"equal": 0, "ambiguous": 0, "refused": 0}
    for _ in range(120):
        data, text = objects.dumped(chance)
        lines = [line.strip() for line in text.split("\n")]
        if dashless:
            lines = [line.removeprefix("- ") for line in lines]
        found = list(rebuild(lines, 0, len(lines)))
        if any(item.alternatives for item in found):
            outcomes["ambiguous"] += 1
        elif any(item.stop is not None for item in found):
            outcomes["refused"] += 1
        else:
            if [item.data for item in found] != [data]:
                assert any("order of keys" in message for item in found for _, message in item.notes), text
            outcomes["equal"] += 1
    assert outcomes["equal"] >= (60 if dashless else 100)
    assert outcomes["refused"] <= (6 if dashless else 0)


def test_hostile_documents_are_refused_in_bounded_work() -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata:\nname: x\nlabels:\n"
    for body in ("".join(f"k{number}: v\n" for number in range(3000)), "name: y\n" * 3000, "labels:\n" * 3000, "- " * 3000 + "\n", "annotations: |\n" * 500):
        out = ap.parse(head + body, "kubectl get pods -o yaml")
        assert out.diagnostics
