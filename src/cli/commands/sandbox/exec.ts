import {CodexError, sharedFlags} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {execInSandbox} from '../../exec-in-sandbox.ts'
import {HostCommand} from '../../host-command.ts'

export default class SandboxExec extends HostCommand {
  static override summary = 'Run a command under the policy of the sandbox, directly on your files.'
  static override description =
    'The command sees what commands of the agent see: the workspace, system folders, no home folder, no network but allowed hosts. It ' +
    'writes the workspace itself, except for what git, editors and agents obey later. Streams and exit status are its own.'
  static override strict = false
  static override usage = 'sandbox exec [FLAGS] -- COMMAND...'
  static override examples = [
    '<%= config.bin %> sandbox exec -- npm test',
    '<%= config.bin %> sandbox exec --read-only -- ./untrusted-script.sh',
    '<%= config.bin %> sandbox exec --writable dist -- npm run build',
  ]
  static override flags = {
    backend: Flags.string({
      description: 'Sandbox backend; the first that works by default.',
      // As other commands call it, and as errors name it.
      aliases: ['sandbox'],
    }),
    writable: Flags.string({
      description: 'Only this folder of the workspace may be written; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['read-only'],
    }),
    degrade: sharedFlags.degrade,
    'read-only': Flags.boolean({description: 'Nothing of the workspace may be written.'}),
    'allow-host': Flags.string({
      description: 'Host that the command may reach: HOST for HTTPS, HOST:PORT for another port; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
    }),
    timeout: Flags.integer({description: 'Seconds after which the command is ended.', min: 1}),
    cwd: Flags.string({char: 'C', description: 'Folder to work in.'}),
  }

  async run(): Promise<void> {
    const {before, behind} = this.splitAtDashes()
    const {argv, flags} = await this.parse(SandboxExec, before)
    const [program, ...args] = [...argv.map(String), ...behind]
    if (program === undefined) {
      throw new CodexError('Name the command to run after --.', {
        code: 'USAGE',
        exitCode: 2,
        suggestions: ['codex sandbox exec -- npm test'],
      })
    }
    const request = {
      argv: [program, ...args] as const,
      backend: flags.backend,
      cwd: flags.cwd,
      isReadOnly: flags['read-only'],
      ...(flags.writable !== undefined && {writable: flags.writable}),
      ...(flags.degrade !== undefined && {degrade: flags.degrade}),
      ...(flags['allow-host'] !== undefined && {allowHosts: flags['allow-host']}),
      ...(flags.timeout !== undefined && {timeoutMs: flags.timeout * 1_000}),
    }
    this.context.setExitCode(await execInSandbox(request, this.context, this.host.signal))
  }
}
