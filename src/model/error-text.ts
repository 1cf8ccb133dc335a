/** The innermost error says what really happened; "fetch failed" does not. */
export function rootCause(error: unknown): {readonly code: string | undefined; readonly message: string} {
  let current: unknown = error
  let code: string | undefined
  let message = String(error)
  for (let depth = 0; current instanceof Error && depth < 10; depth += 1) {
    if ('code' in current) code = typeof current.code === 'string' ? current.code : code
    message = current.message
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return {code, message}
}

/** The code of the innermost error, or what it says where it has none. */
export function connectionCode(error: unknown): string {
  const {code, message} = rootCause(error)
  return code ?? safeText(message, [])
}

/** Text of a server in a message of ours: one line of bounded length, without control characters, without secrets. */
export function safeText(text: string, secrets: readonly string[]): string {
  const masked = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text)
  const line = masked.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length <= 300 ? line : `${line.slice(0, 300)}…`
}
