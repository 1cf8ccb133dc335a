import {Flags} from '@oclif/core'
import {headIn} from '../../../store/audit-log.ts'
import {verifyAudit} from '../../../store/verify-audit.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class AuditVerify extends HostCommand {
  static override summary = 'Check that nobody changed the audit log.'
  static override description =
    'Finds edited, removed and moved lines, and a cut end. Exit code 1 when something is wrong with the log.'
  static override examples = ['<%= config.bin %> audit verify', '<%= config.bin %> audit verify --json']
  static override flags = {json: Flags.boolean({description: 'Print what was found as one JSON object.'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(AuditVerify)
    const {context} = this
    const state = await requireState(context)
    const head = resultOf(await state.read(headIn), state)
    const {lines, problems} = verifyAudit(homeFolders(context).codexHome, head)
    context.setExitCode(problems.length === 0 ? 0 : 1)

    if (flags.json) return this.log(jsonText({version: 1, lines, problems}))
    for (const {file, line, text} of problems) this.log(escapeLine(`${file}:${line}: ${text}`))
    this.log(
      problems.length === 0
        ? `${lines} lines, unbroken.`
        : `${lines} lines, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
    )
  }
}
