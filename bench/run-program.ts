import {spawn} from 'node:child_process'
import {once} from 'node:events'

interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** From descriptor 3 on. */
  readonly descriptors?: readonly number[]
}

/** Runs a program to its end, with as little around it as Node has. Throws when it does not end with 0. */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  {cwd = '/', env = {}, descriptors = []}: Surroundings = {},
): Promise<void> {
  const child = spawn(program, args, {env, cwd, stdio: ['pipe', 'pipe', 'pipe', ...descriptors]})
  const said: Buffer[] = []
  child.stdout?.resume()
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
  child.stdin?.on('error', () => {})
  child.stdin?.end()
  const [exitCode] = (await once(child, 'close')) as [number | null]
  if (exitCode === 0) return
  throw new Error(`it ended with ${exitCode}: ${Buffer.concat(said).toString().trim().slice(0, 300)}`)
}
