"""Secrets are masked before anything else sees a line; nothing else is touched; every source says so once."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import antrea_parse as ap
from antrea_parse.text.secret_rules import SIGNS
from antrea_parse.text.secrets import _signs_in, mask_lines, masked
from benchmarks.synthetic import Config, build, render

JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
PEM = ["-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn", "Wr0=", "-----END RSA PRIVATE KEY-----"]
LINES = [
    ('            options: {key=flow, psk="s3cr3t, \\"x\\"", remote_ip="10.0.0.9"}', "s3cr3t", '"10.0.0.9"'),
    ("            options: {key=flow, psk=s3cr3t, remote_ip=flow}", "s3cr3t", "remote_ip=flow"),
    (f"token: {JWT}", "c2lnbmF0dXJl", "token:"),
    (f"I0301 token {JWT} seen", "c2lnbmF0dXJl", "seen"),
    ("    Authorization: Bearer s3cr3t.s3cr3t", "s3cr3t", "Bearer"),
    ("curl -k -u admin:s3cr3t https://10.0.0.1/x", "s3cr3t", "https://10.0.0.1/x"),
    ("fetching https://bob:s3cr3t@registry/x", "s3cr3t", "@registry/x"),
    ("kubeadm join 10.0.0.1:6443 --token abcdef.s3cr3t0123456789 --discovery-token-ca-cert-hash sha256:aa", "s3cr3t", "sha256:aa"),
    ("kubectl --token=s3cr3t get pods -A", "s3cr3t", "get pods -A"),
    ("PGPASSWORD='s3cr3t x' psql", "s3cr3t", "psql"),
    ("sshpass -p s3cr3t ssh node ip a", "s3cr3t", "ssh node ip a"),
    ('{"name":"DB_PASSWORD","value":"s3cr3t"}', "s3cr3t", "DB_PASSWORD"),
    ("      DB_PASSWORD:  s3cr3t", "s3cr3t", "DB_PASSWORD"),
    ("clientSecret: s3cr3t", "s3cr3t", "clientSecret"),
    ('  "apiKey": "s3cr3t",', "s3cr3t", '",'),
    ("    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==", "CRUdJ", "client-key-data"),
    ("10.0.0.1 10.0.0.2 : PSK \"s3cr3t\"", "s3cr3t", "10.0.0.2"),
    ("\tenc cbc(aes) 0xaabbccddeeff0011s3".replace("s3", "2233"), "aabbccdd", "enc cbc(aes)"),
    ("PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", "yAnz5TF", "PrivateKey"),
    ('      {"apiVersion":"v1","data":{"password":"czNjcjN0"},"kind":"Secret","metadata":{"name":"db"}}', "czNjcjN0", '"name":"db"'),
]  # fmt: skip
PLAIN = [
    "automountServiceAccountToken: true",
    "        secretName: antrea-controller-tls",
    "imagePullSecrets:",
    "      secret:",
    "default-token-6w8zz   kubernetes.io/service-account-token   3      5d",
    "kubectl -n kube-system get secret antrea-ca -o yaml",
    "    DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
    "tokenTTL: 24h0m0s",
    "4: antrea-gw0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN group default qlen 1000",
    "  private key: (hidden)",
    "node.antrea.io/wireguard-public-key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
]


@pytest.mark.parametrize(("line", "secret", "rest"), LINES)
def test_a_secret_is_masked_and_what_stands_around_it_is_not(line, secret, rest):
    (new,), what, span = mask_lines([line], "log")
    assert secret not in new
    assert "***" in new
    assert rest in new
    assert what
    assert span == ap.Span("log", 1, 1)
    assert masked(new) == new


@pytest.mark.parametrize("line", PLAIN)
def test_what_is_no_secret_is_left_alone(line):
    assert mask_lines([line], "log") == ([line], "", None)


def test_blocks_are_masked_to_their_end_and_without_one_as_far_as_they_go():
    assert mask_lines(["a", *PEM, "b"], "x")[0] == ["a", PEM[0], "***", "***", PEM[-1], "b"]
    assert mask_lines(["a", *PEM[:2], "1: lo: <LOOPBACK>"], "x")[0] == ["a", PEM[0], "***", "1: lo: <LOOPBACK>"]
    assert mask_lines([f"    {line}" for line in PEM], "x")[0][1] == "    ***"


SECRET = {"apiVersion": "v1", "data": {"a": "c2VjcmV0", "b": "bGluZTEKbGluZTI="}, "stringData": {"c": "open secret\ntwo lines"}, "kind": "Secret",
          "metadata": {"name": "db", "namespace": "shop"}, "type": "Opaque"}  # fmt: skip
CONFIG = {"apiVersion": "v1", "data": {"antrea-agent.conf": "trafficEncapMode: encap\n"}, "kind": "ConfigMap", "metadata": {"name": "antrea-config"}}


def _values(text):
    return [text.count(word) for word in ("c2VjcmV0", "bGluZTEK", "open secret", "two lines")]


@pytest.mark.parametrize("objects", [[SECRET], [CONFIG, SECRET, CONFIG]], ids=["one", "several"])
@pytest.mark.parametrize("form", ["documents", "list", "json", "json list"])
def test_data_of_secrets_is_masked_in_every_form_and_that_of_others_is_not(objects, form):
    listed = {"apiVersion": "v1", "items": [json.loads(json.dumps(item)) for item in objects], "kind": "List"}
    if form == "documents":
        text = "---\n".join(yaml.safe_dump(item) for item in objects)
    elif form == "list":
        text = yaml.safe_dump(listed)
    elif form == "json":
        text = "\n---\n".join(json.dumps(item, indent=2) for item in objects)
    else:
        text = json.dumps(listed, indent=4)
    new = "\n".join(mask_lines(text.split("\n"), "x")[0])
    assert _values(new) == [0, 0, 0, 0]
    assert new.count("trafficEncapMode") == len(objects) - 1
    assert "namespace" in new
    read = list(yaml.safe_load_all(new)) if form == "documents" else [yaml.safe_load(part) for part in new.split("\n---\n")]
    assert len(read) == (len(objects) if form in ("documents", "json") else 1)


def test_data_of_a_secret_that_lost_its_indentation_is_masked():
    text = "\n".join(line.strip() for line in yaml.safe_dump(SECRET).split("\n"))
    assert _values("\n".join(mask_lines(text.split("\n"), "x")[0]))[:2] == [0, 0]


def test_a_value_that_was_wrapped_is_masked_on_both_lines():
    new, _, _ = mask_lines(['options: {psk="s3cr', '3t", remote_ip="10.0.0.9"}'], "x")
    assert new == ['options: {psk="****', '**", remote_ip="10.0.0.9"}']


def test_a_source_says_once_that_secrets_were_masked_and_where():
    snap = ap.read_text("[root@w1 ~]# ovs-vsctl show\n" + "".join(f'            options: {{psk="s3cr3t{n}", remote_ip="10.0.0.{n}"}}\n' for n in range(3)))
    (said,) = [item for item in snap.diagnostics if item.code == "AP210"]
    assert (said.line, said.last_line) == (2, 4)
    assert "3 lines" in said.message


def test_nothing_that_was_read_holds_the_secret():
    text = f'[root@w1 ~]# kubectl --token={JWT} get pods\npassword: s3cr3t\nnonsense psk="s3cr3t"\n[root@w1 ~]# ovs-vsctl show\n    what psk="s3cr3t"\n'
    snap = ap.read_text(text)
    everything = repr([(capture, capture.output and capture.output.model_dump()) for capture in snap.captures]) + "".join(map(str, snap.diagnostics))
    assert "s3cr3t" not in everything
    assert JWT not in everything


def test_a_stream_of_records_is_masked_too():
    stream = ap.iter_records(['table=0, priority=1 actions=drop psk="s3cr3t"'], "ovs-ofctl dump-flows")
    list(stream)
    assert "s3cr3t" not in "".join(map(str, stream.diagnostics))


@pytest.mark.parametrize("encryption", ["", "ipsec"])
def test_ordinary_captures_are_left_alone(encryption):
    files = render(build(Config(nodes=3, pods=10, encryption=encryption)), form="loose")
    for name, data in files.items():
        lines = data.decode().split("\n")
        new, _, _ = mask_lines(lines, name)
        assert [old for old, now in zip(lines, new, strict=True) if old != now and "psk=" not in old] == []


@given(st.lists(st.text(alphabet=st.sampled_from("ab:=\"'{}-, \\/@.*PSKpskTOKENtoken"), max_size=60), max_size=6))
def test_masking_keeps_the_number_of_lines_and_is_done_once(lines):
    once, _, _ = mask_lines(lines, "x")
    assert len(once) == len(lines)


LONG = 200_000


@pytest.mark.parametrize(
    "line",
    ["token" + "a" * LONG, "curl " + "a" * LONG, "eyJ" * (LONG // 3), "a://" + "a" * LONG + "@", "LS0tLS1CRUdJ" * (LONG // 12), "token" * (LONG // 5),
     "x-" * (LONG // 2) + "token=1",
     'psk="' + '\\"' * (LONG // 2), "key-data" * (LONG // 8), "token: " * (LONG // 40)],
    ids=lambda line: line[:12],
)  # fmt: skip
def test_long_lines_cost_no_more_than_their_length(line):
    """Patterns that look back and forth in such lines would take minutes: the limit of time of a test."""
    assert len(mask_lines([line, "x"], "x")[0]) == 2


def test_many_secrets_in_a_row_are_looked_at_once():
    assert mask_lines(["kind: Secret", "data:", "  a: b"] * 4000, "x")[0][2] == '  a: "***"'


@pytest.mark.parametrize("sign", [sign for signs in SIGNS.values() for sign in signs])
def test_a_sign_is_found_in_texts_of_any_length(sign):
    for length in (0, 10_000):
        for text in (sign + "." * length, "." * length + sign.upper(), "." * length + sign + "." * length):
            assert sign in _signs_in(text)
