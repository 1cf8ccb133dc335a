// Writes the oclif.manifest.json of the host and of every plugin with commands from what is built.
// With --check it leaves the files as they are, and exits with 1 when one of them is missing or stale.
import {spawnSync} from 'node:child_process'
import {existsSync, globSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'

const checkOnly = process.argv.includes('--check')

for (const folder of ['.', ...globSync('plugins/*').filter(hasCommands)]) {
  const file = path.join(folder, 'oclif.manifest.json')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  const generated = generate(folder, file)

  if (generated === undefined) process.exitCode = 1
  if (!checkOnly) continue
  if (before === undefined) rmSync(file, {force: true})
  else writeFileSync(file, before)
  if (generated !== undefined && generated === before) continue
  console.error(`${file} is missing or stale. Run: npm run manifest`)
  process.exitCode = 1
}

function hasCommands(folder) {
  const file = path.join(folder, 'package.json')
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).oclif?.commands !== undefined
}

function generate(folder, file) {
  // In the folder itself: oclif removes the manifest of the folder it is started in, whatever it is asked to write.
  const {status, stdout, stderr, error} = spawnSync('oclif', ['manifest'], {cwd: folder, encoding: 'utf8'})
  if (status === 0) {
    const text = inOrder(readFileSync(file, 'utf8'))
    writeFileSync(file, text)
    return text
  }
  console.error(`${file} could not be made: ${error?.message ?? stdout + stderr}`)
  return undefined
}

/** oclif lists the commands as the folder does, which is another order after another build. */
function inOrder(text) {
  const {commands, ...rest} = JSON.parse(text)
  const sorted = Object.entries(commands).sort(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify({commands: Object.fromEntries(sorted), ...rest}, undefined, 2)
}
