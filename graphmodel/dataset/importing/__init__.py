"""Somebody's own table becomes a dataset: what is understood, what is guessed, what is asked.

A grid of cells is read, its columns are told apart, each row becomes an organisation with its
memberships, names are matched or put to whoever knows, and a dataset's folder is written.

May import: errors, wording, shown, files, dataset.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
