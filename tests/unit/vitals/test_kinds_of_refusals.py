"""What cannot be used has a kind with its facts, and says who mends it, in both languages."""

from string import Formatter

import pytest
from helpers.refusals import of_gateways, of_monitors, of_statuses

from hah_console.domain.refusal import Fault, Reason, Refusal
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.screens.devices.refusal_text import refusal_text

NOT_SENT_HERE = {Refusal.MANY_GATEWAYS, Refusal.TWO_PATIENTS, Refusal.RENAMED, Refusal.OTHER}
"""Kinds that need ten thousand gateways, a whole message, a store or an earlier release."""


def test_what_a_monitor_sends_wrong_has_its_kind_and_facts_and_who_mends_it() -> None:
    assert [(reason.kind, reason.fault, dict(reason.facts)) for reason in of_monitors()] == [
        (Refusal.NOBODYS, Fault.OWNER, {"device": "D9"}),
        (Refusal.ANOTHERS, Fault.OWNER, {"device": "D2", "owner": "P2", "patient": "P1"}),
        (Refusal.NUMBERING, Fault.FORM, {}),
        (Refusal.VERSION, Fault.FORM, {"version": "9"}),
        (Refusal.RANGE, Fault.VALUE, {"vital": "temp", "value": "98.6", "low": "25", "high": "45"}),
        (Refusal.NO_VALUE, Fault.VALUE, {}),
        (Refusal.SENSOR, Fault.VALUE, {"names": "ecg"}),
        (Refusal.NO_TIME, Fault.TIME, {"time": "-1"}),
        (Refusal.TOO_OLD, Fault.TIME, {}),
        (Refusal.TOO_LARGE, Fault.FORM, {"size": "30070", "most": "20480"}),
        (Refusal.NESTED, Fault.FORM, {}),
        (Refusal.UNREADABLE, Fault.FORM, {}),
        (Refusal.SITE, Fault.FORM, {"site": "S1"}),
        (Refusal.SIGNATURE, Fault.SIGNATURE, {}),
    ]


def test_the_whole_of_the_program_gives_every_kind_there_is() -> None:
    given = {reason.kind for reason in (*of_monitors(), *of_statuses(), *of_gateways())}
    assert given | NOT_SENT_HERE == set(Refusal)
    assert {reason.fault for reason in of_gateways() if reason.kind is Refusal.INTERNAL} == {Fault.PROGRAM}


def test_what_a_stranger_wrote_is_kept_short_and_printable() -> None:
    reason = Reason.of(Refusal.NOBODYS, "dev: \x00" + "x" * 900, device="\ud800\n" + "y" * 900)
    assert reason.said.isprintable()
    assert len(reason.said) == 200
    assert [(fact.isprintable(), len(fact)) for _, fact in reason.facts] == [(True, 200)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_the_persons_language_with_all_its_facts(language: str) -> None:
    texts = Texts(language)
    for reason in (*of_monitors(), *of_statuses(), *of_gateways()):
        sentence = refusal_text(texts, reason)
        facts = dict(reason.facts)
        wanted = {name for _, name, _, _ in Formatter().parse(texts(f"devices.refused_why.{reason.kind}")) if name}
        assert wanted <= {*facts, "usual"}, reason
        assert "{" not in sentence
        for name in wanted - {"usual", "vital"}:
            assert (facts[name] or texts("devices.refused_unknown")) in sentence
    assert "{" not in refusal_text(texts, Reason.of(Refusal.RANGE, "of an earlier release"))
