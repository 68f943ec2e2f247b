from .export import write_output as write_output
