import {chmod, mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {findReadPath, unfolded} from '../../../src/sandbox/find-read-paths.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const isRoot = process.getuid?.() === 0

test('small settings can be copied; programs, large files and what cannot be read are mounted', async () => {
  const folder = await temporaryFolder()
  const at = (name: string) => path.join(folder, name)
  await mkdir(at('etc'))
  for (const [name, size] of Object.entries({'etc/small': 10, 'etc/closed': 10, 'etc/large': 300_000, program: 10})) {
    await writeFile(at(name), Buffer.alloc(size))
  }
  await chmod(at('etc/closed'), 0)
  await symlink('small', at('etc/link'))

  const found = ['etc', 'etc/small', 'etc/closed', 'etc/large', 'etc/link', 'etc/missing', 'program'].map((name) =>
    findReadPath(at(name), at('etc')),
  )

  expect(found).toEqual([
    {path: at('etc'), kind: 'directory'},
    {path: at('etc/small'), kind: 'file', isCopyable: true},
    {path: at('etc/closed'), kind: 'file', ...(isRoot && {isCopyable: true})},
    {path: at('etc/large'), kind: 'file'},
    {path: at('etc/link'), kind: 'link', to: 'small'},
    undefined,
    {path: at('program'), kind: 'file'},
  ])
})

test('a small folder of settings becomes what is in it; another one stays a folder', async () => {
  const folder = await temporaryFolder()
  const at = (name: string) => path.join(folder, name)
  for (const name of ['small', 'nested/folder', 'many', 'empty', 'large']) await mkdir(at(name), {recursive: true})
  await writeFile(at('small/a'), 'a')
  await symlink('a', at('small/b'))
  await writeFile(at('nested/a'), 'a')
  for (let index = 0; index < 9; index += 1) await writeFile(at(`many/${index}`), '')
  await writeFile(at('large/a'), Buffer.alloc(300_000))

  const contentOf = (name: string, configuration = folder) =>
    unfolded({path: at(name), kind: 'directory'}, configuration).map((found) => path.relative(folder, found.path))

  expect(contentOf('small').toSorted()).toEqual(['small/a', 'small/b'])
  expect(contentOf('small', at('elsewhere'))).toEqual(['small'])
  for (const name of ['nested', 'many', 'empty', 'large', 'missing']) expect(contentOf(name)).toEqual([name])
})
