import type {SandboxCommand} from '@codex-host/plugin-api'
import type {CommandUser} from './create-arguments.ts'

export interface ExecTerms {
  /** Of the container. */
  readonly name: string
  readonly user: CommandUser
  /** Complete. */
  readonly environment: Readonly<Record<string, string>>
  /** What the launcher's marks begin with; the command must not be able to guess it beforehand. */
  readonly mark: string
}

/**
 * Runs the command as its child and says on stderr that it started, and how it ended: the engine's own exit status could
 * be that of a command, and was seen to be wrong. When the command has ended, all that it left is killed: everything
 * the command's user may signal, which is everything but what holds the container. Signals that the command sends to
 * everybody do not end the launcher, and what its shell says of a signal is not the command's output.
 */
const launcher = `
exec 3>&2 2> /dev/null
trap : HUP INT QUIT TERM USR1 USR2 PIPE ALRM
mark=$1
shift
printf '%s+\\n' "$mark" >&3
(exec 2>&3 3>&-; exec "$@")
code=$?
kill -KILL -1
printf '%s-%03d\\n' "$mark" "$code" >&3
`

/** The command line that runs a command in a container. Pure. */
export function execArguments({argv, cwd, stdin}: SandboxCommand, terms: ExecTerms): readonly string[] {
  const {name, user, environment, mark} = terms
  return [
    'exec',
    ...(stdin === undefined ? [] : ['--interactive']),
    ...['--user', `${user.uid}:${user.gid}`, '--workdir', cwd, name],
    ...['/bin/sh', '-c', launcher, 'codex', mark],
    ...['env', '-i', '--', ...Object.entries(environment).map(([key, value]) => `${key}=${value}`)],
    ...argv,
  ]
}

/** The policy's environment, with the image's programs before those of the host that are shown as well. */
export function commandEnvironment(
  environment: Readonly<Record<string, string>>,
  imagePath: readonly string[],
): Readonly<Record<string, string>> {
  const folders = [...imagePath, ...(environment['PATH'] ?? '').split(':')].filter((folder) => folder !== '')
  return {...environment, PATH: [...new Set(folders)].join(':')}
}
