import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'

const program = fileURLToPath(new URL('../fixtures/programs/sandbox-rounds.ts', import.meta.url))
const processes = 8

export interface EightRequest {
  readonly backend: 'bubblewrap' | 'namespaces'
  readonly isolation: 'copy' | 'in-place'
  readonly rounds: number
}

export interface EightResult {
  /** How the views were made. */
  readonly methods: readonly string[]
  readonly sandboxes: number
  /** What did not end as it should, in words. */
  readonly failures: readonly string[]
  /** What lay in the workspace, or in the folders of codex, after a round, and did not before. */
  readonly litter: readonly string[]
  /** Of each round, from the start of the first sandbox to the end of the last. */
  readonly roundMs: readonly number[]
}

/** Eight processes at once work in one workspace, each in a sandbox of its own, and round by round they start together. */
export async function runEightAtOnce({backend, isolation, rounds}: EightRequest): Promise<EightResult> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'codex-eight-')))
  const [root, work, records] = ['project', 'work', 'records'].map((name) => path.join(folder, name))
  const settings = {backend, isolation, root, work, records}
  await makeProject(path.join(folder, 'project'))
  const before = await contents(folder)
  const workers = Array.from({length: processes}, (_, index) => startWorker({...settings, index}))
  const [methods, failures, litter, roundMs] = [new Set<string>(), [] as string[], [] as string[], [] as number[]]
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const startedAt = performance.now()
      const answers = await Promise.all(workers.map(async (worker) => worker.round()))
      roundMs.push(performance.now() - startedAt)
      for (const {method} of answers) methods.add(method)
      failures.push(...answers.flatMap(({problem}) => (problem === null ? [] : [`round ${round}: ${problem}`])))
      const after = await contents(folder)
      const names = new Set([...Object.keys(before), ...Object.keys(after)])
      litter.push(...[...names].filter((name) => before[name] !== after[name]).map((name) => `round ${round}: ${name}`))
    }
    // A machine has one method: who fell back to another has met a failure.
    if (methods.size > 1) failures.push(`views were made by ${[...methods].join(' and ')}`)
    return {methods: [...methods], sandboxes: rounds * processes, failures, litter, roundMs}
  } finally {
    for (const {child} of workers) child.kill('SIGKILL')
    await rm(folder, {recursive: true, force: true})
  }
}

async function makeProject(root: string): Promise<void> {
  const files = {
    'shared.txt': 'shared\n',
    '.env': 'KEY=hidden',
    'out/.keep': '',
    'lib/a.txt': 'a',
    '.git/HEAD': 'ref: x\n',
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), {recursive: true})
    await writeFile(path.join(root, name), text)
  }
}

/** All below a folder, by path; the folders of codex themselves may come into being. */
async function contents(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true})
  const places = entries.filter(({parentPath}) => parentPath !== folder)
  const texts = await Promise.all(
    places.map(async (entry) => {
      const place = path.join(entry.parentPath, entry.name)
      return [path.relative(folder, place), entry.isFile() ? await readFile(place, 'latin1') : 'a folder'] as const
    }),
  )
  return Object.fromEntries(texts)
}

interface Answer {
  readonly method: string
  readonly problem: string | null
}

function startWorker(settings: object): {child: ChildProcessWithoutNullStreams; round: () => Promise<Answer>} {
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {env: {}})
  const complaints: string[] = []
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)))
  const answers = createInterface({input: child.stdout})[Symbol.asyncIterator]()
  return {
    child,
    async round() {
      child.stdin.write('go\n')
      const {value, done} = await answers.next()
      if (done === true) return {method: '', problem: `the process ended: ${complaints.join('')}`}
      return JSON.parse(value) as Answer
    },
  }
}
