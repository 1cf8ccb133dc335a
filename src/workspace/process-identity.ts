import {readFile, readlink} from 'node:fs/promises'
import {platform} from 'node:os'
import {kill, pid} from 'node:process'
import {runProcess} from '../process/run-process.ts'
import {errorCode} from './error-code.ts'

const timeoutMs = 5000

interface ProcessIdentity {
  readonly pid: number
  /** Process ids are used again; with the start time they are not. Empty where the system does not tell it. */
  readonly startedAt: string
  /** Processes of another pid namespace cannot be looked up: they count as alive. */
  readonly pidNamespace: string
}

/** What another process needs to know whether this one still runs. JSON keeps it. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return {pid, startedAt: (await startTime(pid)) ?? '', pidNamespace: await pidNamespace()}
}

/** `text` comes from a file. One that does not name a process was cut short: its writer is gone. */
export async function isProcessAlive(text: string): Promise<boolean> {
  const identity = parseIdentity(text)
  if (identity === undefined) return false
  if (identity.pidNamespace !== (await pidNamespace())) return true
  if (identity.startedAt !== '') return (await startTime(identity.pid)) === identity.startedAt
  try {
    kill(identity.pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const {pid: id, startedAt, pidNamespace: namespace} = value as Record<string, unknown>
    if (typeof id !== 'number' || typeof startedAt !== 'string' || typeof namespace !== 'string') return undefined
    return {pid: id, startedAt, pidNamespace: namespace}
  } catch {
    return undefined
  }
}

async function startTime(id: number): Promise<string | undefined> {
  return platform() === 'darwin' ? startTimeFromPs(id) : startTimeFromProc(id)
}

/** In clock ticks since the machine started: the 22nd field, counted after the name, which may hold anything. */
async function startTimeFromProc(id: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** Where there is no /proc. To the second, in words. `undefined` where no such process is. */
export async function startTimeFromPs(id: number): Promise<string | undefined> {
  const argv = ['/bin/ps', '-o', 'lstart=', '-p', String(id)] as const
  const environment = {LC_ALL: 'C', TZ: 'UTC'}
  const outcome = await runProcess({argv, environment, timeoutMs, outputBytes: 1024}, AbortSignal.timeout(timeoutMs))
  if (outcome.kind === 'not-started') return undefined
  return Buffer.from(outcome.stdout.bytes).toString().trim() || undefined
}

async function pidNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '')
}
