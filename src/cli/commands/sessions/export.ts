import {Args, Flags} from '@oclif/core'
import {HostCommand} from '../../host-command.ts'
import {exportConversation, exportFormats, exportText} from '../../sessions/export-conversation.ts'
import {requireTranscript} from '../../sessions/require-transcript.ts'

export default class SessionsExport extends HostCommand {
  static override summary = 'Write a session as Markdown, JSON or one HTML page.'
  static override description =
    'To stdout, or to the file of --output, whose ending says the format. The page needs nothing but a browser: it has ' +
    'no script and asks for nothing. What was redacted when the session was recorded is not in it.'
  static override examples = [
    '<%= config.bin %> sessions export last --output session.html',
    '<%= config.bin %> sessions export 1b9d6bcd --format markdown',
  ]
  static override args = {
    session: Args.string({description: 'The beginning of its id, or last.', required: true}),
  }
  static override flags = {
    format: Flags.option({options: exportFormats})({description: 'Markdown where neither this nor a file says it.'}),
    output: Flags.string({char: 'o', description: 'File to write instead of stdout.', helpValue: 'FILE'}),
    force: Flags.boolean({description: 'Write over a file that is there.', dependsOn: ['output']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionsExport)
    const {output, format} = flags
    const name = args.session
    if (output === undefined) {
      const transcript = await requireTranscript(this.context, {name, undone: 'nothing was written'})
      this.context.stdout.write(exportText(transcript, format ?? 'markdown'))
      return
    }
    const given = format === undefined ? {} : {format}
    const file = await exportConversation(this.context, {name, file: output, overwrite: flags.force, ...given})
    this.logToStderr(`The session is in ${file}.`)
  }
}
