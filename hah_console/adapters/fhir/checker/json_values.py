"""Comparing JSON values: equal to a fixed one, or holding everything a pattern has; values at a path."""

from collections.abc import Callable, Iterator


def fits_value(value: object, wanted: object, *, fixed: bool) -> bool:
    """Whether a value is the fixed one, or has all of a pattern."""
    return value == wanted if fixed else holds_pattern(value, wanted)


def holds_pattern(value: object, pattern: object) -> bool:
    """Whether all of a pattern is found in a value: keys of objects, each item of a list in some item."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and holds_pattern(value[key], each) for key, each in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(holds_pattern(item, each) for item in value) for each in pattern)
    return value == pattern


def values_at(value: object, path: tuple[str, ...]) -> Iterator[object]:
    """Every value at a path of element names; lists on the way are walked through."""
    if isinstance(value, list):
        for item in value:
            yield from values_at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        for key in _keys(value, path[0]):
            yield from values_at(value[key], path[1:])


def any_at(value: object, path: tuple[str, ...], test: Callable[[object], bool], step: int = 0) -> bool:
    """Whether some value at a path of element names passes a test; lists on the way are walked through."""
    if type(value) is list:
        return any(any_at(item, path, test, step) for item in value)
    if step == len(path):
        return test(value)
    if type(value) is not dict:
        return False
    name = path[step]
    if name in value:
        return any_at(value[name], path, test, step + 1)
    return any(any_at(value[key], path, test, step + 1) for key in _keys(value, name))


def _keys(value: dict[str, object], name: str) -> list[str]:
    if not name.endswith("[x]"):
        return [name] if name in value else [key for key in value if _is_choice(key, name)]
    return [key for key in value if _is_choice(key, name[:-3])]


def _is_choice(key: str, stem: str) -> bool:
    return key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()


def plain(value: object) -> object:
    """A copy without ``_`` keys and with numbers the evaluator takes.

    WORKAROUND(https://github.com/beda-software/fhirpath-py): ``coding.where(code='x')`` is false when ``_code`` stands
    beside ``code``.
    """
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if not key.startswith("_")}
    return [plain(each) for each in value] if isinstance(value, list) else value
