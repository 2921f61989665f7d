"""What secrets look like in a line: what they are called, and by what they are given away."""

from __future__ import annotations

import re
from typing import NamedTuple

from antrea_parse.text.mask import MASK

_WORDS = (
    r"psk|passwd|password|passphrase|secret|token|api-?key|access-?key(?:-?id)?|secret-?key|private-?key|preshared-?key|encryption-?key|signing-?key"
    r"|certificate-?key|account-?key|credentials?|[a-z0-9]-(?:pass|pwd)"
)
_WORD = rf"(?:[A-Za-z0-9]+[_-])*(?:{_WORDS})"
_KEY = re.compile(_WORD, re.IGNORECASE)
#: A word of a key may also be the last one of camelCase.
KEY_NAME = r"(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,64}?" + rf"(?:{_WORDS.replace('-?', '[_-]?').replace(']-(', '][_-](')})"
#: Values that are no secret, and what already stands in place of one.
_PLAIN = r"(?:true|false|null|none|nil|yes|no|~|\{\}|\[\]|<[^>\n]*>.*|\(hidden\)|\*{3,}|\d{1,4}|[|>][+-]?\d?)[\s,;}\])\"']*(?:$|(?=[,;\s]))"
# A quoted value may be cut where the line ends.
_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)'

#: What shows that a text may hold a secret, compared in lower case: a piece that several signs share is searched first, or a rare one of a sign.
SIGNS = {
    "pass": ("pass",),
    "auth": ("authorization", "auth ", "auth-trunc ", '"auth', "auth: ", "xauth"),
    "key": ("-key", "_key", "key-", "apikey", "accesskey", "privatekey", "encryptionkey", "signingkey", "sharedkey", "accountkey", "te key:", "ed key:"),
    "data": ("stringdata",),
    "sig": ("sig=", "signature="),
    "sudo": ("sudo -s",),
    "gh": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    "sk-": ("sk-ant-", "sk-proj-"),
    "sha}": ("{sha}", "{ssha}"),
    **{
        sign: (sign,)
        for sign in (
            *("psk", "pwd", "credential", "secret", "token", "bearer", "-----", "ls0tls1crud", "certificate-", "cabundle", "enc ", "aead ", "curl ", "://"),
            *("cookie:", "login ", "_pat_", "glpat-", "akia", "bootstrap", "xox", "slack.com", "aiza", "ya29.", "pypi-", "npm_", "hvs.", "mysql"),
        )
    },
    # One character is found at once, or known to be missing at the price of a fiftieth of a search.
    "j": ("eyj",),
    "\t": ("=\t",),
    "$": ("$",),
}
#: Characters of signs, those first that captures have least of.
_RARE = '$\t&{}jzq"hxy/9vwg_=kmb-2ufpc:dli.sa1rnot0e '


def _rarest() -> dict[str, tuple[re.Pattern[str], list[str]]]:
    """Signs by their rarest character, with a pattern that looks for all of them at once, which begins with that character."""
    groups: dict[str, list[str]] = {}
    for signs in SIGNS.values():
        for sign in signs:
            groups.setdefault(min(sign, key=_RARE.index), []).append(sign)
    return {char: (re.compile(f"{re.escape(char)}(?:{'|'.join(_around(sign, char) for sign in signs)})"), signs) for char, signs in groups.items()}


def _around(sign: str, char: str) -> str:
    before, _, behind = sign.partition(char)
    return f"(?={re.escape(behind)})(?<={re.escape(before + char)})"


#: In a long text a search for one character takes next to nothing, and one for a pattern that begins with a rare one little more.
RAREST = _rarest()


def names_secret(key: str) -> bool:
    """Whether a value under this key is a secret (the pre-shared key of an IPsec tunnel, a password).

    >>> names_secret("psk"), names_secret("remote_ip")
    (True, False)
    """
    return len(key) < 64 and _KEY.fullmatch(key) is not None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


BASE64_KEYS = r"client-key-data|client-certificate-data|certificate-authority-data|caBundle"
_ENV = rf"[\"']?name[\"']?\s*:\s*[\"']?{KEY_NAME}[\"']?\s*,\s*[\"']?value[\"']?\s*:\s*"
OPTION_NAME = KEY_NAME.replace("(?<![A-Za-z0-9_.-])", "")
_LONG_OPTION = rf"(?<!\S)--?{OPTION_NAME}"
#: Tokens that tell by their first letters who issued them.
_ISSUED = (
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|dckr_pat_[A-Za-z0-9_-]{20,}|glpat-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{12,}|xox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|pypi-AgEI[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{36}|hv[bs]\.[A-Za-z0-9_-]{20,}|sk-(?:ant|proj)-[A-Za-z0-9_-]{20,})"
)
_WIREGUARD = r"[A-Za-z0-9+/]{43}="
# After a colon the mask is quoted: a bare one would be an alias in YAML.
_QUOTED_MASK = rf'\1"{MASK}"'


class Rule(NamedTuple):
    """How secrets of a kind are found in a line.

    Attributes:
        kind: what such a secret is called.
        pattern: what it looks like.
        replacement: what replaces it.
        needs: a line that holds none of these, in lower case, holds no such secret; empty when nothing can be said.
    """

    kind: str
    pattern: re.Pattern[str]
    replacement: str
    needs: tuple[str, ...]


#: What every name of a secret has in it, and every token that tells who issued it.
_KEYS = ("psk", "pass", "secret", "token", "key", "credential", "pwd")
_ISSUERS = ("gh", "_pat_", "glpat-", "akia", "xox", "aiza", "ya29.", "pypi-", "npm_", "hvs.", "hvb.", "sk-")
#: Tried in this order.
RULES: tuple[Rule, ...] = (
    Rule(
        "password in an address", _pattern(r"((?<![A-Za-z])[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"']{0,100}:)(?!\*\*\*@)[^\s/\"']{1,200}@"), rf"\1{MASK}@", ("://",)
    ),
    Rule("token", re.compile(r"([:-]\s+)eyJ[A-Za-z0-9_+/-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}={0,2}\s*$"), _QUOTED_MASK, ("eyj",)),
    Rule("token", re.compile(r"\beyJ[A-Za-z0-9_+/-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}={0,2}"), MASK, ("eyj",)),
    Rule("token", _pattern(r"\b(bearer\s+)(?!\*\*\*)[A-Za-z0-9._~+/=-]{8,}"), rf"\1{MASK}", ("bearer",)),
    Rule("token", _pattern(r"\b(authorization[\"']?\s*[:=]\s*\[?\s*[\"']?(?:[a-z]+\s+)?+)(?!\*\*\*)[A-Za-z0-9._~+/=-]{6,}"), rf"\1{MASK}", ("authorization",)),
    Rule("token", re.compile(_ISSUED), MASK, _ISSUERS),
    Rule("token", _pattern(r"(\bhooks\.slack\.com/services/)[A-Za-z0-9/]{20,}"), rf"\1{MASK}", ("slack.com",)),
    Rule("token", re.compile(r"^(\s*)[a-z0-9]{6}\.[a-z0-9]{16}(?=\s*$|\s+(?:\d+[a-z]|<))"), rf"\1{MASK}", ()),
    Rule("token", _pattern(r"([?&](?:sig|signature|x-amz-signature)=)(?!\*\*\*)[^&\s\"']+"), rf"\1{MASK}", ("sig=", "signature=")),
    Rule(
        "cookie",
        _pattern(r"\b((?:set-)?cookie[\"']?\s*:\s*)(?!\"?\*\*\*|[\"']?(?:0x[0-9a-f]+|\d+)\b)(?:\"[^\"\n]*\"?|'[^'\n]*'|[^\s\"'].*)"),
        _QUOTED_MASK,
        ("cookie",),
    ),
    Rule("password", _pattern(r"(\\?\"auth\\?\"\s*:\s*\\?\")[A-Za-z0-9+/=]{8,}"), rf"\1{MASK}", ("auth",)),
    Rule("password", re.compile(r"(^\s*auth:\s+)[A-Za-z0-9+/]{10,}={0,2}\s*$"), _QUOTED_MASK, ("auth:",)),
    Rule("password", re.compile(r"\$(?:apr1|1|2[abxy]?|5|6|7|y|argon2(?:id?|d)|pbkdf2(?:-[a-z0-9]+)?|scrypt)\$[^\s:\"']{8,}"), MASK, ("$",)),
    Rule("password", _pattern(r"(\{S?SHA\})[A-Za-z0-9+/]{20,}={0,2}"), rf"\1{MASK}", ("sha}",)),
    Rule("password", _pattern(r"\b(mysql(?:dump|admin)?\s(?:.{0,300}?\s)?-p)(?!\*\*\*)[^\s\"']+"), rf"\1{MASK}", ("mysql",)),
    Rule("password", _pattern(r"\b(login\s(?:.{0,300}?\s)?-p[ =]?[\"']?)(?!\*\*\*|\d{1,5}\b)[^\s\"']+"), rf"\1{MASK}", ("login",)),
    Rule("password", _pattern(r"\b(echo\s+)(?!\"?\*\*\*)(?:\"[^\"\n]*\"|'[^'\n]*'|\S+)(?=\s*\|\s*sudo\s+-S)"), rf"\1{MASK}", ("sudo",)),
    Rule("password", _pattern(r"\b((?:password|passphrase|passwd)\s+\\?[\"'])(?!\*\*\*)[^\"'\\\n]+"), rf"\1{MASK}", ("pass",)),
    Rule("setting", _pattern(r"(--from-literal[= ][\"']?[^=\s\"']{1,253}=)(?!\*\*\*)[^\s\"']+"), rf"\1{MASK}", ("--from-literal",)),
    Rule(
        "environment",
        _pattern(rf"([\"']?value[\"']?\s*:\s*)(?:{_QUOTED}|[^\s,}}\"]+)(?=\s*,\s*[\"']?name[\"']?\s*:\s*[\"']?{KEY_NAME}[\"']?\s*[,}}])"),
        _QUOTED_MASK,
        ("value",),
    ),
    Rule("data of a Secret", _pattern(r"(stringData[\"']?\s*:\s*)\{\s*(?!\"\*\*\*)[^\s}].*"), rf'\1{{"{MASK}": "{MASK}"}}', ("stringdata",)),
    Rule("option", _pattern(rf"([\"']-{{1,2}}{OPTION_NAME}\\?[\"']\s*,\s*\\?[\"'])(?!\*\*\*)[^\"'\\]+"), rf"\1{MASK}", _KEYS),
    Rule("certificate or key", re.compile(r"([:-]\s+)LS0tLS1CRUdJ[A-Za-z0-9+/=]+\s*$"), _QUOTED_MASK, ("ls0tls1crud",)),
    Rule("certificate or key", re.compile(r"LS0tLS1CRUdJ[A-Za-z0-9+/=]+"), MASK, ("ls0tls1crud",)),
    Rule(
        "certificate or key",
        _pattern(rf"([\"']?\b(?:{BASE64_KEYS})[\"']?\s*:\s*)(?!\"?\*\*\*)[\"']?[A-Za-z0-9+/=]{{4,}}[\"']?"),
        _QUOTED_MASK,
        ("-data", "cabundle"),
    ),
    Rule("certificate or key", re.compile(r"(-----BEGIN [A-Z0-9 ]{3,60}-----)(?!\*\*\*).*?(-----END [A-Z0-9 ]{3,60}-----)"), rf"\1{MASK}\2", ("-----begin",)),
    Rule("key of IPsec", _pattern(r"\b((?:auth|auth-trunc|enc|aead)\s+\S{1,60}\s+)0x[0-9a-f]{16,}"), rf"\1{MASK}", ("0x",)),
    Rule(
        "key of IPsec",
        re.compile(r"(:\s*(?:PSK|XAUTH|EAP|NTLM|PIN|P12|PKCS8)\s+)(?!\"?\*\*\*)(\"[^\"\n]*\"?|\S+)"),
        rf"\1{MASK}",
        ("psk", "xauth", "eap", "ntlm", "pin", "p12", "pkcs8"),
    ),
    Rule("key of WireGuard", re.compile(rf"^((?:\S+\t)?){_WIREGUARD}(\t{_WIREGUARD}\t\d+\t)"), rf"\1{MASK}\2", ("=\t",)),
    Rule("key of WireGuard", re.compile(rf"^((?:\S+\t)?{_WIREGUARD}\t){_WIREGUARD}(\t(?:\(none\)|\S+:\d+)\t)"), rf"\1{MASK}\2", ("=\t",)),
    Rule("key of WireGuard", re.compile(rf"(\b(?:private|preshared) key: +){_WIREGUARD}"), rf"\1{MASK}", (" key:",)),
    Rule("setting", re.compile(r"(\[\s*\\?\"psk\\?\"\s*,\s*\\?\")(?!\*\*\*)[^\"\\]+"), rf"\1{MASK}", ("psk",)),
    Rule("password", _pattern(r"\b(curl\b.{0,300}?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,100}:)(?!\*\*\*)[^\s\"']+"), rf"\1{MASK}", ("curl",)),
    Rule("password", _pattern(r"\b(sshpass\s+(?:-\S+\s+)*-p\s*)(?!\*\*\*)(?:\"[^\"\n]*\"|'[^'\n]*'|\S+)"), rf"\1{MASK}", ("sshpass",)),
    Rule("environment", _pattern(rf"({_ENV})(?!\"\*{{3,}})(?:{_QUOTED}|[^\s,}}\"]+)"), _QUOTED_MASK, _KEYS),
    Rule("option", _pattern(rf"({_LONG_OPTION}\s+)(?!-|{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"'|;&]+)"), rf"\1{MASK}", _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}(?:\\?[\"'])?\s?=\s?)\\\"(?!\*\*\*)[^\"\\]*(?:\\\"|(?=\")|$)"), rf"\1\"{MASK}\"", _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}:\s+)(?!{_PLAIN})[^\s\"'\\]+(?=\\?[\"'])"), rf"\1{MASK}", _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}(?:\\?[\"'])?\s?=\s?)(?!\"{_PLAIN}){_QUOTED}"), _QUOTED_MASK, _KEYS),
    Rule("setting", _pattern(rf"([{{,]\s?{KEY_NAME}=)(?!{_PLAIN})[^\"',}}\s]+(?=[,}}])"), _QUOTED_MASK, _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}(?:\\?[\"'])?\s?=\s?)(?!\"?{_PLAIN})(?:'[^'\n]*'|[^\"',}}\s]+)"), rf"\1{MASK}", _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}\\\"\s*:\s*)(?!\\\"\*\*\*)\\\"[^\"\\]*\\\""), rf'\1\\"{MASK}\\"', _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}\\{{3,15}}\"\s*:\s*\\{{3,15}}\")(?!\*\*\*)[^\"\\]+"), rf"\1{MASK}", _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}[\"']\s*:\s*)(?!{_PLAIN})(?!\"{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s,{{}}\[\"][^\s,}}\"]*)"), _QUOTED_MASK, _KEYS),
    Rule("setting", _pattern(rf"(^\s*(?:- )?{KEY_NAME}:\s+)(?!\"?{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"'].*)$"), _QUOTED_MASK, _KEYS),
    Rule("setting", _pattern(rf"({KEY_NAME}:\s+)(?!\"?{_PLAIN})(?:{_QUOTED}|'[^'\n]*'|[^\s\"']+)\s*$"), _QUOTED_MASK, _KEYS),
)
