"""Errors of the library: each says what is wrong in one sentence and names the field or the limit."""


class SchedulingError(Exception):
    """Base of everything this library raises on purpose."""


class ProblemInvalid(SchedulingError):
    """A problem or a document cannot be used. ``field`` is a path such as ``visits[V-3].windows[0].end``."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


class BackendUnable(SchedulingError):
    """The chosen backend cannot express or solve this problem."""

    def __init__(self, backend: str, reason: str) -> None:
        self.backend, self.reason = backend, reason
        super().__init__(f"{backend}: {reason}")


class PlanUnsound(SchedulingError):
    """A plan breaks rules and is not given out; ``violations`` are the sentences of the check."""

    def __init__(self, violations: tuple[str, ...]) -> None:
        self.violations = violations
        more = f" and {len(violations) - 1} more" if len(violations) > 1 else ""
        super().__init__(f"no plan that keeps the rules was found: {violations[0]}{more}")
