import {readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'

const open = ['--sandbox', 'none', '--isolation', 'in-place', '-a', 'full-auto', '--cache', 'off']
const change = (from: string, to: string) => [patches(replaceLine('a.txt', from, to)), says('Done.')]
const files = {'a.txt': 'one\n', 'codex.config.yaml': 'verify: touch verified\n'}

test('outside a sandbox a project runs nothing before it is trusted, and again when it has changed', async () => {
  const place = await codexPlace({files, steps: [...change('one', 'two'), ...change('two', 'three')]})

  const untrusted = await place.run([...open, 'Change it now'])
  const before = await place.files()
  const trusted = await place.run([...open, '--trust', 'Change it now'])
  const remembered = await place.run([...open, 'Change it once more'])
  await writeFile(path.join(place.project, 'codex.config.yaml'), 'verify: touch evil\n')
  const changed = await place.run([...open, 'Change it again'])

  expect(untrusted).toMatchObject({exitCode: 12, stdout: ''})
  expect(untrusted.stderr).toContain('touch verified')
  expect(before).toEqual(files)
  expect([trusted.exitCode, remembered.exitCode]).toEqual([0, 0])
  expect(changed).toMatchObject({exitCode: 12, stdout: ''})
  expect(changed.stderr).toContain('has changed since you trusted it')
  expect(Object.keys(await place.files())).toEqual(['a.txt', 'codex.config.yaml', 'verified'])
})

test('trust lies outside the project, readable for its owner alone', async () => {
  const place = await codexPlace({files, steps: change('one', 'two')})

  await place.run([...open, '--trust', 'Change it now'])

  const file = path.join(place.codexHome, 'trust.json')
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    version: 1,
    files: {[path.join(place.project, 'codex.config.yaml')]: expect.stringMatching(/^[0-9a-f]{64}$/)},
  })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a damaged list of trust trusts nobody', async () => {
  const place = await codexPlace({files})
  await writeFile(path.join(place.codexHome, 'trust.json'), '{"version": 1, "files": ')

  expect(await place.run([...open, 'Change it now'])).toMatchObject({exitCode: 12})
})
