import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import {canariesBelow, canariesIn} from '../../helpers/find-canaries.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

// What the search for secrets in the artefacts of a session must not miss.
const secret = 'se"cret/Ca+nary 1234'
const canaries = {secret}
const around = (text: string) => `before ${text} after`

test.each([
  ['as it is', around(secret)],
  ['in JSON', JSON.stringify({text: around(secret)})],
  ['in JSON within JSON', JSON.stringify({arguments: JSON.stringify({text: secret})})],
  ['in an address', `https://h.example/?q=${encodeURIComponent(secret)}`],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64, one byte later', Buffer.from(`u:${secret}`).toString('base64')],
  ['in base64, two bytes later', Buffer.from(`me:x:${secret}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(around(secret)).toString('hex')],
  ['in UTF-16', Buffer.from(around(secret), 'utf16le')],
  ['backwards', [...secret].toReversed().join('')],
  ['in gzip, somewhere', Buffer.concat([Buffer.from('head'), gzipSync(around(secret))])],
  ['in zlib, somewhere', Buffer.concat([Buffer.from('head'), deflateSync(around(secret))])],
  ['deflated', deflateRawSync(around(secret))],
  ['in brotli', brotliCompressSync(around(secret))],
])('a secret %s is found', (_, content) => {
  expect(canariesIn(content, canaries)).toEqual(['secret'])
  expect(canariesIn(content, {other: 'another secret'})).toEqual([])
})

test('a secret is found in names, files, rows across pages, and in what a database has not written back', async () => {
  const folder = await temporaryFolder()
  const plain = {name: 'plain-canary-1', inFile: 'plain-canary-2', inRow: 'plain-canary-3', inLog: 'plain-canary-4'}
  await mkdir(path.join(folder, plain.name))
  await writeFile(path.join(folder, 'log.txt'), plain.inFile)
  const database = new DatabaseSync(path.join(folder, 'a.db'))
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE texts (text); PRAGMA wal_checkpoint(TRUNCATE)')
  // At some place the row goes from one page to the next in the middle of it.
  database.prepare('INSERT INTO texts VALUES (?)').run(plain.inRow.repeat(2000))
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.prepare('INSERT INTO texts VALUES (?)').run(plain.inLog)

  const found = await canariesBelow(folder, plain)
  database.close()

  expect(found).toEqual(
    expect.arrayContaining([`${plain.name}: name`, 'log.txt: inFile', 'a.db: inRow', 'a.db: inLog', 'a.db-wal: inLog']),
  )
})
