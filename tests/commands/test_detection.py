"""Every golden without its command line: recognised as what printed it, or refused where several commands print such lines."""

from __future__ import annotations

from functools import cache

import pytest

import antrea_parse as ap
from antrea_parse.text.errors import UnknownCommandError
from tests import goldens

#: Objects that another command prints in the same form: it is named instead.
ALIKE = {"antctl-get-controllerinfo/yaml.txt": "kubectl get antreacontrollerinfos"}
#: Resources whose header others have too: a table of any resource.
OF_ANY = {
    "kubectl-get-antreaagentinfos",
    "kubectl-get-antreacontrollerinfos",
    "kubectl-get-clusternetworkpolicies",
    "kubectl-get-networkpolicies.crd.antrea.io",
}
#: Aliases hold lines of the other command; the switch printed an error only.
REFUSED = {
    "ip-link/crafted-kinds.txt",
    "ip-link/live-odd-aliases-o.v6.1.txt",
    "ip-link/live-odd-aliases.v6.1.txt",
    "ovs-ofctl-dump-ports/antrea-of14-refused.v2.14.txt",
}


@cache
def recognised() -> dict[str, str | None]:
    """The command as which each golden is recognised."""
    found: dict[str, str | None] = {}
    for path in goldens.cases():
        try:
            found[f"{path.parent.name}/{path.name}"] = ap.parse(path.read_text(encoding="utf-8")).command
        except UnknownCommandError:
            found[f"{path.parent.name}/{path.name}"] = None
    return found


def test_none_is_taken_for_another_command() -> None:
    names = {info.name.replace(" ", "-").replace("/", "-"): info.name for info in ap.commands()}
    taken = {name: command for name, command in recognised().items() if command not in (None, names.get(name.partition("/")[0]))}
    assert {name: command for name, command in taken.items() if command != "kubectl get"} == ALIKE
    assert {name.partition("/")[0] for name, command in taken.items() if command == "kubectl get"} == OF_ANY


def test_all_of_ip_and_open_vswitch_are_recognised() -> None:
    refused = {name for name, command in recognised().items() if command is None and name.startswith(("ip-", "ovs-"))}
    assert refused == REFUSED


def test_most_of_the_others_are_recognised() -> None:
    refused = [name for name, command in recognised().items() if command is None and not name.startswith(("ip-", "ovs-"))]
    assert len(refused) * 20 < len(recognised()), refused


def test_a_line_alone_does_not_make_an_output() -> None:
    settings = "Host jumphost\n    Port 22\n    User core\n    IdentityFile ~/.ssh/id\n"
    with pytest.raises(ap.UnknownCommandError, match="line 2 names a port"):
        ap.parse(settings)


def test_a_table_with_the_header_of_any_resource_is_told_by_its_rows() -> None:
    out = ap.parse("NAME          STATUS        AGE\ndefault       Active        4d19h\nterminating   Terminating   <invalid>\n")
    assert (out.command, [item.status for item in out]) == ("kubectl get namespaces", ["Active", "Terminating"])
    assert ap.parse("NAME    STATUS   AGE\nclaim   Bound    4d19h\n").command == "kubectl get"


@pytest.mark.parametrize(
    "header",
    [
        "NAME        UUID                                  TYPE      DEVICE ",
        "NAME       SIZELIMIT OFFSET AUTOCLEAR RO BACK-FILE        DIO LOG-SEC",
        "NAME   MAJ:MIN RM  SIZE RO TYPE MOUNTPOINT",
        "NAME    NAMESPACE       REVISION        UPDATED                 STATUS          CHART           APP VERSION",
        "NAME        ASN       IPV4                IPV6   ",
        "CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES",
        "POD ID              CREATED             STATE               NAME                 NAMESPACE           ATTEMPT",
    ],
)
def test_tables_of_other_tools_are_not_taken_for_kubectls(header: str) -> None:
    row = " ".join(f"cell{number}".ljust(len(cell)) for number, cell in enumerate(header.split(" ")))
    with pytest.raises(ap.UnknownCommandError):
        ap.parse(f"{header}\n{row}\n")
    assert not ap.read_text(f"{header}\n{row}\n").captures


def test_a_table_whose_header_several_resources_have_is_one_of_any() -> None:
    titles = "NAME   TIER          PRIORITY   DESIRED NODES   CURRENT NODES   AGE\n"
    row = "deny   application   5          1               1               3d\n"
    (policy,) = found = ap.parse(titles + row)
    assert (found.command, policy.name, policy.cells["tier"]) == ("kubectl get", "deny", "application")
    assert "clusternetworkpolicies or of networkpolicies.crd.antrea.io" in found.diagnostics[0].message
    assert "line 3 is the header" in ap.read_text(f"Look:\n\n{titles}{row}").diagnostics[0].message
    assert ap.parse(f"NAMESPACE   {titles}default     {row}").command == "kubectl get networkpolicies.crd.antrea.io"  # the other live in no namespace


def test_namespaces_are_told_by_their_rows() -> None:
    text = "NAME          STATUS   AGE\ndefault       Active   4d\nkube-system   Active   4d\n"
    assert ap.parse(text).command == "kubectl get namespaces"
    assert [capture.command for capture in ap.read_text(f"Look at this:\n\n{text}\nThanks.\n").captures] == ["kubectl get namespaces"]


def test_people_with_an_age_are_no_table_of_kubectl() -> None:
    text = "NAME AGE CITY\nBob 42 Rome\n"
    with pytest.raises(ap.UnknownCommandError):
        ap.parse(text)
    snap = ap.read_text(text)
    assert not snap.captures
    assert not snap.diagnostics


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_table_whose_header_a_terminal_broke_is_recognised(width: int) -> None:
    titles = ("NAMESPACE", "NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR")
    row = ("default", "web", "LoadBalancer", "10.96.12.7", "a1b2c3-123.eu-west-1.elb.example.com,192.0.2.7", "80:30080/TCP,443:30443/TCP", "3h5m", "app=web")
    widths = [max(len(title), len(cell)) + 3 for title, cell in zip(titles, row, strict=True)]
    lines = ["".join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True)).rstrip() for cells in (titles, row)]
    text = "".join(line[start : start + width] + "\n" for line in lines for start in range(0, len(line), width))
    found = ap.parse(text)
    assert found.command == "kubectl get services"
    assert [list(capture.output) for capture in ap.read_text(f"Look at this:\n\n{text}").captures if capture.output] == [list(found)]
    assert [(service.name, str(service.external_ip[1]), service.selector) for service in found] == [("web", "192.0.2.7", {"app": "web"})]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('f3f4030f-0118-4f41-ad1f-e5e6b0d09d34\n    Manager "ptcp:6640:127.0.0.1"\n        is_connected: true\n    Bridge br-int\n', "ovs-vsctl show"),
        ("netdev@ovs-netdev:\n  lookups: hit:10 missed:5 lost:0\n  flows: 5\n  port 0: ovs-netdev (tap)\n", "ovs-dpctl show"),
    ],
)
def test_what_stands_above_the_line_that_tells_is_of_the_same_output(text: str, command: str) -> None:
    snap = ap.read_text(text)
    assert [capture.command for capture in snap.captures] == [command]
    assert snap.coverage.counts["prose"] == 0
