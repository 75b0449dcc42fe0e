"""A line between a client and the host that a test can break as real ones break: cut, silent in both directions, or refusing."""

import socket
import ssl
import threading
from typing import List, Optional
from urllib.parse import urlsplit


class Relay:
    """``url`` leads to ``target``; ``context`` makes it speak TLS. ``opened`` counts the connections that came."""

    def __init__(self, target: str, context: Optional[ssl.SSLContext] = None) -> None:
        where = urlsplit(target)
        self._target, self._context = (where.hostname, where.port), context
        self._pairs: List["_Pair"] = []
        self.opened, self.refusing = 0, False
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'' if context is None else 's'}://localhost:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """What is connected now stays connected and carries nothing any more."""
        for pair in self._pairs:
            pair.frozen.set()

    def cut(self) -> None:
        """Ends what is connected now."""
        for pair in self._pairs:
            pair.close()

    def close(self) -> None:
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            self.opened += 1
            try:
                if self.refusing:
                    near.close()
                    continue
                if self._context is not None:
                    near = self._context.wrap_socket(near, server_side=True)
                self._pairs.append(_Pair(near, socket.create_connection(self._target)))
            except OSError:
                near.close()  # A client that does not trust the certificate.


class _Pair:
    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.frozen, self._ends = threading.Event(), (near, far)
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while True:
                data = one.recv(65536)
                if not data:
                    break
                if not self.frozen.is_set():
                    other.sendall(data)
        except OSError:
            pass
        if not self.frozen.is_set():
            self.close()

    def close(self) -> None:
        for end in self._ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
