import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {everyBackend, type ListedBackend} from '../sandbox-backends.ts'
import {checkIsolation} from './check-isolation.ts'
import type {Check} from './check.ts'
import {describeSurroundings, readSurroundings} from './describe-surroundings.ts'

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
  const surroundings = describeSurroundings(await readSurroundings(), works)
  return [...checks, summary, ...surroundings, await checkIsolation(codexHome, signal)]
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
