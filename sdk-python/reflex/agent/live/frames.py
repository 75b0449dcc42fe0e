"""Frames of a WebSocket (RFC 6455) as a client writes and reads them, without any input or output."""

import os
import struct
from typing import List, NamedTuple, Optional, Union

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
#: Longest message that is read, bytes. What a robot is told takes a few hundred.
LONGEST_MESSAGE = 1 << 20


class ProtocolError(Exception):
    """The other side broke RFC 6455; ``code`` is the close code that says how."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Closed(NamedTuple):
    """The other side closes; ``code`` is 1005 when it gave none."""

    code: int
    reason: str


class Control(NamedTuple):
    """A ping or a pong."""

    opcode: int
    payload: bytes


Event = Union[str, Control, Closed]


def encode(opcode: int, payload: bytes, mask: Optional[bytes] = None) -> bytes:
    """One whole frame, masked as a client's must be; ``mask`` is four fresh random bytes unless given."""
    key = os.urandom(4) if mask is None else mask
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
    return head + key + _masked(payload, key)


def _masked(payload: bytes, key: bytes) -> bytes:
    length = len(payload)
    whole = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(length, "big")


class Decoder:
    """Takes bytes in any pieces, gives whole messages (``str``), pings, pongs and the close. Raises ``ProtocolError``."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        #: The pieces of a message that is not whole yet.
        self._message: Optional[bytearray] = None
        self._is_closed = False

    def feed(self, data: bytes) -> List[Event]:
        self._buffer += data
        events: List[Event] = []
        while not self._is_closed:
            frame = self._take_frame()
            if frame is None:
                break
            event = self._read(*frame)
            if event is not None:
                events.append(event)
        return events

    def _take_frame(self) -> "Optional[tuple[bool, int, bytes]]":
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        is_last, opcode, length, start = bool(first & 0x80), first & 0x0F, second & 0x7F, 2
        if first & 0x70:
            raise ProtocolError(1002, "a reserved bit is set, and no extension was agreed on")
        if second & 0x80:
            raise ProtocolError(1002, "a server's frame is masked")
        if opcode >= CLOSE and (length > 125 or not is_last):
            raise ProtocolError(1002, "a control frame is too long or in pieces")
        if length == 126:
            if len(buffer) < 4:
                return None
            (length,), start = struct.unpack_from("!H", buffer, 2), 4
        elif length == 127:
            if len(buffer) < 10:
                return None
            (length,), start = struct.unpack_from("!Q", buffer, 2), 10
        if length + len(self._message or b"") > LONGEST_MESSAGE:
            raise ProtocolError(1009, f"a message is longer than {LONGEST_MESSAGE} bytes")
        if len(buffer) < start + length:
            return None
        payload = bytes(buffer[start : start + length])
        del buffer[: start + length]
        return is_last, opcode, payload

    def _read(self, is_last: bool, opcode: int, payload: bytes) -> Optional[Event]:
        if opcode in (PING, PONG):
            return Control(opcode, payload)
        if opcode == CLOSE:
            self._is_closed = True
            return _closed(payload)
        if opcode == BINARY:
            raise ProtocolError(1003, "a binary message, which is none of ours")
        if opcode not in (TEXT, CONTINUATION):
            raise ProtocolError(1002, f"unknown opcode {opcode}")
        if (opcode == CONTINUATION) != (self._message is not None):
            raise ProtocolError(1002, "the pieces of a message are out of order")
        message = bytearray() if self._message is None else self._message
        message += payload
        self._message = None if is_last else message
        return _text(bytes(message)) if is_last else None


def _text(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(1007, "a text message is no UTF-8") from None


def _closed(payload: bytes) -> Closed:
    if not payload:
        return Closed(1005, "")
    if len(payload) == 1:
        raise ProtocolError(1002, "a close frame of one byte")
    return Closed(struct.unpack_from("!H", payload)[0], _text(payload[2:]))
