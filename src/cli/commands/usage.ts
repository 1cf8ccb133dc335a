import {CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {parseDurationMs} from '../../config/duration.ts'
import {showsBlocks} from '../../output/bar.ts'
import {toJsonShape} from '../../output/to-json-shape.ts'
import {sumUsage, usageGroups} from '../../store/usage-store.ts'
import {HostCommand} from '../host-command.ts'
import {openTerminal} from '../open-terminal.ts'
import {requireState, resultOf} from '../require-state.ts'
import {totalOf, usageReport} from '../usage/usage-report.ts'

export default class Usage extends HostCommand {
  static override summary = 'Show tokens and cost of all commands, and what caches have saved.'
  static override description =
    'Every turn and every other command that asked a model counts, also those that failed. Days are those of your time ' +
    'zone. What is older than a year is removed.'
  static override examples = [
    '<%= config.bin %> usage',
    '<%= config.bin %> usage --by model --since 7d',
    '<%= config.bin %> usage --by workspace --json',
  ]
  static override flags = {
    by: Flags.option({options: usageGroups})({description: 'What to sum up by.', default: 'day'}),
    since: Flags.string({description: 'How far back: 12h, 7d, 365d.', default: '30d'}),
    json: Flags.boolean({description: 'Print the figures as one JSON object.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Usage)
    const {context} = this
    const {by} = flags
    const sinceMs = context.now() - lengthOf(flags.since)
    const state = await requireState(context)
    const sums = resultOf(await sumUsage(state, {by, sinceMs}), state)

    if (flags.json) {
      const shape = {version: 1, by, since: new Date(sinceMs).toISOString(), groups: sums, total: totalOf(sums)}
      return this.log(JSON.stringify(toJsonShape(shape), undefined, 2))
    }
    if (sums.length === 0) return this.logToStderr(`Nothing was used in the last ${flags.since}.`)
    const terminal = openTerminal(context, flags)
    const width = terminal.answerColumns()
    const chart = terminal.answerIsOnScreen ? {chart: {hasBlocks: showsBlocks(context.env)}} : {}
    terminal.writeAnswer(`${usageReport(sums, {by, look: {width, ...chart}})}\n`)
  }
}

function lengthOf(text: string): number {
  const lengthMs = parseDurationMs(text)
  if (lengthMs !== undefined) return lengthMs
  throw new CodexError(`--since is ${JSON.stringify(text)}, which is no time; nothing was shown.`, {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['Write it as 12h, 7d or 365d.'],
  })
}
