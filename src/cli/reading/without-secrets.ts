import type {TextStream} from '../../store/redact-stream.ts'
import type {TurnSecrets} from '../turn-secrets.ts'

export type TextKind = 'exact' | 'prose' | 'styled'

export type ShowText = (text: string, kind: TextKind) => Promise<void>

/**
 * What a verb says, without secrets. They are known only when the first words come: the key is asked for late. Exact text
 * passes as it is, because whoever asked puts it into a file.
 */
export function withoutSecrets(secrets: Pick<TurnSecrets, 'screen'>, show: ShowText) {
  let stream: TextStream | undefined
  let lastKind: TextKind = 'prose'

  async function flush(): Promise<void> {
    const rest = stream?.end() ?? ''
    if (rest !== '') await show(rest, lastKind)
  }

  return {
    async write(text: string, kind: TextKind): Promise<void> {
      if (kind !== lastKind) await flush()
      lastKind = kind
      stream ??= secrets.screen().stream()
      const ready = kind === 'exact' ? text : stream.push(text)
      if (ready !== '') await show(ready, kind)
    },
    /** What was held back. */
    flush,
    json: <Value>(value: Value): Value => secrets.screen().json(value),
  }
}
