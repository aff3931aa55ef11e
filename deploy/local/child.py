"""Run one program so that it cannot outlive the process that started it.

Called as `python child.py PARENT SIGNAL UID GID -- PROGRAM …`: gives up root's rights if UID is not `-`, sees to it
that new files are readable by their owner only, asks the kernel to send SIGNAL should the parent die, and becomes the
program. A preexec function would do the same, but is unsafe in a process with threads.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program named in the arguments."""
    os.umask(0o077)
    parent, death_signal, uid, gid, _, *program = sys.argv[1:]
    if uid != "-":
        os.setgroups([])
        os.setresgid(int(gid), int(gid), int(gid))
        os.setresuid(int(uid), int(uid), int(uid))
    if sys.platform == "linux":
        # After the change of user, which would clear it.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the process that wanted this one is gone")
    os.execvp(program[0], program)  # noqa: S606 - the list comes from the stack itself


if __name__ == "__main__":
    main()
