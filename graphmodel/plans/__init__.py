"""What a plan is and costs, and every way of proposing one.

`asked` is the record of what is asked for, with methods and defaults; `propose` chooses the way.
Each way is one module: `led`, `compatible`, `joint_frontier` (joint and exact), `ruled` (joint,
under rules), `communities`.

May import: errors, wording, shown, files, exact, dataset, overlap, rules.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
