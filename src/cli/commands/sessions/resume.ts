import {Args} from '@oclif/core'
import {HostCommand} from '../../host-command.ts'
import {usageError} from '../../sessions/usage-error.ts'

export default class SessionsResume extends HostCommand {
  static override summary = 'Go on with a recorded session: the same as --resume of `prompt`.'
  static override description =
    'Words behind the id are the prompt, and so is what is piped in; all flags of `prompt` may follow.'
  static override examples = ['<%= config.bin %> sessions resume last "Now add a test for it"']
  static override strict = false
  static override usage = 'sessions resume ID TEXT...'
  static override args = {
    session: Args.string({description: 'The beginning of its id, or last.', required: true}),
  }

  async run(): Promise<void> {
    const [session, ...rest] = this.argv
    if (session === undefined || session.startsWith('-')) {
      throw usageError('The id of the session comes first, so nothing was sent.')
    }
    await this.config.runCommand(this.verbFor(rest), ['--resume', session, ...rest])
  }

  /** Somebody at a terminal who says nothing yet wants to talk. */
  private verbFor(rest: readonly string[]): string {
    const canTalk = this.config.findCommand('chat') !== undefined && this.context.stdin.isTTY
    return rest.length === 0 && canTalk ? 'chat' : 'prompt'
  }
}
