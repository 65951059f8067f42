"""Ways as routing servers write them: Google's polyline encoding with six decimals."""

from hah_console.adapters.roads.rides import Way

DECIMALS = 6


def decoded(text: str) -> Way:
    """(latitude, longitude) points in degrees; raises ValueError when the text is cut off or holds other signs."""
    numbers = _numbers(text)
    lat = lon = 0
    points: list[tuple[float, float]] = []
    for at in range(0, len(numbers) - 1, 2):
        lat, lon = lat + numbers[at], lon + numbers[at + 1]
        points.append((lat / 10**DECIMALS, lon / 10**DECIMALS))
    if len(numbers) % 2:
        raise ValueError("cut off")
    return tuple(points)


def _numbers(text: str) -> list[int]:
    """Groups of five bits, the lowest first, each plus 63; the sixth bit says that the number goes on."""
    numbers, value, shift = list[int](), 0, 0
    for sign in text:
        bits = ord(sign) - 63
        if not 0 <= bits < 64:
            raise ValueError(sign)
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift:
        raise ValueError("cut off")
    return numbers
