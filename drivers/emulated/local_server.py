"""A web server on this machine that asks nobody for its own name."""

from __future__ import annotations

import socketserver
from http.server import ThreadingHTTPServer


class LocalServer(ThreadingHTTPServer):
    """`http.server` looks up the name of its address when it binds, which may go to a name server."""

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])
