"""What has to be computed again after a change: caregivers from an operation on, and the users of a kit."""

from scheduling.native.access import of, rec, route
from scheduling.native.jit import compiled
from scheduling.native.kits import as_before, counted
from scheduling.native.tables import (
    C_CURSOR,
    C_DIRTY,
    C_REACH,
    KEY,
    N_QUEUED,
    N_WAITING,
    NEVER,
    O_ENTRY,
    R_QUEUE,
    R_UNIT_OF,
    R_USE_KEY,
    R_WAITING,
    T_KIT,
    T_REF_OP,
    T_USER_PTR,
    WHO,
    Flat,
)  # fmt: skip


@compiled
def want(r: Flat, k: int, op: int, reach: int) -> None:
    """Ask that caregiver ``k`` be computed again from ``op`` (-1: only the way home), past key ``reach``."""
    if r[route(r, k) + C_DIRTY] == 0:
        r[r[R_QUEUE] + r[N_QUEUED]] = k
        r[N_QUEUED] += 1
    if r[route(r, k) + C_DIRTY] != 1:
        r[route(r, k) + C_DIRTY] = 1
        r[route(r, k) + C_CURSOR] = op
        r[route(r, k) + C_REACH] = reach
        return
    r[route(r, k) + C_REACH] = max(r[route(r, k) + C_REACH], reach)
    held = r[route(r, k) + C_CURSOR]
    if op < 0 or held < 0:  # something before the way home has changed in this move
        r[route(r, k) + C_REACH] = NEVER
    if op >= 0 and (held < 0 or r[rec(op) + KEY] < r[rec(held) + KEY]):
        r[route(r, k) + C_CURSOR] = op
        if held >= 0:
            r[route(r, k) + C_REACH] = max(r[route(r, k) + C_REACH], r[rec(held) + KEY])


@compiled
def want_op(t: Flat, r: Flat, op: int) -> None:
    """Ask that ``op`` be computed again."""
    k = r[rec(op) + WHO]
    if k >= 0:
        want(r, k, op, r[rec(op) + KEY])
    else:
        r[r[R_WAITING] + r[N_WAITING]] = t[of(op) + O_ENTRY]
        r[N_WAITING] += 1


@compiled
def want_users(t: Flat, r: Flat, ref: int, key: int, old: int, new: int) -> None:
    """Ask for the operations after ``key`` that use the kit of ``ref``, after a use ends at ``new`` instead of ``old``.

    An end of -1 is that of a use that is not there. Units that are only counted are free for a user at the same moment
    as before unless that moment lies between both ends; one who waits for none is concerned by an end that was not
    later than what he can bear, and now is.
    """
    kit, first, last = t[t[T_KIT] + ref], max(0, min(old, new)), max(0, old, new)
    alike, other_end = counted(t, ref), first < last
    # PERF: numba cannot know that writing into ``r`` leaves these alone; of ``and`` and ``or`` it makes jumps, which
    # the processor guesses wrong.
    ops, keys, unit_of = t[T_REF_OP], r[R_USE_KEY], r[R_UNIT_OF]
    for user in range(t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]):
        held, later = r[unit_of + user], r[keys + user] > key
        waits = other_end & (held >= first) & (held <= last)
        bears = -2 - held
        if later & (waits | (held == -1) | ((held < -1) & (new > bears) & (old <= bears)) | (not alike)):
            other = t[ops + user]
            if r[rec(other) + WHO] >= 0 and not (alike and held != -1 and as_before(t, r, user, held)):
                want_op(t, r, other)
