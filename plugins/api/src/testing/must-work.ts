import type {SandboxCapabilities} from '../sandbox.ts'

/** What a command may rely on. The script runs as that of an attack does. */
export interface MustWork {
  readonly class: 'must work'
  readonly id: string
  readonly script: string
  /** Only asked of a backend that claims this. */
  readonly needs?: keyof SandboxCapabilities
  /** As for an attack. */
  readonly writable?: readonly string[]
  readonly stdin?: string
  readonly stdout?: string
  readonly stderr?: string
  /** `{kind: 'exited', exitCode: 0}` unless told. */
  readonly end?:
    | {readonly kind: 'exited'; readonly exitCode: number}
    | {readonly kind: 'signalled'; readonly signal: string}
}

const rows: readonly Omit<MustWork, 'class'>[] = [
  {
    id: 'reads and writes the workspace',
    script: 'cat other.txt; echo new > new.txt; mkdir -p a/b; mv new.txt a/b; cat a/b/new.txt',
    stdout: 'other\nnew\n',
  },
  {id: 'works in its folder', script: '[ "$(pwd)" = "$WORKSPACE" ] && echo same', stdout: 'same\n'},
  {
    id: 'writes in the writable folder alone',
    writable: ['packages', 'packages/api'],
    script:
      'echo new > packages/new.txt; mkdir packages/b; mv packages/new.txt packages/b; cat packages/b/new.txt other.txt',
    stdout: 'new\nother\n',
  },
  {id: 'exit code', script: 'exit 7', end: {kind: 'exited', exitCode: 7}},
  {id: 'outputs are separate', script: 'echo out; echo err >&2', stdout: 'out\n', stderr: 'err\n'},
  {
    id: 'outputs opened by name',
    script: 'echo out > /dev/stdout; echo err > /dev/stderr; cat /dev/stdin',
    stdin: 'in',
    stdout: 'out\nin',
    stderr: 'err\n',
  },
  {id: 'stdin', script: 'cat', stdin: 'hello', stdout: 'hello'},
  {id: 'stdin is empty without one', script: 'cat; echo end', stdout: 'end\n'},
  {id: 'death by a signal', script: 'kill -SEGV $$', end: {kind: 'signalled', signal: 'SIGSEGV'}},
  {id: 'mktemp', script: 'f=$(mktemp) && echo hi > $f && cat $f', stdout: 'hi\n'},
  {
    id: 'shared memory and devices',
    script:
      '[ "$(uname)" = Darwin ] || echo x > /dev/shm/x; for d in zero urandom; do head -c 3 /dev/$d | wc -c | tr -d " "; done; echo gone > /dev/null',
    stdout: '3\n3\n',
  },
  {id: 'process substitution', script: 'cat <(echo inner)', stdout: 'inner\n'},
  {
    id: 'its own network interfaces',
    needs: 'ownLoopback',
    script: 'node -p "Object.keys(os.networkInterfaces()).join()"',
    stdout: 'lo\n',
  },
  {id: 'node runs', script: 'node -e "console.log(6 * 7)"', stdout: '42\n'},
  {
    id: 'its own loopback server',
    needs: 'ownLoopback',
    script:
      'node -e \'const s = require("http").createServer((q, r) => r.end("ok")).listen(0, "127.0.0.1", async () => { console.log(await (await fetch("http://127.0.0.1:" + s.address().port)).text()); process.exit(0) })\'',
    stdout: 'ok\n',
  },
  {
    id: 'its own unix socket',
    script:
      'node -e \'const net = require("net"); const at = (process.env.TMPDIR || "/tmp") + "/own.sock"; const s = net.createServer((c) => c.end("ok")).listen(at, () => net.connect(at).on("data", (d) => { console.log(String(d)); process.exit(0) }))\'',
    stdout: 'ok\n',
  },
  {
    id: 'threads of Node',
    script:
      'node -e \'new (require("worker_threads").Worker)("console.log(7)", {eval: true}).on("exit", (code) => process.exit(code))\'',
    stdout: '7\n',
  },
  {
    id: 'threads and children of python',
    script:
      '[ -x /usr/bin/python3 ] || { echo thread; echo child; exit; }; /usr/bin/python3 -c \'import subprocess, threading; t = threading.Thread(target=lambda: print("thread", flush=True)); t.start(); t.join(); subprocess.run(["echo", "child"])\'',
    stdout: 'thread\nchild\n',
  },
  {
    id: 'bytes that are no text',
    // Octal, as perl and printf say them: NUL, an invalid byte, a colour, a title.
    script: 'printf "a\\000b\\377\\033[31m\\033]0;x\\007" | od -An -tx1 && printf "a\\000b\\033[31m\\033]0;x\\007"',
    stdout: ' 61 00 62 ff 1b 5b 33 31 6d 1b 5d 30 3b 78 07\na\0b\x1b[31m\x1b]0;x\x07',
  },
  {id: 'threads and children', script: 'for i in 1 2 3 4; do (echo $i) & done | sort; wait', stdout: '1\n2\n3\n4\n'},
  {
    id: 'git commit',
    script:
      'command -v git > /dev/null || { echo second; exit; }; cd repository && echo more >> file && git -c user.name=t -c user.email=t@example.org commit -qam second && git log -1 --format=%s',
    stdout: 'second\n',
  },
  {
    id: 'git log and diff',
    script:
      'command -v git > /dev/null || { printf "first\\n+textmore\\n"; exit; }; cd repository && echo more >> file && git log -1 --format=%s && git diff --unified=0 | grep "^+textmore"',
    stdout: 'first\n+textmore\n',
  },
  {
    id: 'git status',
    script:
      'command -v git > /dev/null || { echo nothing to see; exit; }; cd repository && git status --porcelain && echo "nothing to see"',
    stdout: 'nothing to see\n',
  },
]

/** A sandbox that forbids everything is no sandbox. */
export const mustWork: readonly MustWork[] = rows.map((row) => ({
  ...row,
  id: `must work: ${row.id}`,
  class: 'must work',
}))
