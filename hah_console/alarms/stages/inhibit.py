"""Suppression by cause: one notice stands for everything that follows from it."""

from collections.abc import Sequence
from dataclasses import replace

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane


def inhibit(findings: Sequence[Finding], view: PatientView) -> tuple[Finding, ...]:
    """What follows from a lost link, a silent device or a sensor that is off is unknown: it neither begins nor ends.

    While the link to the home is lost (broker, gateway: an alarm of the system) the device's silence is that of the
    link. While the device is silent it says nothing of its sensors. Nothing physiological is ever inhibited, and
    nothing that is sure all the same.
    """
    silence_id = view.rules.alarms.silence.rule_id
    if view.link_lost:
        return tuple(_unknown(f) if f.lane is Lane.TECHNICAL else f for f in findings)
    return inhibit_children(findings, silence_id)


def inhibit_children(findings: Sequence[Finding], silence_rule_id: str) -> tuple[Finding, ...]:
    """While the device is silent its other technical findings are unknown: they neither begin nor end."""
    silent = any(f.rule_id == silence_rule_id and f.signal is Signal.PRESENT for f in findings)
    return tuple(_unknown(f) if silent and _is_child(f, silence_rule_id) else f for f in findings)


def _is_child(finding: Finding, silence_rule_id: str) -> bool:
    return finding.lane is Lane.TECHNICAL and finding.rule_id != silence_rule_id


def _unknown(finding: Finding) -> Finding:
    return finding if finding.sure else replace(finding, signal=Signal.UNKNOWN)
