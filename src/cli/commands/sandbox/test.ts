import {CodexError} from '@codex-host/plugin-api'
import type {RowResult} from '@codex-host/plugin-api/testing'
import {Args, Flags} from '@oclif/core'
import {escapeLine} from '../../../output/escape-controls.ts'
import {jsonText} from '../../../output/json-line.ts'
import {selectBackend} from '../../../sandbox/select-backend.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {namedBackend} from '../../sandbox-backends.ts'

export default class SandboxTest extends HostCommand {
  static override summary = 'Hold a sandbox backend, such as that of a plugin, against the attack table.'
  static override description =
    'Each row is a script that runs in an arena of its own: an attack that must be stopped, or something that must work. A row ' +
    'that fails does on this machine what it tries, so run a backend that you do not trust yet in a virtual machine. A row that ' +
    'needs what the backend does not claim is not asked. Needs Linux, bash and perl. Exit code 1 when a row failed.'
  static override examples = [
    '<%= config.bin %> sandbox test acme',
    '<%= config.bin %> sandbox test acme "network: "',
    '<%= config.bin %> sandbox test acme --json',
  ]
  static override args = {
    backend: Args.string({description: 'Name of the backend.', required: true}),
    rows: Args.string({description: 'Only the rows whose ids contain this.', default: ''}),
  }
  static override flags = {json: Flags.boolean({description: 'Print the rows as one JSON object.'})}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxTest)
    if (args.backend === 'none') throw nothingToTest()
    const {signal} = this.host
    const named = await namedBackend(args.backend, {...this.context, ...homeFolders(this.context)})
    const {backend} = await selectBackend({requested: args.backend, candidates: [named], required: []}, signal)

    const {conformanceRows, failedRows, runSandboxConformance} = await import('@codex-host/plugin-api/testing')
    const rows = conformanceRows.filter(({id}) => id.includes(args.rows))
    if (rows.length === 0) throw noSuchRow(args.rows)
    const results: RowResult[] = []
    for await (const row of runSandboxConformance(backend, {rows, signal})) {
      results.push(row)
      if (flags.json) continue
      for (const {id, result, detail} of failedRows([row])) this.log(escapeLine(`${id}: ${result}: ${detail}`))
    }
    const failed = failedRows(results).length
    const unclaimed = results.filter(({result}) => result === 'not-claimed').length
    this.context.setExitCode(failed === 0 ? 0 : 1)
    if (flags.json) return this.log(jsonText({version: 1, backend: backend.name, failed, rows: results.map(inJson)}))
    this.log(`${results.length} rows, ${failed} failed, ${unclaimed} not asked`)
  }
}

function inJson({id, class: kind, result, hasRun, detail}: RowResult) {
  return {id, class: kind, result, has_run: hasRun, detail}
}

function nothingToTest(): CodexError {
  return new CodexError('The backend "none" protects from nothing: the attacks would be carried out. None was run.', {
    code: 'USAGE',
    exitCode: 2,
  })
}

function noSuchRow(part: string): CodexError {
  return new CodexError(`No row of the attack table has ${JSON.stringify(part)} in its id, so nothing was run.`, {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['Ids begin with a class, such as "write: " or "must work: ".'],
  })
}
