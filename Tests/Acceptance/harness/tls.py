"""Certificates of an authority of our own, and an endpoint that shows one."""

import socket
import ssl
import subprocess
import threading


class Authority:
    """An authority of certificates for 127.0.0.1, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.file = folder / "ca.pem"
        (folder / "index").write_text("")
        (folder / "settings").write_text(
            f"""[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
certificate = {self.file}
private_key = {folder}/ca.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""
        )
        self.openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650"),
            *("-subj", "/CN=Authority", "-keyout", folder / "ca.key", "-out", self.file),
        )

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    def certificate(self, name, since, until):
        """The file with certificate and key."""
        key, request = self.folder / f"{name}.key", self.folder / f"{name}.csr"
        own, both = self.folder / f"{name}.crt", self.folder / f"{name}.pem"
        self.openssl(
            *("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", request),
        )
        self.openssl(
            *("ca", "-batch", "-notext", "-config", self.folder / "settings"),
            *("-startdate", since, "-enddate", until, "-in", request, "-out", own),
        )
        both.write_text(own.read_text() + key.read_text())
        return both


class Endpoint:
    """Takes TLS connections on 127.0.0.1 and keeps what is said over them."""

    def __init__(self, test, certificate):
        self.connections, self.heard = 0, b""
        self.use(certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}/hooks"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        test.addCleanup(self.thread.join, 10)
        test.addCleanup(self.listener.close)
        test.addCleanup(self.listener.shutdown, socket.SHUT_RDWR)

    def use(self, certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.context = context

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(5)
            try:
                with self.context.wrap_socket(connection, server_side=True) as secured:
                    self.heard += secured.recv(4096)
            except OSError:
                # A client that does not trust the certificate goes.
                connection.close()
