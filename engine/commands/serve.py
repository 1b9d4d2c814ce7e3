"""qauly serve: the citizen's page, the verification page and the API over HTTP."""

from contextlib import suppress
from signal import SIGTERM, default_int_handler, signal
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server
from typing import Annotated

import typer

from ..messages import _
from .options import ConfigFile, ContentFolders, Database, Log, Ui
from .screen import Screen, WrongUse

LOOPBACK = "127.0.0.1"
PORT = 8080
GRACE = 10  # seconds that requests under way have to end once we are told to stop


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; without it only this machine.")] = LOOPBACK,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = PORT,
    log: Log = None,
    db: Database = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Serve the citizen's page, the verification page and the API until stopped."""
    from ..app import Engine
    from ..watch.begin import watch

    with Screen(ui) as screen:
        try:
            import uvicorn

            from ..web.asgi import make_site
        except ModuleNotFoundError as error:
            raise WrongUse(
                _("needs the package {name}.", name=error.name),
                field="serve",
                fix=_("Install Qauly with the extra web: pip install 'qauly[web]'."),
            ) from None
        with Engine.open(db, content=content or (), config=config) as engine:
            watch(engine.config.watch, log)
            listener = create_server((host, port), family=AF_INET6 if ":" in host else AF_INET)
            listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # or every answer waits 40 ms for an acknowledgement
            where = f"[{host}]" if ":" in host else host
            screen.say(_("Serving on http://{host}:{port}; Ctrl+C stops.", host=where, port=listener.getsockname()[1]))
            settings = uvicorn.Config(
                make_site(engine, engine.config),
                access_log=False,  # an address holds a token; the site writes a log of its own without it
                server_header=False,
                log_level="warning",
                timeout_graceful_shutdown=GRACE,
            )
            # uvicorn ends what is under way and then raises the signal again: both end the command in good order
            signal(SIGTERM, default_int_handler)
            with suppress(KeyboardInterrupt):
                uvicorn.Server(settings).run(sockets=[listener])
