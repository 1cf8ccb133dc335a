import {createHash} from 'node:crypto'
import {lstat, readdir, stat} from 'node:fs/promises'
import path from 'node:path'
import {cosmiconfig} from 'cosmiconfig'
import {configError} from './config-problem.ts'
import type {ParsedConfigText} from './parse-config-text.ts'
import {parseConfigText} from './parse-config-text.ts'

interface ReadText extends ParsedConfigText {
  /** Of the text that was parsed, in hex. */
  readonly sha256: string
  /** As it was read. */
  readonly text: string
}

const largestFileBytes = 1_048_576

export interface ConfigFile extends ReadText {
  /** Absolute. */
  readonly file: string
  readonly isReadableByOthers: boolean
}

export interface LoadConfigFileOptions {
  readonly folder: string
  /** Without its ending: `config` or `codex.config`. */
  readonly baseName: string
  /** Whether an empty folder counts as nothing: one holds the place while a command runs that must not make the file. */
  readonly mayBePlaceholder?: boolean
  /** How a file is called in messages. */
  readonly show: (file: string) => string
}

/** Reads the one configuration file of a folder, as data. Nothing else in or around the folder is looked at. */
export async function loadConfigFile(options: LoadConfigFileOptions): Promise<ConfigFile | undefined> {
  const {folder, show} = options
  const places = ['yaml', 'yml', 'json'].map((ending) => path.join(folder, `${options.baseName}.${ending}`))
  const [file, second] = await existing(places, options.mayBePlaceholder ?? false)
  if (file === undefined) return undefined
  if (second !== undefined) {
    throw configError(show(file), [{text: `${show(second)} exists as well, and only one of them can count`}])
  }

  const {mode} = await regularFile(file, show)
  const loaded: ReadText = (await read(file, show)) ?? {entries: [], problems: [], sha256: hash(''), text: ''}
  return {file, isReadableByOthers: (mode & 0o077) !== 0, ...loaded}
}

async function existing(places: readonly string[], mayBePlaceholder: boolean): Promise<readonly string[]> {
  const found = await Promise.all(places.map((place) => isThere(place, mayBePlaceholder)))
  return places.filter((_, index) => found[index])
}

async function isThere(place: string, mayBePlaceholder: boolean): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined)
  if (!mayBePlaceholder || found?.isDirectory() !== true) return found !== undefined
  const names = await readdir(place).catch(() => ['unreadable'])
  return names.length > 0
}

/** A fifo would never end, and a device never be full. */
async function regularFile(file: string, show: LoadConfigFileOptions['show']): Promise<{mode: number}> {
  const found = await stat(file).catch((error: unknown) => unreadable(file, show, error))
  if (!found.isFile()) throw configError(show(file), [{text: 'this is not a file'}])
  if (found.size > largestFileBytes) throw configError(show(file), [{text: 'the file is larger than 1 MiB'}])
  return found
}

async function read(file: string, show: LoadConfigFileOptions['show']): Promise<ReadText | undefined> {
  const result = await createExplorer()
    .load(file)
    .catch((error: unknown) => unreadable(file, show, error))
  return result?.config as ReadText | undefined
}

function unreadable(file: string, show: LoadConfigFileOptions['show'], error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
  throw configError(show(file), [{text: `the file cannot be read (${code})`}])
}

/**
 * When it is created, cosmiconfig runs `.config/config.js` of the current folder, whatever its options say, and it
 * follows `$import` from data into programs. So it is created as if the current folder were ours, it knows no loader
 * that runs anything, and what our loaders return has no key of the file at its top.
 */
function createExplorer(): ReturnType<typeof cosmiconfig> {
  return inOwnFolder(() =>
    cosmiconfig('codex', {
      searchStrategy: 'none',
      searchPlaces: [],
      cache: false,
      loaders: {
        '.yaml': loadYaml,
        '.yml': loadYaml,
        '.json': loadJson,
        '.js': refuse,
        '.cjs': refuse,
        '.mjs': refuse,
        '.ts': refuse,
        '.cts': refuse,
        '.mts': refuse,
        noExt: refuse,
      },
    }),
  )
}

/** Not `process.chdir`: that fails in a folder that is gone, and moves what other threads are doing. */
function inOwnFolder<Result>(create: () => Result): Result {
  const {cwd} = process
  process.cwd = () => import.meta.dirname
  try {
    return create()
  } finally {
    process.cwd = cwd
  }
}

function loadYaml(_file: string, text: string): ReadText {
  return {...parseConfigText(text, 'yaml'), sha256: hash(text), text}
}

function loadJson(_file: string, text: string): ReadText {
  return {...parseConfigText(text, 'json'), sha256: hash(text), text}
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function refuse(file: string): never {
  throw new Error(`${file} is a program, and configuration is data`)
}
