import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

/** The text as somebody left it in an editor of their own; undefined where the editor failed. `program` is a shell command. */
export async function editElsewhere(program: string, text: string): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'codex-prompt-'))
  try {
    const file = path.join(folder, 'prompt.md')
    await writeFile(file, text, {mode: 0o600})
    const child = spawn('/bin/sh', ['-c', `${program} "$1"`, 'editor', file], {stdio: 'inherit'})
    const [exitCode] = (await once(child, 'exit')) as [number | null]
    return exitCode === 0 ? await readFile(file, 'utf8') : undefined
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}
