from .rules import OrganisationRule as OrganisationRule
from .rules import Rules as Rules
from .rules import read_rules as read_rules
