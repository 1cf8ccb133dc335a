import {expect, test} from 'vitest'
import {holdsToken, isSecretFolder, secrecyOf} from '../../../src/sandbox/secret-files.ts'

test.each([
  '.env',
  '.ENV',
  '.env.local',
  '.env.production',
  '.env~',
  '.env-prod',
  '.env_local',
  'packages/api/.env',
  'test/.env',
  '.envrc',
  'server.key',
  'certs/server.pem',
  'id_rsa',
  'deploy/id_ed25519',
  '.netrc',
  '.pypirc',
  '.git-credentials',
  'credentials.json',
  'service-account-prod.json',
  'release.keystore',
  'terraform.tfstate',
])('%s is secret', (file) => {
  expect(secrecyOf(file)).toBe('secret')
})

test.each([
  '.env.example',
  '.env.local.example',
  '.env.sample',
  '.env-example',
  '.env_prod_sample',
  '.environment',
  '.eslintrc/config',
  '.env.template',
  'environment.ts',
  'src/env.ts',
  'id_rsa.pub',
  'test/fixtures/server.key',
  'packages/tls/tests/ca.pem',
  'src/credentials.ts',
  'keyboard.ts',
  'monkey',
])('%s is plain', (file) => {
  expect(secrecyOf(file)).toBe('plain')
})

test.each(['.npmrc', 'packages/a/.npmrc', '.yarnrc.yml', '.git/config', 'sub/.git/config'])(
  'the text of %s decides',
  (file) => {
    expect(secrecyOf(file)).toBe('look')
  },
)

test.each([
  ['//registry.npmjs.org/:_authToken=npm_abc', true],
  ['//registry.example.org/:_password="c2VjcmV0"', true],
  ['_auth = abc', true],
  ['npmAuthToken: "abc"', true],
  ['//registry.npmjs.org/:_authToken=${NPM_TOKEN}', false],
  ['npmAuthToken: "${NPM_TOKEN}"', false],
  ['url = https://ada:s3cret@example.org/x.git', true],
  ['url = https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/x', true],
  ['extraheader = AUTHORIZATION: basic abc', true],
  ['url = https://ada:${TOKEN}@example.org/x.git', false],
  ['url = https://ada@example.org:8443/x.git', false],
  ['url = ssh://git@example.org:22/x.git', false],
  ['registry=https://registry.npmjs.org\nengine-strict=true', false],
  ['', false],
])('the settings %j hold a token: %s', (text, expected) => {
  expect(holdsToken(text)).toBe(expected)
})

test.each([
  ['.ssh', true],
  ['.aws', true],
  ['.GnuPG', true],
  ['src', false],
  ['ssh', false],
])('the folder %s is secret: %s', (name, expected) => {
  expect(isSecretFolder(name)).toBe(expected)
})
