"""Reading a file of which nobody knows how large it is."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_bounded"]


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the bytes of a file that has no more than so many.

    Parameters
    ----------
    path
        The file. A pipe or a device, which does not say how much there is to come, is read no
        further either.
    limit
        Bytes that it may have.

    Raises
    ------
    OSError
        When it cannot be read, or has more.
    """
    with path.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        size = f"{limit / 1e6:,.0f} MB"
        raise OSError(errno.EFBIG, f"the file is larger than {size}", str(path))
    return content
