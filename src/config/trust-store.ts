import {mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {z} from 'zod'

/** A project file as it was when it was read. */
export interface ProjectFile {
  /** Absolute. */
  readonly file: string
  /** Of its text, in hex. */
  readonly sha256: string
  readonly text: string
}

export type Trust =
  | {readonly kind: 'trusted'}
  /** `sha256` is of the text that was trusted. */
  | {readonly kind: 'changed-since'; readonly sha256: string}
  | {readonly kind: 'never'}

type Known = Pick<ProjectFile, 'file' | 'sha256'>

const fileName = 'trust.json'
const schema = z.object({version: z.literal(1), files: z.record(z.string(), z.string())})

/** Whether the user has trusted this very text. What cannot be read trusts nobody. */
export async function trustOf(codexHome: string, {file, sha256}: Known): Promise<Trust> {
  const known = (await readTrust(codexHome)).get(file)
  if (known === undefined) return {kind: 'never'}
  return known === sha256 ? {kind: 'trusted'} : {kind: 'changed-since', sha256: known}
}

/** Remembers the text that a project file has now; another text must be trusted again. */
export async function trustFile(codexHome: string, {file, sha256}: Known): Promise<void> {
  const files = (await readTrust(codexHome)).set(file, sha256)
  const target = path.join(codexHome, fileName)
  const temporary = `${target}.${crypto.randomUUID()}`
  await mkdir(codexHome, {recursive: true, mode: 0o700})
  await writeFile(temporary, `${JSON.stringify({version: 1, files: Object.fromEntries(files)}, undefined, 2)}\n`, {
    mode: 0o600,
  })
  await rename(temporary, target)
}

async function readTrust(codexHome: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(codexHome, fileName), 'utf8').catch(() => '')
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(text)).files))
  } catch {
    return new Map()
  }
}
