"""An .osm.pbf file in parts that can be read one after the other (wiki.openstreetmap.org/wiki/PBF_Format)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PART_BYTES = 4_000_000
_LARGEST_HEADER, _LARGEST_BLOB = 64 * 1024, 32 * 1024 * 1024
SORTED = b"Sort.Type_then_ID"
"""What a file says of itself when every node stands before the first way, in order of ids."""


@dataclass(frozen=True, slots=True)
class Part:
    """A whole small file: the head of the file and some of its blocks. ``read`` is the share of the file behind it."""

    content: bytes
    read: float


def parts(path: Path) -> Iterator[Part]:
    """The file in parts of a few megabytes; raises ValueError where it is damaged or cut off, OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = _block(file)
        blocks, length = [head], 0
        while block := _block(file):
            blocks.append(block)
            length += len(block)
            if length >= PART_BYTES:
                yield Part(b"".join(blocks), file.tell() / size)
                blocks, length = [head], 0
        if length or not file.tell() > len(head):
            yield Part(b"".join(blocks), 1.0)


def is_sorted(path: Path) -> bool:
    """Whether the head of the file says that it is; the head is compressed in none or zlib, so it is looked into."""
    with path.open("rb") as file:
        block = _block(file)
    return SORTED in block or SORTED in _inflated(block)


def _inflated(block: bytes) -> bytes:
    import zlib

    at = block.find(b"\x78")
    while at >= 0:
        try:
            return zlib.decompressobj().decompress(block[at:])
        except zlib.error:
            at = block.find(b"\x78", at + 1)
    return b""


def _block(file: BinaryIO) -> bytes:
    """Length, header and blob of the next block as they stand; empty at the end of the file."""
    length = file.read(4)
    if not length:
        return b""
    size = int.from_bytes(length, "big")
    if len(length) < 4 or not 0 < size <= _LARGEST_HEADER:
        raise ValueError("no block begins here")
    header = _whole(file, size)
    return length + header + _whole(file, _data_size(header))


def _whole(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise ValueError("cut off")
    return found


def _data_size(header: bytes) -> int:
    """Field 3 of a BlobHeader; the fields before it are text and are skipped."""
    at = 0
    while at < len(header):
        key, at = _varint(header, at)
        value, at = _varint(header, at)
        if key == 3 << 3:
            if value > _LARGEST_BLOB:
                raise ValueError("too large a block")
            return value
        if key & 7 == 2:
            at += value
    raise ValueError("a block without a size")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at
    raise ValueError("cut off")
