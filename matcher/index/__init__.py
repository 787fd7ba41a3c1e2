"""Find the best at once, both ways, exactly: the people in columns, the needs beside them.

What this room decides: nothing new. It gives the same answers as comparing everybody with
everything, sooner; the slow way stands beside it in the tests.
"""
