"""Who holds a dispatch: a name that tells, on its own machine, whether its process is still alive."""

import os
import socket
from pathlib import Path
from uuid import uuid4


def owner_name() -> str:
    """Machine, process, when the process began, and a number of its own for each claim."""
    pid = os.getpid()
    return f"{_machine()}/{pid}/{_begun(pid)}/{uuid4().hex[:12]}"


def is_gone(owner: str) -> bool:
    """Whether the owner's process ran on this machine and has ended; False where nobody here can know."""
    try:
        machine, pid, begun, _claim = owner.rsplit("/", 3)
        number = int(pid)
    except ValueError:
        return False
    if machine != _machine():
        return False
    return _begun(number) != begun


def _machine() -> str:
    return f"{socket.gethostname()}:{_boot()}"


def _boot() -> str:
    """Tells two machines, or two runs of one, apart even where their names are alike."""
    try:
        namespace = Path("/proc/self/ns/pid").readlink()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
    except OSError:
        return ""
    return f"{boot}:{namespace}"


def _begun(pid: int) -> str:
    """When the process began, by the kernel's count; empty where there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return "" if not _runs(pid) else "?"
    fields = stat.rsplit(")", 1)[-1].split()
    return "" if fields[0] in ("Z", "X") else fields[19]  # a zombie has ended


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
