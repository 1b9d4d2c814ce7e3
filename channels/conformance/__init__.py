"""Does a channel keep the promises of `qauly.engine.ports`? A contract for pytest that anybody can run on their own.

    from qauly.channels.conformance import ChannelContract, Peer, Taken

    class TestPigeon(ChannelContract):
        channel_class = Pigeon
        medium = "sms"

        @pytest.fixture
        def peer(self) -> Iterator[Peer]:
            with a_loft() as loft:
                yield PigeonPeer(loft)

Every test whose name stands in `ChannelContract` is then run against the peer, and through a `FaultServer` that tears
down, stalls, cuts short and garbles what the peer answers. pytest is needed to run it, not to import it.
"""

from .contract import ChannelContract
from .desk import PartSent, RecordingDesk
from .faults import Fault, FaultServer, closed_port
from .peer import Peer, Taken, order

__all__ = [
    "ChannelContract",
    "Fault",
    "FaultServer",
    "PartSent",
    "Peer",
    "RecordingDesk",
    "Taken",
    "closed_port",
    "order",
]
