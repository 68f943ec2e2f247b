"""How long a search may take where nobody says."""

from __future__ import annotations

from typing import Final

TIME_LIMIT: Final = 60.0
"""Seconds."""
