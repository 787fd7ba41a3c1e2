"""The test suite: `python3 run.py test`."""
