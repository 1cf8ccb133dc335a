import {chmod, chown, mkdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {describe, expect, test} from 'vitest'
import type {CopyMethod} from '../../src/workspace/open-view.ts'
import {openTestView} from '../integration/workspace/tree.ts'
import {createArena} from './sandbox-arena.ts'
import {runLine} from './sandbox-conformance.ts'
import {temporaryFolder} from './temporary-folder.ts'
import {owner, who} from './workspace-owner.ts'

const line = [
  ...['echo new > a.txt', 'mkdir e', 'echo made > e/n.txt', 'rm d/x', 'echo told > /dev/stdout'],
  'chown 0 a.txt 2>/dev/null && echo BREACH',
  // For a process of the same user it does nothing, and the kernel says that it was done.
  `kill -9 1 2>/dev/null && ${owner.user === process.getuid?.() ? 'true' : 'echo BREACH'}`,
  ...[
    '(echo 1 > /proc/sys/kernel/sysrq) 2>/dev/null && echo BREACH',
    '[ -z "$(tr -d "\\0" < /proc/1/environ)" ] 2>/dev/null || echo BREACH',
  ],
  ...[
    'ls -d "$PWD/d" /etc/ld.so.cache > /dev/null || echo CLOSED',
    '(cd / && cat "$OLDPWD/a.txt")',
    'id -u; id -g; grep -c "^Cap.*:[[:space:]]0000000000000000$" /proc/self/status',
    'grep NoNewPrivs /proc/self/status',
  ],
].join('\n')

/** What must hold where codex runs as root on files of somebody else: commands have the rights of the owner, no more. */
export function describeOwner(backend: SandboxBackend): void {
  describe(`a workspace that belongs to ${who}`, () => {
    const told = `told\nnew\n${owner.user}\n${owner.group}\n5\nNoNewPrivs:\t1\n`

    test('is written in place by commands that are its owner', async () => {
      const {root, policy} = await ownedWorkspace()

      const {end, stdout} = await runLine(backend, policy({kind: 'directory', path: root}), line)

      expect({end, stdout}).toEqual({end: {kind: 'exited', exitCode: 0}, stdout: told})
      expect(await ownersOf(root, ['a.txt', 'e', 'e/n.txt'])).toEqual([owner, owner, owner])
      expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('new\n')
    })

    test.each<CopyMethod>(['overlay-unshare', 'copy'])('is written in a copy (%s), and only there', async (method) => {
      const {folder, root, policy} = await ownedWorkspace()
      const view = await openTestView(folder, {methods: [method]})

      const {end, stdout} = await runLine(backend, policy(view.source), line)
      const again = await runLine(backend, policy(view.source), 'cat a.txt; echo more >> e/n.txt; cat e/n.txt')
      const {effects} = await view.changes(AbortSignal.timeout(10_000))

      expect({end, stdout, again: again.stdout}).toEqual({
        end: {kind: 'exited', exitCode: 0},
        stdout: told,
        again: 'new\nmade\nmore\n',
      })
      expect(effects.map(({path: place, before, after}) => `${place}: ${before.kind} → ${after.kind}`)).toEqual([
        'a.txt: file → file',
        'd/x: file → absent',
        'e/n.txt: absent → file',
      ])
      expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('old\n')
    })

    test('limits the number of processes, which the kernel does not count for root', async () => {
      const {root, policy} = await ownedWorkspace()
      const few = policy({kind: 'directory', path: root})

      const {stdout} = await runLine(
        backend,
        {...few, limits: {...few.limits, processes: 20}},
        'for i in $(seq 60); do sleep 5 & done 2>/dev/null; jobs | wc -l',
      )

      expect(Number(stdout)).toBeLessThan(20)
    })

    test('starts nothing with the variables of the command while it still has rights of root', async () => {
      const {root, policy} = await ownedWorkspace()
      const plain = policy({kind: 'directory', path: root})
      // The loader says for each program whose it is; LD_PRELOAD would bring code of the workspace the same way.
      const environment = {...plain.environment, LD_SHOW_AUXV: '1'}

      const {stdout} = await runLine(backend, {...plain, environment}, '/bin/true')

      const users = [...stdout.matchAll(/^AT_E?UID:\s+(\d+)$/gm)].map(([, id]) => Number(id))
      expect(users.length).toBeGreaterThanOrEqual(4)
      expect(new Set(users)).toEqual(new Set([owner.user]))
    })
  })
}

async function ownedWorkspace() {
  const folder = await temporaryFolder()
  const root = path.join(folder, 'project')
  await mkdir(path.join(root, 'd'), {recursive: true})
  await writeFile(path.join(root, 'a.txt'), 'old\n')
  await writeFile(path.join(root, 'd/x'), 'x\n')
  for (const name of ['.', 'a.txt', 'd', 'd/x']) await chown(path.join(root, name), owner.user, owner.group)
  // Closed to everybody else: root has no way in without its rights.
  await chmod(root, 0o700)
  const arena = await createArena()
  const policy = (source: SandboxPolicy['workspace']['source']): SandboxPolicy => ({
    ...arena.policy,
    workspace: {source, target: root, access: 'write'},
    hiddenPaths: [],
    protectedPaths: [],
  })
  return {folder, root, policy}
}

async function ownersOf(root: string, names: readonly string[]) {
  return Promise.all(
    names.map(async (name) => {
      const {uid, gid} = await stat(path.join(root, name))
      return {user: uid, group: gid}
    }),
  )
}
