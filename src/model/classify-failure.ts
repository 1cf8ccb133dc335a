import type {ModelFailure} from './model-client.ts'
import type {ServerError} from './wire.ts'

/** Why one request gave no complete answer, and how often it is worth sending in all. */
export interface Fault {
  readonly kind: ModelFailure['kind']
  /** Ends a sentence that says who was asked. */
  readonly because: string
  readonly requests: number
  /** What the server asked for. */
  readonly retryAfterMs?: number
  readonly suggestions: readonly string[]
}

/** An answer with a status other than 2xx. */
export interface RefusedAnswer extends ServerError {
  readonly status: number
  readonly type?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** Where a redirect leads. */
  readonly location?: string | undefined
}

const retryableStatuses: ReadonlySet<number> = new Set([408, 409, 429])
const quotaCodes = /^(?:insufficient_quota|billing_hard_limit_reached|billing_not_active)$/
const retryableCodes =
  /^(?:server_error|rate_limit_exceeded|vector_store_timeout|internal_error|overloaded(?:_error)?)$/
const contextCode = 'context_length_exceeded'
/** Servers of other makers have no code for it. */
const contextWords = /maximum context|context (?:length|window|size)/i

/** Also of servers that do not know the parameter. */
const stateWords = /previous[_ ]response/i

const keySuggestion = 'Check the key, or set another one in the environment or in the configuration.'
const quotaSuggestion = "Check the plan and the billing of the account at the provider's site."
const laterSuggestion = 'Try again later.'
const contextSuggestion = 'Start a new session, or give less input.'

/** `keyName` says which key was used, in words that may be shown. */
export function classifyAnswer(answer: RefusedAnswer, keyName: string): Fault {
  const {status, code, type, message} = answer
  const said = `${status} (${message})`

  if (status === 401 || status === 403) {
    return once('credentials', `the server refused ${keyName} with ${said}`, keySuggestion)
  }
  if (status === 402 || isQuota(code) || isQuota(type)) {
    return once('quota', `the account has no quota left: ${said}`, quotaSuggestion)
  }
  if (status >= 500 || retryableStatuses.has(status)) return answerLater(said, answer.retryAfterMs)
  if (status === 413 || code === contextCode || (status === 400 && contextWords.test(message))) {
    return once('context-length', `the input is longer than the model accepts: ${said}`, contextSuggestion)
  }
  if (status >= 400 && isStateLost(answer)) return once('state-lost', `the server has lost the conversation: ${said}`)
  return classifyRefusal(answer, said)
}

function classifyRefusal({status, location}: RefusedAnswer, said: string): Fault {
  if (status < 400) {
    const because = `the server redirects to ${location ?? 'nowhere'}, and the key is not sent to another address`
    return once('refused', because, 'Set `base_url` to the address the server really has.')
  }
  if (status === 404) {
    return once('refused', `the server answered ${said}`, 'Check the name of the model and that `base_url` is right.')
  }
  return once('refused', `the server refused the request with ${said}`)
}

/** An `error` or `response.failed` event inside a stream that began well. */
export function classifyServerError({code, message}: ServerError): Fault {
  if (isQuota(code)) return once('quota', `the account has no quota left: ${message}`, quotaSuggestion)
  if (code === contextCode || (code === undefined && contextWords.test(message))) {
    return once('context-length', `the input is longer than the model accepts: ${message}`, contextSuggestion)
  }
  if (isStateLost({code, message})) return once('state-lost', `the server has lost the conversation: ${message}`)
  const because = `the server stopped the answer: ${code === undefined ? message : `${code} (${message})`}`
  const mayPass = code === undefined || retryableCodes.test(code) || /^(?:408|429|5\d\d)$/.test(code)
  return mayPass ? again('server', because) : once('refused', because)
}

const resetCodes = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/
const silentCodes = /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|^INVALID_(?:CA|PURPOSE)$/
const tlsCodes = /^(?:ERR_TLS|ERR_SSL|EPROTO)/

export function isCertificateCode(code: string): boolean {
  return certificateCodes.test(code)
}

/** A failure of the connection; `code` is that of the innermost error. */
export function classifyConnection(code: string | undefined, detail: string): Fault {
  const name = code ?? detail
  if (silentCodes.test(name)) return silent('nothing arrived in time')
  if (resetCodes.test(name)) return again('cut', `the connection was cut (${name})`)
  if (isCertificateCode(name)) return untrusted(name)
  if (tlsCodes.test(name)) {
    return once(
      'unreachable',
      `no TLS connection is possible (${name})`,
      'Check the port of `base_url`, and whether it is https.',
    )
  }
  return unreachable(`the address cannot be reached (${name})`)
}

/** Asked again, the server would show the same certificate. */
function untrusted(code: string): Fault {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    const because = `the certificate of the server is for another name (${code})`
    return once('unreachable', because, 'Check the host of `base_url`.')
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const because = `the certificate of the server is not valid today (${code})`
    return once('unreachable', because, 'Check the clock of this machine, or have the server get a new certificate.')
  }
  const suggestion =
    'Where you trust its authority (that of your company, say), name the PEM file of it: `ca_file` in the ' +
    'configuration, or NODE_EXTRA_CA_CERTS.'
  return once(
    'unreachable',
    `the certificate of the server is from an authority that is not trusted (${code})`,
    suggestion,
  )
}

export function unreachable(because: string): Fault {
  const suggestions = ['Check the network, `base_url`, and whether a local server runs.']
  return {kind: 'unreachable', because, requests: 3, suggestions}
}

export function silent(because: string): Fault {
  return {kind: 'silent', because, requests: 3, suggestions: [laterSuggestion]}
}

export function refused(because: string): Fault {
  return once('refused', because)
}

export function endedEarly(): Fault {
  return again('cut', 'the stream ended before the answer was complete')
}

export function malformed(detail: string): Fault {
  return {kind: 'server', because: `the answer is damaged at ${detail}`, requests: 2, suggestions: [laterSuggestion]}
}

export function empty(): Fault {
  const suggestions = ['Rephrase the prompt, or try another model.']
  return {kind: 'empty', because: 'the answer has neither text nor a tool call', requests: 2, suggestions}
}

/**
 * The model stopped in the middle. That is a failure even where there is text: half an answer that looks like a
 * whole one is worse than none.
 */
export function incomplete(reason: string): Fault {
  if (reason === 'max_output_tokens') {
    const suggestion = 'Allow more with `--max-output-tokens`, or ask for less at once.'
    return once('cut', 'the answer reached the limit of output tokens before its end', suggestion)
  }
  if (reason === 'content_filter') return once('refused', 'the content filter of the server stopped the answer')
  return again('cut', `the server stopped the answer before its end (${reason})`)
}

/** A 200 that is something else, such as the login page of a proxy. */
export function notTheAnswer(contentType: string, expected: string): Fault {
  return once('refused', `the server sent ${contentType} instead of ${expected}`, 'Check `base_url`.')
}

function isStateLost({code, message}: ServerError): boolean {
  return stateWords.test(code ?? '') || stateWords.test(message)
}

function isQuota(code: string | undefined): boolean {
  return code !== undefined && quotaCodes.test(code)
}

function once(kind: Fault['kind'], because: string, suggestion?: string): Fault {
  return {kind, because, requests: 1, suggestions: suggestion === undefined ? [] : [suggestion]}
}

function answerLater(said: string, retryAfterMs: number | undefined): Fault {
  const fault = again('server', `the server answered ${said}`)
  if (retryAfterMs === undefined) return fault
  return {...fault, because: `${fault.because} and asks to wait ${Math.ceil(retryAfterMs / 1_000)} s`, retryAfterMs}
}

function again(kind: Fault['kind'], because: string): Fault {
  return {kind, because, requests: 4, suggestions: [laterSuggestion]}
}
