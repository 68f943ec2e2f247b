"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["write_bytes"]


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it there.

    The bytes go to a new file in the same folder, which then takes the place of the old one. When
    anything fails, the old file is as it was and nothing is left behind.

    Parameters
    ----------
    path
        Where to write. A link is followed: what it points to is replaced, and the link stays.
    content
        What to write.

    Raises
    ------
    OSError
        When the folder does not exist, cannot be written to, or is full.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A device or a pipe takes bytes but must not be replaced; a folder raises here.
        with target.open("wb") as stream:
            stream.write(content)
        return
    # Not by tempfile, whose files nobody but their owner may read, whatever the umask says.
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        # Gone already where all went well.
        temporary.unlink(missing_ok=True)
