import {Flags} from '@oclif/core'
import {HostCommand} from '../host-command.ts'
import {runDemo} from '../demo/run-demo.ts'

export default class Demo extends HostCommand {
  static override summary = 'Watch an agent repair a failing test. No key, no network.'
  static override description =
    'A recorded model drives the real runtime on a copy of a small sample project: it reads, patches and runs the tests ' +
    'in the sandbox, fails once, repairs, and lands one change set.'
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo --sandbox namespaces']
  static override flags = {
    sandbox: Flags.string({description: 'Sandbox backend: bubblewrap or namespaces.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Demo)
    await runDemo(this.context, {flags, signal: this.host.signal})
  }
}
