import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {copyMethods, openView, type CopyMethod} from '../../workspace/open-view.ts'
import {workFolders} from '../work-folders.ts'
import type {Check} from './check.ts'

/** Opens an isolated copy of a small folder, by the method that a turn would use. */
export async function checkIsolation(codexHome: string, signal: AbortSignal): Promise<Check> {
  const opened = await tryOpen(codexHome, undefined, signal)
  if (opened.kind === 'failed') {
    const remedy = 'Pass --isolation in-place.'
    return {name: 'isolation', status: 'failed', detail: opened.because, remedy, exitCode: 6}
  }
  if (opened.method !== 'copy') return {name: 'isolation', status: 'ok', detail: opened.method}
  const remedy = 'Every turn copies the whole workspace: fine for small ones.'
  return {name: 'isolation', status: 'warning', detail: opened.method, remedy}
}

/** Each method by itself, in their order: a turn takes the first that works. What one misses is no fault. */
export async function checkMethods(codexHome: string, signal: AbortSignal): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const method of copyMethods) {
    const opened = await tryOpen(codexHome, method, signal)
    const detail = opened.kind === 'opened' ? `works: ${meanings[method]}` : `not here: ${reasonOf(opened.because)}`
    checks.push({name: `isolation ${method}`, status: 'ok', detail})
  }
  return checks
}

const meanings: Readonly<Record<CopyMethod, string>> = {
  'overlay-bwrap': 'an overlay that bubblewrap mounts',
  'overlay-unshare': 'an overlay that is mounted in a namespace of its own',
  reflink: 'a copy that shares blocks',
  copy: 'a plain copy, of up to 20,000 files and 500 MB',
  'git-files': 'a copy of what git does not ignore, of up to 100,000 files and 2 GB; ignored files are missing in it',
}

type Opened = {readonly kind: 'opened'; readonly method: string} | {readonly kind: 'failed'; readonly because: string}

async function tryOpen(codexHome: string, method: CopyMethod | undefined, signal: AbortSignal): Promise<Opened> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-doctor-')))
  const request = {
    root,
    isolation: 'copy',
    workFolders: workFolders(codexHome),
    entersNamespaces: true,
    ...(method !== undefined && {methods: [method]}),
    now: Date.now,
    random: Math.random,
  } as const
  try {
    // An empty folder can be copied by methods that fail with content.
    await writeFile(path.join(root, 'file.txt'), 'content')
    await mkdir(path.join(root, '.git'))
    const view = await openView(request, signal)
    await view.close()
    return {kind: 'opened', method: view.method}
  } catch (error) {
    return {kind: 'failed', because: error instanceof Error ? error.message : String(error)}
  } finally {
    await rm(root, {recursive: true, force: true})
  }
}

/** The message names the folder and the method, too. */
function reasonOf(message: string): string {
  const [first = message] = /\((.*)\)\.$/s.exec(message)?.[1]?.split('; ') ?? []
  return first.replace(/^\S+ in \S+: /, '')
}
