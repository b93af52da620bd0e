"""Starts the local engine (MiniStack, pinned) with what a pager needs of it.

Each change names an attribute of the engine; `check` refuses to start when the version or one of them is another.
docs/engine-differences.md says why each is here. Its parent holds its standard input: when that closes, it ends.
"""

import contextvars
import importlib
import importlib.metadata
import os
import shutil
import signal
import sys
import threading

PINNED = "1.5.33"


def fail(reason):
    print(f"engine: {reason}", file=sys.stderr, flush=True)
    raise SystemExit(70)


def module(name):
    try:
        return importlib.import_module(f"ministack.{name}")
    except ImportError as error:
        fail(f"cannot import ministack.{name}: {error}")


def existing(owner, name):
    """The attribute as it is: a change to one that is not there would change nothing, and nobody would see."""
    if not hasattr(owner, name):
        fail(f"ministack {PINNED} was expected to have {owner.__name__}.{name}")
    return getattr(owner, name)


def replace(owner, name, value):
    existing(owner, name)
    setattr(owner, name, value)


def rewritten(text, old, new):
    if text.count(old) != 1:
        fail(f"expected once in the node worker of ministack {PINNED}: {old!r}, found {text.count(old)}")
    return text.replace(old, new)


def without_pause(function, pause):
    """The function with one constant of its code, a fixed sleep, made nought."""
    constants = function.__code__.co_consts
    if constants.count(pause) != 1:
        fail(f"{function.__qualname__} was expected to hold the pause {pause}")
    function.__code__ = function.__code__.replace(co_consts=tuple(0.0 if c == pause else c for c in constants))


installed = importlib.metadata.version("ministack")
if installed != PINNED:
    fail(f"this launcher is for ministack {PINNED}, found {installed}")

concurrency = module("core.concurrency")
runtime = module("core.lambda_runtime")
functions = module("services.lambda_svc")
machines = module("services.stepfunctions")
scheduler = module("services.scheduler")
app = module("app")

# --- Waits that are there to be cut -----------------------------------------------------------------------------------

replace(scheduler, "_SCHEDULE_TICK_INTERVAL", 0.1)  # its own is 10 s
replace(functions, "_ESM_IDLE_WAKE_GAP_SECONDS", 0.002)  # its own is 50 ms
replace(functions, "_LAMBDA_STATE_TRANSITION_DELAY", 0.02)  # its own is 0.5 s, paid at each deployment
without_pause(existing(machines, "_run_execution"), 0.15)  # paid by each execution, children too

# --- Streams get a thread of their own: on the engine's one poll thread a slow stream reader holds up every queue -----

read_streams = existing(functions, "_poll_dynamodb_streams")
wake_queues = existing(concurrency, "esm_wake").set
streams_wake = threading.Event()


def wake_both():
    streams_wake.set()
    wake_queues()


def poll_streams():
    while True:
        streams_wake.wait(0.25)
        streams_wake.clear()
        try:
            while read_streams():
                pass
        except Exception as error:
            functions.logger.error("stream poller: %s", error)


concurrency.esm_wake.set = wake_both
replace(functions, "_poll_dynamodb_streams", lambda: False)
threading.Thread(target=poll_streams, daemon=True, name="engine-streams").start()

# --- The node worker: errors keep their name and their worker, logs end with a mark, nobody outlives the engine -------

ERROR = "\u0001error"
END = "\u0001end"

script = existing(runtime, "_NODEJS_WORKER_SCRIPT")
script = rewritten(
    script,
    'const _stderrWrite = process.stderr.write.bind(process.stderr);',
    '''const _stderrWrite = process.stderr.write.bind(process.stderr);
function _failed(err) {
  const named = err instanceof Error || (err && typeof err === "object" && "message" in err);
  return JSON.stringify({ status: "ok", result: { "\\u0001error": {
    errorType: named ? String(err.name || "Error") : typeof err,
    errorMessage: String(named ? err.message : err),
    trace: named && err.stack ? String(err.stack).split("\\n") : [],
  } } }) + "\\n";
}''',
)
script = rewritten(
    script,
    '''          _realStdoutWrite(JSON.stringify({
            status: "error", error: String(err.message || err), trace: err.stack || ""
          }) + "\\n");
        } else {''',
    '''          _stderrWrite("\\u0001end\\n");
          _realStdoutWrite(_failed(err));
        } else {
          _stderrWrite("\\u0001end\\n");''',
)
script = rewritten(
    script,
    '''      _realStdoutWrite(JSON.stringify({
        status: "error", error: e.message, trace: e.stack
      }) + "\\n");''',
    '''      _stderrWrite("\\u0001end\\n");
      _realStdoutWrite(_failed(e));''',
)
script = rewritten(script, "let lineNum = 0;", 'let lineNum = 0;\nrl.on("close", () => process.exit(0));')
runtime._NODEJS_WORKER_SCRIPT = script

# Each concurrent call has a worker of its own, as on AWS. But there workers start on machines of their own, and here a burst
# starts a hundred processes on the very cores that the calls wait for.
MOST_WORKERS = max(2, os.cpu_count() or 1)  # of one function
PATIENCE = 20  # seconds until a call gets one of its own all the same: a function that calls itself holds what it waits for
invoke_warm = existing(functions, "_execute_function_warm")
free_workers = {}


def in_turn(func, *args, **kwargs):
    name = (func.get("config") or func).get("FunctionArn")
    workers = free_workers.setdefault(name, threading.BoundedSemaphore(MOST_WORKERS))
    waited = workers.acquire(timeout=PATIENCE)
    try:
        return invoke_warm(func, *args, **kwargs)
    finally:
        if waited:
            workers.release()


def with_error_name(*args, **kwargs):
    result = in_turn(*args, **kwargs)
    body = result.get("body")
    if isinstance(body, dict) and ERROR in body:
        error = body[ERROR]
        log = "\n".join(filter(None, [result.get("log", ""), "\n".join(error["trace"])]))
        return {"body": error, "error": True, "log": log}
    return result


functions._execute_function_warm = with_error_name


def logged(self, first_line_wait=0.05, **_):
    """What the handler wrote, up to the mark. The engine's own waits 50 ms for a handler that writes nothing."""
    lines = []
    try:
        while (line := self._stderr_queue.get(timeout=first_line_wait)) != END:
            lines.append(line)
    except runtime.queue.Empty:
        pass
    return "\n".join(lines)


worker = existing(runtime, "Worker")
replace(worker, "_drain_stderr_bounded", logged)

# --- Workers on the way to a page may be held ready: a cold start is slower than all the rest of the way ---------------

warm_names = [name for name in os.environ.pop("TOCSIN_WARM", "").split(",") if name]
known_functions = existing(functions, "_functions")
worker_key = existing(runtime, "_worker_key")
lease, ready, give_back = (existing(runtime, n) for n in ("acquire_worker", "ensure_spawned", "release_worker"))


def hold_ready():
    pause = threading.Event()
    while not pause.wait(0.2):
        for (_account, _region, name), record in list(known_functions._data.items()):
            config = record.get("config", {})
            wanted = any(part in name for part in warm_names) and config.get("State") == "Active"
            if not wanted or not record.get("code_zip") or runtime._workers.get(worker_key(name, config, "$LATEST")):
                continue
            held = None
            try:
                held, _ = lease(name, config, record["code_zip"])
                ready(held)
            except Exception as error:
                functions.logger.error("cannot hold %s ready: %s", name, error)
                warm_names.clear()
            finally:
                give_back(held)


if warm_names:
    threading.Thread(target=hold_ready, daemon=True, name="engine-warm").start()

# --- Task tokens: a Lambda that fails fails its task, and only the first answer counts --------------------------------

wait_for_token = existing(machines, "_invoke_with_callback")
call_lambda = existing(machines, "_call_lambda")
tokens = existing(machines, "_task_tokens")
failed_execution = existing(machines, "_ExecutionError")
awaited = contextvars.ContextVar("awaited", default=None)


def waiting(resource, input_data, token, state_def):
    before = awaited.set(token)
    try:
        return wait_for_token(resource, input_data, token, state_def)
    finally:
        awaited.reset(before)


def calling(func_ref, event):
    try:
        return call_lambda(func_ref, event)
    except failed_execution as error:
        task = tokens.get(awaited.get()) if awaited.get() else None
        if task and not task["event"].is_set():
            task["error"] = {"Error": error.error, "Cause": error.cause}
            task["event"].set()
        raise


machines._invoke_with_callback = waiting
machines._call_lambda = calling


def first_answer_only(answer):
    def guarded(data):
        task = tokens.get(data.get("taskToken"))
        if task and task["event"].is_set():
            return machines.error_response_json("TaskTimedOut", "Provided task does not exist anymore", 400)
        return answer(data)

    return guarded


for name in ("_send_task_success", "_send_task_failure", "_send_task_heartbeat"):
    replace(machines, name, first_answer_only(existing(machines, name)))

# --- A one-shot schedule that is made or moved again fires again, also under a name that has fired before -------------

fired = existing(scheduler, "_schedule_last_fired")


def forgetting(change):
    def forgets(name, body):
        status, headers, answer = change(name, body)
        if status == 200 and str(body.get("ScheduleExpression", "")).startswith("at("):
            group = body.get("GroupName", "default")
            fired.pop((scheduler.get_account_id(), scheduler.get_region(), f"{group}/{name}"), None)
        return status, headers, answer

    return forgets


for name in ("_create_schedule", "_update_schedule"):
    replace(scheduler, name, forgetting(existing(scheduler, name)))

# --- Its end ----------------------------------------------------------------------------------------------------------


def end_with_parent():
    while os.read(0, 4096):  # sys.stdin would hold a lock that the interpreter wants at its end
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # An orderly end takes about a second; one that hangs must not leave an engine without an owner.
    pause_before_force = threading.Event()
    pause_before_force.wait(15)
    os.killpg(0, signal.SIGKILL) if os.getpgrp() == os.getpid() else os._exit(1)


threading.Thread(target=end_with_parent, daemon=True, name="engine-parent").start()

sys.argv = sys.argv[:1]
try:
    existing(app, "main")()
finally:
    existing(runtime, "reset")()
    scratch = os.environ.get("TMPDIR", "")
    if os.path.basename(scratch).startswith("tocsin-engine-"):  # nobody else may be left to remove it
        shutil.rmtree(scratch, ignore_errors=True)
