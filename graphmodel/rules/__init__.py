"""What a plan has to respect, and the joint plans of least change that do.

How users write a rule is declared in `rules`. What it asks for is one class in `kinds`: where in
the data it is in force, whether it is met, and its rows of the mixed-integer model in `model`.

May import: errors, wording, shown, files, exact, dataset, overlap.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
