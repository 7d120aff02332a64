"""The embedded Valkey: its settings and how it is asked."""

import contextlib
import os
import signal

from ticketing.core.embedded_processes import Server, ask
from ticketing.core.embedded_programs import EmbeddedError


class ValkeyServer(Server):
    """Valkey with an append-only file and no network port."""

    name = "Valkey"
    folder_name = "valkey"
    pid_file = "v.pid"
    stop_signals = ((0, signal.SIGTERM), (30, signal.SIGKILL))
    socket_name = "v.sock"

    _settings = f"""\
port 0
dir .
unixsocket {socket_name}
unixsocketperm 700
pidfile {pid_file}
appendonly yes
appendfsync everysec
auto-aof-rewrite-min-size 16mb
save ""
maxmemory 128mb
maxmemory-policy noeviction
maxclients 1000
databases 16
"""

    def _start(self, lock: int) -> None:
        for name in (self.pid_file, self.socket_name):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name, dir_fd=self.fd)
        # The password goes through standard input: command lines are open to every user.
        password = self.folder.secrets(create=True).valkey
        # A title of its own would be cut to the length of this command line, and the mark with it.
        command = [str(self.programs.valkey), "-", "--set-proc-title", "no"]
        command += ["--proc-title-template", self.mark]
        self._spawn(command, lock, f"{self._settings}requirepass {password}\n".encode())

    def _answers(self) -> bool:
        password = self.folder.secrets(create=False).valkey
        answer = ask(
            f"{self.socket_folder}/{self.socket_name}", f"AUTH {password}\r\nPING\r\n".encode(), 2
        )
        if answer.startswith(b"-WRONGPASS"):
            raise EmbeddedError(
                f"The Valkey that runs on {self.folder.path} has another password than "
                f"run/secrets.json holds: stop process {self.pid()}."
            )
        return b"+PONG" in answer
