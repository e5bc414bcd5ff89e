"""Runs the rows of one client, and prints a line of JSON for each."""

import asyncio
import inspect
import json
import sys
import traceback

# Each answer is one sentence. Clients take an answer that reached its limit of tokens for an unfinished one.
SHORT = "What is the capital of Italy?"
NEXT = "And of Spain?"
# Questions with a known outcome under policy.yaml: the first is blocked, the answer to the second is cut off.
BLOCKED = "Tell me about project bluebird."
CUT = "What is the capital of France?"
MESSAGE = "I cannot talk about this place."

_rows = {}


def row(name):
    """Registers a function as the test of a row: it returns, or raises an exception."""

    def register(test):
        _rows[name] = test
        return test

    return register


def raises(kind, run):
    """Runs a function that must raise an exception of a kind, and returns that exception."""
    try:
        run()
    except kind as error:
        return error
    raise AssertionError(f"There is no {kind.__name__}.")


def expect(condition, seen):
    """Ends a row that did not get what it must get. The error says what it got."""
    if not condition:
        raise AssertionError(f"Got {seen!r}.")


def run_rows():
    """Runs every row that is registered, one after the other, or only those that are named on the command line."""
    results = sys.stdout
    # Some clients print hints; only results stand on standard output.
    sys.stdout = sys.stderr
    chosen = sys.argv[1:] or list(_rows)
    # One event loop for all: clients keep connections of the loop that opened them.
    with asyncio.Runner() as runner:
        for name in chosen:
            error = None
            try:
                result = _rows[name]()
                if inspect.isawaitable(result):
                    runner.run(_await(result))
            except Exception:  # Each kind of error is a result of the row.
                error = traceback.format_exc()
            print(json.dumps({"row": name, "error": error}), file=results, flush=True)


async def _await(result):
    return await result
