"""A small process that holds the key-encryption keys, so that web workers never do.

It listens on a Unix-domain socket and does three things with keys of people: wrap, unwrap,
re-wrap, each only for a named person, key version and epoch. Web workers get the standing
keys from it (row proofs, blind index, pepper), which open nothing sealed.

What it does not do: know databases, or decide who may see what. Whoever may speak to it and
reads the *keys* database can still open one person after the other; a stolen database, backup
or memory image of a web worker cannot.
"""
