"""A Postfix of a test's own: another configuration, queue, port and mail folder; the machine's is left alone."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from qauly.channels.conformance import closed_port

SERVICES = Path("/usr/share/postfix/master.cf.dist")
MAIN = """\
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.kz
mydestination =
alias_maps =
local_recipient_maps =
smtputf8_enable = yes
virtual_mailbox_domains = example.kz, xn--80a1acn3a.xn--80ao21a
virtual_mailbox_base = {base}/mail
virtual_mailbox_maps = inline:{{ asel@example.kz=asel/, bounces@example.kz=bounces/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_mynetworks, reject
mynetworks = 127.0.0.0/8
default_transport = error:5.1.2 no such domain
maillog_file = {base}/log
maillog_file_prefixes = {base}
"""


@dataclass(frozen=True, slots=True)
class PrivatePostfix:
    port: int
    base: Path

    def mails(self, box: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.base / "mail" / box / "new").glob("*"))]

    def wait(self, box: str, count: int, seconds: float = 20.0) -> list[bytes]:
        """The mails of a box, once there are so many."""
        end = time.monotonic() + seconds
        while len(self.mails(box)) < count and time.monotonic() < end:
            time.sleep(0.1)
        found = self.mails(box)
        assert len(found) >= count, (self.base / "log").read_text()
        return found


@contextmanager
def private_postfix(base: Path) -> Iterator[PrivatePostfix]:
    """Started and stopped with the block; skips where there is no Postfix or no right to start it."""
    if shutil.which("postfix") is None or not SERVICES.exists():
        pytest.skip("needs Debian's postfix")
    if os.geteuid() != 0:
        pytest.skip("Postfix is started by root alone")
    owner = subprocess.run(["id", "-u", "postfix"], capture_output=True, text=True, check=True).stdout.strip()
    group = subprocess.run(["id", "-g", "postfix"], capture_output=True, text=True, check=True).stdout.strip()
    with closed_port() as port:
        pass
    etc = base / "etc"
    for folder in ("etc", "queue", "data", "mail/asel", "mail/bounces"):
        (base / folder).mkdir(parents=True)
    for folder in ("data", "mail", "mail/asel", "mail/bounces"):
        os.chown(base / folder, int(owner), int(group))
    (etc / "main.cf").write_text(MAIN.format(base=base, uid=owner, gid=group))
    (etc / "master.cf").write_text(_services(port))
    run = subprocess.run(["postfix", "-c", str(etc), "start"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    try:
        yield PrivatePostfix(port, base)
    finally:
        subprocess.run(["postfix", "-c", str(etc), "stop"], capture_output=True, check=False)


def _services(port: int) -> str:
    """Debian's list of services, none of them in a chroot, the SMTP server on our port."""
    lines = []
    for line in SERVICES.read_text().splitlines():
        fields = line.split()
        if line[:1].isalpha() and len(fields) >= 8:
            fields[4] = "n"
            if fields[:2] == ["smtp", "inet"]:
                fields[0] = f"127.0.0.1:{port}"
            line = " ".join(fields)
        lines.append(line)
    return "\n".join(lines) + "\n"
