"""What may come in, checked once for JSON, forms and commands alike.

Rules:

- Unknown keys are refused; errors name the place and a code, never what was sent.
- Codes are checked against their standard: ISO 3166, BCP 47, CEFR, the active taxonomy.

What it does not do: decide whether the actor may do it, or whether a concept exists.
"""
