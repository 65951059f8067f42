"""Backends by name; each loads its library only when it is asked for."""

from scheduling.backends.protocol import Backend
from scheduling.errors import BackendUnable

NAMES = ("native", "ortools-routing", "ortools-cpsat", "ruin-recreate", "insertion")


def backend(name: str) -> Backend:
    """The backend of this name; raises BackendUnable for an unknown one."""
    if name == "native":
        from scheduling.backends.native import Native

        return Native()
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
    """Load and compile what the first search needs, so that it need not (some seconds on a new machine)."""
    from scheduling.native.warm import warm_up as warm_native

    warm_native()
