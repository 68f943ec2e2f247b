"""Results drawn on axes of matplotlib, and their ground for maps.

May import: errors, wording, files, dataset, overlap, plans, steps.
"""
