"""The audit log, its checkpoints and proofs."""
