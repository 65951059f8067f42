"""Search engines behind one protocol; OR-Tools is imported only here, and only when asked for."""

from scheduling.backends.protocol import Backend
from scheduling.errors import BackendUnable

NAMES = ("ortools-routing", "ortools-cpsat", "ruin-recreate", "insertion")


def backend(name: str) -> Backend:
    """The backend of this name; raises BackendUnable for an unknown one."""
    if name == "ortools-routing":
        from scheduling.backends.ortools_routing import OrtoolsRouting

        return OrtoolsRouting()
    if name == "ortools-cpsat":
        from scheduling.backends.ortools_cpsat import OrtoolsCpSat

        return OrtoolsCpSat()
    if name == "ruin-recreate":
        from scheduling.backends.ruin_recreate import RuinRecreate

        return RuinRecreate()
    if name == "insertion":
        from scheduling.backends.insertion import Insertion

        return Insertion()
    raise BackendUnable(name, f"unknown; there are {', '.join(NAMES)}")


def warm_up() -> None:
    """Load the default backend's library now (about a second), so that the first search need not."""
    import scheduling.backends.routing_model  # noqa: F401
