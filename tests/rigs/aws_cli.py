"""The AWS CLI, loaded once: `serve SOCKET` loads it and waits, `run SOCKET ARGUMENTS…` is a call of it.

    python tests/rigs/aws_cli.py serve SOCKET
    python tests/rigs/aws_cli.py run SOCKET cloudformation describe-stacks

The AWS CLI spends most of a call on importing its modules and reading the models of its services. Here that is done before
the first call: each one is a fork of the process that has done it. The fork gets the arguments, environment, folder, and
the three standard streams of whoever calls, and from there on runs the AWS CLI's own code. When the caller is killed, so is
the fork.

The server says "ready" when it accepts calls, and ends when its standard input does.
"""

import array
import json
import os
import socket
import struct
import sys

# What eksight and the plans ask.
SERVICES = (
    "cloudformation", "ec2", "efs", "eks", "elbv2", "iam", "kms", "logs", "resourcegroupstaggingapi", "route53",
    "secretsmanager", "sts",
)


def run(path, arguments):
    """Hands a call over, and ends as it does."""
    call = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}
    text = json.dumps(call).encode()
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        streams = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]
        server.sendmsg([struct.pack("!I", len(text))], streams)
        server.sendall(text)
        status = server.recv(4)
    if len(status) < 4:
        sys.exit("the server of the AWS CLI has ended")
    os._exit(struct.unpack("!i", status)[0])


def serve(path):
    """Loads the AWS CLI and forks for each call."""
    import signal
    import threading

    threading.Thread(target=end_with_the_parent, daemon=True).start()
    driver = loaded()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", flush=True)
        while True:
            caller, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(driver, caller)
            caller.close()


def loaded():
    """The AWS CLI with the models of its services read."""
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in SERVICES:
        for kind in ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2"):
            try:
                loader.load_service_model(service, kind)
            except Exception:  # Not every service has every kind.
                continue
    return driver


def answer(driver, caller):
    """A call: the fork that runs it, and this process, which waits for it or ends it with its caller."""
    import select
    import signal

    head, streams = received(caller)
    call = json.loads(head)
    alive, ended = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(alive)
        caller.close()
        work(driver, call, streams)
    os.close(ended)
    for stream in streams:
        os.close(stream)
    ready, _, _ = select.select([caller, alive], [], [])
    if caller in ready and alive not in ready:
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    try:
        caller.sendall(struct.pack("!i", os.waitstatus_to_exitcode(status)))
    except OSError:
        pass  # Whoever called has gone.
    os._exit(0)


def received(caller):
    """The text of a call, and its streams."""
    size, ancillary, _, _ = caller.recvmsg(4, socket.CMSG_SPACE(3 * array.array("i").itemsize))
    streams = array.array("i")
    for _, _, data in ancillary:
        streams.frombytes(data)
    left, text = struct.unpack("!I", size)[0], b""
    while len(text) < left:
        text += caller.recv(left - len(text))
    return text, list(streams)


def work(driver, call, streams):
    """The AWS CLI itself, in a process of its own."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["environment"])
    sys.argv = ["aws", *call["arguments"]]
    try:
        code = driver.main(call["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code or 0)


def end_with_the_parent():
    """Ends the process when standard input is closed."""
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        run(sys.argv[2], sys.argv[3:])
