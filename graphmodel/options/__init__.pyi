from .appraisal import Appraisal as Appraisal
from .appraising import score_options as score_options
from .criteria import read_criteria as read_criteria
