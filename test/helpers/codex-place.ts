import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ModelScript} from '../../src/model/scripted/model-script.ts'
import type {RecordedRequest} from '../../src/model/scripted/start-scripted-server.ts'
import {type CodexOptions, type CodexRun, runCodex, startCodex} from './run-codex.ts'
import {scriptedModel} from './scripted-model.ts'
import {temporaryFolder} from './temporary-folder.ts'

export const testKey = 'sk-test-Zq7Wm3Xp9Lk2Rv8T'

export interface PlaceOptions {
  /** What the model says, step by step; without it the model must not be asked. */
  readonly steps?: ModelScript['steps']
  /** Files of the project, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** Text of the user's `config.yaml`. */
  readonly config?: string
  /** Added to, and in place of, the variables that name the key, the server and the sandbox backend. */
  readonly env?: Readonly<Record<string, string>>
}

type RunOptions = Partial<CodexOptions>

export interface CodexPlace {
  /** Holds all of the below and nothing else. */
  readonly folder: string
  readonly project: string
  readonly home: string
  readonly codexHome: string
  /** What a user's shell would have exported. */
  readonly env: Readonly<Record<string, string>>
  /** What was sent to the model so far. */
  readonly requests: readonly RecordedRequest[]
  run(argv: readonly string[], options?: RunOptions): Promise<CodexRun>
  start(argv: readonly string[], options?: RunOptions): ReturnType<typeof startCodex>
  /** A file of the project. */
  read(file: string): Promise<string>
  /** All files of the project, by path. */
  files(): Promise<Readonly<Record<string, string>>>
}

/** A project, a home and a scripted model of a test's own, and the built program to run there. */
export async function codexPlace(options: PlaceOptions = {}): Promise<CodexPlace> {
  const model = await scriptedModel({steps: options.steps ?? []})
  const folder = await temporaryFolder()
  const project = path.join(folder, 'project')
  const home = path.join(folder, 'home')
  const codexHome = path.join(home, '.codex')
  await mkdir(codexHome, {recursive: true})
  await mkdir(project)
  if (options.config !== undefined) await writeFile(path.join(codexHome, 'config.yaml'), options.config, {mode: 0o600})
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(path.dirname(path.join(project, name)), {recursive: true})
    await writeFile(path.join(project, name), content)
  }

  const env = {
    OPENAI_API_KEY: testKey,
    OPENAI_BASE_URL: model.baseUrl,
    // The backend that needs nothing installed: what is tested here must hold on any machine.
    CODEX_SANDBOX: 'namespaces',
    ...options.env,
  }
  const complete = (given: RunOptions = {}): CodexOptions => ({
    cwd: project,
    home,
    ...given,
    env: {...env, ...given.env},
  })
  return {
    folder,
    project,
    home,
    codexHome,
    env,
    requests: model.requests,
    run: (argv, given) => runCodex(argv, complete(given)),
    start: (argv, given) => startCodex(argv, complete(given)),
    read: (file) => readFile(path.join(project, file), 'utf8'),
    files: () => filesBelow(project),
  }
}

/** The texts of all files below a folder, by path. */
export async function filesBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true})
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files.map(async (file) => [path.relative(folder, file), await readFile(file, 'latin1')] as const),
  )
  return Object.fromEntries(texts.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
