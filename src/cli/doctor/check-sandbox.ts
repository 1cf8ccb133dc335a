import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {openView} from '../../workspace/open-view.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {everyBackend, type ListedBackend} from '../sandbox-backends.ts'
import {workFolders} from '../work-folders.ts'
import type {Check} from './check.ts'

/** Runs something in every backend, and opens an isolated copy of a small folder. */
export async function checkSandbox(context: HostContext, signal: AbortSignal): Promise<Check[]> {
  const {codexHome} = homeFolders(context)
  const backends = await everyBackend({...context, codexHome})
  const checks = await Promise.all(backends.filter((listed) => !isNone(listed)).map((listed) => probe(listed, signal)))

  const works = checks.some(({status}) => status === 'ok')
  const summary: Check = works
    ? {name: 'sandbox', status: 'ok', detail: 'commands can run isolated'}
    : {
        name: 'sandbox',
        status: 'failed',
        detail: 'no backend works here, so no command will run',
        remedy: 'Install bubblewrap, or run where user namespaces are allowed.',
        exitCode: 6,
      }
  return [...checks, summary, await checkIsolation(codexHome, signal)]
}

function isNone(listed: ListedBackend): boolean {
  return listed.kind === 'usable' && listed.backend.name === 'none'
}

async function probe(listed: ListedBackend, signal: AbortSignal): Promise<Check> {
  if (listed.kind === 'broken') {
    return {name: `sandbox ${listed.name}`, status: 'warning', detail: listed.because, remedy: listed.remedy}
  }
  const name = `sandbox ${listed.backend.name}`
  const answer = await listed.backend.probe(signal)
  if (answer.kind === 'works') return {name, status: 'ok', detail: answer.detail}
  return {name, status: 'warning', detail: answer.because, remedy: answer.remedy}
}

async function checkIsolation(codexHome: string, signal: AbortSignal): Promise<Check> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-doctor-')))
  const request = {
    root,
    isolation: 'copy',
    workFolders: workFolders(codexHome),
    entersNamespaces: true,
    now: Date.now,
    random: Math.random,
  } as const
  try {
    // An empty folder can be copied by methods that fail with content.
    await writeFile(path.join(root, 'file.txt'), 'content')
    const view = await openView(request, signal)
    await view.close()
    const status = view.method === 'copy' ? 'warning' : 'ok'
    const remedy = 'Every turn copies the whole workspace: fine for small ones.'
    return {name: 'isolation', status, detail: view.method, ...(status === 'warning' ? {remedy} : {})}
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {name: 'isolation', status: 'failed', detail, remedy: 'Pass --isolation in-place.', exitCode: 6}
  } finally {
    await rm(root, {recursive: true, force: true})
  }
}
