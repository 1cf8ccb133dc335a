import {spawn} from 'node:child_process'
import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {startScriptedServer} from '../src/model/scripted/start-scripted-server.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'

const entry = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const rounds = 11
const deltas = 2000
const deltaCharacters = 12
const sentence =
  'A sentence of **the** answer, with `code`, 日本語 and é, until the line is full enough to be broken.\n\n'

/** What each row needs to be started with. */
const cases = {
  'empty file': {argv: ['-e', ''], until: undefined},
  'codex --version': {argv: [entry, '--version'], until: undefined},
  'codex chat': {argv: [entry, 'chat'], until: 'suggest · sandbox'},
  'codex chat --plain': {argv: [entry, 'chat', '--plain'], until: 'you> '},
} as const

type CaseName = keyof typeof cases | 'stream'

/** From the start to the first prompt line on a pseudo-terminal, and what a streamed answer costs there. */
export const measureChatStart: Benchmark = async (choice) => {
  const names = chosen(choice)
  const folder = await mkdtemp(path.join(tmpdir(), 'codex-bench-'))
  try {
    await mkdir(path.join(folder, 'project'))
    const times = await measureStarts(folder, {names, onCase: choice.onCase})
    const rows: Row[] = [...times].map(([name, all]) => ({case: name, first_prompt_ms: median(all), ...noStream}))
    const stream = names.includes('stream') ? await measureStream(folder, choice) : undefined
    if (stream !== undefined) rows.push({case: 'stream', first_prompt_ms: '', ...stream})
    return {
      title: 'chat-start: the first prompt line, and a streamed answer',
      rows,
      notes,
      holds: (stream?.clears ?? 0) === 0,
    }
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

const noStream = {deltas: '', bytes: '', bytes_a_delta: '', frames: '', clears: ''}

const notes = [
  `Medians of ${rounds} rounds in milliseconds, one case after the other in each; the first round is not counted.`,
  `stream: an answer of ${deltas} deltas, one a millisecond; clears: sequences that clear the screen or the scrollback.`,
]

function chosen({only}: Choice): readonly CaseName[] {
  const all = [...(Object.keys(cases) as (keyof typeof cases)[]), 'stream'] as const
  const unknown = only.filter((name) => !all.some((known) => known === name))
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}. The cases: ${all.join(', ')}.`)
  return all.filter((name) => only.length === 0 || only.includes(name))
}

async function measureStarts(
  folder: string,
  {names, onCase}: {readonly names: readonly CaseName[]; readonly onCase: Choice['onCase']},
): Promise<ReadonlyMap<string, number[]>> {
  const times = new Map<string, number[]>()
  for (let round = 0; round <= rounds; round++) {
    onCase(`round ${round} of ${rounds}`)
    for (const name of names) {
      if (name === 'stream') continue
      const {argv, until} = cases[name]
      const {firstMs} = await onTerminal({folder, argv, until, keys: '\u0004', baseUrl: 'http://127.0.0.1:9'})
      if (round > 0) times.set(name, [...(times.get(name) ?? []), firstMs])
    }
  }
  return times
}

async function measureStream(folder: string, {onCase}: Choice) {
  onCase('stream')
  const text = sentence
    .repeat(Math.ceil((deltas * deltaCharacters) / sentence.length))
    .slice(0, deltas * deltaCharacters)
  const step = {reply: [{text}], delta_characters: deltaCharacters, delta_ms: 1}
  const server = await startScriptedServer({script: {steps: [step]}})
  try {
    const argv = [entry, 'chat', '--cache', 'off']
    const until = cases['codex chat'].until
    const {written} = await onTerminal({
      folder,
      argv,
      until,
      keys: 'Say it\r',
      baseUrl: server.baseUrl,
      end: '1 step ·',
    })
    const bytes = Buffer.byteLength(written)
    return {
      deltas,
      bytes,
      bytes_a_delta: Math.round(bytes / deltas),
      frames: written.split('\u001B[?2026h').length - 1,
      clears: written.match(/\u001B\[[23]J/g)?.length ?? 0,
    }
  } finally {
    await server.close()
  }
}

interface Session {
  readonly folder: string
  readonly argv: readonly string[]
  /** What is seen when it is ready; absent for a program that simply ends. */
  readonly until: string | undefined
  readonly keys: string
  readonly baseUrl: string
  /** What is seen at the end of what the keys ask for. */
  readonly end?: string
}

/** Runs Node on a pseudo-terminal, types when it is ready, and then quits. */
async function onTerminal(session: Session): Promise<{readonly firstMs: number; readonly written: string}> {
  const line = [process.execPath, ...session.argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const startedAt = performance.now()
  const child = spawn('script', ['-qefc', `stty cols 100 rows 40; exec ${line}`, '/dev/null'], {
    cwd: path.join(session.folder, 'project'),
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      HOME: session.folder,
      OPENAI_API_KEY: 'sk-bench',
      OPENAI_BASE_URL: session.baseUrl,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let written = ''
  let firstMs: number | undefined
  let hasQuit = false
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    written += piece
    if (firstMs === undefined && session.until !== undefined && written.includes(session.until)) {
      firstMs = performance.now() - startedAt
      child.stdin.write(session.keys)
    }
    if (session.end === undefined || hasQuit || !written.includes(session.end)) return
    hasQuit = true
    child.stdin.write('\u0004')
  })
  await new Promise((resolve) => child.once('close', resolve))
  return {firstMs: firstMs ?? performance.now() - startedAt, written}
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0)
}
