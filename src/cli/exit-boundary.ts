import {type ErrorSummary, isCodexError} from '@codex-host/plugin-api'
import {formatError} from '../output/error-text.ts'
import {formatErrorJson} from '../output/render-json.ts'
import {formatErrorJsonl} from '../output/render-jsonl.ts'
import type {Redactor} from '../store/create-redactor.ts'
import {reportBug} from './bug-log.ts'
import {homeFolders} from './home-folders.ts'
import type {HostContext} from './host-context.ts'
import {openTerminal} from './open-terminal.ts'

interface Boundary {
  readonly argv: readonly string[]
  readonly context: HostContext
  readonly process: NodeJS.Process
}

/** The one place where an error becomes words and an exit code. */
export function exitOnError(error: unknown, {argv, context, process}: Boundary): void {
  const end = withoutSecrets(describeEnd(error, context), context.secrets.redactor())
  process.exitCode = end.exitCode
  if (end.summary === undefined) return

  const flags = beforeDoubleDash(argv)
  if (wantsJson(flags)) context.stdout.write(formatErrorJson(end.summary, end.exitCode))
  else if (flags.includes('--jsonl')) context.stdout.write(formatErrorJsonl(end.summary, end.exitCode))
  const {style, columns} = openTerminal(context, {'no-color': flags.includes('--no-color')})
  context.stderr.write(
    `${formatError({...end.summary, ...(end.ref !== undefined && {ref: end.ref})}, {style, columns: columns()})}\n`,
  )
}

interface End {
  readonly exitCode: number
  readonly summary?: ErrorSummary
  /** Where to read more. */
  readonly ref?: string
}

function describeEnd(error: unknown, context: HostContext): End {
  if (isCodexError(error)) {
    const {code, message, suggestions, ref} = error
    return {exitCode: error.exitCode, summary: {code, message, suggestions}, ...(ref !== undefined && {ref})}
  }
  if (isOclifError(error)) return describeOclifError(error)
  const interruption = describeInterruption(error)
  if (interruption !== undefined) return interruption

  const {codexHome} = homeFolders(context)
  return {
    exitCode: 1,
    summary: reportBug(error, {codexHome, nowMs: context.now(), redactor: context.secrets.redactor()}),
  }
}

/** An error may repeat what it was given: a flag, an address, the words of a server. */
function withoutSecrets(end: End, redactor: Redactor): End {
  if (end.summary === undefined) return end
  const {code, message, suggestions} = end.summary
  return {...end, summary: {code, ...redactor.json({message, suggestions})}}
}

/** What waited was aborted before a turn had begun: the reason is thrown itself, or as the cause of an `AbortError`. */
function describeInterruption(error: unknown): End | undefined {
  const reason = error instanceof Error && error.name === 'AbortError' ? error.cause : error
  // Nobody reads any more.
  if (reason === 'EPIPE') return {exitCode: 0}
  if (reason !== 'SIGINT' && reason !== 'SIGTERM') return undefined
  return {
    exitCode: reason === 'SIGINT' ? 130 : 143,
    summary: {code: 'INTERRUPTED', message: `Ended by ${reason} before it was done.`, suggestions: []},
  }
}

/** An error that oclif made on purpose: a wrong flag, an unknown command, `this.exit(n)`. */
interface OclifError extends Error {
  readonly code?: string
  readonly suggestions?: readonly string[]
  readonly oclif: {readonly exit?: number}
}

function isOclifError(error: unknown): error is OclifError {
  return error instanceof Error && 'oclif' in error && typeof error.oclif === 'object' && error.oclif !== null
}

function describeOclifError(error: OclifError): End {
  const exitCode = error.oclif.exit ?? 2
  if (error.code === 'EEXIT') return {exitCode}

  const missing = /^command (\S+) not found$/.exec(error.message)?.[1]?.replaceAll(':', ' ')
  if (missing !== undefined) return {exitCode: 2, summary: unknownCommand(missing)}

  const message = error.message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .trim()
    // A flag whose value is wrong, and what is wrong about it, are two lines there.
    .replace(/^(Parsing --[\w-]+) *\n\t/, '$1: ')
  const suggestions = error.suggestions ?? ['Add --help to see the flags and arguments.']
  return {exitCode: exitCode === 127 ? 2 : exitCode, summary: {code: 'USAGE', message, suggestions}}
}

function unknownCommand(words: string): ErrorSummary {
  const topic = words.split(' ')[0] ?? words
  return {
    code: 'UNKNOWN_COMMAND',
    message: `There is no command "codex ${words}".`,
    suggestions: [`\`codex ${topic} --help\` lists what there is.`],
  }
}

/** What could not be parsed is read word by word: a verb may have `--format json` for `--json`. */
function wantsJson(flags: readonly string[]): boolean {
  if (flags.includes('--json') || flags.includes('--format=json')) return true
  return !flags.includes('--jsonl') && flags.some((flag, index) => flag === '--format' && flags[index + 1] === 'json')
}

function beforeDoubleDash(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}
