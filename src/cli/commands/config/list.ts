import {Flags} from '@oclif/core'
import {describeConfig} from '../../../config/describe-config.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {HostCommand} from '../../host-command.ts'
import {resolveSetup} from '../../resolve-setup.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class ConfigList extends HostCommand {
  static override summary = 'Show every setting, its value and where it comes from.'
  static override examples = ['<%= config.bin %> config list', '<%= config.bin %> config list --json']
  static override flags = {
    cwd: Flags.string({char: 'C', description: 'Folder whose project configuration counts.'}),
    json: Flags.boolean({description: 'Print the settings as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigList)
    const {loaded} = await resolveSetup(this.context, flags)
    const rows = describeConfig(loaded)
    for (const notice of loaded.notices) this.logToStderr(notice.text)
    if (flags.json) return this.log(jsonText({version: 1, files: loaded.files, settings: rows}))

    const keyWidth = Math.max(...rows.map(({key}) => key.length))
    const valueWidth = Math.max(...rows.map(({value}) => value.length).filter((width) => width <= 40))
    for (const {key, value, origin} of rows) {
      this.log(escapeLine(`${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${origin}`))
    }
  }
}
