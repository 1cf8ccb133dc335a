// Writes examples/demo/session.jsonl: the demo, run with what is built, at a path that is nobody's.
// To be run after a change of what the model is told, such as the system prompt or the description of a tool.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const folder = mkdtempSync(path.join(os.tmpdir(), 'codex-record-'))
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  CODEX_HOME: path.join(folder, '.codex'),
  TMPDIR: folder,
  LANG: 'C.UTF-8',
}

try {
  codex('demo', '--sandbox', 'namespaces')
  const file = path.join(folder, 'session.jsonl')
  codex('replay', '--export', file, 'last')
  const text = readFileSync(file, 'utf8')
  const {root, id, started_at_ms: startedAtMs} = JSON.parse(text.slice(0, text.indexOf('\n')))
  const neutral = text
    .replaceAll(root, '/home/dev/durations')
    .replaceAll(id, '00000000-0000-4000-8000-000000000001')
    .replace(`"started_at_ms":${startedAtMs}`, `"started_at_ms":${Date.parse(`${today(startedAtMs)}T12:00:00Z`)}`)
  writeFileSync('examples/demo/session.jsonl', neutral)
} finally {
  rmSync(folder, {recursive: true, force: true})
}

function codex(...argv) {
  const {status, stderr} = spawnSync(process.execPath, ['bin/run.js', ...argv], {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`codex ${argv.join(' ')} ended with ${status}:\n${stderr}`)
}

/** The model was told the date of the run. */
function today(atMs) {
  return new Date(atMs).toISOString().slice(0, 10)
}
