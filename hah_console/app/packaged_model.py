"""The risk forecast that ships with the program."""

from hah_console.app.resources import resource_path
from hah_console.services.forecast.model import RiskModel, risk_model_of


def packaged_model() -> RiskModel | None:
    """The newest one, None when none ships. Raises RiskModelUnreadable."""
    found = sorted(resource_path("models").glob("risk-*.json"))
    return risk_model_of(found[-1].read_text("utf-8"), found[-1].name) if found else None
