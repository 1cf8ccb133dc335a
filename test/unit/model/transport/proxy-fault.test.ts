import {expect, test} from 'vitest'
import {proxyRefused, proxyUnreachable} from '../../../../src/model/transport/proxy-fault.ts'

test.each([
  [407, 'refused', 1],
  [403, 'refused', 1],
  [301, 'refused', 1],
  [500, 'unreachable', 3],
  [502, 'unreachable', 3],
  [504, 'unreachable', 3],
])('a proxy that answers %i is %s, worth %i requests', (status, kind, requests) => {
  expect(proxyRefused('the proxy', {status, said: 'no'})).toMatchObject({kind, requests})
})

test.each([
  ['ECONNREFUSED', 3],
  ['ENOTFOUND', 3],
  ['ECONNRESET', 3],
  ['HPE_INVALID_CONSTANT', 1],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 1],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 1],
])('a proxy that fails with %s is unreachable, worth %i requests', (code, requests) => {
  expect(proxyUnreachable('the proxy', code)).toMatchObject({kind: 'unreachable', requests})
})
