"""The workbench: one HTML file, offline, in which a dataset and its plans are explored.

The scripts in `assets` are modules in rooms of their own: `model`, `plans`, `views`, `around`;
`scripts` joins them.

May import: errors, wording, files, exact, dataset, overlap, plans, steps, planfiles.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
