"""Secrets in every place where people leave them, and what looks like one and is none."""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import redirect_stdout

import pytest

import antrea_parse as ap
from antrea_parse.cli import main
from antrea_parse.text.secret_rules import RULES
from antrea_parse.text.secrets import _mask, mask_lines
from benchmarks.synthetic import bundle

#: Each holds ``s3cr3t``, which must not be seen.
LINES = [
    "abcdef.s3cr3t0123456789   23h         2026-03-02T12:00:00Z   authentication,signing   <none>   system:bootstrappers",
    "kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef --certificate-key s3cr3t00112233",
    '        "auth": "s3cr3tczNjcjN0"',
    "  .dockerconfigjson: eyJhdXRocyI6eyJyZWdpc3RyeSI6+s3cr3t/Xx==",
    "AWS_ACCESS_KEY_ID=AKIAs3cr3t234567",
    "aws_secret_access_key = s3cr3t/abc+def",
    "git clone https://ghp_s3cr3tABCDEFGHIJKLMNOPQRSTUVWXYZ0123@github.com/x/y",
    "remote: ghp_s3cr3tABCDEFGHIJKLMNOPQRSTUVWXYZ0123",
    "https://bob:p@s3cr3t@registry/x",
    "https://x/y?access_token=s3cr3t&z=1",
    "https://x/y?sv=1&sig=s3cr3t%2Fabc&se=2",
    "X-Auth-Token: s3cr3t",
    "Cookie: session=s3cr3t; a=b",
    "Set-Cookie: sid=s3cr3t; Path=/",
    "Proxy-Authorization: Basic s3cr3t==",
    "Authorization: ApiKey s3cr3t",
    "authorization: token s3cr3t",
    '"Authorization":["Bearer s3cr3t01"]',
    "export DB_PASS=s3cr3t",
    "      DB_PASS:  s3cr3t",
    "echo s3cr3t | sudo -S ip a",
    "docker login -u bob -p s3cr3t registry",
    "helm upgrade x --set auth.password=s3cr3t,b=1",
    "kubectl create secret generic db --from-literal=key=s3cr3t",
    "root:$6$abcdefgh$s3cr3tXyzXyz:19000:0:99999:7:::",
    "bob:$apr1$s3cr3t$abc",
    ': XAUTH "s3cr3t"',
    "encryptionKey: s3cr3t",
    "signing-key=s3cr3t",
    "New-Item -Password s3cr3t",
    "PresharedKey = s3cr3tF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=",
    "ovs-vsctl set interface gre0 options:psk=s3cr3t",
    "secret: s3cr3t",
    "    - --password=s3cr3t",
    '    args: ["--token", "s3cr3t"]',
    "    - '--client-secret=s3cr3t'",
    '"password":"s3cr3t"',
    'password "s3cr3t"',
    "OPENAI_API_KEY=sk-s3cr3t",
    "PASSWORD=s3cr3t",
    '{"username":"bob","password":"s3cr3t","x":{"token":"s3cr3t"}}',
    "{'password': 's3cr3t'}",
    'I0301 12:00:00.000000 1 x.go:1] "connecting" password="s3cr3t" user="bob"',
    'token="s3cr3t',
    "redis://:s3cr3t@redis:6379/0",
    "postgres://u:s3cr3t@h/db?sslmode=disable",
    "--from-literal password=s3cr3t",
    "kubectl config set-credentials bob --token s3cr3t",
    "export DB_PWD=s3cr3t",
    "aws_credentials = s3cr3t",
    "gho_s3cr3tABCDEFGHIJKLMNOPQRSTUVWXYZ0123",
    "ghs_s3cr3tABCDEFGHIJKLMNOPQRSTUVWXYZ0123",
    "xoxb-1234567890-s3cr3ts3cr3ts3cr3t",
    "https://hooks.slack.com/services/T000AAAA/B000/s3cr3tXXXXXXXXXXXXXXXXXX",
    "AccountKey=s3cr3ts3cr3tAAAAAAAAAAAAAAA==;EndpointSuffix=core.windows.net",
    "//registry.npmjs.org/:_authToken=npm_s3cr3tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "pypi-AgEIcHlwaS5vcmcs3cr3tAAAAAAAAAAAAAAAAAAAAAA",
    "hvs.s3cr3tCAESIJlWh3bTrXYZs3cr3tAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$s3cr3ts3cr3ts3cr3t",
    "bob:{SHA}s3cr3tAAAAAAAAAAAAAAAAAAAA=",
    "mysql -u root -ps3cr3t db",
    "  private key: s3cr3tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    '["options",["map",[["psk","s3cr3t"],["remote_ip","1.1.1.1"]]]]',
    'x: "{\\\\\\"password\\\\\\":\\\\\\"s3cr3t\\\\\\"}"',
    "kubectl config set-credentials bob --password=s3cr3t",
]
#: The same on several lines: of objects, of keys, of what a command printed.
BLOCKS = [
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: s3cr3t}\n",
    "kind: Secret\napiVersion: v1\nstringData: {a: 's3cr3t', b: \"x s3cr3t\"}\n",
    "MIIEs3cr3tABAAKCAQEA0Z3VS5JJcds3xfnMIIEowIBAAKCAQEA0Z3VS5JJcds3xf\nWr0s3cr3t=\n-----END RSA PRIVATE KEY-----\n",
    "[root@m ~]# kubectl get secret argocd -o jsonpath='{.data.password}' | base64 -d\ns3cr3tX[root@m ~]# ip a\n",
    "[root@m ~]# kubectl get secrets db -o jsonpath='{.data.password}'\nczs3cr3t=\n[root@m ~]# ip a\n",
    "[root@m ~]# kubectl -n kube-system create token default\ns3cr3t\n",
    "[root@m ~]# cat /etc/kubernetes/pki/token\ns3cr3t\n",
    '{"kind":"Secret","data":{"a":"s3cr3t"},"metadata":{"name":"a"}}',
    '{"items":[{"metadata":{"name":"x"},"kind":"Secret","stringData":{"p":"s3cr3t"}}]}',
    '{"apiVersion": "v1", "data": {"a": "s3cr3t"}, "kind": "Secret"}',
    'kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"v1","kind":"Secret","stringData":{"p":"s3cr3t"}}\n',
    '"kubectl.kubernetes.io/last-applied-configuration": "{\\"kind\\":\\"Secret\\",\\"data\\":{\\"p\\":\\"s3cr3t\\"}}\\n"',
    "-----BEGIN CERTIFICATE-----\r\ns3cr3tAAAABBBBCCCC\r\n-----END CERTIFICATE-----\r\n",
    "users:\n- name: a\n  user:\n    token: s3cr3t\n    client-key-data: >-\n      TFMws3cr3tTFMw\n      TFMwTFMws3cr3t\n",
    "password: |\n  s3cr3t\n  more s3cr3t\nnext: 1\n",
    "env:\n- name: DB_PASSWORD\n  value: s3cr3t\n",
    '"env": [\n {\n  "name": "DB_PASSWORD",\n  "value": "s3cr3t"\n }\n]',
    '{"name":"API_TOKEN","value":"s3cr3t"}',
    '{"value":"s3cr3t","name":"API_TOKEN"}',
    "- value: s3cr3t\n  name: API_TOKEN\n",
    '"env": [\n {\n  "value": "s3cr3t",\n  "name": "DB_PASSWORD"\n }\n]',
    "    Environment:\n      DB_PASSWORD:  s3cr3t\n      OTHER: x\n",
]
#: Nothing of these is a secret.
PLAIN = [
    "default   token-refresher-7d9f8b6c5d-abcde   1/1   Running   0   5d   10.0.0.5   w1   <none>   <none>",
    "default   sk-frontend-7d9f8b6c5d-abcde   1/1   Running   0   5d",
    "5: my-token@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master ovs-system state UP",
    "5: my-token: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450",
    "        Port token",
    '        Port "psk-0a1b2c"',
    "            Interface secret",
    " 5(token-a1b2c3): addr:0a:00:00:00:00:01",
    " 5(token): addr:0a:00:00:00:00:01",
    ' cookie=0x1020000000000, duration=1.2s, table=0, n_packets=0, n_bytes=0, priority=200,in_port="token-a1b2c3" actions=output:"secret-a1b2c3"',
    '"cookie": "0x1020000000000",',
    "  cookie: 1",
    "cookie: 0x1",
    "  action: Pass",
    "Name:         token-service",
    "Name:         my-token",
    "Labels:       app=password-reset",
    "db-password   Opaque   1   5d",
    "    image: https://registry:5000/x@sha256:0123456789abcdef",
    "apiVersion: authorization.k8s.io/v1",
    "    - --authorization-mode=Node,RBAC",
    "    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
    "    - --tls-private-key-file=/etc/x.key",
    "    Normal  Pulled  passed health check",
    "ssh -i key root@w1 ip a",
    "fail_mode: secure",
    "  secretName: x",
    "    secret:",
    "      secretName: db",
    "default/token-x:80",
    "10.0.0.1:80 token:80",
    "token        ClusterIP   10.96.0.1   <none>   443/TCP   5d   app=token",
    "kube-system   bootstrap-token-abcdef   bootstrap.kubernetes.io/token   6   5d",
    "NAME   SECRETS   AGE",
    "default   1   5d",
    "kubeadm token list",
    "kubectl create token default",
    "worker.internalexamplex   Ready   <none>   10d   v1.20.5",
    "  name: my-secret",
    "  name: token",
    "- name: token",
    "  namespace: secret",
    "      name: psk",
    "            options: {key=flow, remote_ip=flow}",
    '            options: {key="5", remote_ip="10.0.0.1"}',
    "external_ids        : {pod-name=token, pod-namespace=secret}",
    "Cookie: 0x1020000000000, table: 5",
    "auth: true",
    "  auth: none",
    "AuthenticationMode: Node",
    "Login Time: 5",
    "-- password authentication disabled",
    "hostname: token",
    "password authentication",
    "Mountable secrets:   default-token-6w8zz",
    "Tokens:              default-token-6w8zz",
    "serviceAccountToken:",
    "      - serviceAccountToken:",
    "          expirationSeconds: 3607",
    "          path: token",
    "    tokenExpirationSeconds: 3600",
    "ipsec: PSK",
    "ANTREA_IPSEC_PSK:  <set to the key 'psk' in secret 'antrea-ipsec'>  Optional: false",
    "node.antrea.io/wireguard-public-key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
    "  public key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
    "*filter",
    "docker.io/antrea/antrea-agent@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "docker://sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    " cookie=0x1020000000000, table=AntreaPolicyIngressRule, n_packets=0, priority=14600,conj_id=2147483647,ip actions=load:0x7fffffff->NXM_NX_REG6[]",
    "    antrea.io/metadata-hash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    '["secrets","configmaps"]',
    "disk-1   task-7d9f8b6c5d-abcde",
    '-A KUBE-SVC-X -m comment --comment "default/token:https cluster IP" -j MARK',
]


LONG_TOKEN = "eyJhbGciOiJSUzI1NiIsImtpZCI6IkFCQ0QifQ." + "eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50" * 3 + ".S1gnat0re_" * 6


@pytest.mark.parametrize("width", [60, 80, 97, 132])
@pytest.mark.parametrize(
    "line",
    [
        f"[root@m ~]# kubectl --token={LONG_TOKEN} get pods",
        f"    token: {LONG_TOKEN}",
        LONG_TOKEN,
        f'curl -H "Authorization: Bearer {LONG_TOKEN}" https://x',
        f"kubectl config set-credentials bob --token={LONG_TOKEN.lower().replace('.', '')}",
    ],
)
def test_secrets_that_a_terminal_wrapped(line, width):
    pieces = [line[at : at + width] for at in range(0, len(line), width)]
    behind = ["NAME   READY", "web    1/1", "[root@m ~]# ip route"]
    new, what, _ = mask_lines([*pieces, *behind], "x")
    assert what
    assert new[len(pieces) :] == behind
    assert not any(part.lower() in "".join(new).lower() for part in ("2aWNl", "S1gnat0re", "VzL3N"))
    assert [len(text) for text in new[: len(pieces) - 1]] == [width] * (len(pieces) - 1) or "***" in new[0]


@pytest.mark.parametrize("length", [60, 79, 80, 81])
def test_what_stands_below_a_secret_is_none_of_it(length):
    line = "export TOKEN=".ljust(length, "x")
    for behind in ("[root@m ~]# ip r", "", "  a: b"):
        assert mask_lines([line, behind], "x")[0] == ["export TOKEN=***", behind]


@pytest.mark.parametrize("line", LINES)
def test_secrets_of_a_line(line):
    (new,), what, _ = mask_lines([line], "x")
    assert "s3cr3t" not in new
    assert "***" in new
    assert what
    assert mask_lines([new], "x")[0] == [new]


def test_a_rule_is_left_out_only_where_it_finds_nothing():
    for line in [line for text in (*LINES, *BLOCKS, *PLAIN) for line in text.split("\n")]:
        expected = line
        for rule in RULES:
            expected = rule.pattern.sub(rule.replacement, expected)
        assert _mask(line, Counter()) == expected


@pytest.mark.parametrize("text", BLOCKS)
def test_secrets_of_several_lines(text):
    lines = text.split("\n")
    new, what, _ = mask_lines(lines, "x")
    assert "s3cr3t" not in "\n".join(new)
    assert len(new) == len(lines)
    assert what


def test_what_looks_like_a_secret_and_is_none_is_left_alone():
    assert [line for line in PLAIN if mask_lines([line], "x")[0] != [line]] == []
    assert mask_lines(PLAIN, "x")[0] == PLAIN


def everything(snap):
    """All that a snapshot says, in every way of asking."""
    yield from (repr(capture) + repr(capture.output and capture.output.model_dump()) + repr(capture.command_line) for capture in snap.captures)
    yield from (json.dumps(capture.output.to_rows(), default=str) for capture in snap.captures if capture.output is not None)
    yield from map(str, snap.diagnostics)
    yield from (line.text for use in ("unparsed", "other", "prose", "command", "chatter", "object") for run in snap.excerpts(use) for line in run)
    yield snap.topology.model_dump_json()
    yield from snap.redact(b"key").texts.values()
    yield snap._repr_html_()


OUTPUT = "default via 10.0.0.1 dev eth0\n"


@pytest.mark.parametrize("form", ["log", "outputs", "objects", "member", "clusterinfo", "page"])
def test_no_reading_shows_a_secret(form, tmp_path):
    texts = [*LINES, *BLOCKS]
    if form == "log":  # typed, printed, and inside of an output
        text = "".join(f"[root@w1 ~]# {line}\n{line}\n[root@w1 ~]# ip route\n{OUTPUT}{line}\n" for line in LINES[1:]) + "[root@w1 ~]# date\n".join(BLOCKS)
    elif form == "objects":
        head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p{}\n  annotations:\n    note: {}\nspec:\n  containers:\n  - args: [{}]\n"
        pods = [head.format(number, json.dumps(line), json.dumps(line)) for number, line in enumerate(LINES[1:])]
        text = "---\n".join(pods + [block for block in BLOCKS if block.startswith(("kind", "apiVersion", "env", "{", "password", "users"))])
    elif form == "page":
        text = "<html><body><pre>" + "\n".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in LINES[1:]) + "</pre></body></html>\n"
    else:
        text = "\n".join(texts) + "\n"
    if form == "member":
        path = tmp_path / "agent_w1.tar.gz"
        path.write_bytes(bundle.archive([(name, text.encode()) for name in ("address", "route", "iptables", "logs/agent/x.log", "agentinfo", "notes.txt")]))
    else:
        path = tmp_path / ("clusterinfo" if form == "clusterinfo" else "x.txt")
        path.write_text(("#pods\n" if form == "clusterinfo" else "") + text, encoding="utf-8")
    snap = ap.read(path)
    assert [said for said in everything(snap) if "s3cr3t" in said] == []
    assert any(item.code == "AP210" for item in snap.diagnostics)
    stream = ap.iter_captures(path)
    said = [repr(capture) + repr(capture.output and capture.output.model_dump()) for capture in stream]
    assert [one for one in (*said, *map(str, stream.diagnostics)) if "s3cr3t" in one] == []
    shown = io.StringIO()
    with redirect_stdout(shown):
        main(["captures", str(path), "--unparsed"])
    assert [line for line in shown.getvalue().split("\n") if "s3cr3t" in line] == []


@pytest.mark.parametrize("command", ["ip address", "kubectl get pods", "ovs-vsctl show", "ovs-ofctl dump-flows", "kubectl get pods -o yaml"])
def test_no_parser_quotes_a_secret(command):
    for text in [*LINES, *BLOCKS]:
        out = ap.parse(text, command)
        assert [said for said in (repr(out.model_dump()), *map(str, out.diagnostics)) if "s3cr3t" in said] == []


#: What tells of the secret stands before it: who reads line by line cannot know otherwise.
STREAMED = [text for text in (*LINES, *BLOCKS) if not text.startswith(("MII", "- value", '"env": [\n {\n  "value"'))]


@pytest.mark.parametrize("command", ["ip address", "kubectl get pods", "ovs-vsctl show", "ovs-ofctl dump-flows"])
def test_no_stream_quotes_a_secret(command):
    for text in STREAMED:
        stream = ap.iter_records(text.split("\n"), command)
        said = [*map(repr, stream), *map(str, stream.diagnostics)]
        assert [one for one in said if "s3cr3t" in one] == []
