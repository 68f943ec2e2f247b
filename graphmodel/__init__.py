"""Proposes how two sets of administrative footprints can be made coterminous.

Everything public can be had from here, and is loaded when it is first asked for: the command line
answers ``--help`` without waiting for pandas. The names stand in ``__init__.pyi``.

The rooms, from the ground up, each importing only those before it: ``files``, ``exact``,
``dataset``, ``overlap``, ``rules``, ``plans``, ``scenarios``, ``steps``, ``planfiles``,
``drawing``, ``page``, ``show``, ``report``, ``cli``; below them all the modules ``errors``,
``wording`` and ``shown``.
"""

from __future__ import annotations

import lazy_loader

_named, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow

        try:
            return version("graphmodel")
        except PackageNotFoundError:
            return "0+unknown"  # a checkout that is not installed
    return _named(name)
