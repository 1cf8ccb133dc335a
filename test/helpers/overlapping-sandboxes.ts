import {spawn} from 'node:child_process'
import {mkdir, readdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {describe, expect, onTestFinished, test} from 'vitest'
import {thisProcess} from '../../src/workspace/process-identity.ts'
import {eventually} from './eventually.ts'
import {createArena} from './sandbox-arena.ts'
import {temporaryFolder} from './temporary-folder.ts'

const program = fileURLToPath(new URL('../fixtures/programs/run-sandboxed.ts', import.meta.url))

/** The places of the arena that are protected and missing. */
const missing = ['.agent', '.missing']
const attempt = missing.map((place) => `mkdir -p ${place}/x 2>/dev/null && echo BREACH`).join('; ')

export interface OverlapOptions {
  readonly name: string
  /** Variables of the programs, for a backend that needs them. */
  readonly env?: Readonly<Record<string, string>>
  /** Where that backend keeps its records; a folder of the test's own unless told. */
  readonly recordFolder?: string
}

/** What the contract asks of several processes whose commands work in one workspace at the same time. */
export function describeOverlap({name, env = {}, recordFolder}: OverlapOptions): void {
  async function place() {
    const arena = await createArena()
    const records = recordFolder ?? path.join(await temporaryFolder(), 'records')
    const start = (line: string) => startSandboxed({name, env, policy: arena.policy, recordFolder: records, line})
    const at = (file: string) => path.join(arena.workspace, file)
    const tell = (file: string) => writeFile(at(file), '')
    const appears = (file: string) =>
      eventually(`the file ${file}`, async () => (await readdir(arena.workspace)).includes(file))
    return {...arena, records, start, at, tell, appears}
  }
  const until = (file: string): string => `for ((i = 0; i < 2000; i++)); do [ -e ${file} ] && break; sleep 0.01; done`

  describe('processes that overlap in one workspace', () => {
    test('keep a missing path protected when the one that held it first ends first, and leave nothing', async () => {
      const {workspace, records, start, tell, appears} = await place()
      const before = await readdir(workspace, {recursive: true})

      const first = start(`touch first; ${until('second')}; rm first`)
      await appears('first')
      const second = start(`touch second; ${until('go-on')}; ${attempt}; rm second go-on; echo tried`)
      await appears('second')
      const firstEnd = await first.ended
      await tell('go-on')

      expect([firstEnd, await second.ended]).toEqual([outputs(''), outputs('tried\n')])
      expect(await readdir(workspace, {recursive: true})).toEqual(before)
      expect(await readdir(records)).toEqual([])
    })

    test('keep it when the first is killed, and another one that comes removes what that left', async () => {
      const {workspace, records, start, tell, appears} = await place()
      const before = await readdir(workspace, {recursive: true})

      const first = start('touch first; sleep 60')
      await appears('first')
      const second = start(`touch second; ${until('go-on')}; ${attempt}; rm first second go-on; echo tried`)
      await appears('second')
      first.kill()
      await first.ended
      const third = await start(attempt).ended
      await tell('go-on')

      expect([third, await second.ended]).toEqual([outputs(''), outputs('tried\n')])
      expect(await readdir(workspace, {recursive: true})).toEqual(before)
      expect(await readdir(records)).toEqual([])
    })

    test('leave what the user puts into a place that is held, and still protect it', async () => {
      const {workspace, start, tell, appears, at} = await place()

      const first = start(`touch first; ${until('second')}; rm first`)
      await appears('first')
      await mkdir(at('.agent/rules'))
      const second = start(`touch second; ${until('go-on')}; ${attempt}; rm second go-on; echo tried`)
      await appears('second')
      await first.ended
      await tell('go-on')

      expect(await second.ended).toEqual(outputs('tried\n'))
      expect((await readdir(workspace)).filter((entry) => missing.includes(entry))).toEqual(['.agent'])
      expect(await readdir(at('.agent'))).toEqual(['rules'])
    })

    test('six of them, with commands of all lengths: no breach, no failure, no litter', async () => {
      const {workspace, records, start} = await place()
      const before = await readdir(workspace, {recursive: true})
      const lengths = [0, 0.05, 0.1, 0.2, 0.3, 0.4]

      const rounds = await Promise.all(
        lengths.map(async (_, index) => {
          const ends: unknown[] = []
          for (let round = 0; round < 4; round += 1) {
            const pause = lengths[(index + round) % lengths.length]
            ends.push(await start(`sleep ${pause}; ${attempt}; echo tried`).ended)
          }
          return ends
        }),
      )

      expect(rounds.flat()).toEqual(Array.from({length: 24}, () => outputs('tried\n')))
      expect(await readdir(workspace, {recursive: true})).toEqual(before)
      expect(await readdir(records)).toEqual([])
    }, 60_000)

    test('a lock that a killed process left is taken over', async () => {
      const {records, start} = await place()
      await mkdir(records, {recursive: true})
      await writeFile(path.join(records, 'lock'), JSON.stringify({...(await thisProcess()), startedAt: '1'}))

      expect(await start(`${attempt}; echo tried`).ended).toEqual(outputs('tried\n'))
      expect(await readdir(records)).toEqual([])
    })
  })
}

interface Start {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly policy: SandboxPolicy
  readonly recordFolder: string
  readonly line: string
}

/** A process of its own that runs one line in the sandbox. Once killed it has ended with nothing. */
function startSandboxed({name, env, policy, recordFolder, line}: Start) {
  const child = spawn(process.execPath, [program, name], {stdio: ['pipe', 'pipe', 'inherit'], env})
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const command = {argv: ['/bin/bash', '-c', `{ ${line}; } || true`], cwd: policy.workspace.target}
  child.stdin.end(JSON.stringify({command, policy, recordFolder}))
  const ended = text(child.stdout).then((output): unknown => (output === '' ? undefined : JSON.parse(output)))
  return {ended, kill: () => child.kill('SIGKILL')}
}

function outputs(stdout: string): unknown {
  return {kind: 'finished', end: {kind: 'exited', exitCode: 0}, stdout, stderr: ''}
}
