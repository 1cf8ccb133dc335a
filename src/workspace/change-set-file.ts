import {createHash} from 'node:crypto'
import {mkdir, open, readFile, rename} from 'node:fs/promises'
import path from 'node:path'
import {z} from 'zod'
import type {ChangeSet, FileState} from './change-set.ts'
import {joinObjects, splitObjects, storedCommitsSchema, toStoredCommits} from './commits/stored-commits.ts'
import {errorCode} from './error-code.ts'
import type {FolderRecord} from './folder-records.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {toWorkspacePath, type WorkspacePath} from './workspace-path.ts'

/**
 * `landing` and `undoing` are on disk only while files are written: found at a start, they are what a kill
 * interrupted.
 */
export type ChangeSetStatus = 'pending' | 'landing' | 'landed' | 'undoing' | 'undone'

export interface StoredChangeSet {
  readonly changeSet: ChangeSet
  readonly status: ChangeSetStatus
  /** What landing touches, written before the first file is. */
  readonly journal?: Journal
}

export interface Journal {
  readonly paths: readonly WorkspacePath[]
  readonly folders: readonly FolderRecord[]
}

const stateSchema = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('absent')}),
  z.object({kind: z.literal('file'), sha256: z.string().regex(/^[0-9a-f]{64}$/), mode: z.int().min(0).max(0o777)}),
  z.object({kind: z.literal('link'), target: z.string()}),
])

const commitsFile = 'commits'

const manifestSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  root: z.string(),
  created_at: z.string(),
  status: z.enum(['pending', 'landing', 'landed', 'undoing', 'undone']),
  effects: z.array(z.object({path: z.string(), before: stateSchema, after: stateSchema})),
  changed_meanwhile: z.array(z.string()).optional(),
  commits: storedCommitsSchema.optional(),
  ignored_files: z.int(),
  left_out: z.array(z.object({path: z.string(), because: z.string()})),
  journal: z
    .object({
      paths: z.array(z.string()),
      folders: z.array(z.object({path: z.string(), mode: z.int().optional()})),
    })
    .optional(),
})

export type Manifest = z.infer<typeof manifestSchema>

/** Writes a change set into its own `folder`: file contents by their hash, then the manifest that names them. */
export async function writeChangeSet(folder: string, stored: StoredChangeSet): Promise<void> {
  await mkdir(path.join(folder, 'files'), {recursive: true, mode: 0o700})
  const states = stored.changeSet.effects.flatMap(({before, after}) => [before, after])
  const contents = new Map(states.flatMap((state) => (state.kind === 'file' ? [[hash(state.bytes), state.bytes]] : [])))
  await mapConcurrently([...contents], ([sha256, bytes]) => writeComplete(path.join(folder, 'files', sha256), bytes))
  const {commits} = stored.changeSet
  if (commits !== undefined) await writeComplete(path.join(folder, commitsFile), joinObjects(commits))
  await syncFolder(path.join(folder, 'files'))
  await writeManifest(folder, toManifest(stored))
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeComplete(path.join(folder, 'manifest.json'), Buffer.from(JSON.stringify(manifest)))
  await syncFolder(folder)
}

/** `undefined`: there is none, or it was never finished. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  })
  return text === undefined ? undefined : manifestSchema.parse(JSON.parse(text))
}

export async function readChangeSet(folder: string, manifest: Manifest): Promise<StoredChangeSet> {
  const toPath = (text: string): WorkspacePath => checkedPath(manifest.root, text)
  const effects = await mapConcurrently(manifest.effects, async ({path: inside, before, after}) => ({
    path: toPath(inside),
    before: await readState(folder, before),
    after: await readState(folder, after),
  }))
  const {changed_meanwhile: changedMeanwhile, journal} = manifest
  const commits =
    manifest.commits &&
    splitObjects(manifest.commits, await readFile(path.join(folder, commitsFile)).catch(() => undefined))
  return {
    changeSet: {
      id: manifest.id,
      root: manifest.root,
      createdAt: manifest.created_at,
      effects,
      ...(changedMeanwhile === undefined ? {} : {changedMeanwhile}),
      ...(commits === undefined ? {} : {commits}),
      ignoredFiles: manifest.ignored_files,
      leftOut: manifest.left_out,
    },
    status: manifest.status,
    ...(journal === undefined ? {} : {journal: {paths: journal.paths.map(toPath), folders: journal.folders}}),
  }
}

export function toManifest({changeSet, status, journal}: StoredChangeSet): Manifest {
  const {changedMeanwhile} = changeSet
  return {
    version: 1,
    id: changeSet.id,
    root: changeSet.root,
    created_at: changeSet.createdAt,
    status,
    effects: changeSet.effects.map(({path: inside, before, after}) => ({
      path: inside,
      before: toStoredState(before),
      after: toStoredState(after),
    })),
    ...(changedMeanwhile === undefined ? {} : {changed_meanwhile: [...changedMeanwhile]}),
    ...(changeSet.commits === undefined ? {} : {commits: toStoredCommits(changeSet.commits)}),
    ignored_files: changeSet.ignoredFiles,
    left_out: [...changeSet.leftOut],
    ...(journal === undefined ? {} : {journal: {paths: [...journal.paths], folders: [...journal.folders]}}),
  }
}

function toStoredState(state: FileState): z.infer<typeof stateSchema> {
  return state.kind === 'file' ? {kind: 'file', sha256: hash(state.bytes), mode: state.mode} : state
}

async function readState(folder: string, state: z.infer<typeof stateSchema>): Promise<FileState> {
  if (state.kind !== 'file') return state
  const bytes = new Uint8Array(await readFile(path.join(folder, 'files', state.sha256)))
  if (hash(bytes) !== state.sha256) throw new Error(`The stored content ${state.sha256} in ${folder} is damaged.`)
  return {kind: 'file', bytes, mode: state.mode}
}

function checkedPath(root: string, text: string): WorkspacePath {
  const inside = toWorkspacePath(root, text)
  if (inside !== text) throw new Error(`The stored path ${JSON.stringify(text)} is not inside ${root}.`)
  return inside
}

/** Complete or not there. */
async function writeComplete(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.new`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

/** Names survive a power cut only with their folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
