"""Suppression by cause: a silent device says nothing about its sensors, so one notice stands for all."""

from collections.abc import Sequence
from dataclasses import replace

from hah_console.alarms.finding import Finding, Signal
from hah_console.domain.alarm import Lane


def inhibit_children(findings: Sequence[Finding], silence_rule_id: str) -> tuple[Finding, ...]:
    """While the device is silent its other technical findings are unknown: they neither begin nor end."""
    silent = any(f.rule_id == silence_rule_id and f.signal is Signal.PRESENT for f in findings)
    return tuple(_unknown(f) if silent and _is_child(f, silence_rule_id) else f for f in findings)


def _is_child(finding: Finding, silence_rule_id: str) -> bool:
    return finding.lane is Lane.TECHNICAL and finding.rule_id != silence_rule_id


def _unknown(finding: Finding) -> Finding:
    return replace(finding, signal=Signal.UNKNOWN)
