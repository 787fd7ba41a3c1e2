"""The headers every answer carries.

Rules: no asset comes from elsewhere, no other site frames or reads us, nobody is tracked.
"""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # Under "no-referrer" browsers send our own forms with "Origin: null" (Fetch, §3.2), which
    # the origin check must refuse; other sites are told nothing this way either.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
