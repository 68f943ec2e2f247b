"""What is read from disk and written to it, whatever it means: tables, workbooks, archives, JSON.

Everything is read within limits and written whole or not at all; text from elsewhere is made
harmless here. Nothing in this room knows what an organisation is.

May import: errors.
"""
