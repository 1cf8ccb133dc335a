import {CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {parseDurationMs} from '../../../config/duration.ts'
import {formatBytes} from '../../../output/format-bytes.ts'
import {formatCount} from '../../../output/format-count.ts'
import {clearCache} from '../../../store/cache-statistics.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'

export default class CacheClear extends HostCommand {
  static override summary = 'Delete the answers in the cache, and nothing else.'
  static override description = 'What the cache has saved so far stays counted. There is no question.'
  static override examples = ['<%= config.bin %> cache clear', '<%= config.bin %> cache clear --older-than 12h']
  static override flags = {
    'older-than': Flags.string({description: 'Only answers that are at least as old: 90s, 30m, 12h, 1d.'}),
    json: Flags.boolean({description: 'Print what was deleted as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(CacheClear)
    const olderThanMs = age(flags['older-than'])
    const state = await requireState(this.context)
    const terms = {nowMs: this.context.now(), ...(olderThanMs !== undefined && {olderThanMs})}
    const {entries, bytes} = resultOf(await clearCache(state, terms), state)

    if (flags.json) return this.log(JSON.stringify({version: 1, deleted_entries: entries, deleted_bytes: bytes}))
    this.log(entries === 0 ? 'Nothing to delete.' : `Deleted ${formatCount(entries, 'answer')}, ${formatBytes(bytes)}.`)
  }
}

function age(text: string | undefined): number | undefined {
  const olderThanMs = text === undefined ? undefined : parseDurationMs(text)
  if (text === undefined || olderThanMs !== undefined) return olderThanMs
  throw new CodexError(`--older-than is ${JSON.stringify(text)}, which is no time; nothing was deleted.`, {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['Write it as 90s, 30m, 12h or 1d.'],
  })
}
