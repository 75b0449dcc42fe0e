"""Ed25519 signatures (RFC 8032) in pure Python: slow (some ms each).

Verifying has public values only, so timing tells nobody anything. Signing does not take constant time: it is meant for a robot's own
machine, where whoever could measure it could read the key's file as well. Do not sign with it for others over a network.
Odd encodings are judged as by ZIP 215, as the console's own verifier does: both must find the same receipts genuine.
"""

import functools
import hashlib
from typing import Optional, Tuple

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)

#: Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z.
_Point = Tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def verify(signature: bytes, message: bytes, public_key: bytes) -> bool:
    """Whether ``signature`` (64 bytes) of ``message`` was made with the secret half of ``public_key`` (32 bytes)."""
    if len(signature) != 64 or len(public_key) != 32:
        return False
    key, commitment = _decode(public_key), _decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    # 8 (R + kA - sB) is the neutral element.
    left = _add(commitment, _combine(challenge, key, _ORDER - scalar, _BASE))
    for _ in range(3):
        left = _add(left, left)
    return left[0] % _P == 0 and (left[1] - left[2]) % _P == 0


def public_key(seed: bytes) -> bytes:
    """The public half (32 bytes) of the secret ``seed`` (32 bytes)."""
    return _expand(seed)[2]


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature (64 bytes) of ``message`` with the secret ``seed`` (32 bytes)."""
    scalar, prefix, public = _expand(seed)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % _ORDER
    commitment = _encode(_combine(nonce, _BASE, 0, _NEUTRAL))
    challenge = int.from_bytes(hashlib.sha512(commitment + public + message).digest(), "little")
    return commitment + ((nonce + challenge * scalar) % _ORDER).to_bytes(32, "little")


@functools.lru_cache(maxsize=1)
def _expand(seed: bytes) -> Tuple[int, bytes, bytes]:
    """The secret scalar, what nonces are made of, and the public key; kept, because a robot signs with one key only."""
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254
    return scalar, digest[32:], _encode(_combine(scalar, _BASE, 0, _NEUTRAL))


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, _P - 2, _P)
    return (y * inverse % _P | (x * inverse % _P & 1) << 255).to_bytes(32, "little")


def _add(one: _Point, other: _Point) -> _Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _combine(first: int, one: _Point, second: int, other: _Point) -> _Point:
    """``first`` times ``one`` plus ``second`` times ``other``, bit by bit for both at once."""
    both = _add(one, other)
    total = _NEUTRAL
    for at in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        total = _add(total, total)
        bits = (first >> at & 1, second >> at & 1)
        if bits != (0, 0):
            total = _add(total, {(1, 0): one, (0, 1): other, (1, 1): both}[bits])
    return total


def _decode(encoded: bytes) -> Optional[_Point]:
    """The point of its 32 bytes: y, and the lowest bit of x in the highest one. None when there is no such point."""
    packed = int.from_bytes(encoded, "little")
    is_odd, y = packed >> 255, (packed & (2**255 - 1)) % _P
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P != 0:
        x = x * _ROOT % _P
    if (x * x - square) % _P != 0:
        return None
    if x & 1 != is_odd:
        x = -x % _P
    return x, y, 1, x * y % _P


_base = _decode((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
assert _base is not None
_BASE: _Point = _base
