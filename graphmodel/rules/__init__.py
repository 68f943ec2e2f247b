"""What a plan has to respect, and the joint plans of least change that do.

A rule is declared and read in `rules`, found in the data in `places`, checked in `check`, and
turned into rows of a mixed-integer model in `model`.

May import: errors, wording, files, exact, dataset, overlap.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
