"""Proposes how two sets of administrative footprints can be made coterminous.

Everything public can be had from here, and is loaded when it is first asked for: the command line
answers ``--help`` without waiting for pandas. The names stand in ``__init__.pyi``.

In examples ``gm`` is this package (``import graphmodel as gm``).

The rooms, from the ground up, each importing only those before it: ``files``, ``exact``,
``dataset``, ``overlap``, ``rules``, ``plans``, ``scenarios``, ``steps``, ``planfiles``,
``drawing``, ``page``, ``show``, ``handover``, ``options``, ``report``, ``cli``; below them all the
modules ``errors``, ``wording`` and ``shown``.
"""

from __future__ import annotations


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow

        try:
            return version("graphmodel")
        except PackageNotFoundError:
            return "0+unknown"  # a checkout that is not installed
    face = globals()
    if "__all__" not in face:
        # Not before: what is loaded until the command line sees to interrupts is to be little.
        import lazy_loader  # noqa: PLC0415

        face["_named"], _, names = lazy_loader.attach_stub(__name__, __file__)
        face["__all__"] = [*names, "__version__"]
    return face["__all__"] if name == "__all__" else face["_named"](name)


def __dir__() -> list[str]:
    return [name for name in __getattr__("__all__") if name != "__version__"]
