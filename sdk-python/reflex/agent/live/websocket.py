"""A WebSocket client (RFC 6455) over the standard library's sockets and TLS. One thread uses it."""

import base64
import hashlib
import os
import socket
import ssl
import struct
import time
from typing import Dict, List, Optional
from urllib.parse import urlsplit

from .frames import CLOSE, PING, PONG, TEXT, Closed, Control, Decoder, ProtocolError, encode

#: Longest answer to the opening handshake, bytes.
LONGEST_HEAD = 16 * 1024
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class SocketLost(OSError):
    """The connection is of no more use."""


class WebSocket:
    """An open connection. Opens it; raises ``OSError`` when it is refused, or a step of it takes longer than ``timeout_s``.

    ``url`` is ``http(s)://`` or ``ws(s)://``; certificates are checked as everywhere in Python (``SSL_CERT_FILE`` names others).
    """

    def __init__(self, url: str, *, timeout_s: float = 10.0, context: Optional[ssl.SSLContext] = None) -> None:
        where = urlsplit(url)
        is_secure = where.scheme in ("https", "wss")
        if where.hostname is None or not (is_secure or where.scheme in ("http", "ws")):
            raise SocketLost(f"{url} is no address of a socket")
        until = time.monotonic() + timeout_s
        plain = socket.create_connection((where.hostname, where.port or (443 if is_secure else 80)), timeout=timeout_s)
        try:
            # A stop is small, and must not wait for anything to go with it.
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket: socket.socket = plain
            if is_secure:
                self._socket = (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=where.hostname)
            self._decoder = Decoder()
            self._waiting: List[str] = []
            self._closed: Optional[SocketLost] = None
            host = where.netloc.rpartition("@")[2]
            self._open(host, (where.path or "/") + (f"?{where.query}" if where.query else ""), until)
        except BaseException:
            getattr(self, "_socket", plain).close()
            raise
        #: When something last came, monotonic seconds: also a ping or a pong.
        self.heard_at = time.monotonic()

    def send(self, text: str) -> None:
        """Sends one message."""
        self._write(encode(TEXT, text.encode("utf-8")))

    def ping(self) -> None:
        """Asks whether the other side is there: whatever it answers raises ``heard_at``."""
        self._write(encode(PING, b""))

    def receive(self, timeout_s: float) -> Optional[str]:
        """The next message, or None when none came in ``timeout_s``. Raises ``SocketLost`` when none will."""
        until = time.monotonic() + timeout_s
        while not self._waiting:
            if self._closed is not None:
                raise self._closed
            left = until - time.monotonic()
            if left <= 0:
                return None
            data = self._read(left)
            if data is None:
                return None
            self.heard_at = time.monotonic()
            self._take(data)
        return self._waiting.pop(0)

    def close(self) -> None:
        """Says goodbye, and does not wait for an answer."""
        try:
            self._socket.settimeout(0.5)
            self._socket.sendall(encode(CLOSE, struct.pack("!H", 1000)))
        except (OSError, ValueError):
            pass  # It is gone already.
        self._socket.close()

    def _take(self, data: bytes) -> None:
        try:
            events = self._decoder.feed(data)
        except ProtocolError as error:
            self._write(encode(CLOSE, struct.pack("!H", error.code)))
            raise SocketLost(str(error)) from error
        for event in events:
            if isinstance(event, str):
                self._waiting.append(event)
            elif isinstance(event, Control) and event.opcode == PING:
                self._write(encode(PONG, event.payload))
            elif isinstance(event, Closed):
                self._write(encode(CLOSE, b"" if event.code == 1005 else struct.pack("!H", event.code)))
                # What came before it is still to be read.
                self._closed = SocketLost(f"closed by the server ({event.code} {event.reason})".replace(" )", ")"))

    def _write(self, data: bytes) -> None:
        self._socket.settimeout(5)
        self._socket.sendall(data)

    def _read(self, timeout_s: float) -> Optional[bytes]:
        self._socket.settimeout(max(0.001, timeout_s))
        try:
            data = self._socket.recv(65536)
        except (socket.timeout, ssl.SSLWantReadError):
            return None
        if not data:
            raise SocketLost("the server ended the connection")
        return data

    def _open(self, host: str, path: str, until: float) -> None:
        key = base64.b64encode(os.urandom(16))
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key.decode()}", "Sec-WebSocket-Version: 13", "", ""]
        self._write("\r\n".join(lines).encode("ascii"))
        head = b""
        while b"\r\n\r\n" not in head:
            data = self._read(until - time.monotonic())
            if data is None:
                raise SocketLost("no answer to the opening handshake")
            head += data
            if len(head) > LONGEST_HEAD:
                raise SocketLost("the answer to the opening handshake has no end")
        text, _, rest = head.partition(b"\r\n\r\n")
        _check(text.decode("latin-1"), base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode())
        self._take(rest)


def _check(head: str, wanted: str) -> None:
    """What RFC 6455 section 4.1 asks of the answer. A redirect is none: it could send the robot's credential elsewhere."""
    status, *lines = head.split("\r\n")
    fields: Dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    if status.split(" ")[1:2] != ["101"]:
        raise SocketLost(f"the server opened no socket: {status[:80]}")
    upgrades = [each.strip().lower() for each in fields.get("connection", "").split(",")]
    if fields.get("upgrade", "").lower() != "websocket" or "upgrade" not in upgrades:
        raise SocketLost("the server opened something else than a WebSocket")
    if fields.get("sec-websocket-accept") != wanted:
        raise SocketLost("the server answered another handshake")
    if fields.get("sec-websocket-extensions") or fields.get("sec-websocket-protocol"):
        raise SocketLost("the server uses an extension that was not asked for")
