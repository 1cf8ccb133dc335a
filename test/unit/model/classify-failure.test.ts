import {expect, test} from 'vitest'
import {classifyAnswer, classifyConnection, classifyServerError} from '../../../src/model/classify-failure.ts'

const answer = {status: 400, code: undefined, message: 'm'}

test.each([
  [{status: 401}, 'credentials', 1],
  [{status: 403}, 'credentials', 1],
  [{status: 402}, 'quota', 1],
  [{status: 429, code: 'insufficient_quota'}, 'quota', 1],
  [{status: 429, type: 'insufficient_quota'}, 'quota', 1],
  [{status: 429, code: 'rate_limit_exceeded'}, 'server', 4],
  [{status: 408}, 'server', 4],
  [{status: 409}, 'server', 4],
  [{status: 500}, 'server', 4],
  [{status: 599}, 'server', 4],
  [{status: 400, code: 'context_length_exceeded'}, 'context-length', 1],
  [{status: 400, message: "This model's maximum context length is 8192 tokens."}, 'context-length', 1],
  [{status: 413}, 'context-length', 1],
  [{status: 500, message: 'context window daemon crashed'}, 'server', 4],
  [{status: 302, location: 'https://example.com'}, 'refused', 1],
  [{status: 404}, 'refused', 1],
  [{status: 400}, 'refused', 1],
  [{status: 422}, 'refused', 1],
] as const)('%o is %s, worth %i requests', (given, kind, requests) => {
  expect(classifyAnswer({...answer, ...given}, 'the key')).toMatchObject({kind, requests})
})

test('a refused key is named, a redirect too', () => {
  expect(classifyAnswer({...answer, status: 401}, 'the key from X').because).toBe(
    'the server refused the key from X with 401 (m)',
  )
  expect(classifyAnswer({...answer, status: 302, location: 'https://example.com'}, '').because).toBe(
    'the server redirects to https://example.com, and the key is not sent to another address',
  )
})

test.each([
  ['server_error', 'server', 4],
  ['rate_limit_exceeded', 'server', 4],
  ['503', 'server', 4],
  ['429', 'server', 4],
  [undefined, 'server', 4],
  ['insufficient_quota', 'quota', 1],
  ['context_length_exceeded', 'context-length', 1],
  ['invalid_prompt', 'refused', 1],
] as const)('an error in the stream with code %s is %s, worth %i requests', (code, kind, requests) => {
  expect(classifyServerError({code, message: 'm'})).toMatchObject({kind, requests})
})

test.each([
  ['ECONNREFUSED', 'unreachable', 3],
  ['ENOTFOUND', 'unreachable', 3],
  ['EHOSTUNREACH', 'unreachable', 3],
  ['EAI_AGAIN', 'unreachable', 3],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 3],
  ['CERT_HAS_EXPIRED', 'unreachable', 1],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', 1],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unreachable', 1],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable', 1],
  ['ECONNRESET', 'cut', 4],
  ['UND_ERR_SOCKET', 'cut', 4],
  ['UND_ERR_BODY_TIMEOUT', 'silent', 3],
] as const)('a connection that failed with %s is %s, worth %i requests', (code, kind, requests) => {
  expect(classifyConnection(code, 'detail')).toMatchObject({kind, requests})
})
