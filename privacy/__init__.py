"""Decide what may be known about a person, by whom, and keep the rest unreadable.

The package answers questions (may this be opened, matched, disclosed?) and makes bytes
(envelopes, chains, receipts). Storage keeps them, the web shows them; neither is known here.

What it protects against: a stolen database, disk or backup (every identifying value is
sealed under a key that lies elsewhere); somebody who can write to the database (envelopes
are bound to their place, consents and grants are authenticated, the audit is chained);
a curious agency or coordinator (nothing is opened without a decision, and every opening is
recorded where the person can read it); values slipping out by ``repr``, logs or pickles.

What it does not protect against: a running server taken over while it legitimately opens
data; somebody who holds both the key file and the database; an organisation that writes
down what it was lawfully shown; a person's own device in other hands. Python also keeps
copies of secrets in memory. The notice tells people so.

It does not store, speak HTTP, read the clock, the environment or files.
"""
