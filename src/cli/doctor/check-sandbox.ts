import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {openView} from '../../workspace/open-view.ts'
import {sandboxBackends} from '../prepare-sandbox.ts'
import {workFolders} from '../work-folders.ts'
import type {Check} from './check.ts'

/** Runs something in every backend, and opens an isolated copy of a small folder. */
export async function checkSandbox(codexHome: string, signal: AbortSignal): Promise<Check[]> {
  const backends = sandboxBackends().filter(({name}) => name !== 'none')
  const probes = await Promise.all(backends.map((backend) => backend.probe(signal)))
  const checks = probes.map((probe, index): Check => {
    const name = `sandbox ${backends[index]?.name}`
    if (probe.kind === 'works') return {name, status: 'ok', detail: probe.detail}
    return {name, status: 'warning', detail: probe.because, remedy: probe.remedy}
  })

  const works = probes.some((probe) => probe.kind === 'works')
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
