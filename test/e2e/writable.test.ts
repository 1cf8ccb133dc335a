import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'

const files = {'src/a.txt': 'one\n', 'other.txt': 'other\n'}
const fullAuto = ['-a', 'full-auto', 'Change it now']

test.each([{isolation: 'copy'}, {isolation: 'in-place'}])(
  'with --writable commands write nothing but these folders ($isolation)',
  async ({isolation}) => {
    const place = await codexPlace({
      files,
      steps: [runs('echo two > src/a.txt; echo three > other.txt; mkdir new; rm other.txt; ls'), says('Done.')],
    })

    const run = await place.run(['--writable', 'src', '--isolation', isolation, ...fullAuto])

    expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
    expect(toolOutputs(place.requests[1]).join('')).toContain('Read-only file system')
    expect(await place.files()).toEqual({...files, 'src/a.txt': 'two\n'})
  },
)

test('a patch of another file is denied, and the model is told where it may write', async () => {
  const place = await codexPlace({
    files,
    config: 'writable: [src]\n',
    steps: [
      patches(replaceLine('other.txt', 'other', 'changed')),
      patches(replaceLine('src/a.txt', 'one', 'two')),
      says('Done.'),
    ],
  })

  const run = await place.run(fullAuto)

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(toolOutputs(place.requests[1]).join('')).toContain('other.txt is outside the folders that may be written')
  expect(await place.files()).toEqual({...files, 'src/a.txt': 'two\n'})
})

test('a flag counts from the working folder, and a project may narrow what the user allows', async () => {
  const place = await codexPlace({
    files: {...files, 'src/deep/b.txt': 'b\n', 'codex.config.yaml': 'writable: src/deep\n'},
    config: 'writable: [src]\n',
    steps: [
      runs('echo x > src/a.txt; echo x > src/deep/b.txt'),
      says('1.'),
      runs('echo y > a.txt; echo y > ../other.txt'),
      says('2.'),
    ],
  })

  await place.run(fullAuto)
  const narrowed = await place.files()
  await place.run(['--writable', '.', '-C', 'src', ...fullAuto])

  expect(narrowed).toMatchObject({'src/a.txt': 'one\n', 'src/deep/b.txt': 'x\n'})
  expect(await place.files()).toMatchObject({'src/a.txt': 'y\n', 'other.txt': 'other\n'})
})

test.each([
  {name: 'a folder outside', argv: ['--writable', '../x'], config: '', exitCode: 2},
  {name: 'a folder that is not there', argv: ['--writable', 'none'], config: '', exitCode: 2},
  {name: 'a file', argv: ['--writable', 'other.txt'], config: '', exitCode: 2},
  {name: 'a missing folder in the configuration', argv: [], config: 'writable: none\n', exitCode: 3},
  {name: 'an absolute path in the configuration', argv: [], config: 'writable: [/etc]\n', exitCode: 3},
  {
    name: 'no sandbox',
    argv: ['--writable', 'src', '--sandbox', 'none', '--isolation', 'in-place'],
    config: '',
    exitCode: 2,
  },
])('$name is refused before anything starts', async ({argv, config, exitCode}) => {
  const place = await codexPlace({files, config})

  const run = await place.run([...argv, ...fullAuto])

  expect(run).toMatchObject({exitCode, stdout: ''})
})

test('a project cannot widen what the user allows', async () => {
  const place = await codexPlace({
    files: {...files, 'codex.config.yaml': 'writable: [src, other]\n'},
    config: 'writable: [src]\n',
  })

  const run = await place.run(fullAuto)

  expect(run).toMatchObject({exitCode: 3, stdout: ''})
  expect(run.stderr).toContain('"writable" can only be narrowed by a project')
})
