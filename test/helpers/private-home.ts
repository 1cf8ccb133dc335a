import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'

/** No test may reach the developer's real home: `HOME` and `CODEX_HOME` are temporary folders in every worker. */
export default function setup(): () => void {
  const home = mkdtempSync(path.join(tmpdir(), 'codex-test-home-'))
  process.env['HOME'] = home
  process.env['CODEX_HOME'] = path.join(home, '.codex')
  for (const name of Object.keys(process.env)) {
    if (/^(OPENAI_|CODEX_(?!HOME))|_PROXY$/i.test(name)) delete process.env[name]
  }
  return () => rmSync(home, {recursive: true, force: true})
}
