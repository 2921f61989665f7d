"""``antctl check cluster`` and ``antctl check installation``: which tests passed (v2.1 and later).

Source of the format: antrea pkg/antctl/raw/check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antrea_parse.commands.base import READ, Command, Ledger, Output, Record
from antrea_parse.engine.lineformat import line_format

TEMPLATE = "antctl_check.textfsm"
_VERDICTS = {"passed": "passed", "failed": "failed", "was skipped": "skipped", "was uncertain": "uncertain"}


class CheckedTest(Record):
    """A test that antctl ran.

    Attributes:
        cluster: name of the cluster that stands before each line.
        name: of the test.
        verdict: ``passed``, ``failed``, ``skipped`` or ``uncertain``; None for one that began and has no verdict.
        reason: why, where it is told.
    """

    cluster: str | None = None
    name: str
    verdict: str | None = None
    reason: str | None = None


class CheckOutput(Output):
    """Output of ``antctl check``: one record for each test, in the order in which they ran.

    Attributes:
        succeeded: how many succeeded, as the last line counts them.
        failed: how many failed.
        skipped: how many were skipped.
        uncertain: how many were uncertain.
    """

    records: tuple[CheckedTest, ...] = ()
    succeeded: int | None = None
    failed: int | None = None
    skipped: int | None = None
    uncertain: int | None = None


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[Record]:
    """The tests, each with its verdict."""
    running: tuple[str, str, int] | None = None
    for index, label, values in line_format(TEMPLATE).events(lines, ledger.uses, READ):
        cluster = values[0] or ""
        if label == "COUNTED":
            _, succeeded, failed, other, kind = values
            ledger.extras |= {"succeeded": int(succeeded or 0), "failed": int(failed or 0), kind or "": int(other or 0)}
            continue
        name = values[1] or ""
        is_running = running is not None and running[:2] == (cluster, name)
        if running is not None and (label == "BEGUN" or not is_running):
            yield _unfinished(running, ledger)
            running = None
        if label == "BEGUN":
            running = cluster, name, index
            continue
        _, _, verdict, reason = values
        first = running[2] if running is not None else index
        running = None
        found = {"cluster": cluster, "name": name, "verdict": _VERDICTS[verdict or ""]}
        yield CheckedTest.build({**found, "reason": reason} if reason else found, ledger.span(first, index))
    if running is not None:
        yield _unfinished(running, ledger)


def _unfinished(running: tuple[str, str, int], ledger: Ledger) -> Record:
    cluster, name, index = running
    ledger.report("AP202", f"test {name} began and has no verdict", index)
    return CheckedTest.build({"cluster": cluster, "name": name}, ledger.span(index))


COMMANDS = (
    Command(
        name="antctl check",
        record=CheckedTest,
        output=CheckOutput,
        template=TEMPLATE,
        read=read,
        starts=r"\s*\[[^\]]+\]\s",
        signs=((r"\s*\[[^\]]+\]\s+(?:Running test: \S+|Test \S+ (?:passed|failed|was skipped|was uncertain)\b)", "is a line of `antctl check`"),),
    ),
)
