import {Flags} from '@oclif/core'
import {escapeLine} from '../../../output/escape-controls.ts'
import {checkMethods} from '../../doctor/check-isolation.ts'
import {checkSandbox} from '../../doctor/check-sandbox.ts'
import {describeView} from '../../doctor/describe-view.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class SandboxDoctor extends HostCommand {
  static override summary = 'Show which backends and kinds of isolation work here, and what commands may see.'
  static override examples = ['<%= config.bin %> sandbox doctor', '<%= config.bin %> sandbox doctor --json']
  static override flags = {
    cwd: Flags.string({char: 'C', description: 'Folder whose workspace is looked at.'}),
    json: Flags.boolean({description: 'Print what was found as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxDoctor)
    const {context} = this
    const {codexHome} = homeFolders(context)
    const [found, methods, view] = await Promise.all([
      checkSandbox(context, this.host.signal),
      checkMethods(codexHome, this.host.signal),
      describeView(context, flags, this.host.signal),
    ])
    const checks = [...found, ...methods]
    const exitCode = checks.some(({status}) => status === 'failed') ? 6 : 0
    context.setExitCode(exitCode)

    if (flags.json) return this.log(jsonText({version: 1, exit_code: exitCode, checks, ...view}))
    for (const {name, status, detail, remedy} of checks) {
      this.log(escapeLine(`${status.padEnd(8)} ${name.padEnd(26)} ${detail}`))
      if (remedy !== undefined) this.log(escapeLine(`${' '.repeat(35)} ${remedy}`))
    }
    this.showPaths('Commands read, beside the workspace:', view.read_paths)
    this.showPaths('Hidden in the workspace:', view.hidden_paths)
    this.showPaths('Not writable with --isolation in-place:', view.protected_paths)
    this.log(`Variables that commands have: ${view.variables.join(' ')}`)
  }

  private showPaths(title: string, paths: readonly string[]): void {
    this.log(title)
    for (const place of paths.length === 0 ? ['nothing'] : paths) this.log(escapeLine(`  ${place}`))
  }
}
