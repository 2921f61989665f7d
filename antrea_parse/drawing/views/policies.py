"""Network policies where they act: a strip on a pod with the rule that decides, a table with every rule."""

from __future__ import annotations

from collections.abc import Sequence

from antrea_parse.drawing.scene import Box, Line, Run, cell, line
from antrea_parse.drawing.views.common import certainty_of, field_grounds, names, paint, plural, tag, tooltip, unknown
from antrea_parse.drawing.views.story import Story
from antrea_parse.drawing.views.table import Column, table
from antrea_parse.drawing.views.verdicts import Direction, Flow, Verdict, judge
from antrea_parse.topology.basis import Certainty
from antrea_parse.topology.model import Pod, Policy, PolicyRule

#: Policies on one pod and rules that are shown before they are counted.
_MAX_POLICIES, _MAX_RULES = 3, 30
_FEW_TARGETS = 4
_ARROWS = {"ingress": "←", "egress": "→"}


def strips(story: Story, pod: Pod, direction: Direction, flows: Sequence[Flow], width: int) -> list[Box]:
    """The policies on a pod, each with the rule that decides."""
    policies = story.acting.on(pod, direction)
    others = [policy for policy in story.acting.on(pod) if policy not in policies]
    # Cards stay small where there are many.
    few = len(story.targets) <= _FEW_TARGETS
    most = _MAX_POLICIES if few else 1
    denied = story.says(pod, direction, flows) is False
    maybe = story.acting.maybe(pod)
    hidden = [*policies[most:], *others, *maybe[1:]]
    # Where cards are small the first says how many there are.
    rest = [] if few else hidden
    found = [
        _strip(policy, direction, _best([judge(policy, direction, flow) for flow in flows]), width, f"{pod.key}-{direction}", rest, denied=denied, few=few)
        for policy in policies[:most]
    ]
    found += [_maybe(policy, width, f"{pod.key}-{direction}", rest, few=few) for policy in maybe[:1]]
    words = [f"+ {plural(len(policies) - most, 'policy', 'policies')} more"] if len(policies) > most else []
    words += [f"+ {plural(len(others), 'policy', 'policies')} not for {direction}"] if others else []
    words += [f"+ {len(maybe) - 1} that may select it"] if len(maybe) > 1 else []
    if words and (few or not found):
        text = line(tag("NP", "np"), Run(", ".join(words), 9, color="mute", elastic=1))
        hint = names((item.key for item in hidden), 40)
        found.append(cell(width, text, height=18, kind="np", key=f"{pod.key}-{direction}-more", tooltip=hint, **paint("np")))
    return found


def _also(rest: Sequence[Policy]) -> str:
    return f"beside it: {names((item.key for item in rest), 40)}" if rest else ""


def _others(rest: Sequence[Policy]) -> list[Run]:
    return [Run(f"+{len(rest)}", 9, color="mute")] if rest else []


def _maybe(policy: Policy, width: int, key: str, rest: Sequence[Policy], *, few: bool) -> Box:
    """A policy of which the captures do not tell whether it selects the pod."""
    said = Run("? may select it", 10, "bold", "warn-line", mark="undecided")
    first = line(tag("NP", "np"), Run(policy.name, 11, "bold", elastic=1), *_others(rest), right=[said], height=16)
    second = line(Run(f"it selects {policy.pod_selector or 'pods'}: labels not captured", 9, color="mute", elastic=1), height=13)
    hint = tooltip(f"{policy.kind} {policy.key}", field_grounds(policy, "pods"), _also(rest))
    return _lines(policy, width, key, first, second if few else None, "ambiguous", hint)


def _lines(policy: Policy, width: int, key: str, first: Line, second: Line | None, certainty: Certainty, hint: str) -> Box:
    lines = [first, second] if second else [first]
    return cell(width, *lines, height=34 if second else 20, kind="np", key=f"{policy.key}-{key}", certainty=certainty, tooltip=hint, **paint("np"))


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    for wanted in (True, None):
        for verdict in verdicts:
            if verdict.admits is wanted:
                return verdict
    return verdicts[0]


def _strip(policy: Policy, direction: Direction, verdict: Verdict, width: int, key: str, rest: Sequence[Policy], *, denied: bool, few: bool) -> Box:
    if verdict.admits:
        word = Run("✓ allow", 10, "bold", "ok", mark="allow")
    elif verdict.admits is None:
        word = Run("? not decided", 10, "bold", "warn-line", mark="undecided")
    else:
        word = Run("✕ deny" if denied else "no rule fits", 10, "bold" if denied else "sans", "err-line" if denied else "mute", mark="deny" if denied else "")
    if not policy.directions and not policy.rules:
        says = "its rules were not captured"
    elif verdict.rule is None:
        says = f"{direction}: no rule admits this"
    else:
        says = _rule_words(verdict.rule)
    hint = tooltip(
        f"{policy.kind} {policy.key} selects {policy.pod_selector or 'all pods'}",
        *map(_rule_words, policy.rules[:12]),
        field_grounds(policy, "pods"),
        _also(rest),
    )
    certainty: Certainty = certainty_of(policy, "pods") if policy.pods else "observed"
    word_tag = tag("NP" if policy.kind == "NetworkPolicy" else "ANP", "np")
    first = line(word_tag, Run(policy.name, 11, "bold", elastic=1), *_others(rest), right=[word], height=16)
    return _lines(policy, width, key, first, line(Run(says, 9, color="mute", elastic=1), height=13) if few else None, certainty, hint)


def _rule_words(rule: PolicyRule) -> str:
    ports = names((port.replace("/", " ") for port in rule.ports), 4) or "all ports"
    action = "" if rule.action == "Allow" else f"{rule.action} "
    return f"{action}{rule.direction} {ports} {_ARROWS[rule.direction]} {names(rule.peers, 3) or 'any'}"


def rules_table(story: Story, width: int) -> Box | None:
    """Every rule of every policy on these pods; a direction that has none denies all."""
    policies = story.policies
    if not policies:
        return None
    columns = (Column("POLICY", 186), Column("APPLIES TO", 144), Column("DIRECTION", 80), Column("PEER", 196), Column("PORTS", 102), Column("EFFECT", 0))
    rows = []
    for policy in policies:
        first = [tag("NP" if policy.kind == "NetworkPolicy" else "ANP", "np"), Run(policy.name, 10, "bold", elastic=1)]
        applies = [Run(policy.pod_selector or "all pods", 10, elastic=1)]
        for direction in policy.directions or ("ingress",):
            rules = [rule for rule in policy.rules if rule.direction == direction]
            if not policy.directions and not rules:
                rows.append(
                    (
                        policy.key,
                        [first, applies, [unknown(0)], [unknown(0)], [unknown(0)], [Run("? rules not captured", 10, "bold", "warn-line", mark="unknown")]],
                    )
                )
            elif not rules:
                words = "✕ deny all (no rule)"
                rows.append(
                    (policy.key, [first, applies, [Run(direction, 10)], [Run("—", 10)], [Run("—", 10)], [Run(words, 10, "bold", "err-line", mark="deny")]])
                )
            rows += [(policy.key, [first, applies, *_rule_cells(rule)]) for rule in rules]
    hidden = len(rows) - _MAX_RULES
    more = f"+ {plural(hidden, 'rule')} more" if hidden > 0 else ""
    return table("rules", columns, [(f"{key}-{number}", cells) for number, (key, cells) in enumerate(rows[:_MAX_RULES])], width, more=more)


def _rule_cells(rule: PolicyRule) -> list[list[Run]]:
    allowed = rule.action == "Allow"
    good = allowed or rule.action == "Pass"
    word = f"{'✓' if allowed else '·' if good else '✕'} {rule.action.lower()}"
    return [
        [Run(rule.direction, 10)],
        [Run(names(rule.peers, 3) or "any", 10, elastic=1)],
        [Run(names((port.replace("/", " ") for port in rule.ports), 3) or "all", 10, elastic=1)],
        [Run(word, 10, "bold", "ok" if allowed else "mute" if good else "err-line", mark="allow" if allowed else "" if good else "deny")],
    ]
