import {expect, test} from 'vitest'
import {configSecrets, createTurnSecrets} from '../../../src/cli/turn-secrets.ts'

test('the secrets of the configuration are keys, headers and queries with telling names or random values, and passwords in addresses', () => {
  const secrets = configSecrets({
    apiKey: 'general-key-1',
    proxy: 'http://user:p%40ssword@proxy.test:8080',
    baseUrl: 'https://user:base-password@api.test/v1',
    providers: {
      acme: {
        apiKey: 'acme-key-2222',
        headers: {'X-Auth': 'Bearer team-token-3', 'X-Title': 'Our editor', Cookie: 'id=4444-4444'},
        query: {
          code_key: 'query-key-5',
          'api-version': '2026-10-21-preview',
          sig: 'short-sig',
          trace: 'a81bC0d9E2f34567',
        },
      },
      plain: {},
    },
  })

  expect([...new Set(secrets)].toSorted()).toEqual([
    'Bearer team-token-3',
    'a81bC0d9E2f34567',
    'acme-key-2222',
    'base-password',
    'general-key-1',
    'id=4444-4444',
    'p%40ssword',
    'p@ssword',
    'query-key-5',
    'short-sig',
    'team-token-3',
  ])
})

test('a proxy that is off, or has no password, has no secret', () => {
  const secrets = [
    ...configSecrets({proxy: 'off', providers: {}}),
    ...configSecrets({proxy: 'http://p.test', providers: {}}),
  ]

  expect(secrets.filter((secret) => secret !== '')).toEqual([])
})

test('what is noted is taken out from then on, beside the secrets of the environment', () => {
  const secrets = createTurnSecrets({
    env: {MY_TOKEN: 'from-environment', PATH: '/usr/local/bin', HTTPS_PROXY: 'http://me:proxy%2Bsecret@p.test'},
  })
  const before = secrets.redactor()
  secrets.note('from-command')

  const text = 'from-environment proxy+secret from-command /usr/local/bin'
  expect(before.text(text)).toBe('[redacted] [redacted] from-command /usr/local/bin')
  expect(secrets.redactor().text(text)).toBe('[redacted] [redacted] [redacted] /usr/local/bin')
})
