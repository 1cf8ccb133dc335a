import {Flags} from '@oclif/core'
import {escapeLine} from '../../output/escape-controls.ts'
import {checkDisk} from '../doctor/check-disk.ts'
import {checkMachine} from '../doctor/check-machine.ts'
import {checkSandbox} from '../doctor/check-sandbox.ts'
import {checkPlugins, checkSetup} from '../doctor/check-setup.ts'
import {homeFolders} from '../home-folders.ts'
import {HostCommand} from '../host-command.ts'
import {jsonText} from '../../output/json-line.ts'

export default class Doctor extends HostCommand {
  static override summary = 'Check what codex needs on this machine, and say how to mend it.'
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json']
  static override flags = {json: Flags.boolean({description: 'Print the checks as one JSON object.'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor)
    const {context} = this
    const {codexHome} = homeFolders(context)
    const groups = await Promise.all([
      checkMachine(context),
      checkSandbox(context, this.host.signal),
      checkSetup(context, this.host.signal),
      checkDisk(codexHome, context.now()),
    ])
    const checks = [...groups.flat(), checkPlugins(this.config)]
    const exitCode = Math.max(
      0,
      ...checks.filter(({status}) => status === 'failed').map((check) => check.exitCode ?? 1),
    )
    context.setExitCode(exitCode)

    if (flags.json) return this.log(jsonText({version: 1, exit_code: exitCode, checks}))
    for (const {name, status, detail, remedy} of checks) {
      this.log(escapeLine(`${status.padEnd(8)} ${name.padEnd(20)} ${detail}`))
      if (remedy !== undefined) this.log(escapeLine(`${' '.repeat(29)} ${remedy}`))
    }
  }
}
