import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {parseDurationMs} from '../../../config/duration.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {listAuditFiles, readAuditFile} from '../../../store/audit-files.ts'
import {type AuditLine, readAuditLine} from '../../../store/audit-line.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {safeJson} from '../../../output/json-line.ts'

export default class AuditShow extends HostCommand {
  static override summary = 'Show what was asked, decided and done.'
  static override examples = ['<%= config.bin %> audit show --since 2h', '<%= config.bin %> audit show --json | jq .']
  static override flags = {
    since: Flags.string({description: 'How far back, such as 90s, 30m, 2h or 7d.', default: '1d'}),
    json: Flags.boolean({description: 'Print the lines as they are.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AuditShow)
    const sinceMs = agoMs(flags.since)
    const first = new Date(this.context.now() - sinceMs).toISOString()
    const folder = path.join(homeFolders(this.context).codexHome, 'audit')
    for (const text of listAuditFiles(folder).flatMap(readAuditFile)) {
      const line = readAuditLine(text)
      if (line === undefined || line.time < first) continue
      this.log(flags.json ? safeJson(text) : escapeLine(inWords(line)))
    }
  }
}

function agoMs(text: string): number {
  const days = /^(\d+)d$/.exec(text)?.[1]
  const ms = days === undefined ? parseDurationMs(text) : Number(days) * 24 * 60 * 60_000
  if (ms !== undefined) return ms
  throw new CodexError(`--since must be a time such as 30m, 2h or 7d, not ${JSON.stringify(text)}.`, {
    code: 'USAGE',
    exitCode: 2,
  })
}

/** Numbers and hashes are for programs. */
function inWords({seq: _, prev: _prev, time, type, ...rest}: AuditLine): string {
  const facts = Object.entries(rest)
    .filter(([key]) => !key.endsWith('sha256'))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [time, type.padEnd(18), ...facts].join('  ')
}
