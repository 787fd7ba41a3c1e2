"""An installation: its checks, its vocabulary, its demonstration."""
