"""How long a search may take where nobody says."""

from __future__ import annotations

from typing import Final

__all__ = ["TIME_LIMIT"]

TIME_LIMIT: Final = 60.0
"""Seconds."""
