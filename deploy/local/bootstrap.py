"""Make the virtual environment that everything else runs in, and run something in it.

`python3 deploy/local/bootstrap.py local|dev ARGUMENTS...` installs `requirements/local.txt` (to run the stack) or
`requirements/dev.txt` (to test it) with their hashes checked, and becomes `python ARGUMENTS...` of that environment.

Only the standard library is used, and this file parses on every Python: an old one gets a sentence, not a traceback.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
KINDS = {"local": "venv", "dev": "venv-dev"}
# Commands for a stack that runs: what started it is good enough for them.
ON_A_RUNNING_STACK = ("down", "status", "backup")
TOOLS = ("pytest", "mypy", "ruff")
NEEDED_BYTES = 2 * 1024**3

# Prints what is installed as "name==version", names as pip normalises them.
LISTING = (
    "import importlib.metadata as m, re\n"
    "for d in m.distributions(): print(re.sub(r'[-_.]+', '-', d.metadata['Name']).lower() + '==' + d.version)"
)


def refuse(sentence):
    """End with one plain sentence."""
    sys.stderr.write("roundtable: %s\n" % sentence)
    sys.exit(1)


def main():
    """Make the environment if it is not there and current, then become the program asked for."""
    kind, arguments = sys.argv[1], sys.argv[2:]
    _become_a_new_enough_python()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    home = os.path.abspath(os.environ.get("RT_HOME") or os.path.join(root, ".roundtable"))
    environment = os.path.join(home, KINDS[kind])
    lock = os.path.join(root, "requirements", kind + ".txt")
    _make_home(home)
    # What is installed, and what tools leave behind, is nobody else's business either.
    before = os.umask(0o077)
    for name in TOOLS:
        os.makedirs(os.path.join(home, "cache", name), exist_ok=True)
    os.chmod(os.path.join(home, "cache"), 0o711)
    with open(environment + ".lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _provide(environment, lock, root, home, "".join(arguments[2:3]))
    os.umask(before)
    python = os.path.join(environment, "bin", "python")
    os.chdir(root)
    os.execv(python, [python] + arguments)


def _become_a_new_enough_python():
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        found = getattr(shutil, "which", lambda name: None)("python3.%d" % minor)
        # A version manager's stand-in may be there without the version.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found] + sys.argv)
    refuse(
        "Python %d.%d or newer is needed and this one is %d.%d; install a newer one and run `make PYTHON=...`"
        % (OLDEST + tuple(sys.version_info[:2]))
    )


def _make_home(home):
    try:
        os.makedirs(home, exist_ok=True)
        os.chmod(home, 0o711)
        probe = os.path.join(home, ".probe-%d" % os.getpid())
        with open(probe, "w"):
            pass
        os.remove(probe)
    except OSError as error:
        refuse(
            "cannot write to the folder %s (%s); make it yours, or name another one in RT_HOME" % (home, error.strerror)
        )


def _provide(environment, lock, root, home, command):
    """Install what the lock names, unless that was done before."""
    with open(lock, "rb") as handle:
        wanted = hashlib.sha256(handle.read() + ("%s in %s" % (sys.version, root)).encode()).hexdigest()
    stamp = os.path.join(environment, "installed")
    if _read(stamp) == wanted and _works(environment):
        return
    if not (_works(environment) and _holds(environment, lock)):
        if _stack_runs(environment, home):
            if command in ON_A_RUNNING_STACK and _works(environment):
                return
            refuse("what the stack needs has changed while it runs; run `make down` first")
        if shutil.disk_usage(home).free < NEEDED_BYTES:
            refuse("2 GB of disk space are needed in %s; make room, or name another folder in RT_HOME" % home)
        # What is there already stays: a lock with one package more costs one package.
        if not _works(environment):
            _make(environment)
        _install(environment, lock)
    _write_paths(environment, root)
    with open(stamp, "w") as handle:
        handle.write(wanted)


def _stack_runs(environment, home):
    pid = _read(os.path.join(home, "run", "supervisor.pid")).split(" ")[0]
    return os.path.basename(environment) == KINDS["local"] and pid.isdigit() and os.path.exists("/proc/%s" % pid)


def _make(environment):
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian packs them apart
        import venv  # noqa: PLC0415
    except ImportError:
        refuse(
            "this Python cannot make virtual environments; on Debian or Ubuntu run `apt install python%d.%d-venv`"
            % tuple(sys.version_info[:2])
        )
    say("making a virtual environment in %s" % environment)
    shutil.rmtree(environment, ignore_errors=True)
    try:
        venv.create(environment, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        refuse("could not make a virtual environment in %s: %s" % (environment, error))


def _install(environment, lock):
    """Install the lock, telling how far it is: there are many packages and nothing else to look at."""
    total = len(_pins(lock))
    say("installing %d packages, once (a minute or two)" % total)
    command = [os.path.join(environment, "bin", "python"), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--progress-bar=off", "-r", lock]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    try:
        tail = _follow(process.stdout, total)
        failed = process.wait() != 0
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if failed:
        shutil.rmtree(environment, ignore_errors=True)
        refuse("could not install the packages of %s; pip said:\n%s" % (lock, "".join(tail)))


def _follow(lines, total):
    """Show how far pip is, and return its last lines."""
    tail, collected, terminal = [], 0, sys.stderr.isatty()
    for line in lines:
        tail = (tail + [line])[-15:]
        if line.startswith("Collecting "):
            collected += 1
            if terminal:
                sys.stderr.write("\r\033[K  %d of %d  %s" % (collected, total, line.split()[1][:50]))
                sys.stderr.flush()
            elif collected % 50 == 0:
                say("  %d of %d packages" % (collected, total))
        elif line.startswith("Installing collected"):
            if terminal:
                sys.stderr.write("\r\033[K")
            say("unpacking them")
    return tail


def _pins(lock):
    """Return the lock's packages: name to version and whether the pin holds on some machines only."""
    with open(lock) as handle:
        found = re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)( *;)?", handle.read(), re.MULTILINE)
    return [(re.sub(r"[-_.]+", "-", name).lower(), version, bool(marker)) for name, version, marker in found]


def _works(environment):
    python = os.path.join(environment, "bin", "python")
    return os.path.exists(python) and subprocess.call([python, "-I", "-S", "-c", ""], stderr=subprocess.DEVNULL) == 0


def _holds(environment, lock):
    """Tell whether an environment made by somebody else has exactly what the lock names."""
    python = os.path.join(environment, "bin", "python")
    listing = subprocess.check_output([python, "-I", "-c", LISTING], universal_newlines=True)
    installed = set(listing.split())
    return all(name + "==" + version in installed for name, version, somewhere in _pins(lock) if not somewhere)


def _write_paths(environment, root):
    """Let the environment's Python import this repository and what is generated from its protos."""
    python = os.path.join(environment, "bin", "python")
    asked = [python, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    folder = subprocess.check_output(asked, universal_newlines=True).strip()
    with open(os.path.join(folder, "roundtable.pth"), "w") as handle:
        handle.write("%s\n%s\n" % (root, os.path.join(root, "proto", "gen")))


def _read(path):
    try:
        with open(path) as handle:
            return handle.read().strip()
    except OSError:
        return ""


def say(line):
    """Tell the person at the terminal what goes on."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say("\nroundtable: interrupted while installing; nothing was started, and the next start begins the rest anew")
        sys.exit(130)
