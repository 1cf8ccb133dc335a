import {CodexError} from '@codex-host/plugin-api'
import {type ProjectFile, type Trust, trustFile, trustOf} from '../config/trust-store.ts'
import type {Setup} from './resolve-setup.ts'

/** What a project's file would run outside a sandbox. All of it is untrusted text. */
export interface TrustQuestion {
  /** The command line. */
  readonly line: string
  /** File and line that name it. */
  readonly place: string
  readonly projectFile: ProjectFile
  /** Of the text that the user trusted before. */
  readonly trustedSha256?: string
}

/** Whether the user trusts the text that was shown. Everything but a yes is a no. */
export type AskTrust = (question: TrustQuestion, signal: AbortSignal) => Promise<'yes' | 'no'>

/** What was trusted just now, and by whom. */
export interface TrustGrant extends Pick<ProjectFile, 'file' | 'sha256'> {
  readonly by: 'user' | 'flag'
}

export interface TrustTerms {
  /** Absent where nobody can answer. */
  readonly askTrust?: AskTrust
}

/**
 * What a project's file would execute outside a sandbox needs the user's trust in the file as it is now.
 * @throws CodexError with exit code 12; the reason of the signal when that is aborted.
 */
export async function requireTrust(
  {codexHome, loaded, trustsProject}: Setup,
  {askTrust}: TrustTerms,
  signal: AbortSignal,
): Promise<TrustGrant | undefined> {
  const {config, origins, projectFile} = loaded
  const isUnsandboxed = config.sandbox === false || config.sandbox === 'none'
  if (!isUnsandboxed || config.verify.kind !== 'command' || origins.verify?.kind !== 'project') return undefined
  const named = {line: config.verify.line, place: origins.verify.place}
  if (projectFile === undefined) throw untrusted(named, {kind: 'never'})

  const {file, sha256} = projectFile
  const trust = await trustOf(codexHome, projectFile)
  if (trustsProject === true) {
    await trustFile(codexHome, projectFile)
    return trust.kind === 'trusted' ? undefined : {file, sha256, by: 'flag'}
  }
  if (trust.kind === 'trusted') return undefined
  if (askTrust === undefined) throw untrusted(named, trust)

  const before = trust.kind === 'changed-since' ? {trustedSha256: trust.sha256} : {}
  const answer = await askTrust({...named, projectFile, ...before}, signal)
  // An answer that comes with or after the abort was given to a dialog that is gone.
  signal.throwIfAborted()
  if (answer === 'no') throw untrusted(named, trust)
  await trustFile(codexHome, projectFile)
  return {file, sha256, by: 'user'}
}

function untrusted({line, place}: Pick<TrustQuestion, 'line' | 'place'>, trust: Trust): CodexError {
  const changed = trust.kind === 'changed-since' ? ' The file has changed since you trusted it.' : ''
  return new CodexError(
    `${place} names the verify command ${JSON.stringify(line)}, which would run outside a sandbox, so nothing was started.${changed}`,
    {
      code: 'PROJECT_NOT_TRUSTED',
      exitCode: 12,
      suggestions: [
        'Read the file, then pass --trust: that is remembered until the file changes.',
        'Or pass --verify yourself, or leave out --sandbox none.',
      ],
    },
  )
}
