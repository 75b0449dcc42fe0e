"""QR codes (ISO/IEC 18004) of what a pairing link needs: bytes, error correction level L, versions 1 to 10."""

import re
from typing import Callable, List, NamedTuple, Sequence, Set, Tuple

Matrix = List[List[bool]]


class _Version(NamedTuple):
    #: Bytes of data, bytes of error correction in each block, blocks, and where alignment patterns are centred.
    data: int
    correction: int
    blocks: int
    centres: Tuple[int, ...]


_VERSIONS = (
    _Version(19, 7, 1, ()),
    _Version(34, 10, 1, (6, 18)),
    _Version(55, 15, 1, (6, 22)),
    _Version(80, 20, 1, (6, 26)),
    _Version(108, 26, 1, (6, 30)),
    _Version(136, 18, 2, (6, 34)),
    _Version(156, 20, 2, (6, 22, 38)),
    _Version(194, 24, 2, (6, 24, 42)),
    _Version(232, 30, 2, (6, 26, 46)),
    _Version(274, 18, 4, (6, 28, 50)),
)

_MASKS: Tuple[Callable[[int, int], int], ...] = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (y // 2 + x // 3) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)


def encode(text: str) -> Matrix:
    """Rows of modules, True where it is dark, without the quiet zone. Raises ValueError when the text is too long (271 bytes)."""
    content = text.encode("utf-8")
    for number, version in enumerate(_VERSIONS, 1):
        head = f"0100{len(content):0{8 if number < 10 else 16}b}"
        if len(head) + 8 * len(content) <= 8 * version.data:
            bits = _interleave(_pad(head, content, version.data), version)
            return min((_draw(number, version, bits, mask) for mask in range(8)), key=_penalty)
    raise ValueError("too long for a QR code")


def render(matrix: Matrix, border: int = 2) -> str:
    """Two rows of modules a line of text, light modules drawn: for terminals with a dark ground."""
    size = len(matrix) + 2 * border
    sides = [False] * border
    rows = [[False] * size] * border + [sides + row + sides for row in matrix] + [[False] * size] * (border + size % 2)
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join("".join(signs[pair] for pair in zip(upper, lower)) for upper, lower in zip(rows[::2], rows[1::2]))


def _pad(head: str, content: bytes, size: int) -> bytes:
    bits = head + "".join(f"{byte:08b}" for byte in content)
    bits += "0" * min(4, 8 * size - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return data + (b"\xec\x11" * size)[: size - len(data)]


def _interleave(data: bytes, version: _Version) -> str:
    """The blocks with their error correction, a byte of each in turn; the last blocks may be one byte longer."""
    short, longer = divmod(len(data), version.blocks)
    blocks, at = [], 0
    for number in range(version.blocks):
        size = short + (number >= version.blocks - longer)
        blocks.append(data[at : at + size])
        at += size
    corrections = [_remainder(block, version.correction) for block in blocks]
    taken = [block[at] for at in range(short + 1) for block in blocks if at < len(block)]
    taken += [each[at] for at in range(version.correction) for each in corrections]
    return "".join(f"{byte:08b}" for byte in taken)


def _times(one: int, other: int) -> int:
    """The product in the field of 256 elements."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return product


def _remainder(block: bytes, degree: int) -> List[int]:
    """Reed-Solomon: the rest of the block divided by (x - 1)(x - 2)(x - 4)..."""
    divisor, root = [1], 1
    for _ in range(degree):
        shifted, scaled = [*divisor, 0], [0, *(_times(each, root) for each in divisor)]
        divisor = [a ^ b for a, b in zip(shifted, scaled)]
        root = _times(root, 2)
    rest = [*block] + [0] * degree
    for at in range(len(block)):
        for place, each in enumerate(divisor):
            rest[at + place] ^= _times(each, rest[at]) if place else 0
    return rest[len(block) :]


def _check_bits(value: int, divisor: int) -> int:
    """``value`` followed by its rest modulo ``divisor``, as polynomials of bits."""
    width = divisor.bit_length() - 1
    rest = value << width
    while rest.bit_length() > width:
        rest ^= divisor << rest.bit_length() - width - 1
    return value << width | rest


def _draw(number: int, version: _Version, bits: str, mask: int) -> Matrix:
    size = 17 + 4 * number
    matrix = [[False] * size for _ in range(size)]
    fixed: Set[Tuple[int, int]] = set()

    def put(x: int, y: int, dark: bool) -> None:
        if 0 <= x < size and 0 <= y < size:
            matrix[y][x] = dark
            fixed.add((x, y))

    for at in range(size):
        put(at, 6, at % 2 == 0)
        put(6, at, at % 2 == 0)
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        for dx, dy in _square(4):
            put(x + dx, y + dy, max(abs(dx), abs(dy)) in (0, 1, 3))
    for x, y in _alignments(version.centres):
        for dx, dy in _square(2):
            put(x + dx, y + dy, max(abs(dx), abs(dy)) != 1)
    form = _check_bits(0b01000 | mask, 0x537) ^ 0x5412
    for at in range(15):
        dark = bool(form >> at & 1)
        put(8, at + (at > 5) if at < 8 else size - 15 + at, dark)
        put(size - 1 - at if at < 8 else 15 - at - (at > 8), 8, dark)
    put(8, size - 8, True)
    for at in range(18 if number > 6 else 0):
        dark = bool(_check_bits(number, 0x1F25) >> at & 1)
        put(size - 11 + at % 3, at // 3, dark)
        put(at // 3, size - 11 + at % 3, dark)
    # In pairs of columns from the right, up and down in turn; the column of the timing pattern is in no pair.
    rest = iter(bits)
    for turn, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        for y in range(size) if turn % 2 else range(size - 1, -1, -1):
            for x in (right, right - 1):
                if (x, y) not in fixed:
                    matrix[y][x] = (next(rest, "0") == "1") != (_MASKS[mask](x, y) == 0)
    return matrix


def _square(reach: int) -> List[Tuple[int, int]]:
    return [(dx, dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]


def _alignments(centres: Sequence[int]) -> List[Tuple[int, int]]:
    """Everywhere but in the corners with the large patterns."""
    corners = [(6, 6), (6, centres[-1]), (centres[-1], 6)] if centres else []
    return [(x, y) for x in centres for y in centres if (x, y) not in corners]


def _penalty(matrix: Matrix) -> int:
    """How hard it is to read: long runs, blocks, what looks like a corner, too much of one colour."""
    size = len(matrix)
    lines = ["".join("01"[module] for module in line) for line in [*matrix, *map(list, zip(*matrix))]]
    runs = sum(len(run.group()) - 2 for line in lines for run in re.finditer("0{5,}|1{5,}", line))
    corners = sum(len(re.findall("(?=10111010000|00001011101)", f"0000{line}0000")) for line in lines)
    blocks = sum(
        matrix[y][x] == matrix[y][x + 1] == matrix[y + 1][x] == matrix[y + 1][x + 1] for y in range(size - 1) for x in range(size - 1)
    )
    dark = sum(map(sum, matrix)) / size**2
    return runs + 40 * corners + 3 * blocks + 10 * int(abs(dark - 0.5) * 20)
