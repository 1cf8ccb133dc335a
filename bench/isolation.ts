import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {createNamespacesBackend} from '../src/sandbox/namespaces.ts'
import {type CopyMethod, copyMethods, openView} from '../src/workspace/open-view.ts'
import type {View} from '../src/workspace/view.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'

const sizes = [10_000, 100_000]
const filesPerFolder = 100
const rounds = 5

type Case = 'none' | CopyMethod

/** From nothing to the end of a first command that does nothing, then what the turn changed: by each kind of isolation. */
export const measureIsolation: Benchmark = async (choice) => {
  const cases = chosenCases(choice)
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'codex-bench-')))
  try {
    const rows: Row[] = []
    for (const files of sizes) {
      const root = path.join(folder, String(files))
      choice.onCase(`making ${files} files`)
      await makeFiles(root, files)
      rows.push(...(await measureSize({root, files, work: path.join(folder, 'work'), cases}, choice)))
      await rm(root, {recursive: true})
    }
    return {title: 'isolation: how long until the first command has ended', rows, notes, holds: true}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

const notes = [
  `Medians of ${rounds} rounds in milliseconds, warm, with the backend \`namespaces\`: open the view, run \`true\` in it, list what changed.`,
  'over_none: open and command together, less the same without isolation.',
  'Goals: at 10,000 files at most 100 ms over none where an overlay works; at 100,000 files at most twice that of 10,000.',
]

function chosenCases({only}: Choice): readonly Case[] {
  const all: readonly Case[] = ['none', ...copyMethods]
  const unknown = only.filter((name) => !all.some((known) => known === name))
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}. The cases: ${all.join(', ')}.`)
  return all.filter((name) => name === 'none' || only.length === 0 || only.includes(name))
}

interface Size {
  readonly root: string
  readonly files: number
  readonly work: string
  readonly cases: readonly Case[]
}

/** Round by round, so that whatever else the machine does falls on all cases alike. */
async function measureSize({root, files, work, cases}: Size, choice: Choice): Promise<readonly Row[]> {
  const backend = createNamespacesBackend({recordFolder: path.join(work, 'records')})
  const measured = new Map<Case, Times[]>(cases.map((name) => [name, []]))
  const failures = new Map<Case, string>()
  for (let round = 0; round <= rounds; round++) {
    choice.onCase(`${files} files, round ${round} of ${rounds}`)
    for (const name of cases.filter((candidate) => !failures.has(candidate))) {
      const times = await measureOnce({root, work, name}, backend)
      if (typeof times === 'string') failures.set(name, times)
      // The first only warms up.
      else if (round > 0) measured.get(name)?.push(times)
    }
  }
  const none = firstCommand(medians(measured.get('none') ?? []))
  return cases.map((name): Row => {
    const note = failures.get(name)
    if (note !== undefined) return {files, isolation: name, open: '', command: '', over_none: '', changes: '', note}
    const {open, command, changes} = medians(measured.get(name) ?? [])
    const cells = {open, command, over_none: firstCommand({open, command}) - none, changes}
    return {files, isolation: name, ...shortened(cells), note: ''}
  })
}

function firstCommand({open, command}: Pick<Times, 'open' | 'command'>): number {
  return open + command
}

function medians(all: readonly Times[]): Times {
  return {
    open: median(all.map(({open}) => open)),
    command: median(all.map(({command}) => command)),
    changes: median(all.map(({changes}) => changes)),
  }
}

function shortened(cells: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(cells).map(([column, ms]) => [column, ms.toFixed(1)]))
}

interface Times {
  readonly open: number
  readonly command: number
  readonly changes: number
}

/** Returns why the method does not work here. */
async function measureOnce(
  {root, work, name}: {root: string; work: string; name: Case},
  backend: SandboxBackend,
): Promise<Times | string> {
  const signal = AbortSignal.timeout(120_000)
  const startedAt = performance.now()
  const view = name === 'none' ? undefined : await openBy(root, {work, method: name}, signal)
  if (typeof view === 'string') return view
  const openedAt = performance.now()
  const source = view?.source ?? {kind: 'directory' as const, path: root}
  const outcome = await backend.run({argv: ['true'], cwd: root}, policy(root, source), signal)
  const ranAt = performance.now()
  if (outcome.kind === 'not-started') return outcome.because
  await view?.changes(signal)
  const listedAt = performance.now()
  await view?.close()
  return {open: openedAt - startedAt, command: ranAt - openedAt, changes: listedAt - ranAt}
}

async function openBy(
  root: string,
  {work, method}: {work: string; method: CopyMethod},
  signal: AbortSignal,
): Promise<View | string> {
  const request = {
    root,
    isolation: 'copy',
    workFolders: [work],
    entersNamespaces: true,
    methods: [method],
    now: Date.now,
    random: Math.random,
  } as const
  return openView(request, signal).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    return message.replace(/\)\.$/, '').split(': ').at(-1) ?? message
  })
}

function policy(root: string, source: View['source']): SandboxPolicy {
  return {
    workspace: {source, target: root, access: 'write'},
    readPaths: ['/usr', '/bin', '/sbin', '/lib', '/lib64'],
    hiddenPaths: [],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin:/bin'},
    limits: {timeoutMs: 60_000, outputBytes: 10_000, processes: 64, dataBytes: 1024 ** 3, fileBytes: 1024 ** 2},
  }
}

async function makeFiles(root: string, count: number): Promise<void> {
  // For the method that asks git's folder what belongs to the project.
  await mkdir(path.join(root, '.git'), {recursive: true})
  for (let folder = 0; folder < count / filesPerFolder; folder++) {
    const place = path.join(root, `group-${folder % 10}`, `folder-${folder}`)
    await mkdir(place, {recursive: true})
    await Promise.all(
      Array.from({length: filesPerFolder}, (_, file) =>
        writeFile(path.join(place, `${file}.txt`), `${folder} ${file}\n`),
      ),
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
