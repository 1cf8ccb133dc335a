import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'

const fixture = fileURLToPath(new URL('../../fixtures/output/many-lines.ts', import.meta.url))

test('a reader that goes away is reported once, and writing goes on without an error', async () => {
  const child = spawn(process.execPath, [fixture], {stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000})
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))

  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [exitCode] = await once(child, 'close')

  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: 'stdout closed: EPIPE\nwent on\n'})
})
