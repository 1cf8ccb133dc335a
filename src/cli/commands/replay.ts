import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import {Args, Flags} from '@oclif/core'
import {escapeLine} from '../../output/escape-controls.ts'
import {exportRecord} from '../../store/export-record.ts'
import {HostCommand} from '../host-command.ts'
import {findRecord} from '../replay/find-record.ts'
import {listSessions} from '../replay/list-sessions.ts'
import {replayRecord} from '../replay/replay-record.ts'
import {diverged, formatReport, reportJson, reportNotes} from '../replay/replay-report.ts'
import {jsonLine} from '../../output/json-line.ts'

export default class Replay extends HostCommand {
  static override summary = 'Play a recorded session again, offline, and say where it differs.'
  static override description =
    'The real runtime works on a copy of the workspace as it was, with the recorded answers of the model and the ' +
    'recorded decisions. Nothing is sent and none of your files is changed. Exit code 1 means that something differs.'
  static override examples = [
    '<%= config.bin %> replay last',
    '<%= config.bin %> replay --list',
    '<%= config.bin %> replay --export fix.jsonl 1b9d6bcd',
    '<%= config.bin %> replay fix.jsonl',
  ]
  static override args = {
    session: Args.string({description: 'The id of a session or its beginning, last, or an exported file (*.jsonl).'}),
  }
  static override flags = {
    list: Flags.boolean({description: 'Name the latest sessions.', exclusive: ['export']}),
    export: Flags.string({description: 'Write the record to this file instead of playing it.', helpValue: 'FILE'}),
    sandbox: Flags.string({description: 'Sandbox backend: bubblewrap or namespaces.'}),
    json: Flags.boolean({description: 'Print one JSON object.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Replay)
    if (flags.list) return listSessions(this.context, flags)

    const {record, changes} = await findRecord(this.context, args.session)
    if (flags.export !== undefined) {
      const file = path.resolve(this.context.cwd, flags.export)
      await writeFile(file, exportRecord(record), {mode: 0o600}).catch(refuseFile(file))
      return this.logToStderr(`The record of session ${record.session.id} is in ${escapeLine(file)}.`)
    }
    const options = {record, context: this.context, flags, ...(changes !== undefined && {changes})}
    this.report(await replayRecord(options, this.host.signal), flags)
  }

  private report(report: Awaited<ReturnType<typeof replayRecord>>, flags: {json: boolean}): void {
    const {session, divergence} = report
    const exitCode = divergence === undefined ? 0 : 1
    this.context.setExitCode(exitCode)
    if (flags.json) return this.log(jsonLine(reportJson(report, exitCode)).trimEnd())

    for (const note of reportNotes(report)) this.logToStderr(escapeLine(note))
    this.log(formatReport(report))
    if (divergence !== undefined) throw diverged({session, divergence})
  }
}

function refuseFile(file: string) {
  return (error: unknown): never => {
    const because = error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason'
    throw new CodexError(`The record could not be written to ${escapeLine(file)} (${because}).`, {
      code: 'EXPORT_NOT_WRITTEN',
      exitCode: 2,
      suggestions: ['Name a file in a folder that exists and that you may write.'],
      cause: error,
    })
  }
}
