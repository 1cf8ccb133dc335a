import path from 'node:path'
import type {Notice, ProjectFiles} from '@codex-host/plugin-api'
import {mostBytes} from './decode-source.ts'
import {type CursorWish, findCursor} from './find-cursor.ts'
import type {Input} from './job.ts'
import {absentFile, unreadableFile, wrongCall} from './problems.ts'

/** Files of one folder that are looked at. */
const mostFiles = 50_000
/** Files that are read side by side. */
const readAtOnce = 16

export interface Sources {
  readonly names: readonly string[]
  readonly files: ProjectFiles
  readonly readStdin: (most: number) => Promise<Uint8Array>
  readonly wish: CursorWish
  readonly notice: (notice: Notice) => void
}

export interface Inputs {
  readonly inputs: readonly Input[]
  /** Whether more than one file was asked for, found or not. */
  readonly isBatch: boolean
}

/**
 * Everything that was named, in that order; of a folder the files with a marker, and those where what looks like one is
 * no marker. @throws CodexError with exit code 2 for names that do not go together.
 */
export async function readInputs(sources: Sources, signal: AbortSignal): Promise<Inputs> {
  const names = [...new Set(sources.names)]
  const found: {readonly input: Input; readonly place: string}[] = []
  let isBatch = names.length > 1
  for (const name of names) {
    signal.throwIfAborted()
    const {inputs, isFolder} = await readNamed(sources, name, signal)
    isBatch ||= isFolder
    const places = new Set(found.map(({place}) => place))
    const fresh = inputs.map((input) => ({input, place: path.resolve(sources.files.cwd, input.path)}))
    found.push(...fresh.filter(({place}) => !places.has(place)))
  }
  if (isBatch && sources.wish.at !== undefined) throw placeOfMany()
  return {inputs: found.map(({input}) => input), isBatch}
}

interface Named {
  readonly inputs: readonly Input[]
  readonly isFolder: boolean
}

async function readNamed(sources: Sources, name: string, signal: AbortSignal): Promise<Named> {
  const {files, wish, readStdin} = sources
  if (name === '-') {
    const bytes = await readStdin(mostBytes)
    return {inputs: [bytes.byteLength > mostBytes ? tooLong() : findCursor({path: '-', bytes}, wish)], isFolder: false}
  }
  const reading = await files.readFile(name, {maxBytes: mostBytes})
  switch (reading.kind) {
    case 'file': {
      const place = path.resolve(files.cwd, name)
      return {inputs: [findCursor({path: name, bytes: reading.bytes, place}, wish)], isFolder: false}
    }
    case 'folder':
      if (wish.at !== undefined) throw placeOfMany()
      return {inputs: await readFolder(sources, name, signal), isFolder: true}
    case 'absent':
      return {inputs: [absentFile(name)], isFolder: false}
    case 'refused':
      return {inputs: [unreadableFile(name, reading)], isFolder: false}
  }
}

async function readFolder(sources: Sources, folder: string, signal: AbortSignal): Promise<readonly Input[]> {
  const {files, notice} = sources
  const {paths, isComplete} = await files.listFiles(folder, {most: mostFiles}, signal)
  if (!isComplete) {
    notice({
      code: 'FOLDER_CUT',
      text: `${folder} has more than ${mostFiles} files. The others were not looked at: name a folder in it.`,
    })
  }
  const inputs: Input[] = []
  for (let from = 0; from < paths.length; from += readAtOnce) {
    signal.throwIfAborted()
    const part = await Promise.all(paths.slice(from, from + readAtOnce).map((place) => readListed(sources, place)))
    inputs.push(...part.filter((input) => input !== undefined))
  }
  return inputs
}

/** A file that nobody has named counts only where it has what looks like a marker. */
async function readListed({files, wish}: Sources, place: string): Promise<Input | undefined> {
  const reading = await files.readFile(place, {maxBytes: mostBytes})
  if (reading.kind !== 'file' || !mentionsCursor(reading.bytes)) return undefined
  const input = findCursor({path: path.relative(files.cwd, place), bytes: reading.bytes, place}, wish)
  return input.kind === 'refused' && isOrdinary.has(input.error.code) ? undefined : input
}

function mentionsCursor({buffer, byteOffset, byteLength}: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes('cursor')
}

/** What is no news about a file that lies in a folder. */
const isOrdinary = new Set(['BINARY_FILE', 'NO_MARKER', 'UNKNOWN_LANGUAGE'])

function tooLong() {
  return unreadableFile('-', {
    code: 'FILE_TOO_LARGE',
    because: `it has more than ${mostBytes.toLocaleString('en')} bytes`,
  })
}

function placeOfMany() {
  return wrongCall('PLACE_OF_MANY', '--at is a place in one file, so nothing was sent.', [
    'Name one file, or write the marker into each file.',
  ])
}
