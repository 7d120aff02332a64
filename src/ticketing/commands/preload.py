"""What the server that workers are forked from has in memory: the application, made but not begun.

Nothing here opens a file, a connection or a thread, for those cannot be shared by forking.
"""

from ticketing.main import preload

preload()
