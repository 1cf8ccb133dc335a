import {Args, Flags} from '@oclif/core'
import {createStyle, wantsColor} from '../../../output/create-style.ts'
import {transcriptText} from '../../../output/transcript/transcript-text.ts'
import {HostCommand} from '../../host-command.ts'
import {openTerminal} from '../../open-terminal.ts'
import {requireTranscript} from '../../sessions/require-transcript.ts'
import {transcriptJson} from '../../sessions/transcript-json.ts'

export default class SessionsShow extends HostCommand {
  static override summary = 'Show a recorded session: prompts, answers, commands, decisions and changes.'
  static override examples = ['<%= config.bin %> sessions show last', '<%= config.bin %> sessions show 1b9d6bcd | less']
  static override args = {
    session: Args.string({description: 'The beginning of its id, or last.', required: true}),
  }
  static override flags = {
    json: Flags.boolean({description: 'Print one JSON object.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionsShow)
    const transcript = await requireTranscript(this.context, {name: args.session, undone: 'nothing was shown'})
    if (flags.json) return this.log(transcriptJson(transcript))
    const terminal = openTerminal(this.context, flags)
    const {env, stdout} = this.context
    const hasColor = wantsColor({env, isTerminal: stdout.isTTY, noColor: flags['no-color']})
    const look = {style: createStyle(hasColor), columns: terminal.answerColumns()}
    terminal.writeAnswer(`${transcriptText(transcript, look)}\n`)
  }
}
