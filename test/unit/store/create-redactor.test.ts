import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createRedactor} from '../../../src/store/create-redactor.ts'
import {secretValues} from '../../../src/store/secret-values.ts'

const plain = createRedactor([])
const random = 'Zq7Wm3Xp9Lk2Rv8TaB4cD6eF0gH1jK5mN7pQ'
const body = `${random}\n${random}=`

test.each([
  {what: 'a key of OpenAI', text: `key sk-proj-${random}, then`, redacted: 'key [redacted], then'},
  {what: 'a key of Stripe', text: `sk_live_${random}`, redacted: '[redacted]'},
  {what: 'a token of GitHub', text: `ghp_${random}!`, redacted: '[redacted]!'},
  {what: 'a fine-grained token of GitHub', text: `github_pat_11AA_${random}`, redacted: '[redacted]'},
  {what: 'a token of GitLab', text: `glpat-${random}`, redacted: '[redacted]'},
  {what: 'an access key of Amazon', text: 'id=AKIAIOSFODNN7EXAMPLE', redacted: 'id=[redacted]'},
  {what: 'a key of Google', text: `AIza${random.slice(0, 35)}`, redacted: '[redacted]'},
  {what: 'a token of Slack', text: 'xoxb-123456789012-abcdef', redacted: '[redacted]'},
  {what: 'a token of npm', text: `//registry/:_authToken=npm_${random}`, redacted: '//registry/:_authToken=[redacted]'},
  {what: 'a token of PyPI', text: `pypi-${random}${random}`, redacted: '[redacted]'},
  {what: 'a token of Hugging Face', text: `hf_${random}`, redacted: '[redacted]'},
  {what: 'a JSON Web Token', text: 'x eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeK y', redacted: 'x [redacted] y'},
  {
    what: 'a private key',
    text: `a\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n${body}\n-----END RSA PRIVATE KEY-----\nb`,
    redacted: 'a\n[redacted]\nb',
  },
  {
    what: 'a private key in JSON',
    text: JSON.stringify(`-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`),
    redacted: '"[redacted]\\n"',
  },
  {what: 'a private key that was cut off', text: `-----BEGIN PRIVATE KEY-----\n${body}`, redacted: '[redacted]'},
  {
    what: 'an authorization header',
    text: 'Authorization: Basic dXNlcjpwdw==',
    redacted: 'Authorization: Basic [redacted]',
  },
  {what: 'one in JSON', text: '{"authorization":"Bearer abcd"}', redacted: '{"authorization":"Bearer [redacted]"}'},
  {what: 'a bearer token', text: `curl -H 'bearer ${random}=='`, redacted: "curl -H 'bearer [redacted]'"},
  {what: 'a password in an address', text: 'postgres://me:hunter2@db/x', redacted: 'postgres://me:[redacted]@db/x'},
])('$what is redacted', ({text, redacted}) => {
  expect(plain.text(text)).toBe(redacted)
  expect(plain.text(plain.text(text))).toBe(redacted)
})

test.each([
  'pip install sk-learn-contrib-package',
  'a task-management-system and a risk-assessment-of-2024',
  'const url = `https://${user}:${password}@${host}`',
  'https://example.org/a:b@c and git@example.org:me/x.git',
  'The bearer of good news is responsible-for-everything',
  '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
  'Authorization: Bearer ${token}',
  'commit 5646082f0e1d2c3b4a59687766554433221100ff',
])('%s is left alone', (text) => {
  expect(plain.text(text)).toBe(text)
})

test('a known secret is found as it is, in JSON, in an address and in base64', () => {
  const secret = 'pa"ss\\wörd &/1'
  const {text} = createRedactor([secret, 'short'])

  const written = [secret, JSON.stringify({secret}), JSON.stringify(JSON.stringify({secret}))]
  written.push(`?q=${encodeURIComponent(secret)}`, btoa(String.fromCharCode(...new TextEncoder().encode(secret))))

  expect(written.map(text)).toEqual([
    '[redacted]',
    '{"secret":"[redacted]"}',
    '"{\\"secret\\":\\"[redacted]\\"}"',
    '?q=[redacted]',
    expect.stringMatching(/^\[redacted\].{0,3}$/),
  ])
  expect(text('a short word')).toBe('a short word')
})

test('a secret that lies across pieces is redacted, and the borders around it stay', () => {
  const {pieces} = createRedactor(['correct horse battery'])

  expect(pieces(['It is cor', 'rect ', 'horse bat', 'tery', ' indeed', ' so'])).toEqual([
    'It is [redacted]',
    '',
    '',
    '',
    ' indeed',
    ' so',
  ])
  expect(pieces(['correct horse ', 'battery correct horse battery'])).toEqual(['[redacted]', ' [redacted]'])
})

test('overlapping secrets leave one mark', () => {
  expect(createRedactor(['abcdefgh', 'efghijkl']).text('-abcdefghijkl-')).toBe('-[redacted]-')
})

test('every text of a JSON value is looked at, names included', () => {
  const {json} = createRedactor(['hunter2hunter2'])

  expect(json({'a hunter2hunter2': [1, null, {b: 'x hunter2hunter2'}], c: true})).toEqual({
    'a [redacted]': [1, null, {b: 'x [redacted]'}],
    c: true,
  })
})

test('bytes are redacted whatever their encoding is, and are the very same where nothing is found', () => {
  const {bytes} = createRedactor(['gehéim-gehéim'])
  const binary = new Uint8Array([0, 255, ...new TextEncoder().encode('gehéim-gehéim'), 254])
  const harmless = new Uint8Array([0, 255, 128])

  expect(bytes(binary)).toEqual(new Uint8Array([0, 255, ...new TextEncoder().encode('[redacted]'), 254]))
  expect(bytes(harmless)).toBe(harmless)
})

test('however a text is cut, what is left of it is the same', () => {
  const secret = 'Zq7Wm3Xp9Lk2'
  const {text, pieces} = createRedactor([secret])
  const part = fc.oneof(fc.string(), fc.constant(secret), fc.constant(`ghp_${random}`), fc.constant('://a:b@'))

  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(200)), (parts, cuts) => {
      const whole = parts.join('')
      const borders = [0, ...cuts.filter((cut) => cut < whole.length).toSorted((a, b) => a - b), whole.length]
      const cut = borders.slice(1).map((border, index) => whole.slice(borders[index], border))

      expect(pieces(cut).join('')).toBe(text(whole))
      expect(text(text(whole))).toBe(text(whole))
    }),
  )
})

test('a text made to cost time is redacted in a moment', () => {
  const hostile = ['-----BEGIN PRIVATE KEY-----', 'a.', 'sk-', 'eyJ', 'bearer ', 'a://b:'].map((text) =>
    text.repeat(50_000 / text.length),
  )

  expect(hostile.map((text) => plain.text(text).length > 0)).toEqual(hostile.map(() => true))
})

test.each([
  {name: 'OPENAI_API_KEY', isSecret: true},
  {name: 'GITHUB_TOKEN', isSecret: true},
  {name: 'DB_PASSWORD', isSecret: true},
  {name: 'AWS_SECRET_ACCESS_KEY', isSecret: true},
  {name: 'npm_config__authToken', isSecret: true},
  {name: 'x-api-key', isSecret: true},
  {name: 'Authorization', isSecret: true},
  {name: 'STRIPE_APIKEYS', isSecret: true},
  {name: 'PATH', isSecret: false},
  {name: 'KEYBOARD_LAYOUT', isSecret: false},
  {name: 'AWS_SHARED_CREDENTIALS_FILE', isSecret: false},
  {name: 'SSH_AUTH_SOCK', isSecret: false},
  {name: 'MONKEYTYPE', isSecret: false},
])('the value of $name counts as a secret: $isSecret', ({name, isSecret}) => {
  expect(secretValues({[name]: 'value', OTHER: undefined})).toEqual(isSecret ? ['value'] : [])
})
