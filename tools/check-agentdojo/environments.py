"""Serves the environments, the tools and the tasks of AgentDojo over HTTP, each run with an environment of its own.

GET  /suites           the tools, user tasks and injection tasks of each suite
POST /runs             begins a run: {suite, user_task, injection_task?, attack?}
POST /runs/ID/calls    runs a tool in the environment of the run: {name, args}
POST /runs/ID/end      ends the run, and tells what AgentDojo's own checks say
"""

import json
import re
import sys
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock

import yaml
from agentdojo.agent_pipeline.ground_truth_pipeline import GroundTruthPipeline
from agentdojo.agent_pipeline.tool_execution import tool_result_to_str
from agentdojo.attacks.attack_registry import load_attack
from agentdojo.functions_runtime import FunctionCall, FunctionsRuntime
from agentdojo.task_suite.load_suites import get_suites

VERSION = "v1.2.2"
SUITES = get_suites(VERSION)

# The loader in C reads the same, five times as fast.
yaml.safe_load = lambda text: yaml.load(text, Loader=yaml.CSafeLoader)


class NamedPipeline(GroundTruthPipeline):
    """A pipeline with a name of a model, which some attacks put into their text."""

    name = "gpt-4o-2024-05-13"


@lru_cache(maxsize=None)
def attack_of(suite, name):
    """Gives one of AgentDojo's attacks on a suite."""
    attack = load_attack(name, SUITES[suite], NamedPipeline(None))
    attack.get_injection_candidates = lru_cache(maxsize=None)(attack.get_injection_candidates)
    return attack


@lru_cache(maxsize=64)
def load_environment(suite, user_task, injection_task, attack):
    """Loads an environment with the texts of an attacker."""
    injections = {}
    if injection_task:
        tasks = SUITES[suite].user_tasks[user_task], SUITES[suite].injection_tasks[injection_task]
        injections = dict(attack_of(suite, attack).attack(*tasks))
    return SUITES[suite].load_and_inject_default_environment(injections), injections


def describe_suite(suite):
    """Describes what a suite holds."""
    return {
        "tools": [
            {"name": tool.name, "description": tool.description, "schema": tool.parameters.model_json_schema()}
            for tool in suite.tools
        ],
        "user_tasks": list(suite.user_tasks),
        "injection_tasks": {name: task.GOAL for name, task in suite.injection_tasks.items()},
    }


class Run:
    """One task in an environment of its own."""

    def __init__(self, suite, user_task, injection_task=None, attack=None):
        self.suite = SUITES[suite]
        self.user_task = self.suite.user_tasks[user_task]
        self.injection_task = self.suite.injection_tasks[injection_task] if injection_task else None
        loaded, self.injections = load_environment(suite, user_task, injection_task, attack)
        self.environment = self.user_task.init_environment(loaded.model_copy(deep=True))
        self.before = self.environment.model_copy(deep=True)
        self.runtime = FunctionsRuntime(self.suite.tools)
        self.trace = []

    def describe(self):
        """Gives the words of the user, the right calls, and those of the attacker."""
        calls = injection_calls(self.injection_task, self.before.model_copy(deep=True)) if self.injection_task else []
        return {
            "prompt": self.user_task.PROMPT,
            "user_calls": to_calls(self.user_task.ground_truth(self.before.model_copy(deep=True))),
            "injection_calls": to_calls(calls),
            "injections": list(self.injections.values()),
        }

    def call(self, name, args):
        """Runs a tool."""
        self.trace.append(FunctionCall(function=name, args=args))
        result, error = self.runtime.run_function(self.environment, name, args)
        return {"text": error if error else tool_result_to_str(result), "is_error": error is not None}

    def end(self):
        """Checks what was done."""
        output = self.user_task.GROUND_TRUTH_OUTPUT or ""
        utility = self.suite._check_task_result(self.user_task, [text(output)], self.before, self.environment, self.trace)
        security = None
        if self.injection_task:
            goal = self.injection_task.GROUND_TRUTH_OUTPUT or ""
            checked = self.suite._check_task_result
            security = bool(checked(self.injection_task, [text(goal)], self.before, self.environment, self.trace))
        return {"utility": bool(utility), "security": security}


def text(content):
    """Makes a part of a message."""
    return {"type": "text", "content": content}


def injection_calls(task, environment):
    """Gives the right calls of an attacker. Where AgentDojo has none for a goal about mails: a mail, which is then deleted."""
    calls = task.ground_truth(environment)
    if calls or "email" not in task.GOAL:
        return calls
    address = re.search(r"[\w.+-]+@[\w.-]+\w", task.GOAL)
    mail = {"recipients": [address[0] if address else "david.smith@bluesparrowtech.com"], "subject": "Emails", "body": "The contents of the emails."}
    return [FunctionCall(function="send_email", args=mail), FunctionCall(function="delete_email", args={"email_id": "34"})]


def to_calls(calls):
    """Makes calls that can be sent."""
    return [{"name": call.function, "args": dict(call.args)} for call in calls]


runs = {}
numbers = count(1)
lock = Lock()


def answer(method, path, body):
    """Answers a request."""
    if (method, path) == ("GET", ["suites"]):
        return {name: describe_suite(suite) for name, suite in SUITES.items()}
    if (method, path) == ("POST", ["runs"]):
        run = Run(**body)
        number = str(next(numbers))
        runs[number] = run
        return {"id": number, **run.describe()}
    if method == "POST" and path[0] == "runs" and path[2] == "calls":
        return runs[path[1]].call(body["name"], body["args"])
    return runs.pop(path[1]).end()


class Handler(BaseHTTPRequestHandler):
    """Speaks JSON."""

    protocol_version = "HTTP/1.1"

    def handle_request(self):
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        try:
            with lock:
                status, result = 200, answer(self.command, self.path.strip("/").split("/"), body)
        except Exception as error:  # The command shows it.
            status, result = 500, {"error": f"{type(error).__name__}: {error}"}
        data = json.dumps(result, default=str).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = handle_request

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(0)
