import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {createChangeStore} from '../../../src/workspace/change-store.ts'
import {runTurn, type TurnOptions} from '../../helpers/run-turn.ts'

const files = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.gitignore': 'dist/\n',
  'a.txt': 'old\n',
  'dist/built.js': 'built\n',
}
const command = 'ls dist; cat a.txt; echo new > a.txt; echo more > b.txt; mkdir dist && echo mine > dist/built.js'
const turn: TurnOptions = {
  script: {
    steps: [{reply: [{tool_call: {name: 'shell', arguments: {command}}}]}, {reply: [{text: 'Done.'}]}],
  },
  files,
  flags: {'approval-mode': 'full-auto'},
  isolationMethods: ['git-files'],
}

test('a turn on a copy of what git does not ignore lands its changes, leaves ignored files, and can be undone', async () => {
  const run = await runTurn(turn)
  const read = async (file: string) => readFile(path.join(run.workspace, file), 'utf8').catch(() => undefined)
  const landed = [await read('a.txt'), await read('b.txt'), await read('dist/built.js')]
  const store = createChangeStore({folder: path.join(run.codexHome, 'changes')})
  const undone = await store.undo(run.result.changeSet?.id ?? '')

  expect(run.events[0]).toMatchObject({type: 'turn.start', isolation: 'git-files'})
  expect(run.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []))).toContain(
    'IGNORED_FILES_MISSING',
  )
  expect(JSON.stringify(run.requests[0]?.body)).toContain('missing here: every file that git ignores')
  expect(JSON.stringify(run.requests[1]?.body)).toContain('old')
  expect(JSON.stringify(run.requests[1]?.body)).toContain("cannot access 'dist'")
  expect(run.result.changeSet).toMatchObject({status: 'landed', ignoredFiles: 1})
  expect(landed).toEqual(['new\n', 'more\n', 'built\n'])
  expect(undone).toEqual({kind: 'undone'})
  expect([await read('a.txt'), await read('b.txt')]).toEqual(['old\n', undefined])
})

test('a file that the user changes meanwhile is a conflict there, too', async () => {
  const {result, workspace} = await runTurn({
    ...turn,
    onEvent: async (event, place) => {
      if (event.type === 'change_set.ready') await writeFile(path.join(place, 'a.txt'), 'mine\n')
    },
  })

  expect(result.changeSet).toMatchObject({
    status: 'conflict',
    conflicts: [{path: 'a.txt', diff: '--- expected\n+++ there now\n@@ -1,1 +1,1 @@\n-old\n+mine\n'}],
  })
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('mine\n')
})
