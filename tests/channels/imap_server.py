"""As much of IMAP4rev1 as a reader of a bounce box needs: one mailbox, flags, moving."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class ImapBox:
    """Mails by their UID with their flags, and what lies in other mailboxes."""

    password: str
    capabilities: str = "IMAP4rev1 UIDPLUS MOVE"
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    elsewhere: dict[str, list[bytes]] = field(default_factory=dict)
    port: int = 0

    def answer(self, verb: str, rest: str) -> tuple[list[bytes], str]:
        """Untagged lines and the end of the tagged one."""
        if verb == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}".encode()], "OK"
        if verb == "LOGIN":
            return [], "OK" if rest.endswith(f'"{self.password}"') else "NO [AUTHENTICATIONFAILED] wrong"
        if verb == "CREATE":
            made = self.elsewhere.setdefault(rest.strip('"'), [])
            return [], "NO exists" if made else "OK"
        if verb == "SELECT":
            return [f"* {len(self.mails)} EXISTS".encode()], "OK [READ-WRITE]"
        if verb == "LOGOUT":
            return [b"* BYE"], "OK"
        return self._uid(*rest.split(" ", 2)) if verb == "UID" else ([], "BAD unknown")

    def _uid(self, verb: str, which: str = "", rest: str = "") -> tuple[list[bytes], str]:
        if verb == "SEARCH":
            hidden = {"\\Flagged", "\\Deleted"}
            found = [str(uid) for uid in sorted(self.mails) if not self.flags.get(uid, set()) & hidden]
            return [f"* SEARCH {' '.join(found)}".encode()], "OK"
        uid = int(which)
        if uid not in self.mails:
            return [], "OK"
        if verb == "FETCH":
            raw = self.mails[uid]
            return [f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")"], "OK"
        if verb in ("COPY", "MOVE"):
            self.elsewhere[rest.strip('"')].append(self.mails[uid])
        if verb in ("MOVE", "EXPUNGE"):
            del self.mails[uid]
        if verb == "STORE":
            self.flags.setdefault(uid, set()).update(re.findall(r"\\\w+", rest))
        return [], "OK"


@contextmanager
def serving(box: ImapBox) -> Iterator[ImapBox]:
    """The box on a free port of 127.0.0.1."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, verb, *rest = line.decode().rstrip("\r\n").split(" ", 2)
                lines, end = box.answer(verb.upper(), rest[0] if rest else "")
                self.wfile.write(b"".join(each + b"\r\n" for each in lines) + f"{tag} {end} .\r\n".encode())
                if verb.upper() == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
