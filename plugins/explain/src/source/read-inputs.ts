import path from 'node:path'
import type {FileReading, Notice, ProjectFiles} from '@codex-host/plugin-api'
import type {Language} from '../language/languages.ts'
import {decodeText} from './decode-text.ts'
import type {WrittenRange} from './line-ranges.ts'
import {makeInputs, type NamedText, type WantedPart} from './make-inputs.ts'
import {readStdin} from './read-stdin.ts'
import type {Input} from './source.ts'

const mostFileBytes = 2_000_000

export interface InputRequest {
  /** Files, folders, `FILE:NAME`, and `-` for stdin. */
  readonly targets: readonly string[]
  readonly language?: Language
  readonly ranges: readonly WrittenRange[]
  /** Of one folder. */
  readonly mostFiles: number
  readonly files: ProjectFiles
  readonly stdin: NodeJS.ReadStream
  readonly notice: (notice: Notice) => void
}

export interface Inputs {
  readonly inputs: readonly Input[]
  /** Whether they belong together: a folder, or the files of a diff. */
  readonly isOneWhole: boolean
}

/** Reads what is to be explained. What cannot be read is a failure of its own, and keeps nothing else from being read. */
export async function readInputs(request: InputRequest, signal: AbortSignal): Promise<Inputs> {
  const groups: Inputs[] = []
  for (const target of request.targets) {
    signal.throwIfAborted()
    groups.push(target === '-' ? await readPiped(request, signal) : await readTarget(target, request, signal))
  }
  const inputs = groups.flatMap((group) => group.inputs)
  return {inputs, isOneWhole: groups.some(({isOneWhole}) => isOneWhole) && inputs.length > 1}
}

async function readPiped(request: InputRequest, signal: AbortSignal): Promise<Inputs> {
  const name = 'stdin'
  if (request.stdin.isTTY) return noPipe
  const reading = await readStdin(request.stdin, {maxBytes: mostFileBytes}, signal)
  const inputs = await inputsOf(name, reading, request)
  return {inputs, isOneWhole: inputs.every((input) => input.kind === 'source' && input.source.kind === 'diff')}
}

const noPipe: Inputs = {
  inputs: [
    failure('stdin', {
      code: 'NOTHING_PIPED',
      message: 'Nothing is piped into codex, so nothing was explained.',
      suggestions: ['git diff | codex explain -', 'codex explain FILE'],
    }),
  ],
  isOneWhole: false,
}

async function readTarget(target: string, request: InputRequest, signal: AbortSignal): Promise<Inputs> {
  const {files} = request
  const reading = await files.readFile(target, {maxBytes: mostFileBytes})
  if (reading.kind === 'folder') return readFolder(target, request, signal)
  if (reading.kind === 'absent') {
    const named = await splitSymbol(target, files)
    if (named !== undefined) {
      return {inputs: await inputsOf(named.file, named.reading, {...request, symbol: named.symbol}), isOneWhole: false}
    }
  }
  const inputs = await inputsOf(target, reading, request)
  return {inputs, isOneWhole: inputs.length > 1}
}

/** `FILE:NAME`, where the name may have colons and the file too. */
async function splitSymbol(target: string, files: ProjectFiles) {
  for (const {index} of target.matchAll(/:/g)) {
    const file = target.slice(0, index)
    const symbol = target.slice(index + 1).replace(/^:/, '')
    if (file === '' || symbol === '') continue
    const reading = await files.readFile(file, {maxBytes: mostFileBytes})
    if (reading.kind === 'file' || reading.kind === 'refused') return {file, symbol, reading}
  }
  return undefined
}

async function inputsOf(
  name: string,
  reading: FileReading,
  wanted: Pick<WantedPart, 'language' | 'ranges' | 'symbol'>,
): Promise<readonly Input[]> {
  const text = textOf(reading)
  if (text.kind === 'text') return makeInputs({name, text: text.text}, wanted)
  if (text.kind === 'absent') {
    const message = `There is no file or folder "${name}", so it was not explained.`
    return [failure(name, {code: 'FILE_NOT_FOUND', message, suggestions: []})]
  }
  const input = failure(name, {
    code: text.code,
    message: `${name} was not explained: ${text.because}.`,
    suggestions: [],
  })
  return [text.code === 'SECRET_FILE' ? {...input, outcome: 'denied'} : input]
}

function textOf(reading: FileReading) {
  if (reading.kind === 'file') return decodeText(reading.bytes)
  if (reading.kind === 'folder') return {kind: 'refused', code: 'FOLDER', because: 'it is a folder'} as const
  return reading
}

async function readFolder(target: string, request: InputRequest, signal: AbortSignal): Promise<Inputs> {
  const {files, mostFiles, notice} = request
  const {paths, isComplete} = await files.listFiles(target, {most: mostFiles}, signal)
  const texts: NamedText[] = []
  const passedOver: string[] = []
  for (const file of paths) {
    signal.throwIfAborted()
    const name = path.relative(files.cwd, file)
    const text = textOf(await files.readFile(file, {maxBytes: mostFileBytes}))
    if (text.kind === 'text') texts.push({name, text: text.text})
    else passedOver.push(`${name} (${text.kind === 'absent' ? 'it is gone' : text.because})`)
  }

  if (passedOver.length > 0) notice({code: 'FILES_PASSED_OVER', text: `Not explained: ${shortList(passedOver)}.`})
  if (!isComplete) {
    const text = `${target} has more than ${mostFiles} files; only the first ${mostFiles} are explained (--max-files).`
    notice({code: 'MOST_FILES', text})
  }
  if (texts.length === 0) return {inputs: [noFiles(target)], isOneWhole: false}

  // A diff that lies in a folder is one file of it.
  const wanted = {ranges: request.ranges.length === 0 ? [{first: 1}] : request.ranges}
  const inputs = await Promise.all(texts.map((text) => makeInputs(text, {...wanted, ...languageOf(request)})))
  return {inputs: inputs.flat(), isOneWhole: true}
}

function languageOf({language}: InputRequest): Pick<WantedPart, 'language'> {
  return language === undefined ? {} : {language}
}

function noFiles(target: string): Input {
  const message = `There is no file to explain in ${target}.`
  const suggestions = [
    'Files that git ignores, secret files and binary files are left out: name one to have it looked at.',
  ]
  return failure(target, {code: 'NO_FILES', message, suggestions})
}

const mostNamed = 5

function shortList(names: readonly string[]): string {
  const rest = names.length - mostNamed
  return rest > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} more` : names.join(', ')
}

function failure(name: string, error: {code: string; message: string; suggestions: readonly string[]}) {
  return {kind: 'failed', name, outcome: 'usage', error} as const
}
