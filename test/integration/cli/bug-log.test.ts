import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {reportBug} from '../../../src/cli/bug-log.ts'
import {createRedactor} from '../../../src/store/create-redactor.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test('neither the report of a bug nor its file has a secret of the error or of its causes', async () => {
  const codexHome = await temporaryFolder()
  const redactor = createRedactor(['key-of-a-command'])
  const error = new Error('sent key-of-a-command', {cause: new Error('because of key-of-a-command')})

  const {message, suggestions} = reportBug(error, {codexHome, nowMs: 0, redactor})

  expect(message).toBe('This is a bug in codex: sent [redacted]')
  const [, file = ''] = /with the file (.*)\.$/.exec(suggestions[0] ?? '') ?? []
  const log = await readFile(file, 'utf8')
  expect(log).toContain('because of [redacted]')
  expect(log).not.toContain('key-of-a-command')
})
