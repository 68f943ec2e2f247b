"""Organisations, footprints, memberships, neighbours, outlines: read, checked, written.

A folder, zip or workbook becomes a `Dataset`, or a list of everything that is wrong with it.
`importing` makes a dataset of somebody's own table.

May import: errors, wording, shown, files.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
