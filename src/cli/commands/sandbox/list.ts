import type {ProbeResult} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {escapeLine} from '../../../output/escape-controls.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {everyBackend, type ListedBackend} from '../../sandbox-backends.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class SandboxList extends HostCommand {
  static override summary = 'List the sandbox backends, in the order in which they are tried.'
  static override description =
    'Each is probed by running something in it. `none` and those of plugins are only used when they are named.'
  static override examples = ['<%= config.bin %> sandbox list', '<%= config.bin %> sandbox list --json']
  static override flags = {json: Flags.boolean({description: 'Print the backends as one JSON object.'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxList)
    const listed = await everyBackend({...this.context, ...homeFolders(this.context)})
    const backends = await Promise.all(listed.map((backend) => describe(backend, this.host.signal)))
    if (flags.json) return this.log(jsonText({version: 1, backends}))
    for (const {name, works, detail, remedy, lacks} of backends) {
      this.log(escapeLine(`${name.padEnd(12)} ${works ? 'works' : 'unavailable'}: ${detail}`))
      if (remedy !== null) this.log(escapeLine(`${' '.repeat(12)} ${remedy}`))
      if (lacks.length > 0) this.log(`${' '.repeat(12)} does not have: ${lacks.join(', ').replaceAll('_', ' ')}`)
    }
  }
}

async function describe(listed: ListedBackend, signal: AbortSignal) {
  if (listed.kind === 'broken') {
    return {name: listed.name, works: false, detail: listed.because, remedy: listed.remedy, capabilities: {}, lacks: []}
  }
  const {backend} = listed
  const probe: ProbeResult = await backend.probe(signal)
  const capabilities = Object.entries(backend.capabilities).map(([name, has]) => [snake(name), has] as const)
  return {
    name: backend.name,
    works: probe.kind === 'works',
    detail: probe.kind === 'works' ? probe.detail : probe.because,
    remedy: probe.kind === 'works' ? null : probe.remedy,
    capabilities: Object.fromEntries(capabilities),
    lacks: capabilities.flatMap(([name, has]) => (has ? [] : [name])),
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
