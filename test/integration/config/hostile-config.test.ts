import {execFile} from 'node:child_process'
import {mkdir, readdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

/** Every way by which the library could be brought to run a file. */
const traps: Readonly<Record<string, (evil: string) => string>> = {
  '.config/config.js': (evil) => evil,
  '.config/config.cjs': (evil) => evil,
  '.config/config.mjs': (evil) => evil,
  '.config/config.ts': (evil) => evil,
  '.config/config.json': () => '{"cosmiconfig": {"searchPlaces": ["evil.js"]}}',
  '.config/codexrc.js': (evil) => evil,
  'package.json': () =>
    '{"codex": {"$import": "./evil.js"}, "cosmiconfig": {"searchPlaces": ["evil.js"], "$import": "./evil.js"}}',
  'package.yaml': () => 'codex: {$import: ./evil.js}\ncosmiconfig: {$import: ./evil.js}',
  '.codexrc': () => '$import: ./evil.js',
  '.codexrc.js': (evil) => evil,
  '.codexrc.ts': (evil) => evil,
  'codex.config.js': (evil) => evil,
  'codex.config.ts': (evil) => evil,
  'config.js': (evil) => evil,
  'config.ts': (evil) => evil,
}
const load = fileURLToPath(new URL('../../fixtures/config/load-in-cwd.ts', import.meta.url))
const unguarded = fileURLToPath(new URL('../../fixtures/config/create-explorer.ts', import.meta.url))

test.each(Object.entries(traps))(
  '%s runs nowhere: not in the current folder, the project, CODEX_HOME or above it',
  async (name, text) => {
    const place = await emptyPlace()
    for (const folder of [place.home, place.codexHome, place.project, place.cwd]) {
      await lay(folder, name, text, place.marks)
    }
    // With nothing to read, the library is not even asked.
    await writeFile(path.join(place.codexHome, 'config.yaml'), 'model: from-user')
    await writeFile(path.join(place.project, 'codex.config.yaml'), 'verify: npm test')

    const output = await run(load, place)

    expect(output).toBe(`loaded from-user in ${place.cwd}`)
    expect(await readdir(place.marks)).toEqual([])
  },
)

test.each(['config.yaml', 'config.json'])('$import in %s of the user is refused and not followed', async (name) => {
  const place = await emptyPlace()
  await lay(place.codexHome, name, () => '{"$import": "./evil.js"}', place.marks)

  const output = await run(load, place)

  expect(output).toContain(`~/.codex/${name}:1: "$import" is not possible`)
  expect(await readdir(place.marks)).toEqual([])
})

test.each(['codex.config.yaml', 'codex.config.yml', 'codex.config.json'])(
  '$import in %s of the project is refused',
  async (name) => {
    const place = await emptyPlace()
    await lay(place.project, name, () => '{"budget": {"$import": "./evil.js"},\n"$import": ["./evil.js"]}', place.marks)

    const output = await run(load, place)

    expect(output).toContain(`${name}:1: the key "budget.$import" is unknown`)
    expect(output).toContain(`${name}:2: "$import" is not possible`)
    expect(await readdir(place.marks)).toEqual([])
  },
)

test('the traps are real: without our guard the library runs the file', async () => {
  const place = await emptyPlace()
  await lay(place.cwd, '.config/config.js', (evil) => evil, place.marks)

  await run(unguarded, place)

  expect(await readdir(place.marks)).toHaveLength(1)
})

interface Place {
  readonly home: string
  readonly codexHome: string
  readonly project: string
  readonly cwd: string
  /** A file appears here when a trap was run. */
  readonly marks: string
}

async function emptyPlace(): Promise<Place> {
  const folder = await temporaryFolder()
  const home = path.join(folder, 'home')
  const place = {
    home,
    codexHome: path.join(home, '.codex'),
    project: path.join(home, 'project'),
    cwd: path.join(home, 'cwd'),
    marks: path.join(folder, 'marks'),
  }
  for (const name of Object.values(place)) await mkdir(name, {recursive: true})
  return place
}

async function lay(folder: string, name: string, text: (evil: string) => string, marks: string): Promise<void> {
  const evil = `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(marks)} + '/' + process.hrtime.bigint(), '')`
  await mkdir(path.dirname(path.join(folder, name)), {recursive: true})
  await writeFile(path.join(folder, 'evil.js'), evil)
  await writeFile(path.join(folder, name), text(evil))
}

async function run(program: string, {home, codexHome, project, cwd}: Place): Promise<string> {
  const argv = ['--conditions=source', program, home, codexHome, project]
  const {stdout} = await promisify(execFile)(process.execPath, argv, {cwd, env: {HOME: home}, timeout: 20_000})
  return stdout
}
