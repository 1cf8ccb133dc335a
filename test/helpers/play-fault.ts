import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {startScriptedServer} from '../../src/model/scripted/start-scripted-server.ts'
import type {ScriptedServer} from '../../src/model/scripted/start-scripted-server.ts'
import type {Fault} from './fault-table.ts'
import {type CodexRun, startCodex} from './run-codex.ts'

/** In the words of the configuration. */
export type FaultWire = 'responses' | 'chat'

export const faultKey = 'sk-test-Zq7Wm3Xp9Lk2Rv8T'

export interface FaultRun extends CodexRun {
  readonly requests: number
  /** What was asked and did not fit the script, and how much of the script was not asked for. */
  readonly misfits: readonly string[]
  readonly unplayed: number
  /** Files of the project. */
  readonly files: Readonly<Record<string, string>>
  readonly seconds: number
}

interface PlayOptions {
  readonly wire: FaultWire
  /** Empty, and the caller's to remove. */
  readonly folder: string
  /** Added to those of the fault. */
  readonly argv?: readonly string[]
}

/** Runs the built program once against a server with the fault. */
export async function playFault(fault: Fault, {wire, folder, argv = []}: PlayOptions): Promise<FaultRun> {
  const project = path.join(folder, 'project')
  const codexHome = path.join(folder, 'home', '.codex')
  await mkdir(project)
  await mkdir(codexHome, {recursive: true})
  await writeFile(path.join(codexHome, 'config.yaml'), `wire: ${wire}\n${fault.config ?? ''}`, {mode: 0o600})

  const server = await startFault(fault)
  try {
    const startMs = performance.now()
    const {ended, child} = startCodex([...(fault.argv ?? []), ...argv, 'Say that all is well'], {
      cwd: project,
      home: path.join(folder, 'home'),
      env: {OPENAI_API_KEY: faultKey, OPENAI_BASE_URL: server.baseUrl, CODEX_SANDBOX: 'namespaces'},
      keepStdinOpen: fault.keepStdinOpen === true,
    })
    const run = await ended
    child.stdin.destroy()
    return {
      ...run,
      seconds: (performance.now() - startMs) / 1_000,
      requests: server.requests.length,
      misfits: server.mismatches(),
      unplayed: server.remaining(),
      files: await filesOf(project),
    }
  } finally {
    await server.close()
  }
}

async function startFault({steps}: Fault): Promise<ScriptedServer> {
  if (steps === 'absent') {
    const server = await startScriptedServer({script: {steps: []}})
    await server.close()
    return server
  }
  return startScriptedServer({script: {steps: typeof steps === 'function' ? steps(new Date()) : steps}})
}

async function filesOf(project: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(project)
  const texts = await Promise.all(names.map((name) => readFile(path.join(project, name), 'utf8')))
  return Object.fromEntries(names.map((name, place) => [name, texts[place] ?? '']))
}
