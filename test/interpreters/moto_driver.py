"""Runs paths through the state machines with moto's interpreter: one JSON document on stdin, one JSON line for each path.

In:  {"machines": {name: definition}, "mends": [name], "paths": [{"name", "machine", "execution", "input", "answers", "refused"}]}
Out: {"path", "executions": {name: {"status", "output"?, "error"?, "cause"?, "events": [...]}}, "left": {task: count}}

The state machines run in moto as in its own tests: created and started by boto3, children by moto itself, histories
read by boto3. Only what touches the outer world is replaced: what a Lambda answers, what a task token gets, whether a
start is refused, and how long anything waits.
"""

import functools
import json
import logging
import os
import sys
import threading
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)  # moto writes every failure that a path asks for to the log
os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true")

import boto3
import jsonata as jsonata_python
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.catch.catcher_decl import CatcherDecl
from moto.stepfunctions.parser.asl.component.common.catch.catcher_outcome import CatcherOutcomeCaught
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_callback, state_task_service_sfn
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_lambda import StateTaskServiceLambda
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import StateTaskServiceSfn
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackEndpoint, CallbackOutcomeFailure, CallbackOutcomeSuccess
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata

ROLE = "arn:aws:iam::000000000000:role/any"
PATIENCE = 60  # seconds for one path


@functools.cache
def client():
    return boto3.client("stepfunctions")


class Answers:
    """What the tasks of the path under way answer; the branches of a Parallel ask at the same time."""

    def __init__(self):
        self.lock = threading.Lock()
        self.by_task = {}
        self.refused = {}

    def begin(self, path):
        with self.lock:
            self.by_task = {task: list(given) for task, given in path["answers"].items()}
            self.refused = {state: list(given) for state, given in path.get("refused", {}).items()}

    def next(self, task):
        with self.lock:
            left = self.by_task.get(task) or []
            return left.pop(0) if left else {"error": "NoAnswerLeft", "cause": task}

    def refusal(self, state):
        with self.lock:
            left = self.refused.get(state) or []
            return left.pop(0) if left else None

    def left(self):
        with self.lock:
            both = {**self.by_task, **self.refused}
            return {name: len(given) for name, given in both.items() if given}


ANSWERS = Answers()
TOKENS = {}
STARTED = []  # every execution of the path under way


def evaluate(expression):
    """moto hands an expression with its variables declared in front; upstream needs a JVM here."""
    try:
        return jsonata_python.Jsonata(expression).evaluate(None)
    except Exception as fault:
        raise moto_jsonata.JSONataException("UNKNOWN", str(fault)) from fault


def call_lambda(self, env, resource_runtime_part, normalised_parameters, state_credentials):
    answer = ANSWERS.next(normalised_parameters["FunctionName"].split(":")[-1])
    if "error" in answer:
        name, message = answer["error"], answer.get("cause", "")
        payload = {"errorType": name, "errorMessage": message, "trace": [f"{name}: {message}"]}
        raise lambda_eval_utils.LambdaFunctionErrorException("Unhandled", json.dumps(payload, separators=(",", ":"), ensure_ascii=False))
    task = env.states.context_object.context_object_data.get("Task")
    if task is not None:
        TOKENS[task["Token"]] = answer
    env.stack.append({"ExecutedVersion": "$LATEST", "Payload": answer.get("gives"), "StatusCode": 200})


WAIT = CallbackEndpoint.wait


def answer_token(self, timeout):
    """In place of the wait for somebody who knows the token: the path says what that one does."""
    if self.callback_id not in TOKENS:
        return WAIT(self, timeout)  # a task that waits for its child, which moto lets wait for a token too
    answer = TOKENS.pop(self.callback_id)
    if "timesOut" in answer:
        return None
    if "tokenFails" in answer:
        # not by the API: moto's SendTaskFailure drops the cause
        return CallbackOutcomeFailure(callback_id=self.callback_id, error=answer["tokenFails"], cause=answer["cause"])
    return CallbackOutcomeSuccess(callback_id=self.callback_id, output=json.dumps(answer["tokenGives"]))


def pascal(names):
    return {name[0].upper() + name[1:]: value for name, value in names.items() if name != "ResponseMetadata"}


def start_child(self, env, resource_runtime_part, normalised_parameters, state_credentials):
    """Starts the child on moto: by itself it passes the names of the fields as they stand in Arguments, which no client takes."""
    refused = ANSWERS.refusal(normalised_parameters["StateMachineArn"].split(":")[-1])
    if refused is not None:
        # the interpreter makes StepFunctions.<code>Exception of it
        code = refused.removeprefix("StepFunctions.").removesuffix("Exception")
        about = {"HTTPStatusCode": 400, "RequestId": "request"}
        raise ClientError({"Error": {"Code": code, "Message": "refused"}, "ResponseMetadata": about}, "StartExecution")
    given = {name[0].lower() + name[1:]: value for name, value in normalised_parameters.items()}
    started = client().start_execution(**given)
    STARTED.append(started["executionArn"])
    env.stack.append(pascal(started))


def name_as_the_service_does(self, response, boto_service_name=None, service_action_name=None):
    named = pascal(response)
    response.clear()
    response.update(named)


def mend_a_catch_that_leads_to_its_own_state():
    """A Catch whose Next is its own state: moto takes the state's Next instead (CommonStateField._set_next)."""
    catch, go_on = CatcherDecl._eval_body, CommonStateField._set_next

    def remember(self, env):
        catch(self, env)
        env.caught = isinstance(env.stack[-1], CatcherOutcomeCaught)

    def stay(self, env):
        if getattr(env, "caught", False):
            env.caught = False
        else:
            go_on(self, env)

    CatcherDecl._eval_body, CommonStateField._set_next = remember, stay


def mend_a_branch_that_fails_with_an_error_of_states():
    """A branch that fails with States.TaskFailed: moto refuses the name as a custom one and fails with States.Runtime."""

    def of_any_name(error_name):
        reserved = error_name is not None and error_name.startswith("States.")
        return StatesErrorName(typ=StatesErrorNameType.from_name(error_name)) if reserved else CustomErrorName(error_name=error_name)

    branches_decl.CustomErrorName = of_any_name


# What moto gets wrong, by the names that docs/engine-differences.md gives them; a run asks for those that it wants mended.
MENDS = {
    "catch-to-itself": mend_a_catch_that_leads_to_its_own_state,
    "states-error-of-a-branch": mend_a_branch_that_fails_with_an_error_of_states,
}


def replace_the_outer_world():
    moto_jsonata._eval_jsonata = evaluate
    WaitFunction._wait_interval = lambda self, env, wait_seconds: None
    StateTaskServiceLambda._eval_service_task = call_lambda
    CallbackEndpoint.wait = answer_token
    StateTaskServiceSfn._eval_service_task = start_child
    StateTaskServiceSfn._normalise_response = name_as_the_service_does
    # each start and each creation parses the whole definition anew, which takes longer than all the rest
    AmazonStateLanguageParser.parse = staticmethod(functools.cache(AmazonStateLanguageParser.parse))
    # a client is dear to make, and each task that waits for a child makes one
    state_task_service_sfn.boto_client_for = lambda **_: client()
    state_task_service_callback._DELAY_SECONDS_SYNC_CONDITION_CHECK = 0.002

    class NoSleep:
        sleep = staticmethod(lambda seconds: None)

    retrier_decl.time = NoSleep


def history(arn):
    events = []
    token = None
    while True:
        page = client().get_execution_history(executionArn=arn, maxResults=1000, **({"nextToken": token} if token else {}))
        for event in page["events"]:
            details = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
            events.append({"id": event["id"], "previousEventId": event["previousEventId"], "type": event["type"], **{key: value for key, value in details.items() if key != "outputDetails" and key != "inputDetails"}})
        token = page.get("nextToken")
        if not token:
            return events


def walk(machines, path):
    ANSWERS.begin(path)
    STARTED.clear()
    started = client().start_execution(stateMachineArn=machines[path["machine"]], name=path["execution"], input=json.dumps(path["input"]))
    STARTED.append(started["executionArn"])
    end = time.monotonic() + PATIENCE
    # children that a failed parent has left go on: they must not take the answers of the next path
    while time.monotonic() < end:
        if all(client().describe_execution(executionArn=arn)["status"] != "RUNNING" for arn in list(STARTED)):
            break
        time.sleep(0.002)
    executions = {}
    for arn in STARTED:
        seen = client().describe_execution(executionArn=arn)
        executions[seen["name"]] = {
            **{key: seen[key] for key in ("status", "output", "error", "cause") if seen.get(key) is not None},
            "events": history(arn),
        }
    return {"path": path["name"], "executions": executions, "left": ANSWERS.left()}


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def main():
    asked = json.load(sys.stdin)
    replace_the_outer_world()
    for mend in asked["mends"]:
        MENDS[mend]()
    machines = {}
    for name, definition in asked["machines"].items():
        made = client().create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
        machines[name] = made["stateMachineArn"]
    for path in asked["paths"]:
        print(json.dumps(walk(machines, path), default=str), flush=True)


main()
