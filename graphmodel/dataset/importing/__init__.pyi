from .importing import Imported as Imported
from .importing import import_table as import_table
