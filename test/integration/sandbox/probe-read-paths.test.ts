import {mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {probeReadPaths} from '../../../src/sandbox/probe-read-paths.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test('installations on the PATH are found through links, and everything in the answer exists', async () => {
  const home = await temporaryFolder()
  await mkdir(path.join(home, '.tools/v1/bin'), {recursive: true})
  await mkdir(path.join(home, '.tools/v1/lib'))
  await symlink('v1', path.join(home, '.tools/current'))
  await mkdir(path.join(home, '.ssh'))
  await mkdir(path.join(home, 'work/bin'), {recursive: true})
  await writeFile(path.join(home, 'work/package.json'), '{}')

  const PATH = [`${home}/.tools/current/bin`, `${home}/work/bin`, `${home}/gone/bin`, '.', '', '/usr/bin', home].join(
    ':',
  )
  const found = await probeReadPaths({
    hostEnv: {PATH},
    nodeExecutable: '/usr/bin/env',
    home,
    codexHome: `${home}/.codex`,
    workspace: `${home}/app`,
    platform: 'linux',
  })

  expect(found.readPaths.filter((place) => place.startsWith(home))).toEqual([`${home}/.tools/v1`, `${home}/work/bin`])
  expect(found.programPath.slice(0, 3)).toEqual([`${home}/.tools/v1/bin`, `${home}/work/bin`, '/usr/bin'])
  expect(found.programPath).not.toContain(home)
  expect(found.readPaths).toContain('/usr')
  expect(found.readPaths).not.toContain('/gnu/store')
})
