"""What if: undecided ground supposed to be decided, or a part of the ground looked at alone.

A scenario, or the ground that one looks at, makes a dataset of a dataset, which every other room
takes like any; its name and its title say what is supposed.

May import: errors, wording, shown, files, dataset, overlap, plans.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
