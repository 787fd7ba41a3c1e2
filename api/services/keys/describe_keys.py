"""Say where the keys stand: epochs, what is wrapped under each, what the key process gave out."""

from api.context import open_context
from api.key_process.client import KeyProcess
from api.runtime import Runtime
from data.repositories.epochs import Epochs


def describe_keys(runtime: Runtime) -> dict[str, object]:
    """Give the live epochs and, where there is a key process, its counters."""
    with open_context(runtime, reading=True) as context:
        listed = Epochs(context.work, runtime.key_ring, context.now).listed()
    told: dict[str, object] = {
        "epochs": [
            {
                "epoch": each.number,
                "state": each.state.value,
                "since": each.since.isoformat(),
                "wraps": each.wraps,
            }
            for each in listed
        ]
    }
    path = runtime.settings.key_socket
    if path is not None:
        process = KeyProcess(path)
        try:
            told["key_process"] = process.counts()
        finally:
            process.close()
    return told
