from .cuts import CutFrontier as CutFrontier
from .cuts import cut_frontier as cut_frontier
from .limits import TIME_LIMIT as TIME_LIMIT
from .stars import StarForest as StarForest
from .stars import best_star_forest as best_star_forest
from .stars import star_forest_by_model as star_forest_by_model
