from .carrying import Carried as Carried
from .carrying import carry as carry
from .writing import Handover as Handover
from .writing import write_handover as write_handover
