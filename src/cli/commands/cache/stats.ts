import {Flags} from '@oclif/core'
import {escapeLine} from '../../../output/escape-controls.ts'
import {describeCache} from '../../../output/describe-cache.ts'
import {toJsonShape} from '../../../output/to-json-shape.ts'
import {readCacheStatistics} from '../../../store/cache-statistics.ts'
import {defaultCacheLimits} from '../../../store/response-cache.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {jsonText} from '../../../output/json-line.ts'

export default class CacheStats extends HostCommand {
  static override summary = 'Show what the cache of answers holds and what it has saved.'
  static override examples = ['<%= config.bin %> cache stats', '<%= config.bin %> cache stats --json']
  static override flags = {
    json: Flags.boolean({description: 'Print the figures as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(CacheStats)
    const state = await requireState(this.context)
    const {oldestAtMs, firstDay, ...statistics} = resultOf(await readCacheStatistics(state, this.context.now()), state)
    const oldestAt = oldestAtMs === undefined ? null : new Date(oldestAtMs).toISOString()
    const shown = {
      file: state.file,
      ...statistics,
      oldestAt,
      firstDay: firstDay ?? null,
      maxBytes: defaultCacheLimits.maxBytes,
    }

    if (flags.json) return this.log(jsonText(toJsonShape({version: 1, ...shown})))
    for (const line of describeCache(shown)) this.log(escapeLine(line))
  }
}
