"""The topics of the program (docs/mqtt.md)."""

TOPIC_ROOT = "hah/v1"
EVERY_PATIENT = "+"
GATEWAY = "gateway"


def topic(site_id: str, patient_id: str) -> str:
    """Where the sets of a patient are published."""
    return f"{TOPIC_ROOT}/{site_id}/{patient_id}/vitals"


def status_topic(site_id: str, patient_id: str) -> str:
    """Where the monitor of a patient, or the broker on its behalf, says whether it is there."""
    return f"{TOPIC_ROOT}/{site_id}/{patient_id}/status"


def gateway_topic(site_id: str, gateway_id: str) -> str:
    """Where a gateway, or the broker on its behalf, says whether it is there."""
    return f"{TOPIC_ROOT}/{site_id}/{GATEWAY}/{gateway_id}/status"


def stored_topic(site_id: str, patient_id: str) -> str:
    """Where the service tells a patient's monitor what is stored."""
    return f"{TOPIC_ROOT}/{site_id}/{patient_id}/stored"


def wave_topic(site_id: str, patient_id: str, signal: str) -> str:
    """Where a waveform of an opened patient is published."""
    return f"{TOPIC_ROOT}/{site_id}/{patient_id}/wave/{signal}"


def wave_request_topic(site_id: str, patient_id: str) -> str:
    """Where a console asks for a patient's waveforms."""
    return wave_topic(site_id, patient_id, "open")


def wave_subject_of(name: str, site_id: str) -> tuple[str, str] | None:
    """Patient and signal of a topic of a waveform of this site (signal ``open``: the request); else None."""
    parts = name.split("/")
    if parts[:2] != TOPIC_ROOT.split("/") or len(parts) != 6 or parts[2] != site_id or parts[4] != "wave":
        return None
    return (parts[3], parts[5]) if parts[3] and parts[5] else None


def subject_of(name: str, site_id: str) -> tuple[str, str] | None:
    """Kind (``vitals``, ``status`` or ``gateway``) and patient or gateway of a topic of this site; else None."""
    parts = name.split("/")
    if parts[:2] != TOPIC_ROOT.split("/") or len(parts) < 5 or parts[2] != site_id or not parts[3]:
        return None
    if len(parts) == 5 and parts[4] in {"vitals", "status"}:
        return parts[4], parts[3]
    if len(parts) == 6 and parts[3] == GATEWAY and parts[4] and parts[5] == "status":
        return GATEWAY, parts[4]
    return None
