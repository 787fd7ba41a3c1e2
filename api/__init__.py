"""The thin edge: parse a request, call one service, render the answer.

Services hold the use cases and are the only part that speaks to ``matcher``, ``privacy``
and ``data``. Routes (JSON), pages (HTML) and commands (CLI) translate to and from them.

It does not decide who fits (``matcher``), who may see what (``privacy``) or how things are
stored (``data``).
"""
